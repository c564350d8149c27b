from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.form import FormError, read_text
from ..base.form_words import sentence
from .voice import NAMED_AS, VOICE_LIMIT


class MentorshipEnrolment(models.Model):
    """A member's own words about their mentorship, which only they write and take back
    (R30).
    """

    _inherit = "mentorship.enrolment"

    voice_ids = fields.One2many(
        "mentorship.voice", "enrolment_id", groups=fields.NO_ACCESS
    )
    voice_asked_on = fields.Date(
        "Asked for a few words on", readonly=True, copy=False, groups=fields.NO_ACCESS
    )

    def action_say(self, text, named_as, everyone=False):
        """Say, as the member, a few words for the page of the programme. They are shown
        once staff approve them; changed words are approved anew.

        :param str text: in the member's own words
        :param str named_as: ``first``, ``name`` or ``role``: how they are named
        :param everyone: whether the words may also be read without a login
        :raises AccessError: for everyone else, staff included
        :raises UserError: if the member did not complete a mentorship, or for no words
        """
        own = self._own_words()
        # of two forms at the same moment, the second must see the first
        own._touch()
        if not own._may_say():
            raise UserError(
                self.env._("We ask this once you have completed a mentorship.")
            )
        values = {
            "text": self._read_words(text),
            "named_as": named_as,
            "everyone": bool(everyone),
        }
        if named_as not in NAMED_AS:
            raise UserError(sentence(self.env, FormError("not_offered")))
        voice = own.voice_ids
        if voice and all(voice[name] == value for name, value in values.items()):
            return
        values |= {"state": "offered", "said_on": fields.Date.context_today(self)}
        if voice:
            voice.write({**values, "version": voice.version + 1})
        else:
            voice.create({"enrolment_id": own.id, **values})
        own.edition_id._tell_voice(own.partner_id)

    def action_unsay(self):
        """Take back, as the member, what one said: it is deleted, and so on no page."""
        self._own_words().voice_ids.unlink()

    def _own_words(self):
        """Return this sign-up as superuser, if it is the user's own.

        :raises AccessError: for everyone else, staff included
        """
        # sudo: reads only which member the sign-up belongs to
        own = self.sudo().exists()
        member = self.env.user.partner_id
        if len(self) != 1 or own != self.sudo() or own.partner_id != member:
            raise AccessError(self.env._("You cannot change this record."))
        return own

    def _read_words(self, text):
        """Return the words as they are kept.

        :raises UserError: for no words, or too many
        """
        try:
            read = read_text(text if isinstance(text, str) else "", VOICE_LIMIT)
            if not read:
                raise FormError("missing")
        except FormError as error:
            raise UserError(sentence(self.env, error)) from error
        return read

    def _may_say(self):
        """Tell whether this member can say something about a mentorship."""
        self.ensure_one()
        return self._completed_one() and self.programme_id.active
