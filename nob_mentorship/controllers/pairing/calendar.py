from odoo.http import request, route

from ...models.pairing.calendar_address import PATH
from ..base import MentorshipController


class MentorshipCalendarFeed(MentorshipController):
    """The private address from which a member's phone fetches their meetings (P24)."""

    @route(
        f"{PATH}<path:name>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def calendar_feed(self, name, **_params):
        """Return the calendar of the member whose address this is; the response is the
        same for every other address.
        """
        # sudo: the member is known only by the token, whose hash is compared
        addresses = request.env["mentorship.calendar.address"].sudo()
        address = addresses._find(name)
        if not address:
            return self._calendar_answer("Not found", "text/plain", 404)
        return self._calendar_answer(address._calendar(), "text/calendar")

    def _calendar_answer(self, content, mimetype, status=200):
        response = request.make_response(
            content,
            headers=[
                ("Content-Type", f"{mimetype}; charset=utf-8"),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Robots-Tag", "noindex"),
            ],
            status=status,
        )
        response = self._kept_nowhere(response, "no-referrer")
        response.headers["Cache-Control"] = "no-store, private"
        return response
