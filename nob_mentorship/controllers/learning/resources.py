from functools import partial

from werkzeug.exceptions import NotFound

from odoo.http import content_disposition, request

from ...portal.learning import reading, resources, self_check
from ..base import MentorshipController, form_route, view_route

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""A file runs nothing, also where a browser shows it."""


class MentorshipResourcePortal(MentorshipController):
    """Resources for members, and their notes of what they read (P12); the check of
    future mentors of themselves (R38).
    """

    @view_route("/my/mentorship/resources")
    def resources(self, **_params):
        """Show what matters to the member now, and everything else."""
        values = resources.values(self._server_env, self._partner)
        return self._page("portal_resources", **values)

    @view_route("/my/mentorship/resource/<int:resource_id>")
    def resource(self, resource_id, **_params):
        """Show a resource."""
        return self._resource_page(self._find("mentorship.resource", resource_id))

    @view_route("/my/mentorship/resource/<int:resource_id>/file")
    def resource_file(self, resource_id, **_params):
        """Send the file of a resource, as a download."""
        found = self._find("mentorship.resource", resource_id)._download()
        if not found:
            raise NotFound()
        content, name, kind = found
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(name)),
                ("Content-Security-Policy", POLICY),
                ("Cache-Control", "private, no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @form_route("/my/mentorship/resource/<int:resource_id>/read")
    def resource_read(self, resource_id, **_params):
        """Note that the member read a resource, or take that back."""
        resource = self._find("mentorship.resource", resource_id)
        is_read, told = not self._typed("off"), self._typed("told") == "1"
        notes = self._server_env["mentorship.resource.read"]
        with self._whole(partial(self._resource_page, resource)):
            notes._note(self._partner, resource, is_read, told)
        if is_read and told:
            # back to what else is asked
            return self._go("/my/mentorship", "read_asked")
        return self._go(reading.path(resource), "read" if is_read else "unread")

    @view_route("/my/mentorship/self-check")
    def self_check(self, **_params):
        """Show the self-check; nothing of it comes back here."""
        return self._self_check_page()

    @form_route("/my/mentorship/self-check/done")
    def self_check_done(self, **_params):
        """Note that the member did the self-check, or take that back: a yes, and
        nothing else (R38).
        """
        did = not self._typed("off")
        with self._whole(self._self_check_page):
            request.env["mentorship.enrolment"]._note_self_check(did)
        if did:
            return self._go("/my/mentorship", "self_checked")
        return self._go(self_check.PATH, "self_unchecked")

    def _self_check_page(self, error=None, errors=None):
        values = self_check.values(self._server_env, self._partner)
        return self._page("portal_self_check", error, errors, **values)

    def _resource_page(self, resource, error=None, errors=None):
        values = resources.page(self._server_env, resource, self._partner)
        return self._page("portal_resource", error, errors, **values)
