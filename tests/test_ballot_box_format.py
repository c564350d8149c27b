"""The format of ballots: the examples, and whatever else may come in."""

import base64
import json
import secrets

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dev import paths

from .harness import age_file
from .harness.ballot_box import hashed

# the program's own parts, which the harness has found
from box import ballot, hashes, paper, shape  # isort: skip
from box.commands import COMMANDS  # isort: skip

VECTORS = json.loads(
    (paths.ADDON / "client" / "test" / "ballot_vectors.json").read_text()
)
NUMBERS = sorted(each["hash"] for each in VECTORS["numbers"])
IDENTITY = pyrage.x25519.Identity.from_str(VECTORS["evaluation"]["secret"])
RIGHT = VECTORS["papers"][0]
SLOWLY = settings(deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)
ANY = st.recursive(
    st.text() | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
SHORT = st.binary(min_size=16, max_size=16).map(bytes.hex)


def by_name(name):
    return pytest.mark.parametrize("vector", VECTORS[name], ids=lambda v: v["name"])


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth, value), default=0)
    return 1


def read_all(given_, digest):
    """Return how many people a paper and its supplements invite, as a reader does.

    :raises ValueError: where something does not hold
    """
    lists = {hashes.of_list(NUMBERS[:0]): ()}
    numbers = [each["hash"] for each in VECTORS["numbers"]]
    for part in (numbers[:4], numbers[4:6], numbers[6:]):
        lists[hashes.of_list(sorted(part))] = tuple(sorted(part))

    def signed(text, signature):
        named = shape.parsed(text.encode()).get("invitations")
        return paper.Signed(text, signature, lists.get(named, ()))

    if paper.paper_hash(given_["paper"]) != digest:
        raise ValueError
    said = paper.read_paper(signed(given_["paper"], given_["signature"]))
    invited, previous = said["invited"], digest
    for number, each in enumerate(given_["supplements"], 1):
        one = signed(each["supplement"], each["signature"])
        more = paper.read_supplement(one, said["signer"], digest, number, previous)
        invited, previous = (
            invited + more["invited"],
            paper.supplement_hash(each["supplement"]),
        )
    return invited


@by_name("papers")
def test_papers_of_the_examples(vector):
    if vector.get("wrong"):
        with pytest.raises(ValueError):
            read_all(vector["given"], vector["hash"])
    else:
        assert read_all(vector["given"], vector["hash"]) == vector["invited"]
        assert json.loads(vector["given"]["paper"]) == vector["says"]


@by_name("ballots")
def test_ballots_of_the_examples(vector):
    file, terms = base64.b64decode(vector["file"]), RIGHT["says"]
    assert hashed("ballot", file) == vector["hash"]
    assert hashes.receipt(vector["hash"]) == vector["receipt"]
    if "body" in vector:
        assert ballot.has_size(file, terms["length"])
        assert len(file) == 168 + 16 + 2048 + 16
        assert ballot.read(file, IDENTITY, terms, RIGHT["hash"]) == vector["body"]
    elif ballot.has_size(file, terms["length"]):
        with pytest.raises(ballot.Dropped):
            ballot.read(file, IDENTITY, terms, RIGHT["hash"])


def test_hashes_of_the_examples():
    for each in VECTORS["numbers"]:
        assert hashed("invitation", bytes.fromhex(each["number"])) == each["hash"]
    token = VECTORS["token"]
    assert hashed("token", bytes.fromhex(token["token"])) == token["hash"]
    assert hashed("row", bytes.fromhex(token["hash"])) == token["row"]
    assert ballot.row_hash(token) == token["row"]
    assert token["fragment"] == f"{token['token']}.{RIGHT['hash']}"
    forms = VECTORS["forms"]
    found = sorted(hashed("form", text.encode()) for text in forms["texts"].values())
    assert found == forms["hashes"]
    assert hashed("forms", bytes.fromhex("".join(found))) == forms["form"]


