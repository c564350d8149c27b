from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class MentorshipEnding(models.Model):
    """Why a pairing ended early, or a member left a group, and who asked for it.

    It stands apart, so that nothing that the others read tells who asked, or why (N11).
    Only the programme's coordinators read it (R67).
    """

    _name = "mentorship.ending"
    _inherit = ["mentorship.guarded"]
    _description = "Why a mentorship ended"
    _rec_name = "pairing_id"
    _order = "id desc"

    _method_fields = frozenset(
        {"pairing_id", "edition_id", "programme_id", "member_id", "asked_on"}
    )

    pairing_id = fields.Many2one(
        "mentorship.pairing",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    company_id = fields.Many2one(related="pairing_id.company_id", store=True)
    member_id = fields.Many2one(
        "mentorship.pairing.member",
        "Asked for by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty if staff ended it, and once the texts of the pairing are deleted.",
    )
    reason_id = fields.Many2one(
        "mentorship.end.reason", ondelete="restrict", index="btree_not_null"
    )
    asked_on = fields.Date("On", required=True, readonly=True)

    @api.model
    def _note(self, pairing, member, reason):
        """Record why a pairing ends, or a member leaves it.

        :param member: the ``mentorship.pairing.member`` who asked; empty for staff
        :param reason: a ``mentorship.end.reason``, or an empty recordset
        """
        # sudo: the caller checked that this user can end the pairing; the author of the
        # row would tell which member asked, also once `member_id` is emptied
        endings = self.with_user(SUPERUSER_ID) if member else self.sudo()
        return endings.create(
            {
                "pairing_id": pairing.id,
                "member_id": member.id,
                "reason_id": reason.id,
                "asked_on": fields.Date.context_today(self),
            }
        )


class MentorshipPairing(models.Model):
    """Why this pairing ended, for its coordinators."""

    _inherit = "mentorship.pairing"

    def action_ask_talk(self):
        """Ask a coordinator for a talk, by a member who thinks of stopping (R67, P15).
        Asked again while the coordinator has not called, it is the same request.

        :raises UserError: if no one could call
        """
        self.ensure_one()
        pairing = self._as_participant()
        own = self._own_member()
        # of two requests at the same moment, the second must see the first
        pairing._touch()
        edition = pairing.edition_id
        told = edition.with_context(lang=edition._looks_after(pairing).lang)
        # sudo: the name of a member, for their coordinator
        summary = told.env._("%s would like to talk", own.sudo().partner_id.name)
        values = {"summary": summary, "mentorship_member_id": own.id}
        if not edition._ask_person("talk", pairing, **values):
            raise UserError(
                self.env._("No coordinator can be reached now. Please send an email.")
            )

    ending_ids = fields.One2many("mentorship.ending", "pairing_id", "Endings")
    end_reason_ids = fields.Many2many(
        "mentorship.end.reason",
        string="Reason it ended",
        compute="_compute_end_reason_ids",
        help="For coordinators only.",
    )

    @api.depends("ending_ids.reason_id")
    @api.depends_context("uid")
    def _compute_end_reason_ids(self):
        self.end_reason_ids = False
        for pairing, endings in self._readable_endings().grouped("pairing_id").items():
            pairing.end_reason_ids = endings.reason_id

    def _readable_endings(self):
        """Return the endings of these pairings that the user may read."""
        return self.env["mentorship.ending"].search([("pairing_id", "in", self.ids)])


class MentorshipPairingMember(models.Model):
    """The reason why a mentorship ended for this member, as the coordinators read it:
    the one that the member gave, or that of staff.
    """

    _inherit = "mentorship.pairing.member"

    end_reason_id = fields.Many2one(
        "mentorship.end.reason", "Reason it ended", compute="_compute_end_reason_id"
    )

    @api.depends("pairing_id.ending_ids.member_id", "pairing_id.ending_ids.reason_id")
    @api.depends_context("uid")
    def _compute_end_reason_id(self):
        endings = self.pairing_id._readable_endings()
        for member in self:
            own = endings.filtered(
                lambda ending, m=member: (
                    ending.pairing_id == m.pairing_id
                    and ending.member_id in (m, m.browse())
                )
            )
            member.end_reason_id = own[:1].reason_id
