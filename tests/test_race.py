"""Promise 5 under fire: eight requests at once for the last place, on two workers.

Six kinds of race, sixty rounds together. Each round has one winner. The others read why
they are too late, nothing ends as an error of the server, and the counts are right.
"""

import pytest

from .harness.arena import AT_ONCE

pytestmark = [pytest.mark.slow, pytest.mark.race]


def test_race_for_the_last_place_of_a_mentor(arena):
    for number in range(13):
        edition = arena.edition(f"mentor {number}")
        (mentor,) = arena.sign_up(edition, arena.mentors[:1], "mentor")
        mentees = arena.sign_up(edition, arena.mentees, "mentee")
        pairings = arena.propose(edition, [(mentor, mentee) for mentee in mentees])
        said = arena.race(
            [
                arena.by_staff(n, "mentorship.pairing", "action_offer", [pairing])
                for n, pairing in enumerate(pairings)
            ]
        )
        assert said.count(None) == 1 and all(len(s) > 20 for s in said if s), said
        assert arena.read("mentorship.enrolment", [mentor], "held_places") == [1]
        held = arena.read("mentorship.enrolment", mentees, "held_places")
        states = arena.read("mentorship.pairing", pairings, "state")
        assert held == [0 if words else 1 for words in said]
        assert states == ["proposed" if words else "offered" for words in said]


def test_race_for_the_last_place_of_an_edition(arena):
    """Four members sign up while two members of staff accept four others."""
    for number in range(13):
        edition = arena.edition(f"last {number}", intake=True, mentee_places=1)
        accepted = arena.sign_up(edition, arena.mentees[:4], "mentee")
        typed = arena.sign_up(edition, arena.mentees[4:], "mentee", submit=False)
        arena.call("mentorship.edition", "write", [edition], {"intake": False})
        said = arena.race(
            [
                arena.by_staff(n, "mentorship.enrolment", "action_accept", [enrolment])
                for n, enrolment in enumerate(accepted)
            ]
            + [
                arena.by_member(
                    f"race_mentee{n}",
                    f"/my/mentorship/enrolment/{enrolment}",
                    question="Hoe nu verder?",
                    do="submit",
                )
                for n, enrolment in enumerate(typed, 4)
            ]
        )
        assert said == [None] * AT_ONCE
        states = arena.read("mentorship.enrolment", accepted + typed, "state")
        assert sorted(states) == ["accepted"] + ["waiting"] * 7
        assert arena.read("mentorship.edition", [edition], "mentee_taken") == [1]
        domain = [("edition_id", "=", edition), ("state", "=", "accepted")]
        winner = arena.call("mentorship.enrolment", "search", domain)
        arena.call("mentorship.enrolment", "action_withdraw", winner)
        states = arena.read("mentorship.enrolment", accepted + typed, "state")
        assert sorted(states) == ["accepted"] + ["waiting"] * 6 + ["withdrawn"]


def test_race_for_one_mentee_by_eight_mentors(arena):
    for number in range(12):
        edition = arena.edition(f"mentee {number}")
        mentors = arena.sign_up(edition, arena.mentors, "mentor")
        (mentee,) = arena.sign_up(edition, arena.mentees[:1], "mentee")
        pairings = arena.propose(edition, [(mentor, mentee) for mentor in mentors])
        said = arena.race(
            [
                arena.by_staff(n, "mentorship.pairing", "action_offer", [pairing])
                for n, pairing in enumerate(pairings)
            ]
        )
        assert said.count(None) == 1 and all(len(s) > 20 for s in said if s), said
        assert arena.read("mentorship.enrolment", [mentee], "held_places") == [1]
        held = arena.read("mentorship.enrolment", mentors, "held_places")
        assert held == [0 if words else 1 for words in said]


def offer(arena, name):
    """Return (sign-ups, pairing, rows of its members) of an offer to a pair."""
    edition = arena.edition(name)
    enrolments = arena.sign_up(edition, arena.mentors[:1], "mentor")
    enrolments += arena.sign_up(edition, arena.mentees[:1], "mentee")
    pairings = arena.propose(edition, [enrolments])
    arena.call("mentorship.pairing", "action_offer", pairings)
    rows = [
        arena.call("mentorship.pairing.member", "search", domain)[0]
        for domain in ([("enrolment_id", "=", enrolment)] for enrolment in enrolments)
    ]
    return enrolments, pairings, rows


def introductions(arena):
    """Return how many mails of introduction wait to be sent."""
    begins = [
        ("model", "=", "mentorship.pairing.member"),
        ("subject", "ilike", "begint"),
    ]
    return len(arena.world.search("mail.mail", begins, ["id"]))


