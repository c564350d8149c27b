from odoo import fields, models


class MentorshipEvaluationBallot(models.Model):
    """A sealed answer in the box of an open evaluation: a ciphertext, linked to no
    person.
    """

    _name = "mentorship.evaluation.ballot"
    _description = "Mentorship: sealed answer of an open evaluation"
    _rec_name = "evaluation_id"
    _log_access = False

    evaluation_id = fields.Many2one(
        "mentorship.evaluation", required=True, index=True, ondelete="restrict"
    )
    ciphertext = fields.Text(required=True, groups=fields.NO_ACCESS)
    ballot_hash = fields.Char(required=True, groups=fields.NO_ACCESS)

    _hash_once = models.UniqueIndex("(evaluation_id, ballot_hash)")
