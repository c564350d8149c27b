from . import (
    exclusion,
    wish,
    preference,
    preference_form,
    preference_open,
    choice,
    on_enrolment,
)
