from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html


class MentorshipPairing(models.Model):
    """The transitions between the states of a pairing: each method is the only way to
    its state.
    """

    _inherit = "mentorship.pairing"

    def action_offer(self):
        """Send the offer to all members; their places are held until they answer.

        :raises UserError: if one of them is not eligible or cannot be paired
        """
        self._check_staff()
        self._check_not_own()
        for pairing in self._to_move("offered", ("proposed",)):
            pairing._offer(pairing.edition_id.offer_days)

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
            # sudo: the answers, which staff of the programme can read
            asked = pairing.sudo().member_ids
            if any(member.answer != "pending" for member in asked):
                raise UserError(
                    self.env._(
                        "A member has already answered, so the offer cannot be taken "
                        "back."
                    )
                )
            pairing._set_state(
                "proposed", offered_on=False, half_way_on=False, expires_on=False
            )
            asked._mail("mail_template_offer_off")

    def action_bulk_retract(self):
        """Withdraw the selected offers, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_retract",
            name=self.env._("Take offers back"),
            reached=("proposed",),
        )

    def action_bulk_complete(self):
        """Complete the selected pairings, and report the result to staff."""
        self._check_staff()
        return self._in_bulk(
            "action_complete",
            name=self.env._("Complete pairings"),
            reached=("completed",),
        )

    def _bulk_result(self, method):
        return self.member_ids._asked_words() if method == "action_offer" else None

    def action_accept_offer(self):
        """Accept as a member; the last acceptance makes the pairing active."""
        self._answer_for_oneself("accepted")

    def action_decline_offer(self):
        """Decline as a member; no reason is asked."""
        self._answer_for_oneself("declined")

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

    def _answer_for_oneself(self, answer):
        for pairing in self:
            member = pairing._own_row()
            if not member:
                raise AccessError(self.env._("You cannot change this record."))
            member._answer(answer)

    def _check_pairable(self, members=None):
        """Raise unless these people can be paired now (promise 5, R49, N3).

        :param members: the members to check; all present members by default
        :raises UserError: with the members and the reasons, worded for staff
        """
        self.ensure_one()
        if members is None:
            members = self._present_members()
        mentors = members.filtered(lambda m: m.role == "mentor")
        others = members - mentors
        if self.edition_id.state not in ("enrolment", "matching", "running"):
            raise UserError(self.env._("This edition is not matching or running."))
        if len(members) < 2 or (self.kind != "peer" and not (mentors and others)):
            raise UserError(self.env._("A pairing needs at least two people."))
        if self.kind == "group" and len(others) < 2:
            raise UserError(self.env._("A group needs a mentor and two mentees."))
        if self.env["mentorship.exclusion"]._between(members.partner_id):
            raise UserError(
                self.env._("These members must not be paired with each other.")
            )
        self._check_direction(mentors.enrolment_id, others.enrolment_id)
        for enrolment in members.enrolment_id:
            if enrolment.state not in ("accepted", "matched"):
                raise UserError(
                    self.env._(
                        "The sign-up of %s is not accepted.", enrolment.display_name
                    )
                )
            enrolment._check_may_take_part()
            if self.state != "proposed":
                continue
            needed = len(others) if enrolment.role == "mentor" else 1
            if enrolment.free_places < needed:
                raise UserError(
                    self.env._("%s has no free place left.", enrolment.display_name)
                )

    def _check_direction(self, mentor, mentees):
        """Raise if the mentor of a reverse pair has more years of experience (R42).

        :raises UserError: worded for staff
        """
        if self.kind != "reverse":
            return
        today = fields.Date.context_today(self)
        # unknown years block nothing: any comparison with them is false
        if any(mentor._years(today) > mentee._years(today) for mentee in mentees):
            raise UserError(
                self.env._(
                    "In reverse mentoring the mentor is the one with less experience."
                )
            )

    def _offer(self, days, willing=None):
        """Ask all members of a proposal except the one who requested it; the only way
        to `offered`.

        :param int days: the days to answer in; a reminder is sent half-way
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
            half_way_on=today + timedelta(days=(days + 1) // 2),
            expires_on=today + timedelta(days=days),
        )
        self.member_ids.filtered(lambda member: member.enrolment_id == willing).write(
            {"answer": "accepted", "answered_on": fields.Datetime.now()}
        )
        # sudo: staff, or a mentee's own choice, checked by the caller; users cannot
        # write it directly
        self.sudo().member_ids.asked_on = today
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

    def _activate(self, strict=False):
        """Start the pairing: the mentee learns how to reach the mentor (R10, R11).

        :return: whether it started
        """
        unfit = self._unfit()
        if not self._may_start(strict, unfit):
            return False
        today = fields.Date.context_today(self)
        end = self.edition_id.date_end
        if not end or end <= today:
            end = today + relativedelta(months=self.edition_id.duration_months, days=-1)
        self._set_state("active", date_start=today, date_end=end)
        self._leave_out(unfit)
        self.choice_ids._grant()
        self._willing()._introduce()
        return True

    def _unfit(self):
        """Return the members who accepted but are no longer eligible, if enough others
        remain: they do not block the start.
        """
        enough = {"group": 3, "peer": 2}.get(self.kind)
        willing = self._willing()
        unfit = willing.filtered(
            lambda m: m.role != "mentor" and not m.enrolment_id._may_be_paired()
        )
        left = len(willing - unfit)
        return unfit if enough and left >= enough else unfit.browse()

    def _leave_out(self, unfit):
        """Remove people from a pairing that starts without them, and tell staff why.

        Their answers are deleted: they were never in it, and can be asked again.
        """
        if not unfit:
            return
        user = self.edition_id._responsible()
        told = self.with_context(lang=user.lang)
        sign_ups = unfit.enrolment_id.with_env(told.env)
        reasons = [reason for sign_up in sign_ups for reason in sign_up._refusals()]
        names = ", ".join(unfit.partner_id.mapped("name"))
        unfit.write(
            {
                "answer": "pending",
                "answered_on": False,
                "left_on": fields.Date.context_today(self),
            }
        )
        unfit._mail("mail_template_offer_off")
        summary = told.env._("It started without %s", names)
        self._tell_staff(user, summary, "\n".join(reasons))

    def _may_start(self, strict, unfit):
        """Tell whether the pairing can start with the members who accepted: members
        without an answer are not in it, and do not block it.

        A member who accepts last is not told of an obstacle, which may concern the
        other member: the acceptance is kept, and staff are told. Staff are also told if
        the last event is not an answer, and that event goes ahead.

        :param bool strict: True if staff record an answer and see the obstacle at once
        :param unfit: the members who are left out
        :raises UserError: with the members who cannot be paired, and the reasons
        """
        user = self.edition_id._responsible()
        if strict and self.env.user.partner_id not in self.member_ids.partner_id:
            self._check_pairable(self._willing() - unfit)
            return True
        try:
            told = self.with_context(lang=user.lang)
            told._check_pairable(told._willing() - unfit)
        except UserError as error:
            self._tell_not_started(user, str(error))
            return False
        return True

    def _tell_not_started(self, user, reason):
        """Plan one activity that says why this pairing did not start; for the
        parameters, see :meth:`_tell_staff`.
        """
        summary = self.with_context(lang=user.lang).env._(
            "Everyone asked said yes, but it cannot start"
        )
        self._tell_staff(user, summary, reason)

    def _tell_staff(self, user, summary, reason):
        """Plan one activity about this pairing.

        :param user: the coordinator; a manager if the coordinator is in the pair
        :param str summary: in the language of `user`
        :param str reason: in the language of `user`
        """
        members = self.member_ids.partner_id
        if user.partner_id in members:
            user = self.edition_id._manager()
        if not user or user.partner_id in members:
            return
        if self.activity_ids.filtered(lambda activity: activity.summary == summary):
            return
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=plaintext2html(reason),
            user_id=user.id,
        )

    def _decline(self, expired=False, told_otherwise=None):
        """End an offer that was declined, or not answered in time.

        If the mentee chose the mentor, the next choice is asked.

        :param told_otherwise: sign-ups that get another mail for the same reason, or
            None
        """
        template = f"mail_template_offer_{'expired' if expired else 'off'}"
        for pairing in self.filtered(lambda p: p.state == "offered"):
            told = pairing._present_members()
            pairing._set_state("declined")
            told -= pairing.choice_ids._go_on("expired" if expired else "declined")
            if told_otherwise:
                told = told.filtered(lambda m: m.enrolment_id not in told_otherwise)
            told._mail(template)

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
        elif self.state == "active" and not self._goes_on_after_edition():
            # members who did not answer are told that no match was found
            self._complete(off_template=None)

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
        """End an active pairing; all members are told the same, including those who
        left (N11).

        :param leavers: the members who left and gave the reason; empty when staff end
            it
        :param reason: a ``mentorship.end.reason``, or an empty recordset
        :param told_otherwise: the members who get another mail for the same reason, or
            None
        :return: the cancelled meetings
        """
        self.ensure_one()
        present = self._present_members()
        leavers.write({"left_on": fields.Date.context_today(self), "left_at_end": True})
        (leavers or present).end_reason_id = reason
        off = self.meeting_ids._call_off()
        self._set_state("ended")
        # sudo: the caller checked the user's rights; sharing ends with the pairing
        self.sudo().consent_ids._withdraw()
        present.enrolment_id._set_unmatched()
        asked = self._unanswered()
        if told_otherwise:
            present -= told_otherwise
            asked -= told_otherwise
        present._mail("mail_template_ended", **off._off())
        self._call_off_offers("mail_template_offer_off" if asked else None)
        return off

    @api.model
    def _due_expire(self, today):
        """Return the offers that were not answered in time, including those of groups
        that have started (P2).
        """
        return self._unanswered_domain() & Domain("expires_on", "<", today)

    def _day_expire(self):
        if self.state == "offered" and not (
            self._starts_without_the_silent() and self._activate()
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

    @api.model
    def _due_remind(self, today):
        """Return the offers for which half of the time to answer has passed (P2)."""
        return (
            self._unanswered_domain()
            & Domain("half_way_on", "<=", today)
            & Domain("expires_on", ">=", today)
        )

    def _day_remind(self):
        self._set_state(self.state, half_way_on=False)
        self._unanswered()._mail("mail_template_offer_reminder")
