"""Offers under fire: staff and members decide on one offer at the same moment (P19).

Fifty rounds, on two workers. Each has one outcome; the others read a sentence, or are
led to the page that says how it is; and each mail goes out once.
"""

from datetime import timedelta

import pytest

from dev import postgres

from .harness import clock

pytestmark = [pytest.mark.slow, pytest.mark.race]

PAIRING, ROW, SIGN_UP = (
    "mentorship.pairing",
    "mentorship.pairing.member",
    "mentorship.enrolment",
)
LATER = str(clock.today() + timedelta(days=90))


class Offer:
    """An offer to a mentor and a mentee, and the mails since."""

    def __init__(self, arena, name):
        self.arena = arena
        edition = arena.edition(name)
        self.sign_ups = arena.sign_up(edition, arena.mentors[:1], "mentor")
        self.sign_ups += arena.sign_up(edition, arena.mentees[:1], "mentee")
        self.pairings = arena.propose(edition, [self.sign_ups])
        arena.call(PAIRING, "action_offer", self.pairings)
        self.path = f"/my/mentorship/pairing/{self.pairings[0]}"
        self.begin = max([0, *arena.mails()])

    def told(self):
        """Return how many mails the mentor and the mentee got since the offer."""
        people = self.arena.mentors[0], self.arena.mentees[0]
        return self.arena.told(self.begin, people)

    def member(self, part, who="mentee", **form):
        return self.arena.by_member(f"race_{who}0", f"{self.path}/{part}", **form)

    def staff(self, number, method, *args):
        return self.arena.by_staff(number, PAIRING, method, self.pairings, *args)

    def state(self):
        (state,) = self.arena.read(PAIRING, self.pairings, "state")
        return state

    def held(self):
        return self.arena.read(SIGN_UP, self.sign_ups, "held_places")

    def questions(self):
        domain = [("pairing_id", "in", self.pairings)]
        return self.arena.call("mentorship.offer.question", "search", domain)

    def run_out(self):
        """Let the time to answer be over."""
        postgres.query(
            "UPDATE mentorship_pairing SET expires_on = current_date - 2"
            f" WHERE id = {self.pairings[0]}",
            self.arena.server.db,
        )

    def day(self):
        """Run the daily job, which lets offers expire."""
        self.arena.server.run_cron("nob_mentorship.ir_cron_daily")

    def end(self):
        """Take the offer back, if it still stands: the next round begins afresh."""
        for sign_up in self.sign_ups:
            self.arena.call(SIGN_UP, "action_withdraw", [sign_up])


def in_words(said):
    """Check that each refusal is a sentence."""
    assert all(len(words) > 20 for words in said if words), said


def test_race_of_taking_back_and_yes(arena):
    """Either it is taken back, and the yes comes too late, or the other way round."""
    for number in range(15):
        offer = Offer(arena, f"retract yes {number}")
        said = arena.race(
            [
                offer.staff(0, "action_retract"),
                offer.member("answer", answer="yes"),
                offer.staff(1, "action_retract"),
            ]
        )
        in_words(said[::2])
        state = offer.state()
        if state == "proposed":
            assert said[0] is said[2] is None
            assert (offer.held(), offer.told()) == ([0, 0], (1, 1))
        else:
            assert (state, offer.held(), offer.told()) == ("offered", [1, 1], (0, 0))
            assert said[0] and said[2]
        answers = arena.call(
            ROW, "search_read", [("pairing_id", "in", offer.pairings)], ["answer"]
        )
        yes = [row["answer"] for row in answers].count("accepted")
        assert yes == (state == "offered")
        offer.end()


def test_race_of_two_staff_who_take_it_back(arena):
    for number in range(10):
        offer = Offer(arena, f"retract {number}")
        said = arena.race([offer.staff(n, "action_retract") for n in range(4)])
        assert said == [None] * 4
        assert (offer.state(), offer.held()) == ("proposed", [0, 0])
        assert offer.told() == (1, 1)
        offer.end()


