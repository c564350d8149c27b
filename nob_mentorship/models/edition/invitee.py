from odoo import api, fields, models
from odoo.fields import Command, Domain


class MentorshipInvitee(models.Model):
    """A member who is invited to an edition (R28).

    An invited member is mailed once per round: when the edition opens, or at once if it
    is open. An invitation does not add the member to the interest list.
    """

    _name = "mentorship.invitee"
    _inherit = ["mentorship.guarded", "mentorship.mailing"]
    _description = "Member invited to an edition"
    _rec_name = "partner_id"
    _order = "edition_id desc, id"

    _fixed_fields = frozenset({"edition_id", "partner_id"})

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="restrict"
    )

    _once = models.Constraint(
        "UNIQUE(edition_id, partner_id)", "This member is already invited."
    )

    @api.model_create_multi
    def create(self, vals_list):
        invitees = super().create(vals_list)
        for edition, invited in invitees.grouped("edition_id").items():
            if edition._takes_invitees():
                edition._report_unreachable(invited._tell())
        return invitees

    def _tell(self):
        """Invite these members by mail, except those who already signed up.

        :return: the members who cannot be reached
        """
        asked = self._without_sign_up()
        return asked._mail("mail_template_invited", report=False)

    def _without_sign_up(self):
        """Return the invitations of members who have not signed up."""
        signed_up = self.env["mentorship.enrolment"].search(
            [("edition_id", "in", self.edition_id.ids), ("state", "!=", "withdrawn")]
        )
        there = {(sign_up.edition_id, sign_up.partner_id) for sign_up in signed_up}
        return self.filtered(lambda i: (i.edition_id, i.partner_id) not in there)

    def _page_path(self):
        return f"/my/mentorship/edition/{self.edition_id.id}"

    def _is_fixed(self):
        return True


class MentorshipEdition(models.Model):
    """The invited members of an edition with sign-up by invitation."""

    _inherit = "mentorship.edition"

    invitee_ids = fields.One2many(
        "mentorship.invitee", "edition_id", "Invited", copy=False
    )
    invited_ids = fields.Many2many(
        "res.partner",
        string="Invited members",
        compute="_compute_invited_ids",
        inverse="_inverse_invited_ids",
        search="_search_invited_ids",
        copy=False,
    )

    @api.depends("invitee_ids.partner_id")
    def _compute_invited_ids(self):
        for edition in self:
            edition.invited_ids = edition.invitee_ids.partner_id

    def _inverse_invited_ids(self):
        for edition in self:
            invited = set(edition.invited_ids.ids)
            gone = edition.invitee_ids.filtered(
                lambda invitee, invited=invited: invitee.partner_id.id not in invited
            )
            new = edition.invited_ids - edition.invitee_ids.partner_id
            edition.invitee_ids = [
                *(Command.delete(invitee.id) for invitee in gone),
                *(Command.create({"partner_id": partner.id}) for partner in new),
            ]

    def _search_invited_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        found = Domain("invitee_ids", "any", [("partner_id", operator, value)])
        if operator == "in" and False in value:
            found |= Domain("invitee_ids", "=", False)
        return found

    def _takes_invitees(self):
        """Tell whether members invited now can sign up at once, and so are mailed
        immediately.
        """
        self.ensure_one()
        return self.enrolment_mode == "invitation" and (
            self.state == "enrolment" or self._accepts_enrolment()
        )
