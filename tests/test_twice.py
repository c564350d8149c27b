"""The same form sent by eight tabs at the same moment, on two processes, does once what
it says, and mails once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from .harness.arena import AT_ONCE

pytestmark = [pytest.mark.slow, pytest.mark.race]

TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
AHEAD = str(TODAY + timedelta(days=20))
LATEST = str(TODAY + timedelta(days=20 + 6 * 7))
LATER = str(TODAY + timedelta(days=500))
MEETING = {"date": AHEAD, "time": "15:30", "minutes": "60", "mode": "in_person"}
ROUNDS = 5


def active(arena, name):
    """Return an active pairing of `race_mentor0` and `race_mentee0`."""
    edition = arena.edition(name, repeat_pairs=True)
    enrolments = arena.sign_up(edition, arena.mentors[:1], "mentor")
    enrolments += arena.sign_up(edition, arena.mentees[:1], "mentee")
    (pairing,) = arena.propose(edition, [enrolments])
    arena.call("mentorship.pairing", "action_offer", [pairing])
    domain = [("pairing_id", "=", pairing)]
    for row in arena.call("mentorship.pairing.member", "search", domain):
        arena.call(
            "mentorship.pairing.member",
            "action_note_answer",
            row,
            "accepted",
            "telephone",
        )
    return pairing


def mails(arena):
    """Return how many mails to members were made so far; none of them is sent here."""
    ours = [("headers", "like", "auto-generated")]
    return len(arena.world.search("mail.mail", ours, ["id"]))


def at_once(arena, path, form, logins=("race_mentee0",)):
    """Send a form from eight tabs; return how many mails resulted."""
    before = mails(arena)
    said = arena.race(
        [arena.by_member(logins[n % len(logins)], path, **form) for n in range(AT_ONCE)]
    )
    assert said == [None] * AT_ONCE
    return mails(arena) - before


@pytest.mark.fault
def test_a_meeting_sent_by_eight_tabs_is_one(arena):
    for number in range(ROUNDS):
        pairing = active(arena, f"twice {number}")
        path = f"/my/mentorship/pairing/{pairing}"
        assert at_once(arena, f"{path}/meeting", MEETING) == 2
        domain = [("pairing_id", "=", pairing)]
        (meeting,) = arena.call("mentorship.meeting", "search", domain)
        moved = {**MEETING, "time": "16.30"}
        assert at_once(arena, f"/my/mentorship/meeting/{meeting}", moved) == 2
        cancel = {"do": "cancel"}
        assert at_once(arena, f"/my/mentorship/meeting/{meeting}", cancel) == 2


def test_a_series_sent_by_eight_tabs_is_one(arena):
    series = {**MEETING, "repeat": "2", "repeat_until": LATEST}
    for number in range(ROUNDS):
        pairing = active(arena, f"series {number}")
        path = f"/my/mentorship/pairing/{pairing}"
        assert at_once(arena, f"{path}/meeting", series) == 2
        domain = [("pairing_id", "=", pairing)]
        meetings = arena.call("mentorship.meeting", "search", domain)
        assert len(meetings) == 4
        # the list begins with the last one
        rest = {"do": "cancel_rest"}
        assert at_once(arena, f"/my/mentorship/meeting/{meetings[2]}", rest) == 2
        cancelled = [*domain, ("state", "=", "cancelled")]
        assert arena.call("mentorship.meeting", "search", cancelled) == meetings[:3]


def test_a_report_is_shared_and_answered_once_by_eight_tabs(arena):
    past = (datetime.now(UTC) - timedelta(days=1)).strftime("%Y-%m-%d %H:%M:%S")
    for number in range(ROUNDS):
        pairing = active(arena, f"report {number}")
        values = {"pairing_id": pairing, "date": past, "report": "Wat we afspraken"}
        (checkin,) = arena.call("mentorship.checkin", "create", [values])
        arena.call("mentorship.checkin", "action_hold", [checkin])
        before = mails(arena)
        share = "mentorship.checkin", "action_share_report", [checkin]
        said = arena.race([arena.by_staff(n % 2, *share) for n in range(AT_ONCE)])
        assert said == [None] * AT_ONCE
        assert mails(arena) - before == 2
        form = {"report": str(checkin), "version": "1", "agrees": "no"}
        path = f"/my/mentorship/pairing/{pairing}/report"
        assert at_once(arena, path, form) == 0
        answered = [("checkin_id", "=", checkin)]
        found = arena.call("mentorship.checkin.answer", "search_count", answered)
        assert found == 1


@pytest.mark.fault
def test_a_pause_and_a_wish_sent_by_eight_tabs_are_told_once(arena):
    for number in range(ROUNDS):
        path = f"/my/mentorship/pairing/{active(arena, f'pause {number}')}"
        assert at_once(arena, f"{path}/pause", {"until": AHEAD}) == 1
        assert at_once(arena, f"{path}/prolong", {"until": LATER}) == 1


def test_interest_noted_by_eight_tabs_is_noted_once(arena):
    programme = arena.world.ref("nob_mentorship.programme_nob")
    path = f"/my/mentorship/interest/{programme}"
    assert at_once(arena, path, {}, [f"race_mentee{n}" for n in range(2)]) == 0
    domain = [
        ("programme_id", "=", programme),
        ("partner_id", "in", arena.mentees[:2]),
    ]
    assert arena.call("mentorship.interest", "search_count", domain) == 2
