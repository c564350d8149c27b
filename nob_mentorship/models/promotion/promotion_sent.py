from odoo import api, fields, models
from odoo.tools import hmac

from ...tools.promotion import mailbox, message_id

UNSUBSCRIBE = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
"""With the address in ``List-Unsubscribe``, a mail program can offer a button that
sends this (RFC 8058)."""


class MentorshipPromotionSent(models.Model):
    """A reader of the mailing of an edition: each person once, and each mailbox once,
    also after a kill or with two servers (R30).
    """

    _name = "mentorship.promotion.sent"
    _inherit = ["mentorship.guarded", "mentorship.mailing"]
    _description = "Member who was invited to sign up"
    _order = "id"
    _rec_name = "partner_id"

    _method_fields = frozenset(
        {
            "promotion_id",
            "edition_id",
            "programme_id",
            "company_id",
            "partner_id",
            "reader",
            "state",
            "queued_at",
        }
    )

    promotion_id = fields.Many2one(
        "mentorship.promotion",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    edition_id = fields.Many2one(related="promotion_id.edition_id", store=True)
    programme_id = fields.Many2one(related="promotion_id.programme_id", store=True)
    company_id = fields.Many2one(related="promotion_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner",
        "To",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # the contact as it was numbered then: merging contacts makes no double
    reader = fields.Integer(required=True, readonly=True, groups=fields.NO_ACCESS)
    address_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    mail_key = fields.Char("Message-ID", readonly=True, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [
            ("queued", "To be sent"),
            ("mailed", "Email"),
            ("dropped", "Not needed any more"),
        ],
        default="queued",
        required=True,
        readonly=True,
    )
    queued_at = fields.Datetime("Queued at", readonly=True)
    page_link = fields.Char(
        compute="_compute_links", compute_sudo=True, groups=fields.NO_ACCESS
    )
    stop_link = fields.Char(
        compute="_compute_links", compute_sudo=True, groups=fields.NO_ACCESS
    )

    _one_each = models.UniqueIndex(
        "(promotion_id, reader)", "This member was already invited."
    )
    _one_an_address = models.UniqueIndex(
        "(promotion_id, address_hash)", "This address was already invited."
    )

    def _compute_links(self):
        for row in self:
            partner, base = row.partner_id, row.get_base_url()
            path = partner._mentorship_stop_path(row.id, row.reader)
            row.stop_link = base + path
            row.page_link = row._page_address()

    def _page_address(self):
        """Return the address of the page of the programme, with a mark of the mailing
        that is the same for all its readers; a member who cannot log in yet gets their
        own way to the edition, if the page needs a login.
        """
        programme = self.programme_id
        path = programme._public_path()
        if path and (programme.public_page or not self.partner_id._mentorship_is_new()):
            return f"{self.get_base_url()}{path}?via={self.promotion_id.via}"
        return self.portal_link

    def _page_path(self):
        return f"/my/mentorship/edition/{self.edition_id.id}"

    @api.model
    def _make(self, promotion, partners):
        """Make a row for each reader, before any mail is made.

        :param promotion: one ``mentorship.promotion``
        :param partners: ``res.partner``, one for each address
        """
        parts = self.env["mentorship.timetable"]._mail_key_parts(promotion.edition_id)
        return self.create(
            [
                {
                    "promotion_id": promotion.id,
                    "partner_id": partner.id,
                    "reader": partner.id,
                    "address_hash": self._address_hash(partner.email_normalized),
                    "mail_key": message_id(
                        *parts, "promotion", promotion.id, partner.id
                    ),
                }
                for partner in partners
            ]
        )

    @api.model
    def _address_hash(self, address):
        # sudo: the database's secret, without which addresses could be tried
        scope = "nob_mentorship.promotion"
        return hmac(self.sudo().env, scope, mailbox(address)) if address else False

    def _send(self):
        """Queue the mail of these rows, each once, unless it is no longer needed: the
        member signed up or wants no invitations, or the sign-up ended.
        """
        for row in self.filtered(lambda one: one.state == "queued"):
            if not row._is_still_asked():
                row._set_state("dropped")
                continue
            row._queue()
            row._set_state("mailed", queued_at=fields.Datetime.now())

    def _is_still_asked(self):
        edition, partner = self.edition_id, self.partner_id
        if not edition._accepts_enrolment() or not edition.programme_id.active:
            return False
        return edition._promotable(partner) == partner and self._take_address()

    def _take_address(self):
        """Note the address that the mail goes to now; tell whether no other reader has
        it.
        """
        address = self._address_hash(self.partner_id.email_normalized)
        if address != self.address_hash:
            others = self.promotion_id.sent_ids - self
            if address in others.mapped("address_hash"):
                return False
            self.address_hash = address
        return True

    def _queue(self):
        """Queue the mail of this row, with its Message-ID and the way to stop such
        mails.

        :return: the ``mail.mail``
        """
        self.ensure_one()
        mail = self._queue_mail("mail_template_promotion", {})
        mail.mail_message_id.message_id = self.mail_key
        self._add_headers(
            mail, {"List-Unsubscribe": f"<{self.stop_link}>", **UNSUBSCRIBE}
        )
        return mail

    def _note_lines(self):
        """Return the word of staff, line by line, without the empty ones."""
        lines = (self.promotion_id.note or "").splitlines()
        return [line for line in lines if line.strip()]

    @api.model
    def _stop(self, row, partner_id):
        """Send no more invitations to the reader of a mail, whatever their contact is
        now; a row that is gone leaves the contact that it was about.

        :param int row: the id in the link, whose key was checked
        :param int partner_id: the id of the contact in the link
        :return: False if the contact is gone too, and is not known under another id
        """
        partner = self.browse(row).exists().partner_id
        partner = partner or self.env["res.partner"].browse(partner_id).exists()
        partner._mentorship_stop_invitations()
        return bool(partner)
