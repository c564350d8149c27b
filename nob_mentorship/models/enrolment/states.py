from collections import Counter
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.labels import field_title

ADMITTED = ("accepted", "waiting", "matched")
"""The states of a sign-up after staff accepted it."""


class MentorshipEnrolment(models.Model):
    """The transitions between the states of a sign-up: each method is the only way to
    its state.
    """

    _inherit = "mentorship.enrolment"

    @api.model
    def _expand_states(self, states, _domain):
        """Return the states in use, in the order in which a sign-up passes through
        them.
        """
        order = self._fields["state"].get_values(self.env)
        return sorted(states, key=order.index)

    def _one_a_member(self):
        """Return one sign-up for each member in an edition: a member with both roles is
        told only once.
        """
        one = {(each.edition_id, each.partner_id): each for each in self}
        return self.browse(each.id for each in one.values())

    def action_submit(self):
        """Send the sign-up; without intake it is accepted automatically, unless a
        stated fact that decides about the role waits for staff.

        :raises UserError: if it is incomplete or too late, or the member is not
            eligible
        """
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff; automatic acceptance
        # is part of sending
        sent = self.sudo().filtered(lambda enrolment: enrolment.state in ADMITTED)
        for enrolment in (self.sudo() - sent)._to_move("submitted", ("draft",)):
            enrolment._check_complete()
            own = self.env.user.partner_id == enrolment.partner_id
            if own:
                enrolment._check_terms_accepted()
            enrolment._set_state(
                "submitted",
                submitted_on=fields.Datetime.now(),
                priority=enrolment.priority or enrolment._was_left_out(),
                **({} if own else enrolment._word_values(enrolment.word_channel)),
            )
            enrolment._forget_interest()
            if enrolment.edition_id.intake or enrolment._waits_for_look():
                enrolment._mail("mail_template_submitted")
            else:
                enrolment._admit()

    def action_accept(self):
        """Accept the sign-up, or put it on the waiting list if all places are taken.

        :raises UserError: if the member is no longer eligible for this role
        """
        self._check_staff()
        if all(enrolment.state in ADMITTED for enrolment in self):
            return
        for enrolment in self._to_move("accepted", ("submitted",)):
            enrolment._check_may_take_part()
            enrolment._admit()

    def action_refuse(self, reason=""):
        """Refuse the sign-up, with a reason that the member can read."""
        self._check_staff()
        for enrolment in self._to_move("refused", ("submitted", "waiting")):
            enrolment._set_state(
                "refused",
                refusal_reason=reason or enrolment.refusal_reason,
                refused_on=fields.Date.context_today(self),
            )
            enrolment._mail("mail_template_refused")

    def action_reconsider(self):
        """Take back a refusal that was a mistake, or had the wrong reason.

        :raises UserError: if the sign-up was not refused, or its edition is over
        """
        self._check_staff()
        for enrolment in self._to_move("submitted", ("refused",)):
            enrolment._check_to_reconsider()
            enrolment._set_state("submitted", refusal_reason=False, refused_on=False)
            enrolment._mail("mail_template_reconsidered")

    def _check_to_reconsider(self):
        if self.edition_id.state not in ("enrolment", "matching", "running"):
            raise UserError(
                self.env._(
                    "%s has ended: sign-ups can no longer be accepted.",
                    self.edition_id.display_name,
                )
            )

    def action_withdraw(self):
        """Withdraw: end offers and pairings in a friendly way, and free the place."""
        self._check_staff_or_own()
        sources = ("draft", "submitted", "waiting", "accepted", "matched")
        # sudo: the caller was checked above: the member, or staff
        for enrolment in self.sudo()._to_move("withdrawn", sources):
            was_sent = enrolment.state != "draft"
            enrolment._set_state("withdrawn")
            members = enrolment.member_ids.filtered(lambda m: not m.left_on)
            calendars = members._leave(tell=not was_sent)
            calendars += enrolment._leave_checkins()
            calendars += enrolment._leave_sessions()
            enrolment._forget()
            if was_sent:
                enrolment._mail(
                    "mail_template_withdrawn",
                    attach=lambda _own, off=calendars: off,
                    mentorship_files=bool(calendars),
                )
            enrolment.edition_id._fill_places()

    def action_not_this_year(self):
        """Withdraw, and ask to be told of the next edition in the same role."""
        self.action_withdraw()
        # sudo: the caller was checked by `action_withdraw`
        self.sudo()._note_interest()

    def action_bulk_submit(self):
        """Send the selected sign-ups, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_submit", name=self.env._("Send sign-ups"), reached=("submitted",)
        )

    def action_bulk_accept(self):
        """Accept the selected sign-ups, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_accept", name=self.env._("Accept sign-ups"), reached=ADMITTED
        )

    def _bulk_result(self, method):
        if method not in ("action_submit", "action_accept"):
            return None
        states = Counter(self.mapped("state"))
        words = {
            "accepted": self.env._("%s accepted", states["accepted"]),
            "waiting": self.env._(
                "%s on the waiting list, because the places are taken",
                states["waiting"],
            ),
            "submitted": self.env._("%s for you to accept", states["submitted"]),
        }
        return ", ".join(text for state, text in words.items() if states[state])

    def _admit(self):
        """Accept the sign-up if there is a place; otherwise put it on the waiting list
        (R29).
        """
        for enrolment in self:
            if enrolment.edition_id._places_left(enrolment.role) == 0:
                if enrolment.state != "waiting":
                    enrolment._set_state("waiting", waiting_since=fields.Datetime.now())
                    enrolment._mail("mail_template_waiting")
            else:
                enrolment._set_state("accepted", admitted_on=fields.Datetime.now())
                enrolment._mail("mail_template_accepted")

    def _set_matched(self):
        """Set to matched, because a pairing became active."""
        self.filtered(lambda e: e.state == "accepted")._set_state(
            "matched", unmatched_word=False
        )

    def _set_unmatched(self):
        """React to the end of the last active pairing: available again while the
        edition runs, finished once it is closed.
        """
        free = self.filtered(
            lambda e: e.state == "matched" and not e.active_pairing_count
        )
        over = free.filtered(lambda e: e.edition_id.state == "closed")
        over._set_state("completed")
        (free - over)._set_state("accepted")

    def _set_completed(self):
        """Set to completed, because the last active pairing was completed."""
        self.filtered(
            lambda e: e.state == "matched" and not e.active_pairing_count
        )._set_state("completed")

    def _finish(self):
        """Finish with the edition; members without a pairing get priority next time
        (N7).
        """
        self.filtered(lambda e: e.state == "draft")._set_state("withdrawn")
        left = self._left_at_close()
        served = left.filtered(lambda e: e._was_paired())
        served._set_state("completed")
        unmatched = left - served
        unmatched._set_state("unmatched")
        unmatched._note_interest()
        unmatched._mail("mail_template_unmatched")

    def _left_at_close(self):
        """Return the sign-ups that were sent, and are in no active pairing."""
        return self.filtered(lambda e: e.state in ("submitted", "waiting", "accepted"))

    def _was_paired(self):
        """Tell whether this sign-up was ever in a pairing that started."""
        self.ensure_one()
        return any(self.member_ids.mapped("introduced_on"))

    def _was_left_out(self):
        """Tell whether this member was left out of the last edition of this programme
        in which they took part: priority lasts for one edition (N7).
        """
        self.ensure_one()
        found = self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("role", "=", self.role),
                ("edition_id", "!=", self.edition_id.id),
                ("state", "in", ("matched", "completed", "unmatched")),
            ]
        )
        # by their days: an edition of before the app is imported after others
        last = found.sorted(
            lambda e: (e.edition_id.date_end or date.max, e.edition_id.id, e.id)
        )[-1:]
        return last.state == "unmatched"

    def _note_interest(self):
        """Add these members to the interest list for the next edition, in the same
        role.
        """
        by_role = self.grouped(
            lambda e: (e.programme_id, "mentor" if e.role == "mentor" else "mentee")
        )
        for (programme, role), enrolments in by_role.items():
            self.env["mentorship.interest"]._note(
                programme, enrolments.partner_id, role
            )

    def _forget_interest(self):
        """Remove members who signed up from the interest list."""
        self.env["mentorship.interest"].search(
            [
                ("programme_id", "in", self.programme_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        ).unlink()

    def _check_complete(self):
        """Raise unless this sign-up can be sent.

        :raises UserError: with what is missing, or why this member is not eligible
        """
        self.ensure_one()
        if not self.edition_id._accepts_enrolment():
            raise UserError(
                self.env._("The sign-up of %s is closed.", self.edition_id.display_name)
            )
        if self.role != "mentor" and not (self.question or "").strip():
            raise UserError(
                self.env._("Write your question or objective before you sign up.")
            )
        if refusals := self._refusals():
            raise UserError("\n".join(refusals))
        for name in self._unanswered():
            raise UserError(
                self.env._(
                    "Fill in “%s” before the sign-up is sent.", field_title(self, name)
                )
            )
