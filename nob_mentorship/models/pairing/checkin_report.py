from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

WORDS_LIMIT = 300
"""The maximum number of characters of the sentence with an answer."""


class MentorshipCheckin(models.Model):
    """The report of a talk with everyone, and what they answer to it (R65).

    Members read the text as it was shared last. A change of the report is shared again
    as a new version, which they answer anew; their earlier answers stay.
    """

    _inherit = "mentorship.checkin"

    report = fields.Text(
        copy=False,
        prefetch="texts",
        help="For everyone who was invited, once you share it.",
    )
    shared_report = fields.Text(
        "Report as shared", readonly=True, copy=False, prefetch="texts"
    )
    version = fields.Integer("Version of the report", readonly=True, copy=False)
    shared_on = fields.Datetime(readonly=True, copy=False)
    is_unshared = fields.Boolean(
        compute="_compute_is_unshared",
        help="The report was not shared yet, or has changed since.",
    )
    answer_ids = fields.One2many(
        "mentorship.checkin.answer", "checkin_id", "Answers", readonly=True
    )
    unanswered_ids = fields.Many2many(
        "res.partner", string="No answer yet", compute="_compute_unanswered_ids"
    )

    @api.depends("report", "shared_report")
    def _compute_is_unshared(self):
        for checkin in self:
            written = (checkin.report or "").strip()
            checkin.is_unshared = bool(written) and written != checkin.shared_report

    @api.depends("version", "partner_ids", "answer_ids.version")
    def _compute_unanswered_ids(self):
        for checkin in self:
            waiting = checkin.partner_ids - checkin._answers_now().partner_id
            checkin.unanswered_ids = waiting if checkin.version else False

    def _answers_now(self):
        """Return the answers to the version that was shared last."""
        return self.answer_ids.filtered(lambda one: one.version == self.version)

    def _check_not_shared(self):
        """Raise if a report was shared: those who read it stay the same people."""
        if any(checkin.version for checkin in self):
            raise UserError(
                self.env._(
                    "The report was shared with the people invited, so they can no "
                    "longer be changed."
                )
            )

    def action_share_report(self):
        """Let everyone invited read the report, and tell them."""
        self._check_staff()
        for checkin in self:
            # sudo: staff of the programme, checked above
            checkin.sudo()._share_report()

    def _share_report(self):
        # of two at the same moment, the second must see the first
        self._touch()
        report = self._check_report()
        if report == self.shared_report:
            return
        self.write(
            {
                "shared_report": report,
                "version": self.version + 1,
                "shared_on": fields.Datetime.now(),
            }
        )
        self._told_of_report()._mail(
            "mail_template_checkin_report", mentorship_checkin=self
        )

    def _check_report(self):
        """Return the report of this talk as it would be shared.

        :raises UserError: if it cannot be shared
        """
        self.ensure_one()
        report = (self.report or "").strip()
        if self.kind != "both":
            raise UserError(
                self.env._("Only the report of a talk with everyone is shared.")
            )
        if self.state != "held":
            raise UserError(self.env._("Note first that the talk took place."))
        if not report:
            raise UserError(self.env._("Write the report first."))
        return report

    def _told_of_report(self):
        """Return the rows of the members with whom the report is shared."""
        return self.pairing_id._present_members() & self._rows(self.partner_ids)

    @api.model
    def _shown_domain(self, pairing, partner):
        """Return the domain of what a member sees on the page of a pairing: the talks
        ahead, and the reports shared, of those that they are invited to.
        """
        ahead = Domain("state", "=", "planned") & Domain(
            "stop", ">", fields.Datetime.now()
        )
        return (
            Domain("pairing_id", "=", pairing.id)
            & Domain("partner_ids", "in", partner.ids)
            & (ahead | self._shared_domain())
        )

    @api.model
    def _shared_domain(self):
        """Return the domain of talks with a report that members can read."""
        return (
            Domain("state", "=", "held")
            & Domain("kind", "=", "both")
            & Domain("version", ">", 0)
            & Domain("shared_report", "!=", False)
        )

    def _answer(self, version, agrees, words):
        """Record a member's own answer to a report; the same one again does nothing.

        :param int version: the version that the member read
        :param str agrees: ``yes`` or ``no``
        :param str words: a sentence of the member, or an empty string
        :raises AccessError: for all but the members it was shared with
        :raises UserError: if it changed in the meantime, or was answered differently
        """
        checkin = self._as_invited()
        # of two answers at the same moment, the second must see the first
        checkin._touch()
        if version != checkin.version:
            raise UserError(
                self.env._(
                    "The report has changed since you opened this page. Please read it "
                    "again."
                )
            )
        partner = self.env.user.partner_id
        own = checkin._answers_now().filtered(lambda one: one.partner_id == partner)
        if own and own.agrees != agrees:
            raise UserError(
                self.env._(
                    "You have answered already, and your answer is kept. If something "
                    "is not right, write to the coordinators."
                )
            )
        if not own:
            checkin.answer_ids.create(
                {
                    "checkin_id": checkin.id,
                    "partner_id": partner.id,
                    "version": version,
                    "text": checkin.shared_report,
                    "agrees": agrees,
                    "words": words,
                    "on_date": fields.Datetime.now(),
                }
            )

    def _as_invited(self):
        """Return this check-in as superuser, to a member its report is shared with.

        :raises AccessError: for all others, including staff
        """
        self.ensure_one()
        # sudo: only to find the pairing, whose members are checked next
        checkin = self.sudo().exists().filtered_domain(self._shared_domain())
        own = checkin and checkin.pairing_id._own_member().partner_id
        if not own or own not in checkin.partner_ids:
            raise AccessError(self.env._("You cannot change this record."))
        return checkin


class MentorshipCheckinAnswer(models.Model):
    """What a member answered to one version of a report; it never changes (R65)."""

    _name = "mentorship.checkin.answer"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
    _description = "Answer to the report of a check-in"
    _rec_name = "partner_id"
    _order = "version desc, id"

    _method_fields = frozenset(
        {"checkin_id", "partner_id", "version", "text", "agrees", "words", "on_date"}
    )
    _lengths = {"words": WORDS_LIMIT}

    checkin_id = fields.Many2one(
        "mentorship.checkin",
        "Check-in",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    version = fields.Integer(required=True, readonly=True)
    text = fields.Text(
        "Report they read", readonly=True, help="As it was when they answered."
    )
    agrees = fields.Selection(
        [("yes", "Agrees"), ("no", "Does not agree")],
        "Answer",
        required=True,
        readonly=True,
    )
    words = fields.Char("In their words", readonly=True)
    on_date = fields.Datetime("Answered on", required=True, readonly=True)

    _one_each = models.UniqueIndex(
        "(checkin_id, partner_id, version)",
        "This member has answered this version already.",
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for answer in self:
            # sudo: the name of a person in a pairing that the reader can see
            answer.display_name = answer.sudo().partner_id.name
