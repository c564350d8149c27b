from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """The sessions of an edition, and what members ask for (R51, R62)."""

    _inherit = "mentorship.edition"

    session_ids = fields.One2many("mentorship.session", "edition_id", "Sessions")
    session_count = fields.Integer(compute="_compute_session_count")
    sessions_until = fields.Datetime(
        "End of the last session",
        compute="_compute_sessions_until",
        store=True,
        help="Of those that are published.",
    )

    @api.depends("session_ids.stop", "session_ids.state")
    def _compute_sessions_until(self):
        for edition in self:
            shown = edition.session_ids.filtered(lambda one: one.state == "published")
            edition.sessions_until = max(shown.mapped("stop"), default=False)

    def _compute_session_count(self):
        counts = dict(
            self.env["mentorship.session"]._read_group(
                [("edition_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["edition_id"],
                ["__count"],
            )
        )
        for edition in self:
            edition.session_count = counts.get(edition._origin, 0)

    def action_view_sessions(self):
        """Open the briefings and workshops of these editions."""
        return self._open_list("mentorship_session_action", "not_cancelled")

    def _session_zone(self):
        """Return the name of the time zone in which staff plan sessions: that of the
        association.
        """
        # sudo: the time zone of the company
        company = self.sudo()[:1].company_id or self.env.company.sudo()
        return company.partner_id.tz or "Europe/Amsterdam"

    def _has_sessions_ahead(self):
        """Tell whether a published session of these editions is not over."""
        now = fields.Datetime.now()
        return any(each.sessions_until and each.sessions_until > now for each in self)

    def _cancel_sessions(self):
        """Cancel the sessions to come of an edition that is cancelled."""
        sessions = self.env["mentorship.session"].search(
            [
                ("edition_id", "in", self.ids),
                ("state", "in", ("draft", "published")),
                ("start", ">", fields.Datetime.now()),
            ]
        )
        for session in sessions:
            # one that is about to begin, with people in the room, takes place
            if "attended" not in session.line_ids.mapped("state"):
                session._cancel()

    @api.model
    def _due_forget_sessions(self, today):
        """Return the editions that are over, or were called off, in which members asked
        for sessions.
        """
        over = Domain("state", "in", ("closed", "not_planned"))
        asked = self.env["mentorship.session.request"]._search([])
        return over & Domain("id", "in", asked.subselect("edition_id"))

    def _day_forget_sessions(self):
        """Delete what members asked for, once the retention period has ended (N9)."""
        kept = relativedelta(months=self.retention_months)
        today = fields.Date.context_today(self)
        if (self.date_end or self.date_start or today) + kept <= today:
            self.env["mentorship.session.request"].search(
                [("edition_id", "=", self.id)]
            ).unlink()
