from . import base_partner_merge
from . import mentorship_refuse_wizard
from . import mentorship_answer_wizard
from . import mentorship_end_wizard
from . import mentorship_term_wizard
from . import mentorship_preference_wizard
from . import survey_invite
from . import mentorship_alternatives_wizard
