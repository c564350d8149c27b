from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class MentorshipPairing(models.Model):
    """The conditions for the start of a pairing, and its start (R10, R11, R49)."""

    _inherit = "mentorship.pairing"

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
            enrolment._check_not_away()
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

    def _activate(self, strict=False, anyway=False):
        """Start the pairing: the mentee learns how to reach the mentor (R10, R11).

        :param bool anyway: True if staff introduce them although not everyone is ready
        :return: whether it started, or waits until everyone is ready
        """
        unfit = self._unfit()
        if not self._may_start(strict, unfit):
            self._stop_waiting()
            return False
        if not anyway and self._waits_for(self._willing() - unfit):
            return True
        today = fields.Date.context_today(self)
        end = self.edition_id.date_end
        if not end or end <= today:
            end = today + relativedelta(months=self.edition_id.duration_months, days=-1)
        self._set_state(
            "active", date_start=today, date_end=end, ready_waits_since=False
        )
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
