import base64

from werkzeug.exceptions import HTTPException, NotFound

from odoo.fields import Domain
from odoo.http import request, route

from ...portal.promotion import page as promotion_page
from ...tools.promotion import path
from ..base import MentorshipController, view_route

MARK_BYTES = 10_000
"""The largest form that is read to count that a page was opened."""


class MentorshipPromotionPortal(MentorshipController):
    """The page about a programme: for members, and for everyone if it says so (R30)."""

    @view_route(
        "/mentorship/<string:code>",
        auth="public",
        sitemap=False,
        multilang=False,
        save_session=False,
    )
    def programme_page(self, code, via="", **_params):
        """Show what a programme is, what it brings, and how to sign up. A visitor who
        may not read it logs in first, also if no programme has this code: the answer
        does not reveal which codes there are.
        """
        if not path(code):
            raise NotFound()
        member, programme = self._reader(), self._programme_at(code)
        if not member and not programme.public_page:
            raise HTTPException(response=self._to_login(code, via))
        if not programme:
            raise NotFound()
        values = promotion_page.values(
            self._server_env, programme, self._editions_of(programme), member, via
        )
        response = self._page("portal_promotion", **values)
        # words that a member takes back are in no search engine's copy
        robots = "noarchive" if programme.public_page else "noindex"
        response.headers["X-Robots-Tag"] = robots
        return response

    @view_route(
        "/mentorship/<string:code>/picture",
        auth="public",
        sitemap=False,
        multilang=False,
        save_session=False,
    )
    def programme_picture(self, code, **_params):
        """Return the picture of the board member, to those who may read the page, and
        while it is on the page.
        """
        programme = self._programme_at(code)
        seen = programme and (self._reader() or programme.public_page)
        shown = promotion_page.board(programme) if seen else None
        if not shown or not shown["picture"]:
            raise NotFound()
        response = request.make_response(
            base64.b64decode(programme.board_face),
            headers=[
                ("Content-Type", "image/jpeg"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return self._kept_nowhere(response)

    @route(
        "/mentorship/opened",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
        save_session=False,
        max_content_length=MARK_BYTES,
    )
    def promotion_opened(self, **_params):
        """Count that the page was opened from a mailing: by all its readers together,
        not by whom. The answer is always the same.
        """
        # sudo: a number that is the same for all readers; nothing is answered
        promotions = request.env["mentorship.promotion"].sudo()
        promotions._count_opened(self._typed("via"))
        return self._kept_nowhere(request.make_response("", status=204))

    def _reader(self):
        """Return the contact that is logged in, or None for a visitor."""
        return self._partner if request.session.uid else None

    def _programme_at(self, code):
        """Return the programme that a code means, as superuser; an empty recordset for
        one that is archived, that is of another company, or that has no page.
        """
        # sudo: the domain includes the check that the reader may know of it
        programmes = request.env["mentorship.programme"].sudo()
        if self._reader():
            domain = programmes._member_domain(self._partner)
        else:
            domain = self._of_company()
        found = programmes._find_page(code, domain)
        return found if found and found._public_path() else found.browse()

    def _editions_of(self, programme):
        """Return the editions under way that the reader may know of, as superuser."""
        editions = programme.env["mentorship.edition"]
        if self._reader():
            seen = Domain(editions._member_domain(self._partner))
        else:
            seen = self._of_company()
        return editions.search(
            seen
            & Domain("programme_id", "=", programme.id)
            & Domain("state", "in", promotion_page.OPEN)
        )

    def _of_company(self):
        """Return the domain of what a visitor may know of, by its company."""
        return Domain("company_id", "in", [*request.env.companies.ids, False])

    def _to_login(self, code, via):
        """Redirect to the login, and from there back to this page."""
        mark = f"?via={via}" if promotion_page.VIA.fullmatch(via) else ""
        back = f"{path(code)}{mark}"
        response = request.redirect_query("/web/login", {"redirect": back})
        return self._kept_nowhere(response)
