from odoo import models
from odoo.exceptions import AccessError, UserError

from ...tools import form


class MentorshipEnrolment(models.Model):
    """What a member types about whom to be paired with (N3, R49, R50)."""

    _inherit = "mentorship.enrolment"

    def _may_tell(self):
        """Tell whether this member may still say whom to be paired with."""
        self.ensure_one()
        return not self._is_final()

    def _own_preferences(self):
        """Return what this member told staff, newest first, as superuser records."""
        # sudo: members have no access of their own; the caller found their sign-up
        preferences = self.env["mentorship.preference"].sudo()
        return preferences.search([("enrolment_id", "=", self.id)], order="id desc")

    def _save_preferences(self, post):
        """Keep what the member typed.

        :param post: the form, a ``werkzeug`` MultiDict of strings
        :return: {field: message} of what could not be read; when there is any,
            nothing was saved
        :raises AccessError: when this is not the caller's own sign-up
        :raises UserError: when it is too late, nothing was typed, or nobody is left who
            may read it
        """
        self._check_own()
        # sudo: the member's own, checked above
        enrolment = self.sudo()
        if not enrolment._may_tell():
            raise UserError(
                self.env._("It is too late: this sign-up is at its end by now.")
            )
        pages = self.env["mentorship.portal.pages"]
        texts, errors = {}, {}
        for kind in ("wish", "avoid"):
            try:
                texts[kind] = form.read_text(post.get(kind))
            except form.FormError as error:
                errors[kind] = pages._form_error(error)
        if errors:
            return errors
        if not any(texts.values()):
            raise UserError(self.env._("Write something in one of both fields first."))
        for kind, text in texts.items():
            if text:
                self.env["mentorship.preference"]._tell(
                    enrolment, kind, text, bool(post.get("about_coordinator"))
                )
        return {}

    def _take_back_preference(self, raw_id):
        """Delete what the member told staff, while nobody handled it.

        :param str raw_id: the number of the preference, as the form sends it
        :raises AccessError: when this is not the caller's own sign-up
        :raises UserError: when it is handled already, or is none of this sign-up
        """
        self._check_own()
        found = self._own_preferences().filtered(
            lambda preference: str(preference.id) == raw_id
        )
        if found.state != "new":
            raise UserError(
                self.env._("This is handled by now, or was taken back before.")
            )
        found.unlink()

    def _check_own(self):
        """Raise unless this is the caller's own sign-up.

        :raises AccessError: for everybody else, staff among them
        """
        # sudo: only whose it is, is looked at
        if self.sudo().partner_id != self.env.user.partner_id:
            raise AccessError(self.env._("This is not yours to change."))

    def unlink(self):
        self.check_access("unlink")
        # sudo: who may delete a sign-up need not be able to read these; the database
        # would leave their activities behind
        preferences = self.env["mentorship.preference"].sudo()
        preferences.search([("enrolment_id", "in", self.ids)]).unlink()
        return super().unlink()
