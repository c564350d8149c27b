from odoo import api, fields, models
from odoo.tools import format_date


class DashboardReport(models.AbstractModel):
    """The page for the board: the figures of the dashboard, on paper."""

    _name = "report.nob_mentorship.dashboard_report"
    _description = "Mentorship: page for the board"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Return the values of the template; record rules decide whose figures these
        are.

        :raises AccessError: for the dashboard of another user
        """
        dashboards = self.env["mentorship.dashboard"].browse(docids)
        dashboards.check_access("read")
        today = fields.Date.context_today(self)
        return {
            "doc_ids": docids,
            "doc_model": dashboards._name,
            "pages": [dashboard._page() for dashboard in dashboards],
            "day": format_date(self.env, today, date_format="d MMMM yyyy"),
        }
