from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MentorshipWish(models.Model):
    """Two sign-ups of an edition that would like to be paired, or that staff consider a
    good match (N3, R50); a wish is never binding.
    """

    _name = "mentorship.wish"
    _inherit = ["mentorship.unseen", "mentorship.guarded"]
    _description = "Wish to be paired"
    _rec_name = "mentee_partner_id"
    _order = "edition_id.id desc, id desc"

    _method_fields = frozenset(
        {"programme_id", "mentor_partner_id", "mentee_partner_id"}
    )

    edition_id = fields.Many2one(
        "mentorship.edition", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="edition_id.programme_id", store=True)
    mentor_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentor or peer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    mentee_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentee or peer",
        required=True,
        index=True,
        ondelete="cascade",
    )
    # listed here, so that the privacy lookup finds them
    mentor_partner_id = fields.Many2one(
        related="mentor_enrolment_id.partner_id",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    mentee_partner_id = fields.Many2one(
        related="mentee_enrolment_id.partner_id",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    source = fields.Selection(
        [
            ("mentee", "The mentee"),
            ("mentor", "The mentor"),
            ("staff", "Recommended by staff"),
        ],
        "Wish of",
        required=True,
        default="staff",
    )

    _once = models.Constraint(
        "UNIQUE(mentor_enrolment_id, mentee_enrolment_id, source)",
        "This wish has already been recorded.",
    )

    @api.constrains("edition_id", "mentor_enrolment_id", "mentee_enrolment_id")
    def _check_people(self):
        for wish in self:
            # sudo: only their edition and role; record rules decide who can see the
            # wish
            mentor = wish.sudo().mentor_enrolment_id
            mentee = wish.sudo().mentee_enrolment_id
            peers = wish.edition_id.kind == "peer"
            if (mentor | mentee).edition_id != wish.edition_id:
                raise ValidationError(
                    self.env._(
                        "Both members must take part in the edition of the wish."
                    )
                )
            if mentor.role != ("peer" if peers else "mentor") or mentee.role != (
                "peer" if peers else "mentee"
            ):
                raise ValidationError(
                    self.env._("A wish is for a mentor and a mentee, or for two peers.")
                )
            if mentor.partner_id == mentee.partner_id:
                raise ValidationError(self.env._("Choose two different people."))

    def _people(self):
        """Return the sign-ups of these wishes."""
        return self.mentor_enrolment_id | self.mentee_enrolment_id

    def _is_possible(self):
        """Tell whether both members still take part."""
        # sudo: only the state of the sign-ups in a wish that the caller can read
        return not any(enrolment._is_final() for enrolment in self.sudo()._people())

    def _names(self):
        """Return the pairs that these wishes name, as text."""
        # sudo: the names of members in wishes that the caller can read
        return self.env["mentorship.edition"]._some_of(
            [
                f"{wish.mentee_partner_id.name} – {wish.mentor_partner_id.name}"
                for wish in self.sudo()
            ]
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.browse().check_access("create")
        for vals in vals_list:
            self._check_not_oneself(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_oneself(vals)
        return super().write(vals)

    def _check_not_oneself(self, vals):
        """Raise if these values name the caller, who cannot see wishes about
        themselves.

        :raises UserError: with the same message whether or not there is such a wish
        """
        ids = [
            vals.get(name, self.env.context.get(f"default_{name}"))
            for name in ("mentor_enrolment_id", "mentee_enrolment_id")
        ]
        # sudo: reads only which member each sign-up belongs to
        enrolments = self.env["mentorship.enrolment"].sudo()
        enrolments = enrolments.search([("id", "in", list(filter(None, ids)))])
        if not self.env.su and self.env.user.partner_id in enrolments.partner_id:
            raise UserError(
                self.env._("You cannot record this about yourself; ask a colleague.")
            )
