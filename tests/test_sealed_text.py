"""Sealed texts: JavaScript and Python write and read the same format."""

import base64
import json
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.addons.nob_mentorship.tools import sealed_text, sealed_trust, sealed_ways
from odoo.addons.nob_mentorship.tools.sealed_text import Keys, SealError

from dev import client, paths

VECTORS = json.loads((paths.ADDON / "client" / "test" / "vectors.json").read_text())
ROOM = "9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d"
PLACE = {"uuid": "0b7c1a52-3f2e-4c1b-9d4a-5e6f70819203", "room": ROOM, "kind": "note"}
SLOWLY = settings(
    deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
LETTERS = st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZU*")
UUIDS = st.uuids().map(str)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
BODIES = st.fixed_dictionaries(
    {
        "uuid": UUIDS,
        "room": UUIDS,
        "kind": st.sampled_from(["note", "goal", "plan", "agreement", "file"]),
        "readers": st.lists(
            st.tuples(UUIDS, st.one_of(st.just(""), DIGESTS)).map(list), max_size=5
        ),
        "revision": st.integers(1, 2**53 - 1),
        "previous": st.one_of(st.just(""), DIGESTS),
        "trust": st.integers(1, 9999),
        "text": st.dictionaries(st.text("abcdefgh_", min_size=1), TEXTS, max_size=4),
    },
    optional={"bytes": st.binary(max_size=3000)},
)


class Peer:
    """The modules in JavaScript, asked line by line."""

    def __init__(self):
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = client.start("test/peer.js", text=True, **streams)

    def ask(self, does, **values):
        """Return what a function of `test/peer.js` answers.

        :raises SealError: where it raises one
        """
        self.process.stdin.write(json.dumps({"does": does, **values}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise SealError(answer["error"])
        return answer

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture(scope="module")
def peer():
    peer = Peer()
    yield peer
    peer.end()


@pytest.fixture(scope="module")
def author():
    return Keys.make()


@pytest.fixture(scope="module")
def reader():
    return Keys.make()


def as_json(keys):
    return {"age": keys.age, "seed": keys.seed.hex()}


def coded(content):
    return base64.b64encode(content).decode()


def for_node(body):
    return {
        name: coded(value) if name == "bytes" else value for name, value in body.items()
    }


def place(body):
    return {name: body[name] for name in ("uuid", "room", "kind")}


def test_the_modules_of_the_page():
    passed, printed = client.test()
    assert passed, printed[-4000:]
    assert "# skipped 0" in printed and "# fail 0" in printed


@SLOWLY
@given(body=BODIES)
def test_javascript_opens_what_python_seals(peer, author, reader, body):
    sealed, digest = sealed_text.seal(body, author, [reader.recipient])
    read = peer.ask(
        "open",
        sealed=coded(sealed),
        keys=as_json(reader),
        author=author.fingerprint,
        expected=place(body),
    )
    assert read["body"] == {**for_node(body), "author": author.fingerprint}
    assert read["hash"] == digest


@SLOWLY
@given(body=BODIES)
def test_python_opens_what_javascript_seals(peer, author, reader, body):
    answer = peer.ask(
        "seal",
        body=for_node(body),
        keys=as_json(author),
        recipients=[reader.recipient, author.recipient],
    )
    for keys in (reader, author):
        read, digest = sealed_text.open_text(
            base64.b64decode(answer["sealed"]),
            keys,
            {author.signer: author.fingerprint}.get,
            place(body),
        )
        assert read == {**body, "author": author.fingerprint}
        assert digest == answer["hash"]


def test_a_person_has_the_same_number_in_both(peer, author):
    halves = peer.ask("halves", keys=as_json(author))
    assert halves == {
        "recipient": author.recipient,
        "signer": author.signer.hex(),
        "print": author.fingerprint,
        "number": sealed_text.control_number(author.recipient, author.signer),
    }


@settings(SLOWLY, max_examples=10)
@given(secret=st.binary(min_size=32, max_size=32))
def test_the_ways_are_the_same_in_both(peer, author, secret):
    for kind in ("passkey", "phrase", "recovery"):
        key = sealed_ways.key_of_way(kind, secret)
        answer = peer.ask(
            "sealKeys", keys=as_json(author), kind=kind, secret=coded(secret)
        )
        sealed = base64.b64decode(answer["sealed"])
        assert sealed_ways.open_keys(sealed, key) == author
        back = peer.ask(
            "openKeys",
            sealed=coded(sealed_ways.seal_keys(author, key)),
            kind=kind,
            secret=coded(secret),
        )
        assert back == as_json(author)


@settings(SLOWLY, max_examples=20)
@given(code=st.binary(min_size=16, max_size=16), at=st.integers(0, 33), letter=LETTERS)
def test_a_recovery_code_is_read_alike(peer, code, at, letter):
    written = peer.ask("code", code=coded(code))["written"]
    alike = written.replace("0", "O").replace("1", "I")
    for typed in (written, f" {written.lower().replace('-', ' ')}. ", alike):
        assert sealed_ways.read_code(typed) == code
        assert peer.ask("readCode", typed=typed)["code"] == coded(code)
    spoilt = written[:at] + letter + written[at + 1 :]
    if "-" not in (written[at], letter) and spoilt != written:
        with pytest.raises(sealed_text.SealError) as caught:
            sealed_ways.read_code(spoilt)
        assert caught.value.code == "mistyped"
        with pytest.raises(SealError) as caught:
            peer.ask("readCode", typed=spoilt)
        assert caught.value.code == "mistyped"


def costly():
    """Return a file of age that asks for scrypt at a cost of 2 to the 30: a terabyte,
    if anyone took it at its word."""
    salt, key = (
        base64.b64encode(bytes(size)).decode().rstrip("=") for size in (16, 32)
    )
    head = f"age-encryption.org/v1\n-> scrypt {salt} 30\n{key}\n--- {key}\n"
    return head.encode() + bytes(16 + 100)


def test_no_server_says_how_long_a_phone_works(peer, author):
    """A text, a way or a list that names a cost of its own is not for anyone."""
    sealed, refused = costly(), ("not-for-me", "damaged")
    with pytest.raises(SealError) as caught:
        sealed_text.open_text(sealed, author, lambda _signer: "", PLACE)
    assert caught.value.code in refused
    key = sealed_ways.key_of_way("recovery", bytes(16))
    with pytest.raises(SealError) as caught:
        sealed_ways.open_keys(sealed, key)
    assert caught.value.code in refused
    for question, values in (
        ("open", {"keys": as_json(author), "author": "", "expected": PLACE}),
        ("openKeys", {"kind": "recovery", "secret": coded(bytes(16))}),
        ("openTrust", {"owner": OWNER, "keys": as_json(author), "least": 0}),
    ):
        with pytest.raises(SealError) as caught:
            peer.ask(question, sealed=coded(sealed), **values)
        assert caught.value.code in refused, question


@pytest.mark.parametrize(
    "phrase",
    [
        "appel boom fiets",
        "  Appel–BOOM,\u00a0fiets. ",
        "één İstanbul ﬁets",
        "straße Ⅷ",
        "",
    ],
)
def test_a_phrase_is_the_same_in_both(peer, phrase):
    answer = peer.ask("stretch", phrase=phrase, salt=coded(b"s" * 16))
    assert answer["plain"] == sealed_ways.plain_phrase(phrase)
    assert base64.b64decode(answer["secret"]) == sealed_ways.stretch(phrase, b"s" * 16)


def test_vectors_are_read_in_python():
    keys = Keys(VECTORS["reader"]["age"], bytes.fromhex(VECTORS["reader"]["seed"]))
    author = VECTORS["author"]
    assert (
        sealed_text.control_number(author["recipient"], bytes.fromhex(author["signer"]))
        == (author["number"])
    )
    for vector in VECTORS["texts"]:
        known = {bytes.fromhex(author["signer"]): author["print"]}.get
        arguments = base64.b64decode(vector["sealed"]), keys, known, vector["expected"]
        if "error" in vector:
            with pytest.raises(SealError) as caught:
                sealed_text.open_text(*arguments)
            assert caught.value.code == vector["error"], vector["name"]
        else:
            body, digest = sealed_text.open_text(*arguments)
            assert for_node(body) == vector["body"], vector["name"]
            assert digest == vector["hash"], vector["name"]


def test_what_is_not_for_the_reader_is_not_shown(author, reader):
    body = {
        **PLACE,
        "readers": [],
        "revision": 1,
        "previous": "",
        "trust": 1,
        "text": {},
    }
    sealed, _digest = sealed_text.seal(body, author, [reader.recipient])
    known = {author.signer: author.fingerprint}.get
    wrong = {
        "not-for-me": (sealed, author, known, PLACE),
        "damaged": (sealed[:-1], reader, known, PLACE),
        "unknown-author": (sealed, reader, {}.get, PLACE),
        "misplaced": (sealed, reader, known, {**PLACE, "kind": "goal"}),
    }
    for code, arguments in wrong.items():
        with pytest.raises(SealError) as caught:
            sealed_text.open_text(*arguments)
        assert caught.value.code == code


OWNER = "5c1d7a90-2b3e-4f5a-8b6c-7d8e9f001122"
COLLEAGUE = "6d2e8ba1-3c4f-4a6b-9c7d-8e9fa0112233"


@pytest.fixture
def listed(author, reader):
    """A list of the author's, with the reader in the room and a text that was seen."""
    trust = sealed_trust.new_trust(OWNER, "Ursula é 😀", author)
    trust = sealed_trust.pin_room(trust, ROOM, {OWNER: "Ursula", COLLEAGUE: "Fatima"})
    halves = sealed_trust.public_halves(reader)
    trust = sealed_trust.take_keys(trust, COLLEAGUE, halves, "first")
    return sealed_trust.note_seen(trust, {**PLACE, "revision": 1}, "a" * 64)


def test_javascript_opens_the_list_that_python_seals(peer, author, listed):
    for revision in (1, 2):
        sealed, following = sealed_trust.seal_trust(listed, OWNER, author)
        values = {"sealed": coded(sealed), "owner": OWNER, "keys": as_json(author)}
        assert peer.ask("openTrust", **values, least=revision) == following
        with pytest.raises(SealError, match="list-outdated"):
            peer.ask("openTrust", **values, least=revision + 1)
        listed = following


def test_python_opens_the_list_that_javascript_seals(peer, author, listed):
    answer = peer.ask("sealTrust", trust=listed, owner=OWNER, keys=as_json(author))
    sealed = base64.b64decode(answer["sealed"])
    assert sealed_trust.open_trust(sealed, OWNER, author, 1) == answer["trust"]
    with pytest.raises(SealError, match="list-outdated"):
        sealed_trust.open_trust(sealed, OWNER, author, 2)
    with pytest.raises(SealError, match="list-missing"):
        sealed_trust.open_trust(None, OWNER, author)


def test_a_list_is_its_owners_alone(peer, author, reader, listed):
    sealed, _next = sealed_trust.seal_trust(listed, OWNER, author)
    with pytest.raises(SealError, match="not-for-me"):
        sealed_trust.open_trust(sealed, OWNER, reader)
    with pytest.raises(SealError, match="misplaced"):
        sealed_trust.open_trust(sealed, COLLEAGUE, author)
    # with the owner's public key, anyone can seal a list for them, but not sign it
    body = {
        "uuid": OWNER,
        "room": OWNER,
        "kind": "trust",
        "readers": [],
        "revision": 9,
        "previous": "",
        "trust": 9,
        "text": {},
    }
    forged, _digest = sealed_text.seal(body, reader, [author.recipient])
    with pytest.raises(SealError, match="unknown-author"):
        sealed_trust.open_trust(forged, OWNER, author)


def test_a_list_names_whom_a_text_is_for(author, reader, listed):
    stranger = sealed_trust.public_halves(Keys.make())
    waiting = "7e3f9cb2-4d5a-4b7c-8d8e-9fa0b1223344"
    listed = sealed_trust.pin_room(listed, ROOM, {waiting: "Femke"})
    recipients, readers = sealed_trust.readers_of(listed, ROOM, [COLLEAGUE, waiting])
    assert recipients == [reader.recipient]
    assert readers == [[COLLEAGUE, reader.fingerprint], [waiting, ""]]
    author_of = sealed_trust.authors_of(listed)
    assert author_of(reader.signer) == reader.fingerprint
    assert author_of(bytes.fromhex(stranger["signer"])) is None
    with pytest.raises(SealError, match="not-trusted"):
        sealed_trust.readers_of(listed, ROOM, [PLACE["uuid"]])
    # neither another key for a person, nor that person's key for another one
    for uuid, halves in (
        (COLLEAGUE, stranger),
        (PLACE["uuid"], stranger),
        (waiting, sealed_trust.public_halves(reader)),
        (waiting, {**stranger, "recipient": reader.recipient}),
    ):
        with pytest.raises(SealError, match="not-trusted"):
            sealed_trust.take_keys(listed, uuid, halves, "first")


def test_a_list_takes_no_older_text_and_none_in_its_place(listed):
    newer = sealed_trust.note_seen(listed, {**PLACE, "revision": 2}, "b" * 64)
    assert sealed_trust.note_seen(newer, {**PLACE, "revision": 2}, "b" * 64) == newer
    for revision, digest in ((1, "a" * 64), (2, "c" * 64)):
        with pytest.raises(SealError, match="outdated"):
            sealed_trust.note_seen(newer, {**PLACE, "revision": revision}, digest)


def test_a_room_has_uuids_alone(listed):
    for room, people in ((ROOM, {"7": "Fatima"}), ("toString", {})):
        with pytest.raises(SealError, match="unreadable"):
            sealed_trust.pin_room(listed, room, people)
