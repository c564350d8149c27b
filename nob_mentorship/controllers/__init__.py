from . import (
    base,
    programme,
    core,
    enrolment,
    preference,
    learning,
    pairing,
    closure,
    promotion,
    evaluation,
    sealed,
)
