from . import base, portal, enrolment, pairing, meeting
