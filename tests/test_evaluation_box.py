"""The box of an evaluation when it, or its key, was changed outside the evaluation."""

import contextlib
import os
import shutil
import time

import pytest

from .harness.ballots import Audience
from .harness.house import new_key
from .harness.polls import Poll, key_folder, ready_form, rows
from .harness.rpc import RpcError
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
    key = poll.query(f"SELECT key_name FROM mentorship_evaluation WHERE id = {poll.id}")
    assert not (key_folder(poll.server) / f"{key[0][0]}.key").exists()
    hashes = (
        f"SELECT count(token_hash) FROM {INVITATION} WHERE evaluation_id = {poll.id}"
    )
    assert poll.query(hashes) == [["0"]]


ONE = f"id = (SELECT min(id) FROM {BALLOT} WHERE evaluation_id = {{0}})"
CHANGES = {
    "a ballot added": f"INSERT INTO {BALLOT} (evaluation_id, ciphertext)"
    " VALUES ({0}, repeat('A', 500))",
    "a ballot twice": f"INSERT INTO {BALLOT} (evaluation_id, ciphertext)"
    f" SELECT evaluation_id, ciphertext FROM {BALLOT} WHERE {ONE}",
    "a ballot removed": f"DELETE FROM {BALLOT} WHERE {ONE}",
    "a ballot changed": f"UPDATE {BALLOT} SET ciphertext = overlay(ciphertext placing"
    " CASE substr(ciphertext, 90, 1) WHEN 'A' THEN 'B' ELSE 'A' END from 90)"
    f" WHERE {ONE}",
    "a ballot cut off": f"UPDATE {BALLOT} SET ciphertext = left(ciphertext, 100)"
    f" WHERE {ONE}",
    "no ballot at all": f"UPDATE {BALLOT} SET ciphertext = 'é😀' WHERE {ONE}",
    "a ballot of another evaluation": f"UPDATE {BALLOT} SET ciphertext ="
    f" (SELECT ciphertext FROM {BALLOT} WHERE evaluation_id = {{1}} LIMIT 1)"
    f" WHERE {ONE}",
    "a ballot moved away": f"UPDATE {BALLOT} SET evaluation_id = {{1}} WHERE {ONE}",
    "a ballot moved here": f"UPDATE {BALLOT} SET evaluation_id = {{0}}"
    f" WHERE id = (SELECT min(id) FROM {BALLOT} WHERE evaluation_id = {{1}})",
    "a lower minimum": "UPDATE mentorship_evaluation SET min_responses = 3"
    " WHERE id = {0}",
    "another form": "UPDATE mentorship_evaluation SET survey_id ="
    " (SELECT min(id) FROM survey_survey) WHERE id = {0}",
    "the key of another": "UPDATE mentorship_evaluation SET key_name ="
    " (SELECT key_name FROM mentorship_evaluation WHERE id = {1}) WHERE id = {0}",
    "no key": "UPDATE mentorship_evaluation SET key_name = NULL WHERE id = {0}",
    "a key elsewhere": "UPDATE mentorship_evaluation SET key_name = '../../x'"
    " WHERE id = {0}",
    "who did not answer marked": f"UPDATE {INVITATION} SET responded = TRUE"
    " WHERE evaluation_id = {0}",
    "who answered unmarked": f"UPDATE {INVITATION} SET responded = FALSE WHERE id ="
    f" (SELECT min(id) FROM {INVITATION} WHERE evaluation_id = {{0}} AND responded)",
}


@contextlib.contextmanager
def changed(poll, statement):
    """Change rows by SQL for as long as the block lasts."""
    tables = (BALLOT, INVITATION)
    columns = "min_responses, survey_id, key_name"
    copies = "".join(f"CREATE TABLE kept_{t} AS SELECT * FROM {t};" for t in tables)
    query = f"SELECT {columns} FROM mentorship_evaluation WHERE id = {poll.id}"
    (row,) = poll.query(query)
    poll.query(copies + statement)
    try:
        yield
    finally:
        poll.query(
            "".join(
                f"DELETE FROM {t}; INSERT INTO {t} SELECT * FROM kept_{t};"
                f" DROP TABLE kept_{t};"
                for t in tables
            )
            + f"UPDATE mentorship_evaluation SET min_responses = {row[0]},"
            f" survey_id = {row[1]}, key_name = '{row[2]}' WHERE id = {poll.id}"
        )


@pytest.fixture(scope="module")
def beside(office):
    return office.poll((4, 5))


