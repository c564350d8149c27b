from . import (
    on_edition,
    on_enrolment,
    on_enrolment_thanks,
    on_gamification_badge,
    on_res_partner,
    on_res_partner_asked,
    on_res_partner_badges,
    on_res_partner_mentions,
    on_settings,
)
