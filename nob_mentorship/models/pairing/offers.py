from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class MentorshipPairing(models.Model):
    """Offers: asking the members of a proposal, and their answers (R9, P2)."""

    _inherit = "mentorship.pairing"

    def action_offer(self):
        """Send the offer to all members; their places are held until they answer.

        :raises UserError: if one of them is not eligible or cannot be paired
        """
        self._check_staff()
        self._check_not_own()
        for pairing in self._to_move("offered", ("proposed",)):
            pairing._offer(pairing.edition_id.offer_days)
            pairing._note_came_about("staff")

    def action_bulk_offer(self):
        """Offer the selected proposals, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_offer", name=self.env._("Offer pairings"), reached=("offered",)
        )

    def action_retract(self):
        """Withdraw an unanswered offer, and tell all members who were asked.

        :raises UserError: if it was answered, or a mentee asked for it
        """
        self._check_staff()
        self._check_not_own()
        for pairing in self._to_move("proposed", ("offered",)):
            # if an answer comes at the same moment, the second transaction sees the
            # first
            pairing._touch()
            # sudo: the answers, which staff of the programme can read, and what goes
            # with the offer
            asked = pairing.sudo().member_ids
            if any(member.answer != "pending" for member in asked):
                raise UserError(
                    self.env._(
                        "A member has already answered, so the offer cannot be taken "
                        "back."
                    )
                )
            pairing._set_state(
                "proposed", offered_on=False, expires_on=False, came_about=False
            )
            # a question about an offer that is gone needs no answer
            if questions := asked.question_ids:
                questions.unlink()
                pairing.sudo()._untell_question()
            asked._mail("mail_template_offer_retracted")
            self.env["mentorship.matching"]._reopen_after(pairing)

    def action_bulk_retract(self):
        """Withdraw the selected offers, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_retract",
            name=self.env._("Take offers back"),
            reached=("proposed",),
        )

    def _bulk_result(self, method):
        if method == "action_offer":
            return self.member_ids._asked_words()
        return self._closed_words() if method == "_close_with_edition" else None

    def action_accept_offer(self):
        """Accept as a member; the last acceptance makes the pairing active."""
        self._answer_for_oneself("accepted")

    def action_decline_offer(self):
        """Decline as a member; no reason is asked."""
        self._answer_for_oneself("declined")

    def _answer_for_oneself(self, answer):
        for pairing in self:
            pairing._asked_row()._answer(answer)

    def _asked_row(self):
        """Return the row of the caller, who was asked.

        :raises AccessError: for all others
        """
        member = self._own_row()
        if not member:
            raise AccessError(self.env._("You cannot change this record."))
        return member

    def _offer(self, days, willing=None):
        """Ask all members of a proposal except the one who requested it; the only way
        to `offered`.

        :param int days: the days to answer in
        :param willing: the ``mentorship.enrolment`` of a mentee who chose the mentor,
            and so has accepted, or None
        :raises UserError: if one of them is not eligible or cannot be paired
        """
        self.ensure_one()
        self._check_pairable()
        # places freed in this transaction must be free before they are taken again
        self.env.flush_all()
        today = fields.Date.context_today(self)
        self._set_state(
            "offered",
            offered_on=today,
            expires_on=today + timedelta(days=days),
            waits_since=False,
            waited_days=0,
        )
        self.member_ids.filtered(lambda member: member.enrolment_id == willing).write(
            {"answer": "accepted", "answered_on": fields.Datetime.now()}
        )
        # sudo: staff, or a mentee's own choice, checked by the caller; users cannot
        # write it directly
        self.sudo().member_ids._note_asked(today, days)
        # the database checks places and pairs now, before any member is asked
        self.env.flush_all()
        asked = self.member_ids.filtered(lambda member: member.answer == "pending")
        asked._mail("mail_template_offer")
        self.env["mentorship.preference"]._warn_of(self)

    def _settle(self, strict=False):
        """Act on the answers given so far.

        :param bool strict: True if the caller answers, or records an answer; see
            :meth:`_may_start`
        """
        self.ensure_one()
        self._resume_clock()
        members = self._present_members()
        mentors = members.filtered(lambda m: m.role == "mentor")
        yes = self._willing()
        single = self.kind in ("one_to_one", "reverse")
        broken = (
            len(members) < 2
            or (self.kind != "peer" and not mentors)
            or (single and members != self.member_ids)
            or (self.kind == "group" and len(members - mentors) < 2)
        )
        if broken:
            self._decline()
        elif self.kind == "group":
            if mentors <= yes and len(yes - mentors) >= 2:
                self._activate(strict)
        elif members == yes:
            self._activate(strict)

    def _decline(self, expired=False, told_otherwise=None):
        """End an offer that was declined, or not answered in time.

        If the mentee chose the mentor, the next choice is asked.

        :param told_otherwise: sign-ups that get another mail for the same reason, or
            None
        """
        template = f"mail_template_offer_{'expired' if expired else 'off'}"
        for pairing in self.filtered(lambda p: p.state == "offered"):
            told = pairing._present_members()
            pairing._set_state("declined", ready_waits_since=False)
            pairing._resume_clock()
            told -= pairing.choice_ids._go_on("expired" if expired else "declined")
            if told_otherwise:
                told = told.filtered(lambda m: m.enrolment_id not in told_otherwise)
            told._mail(template)

    @api.model
    def _due_expire(self, today):
        """Return the offers that were not answered in time, including those of groups
        that have started (P2). A question that waits for an answer stops the clock, and
        an offer that only waits for members to be ready does not expire.
        """
        return (
            self._unanswered_domain()
            & Domain("expires_on", "<", today)
            & ~self._question_waits()
            & ~self._waits_only_to_be_ready()
        )

    def _day_expire(self):
        # a question or more time, since it was found to be due; if one comes at the
        # same moment, the second transaction sees the first
        self._touch()
        today = fields.Date.context_today(self)
        if not self.filtered_domain(self._due_expire(today)):
            return
        if self.state == "offered" and not (
            self.ready_waits_since
            or (self._starts_without_the_silent() and self._activate())
        ):
            self._decline(expired=True)
        else:
            self._call_off_offers("mail_template_offer_expired")

    def _starts_without_the_silent(self):
        """Tell whether enough members accepted once the time to answer is over: a
        member who did not answer does not keep two peers apart.
        """
        return self.kind == "peer" and len(self._willing()) >= 2

    def _willing(self):
        """Return the present members who accepted."""
        return self._present_members().filtered(lambda m: m.answer == "accepted")

    @api.model
    def _unanswered_domain(self):
        """Return the domain of pairings that wait for an answer: offered ones, and
        started ones with an open offer.
        """
        waiting = [("answer", "=", "pending"), ("left_on", "=", False)]
        started = Domain("state", "=", "active") & Domain("member_ids", "any", waiting)
        return Domain("state", "=", "offered") | started
