from werkzeug.exceptions import NotFound

from odoo.http import content_disposition, request

from ...models import odoo_inside
from ...models.closure.certificate import PATH
from ...portal.closure import certificate as certificate_page
from ..base import MentorshipController, view_route

REPORT = "nob_mentorship.certificate_report_action"
STATUS = {"ask": 200, "confirmed": 200, "unknown": 404, "often": 429}
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
WAIT = 3600
"""After how many seconds a network that tried too many codes can try again."""


class MentorshipCertificatePortal(MentorshipController):
    """A member's own certificate, and the public page that confirms it (R69)."""

    @view_route("/my/mentorship/certificate/<int:certificate_id>")
    def certificate_own(self, certificate_id, **_params):
        """Return the member's own certificate as a PDF, made now and kept nowhere."""
        certificate = self._find("mentorship.certificate", certificate_id)
        if not certificate._counts():
            raise NotFound()
        content = odoo_inside.pdf(self._server_env, REPORT, certificate.ids, {})
        name = content_disposition(f"{request.env._('Certificate')}.pdf")
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", name),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @view_route(
        [PATH, f"{PATH}/<path:typed>"],
        auth="public",
        sitemap=False,
        multilang=False,
        save_session=False,
    )
    def certificate_check(self, typed="", code="", **_params):
        """Confirm a certificate by its code, or ask for one. Every other code gets the
        same page; after too many of them, one that says so.
        """
        typed = typed or code
        if not typed.strip():
            return self._certificate_page("ask")
        # sudo: a certificate is known only by its code, and a network by its hash
        env, address = self._server_env, request.httprequest.remote_addr
        tries = env["mentorship.certificate.try"]
        found = env["mentorship.certificate"]._find(typed)
        if not found:
            # only now: no one guesses a code, and many people can share a network
            if tries._is_spent(address):
                return self._certificate_page("often")
            tries._note(address)
            return self._certificate_page("unknown")
        return self._certificate_page("confirmed", certificate_page.confirmed(found))

    def _certificate_page(self, standing, confirmed=()):
        """Render the public page.

        :param str standing: a key of `STATUS`
        :param confirmed: what is confirmed: [(what, value)]
        """
        response = request.render(
            "nob_mentorship.certificate_page",
            {
                "html_lang": self._html_lang(),
                "title": request.env._("Check a certificate"),
                "standing": standing,
                "confirmed": confirmed,
            },
        )
        response.status_code = STATUS[standing]
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Robots-Tag"] = "noindex"
        if standing == "often":
            response.headers["Retry-After"] = str(WAIT)
        return self._kept_nowhere(response, "no-referrer")
