from . import (
    on_programme,
    voice,
    voice_states,
    on_enrolment_voice,
    on_edition_voice,
    on_res_partner,
    promotion,
    promotion_figures,
    promotion_sent,
    on_edition,
)
