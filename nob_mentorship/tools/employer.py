"""Tells whether two people named the same employer; plain Python."""

import re

from odoo.tools import remove_accents

LEGAL_FORMS = re.compile(
    r"\b(ag|bv|bvba|co|cooperatie|cv|gmbh|holdings?|inc|llc|llp|limited|ltd|maatschap"
    r"|nv|plc|sa|sarl|stichting|ua|vof)\b"
)
NOBODY = re.compile(
    r"(freelancer?|zelfstandige?|zzp|zzper)\b.*"
    r"|eigen (baas|bedrijf|kantoor|praktijk|zaak)"
    r"|self ?employed|geen( werkgever)?|none|na|nvt"
)
"""What people without an employer fill in."""


def employer_key(text):
    """Return the normal form of an employer's name, the same for all its spellings.

    It ignores capitals, accents, punctuation, spaces and legal forms.

    :param text: an employer as typed, or the name of a company; may be empty
    :return: ``""`` for no employer, and for a self-employed person
    """
    plain = remove_accents(text or "").casefold()
    plain = re.sub(r"[.'’`]", "", plain)
    plain = re.sub(r"[\W_]+", " ", plain).strip()
    # single letters in a row are one abbreviation: "b. v.", "K P M G"
    plain = re.sub(r"\b(\w) (?=\w\b)", r"\1", plain)
    if NOBODY.fullmatch(plain):
        return ""
    return LEGAL_FORMS.sub("", plain).replace(" ", "")
