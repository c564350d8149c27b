from odoo import fields, models


class MentorshipSettings(models.AbstractModel):
    """Whether those who take part are thanked by name (R69)."""

    _inherit = "mentorship.settings"

    wall_of_thanks = fields.Boolean(
        "Thank members by name",
        tracking=True,
        help="Members who completed a mentorship are asked whether they may be thanked "
        "by name. A page for members names those who say yes, once the edition is "
        "closed and at least five people of it said yes.",
    )