def test_race_of_not_now_and_the_end_of_the_time(arena):
    """The mentor hears once that it will not go ahead, whichever comes first."""
    for number in range(10):
        offer = Offer(arena, f"not now {number}")
        offer.run_out()
        said = arena.race(
            [
                offer.member("not-now", until=LATER),
                offer.day,
                offer.member("not-now", until=LATER),
            ]
        )
        in_words(said[::2])
        assert (offer.state(), offer.held()) == ("declined", [0, 0])
        (away,) = arena.read(SIGN_UP, offer.sign_ups[1:], "away_until")
        # who said it was told by the page; after the end, both are told by mail
        assert offer.told() == ((1, 0) if away else (1, 1))
        offer.end()


def test_race_of_a_question_and_the_end_of_the_time(arena):
    """Either the question keeps the offer open, or the offer is over and there is no
    question."""
    for number in range(15):
        offer = Offer(arena, f"ask {number}")
        offer.run_out()
        ask = offer.member("ask", question="Kan het ook online?")
        said = arena.race([ask, offer.day, ask])
        in_words(said[::2])
        if offer.state() == "offered":
            assert len(offer.questions()) == 1
            assert (offer.held(), offer.told()) == ([1, 1], (0, 0))
            said = arena.race(
                [
                    offer.staff(n, "action_answer_question", f"Ja hoor, {n}.")
                    for n in range(3)
                ]
            )
            assert said.count(None) == 1, said
            in_words(said)
            assert offer.told() == (0, 1)
        else:
            assert (offer.state(), offer.questions()) == ("declined", [])
            assert offer.told() == (1, 1)
        offer.end()


class Joining:
    """A group that has started, and a newcomer who was asked to join it."""

    def __init__(self, arena, name):
        self.arena = arena
        edition = arena.edition(name, kind="group")
        mentor = arena.sign_up(edition, arena.mentors[:1], "mentor")
        arena.call(SIGN_UP, "write", mentor, {"max_mentees": 3})
        mentees = arena.sign_up(edition, arena.mentees[:3], "mentee")
        self.sign_ups = mentor + mentees
        values = {
            "edition_id": edition,
            "mentor_enrolment_id": mentor[0],
            "mentee_enrolment_ids": [(6, 0, mentees[:2])],
        }
        self.pairings = arena.call(PAIRING, "create", [values])
        arena.call(PAIRING, "action_offer", self.pairings)
        for row in self._rows():
            arena.call(ROW, "action_note_answer", [row], "accepted", "telephone")
        arena.call(PAIRING, "action_add", self.pairings, mentees[2])
        self.row = self._rows(("enrolment_id", "=", mentees[2]))
        self.path = f"/my/mentorship/pairing/{self.pairings[0]}"
        self.begin = max([0, *arena.mails()])

    def _rows(self, *domain):
        domain = [("pairing_id", "in", self.pairings), *domain]
        return self.arena.call(ROW, "search", domain)

    def end(self):
        for sign_up in self.sign_ups:
            self.arena.call(SIGN_UP, "action_withdraw", [sign_up])


def test_race_of_taking_back_an_offer_to_join_and_yes(arena):
    """Either the place is free again, or the newcomer is in the group."""
    for number in range(12):
        joining = Joining(arena, f"join {number}")
        said = arena.race(
            [
                arena.by_staff(0, ROW, "action_retract", joining.row),
                arena.by_member("race_mentee2", f"{joining.path}/answer", answer="yes"),
                arena.by_staff(1, ROW, "action_retract", joining.row),
            ]
        )
        in_words(said[::2])
        (left,) = arena.read(ROW, joining.row, "left_on")
        (answer,) = arena.read(ROW, joining.row, "answer")
        (held,) = arena.read(SIGN_UP, joining.sign_ups[-1:], "held_places")
        if left:
            assert said[0] is said[2] is None
            assert (answer, held) == ("pending", 0)
        else:
            assert said[0] and said[2]
            assert (answer, held) == ("accepted", 1)
        assert arena.told(joining.begin, arena.mentees[2:3]) == (1,)
        joining.end()
