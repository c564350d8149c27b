"""Reading on a phone, in Dutch: what matters now, noting it as read, and the self-check
that sends nothing; staff offer a file and see no names (P12, R38, R61)."""

from base64 import b64encode
from datetime import timedelta

import pytest

from .harness import clock
from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.rpc import RpcError
from .harness.server import running
from .harness.stage import PDF
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

ROOT = "/my/mentorship"
KEEP = "Object.keys(localStorage).filter((key) => key.includes('self-check'))"


@pytest.fixture(scope="module")
def server(smtp):
    with running(smtp_port=smtp.port) as server:
        yield server


@pytest.fixture(scope="module")
def reading(server):
    """An edition with a member who waits for a pairing; a text, a file and news."""
    world = World(server)
    world.staff = world.manager("lees_staf", "Sanne Staf")
    world.partner = world.member("lees_lid", "Lotte Lid", 8)
    world.member("lees_ander", "Arie Ander", 8)
    world.programme = world.ref("nob_mentorship.programme_nob")
    edition = world.edition(world.staff, name="lezen")
    call = world.staff.call
    call("mentorship.edition", "action_open_enrolment", [[edition]])
    sign_up = {
        "edition_id": edition,
        "partner_id": world.partner,
        "role": "mentee",
        "question": "Hoe verder?",
    }
    world.sign_up = call("mentorship.enrolment", "create", [sign_up])
    call("mentorship.enrolment", "action_submit", [[world.sign_up]])
    own = {"programme_id": world.programme, "moment": "before", "sequence": 1}
    call(
        "mentorship.resource",
        "create",
        [
            {
                **own,
                "name": "Zo bereid je je voor",
                "summary": "Een lijstje voor het eerste gesprek.",
                "body": "<p>Begin met je eigen vraag.</p>",
            }
        ],
    )
    call(
        "mentorship.resource",
        "create",
        [
            {
                **own,
                "name": "Invulblad",
                "kind": "file",
                "file": b64encode(PDF).decode(),
                "file_name": "blad.html",
            }
        ],
    )
    today = clock.today()
    for name, start, end in (
        ("Nu te lezen", -1, 9),
        ("Al voorbij", -9, -1),
        ("Nog niet", 2, 9),
    ):
        call(
            "mentorship.news",
            "create",
            [
                {
                    "programme_id": world.programme,
                    "name": name,
                    "date": str(today + timedelta(days=start)),
                    "date_end": str(today + timedelta(days=end)),
                }
            ],
        )
    return world


def test_a_member_reads_what_matters_now(reading, server, visit):
    visitor = visit(PHONE).login("lees_lid", PASSWORD)
    visitor.go(ROOT)
    text = visitor.text()
    assert "Nu lezen" in text and "Zo bereid je je voor" in text
    assert "Nu te lezen" in text
    assert "Al voorbij" not in text and "Nog niet" not in text
    assert not visitor.wider() and not violations(visitor.page)

    visitor.press("Zo bereid je je voor")
    assert "Begin met je eigen vraag." in visitor.text()
    assert "Alleen jij ziet wat je hebt gelezen." in visitor.text()
    assert not visitor.wider() and not violations(visitor.page)
    visitor.press("Ik heb dit gelezen")
    assert "Je hebt genoteerd dat je dit hebt gelezen." in visitor.text()

    # what was read makes room on the overview, and stays on the page of all
    visitor.go(ROOT)
    assert "Zo bereid je je voor" not in visitor.text()
    visitor.go(f"{ROOT}/resources")
    text = visitor.text()
    assert "Nu voor jou" in text and "Zo bereid je je voor" in text
    assert not visitor.wider() and not violations(visitor.page)

    # and back
    visitor.press("Zo bereid je je voor")
    visitor.press("Maak dit ongedaan")
    visitor.go(ROOT)
    assert "Zo bereid je je voor" in visitor.text()


def test_a_file_is_saved_and_never_shown_as_a_page(reading, server, visit):
    visitor = visit(PHONE).login("lees_lid", PASSWORD)
    visitor.go(f"{ROOT}/resources")
    visitor.press("Invulblad")
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name="Download het bestand (PDF)").click()
    assert saved.value.suggested_filename == "blad.html.pdf"


