from odoo import api, models
from odoo.fields import Command, Domain

from .stated import FACTS

MOST_TOPICS = 5
"""The maximum number of topics that a member chooses."""


class MentorshipEnrolment(models.Model):
    """Taking part again: what a member wrote for this programme last time is filled in
    (P23). It stays within the programme, because its staff read a draft too.
    """

    _inherit = "mentorship.enrolment"

    @api.model
    def _took_part(self, partner):
        """Return the domain of a member's sign-ups that were sent and are over. Nothing
        is left of those withdrawn or refused.
        """
        gone = Domain("state", "in", ("withdrawn", "refused"))
        sent = Domain("submitted_on", "!=", False) & ~gone
        over = Domain("edition_id.state", "=", "closed")
        finished = Domain("state", "in", ("completed", "unmatched"))
        return Domain("partner_id", "=", partner.id) & (finished | (sent & over))

    @api.model
    def _last_time(self, partner, edition, role):
        """Return the member's latest sign-up for this programme in this role, with a
        text if one still has it; an empty recordset if there is none.
        """
        found = self.search(
            [
                ("programme_id", "=", edition.programme_id.id),
                ("partner_id", "=", partner.id),
                ("role", "=", role),
            ],
            order="id desc",
        )
        return (found.filtered(lambda e: e.question or e.motivation) or found)[:1]

    def _filled_in(self, edition):
        """Return what this sign-up fills in for another edition: {field: value}.

        Consents, such as being shown to mentees, are asked anew.
        """
        if not self:
            return {}
        asked = edition.question_ids
        many = {
            "topic_ids": self.topic_ids.filtered("active")[:MOST_TOPICS],
            "focus_ids": self.focus_ids & edition.programme_id.focus_ids,
            "language_ids": self.language_ids.filtered("active"),
            "answer_ids": self.answer_ids.filtered(lambda a: a.question_id in asked),
        }
        return {
            "question": self.question,
            "motivation": self.motivation,
            # a member can have moved since; then the records know better
            "employer": self.partner_id._mentorship_employer() or self.employer,
            "region_id": self.region_id.id,
            "meeting_mode": self.meeting_mode,
            "max_mentees": self.max_mentees,
            **{name: [Command.set(found.ids)] for name, found in many.items()},
        }

    def _still_stated(self, edition, role):
        """Return the facts that this sign-up stated and the records still lack:
        {fact: value}.
        """
        stated = self._stated()
        if not any(stated.values()):
            return {}
        lacking = edition._facts_to_ask(self.partner_id, role)
        return {fact: stated[fact] for fact in FACTS if fact in lacking}
