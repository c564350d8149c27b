from odoo import fields, models

from ...tools import picture
from .res_partner import STAFF

OPEN = ("draft", "submitted", "waiting", "accepted", "matched", "completed")
"""The states of a sign-up with which a member takes part, wants to, or took part."""


class ResPartner(models.Model):
    """The picture that a member uploads for the people they are paired with."""

    _inherit = "res.partner"

    mentorship_picture = fields.Image(
        "Picture for mentorship",
        max_width=picture.SIDE,
        max_height=picture.SIDE,
        groups=STAFF,
        copy=False,
        help="Uploaded by the member. The people they are paired with can see it.",
    )

    def _mentorship_drop_picture(self):
        """Delete the pictures of members who no longer take part in anything."""
        taking = self.env["mentorship.enrolment"].search(
            [("partner_id", "in", self.ids), ("state", "in", OPEN)]
        )
        coordinating = self.env["mentorship.programme"].search(
            [("coordinator_ids.partner_id", "in", self.ids)]
        )
        staying = taking.partner_id | coordinating.coordinator_ids.partner_id
        (self - staying).mentorship_picture = False
