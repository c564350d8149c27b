"""Ballot folders that are added, replaced, lost or put back, on running servers."""

import contextlib
import fcntl
import os
import shutil
import time

import pytest

from dev import console, paths

from .harness import programs
from .harness.polls import key_folder
from .harness.server import beside, running
from .harness.world import PASSWORD
from .test_evaluation_box import ANSWERED, Office, opens, stays_closed

pytestmark = pytest.mark.slow

JOB = "nob_mentorship.ir_cron_keys"
MINUTE = 60


@pytest.fixture(scope="module")
def office(smtp):
    with running(smtp_port=smtp.port) as server:
        yield Office(server, smtp)


def restart(office, *polls, **changes):
    """Restart the server with other settings; staff log in again."""
    office.server.restart(**changes)
    office.staff = office.server.client("bus_staf", PASSWORD)
    for poll in polls:
        poll.staff = office.staff


def command(office, action):
    """Return the output of the command for the keys."""
    conf = paths.CONF / f"{office.server.db}.conf"
    return programs.run(conf, action, command="mentorship_key")


def refused(office, action):
    """Return the output of the command when it refuses."""
    with pytest.raises(console.Problem) as problem:
        command(office, action)
    return str(problem.value)


@contextlib.contextmanager
def two_folders(office, new):
    """Have the server name a second folder, which is empty."""
    old = paths.BALLOTS / office.server.db
    new.mkdir()
    office.server.settings["ballot_dir"] = f"{old}, {new}"
    try:
        yield old, new
    finally:
        restart(office, ballot_dir=old)


def trouble(poll):
    """Return the code that the row of an evaluation has, "" without."""
    query = f"SELECT box_trouble FROM mentorship_evaluation WHERE id = {poll.id}"
    ((code,),) = poll.query(query)
    return code or ""


def activities(poll):
    """Return how many managers are told about an evaluation."""
    domain = [("res_model", "=", "mentorship.evaluation"), ("res_id", "=", poll.id)]
    return poll.staff.call("mail.activity", "search_count", [domain])


def within_a_minute(said):
    """See that something becomes true within a minute."""
    until = time.monotonic() + MINUTE
    while not said():
        assert time.monotonic() < until, "not within a minute"
        time.sleep(0.5)


def test_a_folder_that_is_added_or_replaced_is_filled_by_a_command(office, tmp_path):
    poll, other = office.poll(), office.poll()
    with two_folders(office, tmp_path / "new") as (old, new):
        restart(office, poll, other)
        assert str(new) in command(office, "status")
        for action in ("action_close", "action_ask_later"):
            poll.refused(action)
        assert "mentorship_key mend" in poll.refused("action_close")
        stays_closed(poll)
        draft = office.draft()
        assert "mentorship_key mend" in draft.refused("action_open")
        assert "copied" in command(office, "mend")
        assert "0 files" in command(office, "mend")
        opens(poll, *ANSWERED)
        # and the other disk is replaced by an empty one
        shutil.rmtree(old)
        old.mkdir()
        stays_closed(other)
        assert "copied" in command(office, "mend")
        opens(other, *ANSWERED)
        assert not list(new.glob(f"*/{other.key.name}"))


def test_a_folder_that_comes_back_after_closing_opens_nothing(office, tmp_path):
    poll = office.poll()
    with two_folders(office, tmp_path / "new") as (_old, new):
        restart(office, poll)
        command(office, "mend")
        kept = tmp_path / "kept"
        shutil.copytree(new, kept)
        opens(poll, *ANSWERED)
        shutil.rmtree(new)
        kept.rename(new)
        (back,) = new.glob(f"*/{poll.key.name}")
        office.server.run_cron(JOB)
        assert not back.exists() and not poll.key.exists()
    assert poll.texts() == poll.expected(*ANSWERED)


