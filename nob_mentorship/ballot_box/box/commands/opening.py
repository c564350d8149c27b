"""`open`, `supplement` and `box`: keys and papers."""

from .. import folders as ballot_folders
from .. import keys, paper, shape
from ..command import Command
from ..master import Masters
from ..refused import Refused


def do_open(request, _lines):
    """Create the key of an evaluation and its paper; both are on every disk before it
    answers.

    Repeating the same request gives the same answer.
    """
    terms = {name: request[name] for name in paper.TERMS}
    numbers = sorted(request["invitations"])
    if paper.most_bytes(terms["length"], len(numbers)) > shape.MOST_BYTES:
        raise Refused("too_much")
    masters = Masters(request["key_file"])
    with ballot_folders.entered(request, make=True) as folders:
        _still_open(folders, terms["evaluation"])
        box = keys.box_key(folders, masters, make=True)
        _known_box(box, request)
        found = keys.evaluation(folders, terms["evaluation"])
        if found:
            same = {name: found.terms[name] for name in terms} == terms
            if not same or list(found.signed.numbers) != numbers or found.supplements:
                raise Refused("already_open")
            found.secret(masters)
            record = found.record
        else:
            record = keys.new_evaluation(masters, box, terms, numbers)
        for folder in folders:
            if not found or folder not in found.folders:
                folder.write(terms["evaluation"] + keys.KEY, record)
    signed = {"paper": record["paper"], "signature": record["signature"]}
    return [{**signed, "hash": paper.paper_hash(record["paper"])}]


def do_supplement(request, _lines):
    """Sign a supplement for people invited later; answer with all supplements after
    ``previous``.

    People already in the paper or a supplement are left out.
    """
    masters = Masters(request["key_file"])
    with ballot_folders.entered(request) as folders:
        _still_open(folders, request["evaluation"])
        found = keys.held_by_all(folders, request["evaluation"])
        box = keys.box_key(folders, masters)
        _known_box(box, {"box": found.terms["signer"]})
        chain = [
            found.paper,
            *(paper.supplement_hash(s.text) for s in found.supplements),
        ]
        if request["previous"] not in chain:
            raise Refused("another_paper")
        new = sorted(set(request["invitations"]) - found.numbers)
        if new:
            _room_for(found, new)
            found.supplements.append(
                paper.write_supplement(box, found.paper, len(chain), found.head, new)
            )
        for number, signed in enumerate(found.supplements, 1):
            name = keys.added_name(found.uuid, number)
            for folder in folders:
                if folder.read(name) is None:
                    folder.write(name, keys.added_record(signed))
    later = found.supplements[chain.index(request["previous"]) :]
    return [
        {
            "supplements": [
                {"supplement": signed.text, "signature": signed.signature}
                for signed in later
            ]
        }
    ]


def do_box(request, _lines):
    """Return the public half of the box key, which is created on first use."""
    masters = Masters(request["key_file"])
    with ballot_folders.entered(request, make=True) as folders:
        box = keys.box_key(folders, masters, make=True)
        _known_box(box, request)
    return [{"signer": box.public_key().public_bytes_raw().hex()}]


def _still_open(folders, uuid):
    known, destroyed = keys.ended(folders, uuid)
    if destroyed:
        raise Refused("destroyed")
    if known:
        raise Refused("closing")


def _known_box(box, request):
    """Raise if the box key is not the expected one."""
    signer = box and box.public_key().public_bytes_raw().hex()
    if signer != request.get("box", signer) or not signer:
        raise Refused("another_box" if signer else "no_box")


def _room_for(found, new):
    invited = len(found.numbers) + len(new)
    if (
        invited > shape.MOST_INVITED
        or len(found.supplements) >= shape.MOST_SUPPLEMENTS
        or paper.most_bytes(found.terms["length"], invited) > shape.MOST_BYTES
    ):
        raise Refused("too_much")


OPEN = Command(
    do_open,
    {**paper.TERMS, "invitations": paper.NUMBERS, "box": shape.digest},
    ("box",),
)
SUPPLEMENT = Command(
    do_supplement,
    {
        "evaluation": shape.uuid,
        "previous": shape.digest,
        "invitations": shape.several(shape.digest, 0, shape.MOST_INVITED),
    },
)
BOX = Command(do_box, {"box": shape.digest}, ("box",))
