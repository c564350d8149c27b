from . import export, link, profile, survey, time_zone
