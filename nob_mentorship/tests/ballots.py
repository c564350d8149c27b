"""Ballots as a browser makes them, for tests: the same bytes, in Python."""

import shutil
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path
from unittest.mock import patch

from ..models.evaluation import box, links
from ..portal.evaluation import casting
from ..tools import ballot_file, ballot_hash, keyring

TEXT = "Meer tijd voor elkaar"


def with_box(case):
    """Give a test class ballot folders and a master key of its own."""
    folder = Path(tempfile.mkdtemp())
    case.addClassCleanup(shutil.rmtree, folder, True)
    key = folder / "mentorship.key"
    key.write_text(keyring.written(keyring.grown(keyring.Keyring())))
    (folder / "ballots").mkdir()
    for name, value in (
        ("folders", [str(folder / "ballots")]),
        ("key_file", str(key)),
    ):
        case.startClassPatcher(patch.object(box, name, return_value=value))


def box_key(evaluation):
    """Return a context in which odoo.conf names the public half of the box key."""
    named = {box.PUBLIC: evaluation._terms()["signer"]}
    return patch.object(box.conf, "option", lambda _conf, name: named.get(name))


def answers(evaluation, text=TEXT, **values):
    """Return answers to a form, as a ballot holds them.

    :param values: other answers, by the key of their question
    """
    said = {}
    for question in evaluation.survey_id.question_ids:
        value = values.get(question.mentorship_key)
        if question.suggested_answer_ids:
            value = str(value or question.suggested_answer_ids[0].id)
        elif question.question_type == "text_box":
            value = text
        else:
            value = str(value or 3)
        said[str(question.id)] = [value, ""]
    return said


def fragment(evaluation, partner):
    """Return (token, hash of the paper) of a link that is drawn for a person."""
    invitation = evaluation.invitation_ids.filtered(lambda i: i.partner_id == partner)
    return links.draw(invitation).partition("#")[2].split(".")


def sent(token):
    """Return the part of a token that a browser sends."""
    return ballot_hash.of("token", bytes.fromhex(token))


def hashed(token):
    """Return the part of a token that the database keeps."""
    return ballot_hash.of_row(sent(token))


def seal(evaluation, token, role, said, paper=None):
    """Return a ballot.

    :param str paper: another hash than that of the evaluation's paper
    """
    terms = evaluation._terms()
    content = ballot_file.content(
        paper or evaluation.paper_hash, token, role, said, terms["length"]
    )
    return ballot_file.sealed(terms["recipient"], content)


def cast(evaluation, token, file):
    """Send a ballot with a token; return the code."""
    evaluation.env.flush_all()
    return casting.cast(evaluation.env, evaluation.id, sent(token).encode() + file)


def answer(evaluation, partner, text=TEXT, **values):
    """Answer as an invited person; return the code."""
    token, _paper = fragment(evaluation, partner)
    invitation = evaluation.invitation_ids.filtered(lambda i: i.partner_id == partner)
    said = answers(evaluation, text, **values)
    return cast(evaluation, token, seal(evaluation, token, invitation.role, said))


def bytes_of(kept):
    """Return the ballot that the database keeps as a text."""
    return b64decode(kept)


def text(file):
    """Return a ballot as the database keeps it."""
    return b64encode(file).decode()
