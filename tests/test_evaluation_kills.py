"""The server is killed between any two steps of an evaluation, or raced through them.

Nothing is lost, nothing is doubled, nothing is ever half opened, and the key goes.
"""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from .harness.ballots import Audience, Respondent
from .harness.kills import killed_at, restart, was_killed
from .harness.polls import Poll, key_folder, ready_form
from .harness.rpc import RpcError
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ROLES = ["mentor"] * 4 + ["mentee"] * 8
EARLY, LATE = (0, 1, 2, 3), (4, 5, 6, 7, 8, 9, 10, 11)
GONE = (requests.ConnectionError, requests.Timeout)


class Office:
    """Two managers and twelve people, on a server of their own."""

    def __init__(self, server, smtp, folder=None):
        self.server, self.smtp, self.world = server, smtp, World(server)
        self.folder = folder
        self.world.manager("val_a", "Anna Staf")
        self.world.manager("val_b", "Bert Staf")
        self.people = Audience(server, "val", ROLES)
        self.login()

    def login(self):
        """Log staff in, on a server that was started again."""
        self.staff = [self.server.client(f"val_{n}", PASSWORD) for n in "ab"]
        self.world.admin = self.server.client()

    def poll(self, opened=True, answered=()):
        values = {"audience": "all", "survey_id": ready_form(self.staff[0])}
        poll = Poll(self.people, self.staff[0], self.smtp, opened, **values)
        if answered:
            poll.answer(*answered)
        return poll

    def mails(self):
        """Return how many mails came to the people who can be asked."""
        names = [message.recipients[0] for message in self.smtp.messages]
        return len([name for name in names if name.startswith("val.")])

    def again(self, poll):
        """Restart the server, as it should be until it is told where to stop."""
        restart(self.server, self.folder)
        self.login()
        poll.staff = self.staff[0]


@pytest.fixture(scope="module")
def office(smtp, tmp_path_factory):
    with running(smtp_port=smtp.port) as server:
        yield Office(server, smtp, tmp_path_factory.mktemp("kills"))


@pytest.fixture(scope="module")
def busy_office(smtp):
    with running(smtp_port=smtp.port, workers=2) as server:
        yield Office(server, smtp)


def keys(server):
    """Return the files of keys that there are."""
    return set(key_folder(server).glob("*.key")) - {key_folder(server) / "box.key"}


def a_day_later(office):
    """Run the jobs of a day."""
    for job in ("ir_cron_daily", "ir_cron_keys"):
        office.server.run_cron(f"nob_mentorship.{job}")


def is_done(poll, *answered):
    """See that exactly these people's answers came out, once."""
    assert poll.read("state") == "closed"
    assert poll.texts() == poll.expected(*answered)
    assert poll.counts() == (len(ROLES), len(answered), 0, len(answered))


@pytest.mark.parametrize(
    "point",
    [
        "models.evaluation.signing:make_paper:before",
        "models.evaluation.box:ask:after",
        "models.evaluation.signing:make_paper:after",
        "models.base.mailing:MentorshipMailing._mail:before",
        "models.base.mailing:MentorshipMailing._mail:after",
        "models.evaluation.states:MentorshipEvaluation._open:after",
    ],
)
def test_killed_while_opening_nobody_was_asked_and_it_opens_later(office, point):
    poll = office.poll(opened=False)
    before, mails = keys(office.server), office.mails()
    killed_at(office.server, office.folder, point)
    with pytest.raises(GONE):
        poll.call("action_open")
    was_killed(office.server)
    office.again(poll)
    assert poll.read("state") == "draft" and poll.counts() == (0, 0, 0, 0)
    office.server.send_mails()
    assert office.mails() == mails
    # a key that nothing needs may be left, and stays until long after its last day
    left = keys(office.server) - before
    assert len(left) == (0 if point.endswith("paper:before") else 1)
    poll.open()
    assert len(poll.links) == len(ROLES)
    a_day_later(office)
    assert left | {poll.key} <= keys(office.server)
    poll.answer(*EARLY)
    poll.call("action_close")
    is_done(poll, *EARLY)


