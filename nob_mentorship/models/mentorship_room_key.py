from odoo import fields, models


class MentorshipRoomKey(models.Model):
    """The data key of an author in a pairing, wrapped by the master key; and, without
    a pairing, the key that signs who may enter.

    The master key lives outside the database: what stands here opens nothing.
    """

    _name = "mentorship.room.key"
    _description = "Mentorship: wrapped key of messages to coordinators"

    pairing_id = fields.Many2one("mentorship.pairing", index=True, ondelete="cascade")
    author_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    version = fields.Integer(required=True, help="Of the master key that wraps it.")
    wrapped = fields.Text(required=True, groups=fields.NO_ACCESS)

    _once = models.UniqueIndex("(pairing_id, author_id)")
    _one_signs = models.UniqueIndex("((1)) WHERE pairing_id IS NULL")
