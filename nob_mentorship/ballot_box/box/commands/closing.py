"""`close`: opens the ballots of an evaluation, once and all together."""

from base64 import b64decode

from .. import folders as ballot_folders
from .. import keys, shape
from ..command import Command
from ..counting import Box
from ..master import Masters
from ..refused import Refused


def do_close(request, lines):
    """Open the ballots that follow, if this very set, or none, was opened before.

    The set is on every disk before the first ballot is opened. Ballots and rows form
    one set: with other rows, another ballot would be left out, and the difference would
    be one person's answer.
    """
    masters = Masters(request["key_file"])
    with ballot_folders.entered(request) as folders:
        uuid = request["evaluation"]
        known, destroyed = keys.ended(folders, uuid)
        if destroyed:
            raise Refused("destroyed")
        found = keys.held_by_all(folders, uuid)
        box_key = keys.box_key(folders, masters)
        signer = box_key and box_key.public_key().public_bytes_raw().hex()
        if signer not in (None, found.terms["signer"]):
            raise Refused("another_box")
        identity, secret = found.secret(masters)
        box = _taken(found, lines)
        if known not in ("", box.digest):
            raise Refused("another_set")
        record = {"format": keys.SET_FORMAT, "set": box.digest}
        for folder in folders:
            if folder.read(uuid + keys.SET) is None:
                folder.write(uuid + keys.SET, record)
    told, answers, receipts = box.opened(identity, secret)
    return [
        {**told, "set": box.digest, "paper": found.paper},
        *answers,
        *({"receipt": receipt} for receipt in receipts),
        {"end": True},
    ]


def _taken(found, lines):
    """Return a `Box` with the ballots and rows that follow the request."""
    box = Box(found)
    for line in lines.until_end():
        try:
            ((kind, value),) = line.items()
            if kind == "row":
                token, number = value
                box.add_row(shape.digest(token), shape.number(number))
            elif kind != "ballot" or not isinstance(value, str):
                raise ValueError
            elif not box.add(_bytes(value)):
                raise Refused("too_much")
        except (ValueError, TypeError):
            raise Refused("request") from None
    return box


def _bytes(text):
    """Return the bytes of a ballot; invalid base64 is not a ballot, and is dropped as
    such: one row must not keep a box closed.
    """
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return text.encode("utf-8", "surrogatepass")


CLOSE = Command(do_close, {"evaluation": shape.uuid})
