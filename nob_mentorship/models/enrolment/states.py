from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.labels import field_title

ADMITTED = ("accepted", "waiting", "matched")
"""What a sign-up that staff accepted can be."""


class MentorshipEnrolment(models.Model):
    """The ways between the states of a sign-up, each the only one."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _expand_states(self, states, _domain):
        """Return the states that occur in the order of the way between them."""
        order = self._fields["state"].get_values(self.env)
        return sorted(states, key=order.index)

    def _one_a_member(self):
        """Return one sign-up of each member in an edition: with both roles they are
        told once what is the same for both."""
        one = {(each.edition_id, each.partner_id): each for each in self}
        return self.browse(each.id for each in one.values())

    def action_submit(self):
        """Send the sign-up; without intake it is accepted by itself, unless a stated
        fact that decides about the role waits for staff.

        :raises UserError: when it is incomplete, too late, or the member may not
        """
        self._check_staff_or_own()
        # sudo: the caller was checked above: the member, or staff; what was let in by
        # itself was sent as well
        sent = self.sudo().filtered(lambda enrolment: enrolment.state in ADMITTED)
        for enrolment in (self.sudo() - sent)._to_move("submitted", ("draft",)):
            enrolment._check_complete()
            own = self.env.user.partner_id == enrolment.partner_id
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
        """Accept; over the places it becomes the waiting list.

        :raises UserError: when the member may not take part in this role by now
        """
        self._check_staff()
        if all(enrolment.state in ADMITTED for enrolment in self):
            return
        for enrolment in self._to_move("accepted", ("submitted",)):
            enrolment._check_may_take_part()
            enrolment._admit()

    def action_refuse(self, reason=""):
        """Refuse, with a reason that the member reads."""
        self._check_staff()
        for enrolment in self._to_move("refused", ("submitted", "waiting")):
            enrolment._set_state(
                "refused",
                refusal_reason=reason or enrolment.refusal_reason,
                refused_on=fields.Date.context_today(self),
            )
            enrolment._mail("mail_template_refused")

    def action_reconsider(self):
        """Take a refusal back: it was a mistake, or had the wrong reason.

        :raises UserError: when the sign-up was not refused, or its edition is over
        """
        self._check_staff()
        for enrolment in self._to_move("submitted", ("refused",)):
            if enrolment.edition_id.state not in ("enrolment", "matching", "running"):
                raise UserError(
                    self.env._(
                        "%s has ended: sign-ups can no longer be accepted.",
                        enrolment.edition_id.display_name,
                    )
                )
            enrolment._set_state("submitted", refusal_reason=False, refused_on=False)
            enrolment._mail("mail_template_reconsidered")

    def action_withdraw(self):
        """Withdraw: offers and pairings end kindly, the place is free."""
        self._check_staff_or_own()
        sources = ("draft", "submitted", "waiting", "accepted", "matched")
        # sudo: the caller was checked above: the member, or staff
        for enrolment in self.sudo()._to_move("withdrawn", sources):
            was_sent = enrolment.state != "draft"
            enrolment._set_state("withdrawn")
            members = enrolment.member_ids.filtered(lambda m: not m.left_on)
            calendars = members._leave(tell=not was_sent)
            enrolment._forget()
            if was_sent:
                enrolment._mail(
                    "mail_template_withdrawn",
                    attach=lambda _own, off=calendars: off,
                    mentorship_files=bool(calendars),
                )
            enrolment.edition_id._fill_places()

    def action_not_this_year(self):
        """Withdraw, and be asked for the next edition in the same role."""
        self.action_withdraw()
        # sudo: the caller was checked by `action_withdraw`
        self.sudo()._note_interest()

    def action_bulk_submit(self):
        """Send the chosen sign-ups, and tell staff how it went."""
        self._check_staff()
        return self._in_bulk(
            "action_submit", name=self.env._("Send sign-ups"), reached=("submitted",)
        )

    def action_bulk_accept(self):
        """Accept the chosen sign-ups, and tell staff how it went."""
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
        """Accept where there is a place, else put on the waiting list (R29)."""
        for enrolment in self:
            if enrolment.edition_id._places_left(enrolment.role) == 0:
                if enrolment.state != "waiting":
                    enrolment._set_state("waiting", waiting_since=fields.Datetime.now())
                    enrolment._mail("mail_template_waiting")
            else:
                enrolment._set_state("accepted")
                enrolment._mail("mail_template_accepted")

    def _set_matched(self):
        """A pairing became active."""
        self.filtered(lambda e: e.state == "accepted")._set_state(
            "matched", unmatched_word=False
        )

    def _set_unmatched(self):
        """The last active pairing ended: free again while the edition runs, and done
        once it is closed."""
        free = self.filtered(
            lambda e: e.state == "matched" and not e.active_pairing_count
        )
        over = free.filtered(lambda e: e.edition_id.state == "closed")
        over._set_state("completed")
        (free - over)._set_state("accepted")

    def _set_completed(self):
        """The last active pairing was completed."""
        self.filtered(
            lambda e: e.state == "matched" and not e.active_pairing_count
        )._set_state("completed")

    def _finish(self):
        """The edition is closed: who had no pairing gets priority next time (N7)."""
        self.filtered(lambda e: e.state == "draft")._set_state("withdrawn")
        left = self.filtered(lambda e: e.state in ("submitted", "waiting", "accepted"))
        served = left.filtered(lambda e: e._was_paired())
        served._set_state("completed")
        unmatched = left - served
        unmatched._set_state("unmatched")
        unmatched._note_interest()
        unmatched._mail("mail_template_unmatched")

    def _was_paired(self):
        """Tell whether this sign-up was in a pairing that began, whatever became of it
        since."""
        self.ensure_one()
        return any(self.member_ids.mapped("introduced_on"))

    def _was_left_out(self):
        """Tell whether the last edition of this programme that this member took part
        in left them out: priority lasts one turn (N7)."""
        self.ensure_one()
        last = self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("role", "=", self.role),
                ("edition_id", "!=", self.edition_id.id),
                ("state", "in", ("matched", "completed", "unmatched")),
            ],
            # by number: an edition itself has an order of its own
            order="edition_id.id desc, id desc",
            limit=1,
        )
        return last.state == "unmatched"

    def _note_interest(self):
        """Put these members on the list for the next edition, in the same role."""
        by_role = self.grouped(
            lambda e: (e.programme_id, "mentor" if e.role == "mentor" else "mentee")
        )
        for (programme, role), enrolments in by_role.items():
            self.env["mentorship.interest"]._note(
                programme, enrolments.partner_id, role
            )

    def _forget_interest(self):
        """Who signed up need not be told of the next edition any more."""
        self.env["mentorship.interest"].search(
            [
                ("programme_id", "in", self.programme_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        ).unlink()

    def _check_complete(self):
        """Raise unless this sign-up can be sent.

        :raises UserError: what is missing, or why this member cannot take part
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
