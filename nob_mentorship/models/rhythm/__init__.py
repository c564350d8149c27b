from . import (
    daily,
    on_edition,
)
