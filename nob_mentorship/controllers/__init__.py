from . import (
    base,
    programme,
    core,
    enrolment,
    preference,
    pairing,
    closure,
    evaluation,
    sealed,
)
