from . import calendar, meeting, pairing
