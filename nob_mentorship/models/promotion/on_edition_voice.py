from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..base.asked import Question


class MentorshipEdition(models.Model):
    """Asking members for a few words about their mentorship, and telling staff of them
    (R30).
    """

    _inherit = "mentorship.edition"

    def action_ask_voices(self):
        """Ask the members who completed a mentorship for a few words, each once.

        :raises UserError: if there is no one to ask
        """
        self._check_staff()
        told = []
        for edition in self:
            # of two users at the same moment, the second must see the first
            edition._touch()
            asked = edition._voices_to_ask()
            if not asked:
                raise UserError(edition._no_voices())
            asked.voice_asked_on = fields.Date.context_today(self)
            told += edition._note_told(
                asked, asked._mail("mail_template_voice", report=False)
            )
        return self._say_told(told)

    def _asks_ask_voices(self):
        self.ensure_one()
        asked = self._voices_to_ask()
        if not asked:
            raise UserError(self._no_voices())
        _ = self.env._
        return Question(
            _("Ask members of %s for a few words?", self.display_name),
            _("Ask them"),
            (
                *asked._mail_words(),
                _(
                    "They decide what they say and how they are named. You approve it "
                    "before it is on the page of the programme."
                ),
            ),
        )

    def _voices_to_ask(self):
        """Return the sign-ups of the members to ask, one of each: those who completed a
        mentorship, and neither said anything nor were asked, in any edition.
        """
        self.ensure_one()
        # sudo: staff of the programme ask; whether a member said something stays here
        sign_ups = self.sudo().enrolment_ids.filtered(
            lambda one: one.state == "completed" and one._may_say()
        )
        done = sign_ups.search(
            Domain("partner_id", "in", sign_ups.partner_id.ids)
            & (Domain("voice_asked_on", "!=", False) | Domain("voice_ids", "!=", False))
        ).partner_id
        first = {}
        for one in sign_ups.sorted("id"):
            if one.partner_id not in done:
                first.setdefault(one.partner_id, one.id)
        return sign_ups.browse(first.values())

    def _no_voices(self):
        return self.env._(
            "There is no one to ask: no one completed a mentorship, or all of them "
            "were asked or said something already."
        )

    def _tell_voice(self, partner):
        """Plan an activity for a coordinator to read what members say, once.

        :param partner: the member who said something, a ``res.partner``
        """
        user = self._responsible(partner)
        if not user:
            return
        # the member who wrote it assigns nothing to staff
        edition = self.with_user(SUPERUSER_ID).with_context(lang=user.lang)
        summary = edition.env._("Read what members say about the programme")
        if summary not in edition.activity_ids.mapped("summary"):
            edition.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=edition.env._(
                    "Under “Voices”, approve what may be on the page of the programme."
                ),
                user_id=user.id,
            )
