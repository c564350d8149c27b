from odoo import api, models

from ..portal.evaluation import results


class EvaluationResultsReport(models.AbstractModel):
    """The printed results of an evaluation: the contents of its page, for the same
    cut."""

    _name = "report.nob_mentorship.evaluation_results_report"
    _description = "Mentorship: results of an evaluation"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template; record rules decide who can get them.

        :param data: {``cut``: as for `_results` of an evaluation}
        :raises AccessError: if the user is not allowed to read the evaluation
        """
        cut = (data or {}).get("cut")
        cut = cut if isinstance(cut, dict) else None
        evaluations = self.env["mentorship.evaluation"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": evaluations._name,
            "all_results": [results.in_words(each, cut) for each in evaluations],
        }
