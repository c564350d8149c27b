from . import (
    question,
    enrolment,
    stated,
    states,
    called_off,
    form,
    matching,
    staff,
    calendar,
)
