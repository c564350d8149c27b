from http import HTTPStatus

from werkzeug.exceptions import NotFound

from odoo.http import request

from ..base import MentorshipController, view_route


class MentorshipStopPortal(MentorshipController):
    """The link in an invitation with which its reader gets no more of them (R30)."""

    @view_route(
        "/mentorship/stop/<int:row>/<int:partner_id>/<string:key>",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        sitemap=False,
        multilang=False,
        save_session=False,
    )
    def stop_invitations(self, row, partner_id, key, **_params):
        """Ask whether invitations should stop; a form, or a mail program's button (RFC
        8058), stops them. Looking at the page changes nothing: programs that check
        links do so. A login is not needed, and is not looked at.
        """
        # sudo: the reader is known only by the key, which is compared first
        rows = request.env["mentorship.promotion.sent"].sudo()
        contacts = request.env["res.partner"].sudo()
        if not contacts._mentorship_stop_fits(row, partner_id, key):
            raise NotFound()
        stopped = request.httprequest.method == "POST"
        gone = stopped and not rows._stop(row, partner_id)
        response = self._page(
            "portal_stop", stopped=stopped, gone=gone, action=request.httprequest.path
        )
        if gone:
            # a mail program would tell its reader that the invitations stopped
            response.status_code = HTTPStatus.GONE
        response.headers["X-Robots-Tag"] = "noindex"
        return self._kept_nowhere(response, "no-referrer")
