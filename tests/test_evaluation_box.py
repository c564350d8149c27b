"""The box of an evaluation when it, or its key, was changed outside the evaluation."""

import contextlib
import json
import shutil
import socket

import pytest
import requests

from odoo.addons.nob_mentorship.tools import room_page

from dev import paths

from .harness.ballots import Audience, Respondent
from .harness.house import new_key
from .harness.polls import Poll, ready_form, rows
from .harness.rpc import RpcError
from .harness.server import beside as beside_it
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ROLES = ["mentor"] * 2 + ["mentee"] * 4
ANSWERED = (0, 1, 2, 3)
BALLOT, INVITATION = "mentorship_evaluation_ballot", "mentorship_evaluation_invitation"


class Office:
    """A manager, a coordinator, and six people to ask."""

    def __init__(self, server, smtp):
        self.server, self.smtp, self.world = server, smtp, World(server)
        self.staff = self.world.manager("bus_staf", "Sanne Staf")
        group = "nob_mentorship.group_mentorship_coordinator"
        user, _partner = self.world.user("bus_coord", "Coen Coördinator", group)
        self.coordinator = server.client("bus_coord", PASSWORD)
        programme = self.world.ref("nob_mentorship.programme_nob")
        values = {"coordinator_ids": [(4, user)]}
        self.staff.call("mentorship.programme", "write", [[programme], values])
        self.people = Audience(server, "bus", ROLES)

    def draft(self):
        """Return an evaluation that is not open."""
        return Poll(self.people, self.staff, self.smtp, opened=False, audience="all")

    def poll(self, answered=ANSWERED, **values):
        """Return an evaluation that people answered."""
        form = ready_form(self.staff)
        values = {"audience": "all", "survey_id": form, **values}
        poll = Poll(self.people, self.staff, self.smtp, **values)
        if answered:
            poll.answer(*answered)
        return poll


@pytest.fixture(scope="module")
def office(server, smtp):
    return Office(server, smtp)


@pytest.fixture(autouse=True)
def clean_log(server):
    start = len(server.log.read_text())
    yield
    written = server.log.read_text()[start:]
    assert "Traceback" not in written and "tekst-" not in written


def stays_closed(poll, by=None):
    """See that the box does not open and says why; nothing came out, or is lost."""
    before = poll.counts()
    sealed = f"SELECT md5(string_agg(ciphertext, '' ORDER BY id)) FROM {BALLOT}"
    ballots = poll.query(sealed)
    for _twice in range(2):
        assert len(poll.refused("action_close", by=by)) > 60
    assert poll.read("state") == "open"
    assert poll.counts() == before and before[3] == 0
    assert poll.texts() == []
    assert poll.query(sealed) == ballots


def opens(poll, *answered):
    """See that the box opens with exactly the answers of these people."""
    poll.call("action_close")
    assert poll.read("state") == "closed"
    assert poll.texts() == poll.expected(*answered)
    assert poll.counts() == (len(ROLES), len(answered), 0, len(answered))
    assert poll.read("opened_count") == len(answered)
    assert not poll.key.exists()
    of_it = f"FROM {INVITATION} WHERE evaluation_id = {poll.id}"
    assert poll.query(f"SELECT count(drawn_number) {of_it}") == [["0"]]


