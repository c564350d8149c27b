"""The page for preferences about the person to be paired with."""

from ..base import words


def exported(env, partner):
    """Return a member's preferences about their match, for the export."""
    preferences = env["mentorship.preference"].search([("partner_id", "=", partner.id)])
    return [
        {
            "edition": preference.edition_id.display_name,
            "kind": words.label(preference, "kind"),
            "state": words.label(preference, "state"),
            "written_on": str(words.local(env, preference.create_date).date()),
            "text": preference.text or None,
        }
        for preference in preferences
    ]


def values(env, enrolment, typed=None):
    """Return the values of `/my/mentorship/enrolment/<id>/preference`.

    :param typed: what the member has just typed, if it could not be saved
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
                # empty once handled: the text was destroyed
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
