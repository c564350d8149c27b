"""Promise 5 under fire: runs of the matching are published while the world changes.

The first one wins. The others read why they are too late, nothing ends as an error of
the server, and afterwards the counts are right and no one was asked twice.
"""

from collections import Counter

import pytest

from .harness.arena import AT_ONCE

pytestmark = [pytest.mark.slow, pytest.mark.race]

PAIRS = 3
ASKED = ("model", "=", "mentorship.pairing.member")
RUN, PROPOSAL = "mentorship.matching", "mentorship.proposal"
SIGN_UP, ROW = "mentorship.enrolment", "mentorship.pairing.member"


class Round:
    """An edition with as many mentors as mentees, and a run that pairs them all."""

    def __init__(self, arena, name):
        self.arena = arena
        self.edition = arena.edition(name, repeat_pairs=True)
        self.mentors = arena.sign_up(self.edition, arena.mentors[:PAIRS], "mentor")
        self.mentees = arena.sign_up(self.edition, arena.mentees[:PAIRS], "mentee")
        self.last_mail = self._mails([])[:1]
        (self.run,) = arena.call(RUN, "create", [{"edition_id": self.edition}])
        arena.call(RUN, "action_run", [self.run])

    def _mails(self, domain):
        search = {"order": "id desc"}
        return self.arena.world.admin.call("mail.mail", "search", [domain], search)

    def proposed(self, run=None):
        """Return {mentee's sign-up: (proposal, mentor's sign-up)} of a run."""
        domain = [("matching_id", "=", run or self.run), ("rejected", "=", False)]
        fields = ["mentee_enrolment_ids", "mentor_enrolment_id"]
        rows = self.arena.call(PROPOSAL, "search_read", domain, fields)
        return {
            row["mentee_enrolment_ids"][0]: (row["id"], row["mentor_enrolment_id"][0])
            for row in rows
        }

    def other_run(self):
        """Return another run, in which two mentees changed places."""
        (proposal, _mentor) = self.proposed()[self.mentees[0]]
        opened = self.arena.call(PROPOSAL, "action_alternatives", [proposal])
        (wizard,) = self.arena.call(opened["res_model"], "read", [opened["res_id"]])
        line = wizard["line_ids"][0]
        chosen = self.arena.call("mentorship.alternatives.line", "action_choose", line)
        return chosen["res_id"]

    def publishers(self, *runs):
        """Return the requests of everyone to publish these runs, in turns."""
        return [
            self.arena.publishing(number, RUN, [runs[number % len(runs)]])
            for number in range(AT_ONCE)
        ]

    def by_hand(self, pairs):
        """Return the requests to offer pairings that were made by hand."""
        pairings = self.arena.propose(self.edition, pairs)
        return [
            self.arena.by_staff(n, "mentorship.pairing", "action_offer", [pairing])
            for n, pairing in enumerate(pairings)
        ]

    def live(self):
        """Return {mentee's sign-up: mentor's sign-up} of those who are asked now.

        All hold the places that they have, no one is asked twice, and those who are
        asked were told by one mail each, and no one else.
        """
        rows = self.arena.call(
            ROW,
            "search_read",
            [("edition_id", "=", self.edition), ("live", "=", True)],
            ["pairing_id", "enrolment_id", "role"],
        )
        held = Counter(row["enrolment_id"][0] for row in rows)
        everybody = self.mentors + self.mentees
        stored = self.arena.read(SIGN_UP, everybody, "held_places")
        assert stored == [held[enrolment] for enrolment in everybody]
        assert not held or max(held.values()) == 1
        mentors = {
            row["pairing_id"][0]: row["enrolment_id"][0]
            for row in rows
            if row["role"] == "mentor"
        }
        return {
            row["enrolment_id"][0]: mentors[row["pairing_id"][0]]
            for row in rows
            if row["role"] == "mentee"
        }

    def asked(self):
        """Return {partner: how many mails about a pairing} since the round began."""
        since = [("id", ">", mail) for mail in self.last_mail]
        mails = self.arena.world.search("mail.mail", [ASKED, *since], ["recipient_ids"])
        return Counter(partner for mail in mails for partner in mail["recipient_ids"])

    def everybody_once(self):
        """Return what `asked` returns once everyone has been asked."""
        arena = self.arena
        return dict.fromkeys(arena.mentors[:PAIRS] + arena.mentees[:PAIRS], 1)


def kinds(said):
    """Return {kind: how often} of the answers to those who published."""
    assert all(len(words) > 10 for _kind, words in said), said
    return Counter(kind for kind, _words in said)


def test_race_of_eight_who_run_the_same_draft(arena):
    """The first one runs it; the others wait, and find it done."""
    for number in range(2):
        game = Round(arena, f"draft {number}")
        (draft,) = arena.call(RUN, "create", [{"edition_id": game.edition}])
        press = [arena.by_staff(n, RUN, "action_run", [draft]) for n in range(AT_ONCE)]
        assert arena.race(press) == [None] * AT_ONCE
        assert arena.read(RUN, [draft], "proposal_count") == [PAIRS]
        assert len(game.proposed(draft)) == PAIRS


def test_race_of_eight_who_publish_the_same_run(arena):
    for number in range(3):
        game = Round(arena, f"run {number}")
        proposed = game.proposed()
        said = arena.race(game.publishers(game.run))
        assert kinds(said) == {"success": 1, "warning": AT_ONCE - 1}, said
        assert game.live() == {
            mentee: mentor for mentee, (_, mentor) in proposed.items()
        }
        assert game.asked() == game.everybody_once()
        assert arena.read(RUN, [game.run], "state") == ["published"]


