from urllib.parse import quote, unquote

from werkzeug.exceptions import NotFound

from odoo.http import request, route
from odoo.tools import email_normalize

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

from ...models import odoo_inside
from ...models.core.res_partner_link import LINK, ROOT
from ...portal.core import link as link_page
from ..base import LARGEST_ID, MentorshipController, page_route, view_route


def is_ours(path):
    """Tell whether a path is one of the members' pages, and not elsewhere."""
    parts = unquote(path).replace("\\", "/").replace("?", "/")
    return f"{parts}/".startswith(f"{ROOT}/") and ".." not in parts.split("/")


class MentorshipLinkPortal(MentorshipController):
    """Links from a mail to a page, with or without a login."""

    @view_route(
        f"{LINK}/<int:partner_id>/<string:key>/<path:path>",
        auth="public",
        sitemap=False,
    )
    def to_page(self, partner_id, key, path, **_params):
        """Redirect the recipient of a mail to its page; see `_mentorship_way`."""
        path = f"/{path}"
        if not is_ours(path):
            raise NotFound()
        # sudo: the recipient is known only by the key, which is compared first
        partner = request.env["res.partner"].sudo().browse(min(partner_id, LARGEST_ID))
        if not partner.exists():
            return request.redirect(path)
        fits = partner._mentorship_fits(key)
        if request.session.uid:
            other = fits and partner != self._partner
            return self._other_page() if other else request.redirect(path)
        if fits and partner._mentorship_is_closed():
            return self._closed_page()
        return request.redirect(partner._mentorship_way(key, path))

    def _other_page(self):
        """Tell a user who opens another member's link under which login they are."""
        link = quote(request.httprequest.path)
        return self._page(
            "portal_link_other",
            text=link_page.other(request.env, self._partner.name),
            log_out=f"/web/session/logout?redirect={quote(link, safe='')}",
        )

    def _closed_page(self):
        # sudo: the public name and address of the association
        company = request.env.company.sudo()
        return self._page(
            "portal_link_closed", text=link_page.closed(request.env, company)
        )

    @page_route("/mentorship/link", auth="public")
    def new_link(self, **params):
        """Mail a new link to a member without a login, or without the mail. The
        response is the same for every address, so that it does not reveal which ones
        are known.
        """
        path = params.get("to", "")
        path = path if is_ours(path) else ROOT
        if not self._posted:
            return self._page("portal_link", to=path, typed={})
        address = email_normalize(self._typed("email"))
        if not address:
            error = request.env._("This is not an email address; please check it.")
            return self._page("portal_link", error, to=path, typed=params)
        request.env["res.partner"]._mentorship_ask_link(address, path)
        return self._page("portal_link_sent", text=link_page.sent(request.env, address))


class MentorshipSignUp(AuthSignupHome):
    """Links of earlier versions, with a token that expires."""

    @route()
    def web_auth_signup(self, *args, **kw):
        path, token = kw.get("redirect") or "", kw.get("token") or ""
        if request.httprequest.method == "GET" and token and is_ours(path):
            # sudo: only whether the token is valid
            partners = request.env["res.partner"].sudo()
            if request.session.uid or not odoo_inside.is_sign_up(partners, token):
                return request.redirect(path)
        return super().web_auth_signup(*args, **kw)
