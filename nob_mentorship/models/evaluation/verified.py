"""Check that a paper was signed by the box key, before a link to it is given out.

An attacker who can write to the database can replace the paper by another, sealed to
their own key. The public half of the box key is stored outside the database: beside the
keys, or in odoo.conf. So such a paper gets no links; and on a server without a box key,
no paper does.
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
"""Errors raised for anything that is not a paper, a signature or a supplement."""


def is_signed(evaluation):
    """Tell whether the paper and supplements of an evaluation are signed by the box,
    and the form matches the paper.
    """
    signer = _signer(evaluation.env)
    return signer is not None and _is_signed_by(signer, evaluation)


def why_not(env):
    """Return the message for when :func:`is_signed` is false, for staff and members
    alike; on a server without a box key, it says what the administrator has to do.
    """
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
    """Tell whether this server has the box key, and so can check papers."""
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
        _verify(signer, "paper", paper, evaluation.paper_signature)
        for one in evaluation.supplements or []:
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
    """Raise unless a text was signed by the key.

    :raises InvalidSignature: if it was not
    """
    context = f"nob-mentorship/{what}/1\0".encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
    key.verify(bytes.fromhex(signature), context + text.encode())
