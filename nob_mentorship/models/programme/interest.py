from odoo import fields, models


class MentorshipInterest(models.Model):
    """A member who wants to be told of the next edition (N10, R22)."""

    _name = "mentorship.interest"
    _inherit = ["mentorship.guarded", "mentorship.mailing"]
    _description = "Interest in the next edition"
    _rec_name = "partner_id"
    _order = "id desc"

    _method_fields = frozenset({"told_edition_id"})
    _portal_readable = frozenset(
        {"id", "display_name", "programme_id", "partner_id", "role"}
    )

    programme_id = fields.Many2one(
        "mentorship.programme", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        [("mentor", "As mentor"), ("mentee", "As mentee")],
        string="Interested in taking part",
    )
    told_edition_id = fields.Many2one(
        "mentorship.edition",
        "Told of",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    _once = models.Constraint(
        "UNIQUE(programme_id, partner_id)", "This member is already on the list."
    )

    def _note(self, programme, partners, role=False):
        """Put members on the interest list of a programme, each only once.

        :return: the interests of these members
        """
        # sudo: members can only add themselves to the list; the caller checked that
        interests = self.sudo().search(
            [("programme_id", "=", programme.id), ("partner_id", "in", partners.ids)]
        )
        if role:
            interests.role = role
        return interests | interests.create(
            [
                {"programme_id": programme.id, "partner_id": partner.id, "role": role}
                for partner in partners - interests.partner_id
            ]
        )

    def _tell_of(self, edition, template):
        """Mail the interest list about an edition: each new announcement counts, even
        for members who were told that there would be no edition.

        :return: the members to mail, and those of them who cannot be reached
        """
        # sudo: the edition's action checked that the user is staff of the programme
        told = self.sudo()
        told.told_edition_id = edition
        return told, told._mail(template, report=False)
