"""Closing a ballot box: what counts, what does not, and that there is only one set."""

import base64
import json
import secrets
from collections import Counter

from .harness.ballot_box import (
    ANSWERS,
    Election,
    ballot,
    dropped,
    given,
    hashed,
    row,
)

NONE = {
    "another_paper": 0,
    "damaged": 0,
    "no_token": 0,
    "not_invited": 0,
    "size": 0,
    "unreadable": 0,
}


def test_answers_come_back_as_they_were_given(election):
    for number in election.numbers[:3]:
        election.vote(number, ANSWERS)
    closed = election.close()
    assert closed.answers == [{"answers": ANSWERS, "role": "mentee"}] * 3
    assert closed.first == {
        "enough": True,
        "ballots": 3,
        "repeated": 0,
        "counted": 3,
        "aside": 0,
        "dropped": NONE,
        "invited": 5,
        "later": 0,
        "paper": election.hash,
        "set": closed.first["set"],
    }
    assert closed.lines[-1] == {"end": True}


def test_each_receipt_is_that_of_a_ballot(election):
    election.vote_all()
    files = [line["ballot"] for line in election.lines if "ballot" in line]
    receipts = sorted(map(receipt_of, files))
    assert sorted(election.close().receipts) == receipts


def receipt_of(text):
    """Return the receipt of a ballot, by the words of the format alone."""
    bits = f"{int(hashed('ballot', base64.b64decode(text)), 16):0256b}"
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(letters[int(bits[at : at + 5], 2)] for at in range(0, 60, 5))


def test_the_order_tells_nothing(office):
    election = Election(office, 12)
    election.vote_all()
    orders, receipts = set(), set()
    for _time in range(3):
        closed = election.close()
        orders.add(tuple(line["answers"]["1"][0] for line in closed.answers))
        receipts.add(tuple(closed.receipts))
        assert given(closed) == sorted(map(str, range(12)))
    # 12! orders: no two are the same by chance
    assert len(orders) == len(receipts) == 3
    cast = [line["ballot"] for line in election.lines if "ballot" in line]
    by_ballot = [receipt_of(text) for text in cast]
    assert tuple(by_ballot) not in receipts
    assert tuple(map(str, range(12))) not in orders


def test_too_few_show_nothing_and_stay_too_few(election):
    for number in election.numbers[:2]:
        election.vote(number, ANSWERS)
    closed = election.close()
    assert (closed.first["enough"], closed.first["counted"]) == (False, 2)
    assert not closed.answers
    assert len(closed.receipts) == 2
    election.vote(election.numbers[2], ANSWERS)
    more = election.close()
    assert (more.status, more.error) == (5, "another_set")


def test_only_the_set_that_was_opened_is_opened_again(election):
    election.vote_all()
    closed = election.close()
    token = secrets.token_bytes(16)
    lines = election.lines
    for other in (
        lines[1:],
        lines[:-1],
        lines[2:],
        [*lines, ballot(b"more")],
        [*lines, row(token, election.numbers[0])],
        [lines[0], *lines[2:]],
        [*lines[:1], row(token, election.numbers[0]), *lines[2:]],
        [],
    ):
        assert election.close(other).error == "another_set"
    again = election.close([*lines[::-1], lines[0], lines[1]])
    assert given(again) == given(closed)
    assert again.first == {**closed.first, "repeated": 1}


def test_a_row_left_out_afterwards_is_no_way_to_one_answer(election):
    """Closing with all rows, and again without one, would show whose answer went."""
    election.vote_all()
    assert len(election.close().answers) == 5
    fewer = [line for line in election.lines if line != election.lines[1]]
    assert election.close(fewer).error == "another_set"


def test_inserted_tokens_use_up_invitations_and_add_none(election):
    """Five ballots of a thief, by tokens that the thief wrote into the database."""
    election.vote_all()
    for number in election.numbers:
        election.vote(number, {"1": ["thief", ""]})
    closed = election.close()
    assert closed.first["counted"] == 5
    assert closed.first["aside"] == 5
    assert len(closed.answers) == len(closed.receipts) == 5


