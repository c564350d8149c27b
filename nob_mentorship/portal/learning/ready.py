"""Getting ready: what a member is asked before the introduction, one thing at a time
(R21, R38, R51).
"""

from ...models.learning.session import ROLES
from ..base import words
from ..base.refused import FieldsRefused
from ..enrolment import page as enrolment_page
from . import reading, self_check
from . import session as session_page


def lists(env, partner, enrolments):
    """Return what is asked of a member in some of their sign-ups, a list of values;
    sign-ups of which nothing is asked are left out.

    :param enrolments: ``mentorship.enrolment`` of the member
    """
    found = enrolments._ready_items()
    if not found:
        return []
    states = enrolments._states_of(found)
    open_items = [item for items in found.values() for item in items if not item.done]
    kinds = {item.kind for item in open_items}
    briefings = BriefingsOf(env, partner) if "briefing" in kinds else None
    return [
        values(env, enrolment, states[enrolment], items, briefings)
        for enrolment, items in found.items()
    ]


def values(env, enrolment, state, items, briefings):
    """Return what is asked with one sign-up.

    :param str state: its ``ready_state``
    :param items: a list of ``Item``
    :param briefings: :class:`BriefingsOf`, or None if no briefing is still asked for
    """
    edition = enrolment.edition_id.display_name
    ready = state != "no"
    lines = [
        line(env, enrolment, item, briefings)
        for item in items
        # who may start anyway is asked for nothing more
        if item.done or not ready
    ]
    return {
        "edition": edition,
        "ready": ready,
        "lines": lines,
        "told": env._(
            "The coordinators of %s see whether each of these is done, and nothing "
            "else that you read or answer.",
            edition,
        ),
        "waits": enrolment.edition_id.ready_waits
        and env._("We introduce you as soon as everything is ready."),
        "resources": [item.resource.id for item in items],
    }


def line(env, enrolment, item, briefings):
    """Return one thing that is asked, with where it is done.

    :return: ``url`` is empty if there is nothing to do for it now
    """
    shown = {
        "title": enrolment.with_env(env)._ready_words(item),
        "done": item.done,
        "url": "",
        "label": "",
        "note": "",
    }
    if item.done:
        return shown
    if item.kind == "read":
        shown |= {"url": reading.path(item.resource), "label": env._("Read it")}
    elif item.kind == "self_check":
        shown |= {"url": self_check.PATH, "label": env._("Do it")}
    elif item.kind == "terms":
        path = f"{enrolment._page_path()}/terms"
        shown |= {"url": path, "label": env._("Read them")}
    else:
        shown |= briefings.of(enrolment)
    return shown


class BriefingsOf:
    """The briefings that a member can come to, and their place in each."""

    def __init__(self, env, partner):
        self.env = env
        ahead = session_page.ahead(env, partner)
        self.ahead = ahead.filtered(lambda session: session.kind == "briefing")
        self.own = session_page.own_states(env, self.ahead, partner)

    def of(self, enrolment):
        """Return where a member finds a briefing, or what they wait for."""
        _ = self.env._
        mine = self.ahead.filtered(
            lambda session: (
                session.edition_id == enrolment.edition_id
                and enrolment.role in ROLES[session.audience]
            )
        )
        for session in mine:
            state = self.own.get(session.id)
            if state == "going":
                when = words.moment(self.env, session.start)
                return {"note": _("You have a place: %s.", when)}
            if state == "waiting":
                return {"note": _("You are on the waiting list.")}
        if not mine:
            return {
                "note": _(
                    "The coordinators will let you know when. You need not do anything "
                    "now."
                )
            }
        first = f"/my/mentorship/session/{mine.id}" if len(mine) == 1 else ""
        return {"url": first or session_page.PAGE, "label": _("Choose your place")}


def steps(env, asked):
    """Return the next step of each sign-up that is not ready: a list.

    :param asked: what :func:`lists` returned
    """
    found = []
    for one in asked:
        todo = [line for line in one["lines"] if line["url"]]
        if not todo:
            continue
        done = sum(line["done"] for line in one["lines"])
        found.append(
            {
                "title": todo[0]["title"],
                "text": env._(
                    "Before you start with %(edition)s. Done: %(done)s of %(all)s.",
                    edition=one["edition"],
                    done=done,
                    all=len(one["lines"]),
                ),
                "url": todo[0]["url"],
                "label": todo[0]["label"],
            }
        )
    return found


def resources(asked):
    """Return the ids of the resources that are asked for; they are not shown twice.

    :param asked: what :func:`lists` returned
    """
    return {number for one in asked for number in one["resources"]}


def told(env, editions):
    """Return the sentence that a member reads before they note as read what an edition
    asks for.

    :param editions: ``mentorship.edition``
    """
    return env._(
        "The coordinators of %s ask you to read this before you start. So they see "
        "whether you noted it as read, and nothing else that you read.",
        ", ".join(editions.mapped("display_name")),
    )


def terms(env, enrolment):
    """Return the values of the page on which a member agrees to the terms after they
    signed up.
    """
    programme = enrolment.programme_id
    return {
        "terms": {
            "text": programme.terms if programme._has_terms() else "",
            "version": programme.terms_version,
            "name": programme.name,
            "action": f"{enrolment._page_path()}/terms",
            "open": enrolment.terms_open,
            "about": env._(
                "You agree to version %s. The coordinators see that you did.",
                programme.terms_version,
            ),
            "agreed": enrolment_page.agreed(env, enrolment),
        }
    }


def read_terms(env, enrolment, version):
    """Return the version of the terms that a member agrees to.

    :param str version: as received
    :raises FieldsRefused: unless it is the one that is there now
    """
    if version != str(enrolment.programme_id.terms_version):
        raise FieldsRefused(
            env,
            {
                "version": env._(
                    "The terms have changed since you opened this page. Please read "
                    "them again."
                )
            },
        )
    return enrolment.programme_id.terms_version
