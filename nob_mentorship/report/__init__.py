from . import (
    certificate_report,
    evaluation_results_report,
)
from . import dashboard_report
from . import evaluation_results_report
