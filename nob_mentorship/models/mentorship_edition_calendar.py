from datetime import timedelta

from odoo import api, fields, models


class MentorshipEdition(models.Model):
    """What the calendar does with an edition, each day."""

    _inherit = "mentorship.edition"

    @api.model
    def _cron_daily(self):
        """Do what falls due today; each step can be run again without harm."""
        self._close_by_date()
        self._remind_drafts()
        self.env["mentorship.pairing"]._cron_offers()
        self.env["mentorship.pairing"]._cron_terms()
        self.env["mentorship.pairing"]._cron_retention()
        self.env["mentorship.evaluation"]._cron_evaluations()
        self._note_lapses()

    @api.model
    def _close_by_date(self):
        """Close the enrolment of the editions whose last day has passed."""
        self.search(
            [
                ("state", "=", "enrolment"),
                ("enrolment_end", "<", fields.Date.context_today(self)),
            ]
        ).action_close_enrolment()

    @api.model
    def _remind_drafts(self):
        """Tell members with an unsent sign-up that tomorrow is the last day."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        drafts = self.env["mentorship.enrolment"].search(
            [
                ("state", "=", "draft"),
                ("edition_id.state", "=", "enrolment"),
                ("edition_id.enrolment_end", "=", tomorrow),
                ("draft_reminded_on", "=", False),
            ]
        )
        drafts.draft_reminded_on = fields.Date.context_today(self)
        drafts._mail("mail_template_draft_reminder")

    @api.model
    def _note_lapses(self):
        """Tell coordinators whose membership ended during the programme (N6).

        One activity for each edition names them all; nothing ends by itself.
        """
        today = fields.Date.context_today(self)
        for edition in self.search([("state", "in", ("matching", "running"))]):
            enrolments = edition.enrolment_ids.filtered(
                lambda e: e.state in ("accepted", "matched")
            )
            day = today - timedelta(days=edition.lapse_grace_days)
            lapsed = enrolments.filtered(
                lambda e, day=day: not e.partner_id._mentorship_member_since(day)
            )
            (enrolments - lapsed).filtered("lapse_noted_on").lapse_noted_on = False
            new = lapsed.filtered(lambda e: not e.lapse_noted_on)
            new.lapse_noted_on = today
            if new:
                edition = edition.with_context(lang=edition._responsible().lang)
                edition._tell_coordinators(
                    edition.env._("Membership ended"),
                    edition.env._(
                        "Their membership ended more than %(days)s days ago: "
                        "%(names)s. They still take part; please look into it.",
                        days=edition.lapse_grace_days,
                        names=", ".join(new.partner_id.mapped("name")),
                    ),
                )

    def _responsible(self):
        """Return the first coordinator, or a manager where there is none."""
        managers = self.env.ref("nob_mentorship.group_mentorship_manager").user_ids
        return (self.programme_id.coordinator_ids or managers)[:1]

    def _tell_coordinators(self, summary, note):
        """Plan one activity for who is responsible."""
        self.ensure_one()
        if user := self._responsible():
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=user.id,
            )
