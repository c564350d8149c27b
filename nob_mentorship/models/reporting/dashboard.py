from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ...tools.figures import percent
from ...tools.groups import FEW, LEAST
from .. import odoo_inside

SECTIONS = (
    "members",
    "pairs",
    "stage",
    "reasons",
    "prepared",
    "ways",
    "answers",
    "scores",
    "topics",
    "years",
)
"""The sections of the dashboard, in order; each is a method ``_<section>_lines``."""


class Line(NamedTuple):
    """A figure of the dashboard.

    :param str key: the same in each column
    :param str text: the figure as it is shown
    :param share: 0 to 100, for a bar; None without one
    """

    key: str
    title: str
    text: str
    share: int = None


class MentorshipDashboard(models.TransientModel):
    """The figures of an edition or of several, beside those of another, and what to do
    about them (R32, P9, P20).

    Every figure counts what its reader can read, and none tells about fewer than five
    people: see :mod:`...tools.groups`.
    """

    _name = "mentorship.dashboard"
    _inherit = ["mentorship.bounded"]
    _description = "Dashboard of mentorship"

    company_id = fields.Many2one("res.company")
    programme_id = fields.Many2one("mentorship.programme")
    year = fields.Selection("_years")
    edition_id = fields.Many2one(
        "mentorship.edition", help="Empty: all editions of the programme and the year."
    )
    other_edition_id = fields.Many2one(
        "mentorship.edition", "Beside", help="An edition to compare with."
    )
    figures = fields.Html(compute="_compute_figures", sanitize=False)

    @api.model
    def _years(self):
        """Return the years from the first edition of the user's to the last."""
        editions = self.env["mentorship.edition"]
        if not editions.has_access("read"):
            return []
        years = [int(edition._report_year()) for edition in editions.search([])]
        if not years:
            return []
        span = range(max(years), min(years) - 1, -1)
        return [(str(year), str(year)) for year in span]

    def _compute_display_name(self):
        self.display_name = self.env._("Dashboard")

    @api.depends("company_id", "programme_id", "year", "edition_id", "other_edition_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_figures(self):
        for dashboard in self:
            dashboard.figures = odoo_inside.render(
                self.env, "nob_mentorship.dashboard_figures", dashboard._page()
            )

    @api.model
    def action_open(self):
        """Open the dashboard of the newest edition that runs and has figures to show,
        or else of the newest."""
        editions = self.env["mentorship.edition"].search(
            [("state", "not in", ("draft", "not_planned"))]
        )
        running = editions.filtered(lambda edition: edition.state == "running")
        counts = dict(
            self.env["mentorship.pairing"]._read_group(
                [("edition_id", "in", running.ids)], ["edition_id"], ["__count"]
            )
        )
        shown = running.filtered(lambda edition: counts.get(edition, 0) >= LEAST)
        return self._opened((shown or running or editions)[:1])

    @api.model
    def _opened(self, edition):
        """Return the action that opens the dashboard.

        :param edition: a ``mentorship.edition``, or an empty recordset
        """
        dashboard = self.create(
            {"edition_id": edition.id, "programme_id": edition.programme_id.id}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dashboard"),
            "res_model": self._name,
            "res_id": dashboard.id,
            "views": [(False, "form")],
        }

    @api.onchange("programme_id", "year", "company_id")
    def _onchange_filters(self):
        # an edition is one of the programme and the year that are chosen
        if self.edition_id and self.edition_id._origin not in self._filtered():
            self.edition_id = False

    def action_print(self):
        """Return the page for the board, as a PDF."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("nob_mentorship.dashboard_report_action")
        return report.report_action(self, config=False)

    def action_graphs(self):
        """Open the figures in Odoo's own graphs and tables, year by year."""
        self.ensure_one()
        self.check_access("read")
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_report_action"
        )
        action["context"] = {
            f"search_default_{name}": self[name].id
            for name in ("programme_id", "edition_id")
            if self[name]
        }
        return action

    def _filtered(self):
        """Return the editions of the programme, the company and the year chosen."""
        domain = Domain("state", "not in", ("draft", "not_planned"))
        for name in ("programme_id", "company_id"):
            if self[name]:
                domain &= Domain(name, "=", self[name]._origin.id)
        editions = self.env["mentorship.edition"].search(domain)
        return editions.filtered(
            lambda edition: not self.year or edition._report_year() == self.year
        )

    def _page(self):
        """Return the values of the templates: ``columns`` (titles), ``sections``
        [{``key``, ``title``, ``lines``}], where a line has a ``title``, ``texts`` and
        ``shares``, one for each column, and ``none``: whether there is no edition.
        """
        self.ensure_one()
        first = self.edition_id._origin or self._filtered()
        scopes = [first]
        if self.other_edition_id:
            scopes.append(self.other_edition_id._origin)
        titles = self._titles()
        sections = []
        for name in SECTIONS:
            found = [getattr(self, f"_{name}_lines")(scope) for scope in scopes]
            lines = self._side_by_side(found)
            if lines:
                sections.append({"key": name, "title": titles[name], "lines": lines})
        return {
            "columns": [self._scope_title(scope) for scope in scopes],
            "sections": sections if any(scopes) else [],
            "none": not any(scopes),
            "least": LEAST,
        }

    def _scope_title(self, editions):
        """Return the title of a column."""
        if len(editions) == 1:
            return editions.display_name
        parts = [self.programme_id.name, self.company_id.name, self.year]
        return " · ".join(filter(None, parts)) or self.env._("All editions")

    @api.model
    def _titles(self):
        _ = self.env._
        return {
            "members": _("Members"),
            "pairs": _("Pairs that started"),
            "stage": _("Pairs by stage"),
            "reasons": _("Ended early, by reason"),
            "prepared": _("Prepared"),
            "ways": _("How the pairs came about"),
            "answers": _("Evaluations: answered"),
            "scores": _("Evaluations: scores"),
            "topics": _("Topics: members who want them, and mentors who offer them"),
            "years": _("Pairs by year"),
        }

    def _side_by_side(self, columns):
        """Return the lines of a section, each with the texts of all columns.

        :param columns: a list of `Line` for each column
        """
        titles = {}
        for lines in columns:
            for line in lines:
                titles.setdefault(line.key, line.title)
        by_key = [{line.key: line for line in lines} for lines in columns]
        nothing = Line("", "", "–")
        found = []
        for key, title in titles.items():
            lines = [own.get(key, nothing) for own in by_key]
            found.append(
                {
                    "key": key,
                    "title": title,
                    "texts": [line.text for line in lines],
                    "shares": [line.share for line in lines],
                }
            )
        return found

    # how a figure is written

    @api.model
    def _number(self, number, digits=0):
        return formatLang(self.env, number, digits=digits)

    @api.model
    def _few_words(self):
        return self.env._("Fewer than 5")

    @api.model
    def _mean_words(self, mean, there, digits=0):
        """Return a mean in words.

        :param mean: a number, or None if it cannot be told
        :param bool there: whether there is anything to count
        """
        if mean is None:
            return self._few_words() if there else "–"
        return self._number(mean, digits)

    @api.model
    def _share_line(self, key, title, counts, there, part="yes"):
        """Return the line of a part of a whole.

        :param counts: {value to tell: how many}, see :func:`...tools.groups.counted`
        :param bool there: whether there is anything to count
        """
        whole = sum(counts.values()) - counts.get(FEW, 0)
        if not whole:
            return Line(key, title, self._few_words() if there else "–")
        share = percent(counts.get(part, 0), whole)
        text = self.env._(
            "%(part)s of %(whole)s (%(share)s%%)",
            part=self._number(counts.get(part, 0)),
            whole=self._number(whole),
            share=share,
        )
        return Line(key, title, text, share)

    @api.model
    def _part_lines(self, counts, labels, there):
        """Return a line for each part of a whole.

        :param counts: {value to tell: how many}
        :param dict labels: {value: label}, in order; also of FEW
        :param bool there: whether there is anything to count
        """
        whole = sum(counts.values())
        if not whole:
            few = Line("few", self.env._("All together"), self._few_words())
            return [few] if there else []
        return [
            Line(
                value,
                label,
                self._number(counts[value]),
                percent(counts[value], whole),
            )
            for value, label in labels.items()
            if counts.get(value)
        ]
