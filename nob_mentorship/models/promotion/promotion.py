from secrets import token_hex

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.asked import Question

NOTE_LIMIT = 1000


class _Undo(Exception):
    """Rolls back a savepoint that was used only to look."""


class MentorshipPromotion(models.Model):
    """The one mailing of an edition to members who could sign up and did not (R30).

    Staff first see whom it goes to, and what it says. It is sent in the background, and
    once: :class:`MentorshipPromotionSent` has a row for each reader.
    """

    _name = "mentorship.promotion"
    _inherit = ["mentorship.guarded"]
    _description = "Invitation to sign up"
    _order = "id desc"
    _rec_name = "edition_id"

    _method_fields = frozenset(
        {
            "edition_id",
            "programme_id",
            "company_id",
            "state",
            "sent_at",
            "reader_count",
            "preview_subject",
            "preview",
            "opened",
            "opened_minute",
            "opened_lately",
            "mailed_kept",
            "joined_kept",
        }
    )
    _fixed_fields = frozenset({"note"})
    _lengths = {"note": NOTE_LIMIT}

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, readonly=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    state = fields.Selection(
        [("draft", "Not sent"), ("sending", "Being sent"), ("sent", "Sent")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    note = fields.Text(
        "A word of your own",
        help="Shown first in the email, above what it is about. Leave empty for none.",
    )
    reader_count = fields.Integer(
        "Members to mail",
        readonly=True,
        copy=False,
        help="Those who can sign up in some role, did not, and have not said that they "
        "want no invitations: one for each email address.",
    )
    preview_subject = fields.Char("Subject", readonly=True, copy=False)
    preview = fields.Html(
        "As you would receive it", readonly=True, copy=False, prefetch=False
    )
    sent_at = fields.Datetime("Sent on", readonly=True, copy=False)
    via = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda _self: token_hex(8),
        groups=fields.NO_ACCESS,
    )
    opened = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    mailed_kept = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    joined_kept = fields.Integer(readonly=True, copy=False, groups=fields.NO_ACCESS)
    sent_ids = fields.One2many(
        "mentorship.promotion.sent", "promotion_id", "Invited", readonly=True
    )
    has_left = fields.Boolean(
        compute="_compute_has_left", compute_sudo=True, export_string_translation=False
    )

    _once = models.UniqueIndex(
        "(edition_id)", "There is already an invitation for this edition."
    )
    _via_once = models.UniqueIndex("(via)")

    @api.model
    def _open(self, edition):
        """Return the action that opens the mailing of an edition, brought up to date.

        :param edition: one ``mentorship.edition``, whose staff the user is
        """
        # sudo: the caller checked that; no user makes one
        promotions = self.sudo()
        ours = [("edition_id", "=", edition.id)]
        found = promotions.search(ours)
        if not found:
            # of two users at the same moment, the second must see the first
            edition._touch()
            found = promotions.search(ours) or promotions.create(
                {"edition_id": edition.id}
            )
        found._refresh()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite members"),
            "res_model": self._name,
            "res_id": found.id,
            "views": [(False, "form")],
        }

    def write(self, vals):
        result = super().write(vals)
        if "note" in vals:
            # sudo: what the user has just changed, as they would receive it
            self.sudo()._refresh_preview()
        return result

    def _is_fixed(self):
        return self.state != "draft"

    def action_refresh(self):
        """Count again whom it goes to, and show again what it says."""
        self._check_staff()
        # sudo: staff of the programme, checked above
        self.sudo()._refresh()

    def action_view_readers(self):
        """Open the members whom it goes to."""
        self.ensure_one()
        self._check_staff()
        asked = self.edition_id._to_promote()
        return self.edition_id._open_members(self.env._("Members to mail"), asked)

    def action_send(self):
        """Mail these members, in the background; a second time mails those whose mail
        could not be made.

        :return: a client action that shows the progress
        :raises UserError: if members cannot sign up now, or there is no one to mail
        """
        self.ensure_one()
        self._check_staff()
        # of two users at the same moment, the second must see the first
        self._touch()
        if self.state != "draft":
            return self._deliver(self._left()) if self.has_left else None
        readers = self._checked_readers()
        # sudo: staff of the programme, checked above; no user writes these rows
        rows = self.env["mentorship.promotion.sent"].sudo()._make(self, readers)
        self._set_state(
            "sending",
            sent_at=fields.Datetime.now(),
            reader_count=len(rows),
            preview=False,
            preview_subject=False,
        )
        return self._deliver(rows)

    @api.depends("state", "sent_ids.state")
    def _compute_has_left(self):
        for promotion in self:
            promotion.has_left = bool(promotion._left())

    def _left(self):
        """Return the rows whose mail could not be made, as superuser."""
        # sudo: staff of the programme; no user reads whom it goes to here
        rows = self.filtered(lambda one: one.state == "sent").sudo().sent_ids
        return rows.filtered(lambda row: row.state == "queued")

    def _asks_send(self):
        self.ensure_one()
        # sudo: how many mails are still to be made
        readers = self.sudo()._left() or self._checked_readers()
        _ = self.env._
        return Question(
            _("Invite members to sign up for %s?", self.edition_id.display_name),
            _("Send the emails"),
            (
                _("Emails to members: %s", self._figure(len(readers))),
                _(
                    "Each member gets it once. You can send one such email for each "
                    "edition."
                ),
                _(
                    "Members who want no such emails get none, now and for later "
                    "editions."
                ),
            ),
        )

    def _deliver(self, rows):
        """Send the mails of these rows in the background; an addon for mailings may do
        so in a way of its own.

        :param rows: ``mentorship.promotion.sent``, as superuser
        :return: a client action that shows the progress
        """
        job = self.env["mentorship.job"]._start(
            rows.with_user(self.env.user).sudo(),
            "_send",
            (),
            self.env._("Invite members: %s", self.edition_id.display_name),
            after=(self.with_user(self.env.user).sudo(), "_conclude"),
        )
        return job._show_to(self.env.user)

    def _conclude(self):
        """Note that all mails are made."""
        self._to_move("sent", ("sending",))._set_state("sent")

    def _checked_readers(self):
        """Return the members to mail.

        :raises UserError: if members cannot sign up now, or there is no one to mail
        """
        edition = self.edition_id
        if not edition._accepts_enrolment() or not edition.programme_id.active:
            raise UserError(
                self.env._(
                    "Members cannot sign up for %s now. Open the sign-up first.",
                    edition.display_name,
                )
            )
        readers = edition._to_promote()
        if not readers:
            raise UserError(
                self.env._(
                    "There is no one to mail: everyone who can sign up did so, wants "
                    "no invitations, or cannot be reached."
                )
            )
        return readers

    def _refresh(self):
        """Count whom a mailing that was not sent goes to, and show what it says."""
        for promotion in self.filtered(lambda one: one.state == "draft"):
            promotion.reader_count = len(promotion.edition_id._to_promote())
        self._refresh_preview()

    def _refresh_preview(self):
        """Show what a mailing that was not sent says, as the user would receive it."""
        for promotion in self.filtered(lambda one: one.state == "draft"):
            subject, body = promotion._as_received(self.env.user.partner_id)
            promotion.write({"preview_subject": subject, "preview": body})

    def _as_received(self, partner):
        """Return the subject and the body of the mail to a contact, without sending it.

        :param partner: one ``res.partner``
        """
        try:
            with self.env.cr.savepoint():
                row = self.env["mentorship.promotion.sent"]._make(self, partner)
                mail = row._queue()
                # a colleague who tries the link stops nothing
                found = mail.subject, mail.body_html.replace(row.stop_link, "#")
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
        return found

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unsent(self):
        if any(promotion.state != "draft" for promotion in self):
            raise UserError(
                self.env._(
                    "This was sent, so it stays: it is sent once for an edition."
                )
            )
