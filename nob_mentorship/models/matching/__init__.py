from . import (
    matching,
    run,
    figures,
    changes,
    proposal,
    publish,
    explanation,
    unmatched,
    on_edition,
    on_enrolment,
)
