from odoo import fields, models

REOPENS_AFTER_HOURS = 24


class MentorshipRoomAccess(models.Model):
    """Whether a user who writes or reads messages to the coordinators is still the one
    they were.

    ``trusted`` is a signature over the login as it was; only `room/logins.py` makes
    and checks it. Once the login changed in a way its owner did not prove, messages are
    closed for that user until another member confirms, or nobody objects for a while.
    """

    _name = "mentorship.room.access"
    _description = "Mentorship: who may send and read messages to coordinators"

    pairing_id = fields.Many2one(
        "mentorship.pairing", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    trusted = fields.Text(groups=fields.NO_ACCESS)
    closed_on = fields.Datetime()
    objected = fields.Boolean()
    closed_seal = fields.Text(groups=fields.NO_ACCESS)

    _once = models.UniqueIndex("(pairing_id, user_id)")

    def _tell_closed(self):
        """Tell the members of the pairing that a login changed, and what to do."""
        for access in self:
            access.pairing_id._present_members()._mail(
                "mail_template_room_closed", mentorship_who=access.user_id.partner_id
            )
