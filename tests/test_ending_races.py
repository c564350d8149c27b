"""The end of a mentorship under fire: the two of a pair, staff and the close of the
edition come at the same moment (promise 5, N11).

Six kinds of race, fifty rounds each, on two workers. Each round has one outcome; the
others read a sentence, or are led to the page that says how it is; each of the two gets
one mail about it; and one record says who asked, and why.
"""

import itertools
from datetime import date, timedelta

import pytest

from .harness.arena import AT_ONCE
from .harness.bulk import JOBS

pytestmark = [pytest.mark.slow, pytest.mark.race]

PAIRING, ROW, SIGN_UP = (
    "mentorship.pairing",
    "mentorship.pairing.member",
    "mentorship.enrolment",
)
ENDING, EDITION = "mentorship.ending", "mentorship.edition"
ROUNDS = 50
EDITIONS, IN_EACH = 10, 5
"""A close meets this many pairs at once, in each of so many editions."""
PEOPLE = ("mentor", "mentee")


class Pairs:
    """Pairs of one edition that have just started."""

    def __init__(self, arena, name, count=AT_ONCE):
        self.arena = arena
        self.edition = arena.edition(name, repeat_pairs=True)
        mentors = arena.sign_up(self.edition, arena.mentors[:count], "mentor")
        mentees = arena.sign_up(self.edition, arena.mentees[:count], "mentee")
        sign_ups = list(zip(mentors, mentees, strict=True))
        pairings = arena.propose(self.edition, sign_ups)
        arena.call(PAIRING, "action_offer", pairings)
        rows = arena.call(ROW, "search", [("pairing_id", "in", pairings)])
        for row in rows:
            arena.call(ROW, "action_note_answer", row, "accepted", "telephone")
        self.begin = max([0, *arena.mails()])
        self.all = [
            Pair(self, number, pairing, list(sign_ups[number]))
            for number, pairing in enumerate(pairings)
        ]


class Pair:
    """A mentor and a mentee who have just started.

    :param int number: of both, in the arena
    """

    def __init__(self, pairs, number, pairing, sign_ups):
        self.pairs, self.arena = pairs, pairs.arena
        self.number, self.id, self.sign_ups = number, pairing, sign_ups

    def member(self, who, part, **form):
        """Return a request of one of the two."""
        path = f"/my/mentorship/pairing/{self.id}/{part}"
        return self.arena.by_member(f"race_{who}{self.number}", path, **form)

    def end(self, who, reason=""):
        return self.member(who, "end", reason_id=str(reason))

    def staff(self, number, method, *args):
        return self.arena.by_staff(number, PAIRING, method, [self.id], *args)

    def state(self):
        (state,) = self.arena.read(PAIRING, [self.id], "state")
        return state

    def told(self):
        """Return how many mails the mentor and the mentee got since the start.

        Both have one pairing at a time in an edition, so all are about this one.
        """
        people = self.arena.mentors[self.number], self.arena.mentees[self.number]
        return self.arena.told(self.pairs.begin, people)

    def endings(self):
        """Return who asked for the end and why, as [(row or None, reason or None)]."""
        found = self.arena.call(
            ENDING,
            "search_read",
            [("pairing_id", "=", self.id)],
            ["member_id", "reason_id"],
        )
        names = ("member_id", "reason_id")
        return [tuple(one[name] and one[name][0] for name in names) for one in found]

    def row(self, who):
        """Return the id of one of the two in this pairing."""
        domain = [("pairing_id", "=", self.id), ("role", "=", who)]
        (row,) = self.arena.call(ROW, "search", domain)
        return row

    def is_over(self):
        """Check that both are free, and left on the same day."""
        places = self.arena.read(SIGN_UP, self.sign_ups, "active_pairing_count")
        assert places == [0, 0]
        rows = [self.row(who) for who in PEOPLE]
        days = set(self.arena.read(ROW, rows, "left_on"))
        assert len(days) == 1
        return True


def rounds(arena, name):
    """Yield a pair that has just started for each round."""
    batches = (Pairs(arena, f"{name} {number}").all for number in itertools.count())
    return itertools.islice(itertools.chain.from_iterable(batches), ROUNDS)


def reasons(arena):
    """Return the ids of two reasons."""
    return arena.call("mentorship.end.reason", "search", [])[:2]


def in_words(said):
    """Check that each refusal is a sentence."""
    assert all(len(words) > 20 for words in said if words), said


