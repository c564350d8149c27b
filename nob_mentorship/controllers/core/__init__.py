from . import link, profile, survey, time_zone
