from odoo import fields, models


class MentorshipEnrolment(models.Model):
    """What a member noted as read, for the rules of an edition (P12)."""

    _inherit = "mentorship.enrolment"

    read_ids = fields.One2many(
        "mentorship.resource.read",
        "enrolment_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def _has_read(self, resources):
        """Return those of these sign-ups whose member noted all of some resources as
        read; all of them if there are none.

        Notes are the member's own: staff see numbers from five on, never who. Use this
        only for a rule of an edition that asks its members to read something, and tells
        them that the coordinators see whether they did.

        :param resources: ``mentorship.resource`` records
        """
        # sudo: the notes themselves stay closed; the caller has a rule to apply
        notes = self.env["mentorship.resource.read"].sudo()
        counts = {
            enrolment.id: count
            for enrolment, count in notes._read_group(
                [
                    ("enrolment_id", "in", self.ids),
                    ("resource_id", "in", resources.ids),
                ],
                ["enrolment_id"],
                ["__count"],
            )
        }
        return self.filtered(
            lambda enrolment: counts.get(enrolment.id, 0) == len(resources)
        )
