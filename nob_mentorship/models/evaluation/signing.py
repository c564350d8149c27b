"""What the program apart signs for an evaluation: plain functions.

They are no methods of a record, which code in the database could call with invitations
of its own. What is signed comes of who takes part, and each of it is counted: the
program tells at closing how many people it named, and how many of them later.
"""

import hashlib
import hmac
import json
import uuid
from contextlib import suppress

from ...tools import ballot, ballot_hash
from ...tools.apart import Refused
from . import box

NUMBER = b"nob-mentorship/number/1\0"


def number(seed, partner):
    """Return the number of a person's invitation, 16 bytes in hexadecimal.

    It comes of the seed that was drawn at opening: asked again after a try that was
    rolled back, the program knows it, and names nobody twice.
    """
    drawn = hmac.digest(seed.encode(), NUMBER + b"%d" % partner.id, hashlib.sha256)
    return drawn[: ballot_hash.TOKEN_BYTES].hex()


def make_paper(evaluation, invitations):
    """Have the key made and the paper signed; return the values to store.

    :param invitations: hashes of the invitations' numbers
    :raises Refused: when the program apart does not do it
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
    # nothing comes of a key whose evaluation does not come to be
    env.cr.postrollback.add(
        box.later(env, "destroy", evaluation=name, set="", give_up=True)
    )
    return {
        "box_uuid": name,
        "box_node": box.node(),
        "paper": made["paper"],
        "paper_signature": made["signature"],
        "paper_hash": ballot_hash.of("paper", made["paper"].encode()),
        "supplements": json.dumps([]),
        "form_hashes": json.dumps(by_language),
    }


def add_supplement(evaluation, invitations):
    """Have people added to those who are invited; return the values to store.

    :param invitations: hashes of the new invitations' numbers
    :raises Refused: when the program apart does not do it
    """
    (made,) = box.ask(
        evaluation.env,
        "supplement",
        evaluation=evaluation.box_uuid or "",
        # so all there are come back, those of an earlier try among them
        previous=evaluation.paper_hash or "",
        invitations=invitations,
    )
    return {"supplements": json.dumps(made["supplements"])}


def _known_box(env):
    """Return which box key has to be there: that of evaluations that are open.

    What stands in a row alone is no reason to open nothing, where the key that is here
    signed another one.
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
