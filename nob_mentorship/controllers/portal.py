from werkzeug.exceptions import NotFound

from odoo.http import request, route

from .base import LARGEST_ID, MentorshipController, form_route


class MentorshipPortal(MentorshipController):
    """The overview, the editions, and the card on the portal's home."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mentorship_count" in counters:
            # sudo: only a number, of what every member may see or of one's own
            programmes = request.env["mentorship.programme"].sudo()
            values["mentorship_count"] = programmes.search_count(
                programmes._member_domain(self._partner)
            )
        return values

    @route("/my/mentorship", type="http", auth="user", website=True, methods=["GET"])
    def overview(self, **_params):
        """What runs, what I am in, what I must do next."""
        return self._page(
            "portal_overview",
            zone=self._pages._timezone_name(),
            **self._pages._overview(self._partner),
        )

    @form_route("/my/mentorship/interest/<int:programme_id>", page="/my/mentorship")
    def interest(self, programme_id, **params):
        """Put oneself on the list of the interested, or take oneself off it."""
        programme = self._find("mentorship.programme", programme_id)
        # sudo: members change only their own interest
        interests = request.env["mentorship.interest"].sudo()
        if params.get("off"):
            interests.search(
                [
                    ("programme_id", "=", programme.id),
                    ("partner_id", "=", self._partner.id),
                ]
            ).unlink()
            return self._go("/my/mentorship", "not_interested")
        # who presses twice at once is on the list as well
        self._try(lambda: interests._note(programme, self._partner))
        return self._go("/my/mentorship", "interested")

    @route(
        "/my/mentorship/edition/<int:edition_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def edition(self, edition_id, **_params):
        """What an edition is, and whether I may take part."""
        return self._edition_page(self._find("mentorship.edition", edition_id))

    @form_route("/my/mentorship/edition/<int:edition_id>/enrol")
    def enrol(self, edition_id, **_params):
        """Start a sign-up in a role."""
        edition = self._find("mentorship.edition", edition_id)
        started = []
        error = self._try(
            lambda: started.append(
                request.env["mentorship.enrolment"]._start(edition, self._typed("role"))
            )
        )
        if error:
            return self._edition_page(edition, error)
        return self._go(started[0]._page_path())

    @route(
        "/my/mentorship/preview/<int:enrolment_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def preview(self, enrolment_id, **_params):
        """Show staff a member's overview and sign-up; rooms stay closed."""
        # access rights and rules decide: only staff may write this sign-up
        enrolments = request.env["mentorship.enrolment"]
        if not enrolments.has_access("write"):
            raise NotFound()
        enrolment = enrolments.search([("id", "=", min(enrolment_id, LARGEST_ID))])
        if not enrolment:
            raise NotFound()
        # sudo: staff of this sign-up's programme, as the rules of the search said
        enrolment = enrolment.sudo()
        overview = self._pages._overview(enrolment.partner_id, own=False)
        return self._page(
            "portal_preview",
            member=enrolment.partner_id.name,
            errors={},
            **{**self._pages._enrolment_page(enrolment), **overview},
        )

    def _edition_page(self, edition, error=None):
        return self._page(
            "portal_edition", error, **self._pages._edition_page(edition, self._partner)
        )
