"""The demonstration looks like an association: its files are read, no server runs."""

import re

import pytest
from lxml import etree

from odoo.addons.nob_mentorship.tools.employer import employer_key

from dev import demo_texts, paths

pytestmark = pytest.mark.fault
DAYS = re.compile(r"days=(-?\d+)")


@pytest.fixture(scope="module")
def demo():
    """Return {model: {id: {field: text, reference or expression}}}."""
    records = {}
    for file in sorted((paths.ADDON / "demo").glob("*.xml")):
        for record in etree.parse(file).iter("record"):
            values = {
                field.get("name"): field.text or field.get("ref") or field.get("eval")
                for field in record.iter("field")
            }
            records.setdefault(record.get("model"), {})[record.get("id")] = values
    return records


@pytest.fixture(scope="module")
def pairs(demo):
    """Return {pairing: [the contacts in it]}."""
    signed_up = demo["mentorship.enrolment"]
    found = {}
    for member in demo["mentorship.pairing.member"].values():
        partner = signed_up[member["enrolment_id"]]["partner_id"]
        found.setdefault(member["pairing_id"], []).append(partner)
    return found


def _written():
    """Yield (ids, expression of the values) of what is written afterwards."""
    for file in sorted((paths.ADDON / "demo").glob("*.xml")):
        for function in etree.parse(file).iter("function"):
            if function.get("name") == "write" and len(function):
                ids, values = (value.get("eval") for value in function.iter("value"))
                yield set(re.findall(r"ref\('(\w+)'\)", ids)), values


def test_the_association_has_a_name_and_a_logo_of_its_own(demo):
    company = demo["res.company"]["base.main_company"]
    assert "Orde" in company["name"]
    logo = (paths.ADDON / "demo" / "logo.png").read_bytes()
    assert logo.startswith(b"\x89PNG")


def test_nobody_is_offered_somebody_of_their_own_employer(demo, pairs):
    employers = {
        partner: employer_key(values.get("company_name"))
        for partner, values in demo["res.partner"].items()
    }
    assert len(pairs) > 8
    for pairing, partners in pairs.items():
        known = [employers[partner] for partner in partners if employers[partner]]
        assert len(known) == len(set(known)), pairing


def test_one_edition_is_closed(demo):
    closed = set()
    for ids, values in _written():
        if "'state': 'closed'" in values:
            closed |= ids
    assert closed and closed <= demo["mentorship.edition"].keys()


def test_pairings_began_before_they_met(demo):
    began = {}
    for ids, values in _written():
        if found := re.search(r"'date_start':[^}]*?days=(-?\d+)", values):
            began.update(dict.fromkeys(ids, int(found[1])))
    for name, meeting in demo["mentorship.meeting"].items():
        met = int(DAYS.search(meeting["start"])[1])
        assert began[meeting["pairing_id"]] < met, name


def test_what_the_demonstration_does_is_said_in_dutch():
    for file in sorted((paths.ADDON / "demo").glob("*.xml")):
        assert "'lang': 'nl_NL'" in etree.parse(file).getroot().get("context"), file


def test_the_five_words_are_of_the_list_and_one_members_alone(demo):
    listed = (paths.ADDON / "client" / "words" / "nl.txt").read_text().split()
    logins = {user["login"] for user in demo["res.users"].values()}
    drawn = [words.split() for words in demo_texts.WORDS.values()]
    assert demo_texts.WORDS.keys() <= logins
    assert all(len(words) == 5 and set(words) <= set(listed) for words in drawn)
    together = [word for words in drawn for word in words]
    assert len(together) == len(set(together))


def test_members_write_in_rooms_they_are_in(pairs):
    for name, texts in demo_texts.ROOMS.items():
        for text in texts:
            assert text.author in demo_texts.MEMBERS
            others = {*(text.readers or ()), *text.agreed}
            assert {text.author, *others} <= set(pairs[name]), text


def test_one_mentee_has_no_keys_yet(pairs):
    waiting = {
        partner
        for name in demo_texts.ROOMS
        for partner in pairs[name]
        if partner not in demo_texts.MEMBERS
    }
    assert waiting == {demo_texts.FEMKE}
