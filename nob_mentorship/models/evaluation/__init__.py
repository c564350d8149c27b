from . import token, paper, on_survey, on_edition
from . import sentences, telling, looking_after, tidying
