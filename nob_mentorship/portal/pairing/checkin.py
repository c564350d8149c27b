"""The talks with the coordinators on the page of a pairing, and their reports (R65)."""

from ...models.pairing.checkin_report import WORDS_LIMIT
from ..base import words


def values(env, pairing, partner):
    """Return what a member sees: the talks ahead of them, and the reports shared.

    :return: {``checkins``: list, ``reports``: list}
    """
    checkins = env["mentorship.checkin"]
    found = checkins.search(checkins._shown_domain(pairing, partner), order="date, id")
    return {
        "checkins": [
            _line(env, checkin, partner)
            for checkin in found
            if checkin.state == "planned"
        ],
        "reports": [
            _report(env, checkin, partner)
            for checkin in found
            if checkin.state == "held"
        ],
    }


def _line(env, checkin, partner):
    place = checkin._place()
    video = checkin.mode == "video"
    return {
        "id": checkin.id,
        "title": env._("Talk with %s", checkin._names_without(partner)),
        "when": words.moment(env, checkin.date),
        "mode": words.label(checkin, "mode"),
        "place": "" if video else place,
        "join": place if video else "",
    }


def _report(env, checkin, partner):
    own = _own(checkin._answers_now(), partner)
    return {
        "id": str(checkin.id),
        "version": str(checkin.version),
        "title": env._("Report of our talk on %s", words.day(env, checkin.date)),
        "text": checkin.shared_report,
        "answer": own.agrees,
        "words": own.words or "",
        "changed": checkin.version > 1,
        "longest": WORDS_LIMIT,
    }


def _own(answers, partner):
    return answers.filtered(lambda one: one.partner_id == partner)


def exported(env, pairing, partner):
    """Return a member's talks, the reports they could read and their own answers, for
    their export. The summaries are the staff's, as their other notes are.
    """
    checkins = env["mentorship.checkin"].search(
        [("pairing_id", "=", pairing.id), ("partner_ids", "in", partner.ids)]
    )
    shared = checkins.filtered_domain(checkins._shared_domain())
    return [
        {
            "start": words.plain(env, checkin.date),
            "state": words.label(checkin, "state"),
            "report": checkin.shared_report if checkin in shared else None,
            "replies": [
                {
                    "version": answer.version,
                    "report": answer.text,
                    "reply": words.label(answer, "agrees"),
                    "words": answer.words,
                    "answered_on": words.plain(env, answer.on_date),
                }
                for answer in _own(checkin.answer_ids, partner)
            ],
        }
        for checkin in checkins
    ]
