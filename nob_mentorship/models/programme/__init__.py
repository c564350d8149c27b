from . import (
    matching_settings,
    settings,
    tags,
    programme,
    terms,
    followers,
    interest,
)
