from . import (
    matching,
    run,
    figures,
    changes,
    proposal,
    publish,
    explanation,
    unmatched,
    edition_matching,
    on_edition,
)
