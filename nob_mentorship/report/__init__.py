from . import evaluation_results_report
