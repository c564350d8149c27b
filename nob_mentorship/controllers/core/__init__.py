from . import link, survey, time_zone
