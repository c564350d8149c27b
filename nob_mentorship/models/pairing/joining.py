"""Joining a group, or peers, that already started (P11)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipPairing(models.Model):
    """Staff ask a member to join; the others are told once the newcomer says yes."""

    _inherit = "mentorship.pairing"

    def action_add(self, enrolment_id):
        """Ask a member to join this group, or these peers.

        :param int enrolment_id: id of a ``mentorship.enrolment`` of this edition
        :raises UserError: if the pairing takes no newcomers, or this member cannot join
        """
        self.ensure_one()
        self._check_staff()
        self._check_not_own()
        enrolment = self.env["mentorship.enrolment"]._at(enrolment_id)
        enrolment._check_not_own()
        # if two members are asked for the last place at the same moment, one fails
        self._touch()
        self._check_may_join(enrolment)
        today = fields.Date.context_today(self)
        days = self.edition_id.offer_days
        expires = today + timedelta(days=days)
        clock = {"waits_since": False, "waited_days": 0}
        if self._unanswered():
            expires = max(expires, self.expires_on or expires)
            clock = {}
        member = self._place_for(enrolment)
        member._note_asked(today, days)
        self._set_state("active", expires_on=expires, **clock)
        # the database checks the places now, before the member is asked
        self.env.flush_all()
        member._mail("mail_template_offer")
        self.env["mentorship.preference"]._warn_of(self)

    def _place_for(self, enrolment):
        """Return the row for a newcomer, reusing that of a member who was asked before
        and did not answer in time, or said “not now”.
        """
        # sudo: staff of the programme, checked by the caller; only this fills a place
        # in a started pairing
        members = self.sudo().member_ids
        missed = members.filtered(
            lambda m: m.enrolment_id == enrolment and m.answer in ("pending", "not_now")
        )
        missed.question_ids.unlink()
        missed.write({"left_on": False, "answer": "pending", "answered_on": False})
        return missed or members.with_context(mentorship_joins=True).create(
            {"pairing_id": self.id, "enrolment_id": enrolment.id}
        )

    def _check_may_join(self, enrolment):
        """Raise unless this member can be asked to join now (promise 5).

        :raises UserError: with the reason, worded for staff
        """
        if self.state != "active" or self.kind not in ("group", "peer"):
            raise UserError(
                self.env._(
                    "Only a group or a pairing of peers that has started can take in "
                    "another member."
                )
            )
        fits = enrolment.edition_id == self.edition_id and enrolment.role != "mentor"
        if not fits or enrolment.state not in ("accepted", "matched"):
            raise UserError(
                self.env._(
                    "Choose an accepted sign-up of this edition that does not belong "
                    "to a mentor."
                )
            )
        # sudo: the members of a pairing that the caller can change
        there = self.sudo().member_ids
        known = there.filtered(
            lambda member: (
                member.partner_id == enrolment.partner_id
                and member.answer != "not_now"
                and (member.answer != "pending" or not member.left_on)
            )
        )
        if known:
            raise UserError(
                self.env._(
                    "%s has already been asked, or is already in this pairing.",
                    enrolment.display_name,
                )
            )
        mentor = there.filtered(lambda m: m.role == "mentor").enrolment_id
        for full in (enrolment | mentor).filtered(lambda e: not e.free_places):
            raise UserError(self.env._("%s has no free place left.", full.display_name))
        people = there.filtered("live").partner_id | enrolment.partner_id
        if self.env["mentorship.exclusion"]._between(people):
            raise UserError(
                self.env._("These members must not be paired with each other.")
            )
        enrolment._check_may_take_part()
        enrolment._check_not_away()
        enrolment._check_ready()


class MentorshipPairingMember(models.Model):
    """A place in a pairing that has started."""

    _inherit = "mentorship.pairing.member"

    def action_retract(self):
        """Take back unanswered offers to join a pairing that has started, and tell the
        members who were asked; the others never heard of it.

        :raises UserError: if one was answered, or the pairing has not started
        """
        self._check_staff()
        self.pairing_id._check_staff()
        self.pairing_id._check_not_own()
        # of an answer and this at the same moment, the second must see the first
        self.pairing_id._touch()
        # sudo: staff of the programme, checked above
        for member in self.sudo()._check_to_retract():
            member._retract()

    def _check_to_retract(self):
        """Return those of these members whose offer is still to be taken back.

        :raises UserError: if the answer of one is there, or the whole offer is open
        """
        # one that was taken back, or ran out of time, has no answer either
        todo = self.filtered(lambda m: m.answer != "pending" or not m.left_on)
        for member in todo:
            if member.pairing_id.state == "offered":
                raise UserError(
                    self.env._(
                        "This pairing has not started. Take the offer to everyone back."
                    )
                )
            if not member._is_asked():
                raise UserError(
                    self.env._(
                        "A member has already answered, so the offer cannot be taken "
                        "back."
                    )
                )
        return todo

    def _retract(self):
        """Withdraw this offer, with the question about it."""
        # they gave no answer, and none is recorded
        self.left_on = fields.Date.context_today(self)
        # the clock of the others in this pairing who were asked runs again
        self.pairing_id._resume_clock()
        self.question_ids.unlink()
        self._mail("mail_template_offer_retracted")

    @api.model
    def _may_join(self):
        """Tell whether a row is made for a newcomer, or for a pairing that is over;
        never from an interface.
        """
        context = self.env.context
        made = context.get("mentorship_joins") or context.get("mentorship_past")
        return self.env.su and bool(made)

    def _tell_joined(self, started):
        """Tell the others in these pairings about the newcomers.

        :param started: the ``mentorship.pairing`` records that already had other
            members
        """
        for pairing in started:
            new = pairing._present_members() & self
            others = pairing._present_members() - self
            others._mail("mail_template_joined")
            # the agreements of the others apply to the newcomer too
            new.prolong_wish = pairing._agreed_day(others)

    def _may_come_in(self):
        """Tell whether a member who accepts to join a started group can still do so.

        The member does not see the obstacle, which may concern another member: the
        offer is withdrawn, and staff are told.

        :raises UserError: with the reason, worded for staff
        """
        pairing = self.pairing_id
        user = pairing.edition_id._responsible()
        own = self.env.user.partner_id == self.partner_id
        told = self.with_context(lang=user.lang) if own else self
        try:
            told._check_may_come_in()
        except UserError as error:
            if not own:
                raise
            self.left_on = fields.Date.context_today(self)
            self._mail("mail_template_offer_off")
            pairing._tell_not_started(user, str(error))
            return False
        return True

    def _check_may_come_in(self):
        """Raise unless this member can be in the pairing that asked them.

        :raises UserError: with the reason, worded for staff
        """
        people = self.pairing_id.member_ids.filtered("live").partner_id
        if self.env["mentorship.exclusion"]._between(people):
            raise UserError(
                self.env._("These members must not be paired with each other.")
            )
        if self.enrolment_id.state not in ("accepted", "matched"):
            raise UserError(
                self.env._(
                    "The sign-up of %s is not accepted.", self.enrolment_id.display_name
                )
            )
        self.enrolment_id._check_may_take_part()
