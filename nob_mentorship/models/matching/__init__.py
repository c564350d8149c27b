from . import (
    matching,
    run,
    figures,
    changes,
    proposal,
    publish,
    asked,
    explanation,
    unmatched,
    on_edition,
    on_enrolment,
)
