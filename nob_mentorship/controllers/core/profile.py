import base64

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request

from ...models.base.form_words import sentence
from ...portal.base.refused import FieldsRefused
from ...portal.core import profile
from ...tools.form import LARGEST_ID, FormError
from ..base import MentorshipController, page_route, view_route

PATH = "/my/mentorship/profile"
CALENDAR = ("calendar", "calendar_names", "calendar_stop")
"""The buttons of the address of a calendar."""


class MentorshipProfilePortal(MentorshipController):
    """A member's picture, the language of their pages and mails, how many reminders
    they get, whether they are invited to sign up, and the address of their calendar.
    """

    @page_route(PATH, keep=False)
    def profile(self, **_params):
        """Show what a member can choose; change one of them."""
        if not self._posted:
            return self._profile_page()
        # sudo: members can only change their own
        own = self._partner.sudo()
        with self._whole(self._profile_page):
            if self._typed("do") in CALENDAR:
                return self._change_calendar(own)
            if self._typed("do") == "remove":
                own.mentorship_picture = False
            elif self._typed("do") == "language":
                self._set_language(own)
            elif self._typed("do") == "reminders":
                own.mentorship_fewer = bool(self._typed("fewer"))
            elif self._typed("do") == "invitations":
                if self._typed("invited"):
                    own._mentorship_take_invitations()
                else:
                    own._mentorship_stop_invitations()
            else:
                sent = request.httprequest.files.get("picture")
                own.mentorship_picture = profile.picture_of(self._server_env, sent)
        return self._go(PATH, "changed")

    @view_route("/my/mentorship/picture/<int:partner_id>")
    def picture(self, partner_id, **_params):
        """Return a picture, only to members who may see that person."""
        # sudo: the member's own rights are checked next
        people = request.env["res.partner"].sudo()
        other = people.browse(min(partner_id, LARGEST_ID)).exists()
        if not other or not self._partner._mentorship_may_see(other):
            raise NotFound()
        if not other.mentorship_picture:
            raise NotFound()
        return request.make_response(
            base64.b64decode(other.mentorship_picture),
            headers=[
                ("Content-Type", "image/jpeg"),
                ("Cache-Control", "private, max-age=600"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _change_calendar(self, own):
        """Make, change or stop the address of a member's calendar.

        A new address is on the page that answers, and nowhere else.
        """
        addresses = own.env["mentorship.calendar.address"]
        address, with_names = addresses._of(own), bool(self._typed("with_names"))
        if self._typed("do") == "calendar":
            # reloading the page with a new address sends its form again
            if self._typed("before") != address._mark():
                raise UserError(
                    request.env._(
                        "You already made an address. We cannot show it again: if you "
                        "did not copy it, make a new one."
                    )
                )
            # the form for another address does not ask for names
            path = addresses._make(own, with_names if self._typed("asks") else None)
            return self._profile_page(made=profile.new_calendar(own, path))
        if not address:
            # it was stopped in the meantime
            return self._go(PATH)
        if self._typed("do") == "calendar_stop":
            address.unlink()
        else:
            address.with_names = with_names
        return self._go(PATH, "changed")

    def _set_language(self, own):
        """Set the language of a member's pages and mails.

        :raises FieldsRefused: if it is not installed here
        """
        code = self._typed("language")
        if code not in dict(profile.languages(self._server_env)):
            error = sentence(request.env, FormError("not_offered"))
            raise FieldsRefused(request.env, {"language": error})
        own.lang = code
        request.session.context = {**request.session.context, "lang": code}
        # core reads the language of a page from this cookie first
        request.future_response.set_cookie("frontend_lang", code)

    def _profile_page(self, error=None, errors=None, made=None):
        """Render the page.

        :param dict made: the addresses of a calendar that was just made
        """
        values = profile.values(self._server_env, self._partner)
        return self._page("portal_profile", error, errors, made=made, **values)