ONE = f"id = (SELECT min(id) FROM {BALLOT} WHERE evaluation_id = {{0}})"
COPIED = f"INSERT INTO {BALLOT} (evaluation_id, ciphertext, ballot_hash)"
"""Changes to ballots and rows by hand. The result has the answers that were not
destroyed, and never more than one for each invited person."""
CHANGES = {
    "a ballot added": (
        f"{COPIED} VALUES ({{0}}, repeat('QUFB', 500), repeat('0', 64))",
        4,
    ),
    "a ballot twice": (
        f"{COPIED} SELECT evaluation_id, ciphertext, repeat('1', 64)"
        f" FROM {BALLOT} WHERE {ONE}",
        4,
    ),
    "a ballot removed": (f"DELETE FROM {BALLOT} WHERE {ONE}", 3),
    "a ballot changed": (
        f"UPDATE {BALLOT} SET ciphertext = overlay(ciphertext placing"
        " CASE substr(ciphertext, 890, 1) WHEN 'A' THEN 'B' ELSE 'A' END from 890)"
        f" WHERE {ONE}",
        3,
    ),
    "a ballot cut off": (
        f"UPDATE {BALLOT} SET ciphertext = left(ciphertext, 100) WHERE {ONE}",
        3,
    ),
    "a ballot of another evaluation": (
        f"UPDATE {BALLOT} SET ciphertext = (SELECT ciphertext FROM {BALLOT}"
        f" WHERE evaluation_id = {{1}} LIMIT 1) WHERE {ONE}",
        3,
    ),
    "a ballot moved away": (
        f"UPDATE {BALLOT} SET evaluation_id = {{1}} WHERE {ONE}",
        3,
    ),
    "a ballot moved here": (
        f"UPDATE {BALLOT} SET evaluation_id = {{0}}"
        f" WHERE id = (SELECT min(id) FROM {BALLOT} WHERE evaluation_id = {{1}})",
        4,
    ),
    "who did not answer marked": (
        f"UPDATE {INVITATION} SET responded = TRUE WHERE evaluation_id = {{0}}",
        4,
    ),
    "who answered unmarked": (
        f"UPDATE {INVITATION} SET responded = FALSE WHERE id = (SELECT min(id)"
        f" FROM {INVITATION} WHERE evaluation_id = {{0}} AND responded)",
        4,
    ),
    "a lower minimum": (
        "UPDATE mentorship_evaluation SET min_responses = 3 WHERE id = {0}",
        4,
    ),
    "all tokens of one person": (
        "UPDATE mentorship_evaluation_token SET invitation_id = (SELECT min(id)"
        f" FROM {INVITATION} WHERE evaluation_id = {{0}}) WHERE invitation_id IN"
        f" (SELECT id FROM {INVITATION} WHERE evaluation_id = {{0}})",
        1,
    ),
    "numbers exchanged for others": (
        f"UPDATE {INVITATION} SET drawn_number = md5(drawn_number)"
        " WHERE evaluation_id = {0}",
        0,
    ),
    "numbers that are none": (
        f"UPDATE {INVITATION} SET drawn_number = CASE WHEN id % 2 = 0 THEN NULL"
        " ELSE 'é' || id END WHERE evaluation_id = {0}",
        0,
    ),
    "hashes of tokens that are none": (
        "UPDATE mentorship_evaluation_token SET token_hash = 'é' || id"
        f" WHERE invitation_id IN (SELECT id FROM {INVITATION}"
        " WHERE evaluation_id = {0})",
        0,
    ),
    "no ballot at all": (f"UPDATE {BALLOT} SET ciphertext = 'é😀' WHERE {ONE}", 3),
}
REFUSED = {
    "the key of another": "UPDATE mentorship_evaluation SET box_uuid ="
    " '00000000-0000-0000-0000-000000000000' WHERE id = {0}",
    "no key": "UPDATE mentorship_evaluation SET box_uuid = NULL WHERE id = {0}",
    "a key elsewhere": "UPDATE mentorship_evaluation SET box_uuid = '../../x'"
    " WHERE id = {0}",
}


@contextlib.contextmanager
def changed(poll, statement):
    """Change rows by SQL for as long as the block lasts."""
    query = f"SELECT box_uuid FROM mentorship_evaluation WHERE id = {poll.id}"
    ((name,),) = poll.query(query)
    poll.query(f"CREATE TABLE kept_ballot AS SELECT * FROM {BALLOT};" + statement)
    try:
        yield
    finally:
        poll.query(
            f"DELETE FROM {BALLOT}; INSERT INTO {BALLOT} SELECT * FROM kept_ballot;"
            " DROP TABLE kept_ballot;"
            f"UPDATE mentorship_evaluation SET box_uuid = '{name}' WHERE id = {poll.id}"
        )


@pytest.fixture(scope="module")
def beside(office):
    return office.poll((4, 5))


FEW = ("a ballot added", "a ballot of another evaluation", "a lower minimum")


@pytest.mark.parametrize("name", rows(CHANGES, FEW))
def test_a_box_that_was_changed_gives_no_more_than_was_answered(office, beside, name):
    statement, counted = CHANGES[name]
    poll = office.poll(min_responses=4)
    poll.query(statement.format(poll.id, beside.id))
    poll.call("action_close")
    assert poll.read("state") == "closed"
    assert poll.read("counted_count") == counted
    shown = poll.texts()
    assert len(shown) == (counted if counted >= 4 else 0)
    assert set(shown) <= set(poll.expected(*ANSWERED))
    assert not poll.key.exists()


