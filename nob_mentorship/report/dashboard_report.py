from odoo import api, fields, models
from odoo.tools import format_date

MOST = 12
"""The number of lines that a section has on paper: the board gets one page."""


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
            "halves": self._halves,
            "day": format_date(self.env, today, date_format="d MMMM yyyy"),
        }

    @api.model
    def _halves(self, sections):
        """Return the sections in two columns of about the same length, in order; what
        does not fit on the page is counted.

        :param sections: as in the values of the templates, see `_page`
        """
        shown = [
            {**each, "lines": self._first_lines(each["lines"])} for each in sections
        ]
        lengths = [len(each["lines"]) + 2 for each in shown]
        split = min(
            range(len(shown) + 1),
            key=lambda at: (max(sum(lengths[:at]), sum(lengths[at:])), at),
        )
        return [shown[:split], shown[split:]]

    @api.model
    def _first_lines(self, lines):
        if len(lines) <= MOST:
            return lines
        more = self.env._("%s more, on the screen", len(lines) - MOST + 1)
        nothing = [None] * len(lines[0]["texts"])
        rest = {"key": "more", "title": more, "texts": nothing, "shares": nothing}
        return [*lines[: MOST - 1], rest]
