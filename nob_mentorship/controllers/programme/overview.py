from functools import partial

from werkzeug.exceptions import NotFound

from odoo.http import request

from ...portal.base import words
from ...portal.edition import page as edition_page
from ...portal.enrolment import page as enrolment_page
from ...portal.programme import overview as overview_page
from ...portal.programme import programmes as programmes_page
from ..base import LARGEST_ID, MentorshipController, form_route, view_route


class MentorshipPortal(MentorshipController):
    """The overview, the editions, and the card on the portal's home."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mentorship_count" in counters:
            # sudo: only a count, of records that every member can see or of one's own
            programmes = request.env["mentorship.programme"].sudo()
            values["mentorship_count"] = programmes.search_count(
                programmes._member_domain(self._partner)
            )
        return values

    @view_route("/my/mentorship")
    def overview(self, **_params):
        """Show the open editions, the member's participation, and the next steps."""
        values = overview_page.values(self._server_env, self._partner)
        zone = words.timezone_name(self._server_env)
        return self._page("portal_overview", zone=zone, **values)

    @view_route("/my/mentorship/programmes")
    def programmes(self, **_params):
        """Show the programmes that a member can take part in."""
        values = programmes_page.values(self._server_env, self._partner)
        return self._page("portal_programmes", **values)

    @form_route("/my/mentorship/interest/<int:programme_id>", page="/my/mentorship")
    def interest(self, programme_id, **params):
        """Join or leave the interest list."""
        programme = self._find("mentorship.programme", programme_id)
        # sudo: members can only change their own interest
        interests = request.env["mentorship.interest"].sudo()
        if params.get("off"):
            interests.search(
                [
                    ("programme_id", "=", programme.id),
                    ("partner_id", "=", self._partner.id),
                ]
            ).unlink()
            return self._go("/my/mentorship", "not_interested")
        # a double click also puts the member on the list only once
        noted = self._go("/my/mentorship", "interested")
        with self._whole(lambda **_said: noted):
            interests._note(programme, self._partner)
        return noted

    @view_route("/my/mentorship/edition/<int:edition_id>")
    def edition(self, edition_id, **_params):
        """Show an edition, and whether the member is eligible."""
        return self._edition_page(self._find("mentorship.edition", edition_id))

    @form_route("/my/mentorship/edition/<int:edition_id>/enrol")
    def enrol(self, edition_id, **_params):
        """Start a sign-up in a role."""
        edition = self._find("mentorship.edition", edition_id)
        enrolments = request.env["mentorship.enrolment"]
        with self._whole(partial(self._edition_page, edition)):
            started = enrolments._start(edition, self._typed("role"))
        return self._go(started._page_path())

    @view_route("/my/mentorship/preview/<int:enrolment_id>")
    def preview(self, enrolment_id, **_params):
        """Show staff a member's overview and sign-up; rooms stay closed."""
        # access rights and rules decide: only staff can write this sign-up
        enrolments = request.env["mentorship.enrolment"]
        if not enrolments.has_access("write"):
            raise NotFound()
        enrolment = enrolments.search([("id", "=", min(enrolment_id, LARGEST_ID))])
        if not enrolment:
            raise NotFound()
        # sudo: staff of this sign-up's programme, as the rules of the search ensured
        enrolment = enrolment.sudo()
        env, member = self._server_env, enrolment.partner_id
        overview = overview_page.values(env, member, own=False)
        return self._page(
            "portal_preview",
            preview_text=overview_page.preview(env, member),
            **{**enrolment_page.values(env, enrolment), **overview},
        )

    def _edition_page(self, edition, error=None, errors=None):
        values = edition_page.values(self._server_env, edition, self._partner)
        return self._page("portal_edition", error, errors, **values)
