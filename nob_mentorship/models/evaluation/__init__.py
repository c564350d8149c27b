from . import token, paper, on_survey, on_edition, looking_after
