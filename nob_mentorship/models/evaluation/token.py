from odoo import fields, models


class MentorshipEvaluationToken(models.Model):
    """What a link is known by: a hash, and whose invitation it belongs to.

    An invitation can have several: one in each mail, one for each time its member opens
    the form from the portal. The token itself is kept nowhere, nor the hash of it that
    a browser sends: a row has a hash of that hash, so who reads rows cannot answer.
    A row is of no moment.
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
