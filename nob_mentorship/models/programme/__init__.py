from . import (
    matching_settings,
    settings,
    tags,
    programme,
    followers,
    interest,
)
