from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """The daily steps of an edition."""

    _inherit = "mentorship.edition"

    @api.model
    def _cron_daily(self):
        """Run the steps that are due today; running them again is harmless."""
        self.env["mentorship.daily"]._run()

    @api.model
    def _due_close_enrolment(self, today):
        """Return the editions whose last sign-up day has passed."""
        return Domain("state", "=", "enrolment") & Domain("enrolment_end", "<", today)

    def _day_close_enrolment(self):
        self.action_close_enrolment()

    @api.model
    def _due_note_lapses(self, today):
        """Return the editions in which members take part, including those of a pairing
        that outlives its edition.
        """
        outlived = Domain("state", "=", "closed") & Domain(
            "pairing_ids", "any", [("state", "=", "active")]
        )
        return Domain("state", "in", ("matching", "running")) | outlived

    def _day_note_lapses(self):
        """Record whose membership ended during the programme (N6): the coordinators'
        day shows them, and nothing ends automatically.
        """
        today = fields.Date.context_today(self)
        day = today - timedelta(days=self.lapse_grace_days)
        own = self.env["res.partner"]._mentorship_own_membership(day, today)
        # on most days there are few: the other participants are still members
        enrolments = self.env["mentorship.enrolment"].search_fetch(
            Domain("edition_id", "=", self.id)
            & Domain("state", "in", ("accepted", "matched"))
            & (
                Domain("lapse_noted_on", "!=", False)
                | Domain("partner_id", "not any", own)
            ),
            ["partner_id", "lapse_noted_on"],
        )
        members = enrolments.partner_id._mentorship_members_since(day)
        lapsed = enrolments.filtered(lambda e: e.partner_id not in members)
        (enrolments - lapsed).filtered("lapse_noted_on").lapse_noted_on = False
        lapsed.filtered(lambda e: not e.lapse_noted_on).lapse_noted_on = today

    def _move_ends(self, before):
        """Apply a changed last day to the pairings that end with the edition.

        :param before: the previous last day, a `date` or False
        """
        if not before or not self.date_end or before == self.date_end:
            return
        # sudo: the caller can change the edition; its pairings follow
        active = self.sudo().pairing_ids.filtered(lambda p: p.state == "active")
        moved = self.date_end - before
        for pairing in active:
            if pairing.date_end == before + timedelta(days=pairing.pause_days):
                pairing.date_end += moved
                # a new end in the past is no wish to continue
                pairing.member_ids.filtered(
                    lambda m: m.prolong_wish and m.prolong_wish <= m.pairing_id.date_end
                ).prolong_wish = False
                if (pairing.prolonged_until or pairing.date_end) <= pairing.date_end:
                    pairing.prolonged_until = False

    def _tell_coordinators(self, summary, note):
        """Plan one activity for the responsible user, unless the same is still to
        do."""
        self.ensure_one()
        user = self._responsible()
        known = self.activity_ids.filtered(
            lambda activity: (
                (activity.user_id, activity.summary) == (user, summary)
                and note in (activity.note or "")
            )
        )
        if user and not known:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=user.id,
            )
