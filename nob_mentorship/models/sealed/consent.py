from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools import stored
from ..base.labels import field_labels
from .trust import Newer

ITEM_KINDS = [
    ("mentorship.note", "A note"),
    ("mentorship.goal", "A goal"),
    ("mentorship.plan", "The development plan"),
    ("mentorship.agreement", "The agreement"),
]


class MentorshipConsent(models.Model):
    """The mentee's consent to share one thing with one person for one purpose (R16,
    N2).

    This record holds the people and dates; no text. A state grants no access: the
    giver's browser seals the shared text for the recipient, with a signed yes. The
    question is in ``ciphertext``, signed by the asker and sealed for the giver.
    """

    _name = "mentorship.consent"
    _inherit = ["mentorship.sealed", "mentorship.mailing"]
    _description = "Consent to share"
    _rec_name = "item_kind"
    _order = "id desc"

    _method_fields = frozenset(
        {
            "state",
            "asked_on",
            "answered_on",
            "opened_on",
            "revoked_on",
            "ended_because",
            "given",
            "signed_answer",
        }
    )

    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    item = fields.Char(
        "What",
        readonly=True,
        help="Empty until the text to share has been chosen.",
    )
    item_kind = fields.Selection(ITEM_KINDS, "Kind", required=True, readonly=True)
    giver_id = fields.Many2one(
        "res.partner", "Decided by", required=True, index=True, ondelete="restrict"
    )
    recipient_id = fields.Many2one(
        "res.partner", "Shared with", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Emails go to", compute="_compute_partner_id", compute_sudo=True
    )
    purpose = fields.Text("Purpose", related="ciphertext", groups=fields.NO_ACCESS)
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
    ended_because = fields.Selection(
        [
            ("taken_back", "It was taken back"),
            ("changed", "The text changed"),
            ("removed", "The text was removed"),
            ("left", "Someone left the mentorship"),
            ("over", "The mentorship is over"),
            ("new_key", "The recipient started again"),
            ("merged", "Two contacts became one"),
        ],
        "Ended because",
        readonly=True,
        copy=False,
    )
    signed_answer = fields.Json(
        groups=fields.NO_ACCESS,
        copy=False,
        help="{uuid, sealed} of the signed answer, yes or no",
    )
    given = fields.Json(
        groups=fields.NO_ACCESS,
        copy=False,
        help="{text, ask}: the text as its author signed it, sealed for the "
        "recipient; and the author's own request, where another member decides",
    )

    _one_recipient = models.Constraint(
        "CHECK(recipient_id <> giver_id)", "You need no consent for yourself."
    )
    _uuid_once = models.UniqueIndex("(uuid) WHERE uuid IS NOT NULL")

    @api.depends("recipient_id", "giver_id", "author_id")
    @api.depends_context("mentorship_to")
    def _compute_partner_id(self):
        name = self.env.context.get("mentorship_to")
        name = name if name in ("giver_id", "author_id") else "recipient_id"
        for consent in self:
            consent.partner_id = consent[name]

    @api.depends("item_kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = field_labels(self, "item_kind")
        for consent in self:
            consent.display_name = kinds.get(consent.item_kind)

    def _page_path(self):
        return f"{self._portal_path}/consent/{self.id}"

    @api.model
    def _member_domain(self, partner):
        """Return the domain of consents that concern a member: as giver, asker or
        recipient.
        """
        got = Domain("state", "in", ("granted", "revoked"))
        return list(
            Domain("author_id", "=", partner.id)
            | Domain("giver_id", "=", partner.id)
            | (Domain("recipient_id", "=", partner.id) & got)
        )

    def _shared_item(self):
        """Return the shared record, empty once it is deleted."""
        self.ensure_one()
        number = (self.item or "").partition(",")[2]
        items = self.env[self.item_kind]
        return items.browse(int(number)).exists() if number.isdigit() else items

    @api.model
    def _of_items(self, items):
        """Return the requested or granted consents for these records."""
        names = [f"{item._name},{item.id}" for item in items]
        return self.search(
            [("item", "in", names), ("state", "in", ("asked", "granted"))]
        )

    def _parts(self, name):
        """Return the value of a JSON column; invalid data counts as empty."""
        self.ensure_one()
        parts = stored.of_kind(self[name], dict)
        return {key: each for key, each in parts.items() if isinstance(each, str)}

    def _tell(self, template, to, sender):
        """Mail one of the people that there is news, without details.

        :param str to: the name of the field with the recipient
        :param sender: the partner the mail is from
        """
        told = self.with_context(mentorship_to=to)
        told.invalidate_recordset(["partner_id", "portal_link"])
        told._mail(template, mentorship_to=to, mentorship_from=sender)

    def _note_opened(self):
        """Record when the recipient first opened the shared text."""
        for consent in self.filtered(lambda consent: not consent.opened_on):
            consent.opened_on = fields.Datetime.now()

    def _grant(self, item, answer, given):
        """Grant, on behalf of the giver, and tell the recipient.

        :param item: the shared record
        :param dict answer: ``uuid`` and ``sealed`` of the signed yes
        :param dict given: ``text`` and ``ask``, sealed for the recipient
        :raises UserError: if the request is no longer valid
        """
        self.ensure_one()
        self._check_open()
        self.pairing_id._check_recipient(self.recipient_id)
        self.pairing_id._check_asker(self.author_id)
        self._set_state(
            "granted",
            item=f"{item._name},{item.id}",
            answered_on=fields.Datetime.now(),
            signed_answer=answer,
            given=given,
        )
        self._tell("mail_template_consent_granted", "recipient_id", self.giver_id)
        if self.author_id not in (self.giver_id, self.recipient_id):
            self._tell("mail_template_consent_news", "author_id", self.giver_id)

    def _refuse(self, answer):
        """Refuse, on behalf of the giver.

        :param dict answer: ``uuid`` and ``sealed`` of the signed no
        """
        self.ensure_one()
        self._check_open()
        self._set_state(
            "refused",
            answered_on=fields.Datetime.now(),
            signed_answer=answer,
        )
        if self.author_id != self.giver_id:
            self._tell("mail_template_consent_news", "author_id", self.giver_id)

    def _revoke(self):
        """Revoke a consent, for the giver; from now on the recipient cannot open it."""
        for consent in self:
            consent._check_giver()
            consent._to_move("revoked", ("granted",))._withdraw("taken_back")

    def _check_open(self):
        """Raise unless the caller decides and has not done so yet; lock the room.

        :raises Newer: if it was answered or ended meanwhile
        """
        self._check_giver()
        self.pairing_id._check_writable()
        self.invalidate_recordset()
        if self.state != "asked":
            raise Newer(
                self.env._(
                    "This has already been answered, or it has ended. Reload the page "
                    "to see it."
                )
            )

    def _check_giver(self):
        """Raise unless the caller is the giver.

        :raises AccessError: for all others, including the asker
        """
        if self.giver_id != self.env.user.partner_id:
            raise AccessError(self.env._("You cannot change this record."))
        if self.pairing_id._present_members().partner_id & self.giver_id:
            return
        raise UserError(
            self.env._("You have left this mentorship, so nothing is shared.")
        )

    def _withdraw(self, because="over"):
        """End requests and consents, and destroy the copies that were passed on.

        :param str because: see ``ended_because``
        """
        live = self.filtered(lambda c: c.state in ("asked", "granted"))
        for consent in live:
            state = "revoked" if consent.state == "granted" else "refused"
            consent._set_state(
                state,
                revoked_on=fields.Datetime.now(),
                ended_because=because,
                given=False,
            )
        return live

    def _leave(self, partner):
        """End the consents of a person who is erased, and destroy their signed
        decisions.
        """
        self._withdraw("left")
        given = self.filtered(lambda consent: consent.giver_id == partner)
        given.write({"signed_answer": False})

    def _clear_text(self):
        self._withdraw()
        self.write({"signed_answer": False, "given": False})
        return super()._clear_text()


class MentorshipIdentity(models.Model):
    """Ends the sharing with keys that were replaced: their owner can no longer open the
    copies."""

    _inherit = "mentorship.identity"

    def _end_shares(self):
        """End all sharing with the owner of these keys, and tell the givers."""
        consents = self.env["mentorship.consent"].search(
            [("recipient_id", "in", self.partner_id.ids), ("state", "=", "granted")]
        )
        for consent in consents._withdraw("new_key"):
            consent._tell(
                "mail_template_consent_news", "giver_id", consent.recipient_id
            )
