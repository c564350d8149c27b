from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import sql

from ...tools import picture
from .res_partner import STAFF

OPEN = ("draft", "submitted", "waiting", "accepted", "matched", "completed")
"""The states of a sign-up with which a member takes part, wants to, or took part."""

KEPT_DAYS = 30
"""The number of days that the picture of a member without a sign-up is kept."""


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

    mentorship_picture_at = fields.Datetime(
        "Picture for mentorship uploaded on",
        compute="_compute_mentorship_picture_at",
        store=True,
        groups=STAFF,
        copy=False,
        help="Empty without a picture. Pages read it instead of the picture.",
    )

    def _auto_init(self):
        # in one query for the few who have a picture, instead of all contacts computed
        if not sql.column_exists(self.env.cr, self._table, "mentorship_picture_at"):
            sql.create_column(
                self.env.cr, self._table, "mentorship_picture_at", "timestamp"
            )
            self.env.cr.execute(
                """
                UPDATE res_partner partner
                   SET mentorship_picture_at = picture.create_date
                  FROM ir_attachment picture
                 WHERE picture.res_model = 'res.partner'
                   AND picture.res_field = 'mentorship_picture'
                   AND picture.res_id = partner.id
                """
            )
        return super()._auto_init()

    @api.depends("mentorship_picture")
    def _compute_mentorship_picture_at(self):
        now = fields.Datetime.now()
        for partner in self.with_context(bin_size=True):
            partner.mentorship_picture_at = partner.mentorship_picture and now

    @api.model
    def _due_mentorship_picture(self, today):
        """Return the members with a picture who take part in nothing, a month after
        they uploaded it.
        """
        programmes = self.env["mentorship.programme"].with_context(active_test=False)
        coordinators = programmes.search(
            [("coordinator_ids", "!=", False)]
        ).coordinator_ids.partner_id
        return (
            Domain("mentorship_picture_at", "<", today - timedelta(days=KEPT_DAYS))
            & Domain("mentorship_enrolment_ids", "not any", [("state", "in", OPEN)])
            & Domain("id", "not in", coordinators.ids)
        )

    def _day_mentorship_picture(self):
        self._mentorship_drop_picture()

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
