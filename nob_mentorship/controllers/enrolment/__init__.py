from . import enrolment
