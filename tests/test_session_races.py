"""Sessions under fire: members and staff act on one session at the same moment (R51).

Fifty rounds, on two workers. A place is given once, a member who is too late waits or
reads a sentence, and each mail goes out once.
"""

from datetime import timedelta
from itertools import count

import pytest

from dev import postgres

from .harness import clock

pytestmark = [pytest.mark.slow, pytest.mark.race]

SESSION, ROW, SIGN_UP = (
    "mentorship.session",
    "mentorship.session.attendee",
    "mentorship.enrolment",
)
DAYS = count(3)
"""Each session is on a day of its own: no one is at two at the same time."""


@pytest.fixture(scope="module")
def audience(crowded):
    """An edition in which all eight mentees take part: (its id, their sign-ups)."""
    edition = crowded.edition("sessies")
    return edition, crowded.sign_up(edition, crowded.mentees, "mentee")


class Evening:
    """A published session, its participants, and the mails to them since."""

    def __init__(self, arena, edition, places=0):
        self.arena = arena
        day = clock.today() + timedelta(days=next(DAYS))
        values = {
            "edition_id": edition,
            "name": f"Avond {day}",
            "start": f"{day} 17:00:00",
            "stop": f"{day} 18:00:00",
            "places": places,
        }
        self.session = arena.call(SESSION, "create", [values])
        arena.call(SESSION, "action_publish", self.session)
        self.path = f"/my/mentorship/session/{self.session[0]}"
        self.begin = max([0, *self.mails()])

    def member(self, number, do, **form):
        return self.arena.by_member(f"race_mentee{number}", self.path, do=do, **form)

    def staff(self, number, method, *args):
        return self.arena.by_staff(number, SESSION, method, self.session, *args)

    def states(self):
        """Return {number of a mentee: the state of their row}."""
        rows = self.arena.call(
            ROW,
            "search_read",
            [("session_id", "in", self.session)],
            ["partner_id", "state"],
        )
        found = {row["partner_id"][0]: row["state"] for row in rows}
        assert len(found) == len(rows)
        return {
            number: found[partner]
            for number, partner in enumerate(self.arena.mentees)
            if partner in found
        }

    def mails(self, since=0):
        domain = [("model", "=", ROW), ("id", ">", since)]
        found = self.arena.world.search("mail.mail", domain, ["recipient_ids"])
        return {mail["id"]: mail["recipient_ids"] for mail in found}

    def told(self):
        """Return {number of a mentee: how many mails they got since}."""
        mails = [one for to in self.mails(self.begin).values() for one in to]
        return {
            number: mails.count(partner)
            for number, partner in enumerate(self.arena.mentees)
        }

    def begins(self):
        """Let the session begin some minutes ago; return its code."""
        postgres.query(
            "UPDATE mentorship_session SET"
            " start = (now() AT TIME ZONE 'UTC') - interval '5 minutes',"
            " stop = (now() AT TIME ZONE 'UTC') + interval '55 minutes'"
            f" WHERE id = {self.session[0]}",
            self.arena.server.db,
        )
        (code,) = self.arena.read(SESSION, self.session, "room_code")
        return code


def in_words(said):
    """Check that each refusal is a sentence."""
    assert all(len(words) > 20 for words in said if words), said


def test_race_for_the_last_place(arena, audience):
    """As many get a place as there are, and the others wait."""
    for number in range(15):
        places = 1 + number % 3
        evening = Evening(arena, audience[0], places)
        said = arena.race([evening.member(n, "sign_up") for n in range(8)])
        assert said == [None] * 8
        states = evening.states()
        assert [*states.values()].count("going") == places
        assert [*states.values()].count("waiting") == 8 - places
        told = evening.told()
        assert all(told[n] == (states[n] == "going") for n in states)


def test_race_for_a_place_that_becomes_free(arena, audience):
    """Who signs off frees one place, which one of the others gets."""
    for _number in range(15):
        evening = Evening(arena, audience[0], 1)
        arena.race([evening.member(0, "sign_up")])
        said = arena.race(
            [
                evening.member(0, "sign_off"),
                evening.member(1, "sign_up"),
                evening.member(2, "sign_up"),
                evening.member(0, "sign_off"),
            ]
        )
        assert said == [None] * 4
        states = evening.states()
        assert 0 not in states
        assert sorted(states.values()) == ["going", "waiting"]
        told = evening.told()
        # a place, and the end of it
        assert told[0] == 2
        assert all(told[n] == (states[n] == "going") for n in (1, 2))


def test_race_of_the_end_of_a_session_and_a_place_in_it(arena, audience):
    """Whoever got a place is told that it is cancelled; the others read it."""
    for number in range(8):
        evening = Evening(arena, audience[0])
        moved = {"location": f"Zaal {number}"}
        said = arena.race(
            [
                evening.staff(0, "action_cancel"),
                evening.member(0, "sign_up"),
                evening.member(1, "sign_up"),
                evening.staff(1, "write", moved),
                evening.staff(2, "action_cancel"),
            ]
        )
        assert said[0] is said[4] is None
        in_words(said)
        assert arena.read(SESSION, evening.session, "state") == ["cancelled"]
        (sequence,) = arena.read(SESSION, evening.session, "sequence")
        assert sequence == 1 + (said[3] is None)
        states, told = evening.states(), evening.told()
        for who in (0, 1):
            if said[who + 1] is None:
                assert states[who] == "going"
                assert told[who] >= 2
            else:
                assert who not in states and not told[who]


def test_race_of_leaving_the_edition_and_a_place(arena, audience):
    """No one who left has a place; who waits gets it."""
    edition, sign_ups = audience
    for number in range(6):
        evening = Evening(arena, edition, 1)
        said = arena.race(
            [
                arena.by_staff(0, SIGN_UP, "action_withdraw", [sign_ups[0]]),
                evening.member(0, "sign_up"),
                evening.member(1, "sign_up"),
            ]
        )
        assert said[0] is said[2] is None
        assert evening.states() == {1: "going"}, number
        (sign_ups[0],) = arena.sign_up(edition, arena.mentees[:1], "mentee")


def test_race_of_codes(arena, audience):
    """A code is guessed a few times only, also all at once; the right one counts
    once."""
    for _number in range(6):
        evening = Evening(arena, audience[0])
        code = evening.begins()
        wrong = arena.race(
            [evening.member(0, "confirm", code=f"fout {n}") for n in range(8)]
        )
        assert len(set(wrong)) == 1 and wrong[0]
        refused = evening.member(0, "confirm", code=code)()
        assert refused == wrong[0]
        said = arena.race([evening.member(1, "confirm", code=code) for _n in range(4)])
        assert said == [None] * 4
        assert evening.states() == {1: "attended"}
