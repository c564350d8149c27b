from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.form import LINE_LIMIT, FormError, read_text
from ..base.asked import Question
from ..base.form_words import sentence
from .on_enrolment_ready_member import OPEN


class MentorshipEnrolment(models.Model):
    """What staff do about members who are not ready to start (R51)."""

    _inherit = "mentorship.enrolment"

    ready_noted_on = fields.Date("Ready anyway since", readonly=True, copy=False)
    ready_by_id = fields.Many2one(
        "res.users",
        "Ready anyway, noted by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    ready_reason = fields.Char(
        "Ready anyway because",
        readonly=True,
        copy=False,
        help="For your colleagues. The member can read it in the download of their "
        "data.",
    )
    ready_reminded_on = fields.Date(
        "Last reminded to get ready", readonly=True, copy=False
    )

    def action_ready_anyway(self, reason=""):
        """Note that these members can start although they did not do everything that is
        asked; pairs that waited for them only are introduced.

        :param str reason: for colleagues
        :raises UserError: without a reason, or if a member does not wait to start
        """
        self._check_staff()
        self._check_not_own()
        reason = self._read_reason(reason)
        # sudo: staff of the programme, checked above; users cannot write these
        todo = self.sudo().filtered(lambda each: not each.ready_noted_on)
        todo._check_open()
        # of two at the same moment, the second sees the first
        todo._touch()
        todo.write(
            {
                "ready_noted_on": fields.Date.context_today(self),
                "ready_by_id": self.env.uid,
                "ready_reason": reason,
            }
        )
        todo._settle_ready()

    def action_not_ready_anyway(self):
        """Take back that these members can start anyway."""
        self._check_staff()
        self._check_not_own()
        # sudo: staff of the programme, checked above; users cannot write these
        self.sudo().filtered("ready_noted_on").write(
            {"ready_noted_on": False, "ready_by_id": False, "ready_reason": False}
        )

    def action_remind_ready(self):
        """Mail those of these members who are not ready, at most once a day; report the
        result to staff.
        """
        self._check_staff()
        # of two at the same moment, the second sees the first
        self._touch()
        unready = self._shown_unready()
        todo = unready._not_reminded()
        # sudo: staff of the programme, checked above; users cannot write it
        todo.sudo().ready_reminded_on = fields.Date.context_today(self)
        missed = todo._mail("mail_template_reminder_not_ready", report=False)
        _ = self.env._
        reasons = {
            **dict.fromkeys(self - unready, _("Nothing is asked, or all is done.")),
            **dict.fromkeys(unready - todo, _("Reminded today already.")),
            **dict.fromkeys(
                self.browse(missed.ids),
                _("The member is archived or has no email address."),
            ),
        }
        return self.env["mentorship.job"]._outcome(
            len(self),
            [f"{each.display_name}: {reason}" for each, reason in reasons.items()],
        )

    def _asks_remind_ready(self):
        _ = self.env._
        unready = self._shown_unready()
        todo = unready._not_reminded()
        return Question(
            _("Remind %s of what is still asked?", self.display_name)
            if len(self) == 1
            else _(
                "Remind the selected members of what is still asked (%s)?",
                self._figure(len(todo)),
            ),
            _("Remind"),
            (
                *todo._mail_words(),
                unready - todo
                and _("Already reminded today: %s", self._figure(len(unready - todo))),
                self._stay_words(unready),
            ),
        )

    def _shown_unready(self):
        """Return those of these sign-ups of which staff read that they are not ready;
        see `_ready_shown`.
        """
        shown = self._ready_shown()
        return self.filtered(lambda each: shown.get(each, ("",))[0] == "no")

    def _not_reminded(self):
        """Return those of these sign-ups that were not reminded today."""
        today = fields.Date.context_today(self)
        return self.filtered(lambda each: each.ready_reminded_on != today)

    def _read_reason(self, reason):
        """Return a reason without control characters.

        :raises UserError: if there is none, or it is too long
        """
        try:
            text = read_text(reason if isinstance(reason, str) else "", LINE_LIMIT)
        except FormError as error:
            raise UserError(sentence(self.env, error)) from error
        if not text:
            raise UserError(self.env._("Write why they can start anyway."))
        return text

    def _check_open(self):
        for enrolment in self:
            if enrolment.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%s does not wait to be introduced.", enrolment.display_name
                    )
                )
