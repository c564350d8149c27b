from odoo import fields, models


class MailActivity(models.Model):
    """Which member a line of the coordinators' day is from (R67, P15)."""

    _inherit = "mail.activity"

    mentorship_member_id = fields.Many2one(
        "mentorship.pairing.member",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def _mentorship_finish_with(self, words):
        """Mark these lines as done, each with what was noted in it.

        :param str words: what was done
        """
        for line in self:
            line.action_feedback("\n".join(filter(None, (line.feedback, words))))
