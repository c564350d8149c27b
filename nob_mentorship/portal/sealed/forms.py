"""Parse the requests of the sealed page; any other input is refused.

The page itself sends nothing else, so no error messages are needed.
"""

import re
from base64 import b64decode, b64encode
from datetime import date

from ...models.sealed.file import MOST_FILES

RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
HEX_KEY = re.compile(r"[0-9a-f]{64}")
SIGNATURE = re.compile(r"([0-9a-f]{256})?")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REPLACED = re.compile(f"({UUID.pattern})?")
DAY = re.compile(r"(20\d\d-\d\d-\d\d)?")
KINDS = ("passkey", "phrase", "recovery")
ONE_EACH = ("plan", "lookback")
"""The kinds of texts of which a member writes one in a room."""
LONGEST_KEYS = 4000
"""The maximum number of characters of sealed secret keys, with room to spare."""
LONGEST_LIST = 1_500_000
"""The maximum number of characters of a list of people: enough for a thousand rooms."""
LONGEST_TEXT = 1_500_000
"""The maximum number of characters of a sealed text: the longest text, padded, with its
readers, in base64."""
LONGEST_MESSAGE = 200_000
"""The maximum number of characters of a sealed message: a text of 20,000, padded to 128
kB, in base64."""
LONGEST_FILE = 2**25 + 2**20
"""The maximum number of bytes of a sealed file: 20 MB, padded to the next power of two,
plus what age adds."""
MOST_READERS = 100
MOST_COPIES = 50
LATEST_REVISION = 2**31 - 1
SALT_BYTES = 16
OCTETS = "octets"
"""The key under which a request holds the bytes that were attached to it."""


class Wrong(ValueError):
    """Input that the page would never send."""


def text(sent, name, pattern=None, most=200):
    """Return a text.

    :raises Wrong: for anything else
    """
    value = sent.get(name)
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise Wrong(name)
    if pattern and not pattern.fullmatch(value):
        raise Wrong(name)
    return value


def whole_number(sent, name, least=0, most=LATEST_REVISION):
    """Return a whole number.

    :raises Wrong: for anything else
    """
    value = sent.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Wrong(name)
    if not least <= value <= most:
        raise Wrong(name)
    return value


def coded(sent, name, most, least=1):
    """Validate bytes in base64 and return the text as received.

    :raises Wrong: for anything else
    """
    value = text(sent, name, most=most)
    try:
        raw = b64decode(value, validate=True)
    except ValueError:
        raise Wrong(name) from None
    if len(raw) < least:
        raise Wrong(name)
    return value


def octets(sent, most):
    """Return the bytes sent with a request, in base64.

    :raises Wrong: if there are none, or too many
    """
    content = sent.get(OCTETS)
    if not isinstance(content, bytes) or not 0 < len(content) <= most:
        raise Wrong(OCTETS)
    return b64encode(content)


def read_keys(sent):
    """Return the values of the public keys of an identity."""
    return {
        "recipient": text(sent, "recipient", RECIPIENT),
        "signer": text(sent, "signer", HEX_KEY),
        "succession": text(sent, "succession", SIGNATURE, most=256),
    }


def read_way(sent):
    """Return the values of a way to open an identity."""
    if not isinstance(sent, dict):
        raise Wrong("way")
    kind = text(sent, "kind")
    if kind not in KINDS:
        raise Wrong("kind")
    return {
        "kind": kind,
        "label": read_label(sent),
        "credential": coded(sent, "credential", 2000) if kind == "passkey" else False,
        "salt": coded(sent, "salt", 40, SALT_BYTES) if kind == "phrase" else False,
        "sealed_keys": coded(sent, "sealed", LONGEST_KEYS),
    }


def read_label(sent):
    """Return a member's label for a way."""
    label = " ".join(text(sent, "label", most=60).split())
    if not label:
        raise Wrong("label")
    return label


def read_ways(sent):
    """Return the values of the ways of a new identity, one of them a recovery code."""
    ways = sent.get("ways")
    if not isinstance(ways, list) or not 1 <= len(ways) <= 3:
        raise Wrong("ways")
    ways = [read_way(way) for way in ways]
    if [way["kind"] for way in ways].count("recovery") != 1:
        raise Wrong("ways")
    return ways


def read_trust(sent):
    """Return (revision, sealed list)."""
    return whole_number(sent, "revision", 1), coded(sent, "sealed", LONGEST_LIST)


def read_text(sent):
    """Return a sealed text as created by its author's browser.

    :return: dict of ``uuid``, ``revision``, ``sealed`` and ``readers``
    """
    readers = sent.get("readers")
    if not isinstance(readers, list) or not 1 <= len(readers) <= MOST_READERS:
        raise Wrong("readers")
    if not all(
        isinstance(reader, str) and UUID.fullmatch(reader) for reader in readers
    ):
        raise Wrong("readers")
    return {
        "uuid": text(sent, "uuid", UUID),
        "revision": whole_number(sent, "revision", 1),
        "sealed": coded(sent, "sealed", LONGEST_TEXT),
        "readers": readers,
    }


