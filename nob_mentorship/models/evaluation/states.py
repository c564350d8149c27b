import secrets
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools import ballot_hash
from ...tools.apart import Refused
from .. import odoo_inside
from . import closing, signing, verified
from .paper import DAYS_OPEN

MOST_REMINDERS = 2
MAILS = {
    "lookback": ("mail_template_lookback", "mail_template_lookback_reminder"),
}
"""{moment: (mail template of the invitation, and of its reminder)}, where they are not
those of :data:`MAIL`."""
MAIL = ("mail_template_evaluation", "mail_template_evaluation_reminder")


class MentorshipEvaluation(models.Model):
    """The states of an evaluation: each method is the only way to its state."""

    _inherit = "mentorship.evaluation"

    def action_open(self):
        """Fix the audience, the form and the minimum; ask all members, each with a
        personal link.

        :raises UserError: with all reasons why it cannot be opened
        """
        self._check_staff()
        for evaluation in self._to_move("open", ("draft",)):
            # sudo: staff of the programme, checked above; users cannot read which
            # members are asked
            evaluation.sudo()._open()

    def _open(self):
        self._touch()
        today = fields.Date.context_today(self)
        if not self.closes_on:
            # the paper states a last day
            self.closes_on = today + timedelta(days=DAYS_OPEN)
        if self.moment == "pulse":
            # of two pulses opened at the same moment, the second must see who was asked
            self.edition_id._touch()
        asked = self._audience()
        if problems := self._problems(asked):
            raise UserError("\n".join(problems))
        seed = ballot_hash.new_number()
        values = self._invited(asked, seed)
        try:
            paper = signing.make_paper(self, [_hash(one) for one in values])
        except Refused as refused:
            raise UserError(self._box_problem(refused.code)) from None
        self._set_state(
            "open",
            opened_on=fields.Datetime.now(),
            opens_on=min(self.opens_on or today, today),
            number_seed=seed,
            **paper,
        )
        self._ask(values)

    def _invited(self, asked, seed, **more):
        """Return the values of one invitation per person, in random order.

        :param asked: the value of :meth:`_audience`
        :param str seed: the seed from which their numbers are derived
        """
        rounds = self._pulse_rounds(asked)
        values = [
            {
                "evaluation_id": self.id,
                "partner_id": partner.id,
                "role": role,
                "drawn_number": signing.number(seed, partner),
                **rounds.get(partner, {}),
                **more,
            }
            for partner, role in asked
        ]
        secrets.SystemRandom().shuffle(values)
        return values

    def _ask(self, values):
        """Invite people, each with a personal link.

        :param values: the value of :meth:`_invited`
        :raises UserError: if no link could be made; many links are made in the
            background
        """
        self._check_paper()
        invitations = self.env["mentorship.evaluation.invitation"].create(values)
        invitation, _reminder = MAILS.get(self.moment, MAIL)
        if unreachable := invitations._mail(invitation):
            self.message_post(body=unreachable._no_mail_note(unreachable))

    def _check_paper(self):
        """Raise if this server could not make a link to the form."""
        if not verified.is_signed(self):
            raise UserError(verified.why_not(self.env))

    def action_ask_later(self):
        """Ask members who joined since the form was opened.

        :raises UserError: if there are none, or if it is impossible on this server
        """
        self._check_staff()
        for evaluation in self:
            # sudo: staff of the programme, checked above; users cannot read which
            # members are asked
            evaluation.sudo()._ask_later()

    def _ask_later(self):
        self._check_asks_people()
        self._touch()
        asked = self._asked_later()
        seed = self.number_seed or ballot_hash.new_number()
        values = self._invited(asked, seed, later=True)
        try:
            added = signing.add_supplement(self, [_hash(one) for one in values])
        except Refused as refused:
            raise UserError(self._box_problem(refused.code)) from None
        self.write(added)
        self._ask(values)

    def _check_asks_people(self):
        if self.state != "open" or self.closing:
            raise UserError(
                self.env._("You can only ask people while the form is open.")
            )

    def _asked_later(self):
        """Return those of :meth:`_audience` who were not asked yet.

        :raises UserError: if there are none, or if it is a pulse
        """
        if self.moment == "pulse":
            raise UserError(
                self.env._("Members who are due later are asked in the next pulse.")
            )
        there = self.invitation_ids.partner_id
        asked = [one for one in self._audience() if one[0] not in there]
        if not asked:
            raise UserError(self.env._("All participants have already been asked."))
        return asked

    def action_remind(self):
        """Remind members who have not answered, at most twice.

        :raises UserError: if that was done twice, or today
        """
        self._check_staff()
        for evaluation in self:
            # sudo: staff of the programme, checked above; users cannot read which
            # members are reminded
            evaluation.sudo()._remind()

    def _check_reminds(self):
        """Raise unless a reminder can be sent now."""
        if self.state != "open" or self.closing:
            raise UserError(
                self.env._("You can only send reminders while the form is open.")
            )
        if self.reminder_count >= MOST_REMINDERS:
            raise UserError(
                self.env._(
                    "All participants who have not answered have already been "
                    "reminded twice."
                )
            )
        if self.reminded_on == fields.Date.context_today(self):
            raise UserError(self.env._("A reminder has already been sent today."))
        self._check_paper()

    def _remind(self):
        self._check_reminds()
        today = fields.Date.context_today(self)
        self.write({"reminder_count": self.reminder_count + 1, "reminded_on": today})
        here = self._to_remind()
        waiting = self.invitation_ids.filtered(
            lambda invitation: (
                not invitation.responded
                and (invitation.partner_id, invitation.role) in here
            )
        )
        _invitation, reminder = MAILS.get(self.moment, MAIL)
        waiting._mail(reminder)

    def action_close(self):
        """Open all ballots at once, and destroy the key.

        If fewer members than the minimum answered, nothing is opened, and all is
        destroyed.

        :raises UserError: if the box cannot be opened; then nothing is changed
        """
        self._check_staff()
        for evaluation in self._to_move("closed", ("open",)):
            if problem := closing.close(self.env, evaluation.id):
                raise UserError(evaluation._box_problem(problem))
            evaluation.message_post(body=evaluation._said_closed())
        self.invalidate_recordset()

    def action_discard(self):
        """Close without opening, for a box whose key is lost. All answers are
        destroyed.

        :raises UserError: for all but managers of mentorship
        """
        self._check_staff()
        self._check_may_discard()
        for evaluation in self._to_move("closed", ("open",)):
            if problem := closing.close(self.env, evaluation.id, discard=True):
                raise UserError(evaluation._box_problem(problem))
            evaluation.message_post(body=evaluation._said_discarded())
        self.invalidate_recordset()

    def _check_may_discard(self):
        if not self.env.su and not self.env.user.has_group(
            "nob_mentorship.group_mentorship_manager"
        ):
            raise UserError(self.env._("Only a mentorship manager can do this."))

    def action_publish(self):
        """Show the summary to participants on the portal (R66)."""
        self._check_staff()
        for evaluation in self:
            evaluation._check_may_publish()
            # sudo: staff of the programme, checked above
            evaluation.sudo().published_on = fields.Date.context_today(self)

    def _check_may_publish(self):
        if self.state != "closed":
            raise UserError(
                self.env._("Close the evaluation before you publish its summary.")
            )
        if not (self.summary or "").strip():
            raise UserError(self.env._("Write the summary first; then publish it."))

    def action_unpublish(self):
        """Remove the summary from the portal."""
        self._check_staff()
        # sudo: staff of the programme, checked above
        self.sudo().published_on = False

    def action_view_results(self):
        """Open the results."""
        self.ensure_one()
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_results_action"
        )
        return {**action, "context": {"active_id": self.id}}

    def action_view_form(self):
        """Open the form for reading or, as long as it is unused, for editing."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Form"),
            "res_model": "survey.survey",
            "res_id": self.survey_id.id,
            "views": [(self.env.ref("survey.survey_survey_view_form").id, "form")],
        }

    def action_preview(self):
        """Open the form as members see it, without a way to send it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/mentorship/form/{self.survey_id.id}",
        }


def _hash(values):
    """Return the hash under which a paper names an invitation that is about to be
    made."""
    return ballot_hash.of("invitation", bytes.fromhex(values["drawn_number"]))
