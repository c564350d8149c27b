"""Ballots that do not count when a box is closed, and more of them than can be."""

import base64
import json
import secrets

import pyrage
import pytest

from .harness.ballot_box import ANSWERS, Election, ballot, dropped, given, row


def test_what_is_cut_off_binds_nothing(office, election):
    election.vote_all()
    for at in range(0, len(election.lines), 3):
        cut = office.run("close", election.lines[:at], evaluation=election.uuid)
        assert (cut.status, cut.error) == (2, "cut_off")
    assert len(election.close().answers) == 5


def test_ballots_of_no_use_are_dropped_and_counted(office, election):
    election.vote_all()
    other = Election(office)
    token = secrets.token_bytes(16)
    number = election.numbers[0]

    def body(**values):
        fields = {
            "paper": election.hash,
            "token": token.hex(),
            "role": "mentee",
            "answers": {},
        }
        return json.dumps({**fields, **values}).encode()

    strange = secrets.token_bytes(16)
    wrong = {
        "size": [
            ballot(b""),
            ballot(b"x"),
            {"ballot": "no base64"},
            {"ballot": "AAA"},
            {"ballot": "é😀"},
            ballot(b"\0" * 1_000_000),
            ballot(b"age-encryption.org/v1\n" + b"-> X25519 a\nb\n" * 60_000),
            election.seal(body()),
            election.seal(body().ljust(1023)),
            election.seal(body().ljust(1025)),
            election.seal(body().ljust(2048)),
            election.seal(b""),
        ],
        "damaged": [
            ballot(changed(election.lines[0])),
            other.seal(body().ljust(1024)),
        ],
        "unreadable": [
            election.seal(content.ljust(1024))
            for content in (
                b"",
                b"[]",
                b"{}",
                b"\0",
                b"\xff",
                b"[" * 1024,
                body(more=1),
                body(token="x"),
                body(paper=None),
                body(role="mentor"),
                body(role="friend"),
                body(answers=[]),
                body(answers={"1": 1.5}),
                body(answers={"1": 2**60}),
                body(answers={"1": "\0"}),
                body(answers={"1": "\ud800"}),
                body(answers={"\udfff": ""}),
                body(answers={"1": [[[[["x"]]]]]}),
                body()[:-1] + b', "role": "mentee"}',
                body() + b"\n" + body(),
                body().replace(b"{}", b"NaN"),
                body().replace(b"{}", b'{"1": 1e400}'),
            )
        ],
        "another_paper": [election.seal(body(paper=other.hash).ljust(1024))],
        "no_token": [election.sealed({}, strange)],
        "not_invited": election.vote(secrets.token_bytes(16), {})[:1],
    }
    election.lines.append(row(token, number))
    for ballots in wrong.values():
        election.lines += ballots
    closed = election.close()
    assert (closed.status, closed.error) == (0, None)
    assert dropped(closed) == {code: len(ballots) for code, ballots in wrong.items()}
    assert closed.first["counted"] == 5
    assert given(closed) == sorted(map(str, range(5)))


def changed(line):
    """Return a ballot with one bit changed inside the sealed part."""
    file = bytearray(base64.b64decode(line["ballot"]))
    file[-1] ^= 1
    return bytes(file)


def test_a_writer_with_grease_counts_as_well(election):
    recipient = pyrage.x25519.Recipient.from_str(election.paper["recipient"])
    for number in election.numbers:
        token = secrets.token_bytes(16)
        body = {"paper": election.hash, "token": token.hex(), "role": "mentee"}
        content = json.dumps({**body, "answers": ANSWERS}).encode().ljust(1024)
        election.lines += [
            ballot(pyrage.encrypt(content, [recipient])),
            row(token, number),
        ]
    assert election.close().first["counted"] == 5


@pytest.mark.parametrize(
    "line",
    [
        {"ballot": None},
        {"ballot": ["AAAA"]},
        {"row": []},
        {"row": ["ab" * 32]},
        {"row": ["ab" * 32, "ab"]},
        {"row": [1, 2]},
        {"row": None},
        {"row": ["ab" * 32, "ab" * 16], "ballot": "AAAA"},
        {"other": 1},
        {"end": False},
        {},
    ],
)
def test_what_is_no_line_of_a_set_binds_nothing(office, election, line):
    election.vote_all()
    refused = election.close([*election.lines, line])
    assert (refused.status, refused.error) == (2, "request")
    assert election.state == "ready"


def test_more_than_fits_is_refused(office, election):
    many = [secrets.token_hex(32) for _ in range(3000)]
    request = {**election.request(), "evaluation": election.uuid, "length": 131_072}
    answer = office.run("open", **{**request, "invitations": many})
    assert (answer.status, answer.error) == (6, "too_much")
    too_long = election.close([{"ballot": "A" * 3_000_000}])
    assert (too_long.status, too_long.error) == (6, "too_much")
    assert election.state == "ready"


@pytest.mark.parametrize("length", [1024, pytest.param(24_576, marks=pytest.mark.slow)])
def test_two_thousand_ballots(office, length):
    election = Election(office, 2000, length=length, minimum=5)
    election.vote_all()
    closed = election.close()
    assert closed.first["counted"] == len(closed.receipts) == 2000
    assert given(closed) == sorted(map(str, range(2000)))


def test_five_thousand_ballots_of_no_use(office, election):
    election.vote_all()
    election.lines += [ballot(secrets.token_bytes(1300)) for _ in range(5000)]
    closed = election.close()
    assert dropped(closed) == {"size": 5000}
    assert closed.first["counted"] == 5


def test_more_ballots_than_can_be_opened_bind_nothing(election):
    election.vote_all()
    file = base64.b64decode(election.lines[0]["ballot"])
    made_up = [ballot(file[:-8] + n.to_bytes(8, "big")) for n in range(20_000)]
    refused = election.close([*election.lines, *made_up])
    assert (refused.status, refused.error) == (6, "too_much")
    assert len(election.close().answers) == 5


def test_costly_headers_are_not_opened(election):
    """Each stanza of a header costs a multiplication on the curve."""
    election.vote_all()
    file = base64.b64decode(election.lines[0]["ballot"])
    head, payload = file[:168], file[168:]
    stanza = head[22:120]
    assert stanza.startswith(b"-> X25519 ")
    for count in (4, 5, 20):
        header = head[:22] + stanza * count + head[120:]
        election.lines.append(ballot(header + payload))
    election.lines.append(ballot(head.replace(b"\n---", b"\n-" * 1000) + payload))
    assert dropped(election.close()) == {"size": 4}
