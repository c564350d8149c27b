"""Every way between the states: in each kind, who may take it, and the mails it sends.

The table is the expectation; each row is tried. DESIGN's table has the ways, except
those of `action_add`, `action_reconsider` and the cancelled edition.
"""

from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import NamedTuple

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MentorshipCase

PAIR, GROUP, PEERS = "pair", "group", "peers"
SHAPES = {"one_to_one": PAIR, "reverse": PAIR, "group": GROUP, "peer": PEERS}
PEOPLE = {PAIR: "ab", GROUP: "abcd", PEERS: "bcd"}
"""The people in it: `a` is the mentor."""
STAFF = frozenset({"coordinator", "manager"})
FOR_BOTH = ("action_end", "action_pause", "action_resume", "action_prolong")
"""Actions of members that staff can also do for them."""
EACH = {PAIR: "ab", GROUP: "abcd", PEERS: "bcd"}
NOBODY = {PAIR: "", GROUP: "", PEERS: ""}


class Way(NamedTuple):
    """A way from a state to another one.

    :param start: the state of the pairing or edition at the start
    :param model: `pairing`, `edition`, `sign_up` (of b) or `newcomer` (n's row)
    :param call: method and its arguments, as functions of the test
    :param may: who takes it; the first one does, the others are let through as well
    :param mails: {shape: who gets one mail, in letters}
    :param ends: {shape: state of the pairing afterwards}
    """

    start: str
    model: str
    call: tuple
    may: tuple
    mails: dict
    ends: dict


def all_end(state):
    return dict.fromkeys(PEOPLE, state)


