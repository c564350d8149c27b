"""What the page of a form does before it sends: it reads the paper, and seals."""

import json
import re
from html import unescape

from odoo.addons.nob_mentorship.tools import ballot_file, ballot_hash

PAPER = re.compile(
    r'<script id="mentorship-paper" type="application/json">(.*?)</script>', re.DOTALL
)
LINK = re.compile(r"/mentorship/evaluation/\d+#[0-9a-f]{32}\.[0-9a-f]{64}")


def links_in(html):
    """Return the links to forms in the HTML of a mail."""
    return LINK.findall(unescape(html))


def parts(link):
    """Return (path without the fragment, token, hash of the paper) of a link."""
    path, _hash, fragment = link.partition("#")
    token, _dot, paper = fragment.partition(".")
    return path, token, paper


def token_hash(link):
    """Return the value by which the server knows the token of a link."""
    return ballot_hash.of("token", bytes.fromhex(parts(link)[1]))


def served(page):
    """Return the data that a page passes on next to the form: its paper, a dict.

    :param str page: HTML
    """
    return json.loads(PAPER.search(page)[1])


def shaped(answers):
    """Return answers as a ballot holds them.

    :param answers: as core's script collects them
    """
    found = {}
    for number, value in answers.items():
        comment = ""
        if isinstance(value, dict):
            value = dict(value)
            comment = value.pop("comment", "")
        elif isinstance(value, list):
            notes = [one.get("comment") for one in value if isinstance(one, dict)]
            value = [one for one in value if not isinstance(one, dict)]
            comment = notes[0] if notes else ""
        found[str(number)] = [value, comment]
    return found


def seal(link, paper, role, answers):
    """Return a ballot.

    :param dict paper: as :func:`served` returns it
    :param answers: as a ballot holds them
    """
    terms = json.loads(paper["paper"])
    _path, token, named = parts(link)
    content = ballot_file.content(named, token, role, answers, terms["length"])
    return ballot_file.sealed(terms["recipient"], content)


def receipt(file):
    """Return the receipt of a ballot."""
    return ballot_hash.receipt(ballot_hash.of("ballot", file))
