from . import (
    certificate_report,
    evaluation_results_report,
)
