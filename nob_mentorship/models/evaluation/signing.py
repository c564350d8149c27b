"""Functions that ask the separate program to sign the paper of an evaluation.

They are not record methods, because code in the database could then call them with
invented invitations. The signed terms follow from the participants, and every
invitation is counted: at closing, the program reports how many people were named, and
how many of them were added later.
"""

import hashlib
import hmac
import uuid
from contextlib import suppress

from ...tools import ballot, ballot_hash
from ...tools.apart import Refused
from . import box

NUMBER = b"nob-mentorship/number/1\0"


def number(seed, partner):
    """Return the number of a person's invitation, 16 bytes in hexadecimal.

    It is derived from the seed drawn at opening: if a rolled-back attempt is repeated,
    the program recognises the number, and names no person twice.
    """
    drawn = hmac.digest(seed.encode(), NUMBER + b"%d" % partner.id, hashlib.sha256)
    return drawn[: ballot_hash.TOKEN_BYTES].hex()


def make_paper(evaluation, invitations):
    """Ask the separate program to create the key and sign the paper; return the values
    to store.

    :param invitations: hashes of the invitations' numbers
    :raises Refused: if the separate program refuses
    """
    env, by_language = evaluation.env, evaluation._form_digests()
    name = str(uuid.uuid4())
    (made,) = box.ask(
        env,
        "open",
        evaluation=name,
        form=ballot_hash.of_list("forms", by_language.values()),
        minimum=evaluation.min_responses,
        audience=evaluation.audience,
        length=ballot.length(evaluation._questions()),
        closes=str(evaluation.closes_on),
        invitations=invitations,
        **_known_box(env),
    )
    # a key is useless if its evaluation is never committed
    env.cr.postrollback.add(
        box.later(env, "destroy", evaluation=name, set="", give_up=True)
    )
    return {
        "box_uuid": name,
        "box_node": box.node(),
        "paper": made["paper"],
        "paper_signature": made["signature"],
        "paper_hash": ballot_hash.of("paper", made["paper"].encode()),
        "supplements": [],
        "form_hashes": by_language,
    }


def add_supplement(evaluation, invitations):
    """Ask the separate program to add people to the invitations; return the values to
    store.

    :param invitations: hashes of the new invitations' numbers
    :raises Refused: if the separate program refuses
    """
    (made,) = box.ask(
        evaluation.env,
        "supplement",
        evaluation=evaluation.box_uuid or "",
        # so all supplements are returned, including those of an earlier attempt
        previous=evaluation.paper_hash or "",
        invitations=invitations,
    )
    return {"supplements": made["supplements"]}


def _known_box(env):
    """Return the box key that is expected here: the one that signed the open
    evaluations.

    If the key on this server is among these, another key in some row does not prevent
    an opening.
    """
    others = env["mentorship.evaluation"].search(
        [("state", "=", "open"), ("paper", "!=", False)]
    )
    said = {str(other._terms().get("signer")) for other in others}
    signers = {signer for signer in said if box.SIGNER.fullmatch(signer)}
    with suppress(Refused):
        if (here := box.signer(env)) in signers:
            return {"box": here}
    return {"box": min(signers)} if signers else {}
