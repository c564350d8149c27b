"""Keys that no evaluation names: which of them go, and when."""

import json
import os
import shutil

import pytest

from .harness.ballot_box import Election

CLOSES, EARLY = "2027-05-31", "2027-07-29"
DUE, SOON, LATER = "2027-07-30", "2027-08-05", "2027-08-06"
"""60 days after the closing day, and seven after that."""
YEARS_ON = "2031-01-01"


@pytest.fixture
def election(office):
    election = Election(office, closes=CLOSES)
    election.vote_all()
    return election


def tidied(office, day, *keep):
    """Have the program tidy on a day; return what it destroyed."""
    answer = office.at(day, "tidy", keep=list(keep))
    assert not answer.error, answer
    return answer.first["destroyed"]


def test_a_key_goes_long_after_its_own_last_day_when_it_was_seen_twice(
    office, election
):
    other = Election(office, closes=YEARS_ON)
    for day in ("2026-01-01", CLOSES, EARLY, DUE, DUE, SOON):
        assert tidied(office, day) == [], day
        assert election.state == "ready"
    assert tidied(office, LATER) == [election.uuid]
    assert office.standing(election.uuid, other.uuid) == ["destroyed", "ready"]
    mark = f"{election.uuid}.closed"
    for names in office.files():
        assert [name for name in names if name.startswith(election.uuid)] == [mark]
    assert tidied(office, "2027-09-01") == []


def test_a_key_that_is_named_stays_whatever_the_day(office, election):
    for day in (DUE, LATER, YEARS_ON, "2041-01-01"):
        assert tidied(office, day, election.uuid) == []
    assert len(election.close().answers) == 5


def test_an_older_database_for_a_while_costs_no_key(office, election):
    """The same for a row that was changed, and corrected again."""
    assert tidied(office, DUE) == []
    assert tidied(office, "2027-08-01", election.uuid) == []
    # what was seen before no longer counts
    assert tidied(office, LATER) == []
    assert tidied(office, "2027-08-12") == []
    assert len(election.close().answers) == 5


@pytest.mark.parametrize("days", [(YEARS_ON,), (YEARS_ON, "2031-01-07")])
def test_a_clock_that_is_years_ahead_for_days_destroys_nothing(office, election, days):
    for day in days:
        assert tidied(office, day) == []
    for day in ("2027-02-01", DUE, SOON):
        assert tidied(office, day) == []
    assert len(election.close().answers) == 5


def test_a_clock_that_is_set_back_begins_anew(office, election):
    assert tidied(office, "2029-01-01") == []
    assert tidied(office, DUE) == []
    assert tidied(office, SOON) == []
    assert tidied(office, LATER) == [election.uuid]


def test_files_of_another_time_say_nothing(office, election):
    for folder in office.folders:
        for file in (folder / office.database).iterdir():
            os.utime(file, (0, 0))
    assert tidied(office, "2027-06-01") == []
    assert election.state == "ready"


def test_a_key_whose_box_was_opened_goes_in_the_same_way(office, election):
    set_ = election.close().first["set"]
    assert tidied(office, LATER) == []
    assert tidied(office, "2027-08-13") == [election.uuid]
    mark = office.folders[0] / office.database / f"{election.uuid}.closed"
    assert json.loads(mark.read_text())["set"] == set_


def test_a_key_that_came_back_goes_at_once(office, election):
    kept = office.path / "kept"
    shutil.copytree(office.folders[1], kept)
    tidied(office, DUE)
    tidied(office, LATER)
    shutil.rmtree(office.folders[1])
    kept.rename(office.folders[1])
    assert election.state == "came_back"
    assert tidied(office, LATER) == [election.uuid]
    assert election.state == "destroyed"


def test_with_a_folder_away_nothing_is_tidied(office, election):
    tidied(office, DUE)
    away = office.path / "away"
    office.folders[1].rename(away)
    assert office.at(LATER, "tidy", keep=[]).error == "folder_missing"
    away.rename(office.folders[1])
    assert election.state == "ready"


@pytest.mark.parametrize("content", [b"", b"{}", b'{"since":"2000-01-01"}', None])
def test_a_note_that_is_damaged_or_missing_begins_anew(office, election, content):
    tidied(office, DUE)
    note = office.folders[1] / office.database / f"{election.uuid}.unused"
    if content is None:
        note.unlink()
    else:
        note.write_bytes(content)
    assert tidied(office, LATER) == []
    assert tidied(office, "2027-08-13") == [election.uuid]


def test_a_damaged_key_is_left_to_a_person(office, election):
    for folder in office.folders:
        (folder / office.database / f"{election.uuid}.key").write_bytes(b"{}")
    for day in (DUE, LATER):
        assert tidied(office, day) == []
    found = office.run("check", evaluations=[]).first
    assert found["others"] == {election.uuid: ""}


def test_what_nobody_names_is_told_with_its_day(office, election):
    other = Election(office, closes=YEARS_ON)
    found = office.run("check", evaluations=[other.uuid]).first
    assert found["others"] == {election.uuid: CLOSES}


def test_killed_while_tidying_it_is_done_the_next_time(office, election):
    old = Election(office, closes="2020-01-01")
    office.run("tidy", keep=[election.uuid])
    for folder in office.folders:
        note = folder / office.database / f"{old.uuid}.unused"
        said = json.loads(note.read_text())
        note.write_text(json.dumps({**said, "since": "2021-01-01"}))
    for _step in office.kills("tidy", keep=[election.uuid]):
        office.run("tidy", keep=[election.uuid])
        assert office.standing(old.uuid, election.uuid) == ["destroyed", "ready"]
