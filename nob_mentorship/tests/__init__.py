"""The tests of the addon, by domain; what is about every domain stands here."""

from . import (
    test_access,
    test_companies,
    test_export,
    test_fields,
    test_hooks,
    test_merge,
    test_methods,
    test_neighbours,
    test_odoo_inside,
    test_query_counts,
    test_readers,
    test_screens,
    test_states,
    test_told,
    test_ways,
    test_words,
)
from .base import (
    test_assets,
    test_correspondence,
    test_field_guard,
    test_import,
    test_letter,
    test_lines,
    test_links,
    test_lists,
    test_mail,
    test_named,
    test_names,
    test_shipped,
    test_templates,
    test_time_zone,
    test_tools,
)
from .closure import (
    test_endings,
    test_forgetting,
    test_over,
)
from .core import (
    test_late_form,
    test_link,
    test_profile,
)
from .edition import (
    test_copies,
    test_eligibility,
    test_invitee,
    test_who_may,
)
from .enrolment import (
    test_again,
    test_employer,
    test_enrolment,
    test_sign_up_matching,
    test_sign_up_page,
    test_sign_up_steps,
    test_terms,
)
from .evaluation import (
    test_cuts,
    test_evaluation,
    test_evaluation_casting,
    test_evaluation_closing,
    test_evaluation_garbage,
    test_evaluation_keys,
    test_evaluation_keys_going,
    test_evaluation_results,
    test_evaluation_told,
    test_form_policy,
    test_form_templates,
    test_lookback,
    test_pulse,
)
from .learning import (
    test_guide,
    test_guide_page,
)
from .matching import (
    test_crowds,
    test_matching,
    test_matching_attack,
    test_matching_board,
    test_matching_publish,
    test_matching_traces,
    test_rematch,
    test_scoring,
)
from .pairing import (
    test_calendar_address,
    test_ending,
    test_informal,
    test_checkin,
    test_checkin_mail,
    test_checkin_privacy,
    test_checkin_report,
    test_fellows,
    test_meeting,
    test_moments,
    test_offer_not_now,
    test_offer_page,
    test_offer_question,
    test_offer_retract,
    test_offer_time,
    test_pairing,
    test_room,
    test_series,
    test_series_days,
    test_stage,
    test_term,
)
from .preference import (
    test_choice,
    test_choice_next,
    test_exclusion,
    test_preference,
)
from .programme import (
    test_followers,
    test_home,
    test_listed,
)
from .rhythm import (
    test_daily,
    test_day,
    test_drawn,
    test_reminders,
    test_timetable,
    test_year,
)
from .sealed import (
    test_consent,
    test_consent_page,
    test_identity,
    test_message,
    test_message_page,
    test_message_readers,
    test_message_telling,
    test_room_questions,
    test_sealed_page,
    test_sealed_room,
    test_serious_page,
)
