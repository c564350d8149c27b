from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..labels import field_labels

ITEM_KINDS = [
    ("mentorship.note", "A note"),
    ("mentorship.goal", "A goal"),
    ("mentorship.plan", "The development plan"),
    ("mentorship.agreement", "The agreement"),
]


class MentorshipConsent(models.Model):
    """The mentee lets one thing be shared with one person for one purpose (R16, N2).

    Here stands who lets whom read what, and when; no text. A state opens nothing: what
    is shared, the giver's browser has to seal for the recipient.
    """

    _name = "mentorship.consent"
    _inherit = ["mentorship.sealed", "mentorship.mailing"]
    _description = "Consent to share"
    _rec_name = "item_kind"
    _order = "id desc"

    _method_fields = frozenset(
        {"state", "asked_on", "answered_on", "opened_on", "revoked_on", "given"}
    )

    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    item = fields.Char("What", required=True, readonly=True)
    item_kind = fields.Selection(ITEM_KINDS, "Kind", required=True, readonly=True)
    giver_id = fields.Many2one(
        "res.partner", "Mentee", required=True, index=True, ondelete="restrict"
    )
    recipient_id = fields.Many2one(
        "res.partner", "Shared with", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="recipient_id", string="Mails go to")
    purpose = fields.Text("Purpose", related="sealed", groups=fields.NO_ACCESS)
    state = fields.Selection(
        [
            ("asked", "Asked"),
            ("granted", "Granted"),
            ("refused", "Not granted"),
            ("revoked", "Revoked"),
        ],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    asked_on = fields.Datetime(
        readonly=True, copy=False, default=lambda self: fields.Datetime.now()
    )
    answered_on = fields.Datetime(readonly=True, copy=False)
    opened_on = fields.Datetime(readonly=True, copy=False)
    revoked_on = fields.Datetime(readonly=True, copy=False)
    given = fields.Text(groups=fields.NO_ACCESS, copy=False)

    _one_recipient = models.Constraint(
        "CHECK(recipient_id <> giver_id)", "You need no consent for yourself."
    )

    @api.depends("item_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = field_labels(self, "item_kind")
        for consent in self:
            consent.display_name = kinds.get(consent.item_kind)

    def _page_path(self):
        # for the recipient there is no page of it yet
        return self._portal_path

    @api.model
    def _member_domain(self, partner):
        """Return which consents a member of the pairing has to do with."""
        pairings = self.env["mentorship.pairing"]._member_domain(partner)
        return [
            ("pairing_id", "any", pairings),
            "|",
            ("author_id", "=", partner.id),
            ("giver_id", "=", partner.id),
        ]

    @api.model
    def _recipient_domain(self, partner):
        """Return which consents a recipient may open: those that stand."""
        return [("recipient_id", "=", partner.id), ("state", "=", "granted")]

    def _shared_item(self):
        """Return the record that is shared, empty once it is gone."""
        self.ensure_one()
        return self.env[self.item_kind].browse(int(self.item.split(",")[1])).exists()

    def _note_opened(self):
        """Note when the recipient first opened what was shared."""
        for consent in self.filtered(lambda consent: not consent.opened_on):
            consent.opened_on = fields.Datetime.now()

    def _grant(self):
        """Say yes, for the giver; the recipient is told."""
        for consent in self:
            consent._check_giver()
            for todo in consent._to_move("granted", ("asked",)):
                todo._set_state("granted", answered_on=fields.Datetime.now())
                todo._mail(
                    "mail_template_consent_granted", mentorship_from=todo.giver_id
                )

    def _refuse(self):
        """Say no, for the giver."""
        for consent in self:
            consent._check_giver()
            for todo in consent._to_move("refused", ("asked",)):
                todo._set_state("refused", answered_on=fields.Datetime.now())

    def _revoke(self):
        """Take a yes back, for the giver; from now on the recipient opens nothing."""
        for consent in self:
            consent._check_giver()
            for todo in consent._to_move("revoked", ("granted",)):
                todo._set_state(
                    "revoked", revoked_on=fields.Datetime.now(), given=False
                )

    def _check_giver(self):
        """Raise unless the caller is the mentee who is asked.

        :raises AccessError: for anybody else, the one who asked included
        """
        if self.giver_id != self.env.user.partner_id:
            raise AccessError(self.env._("This is not yours to change."))
        if self.pairing_id._present_members().partner_id & self.giver_id:
            return
        raise UserError(self.env._("You left this mentorship: nothing is shared."))

    def _withdraw(self):
        """End what was asked or granted: somebody left, or texts were cleared."""
        live = self.filtered(lambda c: c.state in ("asked", "granted"))
        for consent in live:
            state = "revoked" if consent.state == "granted" else "refused"
            consent._set_state(state, revoked_on=fields.Datetime.now(), given=False)
