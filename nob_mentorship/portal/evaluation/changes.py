"""What members of earlier editions said, and what changed: for those who take part in a
later edition (R66).
"""

from ...models.evaluation.change_readers import TAKING_PART
from ..base import words

LAST = 3
"""The number of changes on the page of an edition."""


def values(env, edition):
    """Return the values of `/my/mentorship/edition/<id>/changes`."""
    return {
        "edition": {
            "name": edition.display_name,
            "url": f"/my/mentorship/edition/{edition.id}",
        },
        "changes": lines(env, edition),
    }


def last(env, edition, enrolments):
    """Return the last few changes for the page of an edition: {lines, url}, or None if
    there are none for this member.

    :param enrolments: their ``mentorship.enrolment`` in this edition
    """
    if not any(enrolment.state in TAKING_PART for enrolment in enrolments):
        return None
    found = lines(env, edition, LAST)
    url = f"/my/mentorship/edition/{edition.id}/changes"
    return {"lines": found, "url": url} if found else None


def lines(env, edition, limit=None):
    """Return the changes that participants of an edition read: those that were made,
    the last one first, and then those that were agreed on.
    """
    found = env["mentorship.change"].search(
        edition._changes_to_read(),
        order="done_on desc nulls last, id desc",
        limit=limit,
    )
    return [
        {
            "said": change.said,
            "name": change.name,
            "state": env._("Done on %s.", words.day(env, change.done_on))
            if change.state == "done"
            else env._("Agreed; we are working on it."),
            "heard": change.edition_id.name,
        }
        for change in found
    ]
