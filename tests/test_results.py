"""The results of an evaluation on a running server: who sees them, and what they say.

The page, the PDF and the Excel file show the same numbers and the same texts.
"""

import io
import re
import zipfile
from collections import Counter

import openpyxl
import pytest
import requests
from lxml import html
from PyPDF2 import PdfReader

from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.results import (
    TEXTS,
    ClosedEvaluation,
    close,
    coordinator,
    shown_on_page,
)
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

LABELS = {
    "often": "Ja, regelmatig",
    "little": "Ja, maar weinig",
    "not": "Niet meer, of nog niet",
}
SECRET = "intervisie tussen mentees"
WAYS = ("", "/pdf", "/xlsx")
MENTORS = 7


@pytest.fixture(scope="module")
def server(smtp):
    """A server of this module's own: no other evaluation is in a cut or a trend."""
    with running(smtp_port=smtp.port) as server:
        yield server


@pytest.fixture(scope="module")
def house(server, smtp):
    """Evaluations: two that can be shown, one that cannot, one that is open."""
    world = World(server)
    world.admin.call("ir.config_parameter", "set_param", ["report.url", server.url])
    manager = world.manager("results_manager", "Manager")
    mentees = ["mentee"] * 6 + ["mentor"]

    def of_mentees(name, silent):
        return ClosedEvaluation(
            server, smtp, manager, name, mentees, silent + 1, audience="mentee"
        )

    old, few, early = (
        of_mentees(name, silent)
        for name, silent in (("2027", 0), ("2029", 2), ("2030", 4))
    )
    new = ClosedEvaluation(
        server, smtp, manager, "2028", ["mentor"] * MENTORS + ["mentee"] * 8, silent=2
    )
    close(manager, old, new, few)
    return {"world": world, "old": old, "new": new, "few": few, "early": early}


@pytest.fixture(scope="module")
def staff(house, server):
    return server.client("results_manager", PASSWORD)


def shown_in_excel(content):
    """Return the same of an Excel file."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    bars, texts = {}, {}
    for title, _part, *bar in book["Antwoorden"].iter_rows(min_row=2, values_only=True):
        bars.setdefault(title, []).append(tuple(bar))
    for title, text in book["Teksten"].iter_rows(min_row=2, values_only=True):
        texts.setdefault(title, []).append(text)
    return bars, {title: sorted(found) for title, found in texts.items()}


def words_in_pdf(content):
    """Return the text of a PDF, each blank a single space."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("cut", ["", "?role=mentor", "?edition="])
def test_page_pdf_and_excel_say_the_same_and_it_is_what_was_answered(house, staff, cut):
    new, old = house["new"], house["old"]
    said = {key: new.given(key) for key in ("contact", "match", "change")}
    if cut == "?role=mentor":
        said = {key: answers[:MENTORS] for key, answers in said.items()}
    elif cut:
        form = new.form["contact"][1]
        options = {str(n): str(form[k]) for k, n in old.form["contact"][1].items()}
        said["contact"] += [options[answer] for answer in old.given("contact")]
        said["match"] += old.given("match")
        said["change"] += old.given("change")
    page, pdf, excel = (staff.get(new.path + way + cut) for way in WAYS)
    assert [r.status_code for r in (page, pdf, excel)] == [200, 200, 200]
    bars, texts = shown_on_page(page.text)
    counts = Counter(said["contact"])
    contact = [
        (label, counts[str(new.form["contact"][1][key])])
        for key, label in LABELS.items()
    ]
    assert [bar[:2] for bar in bars["Hebben jullie contact?"]] == contact
    counts = Counter(said["match"])
    match = "Hoe goed past het tussen jullie?"
    assert [n for _label, n, _share in bars[match]] == [counts[c] for c in "12345"]
    wanted = sorted(text for text in said["change"] if text)
    change = "Wat moet er anders, tussen jullie of in het programma?"
    assert texts[change] == wanted
    in_excel, texts_in_excel = shown_in_excel(excel.content)
    assert in_excel == {title: rows for title, rows in bars.items() if rows}
    assert texts_in_excel == {change: wanted}
    words = words_in_pdf(pdf.content)
    for rows in bars.values():
        for label, count, share in rows:
            assert f"{label} {count} {share}%" in words
    for text in wanted:
        assert " ".join(text.split()) in words