FEW = ("a ballot added", "a ballot of another evaluation", "a lower minimum")


@pytest.mark.parametrize("name", rows(CHANGES, FEW))
def test_a_box_that_was_changed_opens_nothing_until_it_is_put_right(
    office, beside, name
):
    poll = office.poll(min_responses=4)
    with changed(poll, CHANGES[name].format(poll.id, beside.id)):
        stays_closed(poll)
        # nor is another answer taken that would not be counted
        assert "survey_content" not in poll.send(4, text="tekst-te laat")
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
        assert "survey_content" in answer
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
    assert "survey_content" not in poll.send(4, text="tekst-zonder sleutel")
    assert len(poll.refused("action_remind")) > 40
    if name == "a folder":
        file.rmdir()
    shutil.copy2(kept, file)
    poll.answer(4)
    poll.call("action_remind")
    opens(poll, *ANSWERED, 4)


def test_a_manager_alone_can_close_a_box_whose_key_is_lost(office):
    poll = office.poll()
    poll.key.unlink()
    stays_closed(poll)
    # nor does it matter that the database lost its name as well
    poll.query(f"UPDATE mentorship_evaluation SET key_name = NULL WHERE id = {poll.id}")
    assert len(poll.refused("action_discard", by=office.coordinator)) > 20
    assert len(poll.refused("action_discard", by=office.world.admin)) > 20
    poll.call("action_discard")
    assert poll.read("state") == "closed"
    assert poll.counts() == (len(ROLES), len(ANSWERED), 0, 0)
    assert poll.read("opened_count") == 0


# the calendar


def test_keys_that_nothing_needs_are_destroyed_by_the_daily_job(office):
    """A day later: an evaluation may be opening right now."""
    poll = office.poll()
    folder = key_folder(office.server)
    old, new = folder / f"{'a' * 32}.key", folder / f"{'b' * 32}.key"
    for file in (old, new):
        shutil.copy2(poll.key, file)
    two_days_ago = time.time() - 2 * 24 * 3600
    for file in (old, poll.key):
        os.utime(file, (two_days_ago, two_days_ago))
    office.server.run_cron("nob_mentorship.ir_cron_daily")
    assert not old.exists() and new.exists() and poll.key.exists()
    new.unlink()
    opens(poll, *ANSWERED)


def test_an_evaluation_whose_last_day_passed_is_closed_and_reminds_nobody(office):
    """Also when the server was down for a week, so that a reminder was due as well."""
    poll = office.poll()
    poll.query(
        f"""UPDATE mentorship_evaluation SET closes_on = current_date - 1,
                   opens_on = current_date - 20, opened_on = now() - interval '20 days'
             WHERE id = {poll.id}"""
    )
    before = len(office.smtp.messages)
    office.server.run_cron("nob_mentorship.ir_cron_daily")
    office.server.send_mails()
    assert poll.read("state") == "closed"
    assert poll.texts() == poll.expected(*ANSWERED)
    assert poll.read("reminder_count") == 0
    mails = office.smtp.messages[before:]
    assert not [m for m in mails if m.recipients[0].startswith(office.people.name)]


# the master key


@pytest.mark.slow
def test_without_the_master_key_nothing_is_done_and_nothing_is_lost(smtp, tmp_path):
    right, wrong = new_key(tmp_path), new_key(tmp_path)
    with running(smtp_port=smtp.port, key_file=right) as server:
        office = Office(server, smtp)
        poll = office.poll((0, 1, 2))
        draft = Poll(office.people, office.staff, smtp, opened=False, audience="all")
        for file in (None, wrong):
            server.restart(key_file=file)
            office.staff = poll.staff = draft.staff = server.client(
                "bus_staf", PASSWORD
            )
            if file is None:
                # with a wrong one what is opened anew is ciphertext with that one
                assert len(draft.refused("action_open")) > 40
            assert draft.read("state") == "draft"
            stays_closed(poll)
            assert len(poll.refused("action_remind")) > 40
            answer = poll.send(3, text="tekst-zonder")
            assert len(answer["error"]) > 20 and "survey_content" not in answer
            assert poll.counts() == (len(ROLES), 3, 3, 0)
        server.restart(key_file=right)
        poll.staff = draft.staff = server.client("bus_staf", PASSWORD)
        poll.answer(3)
        poll.call("action_remind")
        opens(poll, 0, 1, 2, 3)
        draft.open()
        assert draft.counts()[0] == len(ROLES)
        with pytest.raises(RpcError):
            poll.call("action_remind")
