from . import (
    question,
    enrolment,
    stated,
    states,
    form,
    matching,
    staff,
    mailing,
    calendar,
    called_off,
    on_edition,
)
