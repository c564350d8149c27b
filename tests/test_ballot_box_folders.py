"""Ballot folders that are full, gone or another's, and two processes at once."""

import ctypes
import json
import os
import resource
import secrets
import shutil
from uuid import uuid4

import pytest

from .harness.ballot_box import Election, Office, written

PR_CAPBSET_DROP, DAC_OVERRIDE, DAC_READ_SEARCH = 24, 1, 2


@pytest.fixture
def election(election):
    election.vote_all()
    return election


def folders(office, *evaluations):
    """Return the states of the folders."""
    return office.run("check", evaluations=list(evaluations)).first["folders"]


def small(size):
    """Return a function that limits the files a process writes to so many bytes: to the
    program, a full disk."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def unprivileged():
    """Take from a process the capability by which root writes where no one may."""
    libc = ctypes.CDLL(None)
    for capability in (DAC_OVERRIDE, DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


def test_a_folder_that_is_missing_is_never_made(office, election):
    away = office.path / "away"
    office.folders[1].rename(away)
    new = {**election.request(), "evaluation": str(uuid4())}
    for answer in (election.close(), election.invite(), office.run("open", **new)):
        assert answer.first == {"error": "folder_missing", "folder": 1}
        assert answer.status == 4
    assert folders(office) == ["ready", "folder_missing"]
    assert election.state == "partly"
    assert not office.folders[1].exists()
    away.rename(office.folders[1])
    assert len(election.close().answers) == 5


def test_a_disk_that_is_not_mounted_is_no_new_folder(office, election):
    away = office.path / "away"
    office.folders[1].rename(away)
    office.folders[1].mkdir()
    new = {**election.request(), "evaluation": str(uuid4())}
    for answer in (election.close(), election.invite(), office.run("open", **new)):
        assert answer.first == {"error": "folder_empty", "folder": 1}
    assert folders(office) == ["ready", "folder_empty"]
    assert not os.listdir(office.folders[1])


def test_the_only_disk_that_is_not_mounted_gets_no_second_box_key(tmp_path):
    office = Office(tmp_path, 1)
    election = Election(office)
    shutil.rmtree(office.folders[0] / office.database)
    new = {**election.request(), "evaluation": str(uuid4())}
    answer = office.run("open", **new, box=election.paper["signer"])
    assert (answer.status, answer.error) == (3, "another_box")
    (office.folders[0] / office.database / "box.key").unlink()
    Election(office)
    (office.folders[0] / office.database / "box.key").unlink()
    assert office.run("box").error == "no_box"


def test_a_new_disk_is_filled_by_a_person(office, election):
    new = office.path / "new"
    new.mkdir()
    office.folders.append(new)
    election.invite(secrets.token_bytes(16))
    assert election.close().first == {"error": "folder_empty", "folder": 2}
    assert not office.run("mend").error
    assert election.state == "ready"
    office.folders = [new]
    assert len(election.close().answers) == 5


def test_mending_brings_no_key_back_that_was_destroyed(office, election):
    set_ = election.close().first["set"]
    kept = office.path / "kept"
    shutil.copytree(office.folders[1], kept)
    election.destroy(set_)
    shutil.rmtree(office.folders[1])
    kept.rename(office.folders[1])
    office.run("mend")
    assert election.state == "came_back"
    assert f"{election.uuid}.key" not in office.files()[0]


def test_a_folder_that_comes_back_after_closing_is_recognised(office, election):
    set_ = election.close().first["set"]
    away = office.path / "away"
    office.folders[1].rename(away)
    # what can be destroyed is, and the command is asked again
    assert election.destroy(set_).first == {"error": "folder_missing", "folder": 1}
    assert f"{election.uuid}.key" not in office.files()[0]
    away.rename(office.folders[1])
    assert election.state == "came_back"
    assert election.close().error == "destroyed"
    assert not election.destroy(set_).error
    assert election.state == "destroyed"
    assert f"{election.uuid}.key" not in office.files()[1]


@pytest.mark.parametrize("size", [0, 100])
def test_a_full_disk_loses_nothing(office, election, size):
    before = office.files()
    new = {**election.request(), "evaluation": str(uuid4())}
    for command, values in (
        ("open", new),
        (
            "supplement",
            {
                "evaluation": election.uuid,
                "previous": election.hash,
                "invitations": ["ab" * 32],
            },
        ),
    ):
        content = written([office.request(command, **values)])
        answer = office.send(content, preexec_fn=small(size))
        assert (answer.status, answer.error) == (4, "folder_full"), command
    assert office.files() == before
    check = written([office.request("check", evaluations=[election.uuid])])
    found = office.send(check, preexec_fn=small(size)).first
    assert found["folders"] == ["folder_full"] * 2
    assert found["evaluations"] == {election.uuid: "ready"}
    assert len(election.close().answers) == 5


def test_a_full_disk_holds_no_destruction_up(office, election):
    set_ = election.close().first["set"]
    request = office.request("destroy", evaluation=election.uuid, set=set_)
    assert not office.send(written([request]), preexec_fn=small(0)).error
    assert election.state == "destroyed"


def test_a_folder_that_is_read_only_is_told(office, election):
    inner = office.folders[1] / office.database
    inner.chmod(0o500)
    for file in inner.iterdir():
        file.chmod(0o400)
    check = written([office.request("check", evaluations=[election.uuid])])
    found = office.send(check, preexec_fn=unprivileged).first
    assert found["folders"] == ["ready", "folder_denied"]
    assert found["evaluations"] == {election.uuid: "ready"}
    request = office.request("close", evaluation=election.uuid)
    lines = written([request, *election.lines, {"end": True}])
    closed = office.send(lines, preexec_fn=unprivileged)
    assert closed.first == {"error": "folder_denied", "folder": 1}


@pytest.mark.parametrize("what", ["file", "link", "link_to_nowhere"])
def test_a_folder_that_is_no_folder_is_refused(office, election, what):
    inner = office.folders[1] / office.database
    elsewhere = office.path / "elsewhere"
    inner.rename(elsewhere)
    if what == "file":
        inner.write_text("")
    else:
        inner.symlink_to(elsewhere if what == "link" else "nowhere")
    answer = election.close()
    assert answer.first == {"error": "folder_wrong", "folder": 1}


@pytest.mark.parametrize("name", ["box.key", "place.json", "{}.key"])
def test_a_damaged_file_is_refused(office, election, name):
    file = office.folders[0] / office.database / name.format(election.uuid)
    for content in (b"", b"{", b"[]", b"{}", b"\xff", b"x" * 3_000_000):
        file.write_bytes(content)
        assert election.close().first == {"error": "damaged", "folder": 0}
    found = office.run("check", evaluations=[election.uuid]).first
    told = [found["box"], *found["folders"], *found["evaluations"].values()]
    assert "damaged" in told


def test_a_damaged_file_is_mended(office, election):
    for name in ("box.key", f"{election.uuid}.key"):
        (office.folders[0] / office.database / name).write_bytes(b"")
    assert office.run("mend").first == {"written": 2}
    assert len(election.close().answers) == 5


def test_files_that_lead_elsewhere_are_not_followed(office, election):
    file = office.folders[0] / office.database / f"{election.uuid}.key"
    outside = office.path / "outside"
    file.rename(outside)
    file.symlink_to(outside)
    assert election.close().error == "folder_wrong"
    election.destroy("", give_up=True)
    assert outside.read_text()
    assert not os.path.lexists(file)


def test_a_paper_in_the_folder_is_not_changed_unseen(office, election):
    """Not its minimum, nor its recipient or form, nor the list, in whatever folder."""
    other = Election(office)
    changes = {
        "paper": election.text.replace('"minimum":3', '"minimum":4'),
        "signature": other.signature,
        "numbers": ["ab" * 32],
        "wrapped": "A" * 120,
    }
    names = {
        "form": "cd" * 32,
        "recipient": other.paper["recipient"],
        "evaluation": other.uuid,
    }
    versions = [{name: value} for name, value in changes.items()]
    for name, value in names.items():
        text = json.dumps({**election.paper, name: value}, sort_keys=True)
        versions.append({"paper": text})
    kept = None
    for version in versions:
        for folder in office.folders:
            file = folder / office.database / f"{election.uuid}.key"
            kept = kept or json.loads(file.read_text())
            file.write_text(json.dumps({**kept, **version}))
        answer = election.close()
        assert answer.error in ("damaged", "key_other"), version
        assert not any(name.endswith(".set") for name in office.files()[0])


def test_a_key_belongs_to_its_paper_alone(office, election):
    """With the key of another evaluation of the same box, it does not open."""
    other = Election(office)
    for folder in office.folders:
        mine, its = (
            folder / office.database / f"{e.uuid}.key" for e in (election, other)
        )
        swapped = {
            **json.loads(mine.read_text()),
            "wrapped": json.loads(its.read_text())["wrapped"],
        }
        mine.write_text(json.dumps(swapped))
    assert election.close().error == "key_other"


def test_folders_that_know_different_things_are_refused(office, election):
    one = office.folders[0] / office.database / f"{election.uuid}.set"
    two = office.folders[1] / office.database / f"{election.uuid}.set"
    for file, digit in ((one, "a"), (two, "b")):
        said = {"format": "nob-mentorship/closing/1", "set": digit * 64}
        file.write_text(json.dumps(said))
    assert election.close().error == "conflict"
    one.unlink()
    assert election.close().error == "another_set"


def test_one_folder_twice_is_one_too_many(office, election):
    link = office.path / "link"
    link.symlink_to(office.folders[0])
    answer = election.close(folders=[str(office.folders[0]), str(link)])
    assert answer.error == "request"