def read_open(sent, pairing, partner):
    """Return the unsealed values of a text, by its kind.

    :param pairing: the ``mentorship.pairing`` in which it is written
    :param partner: its author
    """
    kind, values = text(sent, "kind"), sent.get("open")
    if kind not in READ or not isinstance(values, dict):
        raise Wrong("kind")
    return kind, READ[kind](values, set(sent["readers"]), pairing, partner)


def _read_note(values, readers, pairing, partner):
    about, number = text(values, "about"), whole_number(values, "meeting")
    meeting = pairing.meeting_ids.filtered(lambda meeting: meeting.id == number)
    if about not in ("note", "agenda", "outcome") or (about != "note") != bool(meeting):
        raise Wrong("about")
    people = pairing._room_people()
    others = [
        people[uuid]
        for uuid in sorted(readers & people.keys())
        if people[uuid] != partner
    ]
    alone = len(others) == 1 and len(people) > 2
    return {
        "kind": about,
        "meeting_id": meeting.id,
        "audience": "person" if alone else "room" if others else "self",
        "reader_id": others[0].id if alone else False,
    }


def read_files(sent):
    """Return the uuids of the files that a note names."""
    uuids = sent["open"].get("files", [])
    if not isinstance(uuids, list) or len(uuids) > MOST_FILES:
        raise Wrong("files")
    if not all(isinstance(uuid, str) and UUID.fullmatch(uuid) for uuid in uuids):
        raise Wrong("files")
    return uuids


def _read_goal(values, _readers, _pairing, _partner):
    term, due = text(values, "term"), text(values, "due", DAY)
    if term not in ("short", "long"):
        raise Wrong("term")
    return {"term": term, "due_on": date.fromisoformat(due) if due else False}


def _read_plan(_values, _readers, pairing, partner):
    if pairing.mentor_id == partner:
        raise Wrong("the plan is the mentee's")
    return {}


def read_followed(sent):
    """Return the number of the version that a new agreement follows, 0 for none."""
    return whole_number({"follows": 0, **sent["open"]}, "follows")


def read_replaced(sent):
    """Return the uuid of the text that a new one of :data:`ONE_EACH` replaces, or
    ""."""
    return text({"replaces": "", **sent["open"]}, "replaces", REPLACED)


def _read_nothing(_values, _readers, _pairing, _partner):
    return {}


READ = {
    "note": _read_note,
    "goal": _read_goal,
    "plan": _read_plan,
    "lookback": _read_nothing,
    "agreement": _read_nothing,
}
"""{kind of a text: function that reads its unsealed values}"""


def read_acceptance(sent):
    """Return {``uuid``, ``sealed``} of a signed acceptance of an agreement version."""
    acceptance = sent.get("acceptance")
    if not isinstance(acceptance, dict):
        raise Wrong("acceptance")
    return {
        "uuid": text(acceptance, "uuid", UUID),
        "sealed": coded(acceptance, "sealed", LONGEST_KEYS),
    }


def read_turn(sent):
    """Return (turn, progress) of a goal."""
    turn = text(sent, "turn")
    if turn not in ("progress", "drop", "resume"):
        raise Wrong("turn")
    return turn, whole_number(sent, "progress", 0, 100)


def read_copies(sent):
    """Return [{``uuid`` of a text, ``sealed``}] for copies passed on to one reader."""
    copies = sent.get("copies")
    if not isinstance(copies, list) or not 1 <= len(copies) <= MOST_COPIES:
        raise Wrong("copies")
    if not all(isinstance(copy, dict) for copy in copies):
        raise Wrong("copies")
    return [
        {
            "uuid": text(copy, "uuid", UUID),
            "kind": text(copy, "kind"),
            "sealed": coded(copy, "sealed", LONGEST_TEXT),
        }
        for copy in copies
    ]


def read_answer(sent):
    """Return {``uuid``, ``sealed``} of an answer in a conversation."""
    return {
        "uuid": text(sent, "uuid", UUID),
        "sealed": coded(sent, "sealed", LONGEST_MESSAGE),
    }


def read_message(sent):
    """Return a text for coordinators: see :func:`read_answer`; the ``room`` that
    identifies the conversation, and the ``readers``, uuids of staff.
    """
    readers = sent.get("readers")
    if not isinstance(readers, list) or not 1 <= len(readers) <= MOST_READERS:
        raise Wrong("readers")
    if not all(isinstance(each, str) and UUID.fullmatch(each) for each in readers):
        raise Wrong("readers")
    return {
        **read_answer(sent),
        "room": text(sent, "room", UUID),
        "readers": readers,
    }


def read_handles(sent, most):
    """Return the handles by which an author's browser finds conversations."""
    handles = sent.get("handles")
    if not isinstance(handles, list) or len(handles) > most:
        raise Wrong("handles")
    if not all(isinstance(each, str) and HEX_KEY.fullmatch(each) for each in handles):
        raise Wrong("handles")
    return handles
