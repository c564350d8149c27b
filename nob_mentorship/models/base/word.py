from odoo import fields, models


class MentorshipWord(models.AbstractModel):
    """A yes or no that staff recorded on behalf of a member: who, when and how (R7)."""

    _name = "mentorship.word"
    _description = "Mentorship: recorded on behalf of a member"

    word_channel = fields.Selection(
        [
            ("telephone", "By telephone"),
            ("email", "By email"),
            ("person", "Face to face"),
        ],
        string="How they told us",
    )
    word_by_id = fields.Many2one(
        "res.users", "Recorded by", readonly=True, copy=False, index="btree_not_null"
    )
    word_on = fields.Datetime("Recorded on", readonly=True, copy=False)

    def _word_values(self, channel=False):
        """Return the values that record which user entered a member's answer, and
        when."""
        return {
            "word_by_id": self.env.uid,
            "word_on": fields.Datetime.now(),
            "word_channel": channel or "telephone",
        }