def test_killed_once_opening_is_committed_each_person_gets_one_mail(office):
    poll = office.poll(opened=False)
    before = len(office.smtp.messages)
    point = "models.evaluation.states:MentorshipEvaluation._open:commit"
    killed_at(office.server, office.folder, point)
    with pytest.raises(GONE):
        poll.call("action_open")
    was_killed(office.server)
    office.again(poll)
    assert poll.read("state") == "open"
    poll.call("action_open")
    office.server.send_mails()
    poll.keep_links(before)
    assert len(poll.links) == len(ROLES)
    poll.answer(*EARLY)
    poll.call("action_close")
    is_done(poll, *EARLY)


@pytest.mark.parametrize(
    "point",
    [
        "models.evaluation.signing:add_supplement:before",
        "models.evaluation.signing:add_supplement:after",
        "models.evaluation.states:MentorshipEvaluation._ask_later:after",
    ],
)
def test_killed_while_asking_more_people_each_is_named_once(office, point):
    poll = office.poll(opened=False)
    joins = (
        "UPDATE mentorship_pairing SET state = '{}' WHERE id = (SELECT max(id)"
        f" FROM mentorship_pairing WHERE edition_id = {office.people.edition})"
    )
    poll.query(joins.format("proposed"))
    try:
        poll.open()
    finally:
        poll.query(joins.format("active"))
    assert len(poll.links) == len(ROLES) - 1
    first = poll.links
    poll.answer(*EARLY)
    killed_at(office.server, office.folder, point)
    with pytest.raises(GONE):
        poll.call("action_ask_later")
    was_killed(office.server)
    office.again(poll)
    assert poll.counts()[0] == len(ROLES) - 1
    before = len(office.smtp.messages)
    poll.call("action_ask_later")
    office.server.send_mails()
    poll.keep_links(before)
    assert len(poll.links) == 1
    (late,) = poll.links
    poll.answer(late)
    poll.links |= first
    poll.call("action_close")
    is_done(poll, *EARLY, late)
    ((told,),) = poll.query(
        f"SELECT box_told FROM mentorship_evaluation WHERE id = {poll.id}"
    )
    told = json.loads(told)
    assert (told["invited"], told["later"]) == (len(ROLES) - 1, 1)
    assert told["rows"] == {"asked": len(ROLES), "later": 1, "answered": 5}


@pytest.mark.parametrize(
    ("point", "counted"),
    [
        ("portal.evaluation.casting:cast:before", False),
        ("portal.evaluation.casting:cast:after", False),
        ("portal.evaluation.casting:cast:commit", True),
    ],
)
def test_killed_while_answering_it_counts_once_or_can_be_sent_again(
    office, point, counted
):
    poll = office.poll(answered=EARLY)
    killed_at(office.server, office.folder, point)
    phone, link = Respondent(office.server), poll.links[4]
    file = phone.sealed(link, poll.answers(f"tekst-4-{poll.id}"))
    with pytest.raises(GONE):
        phone.post(link, file)
    was_killed(office.server)
    office.again(poll)
    answered = len(EARLY) + counted
    assert poll.counts() == (len(ROLES), answered, answered, 0)
    assert phone.standing(link)["standing"] == ("answered" if counted else "open")
    # a person who got no answer sends the same again, and hears that it is in the box
    assert phone.post(link, file)["code"] == "in_box"
    poll.call("action_close")
    is_done(poll, *EARLY, 4)


HERE = "models.evaluation.closing"
CLOSING = {
    "before anything": f"{HERE}:close:before",
    "the key was looked at": f"{HERE}:_see_key:after",
    "closing is committed": f"{HERE}:_open:before",
    "who was asked is taken": f"{HERE}:_take_invitations:after",
    "the ballots are out": f"{HERE}:_told:after",
    "who answered is written": f"{HERE}:_write_invitations:after",
    "the answers are written": "models.evaluation.written:write:after",
    "all is committed": f"{HERE}:destroy:before",
    "the key is destroyed": f"{HERE}:destroy:after",
}
UNCHANGED = ("before anything", "the key was looked at")


@pytest.mark.parametrize("name", CLOSING)
@pytest.mark.parametrize("by", ["staff", "the daily job"])
def test_killed_while_closing_it_is_closed_later_and_opened_once(office, name, by):
    poll = office.poll(answered=EARLY)
    kept = poll.key
    killed_at(office.server, office.folder, CLOSING[name])
    with pytest.raises(GONE):
        poll.call("action_close")
    was_killed(office.server)
    office.again(poll)
    committed = "destroy" in CLOSING[name]
    if not committed:
        assert poll.read("state") == "open"
        assert poll.counts() == (len(ROLES), len(EARLY), len(EARLY), 0)
        if name not in UNCHANGED:
            assert poll.send(5, text="tekst-te laat")["code"] in ("closed", "unknown")
    if by == "staff" or name in UNCHANGED:
        poll.call("action_close")
    else:
        a_day_later(office)
    is_done(poll, *EARLY)
    a_day_later(office)
    assert not [file for file in keys(office.server) if file.stem == kept.stem]


