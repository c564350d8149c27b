from . import (
    edition,
    states,
    eligibility,
    condition,
    board,
    calendar,
    mailing,
    invitee,
    on_res_partner,
)
