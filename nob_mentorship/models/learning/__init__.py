from . import (
    publication,
    resource,
    on_programme,
)