@pytest.mark.parametrize("name", rows(REFUSED, ("no key",)))
def test_a_box_that_cannot_be_opened_says_so_until_it_is_put_right(
    office, beside, name
):
    poll = office.poll(min_responses=4)
    with changed(poll, REFUSED[name].format(poll.id, beside.id)):
        stays_closed(poll)
    opens(poll, *ANSWERED)


def test_answers_that_were_exchanged_within_a_box_say_nothing_anyway(office):
    """Ballots hold no person: to exchange two of them changes nothing at all."""
    poll = office.poll()
    poll.query(
        f"""UPDATE {BALLOT} b SET ciphertext = o.ciphertext FROM {BALLOT} o
             WHERE b.evaluation_id = {poll.id} AND o.evaluation_id = {poll.id}
               AND b.id + o.id = (SELECT min(id) + max(id) FROM {BALLOT}
                                   WHERE evaluation_id = {poll.id})"""
    )
    opens(poll, *ANSWERED)


def test_all_ballots_are_of_one_length_whatever_they_say(office):
    poll = office.poll(())
    for number, text in enumerate(("", "x", "tekst " * 300, "😀" * 1900)):
        answer = poll.send(number, poll.answers(text))
        assert answer["code"] == "in_box"
    lengths = f"SELECT DISTINCT length(ciphertext) FROM {BALLOT} WHERE evaluation_id = "
    assert len(poll.query(lengths + str(poll.id))) == 1


# the key of the evaluation

KEYS = {
    "missing": lambda file: file.unlink(),
    "empty": lambda file: file.write_text(""),
    "cut off": lambda file: file.write_text(file.read_text()[:20]),
    "other letters": lambda file: file.write_bytes(b"\xff\xfe" * 50),
    "changed": lambda file: file.write_text(file.read_text()[:-8] + "AAAAAAA\n"),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "of no version": lambda file: file.write_text("9" + file.read_text()),
}


@pytest.mark.parametrize("name", rows(KEYS, ("missing", "changed")))
def test_without_its_key_a_box_stays_closed_and_opens_once_it_is_back(
    office, name, tmp_path
):
    poll = office.poll()
    file, kept = poll.key, tmp_path / "kept.key"
    assert file.stat().st_mode & 0o777 == 0o600
    shutil.copy2(file, kept)
    KEYS[name](file)
    stays_closed(poll)
    # neither asking nor answering needs the key
    if poll.read("closing"):
        poll.query(
            f"UPDATE mentorship_evaluation SET closing = FALSE WHERE id = {poll.id}"
        )
    poll.answer(4)
    poll.call("action_remind")
    if name == "a folder":
        file.rmdir()
    shutil.copy2(kept, file)
    opens(poll, *ANSWERED, 4)


def test_a_manager_alone_can_close_a_box_whose_key_is_lost(office):
    poll = office.poll()
    poll.key.unlink()
    stays_closed(poll)
    # nor does it matter if the database lost its name as well
    poll.query(f"UPDATE mentorship_evaluation SET box_uuid = NULL WHERE id = {poll.id}")
    assert len(poll.refused("action_discard", by=office.coordinator)) > 20
    assert len(poll.refused("action_discard", by=office.world.admin)) > 20
    poll.call("action_discard")
    assert poll.read("state") == "closed"
    assert poll.counts() == (len(ROLES), len(ANSWERED), 0, 0)
    assert poll.read("opened_count") == 0


# the calendar


def test_an_evaluation_whose_last_day_passed_is_closed_and_reminds_nobody(office):
    """Also when the server was down for a week, so that a reminder was due as well."""
    poll = office.poll()
    poll.query(
        f"""UPDATE mentorship_evaluation SET closes_on = current_date - 1,
                   opens_on = current_date - 20, opened_on = now() - interval '20 days'
             WHERE id = {poll.id}"""
    )
    office.server.send_mails()
    before = len(office.smtp.messages)
    office.server.run_cron("nob_mentorship.ir_cron_daily")
    office.server.send_mails()
    assert poll.read("state") == "closed"
    assert poll.texts() == poll.expected(*ANSWERED)
    assert poll.read("reminder_count") == 0
    mails = office.smtp.messages[before:]
    assert not [
        m for m in mails if m.recipients[0].startswith(f"{office.people.name}.")
    ]


# the master key


