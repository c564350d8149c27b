from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipPairingMember(models.Model):
    """The answer of a member who was asked: yes, no, or not now (R9, P19)."""

    _inherit = "mentorship.pairing.member"

    def action_note_answer(self, answer, channel, until=False):
        """Record the answer that the member gave to staff: who, when, how (R7).

        :param str answer: ``accepted``, ``declined`` or ``not_now``
        :param str channel: key of ``word_channel``
        :param until: the day of a “not now”, a `date` or ISO string
        """
        self.ensure_one()
        self._check_staff()
        self.pairing_id._check_staff()
        self.pairing_id._check_not_own()
        until = answer == "not_now" and self.pairing_id._read_later(until)
        # sudo: staff of the programme, checked above
        member = self.sudo()
        member.write(member._word_values(channel))
        member._answer(answer, until)

    def _answer(self, answer, until=False):
        """Apply an answer to an offer; the caller checked that it comes from the
        member.

        :param str answer: ``accepted``, ``declined`` or ``not_now``
        :param date until: the day of a “not now”
        :raises UserError: if the offer is over, or was answered differently
        """
        self.ensure_one()
        pairing = self.pairing_id
        # of two answers at the same moment, the second must see the first
        pairing._touch()
        if self.answer == answer:
            if answer == "accepted" and pairing.state == "offered":
                # what prevented the start may be resolved
                pairing._settle(strict=True)
            return
        takes_back = answer == "declined" and self._may_take_back()
        if not self._is_asked() and not takes_back:
            raise UserError(self._ended_words())
        comes_in = answer == "accepted" and pairing.state == "active"
        if comes_in and not self._may_come_in():
            pairing._resume_clock()
            return
        self.write({"answer": answer, "answered_on": fields.Datetime.now()})
        if until:
            self.enrolment_id.away_until = until
        if pairing.state == "offered":
            pairing._settle(strict=True)
            return
        pairing._resume_clock()
        if answer == "accepted":
            self._introduce()

    def _is_asked(self):
        """Tell whether this member was asked, and can still answer."""
        return (
            self.answer == "pending"
            and not self.left_on
            and self.pairing_id.state in ("offered", "active")
        )

    @api.model
    def _ended_words(self):
        return self.env._("This offer has ended: it was answered, or it expired.")

    def _asked_words(self):
        """Return how many of these people were asked by mail, and which have no
        address.

        :return: a sentence, or None if no answer is awaited
        """
        # sudo: names and addresses in pairings that the caller has just offered
        asked = self.sudo().filtered(lambda member: member.answer == "pending")
        reached = asked.filtered(lambda member: member.partner_id._has_mail())
        words = [self.env._("Asked by email: %s people.", len(reached))]
        if missed := asked - reached:
            words.append(self._no_mail_note(missed))
        return " ".join(words) if asked else None

    def _may_take_back(self):
        """Tell whether this mentee chose the mentor, and the mentor has not answered
        yet (R50).
        """
        pairing = self.pairing_id
        waits = pairing.state == "offered" and not pairing.ready_waits_since
        return waits and any(
            choice.state == "asked" and choice.enrolment_id == self.enrolment_id
            for choice in pairing.choice_ids
        )