def test_race_of_eight_who_publish_the_proposals_of_a_run_one_by_one(arena):
    """Some press the button of a row, others that of the whole run."""
    for number in range(3):
        game = Round(arena, f"row {number}")
        rows = [[proposal] for proposal, _mentor in game.proposed().values()]
        said = arena.race(
            [arena.publishing(n, PROPOSAL, rows[n % PAIRS]) for n in range(6)]
            + game.publishers(game.run)[:2]
        )
        assert 1 <= kinds(said)["success"] <= PAIRS + 1, said
        assert len(game.live()) == PAIRS
        assert game.asked() == game.everybody_once()
        assert arena.read(RUN, [game.run], "state") == ["published"]


def test_race_of_two_runs_of_one_edition(arena):
    for number in range(3):
        game = Round(arena, f"runs {number}")
        runs = [game.run, game.other_run()]
        expected = [
            {mentee: mentor for mentee, (_, mentor) in game.proposed(run).items()}
            for run in runs
        ]
        assert expected[0] != expected[1]
        said = arena.race(game.publishers(*runs))
        assert kinds(said) == {"success": 1, "warning": AT_ONCE - 1}, said
        winner = [kind for kind, _words in said].index("success") % 2
        assert game.live() == expected[winner]
        assert game.asked() == game.everybody_once()
        states = arena.read(RUN, runs, "state")
        assert (states[winner], states[1 - winner]) == ("published", "done")


def test_race_of_a_run_and_of_pairings_by_hand(arena):
    """The same mentees to other mentors, and the last place of a mentor to others."""
    for number in range(3):
        game = Round(arena, f"hand {number}")
        mentors, mentees = game.mentors, game.mentees
        hand = [(mentors[0], mentees[1]), (mentors[0], mentees[2])]
        hand += [(mentors[1], mentees[0]), (mentors[2], mentees[1])]
        said = arena.race(game.by_hand(hand) + game.publishers(game.run)[4:])
        assert all(len(words) > 20 for words in said[:4] if words), said
        kinds(said[4:])
        done = said[:4].count(None)
        assert len(game.live()) >= 2 and game.live().keys() <= set(mentees)
        published = arena.read(
            PROPOSAL, list(dict(game.proposed().values())), "pairing_id"
        )
        assert done + sum(map(bool, published)) == len(game.live())
        assert set(game.asked().values()) == {1}
        assert sum(game.asked().values()) == 2 * len(game.live())


def test_race_of_a_run_and_an_exclusion(arena):
    for number in range(3):
        game = Round(arena, f"apart {number}")
        proposed = game.proposed()
        mentor = proposed[game.mentees[0]][1]
        people = {
            "partner_id": arena.mentees[0],
            "other_partner_id": arena.mentors[game.mentors.index(mentor)],
        }
        exclude = arena.by_staff(0, "mentorship.exclusion", "create", people)
        said = arena.race([exclude, *game.publishers(game.run)[:4]])
        made = arena.call("mentorship.exclusion", "search", [])
        assert len(made) == (said[0] is None)
        together = game.live().get(game.mentees[0]) == mentor
        assert together != (said[0] is None), said
        assert len(game.live()) == PAIRS - 1 + together
        assert set(game.asked().values()) == {1}
        kinds(said[1:])
        arena.call("mentorship.exclusion", "unlink", made)


def test_race_of_a_run_and_a_mentee_who_withdraws(arena):
    for number in range(3):
        game = Round(arena, f"away {number}")
        path = f"/my/mentorship/enrolment/{game.mentees[0]}/withdraw"
        said = arena.race(
            [
                arena.by_member("race_mentee0", path),
                *game.publishers(game.run)[:4],
                arena.by_staff(4, SIGN_UP, "action_withdraw", [game.mentees[0]]),
            ]
        )
        assert said[0] is said[-1] is None, said
        kinds(said[1:-1])
        assert len(game.live()) == PAIRS - 1
        assert game.mentees[0] not in game.live()
        assert arena.read(SIGN_UP, game.mentees[:1], "state") == ["withdrawn"]
        assert game.asked()[arena.mentees[0]] <= 1
        others = {*arena.mentees[1:PAIRS]}
        assert {game.asked()[partner] for partner in others} == {1}


def test_race_of_runs_and_a_sign_up_that_is_deleted(arena):
    for number in range(3):
        game = Round(arena, f"gone {number}")
        withdraw = arena.by_staff(0, SIGN_UP, "action_withdraw", game.mentees[:1])
        delete = arena.by_staff(0, SIGN_UP, "unlink", game.mentees[:1])
        said = arena.race(
            [lambda withdraw=withdraw, delete=delete: withdraw() or delete()]
            + [
                arena.by_staff(n, RUN, "action_run_again", [game.run])
                for n in range(1, 5)
            ]
        )
        assert said[0] is None, said
        assert all(len(words) > 20 for words in said if words), said
        domain = [("edition_id", "=", game.edition)]
        runs = arena.call(RUN, "search", domain)
        assert len(runs) == 1 + said[1:].count(None)
        numbers = arena.read(RUN, runs, "number")
        assert sorted(numbers) == [*range(1, len(runs) + 1)]
        game.mentees.pop(0)
        arena.call(RUN, "action_run_again", [game.run])
        newest = max(arena.call(RUN, "search", domain))
        assert game.proposed(newest).keys() == set(game.mentees)
        counts = arena.read(RUN, runs, "proposal_count")
        assert counts == [PAIRS - 1] * len(runs), counts
