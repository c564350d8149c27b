from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..base.asked import Question


class MentorshipPairing(models.Model):
    """A pair that said yes, and whose introduction waits until everyone is ready to
    start; only where its edition says so (R51).

    Members read the same, whoever is not ready. Of the last yes, the last thing that
    someone did and a change of the settings at the same moment, the second sees the
    first: each touches the pairing, and so it is introduced once.
    """

    _inherit = "mentorship.pairing"

    ready_waits_since = fields.Date(
        "Waits until everyone is ready, since",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def action_introduce_anyway(self):
        """Introduce pairs that wait, although not everyone is ready.

        :raises UserError: if one of them waits for something else
        """
        self._check_staff()
        self._check_not_own()
        # sudo: staff of the programme, checked above
        for pairing in self.sudo()._to_move("active", ("offered",)):
            pairing._touch()
            pairing._check_waits()
            pairing._activate(strict=True, anyway=True)
            pairing.message_post(
                body=self.env._("Introduced although not everyone was ready to start.")
            )

    def _asks_introduce_anyway(self):
        self._check_not_own()
        todo, _ = self._to_move("active", ("offered",)), self.env._
        todo._check_waits()
        # sudo: staff of the programme, who read what is missing on each sign-up
        people = todo.sudo()._willing()
        shown = people.enrolment_id._ready_shown()
        return Question(
            _("Introduce %s now?", self.display_name)
            if len(self) == 1
            else _("Introduce these pairs now (%s)?", self._figure(len(todo))),
            _("Introduce them"),
            (
                *(
                    f"{enrolment.partner_id.name}: {', '.join(words)}"
                    for enrolment, (_state, words) in shown.items()
                    if words
                ),
                *people._mail_words(),
            ),
        )

    def _check_waits(self):
        """Raise if one of these pairings does not wait for its members to be ready."""
        for pairing in self:
            if not pairing.ready_waits_since:
                raise UserError(
                    self.env._(
                        "%s does not wait for anyone to be ready to start.",
                        pairing.display_name,
                    )
                )

    def _waits_for(self, members):
        """Tell whether this pairing waits until some members are ready; if so, note
        since when, and tell them once.

        :param members: those who would be introduced
        """
        if not self.edition_id.ready_waits:
            return False
        # of this and what one of them does at the same moment, the second sees the
        # first
        members.enrolment_id._touch()
        if not members.enrolment_id._unready():
            return False
        if not self.ready_waits_since:
            # sudo: the caller checked who says yes; users cannot write it
            self.sudo().ready_waits_since = fields.Date.context_today(self)
            members._mail("mail_template_ready_waits")
        return True

    def _stop_waiting(self):
        """Let something else that prevents the start wait for staff, as long as an
        offer does.
        """
        if self.ready_waits_since and self.state == "offered":
            # sudo: users cannot write these; no one acts on it
            self.sudo().write(
                {"ready_waits_since": False, "expires_on": self._more_time()}
            )

    @api.model
    def _waits_only_to_be_ready(self):
        """Return the domain of pairings that wait, and in which no one is still to
        answer.
        """
        pending = [("answer", "=", "pending"), ("left_on", "=", False)]
        return Domain("ready_waits_since", "!=", False) & Domain(
            "member_ids", "not any", pending
        )

    @api.model
    def _due_introduce(self, _today):
        """Return the pairings that wait: of a day that passed, no one is told here."""
        return Domain("state", "=", "offered") & Domain(
            "ready_waits_since", "!=", False
        )

    def _day_introduce(self):
        self._introduce_ready()

    def _introduce_ready(self):
        """Introduce those of these pairings that waited, and in which everyone is ready
        now. The caller calls it as superuser.
        """
        offered = self.filtered(lambda pairing: pairing.state == "offered")
        if not offered:
            return
        # of two who become ready at the same moment, the second sees the first
        offered._touch()
        for pairing in offered:
            if pairing.ready_waits_since:
                pairing._activate()
