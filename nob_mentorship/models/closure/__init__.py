from . import (
    on_edition,
    on_enrolment,
    on_res_partner,
    on_res_partner_asked,
    on_res_partner_mentions,
)
