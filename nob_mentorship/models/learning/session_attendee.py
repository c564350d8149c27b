from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..base.mailing import MANY
from .session import HOLDS, UNMARKED

EARLY = timedelta(minutes=30)
"""How long before the start people can be marked as present."""


class MentorshipSessionAttendee(models.Model):
    """A participant in a session: has a place or waits for one, was there or was not.

    Members read nothing of it: their page says how many come.
    """

    _name = "mentorship.session.attendee"
    _inherit = ["mentorship.guarded", "mentorship.mailing"]
    _description = "Participant in a session"
    _rec_name = "partner_id"
    _order = "session_id.id desc, id"

    _method_fields = frozenset(
        {
            "state",
            # computed from the session and the sign-up
            "edition_id",
            "programme_id",
            "company_id",
            "partner_id",
            "role",
        }
    )
    _fixed_fields = frozenset({"session_id", "enrolment_id"})

    session_id = fields.Many2one(
        "mentorship.session", required=True, index=True, ondelete="cascade"
    )
    edition_id = fields.Many2one(
        related="session_id.edition_id", store=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="session_id.programme_id", store=True)
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id", store=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(related="enrolment_id.role", store=True)
    partner_phone = fields.Char("Telephone", related="partner_id.phone")
    has_begun = fields.Boolean(related="session_id.has_begun")
    state = fields.Selection(
        [
            ("going", "Has a place"),
            ("waiting", "Waits for a place"),
            ("attended", "Was there"),
            ("absent", "Was not there"),
        ],
        default="going",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    _once = models.UniqueIndex(
        "(session_id, partner_id)", "This member has signed up already."
    )

    @api.constrains("session_id", "enrolment_id")
    def _check_edition(self):
        for line in self:
            if line.enrolment_id.edition_id != line.session_id.edition_id:
                raise ValidationError(
                    self.env._("This sign-up is one of another edition.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            # sudo: staff of the programme, checked by `create`
            lines.sudo()._settle_added()
        return lines

    def unlink(self):
        if self.env.su:
            return super().unlink()
        self.check_access("unlink")
        # sudo: staff of the programme, checked above
        lines = self.sudo()
        sessions = lines.session_id
        sessions._touch()
        # of one that was cancelled, everyone was told
        ahead = lines.filtered(lambda line: line.session_id.state == "published")
        ahead._tell_off()
        result = super().unlink()
        sessions._fill()
        return result

    def _settle_added(self):
        """Give those whom staff added a place, even if the session is full; after the
        session, they were there.
        """
        now = fields.Datetime.now()
        for line in self:
            session = line.session_id
            session._touch()
            if session.state != "published":
                raise UserError(
                    self.env._("Publish the session before you add participants.")
                )
            if not line.enrolment_id._takes_part_in_sessions():
                raise UserError(
                    self.env._(
                        "%s does not take part in this edition.",
                        line.partner_id.display_name,
                    )
                )
            if session.stop <= now:
                line._set_state("attended")
                line._came()
            else:
                line._tell("mail_template_session", "REQUEST")

    def _is_fixed(self):
        return True

    def action_attended(self):
        """Mark these participants as present.

        :raises UserError: long before the session begins
        """
        self._check_staff()
        self._check_begun()
        # a session that is cancelled at this moment has no one who was there
        self.session_id._touch()
        todo = self._to_move("attended", ("going", "waiting", "absent"))
        todo._set_state("attended")
        todo._came()

    def _came(self):
        """Introduce the pairs that waited only until these people were briefed."""
        # sudo: the sign-ups of people who were there, in any role
        lines = self.sudo()
        if lines:
            lines.env["mentorship.enrolment"].search(
                [
                    ("partner_id", "in", lines.partner_id.ids),
                    ("edition_id", "in", lines.edition_id.ids),
                ]
            )._settle_ready()

    def action_absent(self):
        """Mark these participants as absent.

        :raises UserError: long before the session begins
        """
        self._check_staff()
        self._check_begun()
        self._to_move("absent", ("going", "attended"))._set_state("absent")

    def _check_begun(self):
        soon = fields.Datetime.now() + EARLY
        for session in self.session_id:
            if session.state != "published":
                raise UserError(self.env._("This session does not take place."))
            if session.start > soon:
                raise UserError(self.env._("This session has not begun yet."))

    def _page_path(self):
        return f"/my/mentorship/session/{self.session_id.id}"

    def _tell_off(self):
        """Tell these participants that they are taken off; a calendar needs a higher
        number than that of the invitation.
        """
        for session in self.filtered(lambda line: line.state == "going").session_id:
            session.sequence += 1
        self._tell("mail_template_session_off", "CANCEL")

    def _tell(self, template, method):
        """Tell these participants something about a session to come; the calendars of
        those who have a place follow. If they are many, in the background.

        :param str template: the name of the mail template, without its module
        :param str method: ``REQUEST`` or ``CANCEL``
        """
        now = fields.Datetime.now()
        told = self.filtered(
            lambda line: line.state in UNMARKED and line.session_id.stop > now
        )
        # rows that are removed in this transaction are told now
        if len(told) > MANY and template != "mail_template_session_off":
            # sudo: only mails about their own place, to those who have it
            self.env["mentorship.job"]._start(
                told.with_user(self.env.user).sudo(),
                "_tell_now",
                [template, method],
                name=self.env._("Emails: %s", self._mail_template(template).name),
            )
        else:
            told._tell_now(template, method)

    def _tell_now(self, template, method):
        """Queue the mails themselves; for the parameters, see :meth:`_tell`."""
        self._mail(
            template,
            attach=lambda line: (
                line.session_id._calendars(method, line.partner_id)
                if line.state in HOLDS
                else []
            ),
        )