@pytest.mark.slow
def test_without_the_master_key_nothing_is_opened_and_nothing_is_lost(smtp, tmp_path):
    right, wrong = new_key(tmp_path), new_key(tmp_path)
    with running(smtp_port=smtp.port, key_file=right) as server:
        office = Office(server, smtp)
        poll = office.poll((0, 1, 2))
        draft = Poll(office.people, office.staff, smtp, opened=False, audience="all")
        for number, file in ((3, None), (4, wrong)):
            server.restart(key_file=file)
            office.staff = poll.staff = draft.staff = server.client(
                "bus_staf", PASSWORD
            )
            assert len(draft.refused("action_open")) > 40
            assert draft.read("state") == "draft"
            assert len(poll.refused("action_close")) > 60
            assert poll.read("state") == "open" and not poll.read("closing")
            # asking and answering need no key
            poll.answer(number)
        server.restart(key_file=right)
        poll.staff = draft.staff = server.client("bus_staf", PASSWORD)
        poll.call("action_remind")
        opens(poll, 0, 1, 2, 3, 4)
        draft.open()
        assert draft.counts()[0] == len(ROLES)
        with pytest.raises(RpcError):
            poll.call("action_remind")


# two servers


def test_a_server_without_the_folder_asks_and_answers_and_says_where_to_close(
    office, tmp_path
):
    poll = office.poll(())
    server, known = office.server, signer(poll)
    with beside_it(server, ballot_dir=None, box_key=known, data_dir=tmp_path) as other:
        there = other.client("bus_staf", PASSWORD)
        for number in ANSWERED:
            said = Respondent(other).send(
                poll.links[number], poll.answers(f"tekst-{number}-{poll.id}")
            )
            assert said["code"] == "in_box", said
        poll.call("action_remind", by=there)
        assert socket.gethostname() in poll.refused("action_close", by=there)
        draft = office.draft()
        assert "ballot" in draft.refused("action_open", by=there)
    opens(poll, *ANSWERED)


def signer(poll):
    """Return the public half of the box key, as `mentorship_key status` prints it."""
    query = f"SELECT paper FROM mentorship_evaluation WHERE id = {poll.id}"
    ((paper,),) = poll.query(query)
    return json.loads(paper)["signer"]


def test_a_server_that_knows_no_box_key_shows_no_form_and_says_what_to_do(
    office, tmp_path
):
    """It could not distinguish a paper that was put into the database from the
    box's."""
    poll = office.poll(())
    with beside_it(office.server, ballot_dir=None, data_dir=tmp_path) as other:
        there = other.client("bus_staf", PASSWORD)
        assert Respondent(other).open(poll.links[0]).status_code == 503
        said = poll.refused("action_remind", by=there)
        assert "box_key" in said and "mentorship_key status" in said
    poll.answer(*ANSWERED)
    opens(poll, *ANSWERED)


FOLDERS = {
    "missing": lambda folder: folder.rename(folder.with_suffix(".away")),
    "a file": lambda folder: (
        folder.rename(folder.with_suffix(".away")),
        folder.write_text(""),
    ),
    "empty": lambda folder: (
        folder.rename(folder.with_suffix(".away")),
        folder.mkdir(),
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_not_as_it_should_be_is_told_and_loses_nothing(office, name):
    """On a server that knows the box key people answer all the same."""
    poll = office.poll()
    folder = paths.BALLOTS / office.server.db
    with beside_it(office.server, box_key=signer(poll)) as other:
        FOLDERS[name](folder)
        try:
            stays_closed(poll)
            office.server.run_cron("nob_mentorship.ir_cron_keys")
            assert len(poll.read("box_warning")) > 60
            told = poll.staff.call(
                "mail.activity",
                "search_count",
                [
                    [
                        ("res_model", "=", "mentorship.evaluation"),
                        ("res_id", "=", poll.id),
                    ]
                ],
            )
            assert told
            text = poll.answers(f"tekst-4-{poll.id}")
            said = Respondent(other).send(poll.links[4], text)
            assert said["code"] == "in_box", said
            assert Respondent(office.server).open(poll.links[5]).status_code == 503
        finally:
            if folder.is_dir():
                shutil.rmtree(folder)
            folder.unlink(missing_ok=True)
            folder.with_suffix(".away").rename(folder)
    opens(poll, *ANSWERED, 4)


def test_the_sealed_pages_settings_name_the_key_that_signed_the_paper(office):
    poll = office.poll(())
    address = f"{office.server.url}{room_page.path()}settings.json"
    settings = requests.get(address, timeout=60).json()
    assert settings["box"] == signer(poll)
