from odoo import api, fields, models
from odoo.fields import Domain

from .publication import MentorshipPublication


class MentorshipNews(models.Model):
    """News of a programme, shown from its date until its last day (R23)."""

    _name = "mentorship.news"
    _inherit = ["mentorship.publication"]
    _description = "Mentorship news"
    _order = "date desc, id desc"

    _portal_readable = MentorshipPublication._portal_readable | {"date_end"}

    date = fields.Date(required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        "Shown until",
        copy=False,
        help="The last day on which members see it. Leave this empty to show it until "
        "you archive it.",
    )

    is_shown = fields.Boolean(
        compute="_compute_is_shown",
        search="_search_is_shown",
        export_string_translation=False,
    )

    _in_order = models.Constraint(
        "CHECK(date_end >= date)", "The last day of news cannot be before its date."
    )

    @api.depends("active", "date", "date_end")
    @api.depends_context("tz")
    def _compute_is_shown(self):
        shown = self.filtered_domain(self._shown_today())
        shown.is_shown = True
        (self - shown).is_shown = False

    def _search_is_shown(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return self._shown_today()

    @api.model
    def _shown_today(self):
        """Return the domain of the news that members see today."""
        shown = self._shown(fields.Date.context_today(self))
        return Domain("active", "=", True) & shown

    @api.model
    def _of_programmes(self, programmes):
        """Return the domain of the news of some programmes that are in use."""
        ours = Domain("programme_id", "in", programmes.ids)
        return ours & Domain("programme_id.active", "=", True)

    @api.model
    def _shown(self, today):
        """Return the domain of the news that members see on a day."""
        ahead = Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        return Domain("date", "<=", today) & ahead
