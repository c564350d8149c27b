from . import (
    report,
    report_cells,
    report_groups,
    on_edition,
    dashboard,
    dashboard_members,
    dashboard_pairs,
    dashboard_answers,
    dashboard_advice,
)
