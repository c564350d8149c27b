from . import (
    edition,
    places,
    figures,
    states,
    eligibility,
    condition,
    board,
    calendar,
    mailing,
    invitee,
    on_res_partner,
)
