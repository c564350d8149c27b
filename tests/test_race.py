"""Promise 5 under fire: eight requests at once for the last place, on two workers.

Six kinds of race, sixty rounds together. Each round has one winner; who comes too
late reads why, nothing ends as an error of the server, and the counts are right.
"""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from .harness.rpc import RpcError
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = [pytest.mark.slow, pytest.mark.race]

AT_ONCE = 8
CLEAR = ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError")


@pytest.fixture(scope="module")
def fast_server():
    """A server with two processes, as in production."""
    with running(workers=2) as server:
        yield server


class Arena:
    """An association with eight mentors, eight mentees and two members of staff."""

    def __init__(self, server):
        self.world = World(server)
        self.server = server
        self.world.manager("race_a", "Anna Staf")
        self.world.manager("race_b", "Bert Staf")
        self.staff = [
            server.client(("race_a", "race_b")[n % 2], PASSWORD) for n in range(AT_ONCE)
        ]
        self.mentors = [
            self.world.member(f"race_mentor{n}", f"Mentor {n}", years=12)
            for n in range(AT_ONCE)
        ]
        self.mentees = [
            self.world.member(f"race_mentee{n}", f"Mentee {n}", years=1)
            for n in range(AT_ONCE)
        ]
        self.at_home = {}

    def member(self, login):
        """Return the session of a member, and the token of its forms."""
        if login not in self.at_home:
            client = self.server.client(login, PASSWORD)
            page = client.get("/my/mentorship").text
            token = re.search(r'csrf_token: "([^"]+)"', page)[1]
            self.at_home[login] = (client, token)
        return self.at_home[login]

    def call(self, model, method, *args):
        """Call a method as the first member of staff."""
        return self.staff[0].call(model, method, args)

    def edition(self, name, **values):
        """Return the id of an edition whose sign-up is open."""
        edition = self.world.edition(self.staff[0], name=name, **values)
        self.call("mentorship.edition", "action_open_enrolment", [edition])
        return edition

    def sign_up(self, edition, partners, role, submit=True):
        """Return the ids of the sign-ups of members."""
        enrolments = self.call(
            "mentorship.enrolment",
            "create",
            [
                {
                    "edition_id": edition,
                    "partner_id": partner,
                    "role": role,
                    "question": "Hoe verder?" if role == "mentee" else False,
                }
                for partner in partners
            ],
        )
        if submit:
            self.call("mentorship.enrolment", "action_submit", enrolments)
        return enrolments

    def propose(self, edition, pairs):
        """Return the ids of proposed pairings of (mentor, mentee) sign-ups."""
        return self.call(
            "mentorship.pairing",
            "create",
            [
                {
                    "edition_id": edition,
                    "mentor_enrolment_id": mentor,
                    "mentee_enrolment_ids": [(6, 0, [mentee])],
                }
                for mentor, mentee in pairs
            ],
        )

    def read(self, model, ids, field):
        """Return the values of a field, in the order of the ids."""
        rows = self.call(model, "read", ids, [field])
        return [row[field] for row in rows]

    def by_staff(self, number, model, method, *args):
        """Return a request of a member of staff: None, or what they read instead."""

        def request():
            try:
                self.staff[number].call(model, method, args)
            except RpcError as error:
                assert error.name in CLEAR, error
                return error.message
            return None

        return request

    def by_member(self, login, path, **form):
        """Return a request of a member: None, or what the page says instead."""
        client, token = self.member(login)

        def request():
            answer = client.session.post(
                self.server.url + path,
                data={"csrf_token": token, **form},
                timeout=120,
                allow_redirects=False,
            )
            if answer.status_code == 303:
                return None
            assert answer.status_code in (404, 422), answer.status_code
            alert = re.search(r'role="alert"[^>]*>([^<]+)', answer.text)
            return alert[1] if alert else f"{answer.status_code}"

        return request

    def race(self, requests):
        """Send requests at the same moment; return their outcomes, in their order."""
        gate = threading.Barrier(len(requests))

        def run(request):
            gate.wait()
            return request()

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(run, requests))


@pytest.fixture(scope="module")
def arena(fast_server):
    return Arena(fast_server)


@pytest.fixture(autouse=True)
def clean_log(fast_server):
    """No round leaves a traceback in the log of the server."""
    yield
    assert "Traceback" not in fast_server.log.read_text()


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
    """Whoever is first: a withdrawn mentee holds no place, nor does their mentor."""
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
