from . import (
    edition,
    states,
    eligibility,
    condition,
    board,
    invitee,
)
