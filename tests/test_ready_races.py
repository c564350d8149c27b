"""Getting ready under fire: the last yes, the last thing that someone did, a change of
the settings and the coordinators, all at the same moment (R51).

Fifty rounds, on two workers. A pair is introduced once, and never stays behind.
"""

import pytest

from .test_offer_races import PAIRING, SIGN_UP, Offer, in_words

pytestmark = [pytest.mark.slow, pytest.mark.race]

EDITION = "mentorship.edition"
RESOURCE = "mentorship.resource"


class Waiting(Offer):
    """An offer whose introduction waits until both have read a text."""

    def __init__(self, arena, name, yes=("mentor", "mentee")):
        super().__init__(arena, name)
        ((self.edition, _name),) = arena.read(PAIRING, self.pairings, "edition_id")
        ((programme, _name),) = arena.read(EDITION, [self.edition], "programme_id")
        values = {"programme_id": programme, "name": f"Lezen {name}"}
        self.texts = arena.call(RESOURCE, "create", [values])
        both = [(6, 0, self.texts)]
        self.change(
            ready_mentor_resource_ids=both,
            ready_mentee_resource_ids=both,
            ready_waits=True,
        )
        for who in yes:
            assert self.member("answer", who, answer="yes")() is None
        assert self.state() == "offered"
        self.begin = max([0, *arena.mails()])

    def change(self, **values):
        self.arena.call(EDITION, "write", [self.edition], values)

    def changing(self, number, **values):
        return self.arena.by_staff(number, EDITION, "write", [self.edition], values)

    def reads(self, who):
        """Return a request of a member who notes the text as read."""
        path = f"/my/mentorship/resource/{self.texts[0]}/read"
        return self.arena.by_member(f"race_{who}0", path, told="1")

    def introduced(self):
        """Check that both were introduced, with one mail for each."""
        assert (self.state(), self.held(), self.told()) == ("active", [1, 1], (1, 1))

    def end(self):
        super().end()
        # the next round is of another edition
        self.arena.call(RESOURCE, "unlink", self.texts)


def test_race_of_two_who_become_ready(arena):
    """Each sees the other not ready, unless the second begins again."""
    for number in range(15):
        waiting = Waiting(arena, f"beiden {number}")
        said = arena.race([waiting.reads("mentor"), waiting.reads("mentee")] * 2)
        assert said == [None] * 4
        waiting.introduced()
        waiting.end()


def test_race_of_the_last_yes_and_the_last_to_read(arena):
    for number in range(10):
        waiting = Waiting(arena, f"ja {number}", yes=("mentor",))
        assert waiting.reads("mentor")() is None
        said = arena.race(
            [waiting.member("answer", answer="yes"), waiting.reads("mentee")]
        )
        assert said == [None] * 2
        assert (waiting.state(), waiting.held()) == ("active", [1, 1])
        # the introduction, and before it perhaps that it goes ahead
        mentor, mentee = waiting.told()
        assert mentor == mentee and mentor in (1, 2)
        waiting.end()


def test_race_of_settings_and_the_last_to_read(arena):
    """Whichever comes first, no pair waits for nothing."""
    for number in range(10):
        waiting = Waiting(arena, f"instelling {number}")
        assert waiting.reads("mentor")() is None
        said = arena.race(
            [
                waiting.reads("mentee"),
                waiting.changing(0, ready_waits=False),
                arena.by_staff(1, RESOURCE, "write", waiting.texts, {"active": False}),
                waiting.day,
            ]
        )
        # a text that has just gone is not there to be read
        assert said[1:] == [None] * 3
        waiting.introduced()
        waiting.end()


def test_race_of_staff_who_introduce_and_the_last_to_read(arena):
    for number in range(10):
        waiting = Waiting(arena, f"toch {number}")
        assert waiting.reads("mentor")() is None
        said = arena.race(
            [
                waiting.reads("mentee"),
                waiting.staff(0, "action_introduce_anyway"),
                waiting.staff(1, "action_introduce_anyway"),
                arena.by_staff(
                    2, SIGN_UP, "action_ready_anyway", waiting.sign_ups[1:], "Kent het"
                ),
                waiting.day,
            ]
        )
        in_words(said[:4])
        waiting.introduced()
        waiting.end()


def test_race_of_a_member_who_leaves_and_the_last_to_read(arena):
    """Either they are introduced, and it ends, or it ends without that."""
    for number in range(5):
        waiting = Waiting(arena, f"weg {number}")
        assert waiting.reads("mentor")() is None
        arena.race(
            [
                waiting.reads("mentee"),
                arena.by_staff(0, SIGN_UP, "action_withdraw", waiting.sign_ups[:1]),
            ]
        )
        assert waiting.state() in ("declined", "ended")
        assert waiting.held() == [0, 0]
        waiting.end()