def test_no_text_is_a_formula_in_excel(house, staff):
    content = staff.get(house["new"].path + "/xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = {cell.value: cell.data_type for cell in cells}
    assert {texts[text] for text in TEXTS if text[0] in "=+-@"} == {"s"}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/")]
        assert len(sheets) == 5
        assert not any(re.search(rb"<f[ >]|<hyper", parts.read(n)) for n in sheets)


def test_texts_stand_in_another_order_each_time(house, staff):
    pages = [staff.get(house["new"].path).text for _look in range(6)]
    orders = {
        tuple(html.fromstring(page).xpath("//p[@class='o_mentorship_said']//text()"))
        for page in pages
    }
    assert len(orders) > 1


def test_only_staff_of_the_programme_see_results(house, staff, server):
    world, path = house["world"], house["new"].path
    coordinator(world, staff, "results_other", "nob_mentorship.programme_women")
    for login, group in {
        "results_member": "base.group_portal",
        "results_employee": "base.group_user",
        "results_surveys": "survey.group_survey_manager",
    }.items():
        world.user(login, login, group)
    others = [
        server.client(f"results_{name}", PASSWORD)
        for name in ("other", "member", "employee", "surveys")
    ]
    for client in (*others, world.admin):
        for way in WAYS:
            response = client.get(path + way)
            assert response.status_code == 404, way
            assert SECRET not in response.text
        for kind in ("html", "pdf", "text"):
            report = "nob_mentorship.evaluation_results_report"
            address = f"/report/{kind}/{report}/{house['new'].id}"
            response = client.get(address)
            assert response.status_code != 200 or SECRET not in response.text
            assert not response.content.startswith(b"%PDF")
    visitor = requests.get(server.url + path, timeout=60)
    assert "/web/login" in visitor.url


def test_a_coordinator_of_the_programme_sees_them(house, staff):
    own = coordinator(
        house["world"], staff, "results_own", "nob_mentorship.programme_nob"
    )
    response = own.get(house["new"].path + "?edition=")
    assert response.status_code == 200
    assert SECRET in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_what_is_no_cut_changes_nothing(house, staff):
    path = house["new"].path
    wanted = shown_on_page(staff.get(path).text)
    for value in ("x", "-1", "9" * 400, "%00", "%F0%28", "[]", "1;--", "é", "None"):
        for side in ("role", "programme", "edition", "year", "evaluation_id", "q"):
            for way in WAYS[::2]:
                response = staff.get(f"{path}{way}?{side}={value}")
                assert response.status_code == 200, (side, value)
                if not way:
                    assert shown_on_page(response.text) == wanted
    for number in ("0", str(2**31), "9" * 30):
        assert staff.get(f"/mentorship/results/{number}").status_code == 404


def test_too_few_and_too_early_show_numbers_of_people_alone(house, staff):
    for name, words in {
        "few": "Antwoorden: 4 van de 6.",
        "early": "Antwoorden tot nu toe: 2 van de 6.",
    }.items():
        evaluation = house[name]
        for way in WAYS:
            response = staff.get(evaluation.path + way)
            assert response.status_code == 200
            assert not any(text in response.text for text in TEXTS)
        page = " ".join(
            html.fromstring(staff.get(evaluation.path).text).text_content().split()
        )
        assert words in page
        assert "<section" not in staff.get(evaluation.path).text
    assert "Nog minstens 3 nodig" in " ".join(
        html.fromstring(staff.get(house["early"].path).text).text_content().split()
    )


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda s: str(s["width"]))
def test_the_page_has_no_violation_and_no_sideways_scrolling(house, visit, size):
    visitor = visit(size).login("results_manager", PASSWORD)
    for path in (house["new"].path + "?edition=", house["few"].path):
        assert visitor.go(path).status == 200
        assert not violations(visitor.page)
        assert visitor.page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )


def test_one_chooses_a_cut_on_the_page(house, visit):
    visitor = visit().login("results_manager", PASSWORD)
    visitor.go(house["new"].path)
    visitor.page.select_option("select[name=role]", "mentor")
    with visitor.page.expect_navigation():
        visitor.page.click("button[type=submit]")
    heading = visitor.page.locator("h1").inner_text()
    assert heading.startswith("NOB"), heading
    assert (
        f"{MENTORS} van de {MENTORS}" in visitor.page.locator("main").first.inner_text()
    )
    offered = visitor.page.locator("select[name=edition] option").all_inner_texts()
    assert len(offered) == 3
