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
    events,
    invitee,
    on_res_partner,
)
