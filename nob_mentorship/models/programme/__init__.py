from . import (
    matching_settings,
    certificate_settings,
    settings,
    tags,
    programme,
    coordinators,
    terms,
    followers,
    interest,
)
