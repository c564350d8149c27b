"""The program killed between any two steps: never half, never twice, never lost."""

import secrets
from pathlib import Path
from uuid import uuid4

import pytest

from .harness.ballot_box import Election, number_hash

pytestmark = pytest.mark.slow


@pytest.fixture
def election(election):
    election.vote_all()
    return election


def drafts(office):
    """Return what was begun and left behind."""
    return [name for names in office.files() for name in names if name[0] == "."]


def test_an_opening(office):
    """The first one of all, which makes the box key too."""
    uuid = str(uuid4())
    request = {
        "evaluation": uuid,
        "form": "ab" * 32,
        "minimum": 3,
        "audience": "mentee",
        "length": 1024,
        "closes": "2027-05-31",
        "invitations": [number_hash(bytes([n]) * 16) for n in range(4)],
    }
    for _step in office.kills("open", **request):
        first = office.run("open", **request)
        assert not first.error
        assert office.standing(uuid) == ["ready"]
        other = Election(office)
        assert other.paper["signer"] in first.first["paper"]
        assert not drafts(office)


def test_an_opening_that_is_given_up(office, election):
    uuid = str(uuid4())
    request = {**election.request(), "evaluation": uuid}
    for _step in office.kills("open", **request):
        found = office.run("check", evaluations=[election.uuid]).first
        assert found["evaluations"] == {election.uuid: "ready"}
        if found["others"]:
            assert found["others"] == {uuid: request["closes"]}
            given_up = office.run("destroy", evaluation=uuid, set="", give_up=True)
            assert not given_up.error
        assert not [n for names in office.files() for n in names if n == f"{uuid}.key"]


def test_a_supplement(office, election):
    later = [secrets.token_bytes(16) for _ in range(2)]
    values = {
        "evaluation": election.uuid,
        "previous": election.hash,
        "invitations": [number_hash(later[0])],
    }
    for _step in office.kills("supplement", **values):
        supplements = election.invite(*later).first["supplements"]
        assert len(supplements) in (1, 2)
        assert election.invite(*later).first["supplements"] == supplements
        election_lines = list(election.lines)
        election.vote(later[0], {"1": ["late", ""]})
        closed = election.close()
        assert (closed.first["counted"], closed.first["later"]) == (6, 2)
        election.lines = election_lines


def test_a_closing(office, election):
    """Once a set is written, it is the only one; until then any one is."""
    fewer = election.lines[2:]
    values = {"evaluation": election.uuid}
    bound = set()
    for _step in office.kills("close", [*election.lines, {"end": True}], **values):
        written = any(
            name.endswith(".set") for names in office.files() for name in names
        )
        other = election.close(fewer)
        whole = election.close()
        bound.add(written)
        if written:
            assert other.error == "another_set"
            assert len(whole.answers) == 5
        else:
            assert len(other.answers) == 4
            assert whole.error == "another_set"
    assert bound == {True, False}


def test_a_destruction(office, election):
    set_ = election.close().first["set"]
    standings = set()
    values = {"evaluation": election.uuid, "set": set_}
    for _step in office.kills("destroy", **values):
        standings.add(election.state)
        if election.state != "closing":
            assert election.close().error == "destroyed"
        assert not election.destroy(set_).error
        assert election.state == "destroyed"
        assert not [
            n
            for names in office.files()
            for n in names
            if n.endswith(".key") and n != "box.key"
        ]
    assert standings == {"closing", "came_back", "destroyed"}


def test_an_adoption(office, election):
    before = office.place
    for _step in office.kills("adopt", former=before, place="8000/1"):
        office.place = "8000/1"
        assert not office.run("adopt", former=before).error
        assert election.state == "ready"
        office.place = before
        assert office.run("box").error == "another_database"


def test_a_new_name(office, election):
    database, new = office.database, str(uuid4())
    values = {
        "database": new,
        "former_database": database,
        "former": office.place,
        "place": "8000/1",
    }
    for _step in office.kills("rename", **values):
        assert not office.run("rename", **values).error
        again = office.run("rename", **values)
        assert not again.error
        answer = office.run(
            "check", evaluations=[election.uuid], database=new, place="8000/1"
        )
        assert answer.first["evaluations"] == {election.uuid: "ready"}
        assert office.files() == [[], []]


def test_wrapping_anew(office, election):
    office.add_version(2)
    for _step in office.kills("rewrap"):
        assert len(election.close().answers) == 5
        assert not office.run("rewrap").error
        found = office.run("check", evaluations=[election.uuid]).first
        assert found["versions"] == {"2": 4}
        assert not drafts(office)


def test_mending(office, election):
    new = office.path / "ballots-new"
    new.mkdir()
    office.folders.append(new)
    for _step in office.kills("mend"):
        assert not office.run("mend").error
        assert election.state == "ready"
        assert len(election.close().answers) == 5


def test_forgetting(office, election):
    for _step in office.kills("forget", sure=True):
        assert not office.run("forget", sure=True).error
        left = [path for folder in office.folders for path in Path(folder).rglob("*")]
        assert not left