def test_invitations_that_no_paper_names_add_none(election):
    for number in election.numbers[:2]:
        election.vote(number, {"1": ["member", ""]})
    for _thief in range(5):
        election.vote(secrets.token_bytes(16), {"1": ["thief", ""]})
    closed = election.close()
    assert dropped(closed) == {"not_invited": 5}
    assert (closed.first["enough"], closed.first["counted"]) == (False, 2)
    assert not closed.answers


def test_rows_of_another_evaluation_count_for_nothing(office, election):
    other = Election(office)
    for number in other.numbers:
        election.vote(number, {})
    assert dropped(election.close()) == {"not_invited": 5}


def test_a_token_of_two_invitations_belongs_to_none(election):
    election.vote_all()
    stolen = election.lines[1]["row"][0]
    election.lines.append({"row": [stolen, election.numbers[1].hex()]})
    closed = election.close()
    assert dropped(closed) == {"no_token": 1}
    assert given(closed) == ["1", "2", "3", "4"]


def test_one_token_gives_one_ballot(election):
    for number in election.numbers[:2]:
        election.vote(number, ANSWERS)
    token = secrets.token_bytes(16)
    election.lines.append(row(token, election.numbers[2]))
    election.lines += [election.sealed({"1": [str(n), ""]}, token) for n in range(9)]
    closed = election.close()
    assert (closed.first["counted"], closed.first["aside"]) == (3, 8)


def test_which_of_several_counts_cannot_be_chosen(office):
    """Nor by the hash, even if a thief makes the lowest one."""
    election = Election(office, 40, minimum=3)
    for number in election.numbers:
        ranks = [1, 0]
        while ranks[0] > ranks[1]:
            del election.lines[-4 if ranks != [1, 0] else len(election.lines) :]
            election.vote(number, {"1": ["thief", ""]})
            election.vote(number, {"1": ["member", ""]})
            sealed = (line["ballot"] for line in election.lines[-4::2])
            ranks = [hashed("ballot", base64.b64decode(text)) for text in sealed]
    counts = Counter(given(election.close()))
    # fair coins: fewer than 4 of 40 come once in 10^7
    assert min(counts["member"], counts["thief"]) >= 4


def test_roles_are_told_where_none_is_a_small_group(office):
    small, large = (Election(office, 8, audience="all") for _ in range(2))
    for election, mentors in ((small, 2), (large, 3)):
        for at, number in enumerate(election.numbers):
            election.vote(number, {}, role="mentor" if at < mentors else "mentee")
    assert Counter(line["role"] for line in small.close().answers) == {None: 8}
    roles = Counter(line["role"] for line in large.close().answers)
    assert roles == {"mentor": 3, "mentee": 5}


def test_how_it_was_written_does_not_come_back(election):
    """Spaces, the order of names, or escapes could tell one browser from another."""
    for at, number in enumerate(election.numbers):
        token = secrets.token_bytes(16)
        text = (
            f'{{ "answers" :{" " * at} {{"b":"\\u00e9", "a": "é"}},"role":"mentee",'
            f'"token":"{token.hex()}","paper":"{election.hash}"}}'
        )
        election.lines += [
            election.seal(text.encode().ljust(1024)),
            row(token, number),
        ]
    process = election.office.start()
    request = election.office.request("close", evaluation=election.uuid)
    sent = [request, *election.lines, {"end": True}]
    said, _none = process.communicate(b"".join(b"%s\n" % _bytes(s) for s in sent))
    answers = {line for line in said.splitlines() if b'"answers"' in line}
    assert len(answers) == 1


def _bytes(value):
    return json.dumps(value).encode()


def test_made_up_ballots_lay_one_answer_open_once_and_are_seen(election):
    """Not stopped: a thief who writes rows and chooses the set learns one answer."""
    election.vote_all()
    real, rows = election.lines[:1], election.lines[1:2]
    for number in election.numbers[1:3]:
        election.lines = election.lines[:10]
        rows += election.vote(number, {"1": ["made up", ""]})
    closed = election.close([*real, *rows])
    assert given(closed) == ["0", "made up", "made up"]
    # three of five, and for ever: the ballots of the others are lost
    assert (closed.first["invited"], closed.first["counted"]) == (5, 3)
    assert election.close(election.lines[:10]).error == "another_set"
