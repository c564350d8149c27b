"""The page on which members say who they would like to be paired with, or not."""

from ..base import words


def exported(env, partner):
    """Return what a member told about who to be paired with, for the export."""
    preferences = env["mentorship.preference"].search([("partner_id", "=", partner.id)])
    return [
        {
            "edition": preference.edition_id.display_name,
            "kind": words.label(preference, "kind"),
            "state": words.label(preference, "state"),
            "written_on": words.plain(env, preference.create_date.date()),
            "text": preference.text or None,
        }
        for preference in preferences
    ]


def values(env, enrolment, typed=None):
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
                "kind": words.label(preference, "kind"),
                "date": words.day(env, preference.create_date),
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
