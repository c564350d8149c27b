import re

from werkzeug.exceptions import NotFound

from odoo.http import content_disposition, request

from ...models import odoo_inside
from ...portal.evaluation import results
from ...tools import sheets
from ..base import LARGEST_ID, MentorshipController, view_route

PATH = "/mentorship/results/<int:evaluation_id>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MentorshipEvaluationResultsController(MentorshipController):
    """The results of an evaluation, for staff: a page, a PDF and an Excel file.

    All three show the cut given by the parameters ``role``, ``programme``, ``edition``
    and ``year``, as `_results` reads them.
    """

    @view_route(PATH)
    def results_page(self, evaluation_id, **sent):
        """Show the results, or how many answers are missing."""
        evaluation = self._results_found(evaluation_id)
        return self._page(
            "evaluation_results_page",
            results=results.in_words(evaluation, sent),
            query=request.httprequest.query_string.decode(errors="replace"),
        )

    @view_route(f"{PATH}/pdf")
    def results_pdf(self, evaluation_id, **sent):
        """Return the contents of the page as a PDF."""
        evaluation = self._results_found(evaluation_id)
        if evaluation.state != "closed":
            return request.redirect(f"/mentorship/results/{evaluation.id}")
        content = odoo_inside.pdf(
            request.env,
            "nob_mentorship.evaluation_results_report_action",
            evaluation.ids,
            {"cut": sent},
        )
        return self._results_file(evaluation, content, "application/pdf", "pdf")

    @view_route(f"{PATH}/xlsx")
    def results_xlsx(self, evaluation_id, **sent):
        """Return the contents of the page as an Excel file."""
        evaluation = self._results_found(evaluation_id)
        if evaluation.state != "closed":
            return request.redirect(f"/mentorship/results/{evaluation.id}")
        tables = evaluation._result_sheets(evaluation._results(sent))
        return self._results_file(evaluation, sheets.workbook(tables), XLSX, "xlsx")

    def _results_found(self, evaluation_id):
        """Return the evaluation, with the user's own rights.

        :raises NotFound: if access rights and rules do not let the user read it
        """
        evaluations = request.env["mentorship.evaluation"]
        if not evaluations.has_access("read"):
            raise NotFound()
        found = evaluations.search([("id", "=", min(evaluation_id, LARGEST_ID))])
        if not found:
            raise NotFound()
        return found

    def _results_file(self, evaluation, content, kind, ending):
        name = " ".join(re.sub(r"[^\w -]", " ", evaluation.display_name).split())
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(f"{name}.{ending}")),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
