from odoo import api, models


class MentorshipPortalPages(models.AbstractModel):
    """Whom a member would like, or would rather not, be paired with."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _exported_preferences(self, partner):
        """Return what a member told about who to be paired with, for the export."""
        preferences = self.env["mentorship.preference"].search(
            [("partner_id", "=", partner.id)]
        )
        return [
            {
                "edition": preference.edition_id.display_name,
                "kind": self._label(preference, "kind"),
                "state": self._label(preference, "state"),
                "written_on": self._plain(preference.create_date.date()),
                "text": preference.text or None,
            }
            for preference in preferences
        ]

    @api.model
    def _preference_page(self, enrolment, typed=None):
        """Return the values of `/my/mentorship/enrolment/<id>/preference`.

        :param typed: what the member just typed, where it could not be saved
        """
        typed = typed or {}
        return {
            "enrolment": {
                "id": enrolment.id,
                "edition": enrolment.edition_id.display_name,
                "url": enrolment._page_path(),
                "may_tell": enrolment._may_tell(),
            },
            "told": [
                {
                    "id": preference.id,
                    "kind": self._label(preference, "kind"),
                    "date": self._day(preference.create_date),
                    # empty once it is handled: what was written is destroyed
                    "text": preference.text or "",
                    "open": preference.state == "new",
                    "for_manager": preference.for_manager,
                }
                for preference in enrolment._own_preferences()
            ],
            "form": {
                "wish": typed.get("wish", ""),
                "avoid": typed.get("avoid", ""),
                "about_coordinator": bool(typed.get("about_coordinator")),
            },
        }