@SLOWLY
@given(st.dictionaries(TEXTS, VALUES, max_size=4))
def test_what_a_form_can_give_is_read_as_it_is(answers):
    body = {
        "paper": RIGHT["hash"],
        "token": secrets.token_hex(16),
        "role": "mentee",
        "answers": answers,
    }
    content = json.dumps(body, ensure_ascii=False).encode()
    file = age_file.seal(content.ljust(2048), VECTORS["evaluation"]["recipient"])
    fits = len(content) <= 2048 and depth(answers) <= ballot.MOST_DEPTH
    assert ballot.has_size(file, 2048) == (len(content) <= 2048)
    try:
        assert ballot.read(file, IDENTITY, RIGHT["says"], RIGHT["hash"]) == body
        assert fits
    except ballot.Dropped:
        assert not fits


@SLOWLY
@given(ANY | st.binary())
def test_whatever_is_sealed_is_read_or_dropped(value):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    file = age_file.seal(content.ljust(2048), VECTORS["evaluation"]["recipient"])
    with pytest.raises(ballot.Dropped):
        ballot.read(file, IDENTITY, RIGHT["says"], RIGHT["hash"])


@SLOWLY
@given(
    st.binary(max_size=400), st.sampled_from([b"", ballot.INTRO, b"\n-> ", b"\n--- "])
)
def test_whatever_comes_has_a_size_or_not(content, start):
    for file in (start + content, ballot.INTRO + start + content, content + start):
        assert not ballot.has_size(file, 1024)


@given(st.integers(0, 2000), st.integers(0, 7))
def test_a_changed_byte_of_a_paper_is_noticed(at, bit):
    text = bytearray(RIGHT["given"]["paper"].encode())
    text[at % len(text)] ^= 1 << bit
    try:
        changed = text.decode()
    except UnicodeDecodeError:
        return
    signed = paper.Signed(changed, RIGHT["given"]["signature"], ())
    with pytest.raises(ValueError):
        paper.read_paper(signed)


def test_a_paper_is_for_its_list_alone():
    box = Ed25519PrivateKey.generate()
    says = RIGHT["says"]
    terms = {name: says[name] for name in paper.TERMS}
    signed = paper.write_paper(box, terms, says["recipient"], NUMBERS)
    assert paper.read_paper(signed)["invited"] == len(NUMBERS)
    another = sorted([*NUMBERS[1:], "ff" * 32])
    wrong = (NUMBERS[1:], NUMBERS[::-1], [*NUMBERS, NUMBERS[-1]], [], another)
    for numbers in wrong:
        with pytest.raises(ValueError):
            paper.read_paper(signed._replace(numbers=tuple(numbers)))


@given(st.lists(DIGESTS), st.lists(st.tuples(DIGESTS, SHORT)), st.randoms())
def test_the_hash_of_a_set_is_of_what_is_in_it(ballots, rows, chance):
    found = hashes.of_set("e", ballots, rows)
    mixed = [*ballots, *ballots[:1]], [*rows, *rows[:1]]
    for items in mixed:
        chance.shuffle(items)
    assert hashes.of_set("e", *mixed) == found
    assert hashes.of_set("f", ballots, rows) != found
    assert hashes.of_set("e", [*ballots, "ff" * 33], rows) != found
    assert hashes.of_set("e", ballots, [*rows, ("fe" * 32, "fd" * 17)]) != found
    for fewer in {*ballots}:
        assert hashes.of_set("e", {*ballots} - {fewer}, rows) != found
    for fewer in {*rows}:
        assert hashes.of_set("e", ballots, {*rows} - {fewer}) != found


@given(st.binary() | ANY.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_asked_is_json_or_refused(content):
    try:
        value = shape.parsed(content)
    except ValueError:
        return
    for command in COMMANDS.values():
        with pytest.raises(ValueError):
            command.check(value)


@given(st.integers(0, 2**256 - 1))
def test_a_receipt_is_the_first_sixty_bits(number):
    letters = hashes.receipt(f"{number:064x}")
    value = 0
    for letter in letters:
        value = value * 32 + hashes.LETTERS.index(letter)
    assert (len(letters), value) == (12, number >> 196)
