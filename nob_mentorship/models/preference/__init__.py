from . import (
    exclusion,
    wish,
    preference,
    open,
    choice,
    on_enrolment,
    on_pairing,
    on_matching,
)