def test_race_of_both_who_end_it(arena):
    """The second one sees that it is over; the reason of the first one stays."""
    hers, his = reasons(arena)
    for pair in rounds(arena, "both"):
        ends = [pair.end("mentee", hers), pair.end("mentor", his)]
        assert arena.race(ends * 2) == [None] * 4
        assert (pair.state(), pair.told()) == ("ended", (1, 1))
        (ending,) = pair.endings()
        first = "mentee" if ending[1] == hers else "mentor"
        assert ending == (pair.row(first), {"mentee": hers, "mentor": his}[first])
        assert pair.is_over()


def test_race_of_the_end_and_the_completion(arena):
    """Either it ended, or it was completed; the others read which."""
    reason, _other = reasons(arena)
    for pair in rounds(arena, "complete"):
        said = arena.race(
            [
                pair.end("mentee", reason),
                pair.staff(0, "action_complete"),
                pair.end("mentor", reason),
                pair.staff(1, "action_complete"),
            ]
        )
        in_words(said)
        state = pair.state()
        ended = state == "ended"
        assert state in ("ended", "completed")
        assert [words is None for words in said] == [ended, not ended] * 2, said
        assert (len(pair.endings()), pair.told()) == (int(ended), (1, 1))
        assert pair.is_over()
        states = arena.read(SIGN_UP, pair.sign_ups, "state")
        assert states == ["accepted" if ended else "completed"] * 2


def test_race_of_the_end_and_prolonging(arena):
    """A wish that came first was mailed to the mentee, and keeps nothing going."""
    for pair in rounds(arena, "prolong"):
        (last,) = arena.read(PAIRING, [pair.id], "date_end")
        until = str(date.fromisoformat(last) + timedelta(days=30))
        wish = pair.member("mentor", "prolong", until=until)
        said = arena.race([pair.end("mentee"), wish, pair.end("mentee"), wish])
        in_words(said)
        assert said[0] is said[2] is None, said
        asked = None in (said[1], said[3])
        assert (pair.state(), pair.told()) == ("ended", (1, 1 + asked))
        assert pair.endings() == [(pair.row("mentee"), False)]
        assert pair.is_over()


def test_race_of_the_end_and_asking_for_a_talk(arena):
    """The end takes a talk that was asked for in time from the coordinators' day: no
    line is left, in whatever order they come."""
    for pair in rounds(arena, "talk"):
        talk = pair.member("mentee", "talk")
        said = arena.race([talk, pair.end("mentor"), talk, pair.end("mentor")])
        in_words(said)
        assert said[1] is said[3] is None, said
        domain = [("res_model", "=", PAIRING), ("res_id", "=", pair.id)]
        assert arena.call("mail.activity", "search_count", domain) == 0
        assert (pair.state(), pair.told()) == ("ended", (1, 1))
        assert pair.endings() == [(pair.row("mentor"), False)]
        assert pair.is_over()


def test_race_of_staff_and_members_who_end_it(arena):
    """It ends once; the record names the member, or nobody if staff were first."""
    theirs, of_staff = reasons(arena)
    for pair in rounds(arena, "staff"):
        said = arena.race(
            [
                pair.staff(0, "action_end", of_staff),
                pair.end("mentee", theirs),
                pair.staff(1, "action_end", of_staff),
                pair.end("mentor", theirs),
            ]
        )
        assert said == [None] * 4
        assert (pair.state(), pair.told()) == ("ended", (1, 1))
        ((member, reason),) = pair.endings()
        assert reason == (theirs if member else of_staff)
        assert pair.is_over()


def test_race_of_the_end_and_the_close_of_the_edition(arena):
    """Each pair either ended before the close, or was completed by it; afterwards the
    edition is over for all."""
    for number in range(EDITIONS):
        pairs = Pairs(arena, f"close {number}", IN_EACH)
        arena.call(EDITION, "action_close_enrolment", [pairs.edition])
        arena.call(EDITION, "action_start", [pairs.edition])
        ends = [pair.end(PEOPLE[pair.number % 2]) for pair in pairs.all]
        closes = [
            arena.by_staff(n, EDITION, "action_close", [pairs.edition]) for n in (0, 1)
        ]
        *said, first, second = arena.race([*ends, *closes])
        in_words(said)
        assert first is second is None
        # a busy server closes the last of them in the background
        arena.server.run_cron(JOBS)
        assert arena.read(EDITION, [pairs.edition], "state") == ["closed"]
        for pair, words in zip(pairs.all, said, strict=True):
            state = pair.state()
            assert state == ("completed" if words else "ended")
            assert len(pair.endings()) == (state == "ended")
            assert pair.told() == (1, 1)
            assert pair.is_over()
            states = arena.read(SIGN_UP, pair.sign_ups, "state")
            assert states == ["completed"] * 2
