from . import (
    publication,
)
