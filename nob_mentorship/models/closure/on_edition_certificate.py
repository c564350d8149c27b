from odoo import fields, models
from odoo.exceptions import UserError

from ..base.asked import Question

STARTED = ("active", "completed", "ended")
"""The states of a pairing that began."""


class MentorshipEdition(models.Model):
    """The certificates of an edition: all of them in one job (R69)."""

    _inherit = "mentorship.edition"

    certificate_count = fields.Integer(
        "Certificates", compute="_compute_certificate_count"
    )

    def _compute_certificate_count(self):
        # the user's own rules: no certificate that depends on an answer is counted
        counts = dict(
            self.env["mentorship.certificate"]._read_group(
                [("edition_id", "in", self.ids), ("state", "=", "issued")],
                ["edition_id"],
                ["__count"],
            )
        )
        for edition in self:
            edition.certificate_count = counts.get(edition, 0)

    def action_issue_certificates(self):
        """Issue the certificates of everyone who meets the requirements, and report
        what was done and what not, and why.

        :return: a client action that shows the result, or the progress so far
        :raises UserError: if this edition gives none now
        """
        self.ensure_one()
        self._check_staff()
        self._check_gives_certificates()
        # sudo: staff of the programme, checked above; the job issues all of them, even
        # if that user loses their rights meanwhile
        everyone = self.sudo()._certificate_sign_ups()
        todo = everyone.filtered(lambda each: each.certificate_state != "issued")
        return self.env["mentorship.job"]._run(
            todo,
            "_issue_certificate",
            name=self.env._("Certificates of %s", self.display_name),
            idle=len(everyone) - len(todo),
        )

    def action_view_certificates(self):
        """Open the certificates that staff can read."""
        return self._open_list("mentorship_certificate_action")

    def _check_gives_certificates(self):
        if reason := self._certificate_obstacle():
            raise UserError(reason)

    def _certificate_obstacle(self):
        """Return the reason why this edition gives no certificates now, or None."""
        if not self.certificate:
            return self.env._(
                "This edition gives no certificates: see its settings, under "
                "“Certificates”."
            )
        if not self.certificate_answer:
            return None
        # sudo: whether a final evaluation was opened, which its staff can read
        evaluations = self.env["mentorship.evaluation"].sudo()
        if evaluations.search_count(self._final_evaluations(), limit=1):
            return None
        return self.env._(
            "The certificates of this edition need the final evaluation: open it first."
        )

    def _certificate_sign_ups(self):
        """Return the sign-ups of everyone who was in a mentorship that began."""
        return self.enrolment_ids.filtered(
            lambda each: any(
                row.answer == "accepted" and row.pairing_id.state in STARTED
                for row in each.member_ids
            )
        )

    def _certificate_secret_words(self):
        """Return the line that says that staff do not read which certificates count, or
        None if all of them do.
        """
        if not self.certificate_answer:
            return None
        return self.env._(
            "A certificate counts once its member has answered the final evaluation. "
            "Only the member sees whether it does; the email is the same for all."
        )

    def _asks_issue_certificates(self):
        self.ensure_one()
        self._check_gives_certificates()
        _ = self.env._
        # sudo: reads nothing but what the sign-ups show to their staff
        everyone = self.sudo()._certificate_sign_ups()
        todo = everyone.filtered(lambda each: each.certificate_state == "none")
        ready = todo.filtered(lambda each: not each._certificate_obstacle())
        issued = everyone.filtered(lambda each: each.certificate_state == "issued")
        return Question(
            _("Issue the certificates of %s?", self.display_name),
            _("Issue the certificates"),
            (
                _("Members who get one: %s", self._figure(len(ready))),
                ready._unreached_words(),
                issued and _("Issued already: %s", self._figure(len(issued))),
                todo - ready
                and _(
                    "Members who do not meet the requirements: %s. You read afterwards "
                    "who, and why.",
                    self._figure(len(todo - ready)),
                ),
                self.state != "closed"
                and _("The edition is not closed yet: mentorships still go on."),
                self._certificate_secret_words(),
            ),
        )
