"""That a paper is the one that the box key signed, before anybody gets a link to it.

Who writes the database can put another paper into its place, sealed to a key of their
own. The public half of the box key lies outside the database: beside the keys, or in
odoo.conf on a server without a ballot folder. So such a paper leads nowhere.
"""

import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ...tools import ballot_hash
from ...tools.apart import Refused
from . import box


def is_signed(evaluation):
    """Tell whether an evaluation's paper and supplements are those of the box.

    On a server that cannot know the box key there is nothing to compare with.
    """
    try:
        signer = box.signer(evaluation.env)
    except Refused:
        return False
    return signer is None or _is_signed_by(signer, evaluation)


def _is_signed_by(signer, evaluation):
    paper = evaluation.paper or ""
    try:
        terms = json.loads(paper)
        added = json.loads(evaluation.supplements or "[]")
        _verify(signer, "paper", paper, evaluation.paper_signature)
        for one in added:
            _verify(signer, "supplement", one["supplement"], one["signature"])
        return (
            terms["signer"] == signer
            and terms["evaluation"] == evaluation.box_uuid
            and ballot_hash.of("paper", paper.encode()) == evaluation.paper_hash
        )
    except (ValueError, KeyError, TypeError, InvalidSignature):
        return False


def _verify(signer, what, text, signature):
    """Raise unless a text was signed.

    :raises InvalidSignature: when it was not
    """
    context = f"nob-mentorship/{what}/1\0".encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
    key.verify(bytes.fromhex(signature), context + text.encode())
