"""Copies of a database, and two processes at once."""

import fcntl
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from .harness.ballot_box import Election, Office, written


@pytest.fixture
def election(election):
    election.vote_all()
    return election


def test_a_copy_of_the_database_gets_at_no_key(office, election):
    set_ = election.close().first["set"]
    other = Election(office)
    original, office.place = office.place, "7301/99999"
    for command, values in {
        "open": {**election.request(), "evaluation": str(uuid4())},
        "supplement": {
            "evaluation": other.uuid,
            "previous": other.hash,
            "invitations": [],
        },
        "destroy": {"evaluation": election.uuid, "set": set_},
        "tidy": {"keep": []},
        "forget": {"sure": True},
        "check": {"evaluations": [other.uuid]},
        "box": {},
        "rewrap": {},
        "mend": {},
        "adopt": {"former": "7301/5"},
    }.items():
        answer = office.run(command, **values)
        assert (answer.status, answer.error) == (5, "another_database"), command
        assert answer.first["found"] == original
    assert other.close([{"end": True}]).error == "another_database"
    office.place = original
    assert office.standing(election.uuid, other.uuid) == ["closing", "ready"]


def test_a_restored_database_has_the_keys_alone(office, election):
    original, office.place = office.place, "7301/99999"
    assert not office.run("adopt", former=original).error
    assert len(election.close().answers) == 5
    office.place = original
    assert election.close().error == "another_database"


def test_a_database_of_a_new_uuid_has_the_keys_alone(office, election):
    former, office.database = office.database, str(uuid4())
    assert election.close().error == "folder_empty"
    values = {"former_database": former, "former": office.place}
    assert office.run("rename", **{**values, "former": "x"}, place="y").error == (
        "another_database"
    )
    assert not office.run("rename", **values).error
    assert len(election.close().answers) == 5
    office.database = former
    assert election.close().error == "folder_empty"


def test_a_name_that_is_taken_is_not_overwritten(office, election):
    former, office.database = office.database, str(uuid4())
    other = Election(office)
    values = {"former_database": former, "former": office.place}
    assert office.run("rename", **values).error == "conflict"
    assert other.state == "ready"


def test_one_waits_for_the_other(office, election):
    lock = os.open(office.folders[1] / office.database / "lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    answer = election.close(wait=0)
    assert (answer.status, answer.error) == (7, "busy")
    process = office.start()
    request = office.request("close", evaluation=election.uuid)
    process.stdin.write(written([request, *election.lines, {"end": True}]))
    process.stdin.close()
    fcntl.flock(lock, fcntl.LOCK_UN)
    os.close(lock)
    assert b'"enough":true' in process.stdout.read()
    assert process.wait() == 0


def test_of_two_sets_at_once_one_is_opened(office):
    for _time in range(2):
        election = Election(office)
        election.vote_all()
        sets = [election.lines, election.lines[2:]] * 2
        with ThreadPoolExecutor(4) as pool:
            closed = list(pool.map(election.close, sets))
        opened = {len(each.answers) for each in closed if not each.error}
        refused = {each.error for each in closed if each.error}
        assert (len(opened), refused) == (1, {"another_set"})


def test_two_first_openings_at_once_make_one_box_key(tmp_path):
    for time in range(2):
        (tmp_path / str(time)).mkdir()
        office = Office(tmp_path / str(time))
        with ThreadPoolExecutor(4) as pool:
            elections = list(pool.map(Election, [office] * 4))
        assert len({election.paper["signer"] for election in elections}) == 1
        assert set(office.standing(*(e.uuid for e in elections))) == {"ready"}


def test_no_clock_is_asked(office, election):
    """Files of another time, and a closing day long past, are as good."""
    for moment in (0, 4_000_000_000):
        for folder in office.folders:
            for file in (folder / office.database).iterdir():
                os.utime(file, (moment, moment))
        assert len(election.close().answers) == 5
    for day in ("1999-01-01", "9999-12-31"):
        other = Election(office, closes=day)
        other.vote_all()
        assert not other.invite(secrets.token_bytes(16)).error
        assert len(other.close().answers) == 5
