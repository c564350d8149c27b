from . import (
    certificate_report,
    dashboard_report,
    evaluation_results_report,
)