def test_the_self_check_stays_in_the_browser(reading, server, visit):
    visitor = visit(PHONE).login("lees_lid", PASSWORD)
    page = visitor.page
    visitor.go(f"{ROOT}/self-check")
    assert "Er wordt niets naar ons gestuurd" in visitor.text()
    page.wait_for_load_state("networkidle")
    assert not visitor.wider() and not violations(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    questions = page.locator(".o_mentorship_self_check fieldset")
    assert questions.count() == 10
    for number in range(10):
        questions.nth(number).get_by_label("Ja", exact=True).check()
    assert "10 van 10 beantwoord" in visitor.text()
    assert page.locator("[data-result=ready]").is_visible()
    assert not page.locator("[data-tip]:visible").count()
    questions.nth(2).get_by_label("Nog niet", exact=True).check()
    assert page.locator("[data-tip]:visible").count() == 1
    for number in range(10):
        questions.nth(number).get_by_label("Nog niet", exact=True).check()
    page.keyboard.press("Enter")
    assert page.locator("[data-result=later]").is_visible()
    assert page.locator("[data-tip]:visible").count() == 10
    assert not asked
    assert not visitor.wider() and not violations(page)
    assert len(page.evaluate(KEEP)) == 1

    # it is still there after a reload, for this member alone
    visitor.go(f"{ROOT}/self-check")
    page.locator("[data-result=later]").wait_for()
    page.get_by_role("button", name="Wis mijn antwoorden").click()
    assert "0 van 10 beantwoord" in visitor.text()
    assert page.evaluate(KEEP) == []


def test_another_member_at_this_browser_begins_anew(reading, server, visit):
    visitor = visit(PHONE).login("lees_lid", PASSWORD)
    visitor.go(f"{ROOT}/self-check")
    first = visitor.page.locator(".o_mentorship_self_check fieldset").first
    first.get_by_label("Ja", exact=True).check()
    visitor.context.clear_cookies()
    visitor.login("lees_ander", PASSWORD)
    visitor.go(f"{ROOT}/self-check")
    visitor.page.get_by_text("0 van 10 beantwoord").wait_for()


def test_an_answer_of_the_self_check_counts_before_the_page_is_ready(server, visit):
    visitor = visit(PHONE).login("lees_lid", PASSWORD)
    visitor.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " localStorage.clear();"
        " document.querySelector('input[type=radio][value=sometimes]')?.click() })"
    )
    visitor.go(f"{ROOT}/self-check")
    visitor.page.get_by_text("1 van 10 beantwoord").wait_for()


def test_staff_see_numbers_and_no_names(reading, server, visit):
    own = server.client("lees_lid", PASSWORD)
    mine = [("programme_id", "=", reading.programme), ("moment", "=", "before")]
    found = reading.staff.call("mentorship.resource", "search", [mine])
    for client in (own, reading.staff, server.client()):
        with pytest.raises(RpcError):
            client.call("mentorship.resource.read", "search", [[]])
    visitor = visit(DESKTOP).login("lees_staf", PASSWORD)
    visitor.go(f"/odoo/mentorship.resource/{found[0]}")
    readers = visitor.page.locator(".o_field_widget[name=readers]")
    readers.wait_for()
    assert "te weinig leden" in readers.inner_text()
    assert "Lotte" not in visitor.page.locator(".o_content").inner_text()


def test_staff_are_told_at_the_file_what_is_wrong(reading, server, visit):
    visitor = visit(DESKTOP).login("lees_staf", PASSWORD)
    visitor.go("/odoo/mentorship.resource/new")
    page = visitor.page
    form = page.locator(".o_form_view")
    form.locator(".o_field_widget[name=name] input").fill("Programma")
    program = {
        "name": "blad.pdf",
        "mimeType": "application/pdf",
        "buffer": b"MZ" + bytes(200),
    }
    form.locator(".o_field_widget[name=file] input[type=file]").set_input_files(program)
    field = form.locator(".o_field_widget[name=programme_id] input")
    field.fill("NOB")
    page.locator(".o-autocomplete--dropdown-item").first.click()
    page.locator(".o_form_button_save:visible").first.click()
    page.get_by_text("moet een pdf zijn").first.wait_for()
