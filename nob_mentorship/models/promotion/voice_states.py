from odoo import models
from odoo.exceptions import UserError


class MentorshipVoice(models.Model):
    """What staff do with the words of a member: show them, or not. They never change
    them (R30).
    """

    _inherit = "mentorship.voice"

    def action_approve(self):
        """Show these words on the page of the programme.

        :raises UserError: if the member changed them after staff read them
        """
        self._check_staff()
        todo = self._to_move("approved", ("offered", "refused"))
        seen = self.env.context.get("mentorship_version")
        if any(voice.version != seen for voice in todo):
            raise UserError(
                self.env._(
                    "Open these words and read them first: the member may have changed "
                    "them."
                )
            )
        todo._set_state("approved")
        # the page looks up once a day among how many people a voice is one
        self.env.registry.clear_cache()

    def action_refuse(self):
        """Do not show these words, or no longer; their member reads so."""
        self._check_staff()
        self._to_move("refused", ("offered", "approved"))._set_state("refused")
