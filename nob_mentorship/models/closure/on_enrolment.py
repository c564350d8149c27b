"""Deletes the texts of a sign-up when the member leaves (N9, promise 7)."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain

SECOND_THOUGHTS = 30
"""For this many days after a refusal, what the member wrote is kept, so that the
refusal can be taken back."""
FORGOTTEN = {
    "question": False,
    "motivation": False,
    "answer_ids": [Command.clear()],
    "shares_question": False,
    "shares_contact": False,
    "shares_profile": False,
    "terms_version": 0,
    "terms_accepted_on": False,
    "away_until": False,
    "self_checked_on": False,
    "ready_noted_on": False,
    "ready_by_id": False,
    "ready_reason": False,
    "ready_reminded_on": False,
}
"""{field: its value after the deletion}"""


class MentorshipEnrolment(models.Model):
    """The question, motivation, answers, preferences, questions about offers and what
    a member noted as read are kept only while needed: not after a withdrawal or a final
    refusal, nor beyond the retention period.
    """

    _inherit = "mentorship.enrolment"

    refused_on = fields.Date(readonly=True, copy=False)

    def _forget(self):
        """Delete the texts of these members, including those that former partners can
        see."""
        # sudo: the callers checked the right to end these sign-ups; users cannot write
        # what a member agreed to, nor delete a question
        sign_ups = self.sudo()
        sign_ups.write(FORGOTTEN)
        sign_ups.read_ids.unlink()
        rows = sign_ups.member_ids
        (rows.question_ids | rows.answered_question_ids).unlink()
        self.env["mentorship.preference"].search(
            [("enrolment_id", "in", self.ids)]
        ).unlink()
        self.partner_id._mentorship_drop_picture()

    @api.model
    def _with_texts(self):
        """Return the domain of sign-ups that still have a text to delete."""
        words = self.env["mentorship.preference"]._search([])
        asked = Domain("question_ids", "!=", False)
        asked |= Domain("answered_question_ids", "!=", False)
        kept = [Domain(name, "not in", self._nothing(name)) for name in FORGOTTEN]
        return Domain.OR(
            [
                *kept,
                Domain("id", "in", words.subselect("enrolment_id")),
                Domain("member_ids", "any", asked),
                Domain("read_ids", "!=", False),
            ]
        )

    @api.model
    def _nothing(self, name):
        """Return the values of a field that leave nothing to delete."""
        nothing = {"char": (False, ""), "text": (False, ""), "integer": (0,)}
        return nothing.get(self._fields[name].type, (False,))

    @api.model
    def _due_forget(self, today):
        """Return the withdrawn sign-ups, and those with a final refusal."""
        refused = Domain("state", "=", "refused")
        refused &= Domain("refused_on", "<=", today - timedelta(days=SECOND_THOUGHTS))
        return self._with_texts() & (Domain("state", "=", "withdrawn") | refused)

    def _day_forget(self):
        self._forget()

    @api.model
    def _due_forget_old(self, today):
        """Return the sign-ups with a text whose edition is over; when one is due
        depends on how many months the edition keeps texts.
        """
        over = Domain("state", "=", "closed") & Domain("date_end", "<", today)
        return self._with_texts() & Domain("edition_id", "any", over)

    def _day_forget_old(self):
        if self._is_retention_over():
            self._forget()

    def _is_retention_over(self):
        """Tell whether the retention period has ended for all that this member takes
        part in.
        """
        edition, pairings = self.edition_id, self.member_ids.pairing_id
        if any(pairing.state == "active" for pairing in pairings):
            return False
        kept = relativedelta(months=edition.retention_months)
        last = max(filter(None, [edition.date_end, *pairings.mapped("ended_on")]))
        return last + kept <= fields.Date.context_today(self)
