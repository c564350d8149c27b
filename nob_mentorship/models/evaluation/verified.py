"""That a paper is the one that the box key signed, before anybody gets a link to it.

Who writes the database can put another paper into its place, sealed to a key of their
own. The public half of the box key lies outside the database: beside the keys, or in
odoo.conf. So such a paper leads nowhere; and on a server that knows no box key, none
leads anywhere.
"""

import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ...tools import ballot_hash
from ...tools.apart import Refused
from . import box

UNREADABLE = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    InvalidSignature,
)
"""What anything else than a paper, its signature or a supplement comes to."""


def is_signed(evaluation):
    """Tell whether an evaluation's paper and supplements are those of the box, and the
    form those of the paper."""
    signer = _signer(evaluation.env)
    return signer is not None and _is_signed_by(signer, evaluation)


def why_not(env):
    """Return what to say where :func:`is_signed` says no, to staff and members alike;
    on a server that knows no box key what the administrator has to do."""
    if not knows_box(env):
        return env._(
            "This server cannot check the form of an evaluation: it does not know the "
            "public part of the box key. Ask your administrator to set box_key in "
            "Odoo's configuration; “mentorship_key status” prints it on the server "
            "that has the ballot folder."
        )
    return env._(
        "We cannot check that this form is still as it was opened, so there is no link "
        "to it. Please tell the organisers."
    )


def knows_box(env):
    """Tell whether this server knows the box key, so that it can check papers."""
    return _signer(env) is not None


def _signer(env):
    try:
        return box.signer(env)
    except Refused:
        return None


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
            and bool(evaluation._papers_form())
        )
    except UNREADABLE:
        return False


def _verify(signer, what, text, signature):
    """Raise unless a text was signed.

    :raises InvalidSignature: when it was not
    """
    context = f"nob-mentorship/{what}/1\0".encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
    key.verify(bytes.fromhex(signature), context + text.encode())
