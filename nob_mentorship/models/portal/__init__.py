from . import (
    pages,
    overview,
    steps,
    edition,
    matching,
    choice,
    pairing,
    room,
    export,
    evaluation,
    preference,
)
