from . import (
    matching_settings,
    settings,
    tags,
    programme,
    coordinators,
    terms,
    followers,
    interest,
)
