from odoo import fields, models


class MentorshipEvaluationToken(models.Model):
    """The hash that identifies a link, and the invitation it belongs to.

    An invitation can have several: one in each mail, and one for each time its member
    opens the form from the portal. Neither the token itself nor the hash that a browser
    sends is stored: a row holds a hash of that hash, so that reading rows does not
    enable answering. A row has no timestamp.
    """

    _name = "mentorship.evaluation.token"
    _description = "Mentorship: a link to the form of an open evaluation"
    _rec_name = "invitation_id"
    _log_access = False

    invitation_id = fields.Many2one(
        "mentorship.evaluation.invitation",
        required=True,
        index=True,
        ondelete="cascade",
    )
    token_hash = fields.Char(required=True, groups=fields.NO_ACCESS)

    _hash_once = models.UniqueIndex("(token_hash)")
