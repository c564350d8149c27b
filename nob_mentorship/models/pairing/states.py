from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError


class MentorshipPairing(models.Model):
    """The transitions between the states of a pairing: each method is the only way to
    its state.
    """

    _inherit = "mentorship.pairing"

    def action_bulk_complete(self):
        """Complete the selected pairings, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_complete",
            name=self.env._("Complete pairings"),
            reached=("completed",),
        )

    def action_complete(self):
        """Complete the pairing: thanks, and possible next steps (R68)."""
        self._check_staff()
        self._complete()

    def _complete(self, off_template="mail_template_offer_off"):
        """Complete these pairings; the caller checked the user's rights.

        :param off_template: the name of the mail template for members who did not
            answer, or None if another mail tells them
        """
        for pairing in self._to_move("completed", ("active",)):
            pairing._set_state("completed")
            # sudo: the caller checked the user's rights; sharing ends with the pairing
            pairing.sudo().consent_ids._withdraw()
            # sudo: the lines of whichever user looks after it
            pairing.sudo().edition_id._done_with("talk", pairing.sudo())
            members = pairing._present_members()
            members.enrolment_id._set_completed()
            # sudo: the caller checked the user's rights; staff are not allowed to read
            # the places that the calendars contain
            off = pairing.sudo().meeting_ids._to_come()._call_off()
            members._mail("mail_template_completed", **off._off())
            pairing._call_off_offers(off_template)

    def action_end(self, reason_id=False):
        """End the pairing early, or leave a group; the others are told in a friendly
        mail.

        :param int reason_id: id of a ``mentorship.end.reason``
        """
        for pairing in self:
            if pairing._own_row().left_on:
                continue
            own = pairing._own_member()
            if not own and not pairing._is_staff():
                raise AccessError(self.env._("You cannot change this record."))
            # sudo: staff or a member, checked above
            reason = self.env["mentorship.end.reason"].sudo()._at(reason_id)
            if reason_id and not reason:
                raise UserError(self.env._("Choose a reason from the list."))
            pairing = pairing.sudo()
            if not pairing._to_move("ended", ("active",)):
                continue
            if own:
                own._leave(reason)
            else:
                pairing._end(pairing.member_ids.browse(), reason)

    def action_first_contact(self):
        """Record that mentor and mentee spoke, as reported by the mentee, the mentor,
        or staff on their behalf (R10, N5).
        """
        today = fields.Date.context_today(self)
        for pairing in self:
            own = pairing._own_member()
            if not pairing._is_staff() and not own:
                raise AccessError(self.env._("You cannot change this record."))
            # sudo: staff or a present member, checked above
            pairing = pairing.sudo()
            if pairing.state != "active":
                raise UserError(self.env._("This pairing is not active."))
            members = own if own.role == "mentee" else pairing._present_members()
            members.filtered(
                lambda m: m.role != "mentor" and not m.first_contact_on
            ).first_contact_on = today

    def _drop(self, told_otherwise=None):
        """Withdraw proposals and open offers."""
        self._decline(told_otherwise=told_otherwise)
        self.filtered(lambda p: p.state == "proposed").unlink()

    def _close_with_edition(self):
        """Drop pairings that are not active, and complete those that do not
        continue."""
        if self.edition_id.state != "closed":
            return
        if self.state in ("proposed", "offered"):
            # members without a match are told when the edition itself closes
            self._drop(
                self.member_ids.enrolment_id.filtered(
                    lambda e: e.state == "accepted" and not e._was_paired()
                )
            )
        elif self._completes_with_edition():
            # members who did not answer are told that no match was found
            self._complete(off_template=None)

    def _closed_words(self):
        """Return what closing their edition did with these pairings: a sentence for
        each number that is not zero, or None.
        """
        _ = self.env._
        done, going_on = self._in_state("completed"), self._in_state("active")
        off = self._in_state("declined")
        said = [
            done and _("Completed and thanked: %s.", self._figure(len(done))),
            going_on and _("Going on: %s.", self._figure(len(going_on))),
            off and _("Offers that ended: %s.", self._figure(len(off))),
        ]
        return " ".join(filter(None, said)) or None

    def _completes_with_edition(self):
        """Tell whether this pairing is active, and does not outlive its edition."""
        return self.state == "active" and not self._goes_on_after_edition()

    def _cancel_with_edition(self):
        """Drop pairings that are not active, and end those that are, unless the edition
        has been reopened.
        """
        if self.edition_id.state != "not_planned":
            return
        # all members are told of the cancellation when this is done
        if self.state in ("proposed", "offered"):
            self._drop(self.member_ids.enrolment_id)
        elif self.state == "active":
            nobody, no_reason = (
                self.member_ids.browse(),
                self.env["mentorship.end.reason"],
            )
            self._end(nobody, no_reason, told_otherwise=self.member_ids)

    def _end(self, leavers, reason, told_otherwise=None):
        """End an active pairing. It ends for all members on the same day, and all are
        told the same at the same moment: nothing tells who asked (N11).

        :param leavers: the member who asked and gave the reason; empty when staff end
            it
        :param reason: a ``mentorship.end.reason``, or an empty recordset
        :param told_otherwise: the members who get another mail for the same reason, or
            None
        :return: the cancelled meetings
        """
        self.ensure_one()
        self.env["mentorship.ending"]._note(self, leavers, reason)
        # sudo: the caller checked the user's rights; the author of a change would tell
        # who asked
        return self.with_user(SUPERUSER_ID)._end_for_all(told_otherwise)

    def _end_for_all(self, told_otherwise):
        """End this pairing for its members; see :meth:`_end`."""
        present = self._present_members()
        present.write({"left_on": fields.Date.context_today(self), "left_at_end": True})
        off = self.meeting_ids._call_off()
        self._set_state("ended")
        self.consent_ids._withdraw()
        self.edition_id._done_with("talk", self)
        present.enrolment_id._set_unmatched()
        asked = self._unanswered()
        if told_otherwise:
            present -= told_otherwise
            asked -= told_otherwise
        present._mail("mail_template_ended", **off._off())
        self._call_off_offers("mail_template_offer_off" if asked else None)
        return off