def test_race_of_two_who_say_yes_while_staff_note_it(arena):
    """However often they press: one pairing, active, and each is introduced once."""
    before = introductions(arena)
    for number in range(6):
        enrolments, pairings, rows = offer(arena, f"yes {number}")
        path = f"/my/mentorship/pairing/{pairings[0]}/answer"
        model = "mentorship.pairing.member"
        note = ("action_note_answer", rows[0], "accepted", "telephone")
        said = arena.race(
            [
                arena.by_member(login, path, answer="yes")
                for login in ("race_mentor0", "race_mentee0") * 3
            ]
            + [arena.by_staff(n, model, *note) for n in (0, 1)]
        )
        assert said == [None] * AT_ONCE
        assert arena.read("mentorship.pairing", pairings, "state") == ["active"]
        places = arena.read("mentorship.enrolment", enrolments, "active_pairing_count")
        assert places == [1, 1]
        assert (
            arena.read("mentorship.enrolment", enrolments, "state") == ["matched"] * 2
        )
        assert introductions(arena) == 2 * (number + 1) + before


def test_race_of_yes_and_no_and_withdrawal(arena):
    """Whichever comes first: a withdrawn mentee holds no place, nor does their
    mentor."""
    for number in range(6):
        enrolments, pairings, rows = offer(arena, f"no {number}")
        path = f"/my/mentorship/pairing/{pairings[0]}/answer"
        row, sign_up = "mentorship.pairing.member", "mentorship.enrolment"
        said = arena.race(
            [
                arena.by_member("race_mentor0", path, answer="yes"),
                arena.by_member("race_mentee0", path, answer="yes"),
                arena.by_staff(0, sign_up, "action_withdraw", [enrolments[1]]),
                arena.by_staff(
                    1, row, "action_note_answer", rows[0], "accepted", "telephone"
                ),
                arena.by_staff(
                    2, row, "action_note_answer", rows[1], "declined", "telephone"
                ),
                arena.by_member(
                    "race_mentee0", f"/my/mentorship/enrolment/{enrolments[1]}/withdraw"
                ),
                arena.by_member("race_mentor0", path, answer="no"),
                arena.by_staff(3, sign_up, "action_withdraw", [enrolments[1]]),
            ]
        )
        assert said[2] is said[5] is said[7] is None, said
        (state,) = arena.read("mentorship.pairing", pairings, "state")
        assert state in ("declined", "ended")
        states = arena.read("mentorship.enrolment", enrolments, "state")
        assert states == ["accepted", "withdrawn"]
        assert arena.read("mentorship.enrolment", enrolments, "held_places") == [0, 0]
        live = arena.read("mentorship.pairing.member", rows, "live")
        assert live == [False, False]


def choosers(arena, name, mentors, mentees):
    """Return the sign-ups of mentors and mentees of an edition where mentees choose."""
    edition = arena.edition(name, own_choice=True, repeat_pairs=True)
    shown = arena.sign_up(edition, mentors, "mentor")
    arena.call("mentorship.enrolment", "write", shown, {"shown": True})
    return shown, arena.sign_up(edition, mentees, "mentee")


def test_race_of_eight_mentees_for_one_mentor(arena):
    """One asks; the others read that this mentor is taken."""
    for number in range(5):
        (mentor,), mentees = choosers(
            arena, f"wanted {number}", arena.mentors[:1], arena.mentees
        )
        said = arena.race(
            [
                arena.by_member(
                    f"race_mentee{n}",
                    f"/my/mentorship/enrolment/{mentee}/mentors",
                    first=str(mentor),
                )
                for n, mentee in enumerate(mentees)
            ]
        )
        assert said.count(None) == 1 and all(len(s) > 20 for s in said if s), said
        held = arena.read("mentorship.enrolment", mentees, "held_places")
        assert held == [0 if words else 1 for words in said]
        assert arena.read("mentorship.enrolment", [mentor], "held_places") == [1]


def test_race_of_one_mentee_in_eight_tabs(arena):
    """The same choice eight times asks once; of two choices one is asked."""
    for number in range(5):
        mentors, (mentee,) = choosers(
            arena, f"tabs {number}", arena.mentors[:2], arena.mentees[:1]
        )
        path = f"/my/mentorship/enrolment/{mentee}/mentors"
        said = arena.race(
            [
                arena.by_member("race_mentee0", path, first=str(mentors[n % 2]))
                for n in range(AT_ONCE)
            ]
        )
        assert said.count(None) == 4 and said[0::2].count(None) in (0, 4), said
        held = arena.read("mentorship.enrolment", [mentee, *mentors], "held_places")
        assert sorted(held) == [0, 1, 1]
        domain = [("enrolment_id", "=", mentee)]
        assert arena.call("mentorship.choice", "search_count", domain) == 1
