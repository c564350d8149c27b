from . import (
    daily,
)