WAYS = {
    "offer": Way(
        *("proposed", "pairing", ("action_offer",)),
        *(("coordinator", "manager"), EACH, all_end("offered")),
    ),
    "take an offer back": Way(
        *("offered", "pairing", ("action_retract",)),
        *(("coordinator", "manager"), EACH, all_end("proposed")),
    ),
    "the first yes": Way(
        *("offered", "pairing", ("action_accept_offer",)),
        *(("b",), NOBODY, all_end("offered")),
    ),
    "the last yes": Way(
        *("all but b said yes", "pairing", ("action_accept_offer",)),
        *(
            ("b",),
            # a group has started by then: the late member is introduced alone, and the
            # others are told who joined
            {PAIR: "ab", GROUP: "abcd", PEERS: "bcd"},
            all_end("active"),
        ),
    ),
    "a no of b": Way(
        *("offered", "pairing", ("action_decline_offer",)),
        *(
            ("b",),
            {PAIR: "a", GROUP: "", PEERS: ""},
            {PAIR: "declined", GROUP: "offered", PEERS: "offered"},
        ),
    ),
    "a no of the mentor": Way(
        *("offered", "pairing", ("action_decline_offer",)),
        *(("a",), {PAIR: "b", GROUP: "bcd"}, all_end("declined")),
    ),
    "not now of b": Way(
        *("offered", "pairing", ("action_not_now", lambda test: test.soon)),
        *(
            ("b",),
            {PAIR: "a", GROUP: "", PEERS: ""},
            {PAIR: "declined", GROUP: "offered", PEERS: "offered"},
        ),
    ),
    "not now of the mentor": Way(
        *("offered", "pairing", ("action_not_now", lambda test: test.soon)),
        *(("a",), {PAIR: "b", GROUP: "bcd"}, all_end("declined")),
    ),
    "a question back": Way(
        *("offered", "pairing", ("action_ask_back", lambda test: "When do we meet?")),
        *(("b",), NOBODY, all_end("offered")),
    ),
    "a reminder of staff": Way(
        *("offered", "pairing", ("action_remind",)),
        *(("coordinator", "manager"), EACH, all_end("offered")),
    ),
    "more time": Way(
        *("offered", "pairing", ("action_extend_offer", lambda test: test.soon)),
        *(("coordinator", "manager"), EACH, all_end("offered")),
    ),
    "no one answers": Way(
        *("offered", "pairing", ("the day after",)),
        *((), EACH, all_end("declined")),
    ),
    "leave": Way(
        *("active", "pairing", ("action_end",)),
        *(("b",), EACH, {PAIR: "ended", GROUP: "active", PEERS: "active"}),
    ),
    "the mentor leaves": Way(
        *("active", "pairing", ("action_end",)),
        *(("a",), {PAIR: "ab", GROUP: "abcd"}, all_end("ended")),
    ),
    "end": Way(
        *("active", "pairing", ("action_end",)),
        *(("coordinator", "manager"), EACH, all_end("ended")),
    ),
    "complete": Way(
        *("active", "pairing", ("action_complete",)),
        *(("coordinator", "manager"), EACH, all_end("completed")),
    ),
    "pause": Way(
        *("active", "pairing", ("action_pause", lambda test: test.soon)),
        *(("b",), {PAIR: "a", GROUP: "acd", PEERS: "cd"}, all_end("active")),
    ),
    "go on after a pause": Way(
        *("paused", "pairing", ("action_resume",)),
        *(("b",), {PAIR: "a", GROUP: "acd", PEERS: "cd"}, all_end("active")),
    ),
    "wish to go on": Way(
        *("active", "pairing", ("action_prolong", lambda test: test.later)),
        *(("b",), {PAIR: "a", GROUP: "acd", PEERS: "cd"}, all_end("active")),
    ),
    "the last wish to go on": Way(
        *("all but b wish", "pairing", ("action_prolong", lambda test: test.later)),
        *(("b",), EACH, all_end("active")),
    ),
    "ask a member to join": Way(
        *("n waits", "pairing", ("action_add", lambda test: test.newcomer.id)),
        *(("coordinator", "manager"), {GROUP: "n", PEERS: "n"}, all_end("active")),
    ),
    "a yes of who joins": Way(
        *("n is asked", "pairing", ("action_accept_offer",)),
        *(("n",), {GROUP: "abcdn", PEERS: "bcdn"}, all_end("active")),
    ),
    "a no of who joins": Way(
        *("n is asked", "pairing", ("action_decline_offer",)),
        *(("n",), {GROUP: "", PEERS: ""}, all_end("active")),
    ),
    "take the offer to join back": Way(
        *("n is asked", "newcomer", ("action_retract",)),
        *(("coordinator", "manager"), {GROUP: "n", PEERS: "n"}, all_end("active")),
    ),
    "withdraw from an offer": Way(
        *("offered", "sign_up", ("action_withdraw",)),
        *(
            ("b", "coordinator", "manager"),
            {PAIR: "ab", GROUP: "b", PEERS: "b"},
            {PAIR: "declined", GROUP: "offered", PEERS: "offered"},
        ),
    ),
    "withdraw": Way(
        *("active", "sign_up", ("action_withdraw",)),
        *(
            ("b", "coordinator", "manager"),
            EACH,
            {PAIR: "ended", GROUP: "active", PEERS: "active"},
        ),
    ),
    "close the edition": Way(
        *("active", "edition", ("action_close",)),
        *(("coordinator", "manager"), EACH, all_end("completed")),
    ),
    "call the edition off": Way(
        *("active", "edition", ("action_cancel",)),
        *(("coordinator", "manager"), EACH, all_end("ended")),
    ),
    "call it off while people are asked": Way(
        *("offered", "edition", ("action_cancel",)),
        *(("coordinator", "manager"), EACH, all_end("declined")),
    ),
    "close it while people are asked": Way(
        *("offered and running", "edition", ("action_close",)),
        *(("coordinator", "manager"), EACH, all_end("declined")),
    ),
}


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestWays(MentorshipCase):
    """No event sends two mails, and only the people listed may take a way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.soon = cls.today + timedelta(days=20)
        cls.letters = {
            "a": cls.mentor_user,
            "b": cls._member("way_b", years=12),
            "c": cls._member("way_c", years=12),
            "d": cls._member("way_d", years=12),
            "n": cls._member("way_n", years=12),
        }
        cls.actors = {
            **cls.letters,
            "coordinator": cls.coordinator,
            "manager": cls.manager,
            "other_coordinator": cls.other_coordinator,
            "administrator": cls.administrator,
            "stranger": cls.member_user,
        }

    def _begin(self, kind, start):
        """Make a pairing of a kind, in a state."""
        self.edition = self._edition(name=f"ways {kind}", kind=kind)
        self.edition.late_enrolment = True
        self._open(self.edition)
        role = "peer" if kind == "peer" else "mentee"
        enrol = {"a": "mentor"}
        many = {"max_mentees": 4}
        letters = PEOPLE[SHAPES[kind]]
        self.sign_ups = {
            letter: self._enrol(
                self.letters[letter].partner_id,
                enrol.get(letter, role),
                self.edition,
                **(many if letter == "a" and kind == "group" else {}),
            )
            for letter in letters
        }
        self.pairing = self._pair(*self.sign_ups.values())
        if start == "proposed":
            return
        self.pairing.action_offer()
        if start == "offered and running":
            self._run_edition()
        if start.startswith("offered"):
            return
        late = "b" if start == "all but b said yes" else ""
        for letter in letters:
            if letter != late:
                self.pairing.with_user(self.letters[letter]).action_accept_offer()
        if late:
            return
        self._run_edition()
        self.later = self.pairing.date_end + timedelta(days=60)
        if start.startswith("n "):
            self.newcomer = self._enrol(
                self.letters["n"].partner_id, role, self.edition
            )
        if start == "n is asked":
            self.pairing.action_add(self.newcomer.id)
        if start == "paused":
            self.pairing.with_user(self.letters["b"]).action_pause(self.soon)
        if start == "all but b wish":
            for letter in letters.replace("b", ""):
                own = self.pairing.with_user(self.letters[letter])
                own.action_prolong(self.later)

    def _run_edition(self):
        self.edition.action_close_enrolment()
        self.edition.action_start()

    def _go(self, way, actor):
        if way.call[0] == "the day after":
            with self._on(self.pairing.expires_on + timedelta(days=1)):
                self._run_day()
            return
        records = {
            "pairing": self.pairing,
            "edition": self.edition,
            "sign_up": self.sign_ups["b"],
        }
        if way.model == "newcomer":
            records["newcomer"] = self.pairing.member_ids.filtered(
                lambda member: member.enrolment_id == self.newcomer
            )
        name, *arguments = way.call
        record = records[way.model].with_user(self.actors[actor])
        getattr(record, name)(*(argument(self) for argument in arguments))
        self._run_jobs()

    def _told(self, before):
        """Return who got how many mails since, as letters, each as often as that."""
        mails = self._mails() - before
        return "".join(
            letter * len(mails.filtered(lambda m, p=p: p in m.recipient_ids))
            for letter, p in (
                (letter, user.partner_id) for letter, user in self.letters.items()
            )
        )

    @contextmanager
    def _undone(self):
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def _ways(self):
        """Yield (shape, name, way) of each row in each kind that has it, with a pairing
        in the state where the way begins; the pairing is left as it was."""
        starts = list(dict.fromkeys(way.start for way in WAYS.values()))
        for kind, shape in SHAPES.items():
            for start in starts:
                if start.startswith("n ") and shape == PAIR:
                    continue
                with self._undone():
                    self._begin(kind, start)
                    for name, way in WAYS.items():
                        if way.start == start and shape in way.mails:
                            with self._undone():
                                yield shape, f"{kind}: {name}", way

    def _check_gone(self, shape, way, before):
        """Check the result, and who was told."""
        self.assertEqual(self.pairing.state, way.ends[shape])
        self.assertEqual(self._told(before), "".join(sorted(way.mails[shape])))

    def test_each_way_is_gone_once_with_its_mails(self):
        for shape, name, way in self._ways():
            for actor in way.may or (None,):
                with self.subTest(f"{name} by {actor}"), self._undone():
                    before = self._mails()
                    self._go(way, actor)
                    self._check_gone(shape, way, before)
                    # a double click
                    with suppress(AccessError, UserError):
                        self._go(way, actor)
                    self._check_gone(shape, way, before)

    def test_nobody_else_goes_it(self):
        for shape, name, way in self._ways():
            if not way.may:
                continue
            # what one of them does for themselves, another can do too
            alike = set(PEOPLE[shape]) if way.may[0] in "abn" else set()
            if way.model == "sign_up":
                alike = {"b"}
            staff = STAFF if way.call[0] in FOR_BOTH else set()
            if way.call[0] in FOR_BOTH:
                alike |= set(PEOPLE[shape])
            before, state = self._mails(), self.pairing.state
            for actor in sorted(self.actors.keys() - {*way.may, *alike, *staff}):
                with self.subTest(f"{name} by {actor}"), self._undone():
                    self.assertTrue(self._is_refused(way, actor))
                    self.assertEqual(self.pairing.state, state)
                    self.assertFalse(self._mails() - before)

    def _is_refused(self, way, actor):
        try:
            with self.env.cr.savepoint():
                self._go(way, actor)
        except (AccessError, UserError):
            self.env.invalidate_all()
            return True
        return False


class Step(NamedTuple):
    """A way of a sign-up or an edition, after those above it in its list.

    :param state: afterwards
    :param mails: how many go to the member who signs up, or is on the interest list
    """

    method: str
    state: str
    mails: int


SIGN_UPS = {
    "without a look": [
        Step("action_submit", "accepted", 1),
        Step("action_withdraw", "withdrawn", 1),
    ],
    "with a look": [
        Step("action_submit", "submitted", 1),
        Step("action_refuse", "refused", 1),
        Step("action_reconsider", "submitted", 1),
        Step("action_accept", "accepted", 1),
        Step("action_withdraw", "withdrawn", 1),
    ],
    "never sent": [Step("action_withdraw", "withdrawn", 0)],
    "not this year": [
        Step("action_submit", "accepted", 1),
        Step("action_not_this_year", "withdrawn", 1),
    ],
}
EDITIONS = {
    "none this year, and then one after all": [
        Step("action_not_planned", "not_planned", 1),
        Step("action_open_enrolment", "enrolment", 1),
    ],
    "a year in which no one is found": [
        Step("action_open_enrolment", "enrolment", 1),
        Step("sign up", "enrolment", 1),
        Step("action_close_enrolment", "matching", 0),
        Step("action_start", "running", 1),
        Step("action_close", "closed", 1),
    ],
    "called off while open, and open anew": [
        Step("action_open_enrolment", "enrolment", 1),
        Step("sign up", "enrolment", 1),
        Step("action_cancel", "not_planned", 1),
        Step("action_open_enrolment", "enrolment", 1),
    ],
    "called off while matching": [
        Step("action_open_enrolment", "enrolment", 1),
        Step("sign up", "enrolment", 1),
        Step("action_close_enrolment", "matching", 0),
        Step("action_cancel", "not_planned", 1),
    ],
}


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestSteps(MentorshipCase):
    """The same, of sign-ups and editions."""

    def _take(self, record, steps, actor):
        for step in steps:
            for _twice in range(2):
                if not _twice:
                    before = self._mails(self.mentee)
                if step.method == "sign up":
                    if not _twice:
                        self._enrol(self.mentee, "mentee", edition=record)
                else:
                    getattr(record.with_user(actor), step.method)()
                self.assertEqual(record.state, step.state, step.method)
                told = self._mails(self.mentee) - before
                self.assertEqual(len(told), step.mails, step.method)

    def test_each_step_of_a_sign_up(self):
        for name, steps in SIGN_UPS.items():
            edition = self._edition(name=name, intake=name == "with a look")
            self._open(edition)
            sign_up = self._enrol(self.mentee, "mentee", edition=edition, submit=False)
            with self.subTest(name):
                self._take(sign_up, steps, self.coordinator)

    def test_each_step_of_an_edition(self):
        for name, steps in EDITIONS.items():
            edition = self._edition(name=name[:30])
            self.env["mentorship.interest"]._note(self.programme, self.mentee)
            with self.subTest(name):
                self._take(edition, steps, self.coordinator)

    def test_nobody_else_takes_a_step(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee", submit=False)
        methods = {
            step.method: record
            for record, ways in ((sign_up, SIGN_UPS), (self.edition, EDITIONS))
            for steps in ways.values()
            for step in steps
            if step.method != "sign up"
        }
        own = {"action_submit", "action_withdraw", "action_not_this_year"}
        for method, record in methods.items():
            actors = {self.other_coordinator, self.administrator, self.member_user}
            if method not in own:
                actors.add(self.mentee_user)
            for actor in actors:
                before, state = self._mails(), record.state
                with self.subTest(f"{method} by {actor.login}"):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        getattr(record.with_user(actor), method)()
                    self.env.invalidate_all()
                    self.assertEqual(record.state, state)
                    self.assertFalse(self._mails() - before)