def test_mending_says_in_words_why_it_is_not_done(office, tmp_path):
    poll = office.poll()
    other = office.poll()
    with two_folders(office, tmp_path / "new") as (_old, new):
        restart(office, poll, other)
        command(office, "mend")
        (there,) = new.glob(f"*/{poll.key.name}")
        kept = there.read_bytes()
        there.write_bytes(there.with_name(other.key.name).read_bytes())
        said = refused(office, "mend")
        assert "replace the other with an empty folder" in said
        there.write_bytes(b"")
        shutil.copy2(poll.key, tmp_path / "kept.key")
        poll.key.write_bytes(b"")
        assert "damaged in every folder" in refused(office, "mend")
        there.write_bytes(kept)
        command(office, "mend")
        opens(poll, *ANSWERED)
    away = paths.BALLOTS / office.server.db
    away.rename(away.with_suffix(".away"))
    try:
        said = command(office, "status")
    finally:
        away.with_suffix(".away").rename(away)
    assert str(away) in said and "cannot be found" in said


def test_the_days_work_waits_for_a_server_with_the_folder(office, tmp_path):
    poll = office.poll()
    server = office.server
    server.run_cron(JOB)
    poll.query(
        "UPDATE mentorship_evaluation SET closes_on = current_date - 1,"
        " opens_on = current_date - 9"
        f" WHERE id = {poll.id};"
        " DELETE FROM ir_cron_trigger WHERE cron_id = (SELECT res_id FROM ir_model_data"
        " WHERE module = 'nob_mentorship' AND name = 'ir_cron_keys')"
    )
    before = activities(poll)
    with beside(server, ballot_dir=None, data_dir=tmp_path) as other:
        for job in ("nob_mentorship.ir_cron_daily", JOB):
            other.run_cron(job)
        there = other.client("bus_staf", PASSWORD)
        assert poll.refused("action_close", by=there)
    assert poll.read("state") == "open" and not poll.read("box_warning")
    assert activities(poll) == before
    planned = poll.query(
        "SELECT count(*) FROM ir_cron_trigger t JOIN ir_model_data d"
        " ON d.res_id = t.cron_id AND d.model = 'ir.cron'"
        " WHERE d.name = 'ir_cron_keys' AND t.call_at > now() AT TIME ZONE 'UTC'"
    )
    assert planned == [["1"]]
    server.run_cron(JOB)
    assert poll.read("state") == "closed"
    assert poll.texts() == poll.expected(*ANSWERED)


def test_a_folder_that_was_lost_is_told_within_a_minute_of_a_start(office):
    poll = office.poll()
    folder = paths.BALLOTS / office.server.db
    away = folder.with_suffix(".away")
    office.server.end()
    folder.rename(away)
    try:
        restart(office, poll, max_cron_threads=1)
        within_a_minute(lambda: trouble(poll))
        # the place of the disk is there, and empty
        assert trouble(poll) == "folder_empty"
        assert len(poll.read("box_warning")) > 60
        assert activities(poll)
        office.server.end()
    finally:
        away.rename(folder)
    restart(office, poll, max_cron_threads=0)
    within_a_minute(lambda: not trouble(poll))
    assert not activities(poll)
    opens(poll, *ANSWERED)


def test_a_disk_that_does_not_answer_keeps_no_database_from_being_served(office):
    """The program waits for a lock, as it would for a disk; Odoo does not."""
    poll = office.poll()
    office.server.end()
    lock = os.open(key_folder(office.server) / "lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    kept = poll.key.with_suffix(".kept")
    poll.key.rename(kept)
    try:
        restart(office, poll)
        # here a user is logged in and working
        assert poll.read("state") == "open" and not trouble(poll)
        fcntl.flock(lock, fcntl.LOCK_UN)
        within_a_minute(lambda: trouble(poll))
        assert trouble(poll) == "no_evaluation"
    finally:
        os.close(lock)
        kept.rename(poll.key)
    opens(poll, *ANSWERED)
