from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..pairing.room import CLOSURE_DAYS
from .trust import Newer

MOST_WAYS = 10
"""The maximum number of ways to open one identity: more devices than a person
carries."""
MOST_STEPS = 30
"""The maximum number of earlier keys that others are told about, as in
`client/src/succession.js`."""


class MentorshipIdentity(models.Model):
    """The public keys of a member, generated in their browser (promise 1).

    The secret keys are sealed separately for each way to open them; the people that the
    member trusts are in their own list, which is sealed too. Nothing on the server can
    open any of it.
    """

    _name = "mentorship.identity"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: the public keys of a member"
    _rec_name = "partner_id"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="restrict"
    )
    member_uuid = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="Identifies the member in sealed texts. It stays the same when contacts "
        "are merged.",
    )
    recipient = fields.Char(
        required=True,
        readonly=True,
        help="The public key for the encryption program “age”.",
    )
    signer = fields.Char(
        required=True, readonly=True, help="The public key for Ed25519, in hexadecimal."
    )
    succession = fields.Char(
        readonly=True,
        help="Signatures made with the previous keys and with these, if their owner "
        "had both.",
    )
    state = fields.Selection(
        [("current", "Current"), ("replaced", "Replaced")],
        required=True,
        readonly=True,
        default="current",
    )
    way_ids = fields.One2many("mentorship.identity.way", "identity_id", "Ways to open")
    trust_ids = fields.One2many("mentorship.trust", "identity_id", "List of people")

    _one_current = models.UniqueIndex(
        "(partner_id) WHERE state = 'current'",
        "Another of your devices did this first. Please check what it saved.",
    )

    @api.model
    def _of(self, partner):
        """Return the current identity of a partner, empty if there is none."""
        return self.search(
            [("partner_id", "=", partner.id), ("state", "=", "current")], limit=1
        )

    @api.model
    def _were_there(self, partner):
        """Tell whether a member without keys had keys earlier.

        Evidence: earlier keys, texts that only those keys can have signed, or texts
        passed on to the member. Finding none proves nothing.

        :param partner: one ``res.partner``
        """
        if self.search_count([("partner_id", "=", partner.id)], limit=1):
            return True
        uuid = partner._mentorship_member_uuid()
        wrote = Domain("author_id", "=", partner.id) & Domain("ciphertext", "!=", False)
        was_given = Domain("copies", "!=", False) & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s ? %s", SQL.identifier(alias, "copies"), uuid
            )
        )
        texts = self.env["mentorship.sealed"]
        return any(
            self.env[name].search_count(wrote | was_given, limit=1)
            for name in texts._sealed_models()
        ) or bool(
            self.env["mentorship.consent"].search_count(
                Domain("recipient_id", "=", partner.id) & Domain("given", "!=", False),
                limit=1,
            )
            or self.env["mentorship.agreement"].search_count(
                [("accepted_ids", "in", partner.ids), ("ciphertext", "!=", False)],
                limit=1,
            )
        )

    @api.model
    def _make(self, partner, replaced, keys, ways, revision, trust):
        """Return a new identity of a member, replacing the one that their browser
        knows.

        :param partner: one ``res.partner``
        :param str replaced: the recipient key of the replaced identity, or ""
        :param dict keys: ``recipient``, ``signer`` and ``succession`` ("" if none)
        :param list ways: the values of at least one ``mentorship.identity.way``
        :param int revision: the revision of the member's trust list that belongs to it
        :param str trust: the list, sealed, in base64
        :raises Newer: if the current identity is a different one
        """
        current = self._of(partner)
        if (current.recipient or "") != replaced:
            raise Newer(
                self.env._(
                    "Another of your devices did this first. Please check what "
                    "it saved."
                )
            )
        current._end_shares()
        current._set_state("replaced")
        self.env.flush_all()
        return self.create(
            {
                "partner_id": partner.id,
                "member_uuid": partner._mentorship_member_uuid(),
                **keys,
                "way_ids": [Command.create(way) for way in ways],
                "trust_ids": [
                    Command.create({"revision": revision, "sealed_list": trust})
                ],
            }
        )

    def _earlier(self):
        """Return the previous public keys, newest first, as far back as each step is
        signed: a person who knows one of them can follow the chain to the current ones.

        :return: list of dicts for JSON, empty without an identity
        """
        before = self.partner_id.mentorship_identity_ids.filtered(
            lambda each: each.state == "replaced" and each.id < self.id
        ).sorted("id", reverse=True)
        steps, after = [], self
        for each in before[:MOST_STEPS]:
            if not after.succession:
                break
            steps.append(
                {
                    "recipient": each.recipient,
                    "signer": each.signer,
                    "succession": each.succession or "",
                }
            )
            after = each
        return steps

    def _before(self):
        """Return the member's previous public keys, newest first: with these, their own
        browser recognises what they wrote, even without a signed step.

        :return: list of dicts for JSON
        """
        replaced = self.partner_id.mentorship_identity_ids.filtered(
            lambda each: each.state == "replaced"
        ).sorted("id", reverse=True)
        return [
            {"recipient": each.recipient, "signer": each.signer}
            for each in replaced[:MOST_STEPS]
        ]

    def _check_is(self, recipient):
        """Raise unless this is the identity that the page has open.

        :param str recipient: the public key that the page has
        :raises Newer: for any other
        """
        if self.recipient != recipient:
            raise Newer(
                self.env._(
                    "You have started again on another device or in another tab. "
                    "Please reload the page."
                )
            )

    def _add_way(self, values):
        """Add a way to open this identity. A new recovery code replaces the previous
        one.

        :param dict values: the values of a ``mentorship.identity.way``
        :raises UserError: if there are too many
        """
        self.ensure_one()
        self._touch()
        self.invalidate_recordset()
        if values["kind"] == "recovery":
            self.way_ids.filtered(lambda way: way.kind == "recovery").unlink()
        if len(self.way_ids) >= MOST_WAYS:
            raise UserError(
                self.env._(
                    "You already have %s ways to open your texts. Remove one that you "
                    "do not use, then add this one.",
                    MOST_WAYS,
                )
            )
        return self.way_ids.create({"identity_id": self.id, **values})

    def _remove_way(self, way):
        """Remove a way; a recovery code stays, and so does the last other way.

        :param way: one ``mentorship.identity.way`` of this identity
        :raises UserError: if it has to stay
        """
        self.ensure_one()
        self._touch()
        self.invalidate_recordset()
        if way.kind == "recovery":
            raise UserError(
                self.env._(
                    "You cannot remove your recovery code. You can make a new one; the "
                    "old one then stops working."
                )
            )
        if len(self.way_ids) <= 1:
            raise UserError(self.env._("This is the only way to open your texts."))
        way.unlink()

    @api.model
    def _due_forget(self, today):
        """Return the identities that no longer have anything to open: their owners are
        in no room that still has texts, nothing is shared with them, they are not
        staff, and no message exists in a programme of theirs. The authors of messages
        are unknown, so the keys of all possible authors are kept.
        """
        members = self.env["mentorship.pairing.member"]
        there = members._search(
            [("answer", "=", "accepted"), ("pairing_id.room_cleared_on", "=", False)]
        )
        shared = self.env["mentorship.consent"]._search(
            [("state", "in", ("asked", "granted"))]
        )
        messages = self.env["mentorship.message"]._search([])
        written_to = messages.subselect("programme_id")
        wrote = self.env["mentorship.enrolment"]._search(
            [("state", "!=", "draft"), ("edition_id.programme_id", "in", written_to)]
        )
        staff = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        made = Domain("create_date", "<", today - relativedelta(days=CLOSURE_DAYS))
        return (
            made
            & Domain("partner_id", "not in", there.subselect("partner_id"))
            & Domain("partner_id", "not in", shared.subselect("recipient_id"))
            & Domain("partner_id", "not in", wrote.subselect("partner_id"))
            & Domain("partner_id", "not in", staff.all_user_ids.partner_id.ids)
        )

    def _day_forget(self):
        """Destroy these keys, and the data sealed only with them (promise 7, N9)."""
        self.unlink()