def test_killed_while_closing_someone_can_be_erased_and_it_still_closes(office):
    """The box was opened for one set of ballots and links; no one can leave it.

    The last one of this office: a person is missing from now on.
    """
    poll = office.poll(answered=EARLY)
    killed_at(office.server, office.folder, f"{HERE}:_told:after")
    with pytest.raises(GONE):
        poll.call("action_close")
    was_killed(office.server)
    office.again(poll)
    person = office.people.partners[LATE[0]]
    office.staff[0].call("res.partner", "action_mentorship_erase", [[person]])
    poll.call("action_close")
    is_done(poll, *EARLY)


# at the same moment


def at_once(*requests):
    """Call functions at the same moment; return their results, in order."""
    gate = threading.Barrier(len(requests))

    def run(request):
        gate.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(run, requests))


def by_staff(office, number, poll, method):
    """Return a function that calls a method: None, or what staff read instead."""

    def call():
        try:
            poll.call(method, by=office.staff[number])
        except RpcError as error:
            assert error.name == "odoo.exceptions.UserError", error
            return error.message
        return None

    return call


def by_respondent(poll, number, wait):
    """Return a function that sends an answer; it tells whether that was received."""
    respondent, answers = (
        Respondent(poll.server),
        poll.answers(f"tekst-{number}-{poll.id}"),
    )

    def send():
        time.sleep(wait)
        said = respondent.send(poll.links[number], answers)
        if said["code"] == "in_box":
            return True
        assert said["code"] in ("answered", "closed", "unknown"), said
        return False

    return send


@pytest.mark.race
def test_race_of_eight_answers_and_a_closing(busy_office):
    """Everyone who is told that it was received is in the results, and no one else."""
    office, some = busy_office, set()
    for wait in (0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5):
        poll = office.poll(answered=EARLY)

        def close(poll=poll, wait=wait):
            time.sleep(wait)
            return by_staff(office, 0, poll, "action_close")()

        *received, said = at_once(
            *(by_respondent(poll, n, i * 0.03) for i, n in enumerate(LATE)), close
        )
        if said:
            poll.call("action_close")
        is_done(
            poll, *EARLY, *(n for n, yes in zip(LATE, received, strict=True) if yes)
        )
        some.add(sum(received))
    assert len(some) > 1, "it was no race: each round ended alike"
    assert "Traceback" not in office.server.log.read_text()


@pytest.mark.race
def test_race_of_one_link_in_eight_browsers(busy_office):
    poll = busy_office.poll(answered=EARLY)
    for number in LATE[:4]:
        received = at_once(*(by_respondent(poll, number, 0) for _n in range(8)))
        assert received.count(True) == 1
    poll.call("action_close")
    is_done(poll, *EARLY, *LATE[:4])


@pytest.mark.race
def test_race_of_two_members_of_staff(busy_office):
    """Opening, reminding and closing at once: each is done once."""
    office = busy_office
    for _round in range(4):
        poll = office.poll(opened=False)
        before, files = len(office.smtp.messages), keys(office.server)
        said = at_once(*(by_staff(office, n, poll, "action_open") for n in (0, 1)))
        assert None in said
        office.server.send_mails()
        poll.keep_links(before)
        assert len(poll.links) == poll.counts()[0] == len(ROLES)
        assert poll.key in keys(office.server) - files
        poll.answer(*EARLY)
        poll.query(
            "UPDATE mentorship_evaluation SET opened_on = now() - interval '9 days'"
            f" WHERE id = {poll.id}"
        )
        before = len(office.smtp.messages)
        said = at_once(*(by_staff(office, n, poll, "action_remind") for n in (0, 1)))
        assert said.count(None) == 1
        office.server.send_mails()
        poll.keep_links(before)
        assert set(poll.links) == set(LATE)
        said = at_once(*(by_staff(office, n, poll, "action_close") for n in (0, 1)))
        assert None in said
        is_done(poll, *EARLY)
    assert "Traceback" not in office.server.log.read_text()
