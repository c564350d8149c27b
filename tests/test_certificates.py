"""Certificates on a running server: the PDF read back, and its code on the public page.

Codes that are revoked, unknown, forged or of an erased member are refused alike;
guessing is stopped, on that page alone.
"""

import io
import re

import pytest
import requests
from lxml import html
from PyPDF2 import PdfReader

from odoo.addons.nob_mentorship.tools import certificate_code

from dev import postgres

from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

CHECK = "/mentorship/certificate"
MOST = 30
"""How many wrong codes one network can try within an hour."""
NAME = "Kees Klop"
ARABIC, LONG = "مايا", "Wolfeschlegelsteinhausen " * 4 + "<b>van der Berg</b>"


@pytest.fixture(scope="module")
def certified(stage):
    """Issue the certificates of the completed pairing; return {role: sign-up}."""
    url = [["report.url", stage.server.url], ["web.base.url", stage.server.url]]
    for name, value in url:
        stage.world.admin.call("ir.config_parameter", "set_param", [name, value])
    pairing = stage.ids["completed"]
    ((edition, _name),) = stage.read("pairing", pairing, "edition_id")
    values = {
        "certificate": True,
        "certificate_meetings": False,
        "certificate_hours": True,
        "certificate_signer": "Jan de Boer",
    }
    stage.call("edition", "write", [edition], values)
    stage.call("edition", "action_issue_certificates", [edition])
    rows = stage.call(
        "pairing.member",
        "search_read",
        [("pairing_id", "=", pairing)],
        ["role", "enrolment_id"],
    )
    return {row["role"]: row["enrolment_id"][0] for row in rows}


def own_page(stage, certified, role):
    """Return (path of the PDF, address that checks it) from a member's page."""
    page = stage.client(role).get(f"/my/mentorship/enrolment/{certified[role]}").text
    links = html.fromstring(page).xpath("//a/@href")
    (pdf,) = (link for link in links if f"/my{CHECK}/" in link)
    (check,) = (link for link in links if f"{stage.server.url}{CHECK}/" in link)
    return pdf, check


def read(content):
    """Return (the text of a PDF with single blanks, its pages)."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), pages


def letters(text):
    """Return a text without what wraps it."""
    return re.sub(r"\s+", "", text)


def forget_tries(stage):
    """Let an hour pass."""
    postgres.query("DELETE FROM mentorship_certificate_try", stage.server.db)


def test_the_pdf_says_what_it_certifies_and_its_code_is_confirmed(stage, certified):
    path, check = own_page(stage, certified, "mentee")
    answer = stage.client("mentee").get(path)
    assert answer.headers["Content-Type"] == "application/pdf"
    words, pages = read(answer.content)
    assert len(pages) == 1
    box = pages[0].mediabox
    assert box.width > box.height
    code = check.rpartition("/")[2]
    for text in (NAME, "Certificaat", "Jan de Boer"):
        assert text in words
    assert letters(code) in letters(words)
    assert letters(check) in letters(words)
    visitor = requests.get(check, timeout=60)
    assert visitor.status_code == 200
    facts = html.fromstring(visitor.text).xpath("//dd")
    assert facts[0].text_content().strip() == NAME
    assert len(facts) == 4
    typed = requests.get(
        f"{stage.server.url}{CHECK}",
        params={"code": code.lower().replace("-", " ")},
        timeout=60,
    )
    assert typed.text == visitor.text


@pytest.mark.parametrize("name", [ARABIC, LONG, "W" * 120])
def test_names_of_every_kind_stay_on_one_page(stage, certified, name):
    partner = stage.partners["mentee"]
    stage.world.admin.call("res.partner", "write", [[partner], {"name": name}])
    try:
        path, _check = own_page(stage, certified, "mentee")
        words, pages = read(stage.client("mentee").get(path).content)
        assert len(pages) == 1
        if name != ARABIC:
            assert letters(name) in letters(words)
    finally:
        stage.world.admin.call("res.partner", "write", [[partner], {"name": NAME}])


def test_staff_print_all_of_them_in_one_file(stage, certified):
    numbers = stage.call("certificate", "search", [("state", "=", "issued")])
    assert len(numbers) == 2
    ids = ",".join(map(str, numbers))
    report = f"/report/pdf/nob_mentorship.certificate_report/{ids}"
    answer = stage.client("staf").get(report)
    words, pages = read(answer.content)
    assert len(pages) == 2
    assert NAME in words and "Vera Vis" in words
    stage.world.user(stage.login("clerk"), "Cor Clerk", "base.group_user")
    for client in (
        stage.client("mentor"),
        stage.server.client(stage.login("clerk"), PASSWORD),
        stage.world.admin,
    ):
        refused = client.get(report)
        assert not refused.content.startswith(b"%PDF")
        assert NAME not in refused.text


def test_what_is_not_confirmed_is_refused_alike_and_guessing_is_stopped(
    stage, certified
):
    forget_tries(stage)
    _path, revoked = own_page(stage, certified, "mentor")
    _path, erased = own_page(stage, certified, "mentee")
    for address in (revoked, erased):
        assert requests.get(address, timeout=60).status_code == 200
    stage.call("enrolment", "action_revoke_certificate", [certified["mentor"]])
    forged = f"{erased[:-1]}{'B' if erased[-1] == 'A' else 'A'}"
    stage.manager.call(
        "res.partner", "action_mentorship_erase", [[stage.partners["mentee"]]]
    )
    start = f"{stage.server.url}{CHECK}/"
    unknown = [start + certificate_code.new() for _code in range(3)]
    odd = [f"{start}{path}" for path in ("x", "%00", "%27", "9" * 4000, "a/b/c")]
    pages = [
        requests.get(address, timeout=60)
        for address in (revoked, erased, forged, *unknown, *odd)
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    session = requests.Session()
    statuses = [
        session.get(start + certificate_code.new(), timeout=60).status_code
        for _guess in range(MOST)
    ]
    left = MOST - len(pages)
    assert statuses == [404] * left + [429] * (MOST - left)
    # for every code that is not confirmed
    assert requests.get(revoked, timeout=60).status_code == 429
    assert requests.get(f"{stage.server.url}{CHECK}", timeout=60).status_code == 200
    client = stage.server.client(stage.login("mentor"), PASSWORD)
    assert client.get("/my/mentorship").status_code == 200
    assert "Traceback" not in stage.server.log.read_text()
    forget_tries(stage)
    assert requests.get(revoked, timeout=60).status_code == 404
