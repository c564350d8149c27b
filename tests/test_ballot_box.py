"""The program that opens ballots: each command, and what it refuses."""

import json
import os
import secrets
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .harness.ballot_box import (
    Election,
    hashed,
    number_hash,
)

PAPER, SUPPLEMENT = b"nob-mentorship/paper/1\0", b"nob-mentorship/supplement/1\0"


def is_signed(signer, signature, message):
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
    try:
        key.verify(bytes.fromhex(signature), message)
    except InvalidSignature:
        return False
    return True


def test_a_paper_says_what_was_asked_and_is_signed_by_the_box(office, election):
    listed = b"".join(sorted(bytes.fromhex(number_hash(n)) for n in election.numbers))
    assert election.paper == {
        **election.terms,
        "format": "nob-mentorship/paper/1",
        "signer": office.run("box").first["signer"],
        "recipient": election.paper["recipient"],
        "invited": 5,
        "invitations": hashed("invitations", listed),
    }
    text = election.text.encode()
    assert election.hash == hashed("paper", text)
    assert is_signed(election.paper["signer"], election.signature, PAPER + text)
    assert not is_signed(election.paper["signer"], election.signature, text)
    other = Election(office)
    assert other.paper["signer"] == election.paper["signer"]
    assert other.paper["recipient"] != election.paper["recipient"]


def test_opening_again_answers_the_same_and_nothing_else(office, election):
    again = office.run("open", **election.request())
    assert again.first["paper"] == election.text
    for name, value in {
        "minimum": 4,
        "form": "cd" * 32,
        "audience": "all",
        "length": 2048,
        "closes": "2027-06-01",
        "invitations": [number_hash(n) for n in election.numbers[1:]],
    }.items():
        other = office.run("open", **{**election.request(), name: value})
        assert (other.status, other.error) == (5, "already_open"), name
    assert election.state == "ready"


def test_no_secret_is_in_the_folders_or_an_answer(office, election):
    election.vote_all()
    told = json.dumps(election.close().lines)
    for folder in office.folders:
        for file in folder.rglob("*"):
            told += file.read_text(errors="replace") if file.is_file() else ""
    assert "AGE-SECRET" not in told
    assert office.key_file.read_text().split(":")[1].strip() not in told


def test_files_are_read_by_their_owner_alone(office, election):
    for folder in office.folders:
        for file in (folder / office.database, *(folder / office.database).iterdir()):
            assert not file.stat().st_mode & 0o077, file


def test_supplements_are_a_chain(office, election):
    later = [secrets.token_bytes(16) for _ in range(3)]
    (first,) = election.invite(*later[:1]).first["supplements"]
    head = hashed("supplement", first["supplement"].encode())
    (second,) = election.invite(*later, previous=head).first["supplements"]
    for number, previous, invited, each in (
        (1, election.hash, 1, first),
        (2, head, 2, second),
    ):
        text = each["supplement"].encode()
        said = json.loads(text)
        assert said["previous"] == previous
        assert (said["number"], said["invited"]) == (number, invited)
        assert said["paper"] == election.hash
        signer = election.paper["signer"]
        assert is_signed(signer, each["signature"], SUPPLEMENT + text)
    # a caller that does not know the later ones gets them all, and no one is added
    # twice
    assert election.invite(*later).first["supplements"] == [first, second]
    assert election.invite(previous=head).first["supplements"] == [second]
    assert election.invite(previous="cd" * 32).error == "another_paper"
    for number in later:
        election.vote(number, {})
    closed = election.close()
    assert (closed.first["invited"], closed.first["later"]) == (5, 3)
    assert closed.first["counted"] == 3


def test_nobody_is_invited_once_it_closes(office, election):
    election.vote_all()
    closed = election.close()
    assert election.invite(secrets.token_bytes(16)).error == "closing"
    assert office.run("open", **election.request()).error == "closing"
    assert not election.destroy(closed.first["set"]).error
    assert election.invite(secrets.token_bytes(16)).error == "destroyed"
    assert office.run("open", **election.request()).error == "destroyed"
    assert election.close().error == "destroyed"


def test_what_is_destroyed_is_gone_and_marked(office, election):
    election.vote_all()
    assert election.destroy("").error == "not_closed"
    assert election.destroy("cd" * 32, give_up=True).error == "not_closed"
    closed = election.close()
    assert election.destroy("", give_up=True).error == "another_set"
    assert election.destroy("cd" * 32).error == "another_set"
    assert election.state == "closing"
    for _again in range(2):
        assert not election.destroy(closed.first["set"]).error
        assert election.state == "destroyed"
    mark = f"{election.uuid}.closed"
    assert office.files() == [sorted(["box.key", mark, "lock", "place.json"])] * 2


def test_what_is_given_up_is_destroyed_unopened(office, election):
    election.vote_all()
    assert not election.destroy("", give_up=True).error
    assert election.close().error == "destroyed"
    unknown = str(uuid4())
    answer = office.run("destroy", evaluation=unknown, set="", give_up=True)
    assert (answer.status, answer.error) == (3, "no_evaluation")


def test_forgetting_takes_everything(office, election):
    assert office.run("forget").error == "request"
    assert not office.run("forget", sure=True).error
    assert [os.listdir(folder) for folder in office.folders] == [[], []]


def test_a_new_master_key_wraps_all_and_the_old_one_can_go(office, election):
    before = office.run("check", evaluations=[election.uuid]).first
    assert before["versions"] == {"1": 4}
    office.add_version(2)
    assert office.run("rewrap").first == {"version": 2, "wrapped": 4}
    assert office.run("rewrap").first == {"version": 2, "wrapped": 0}
    newest = office.key_file.read_text().splitlines()[-1]
    office.key_file.write_text(newest)
    after = office.run("check", evaluations=[election.uuid]).first
    assert after == {**before, "versions": {"2": 4}}
    election.vote_all()
    assert len(election.close().answers) == 5


@pytest.mark.parametrize(
    ("content", "code", "status", "standing"),
    [
        (None, "key_missing", 3, "key_missing"),
        (b"", "key_missing", 3, "key_missing"),
        (b"# no key\n", "key_missing", 3, "key_missing"),
        (b"1:short\n", "key_unreadable", 3, "key_missing"),
        (b"\xff\xfe:\n", "key_unreadable", 3, "key_missing"),
        (b"x" * 70_000, "key_unreadable", 3, "key_missing"),
        (b"1:" + b"A" * 43 + b"=\n", "key_other", 3, "key_other"),
        (b"7:" + b"A" * 43 + b"=\n", "key_other", 3, "key_other"),
    ],
)
def test_without_the_master_key_nothing_opens(
    office, election, content, code, status, standing
):
    election.vote_all()
    office.key_file.unlink()
    if content is not None:
        office.key_file.write_bytes(content)
    closed = election.close()
    assert (closed.status, closed.error) == (status, code)
    assert office.run("open", **election.request()).error == code
    assert election.state == standing
    # nothing is bound to a set that could not be opened
    assert not any(name.endswith(".set") for name in office.files()[0])
