"""The way of a sign-up to the introduction, as a line with days."""

from odoo import fields

from ..base import points, words

WAITING = ("submitted", "waiting", "accepted")
"""The states of a sign-up that waits for something."""


def of(env, enrolment):
    """Return the four points on the way of a sign-up to its introduction.

    :param enrolment: one ``mentorship.enrolment``
    :return: a list of {``name``, ``day``: text or "", ``state``: done, now or later};
        empty unless the member is waiting
    """
    if enrolment.state not in WAITING or enrolment.held_places:
        return []
    edition = enrolment.edition_id
    accepted = enrolment.state == "accepted"
    started = edition.state == "running"
    ahead = edition.date_start and edition.date_start > fields.Date.context_today(
        enrolment
    )
    day = words.day(env, edition.date_start) if ahead else ""
    listed = env._("On the waiting list") if enrolment.state == "waiting" else None
    way = [
        (env._("Signed up"), words.day(env, enrolment.submitted_on), True),
        (listed or env._("Accepted"), "", accepted),
        (env._("Proposal"), day and env._("expected before %s", day), False),
        (env._("Introduction"), "" if started else day, False),
    ]
    reached = sum(done for _name, _day, done in way)
    return [
        {"name": name, "day": text, "state": points.state(number, reached)}
        for number, (name, text, _done) in enumerate(way)
    ]
