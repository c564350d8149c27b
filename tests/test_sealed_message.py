"""A message to the coordinators and its answer, on a phone and at a desk, in Dutch."""

import pytest

from dev import paths

from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.sealed_message import Desk, send
from .harness.sealed_page import Device
from .harness.world import PASSWORD

HELP = "Ik wil graag iemand spreken over mijn mentorschap."
CALL = "Ik bel je morgen om tien uur."


slow = pytest.mark.slow
"""All tests except one short walk run with the long tests."""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def office(stage):
    return Desk(stage)


@pytest.fixture
def desk(office, visit):
    office.visit = visit
    office.clear()
    office.coordinate("cora", "dirk", "eef")
    return office


def test_a_message_is_written_read_and_answered(desk, smtp):
    """To two coordinators; one without keys is named and left out."""
    cora, dirk = desk.reader("cora"), desk.reader("dirk")
    cora.sees("Er zijn geen berichten voor je.")
    anouk = desk.member()
    anouk.title("Schrijf aan de coördinatoren")
    anouk.sees("Eef zonder Sleutel kan hier nog geen berichten lezen.")
    anouk.page.screenshot(
        path=paths.STATE / "logs" / "message-form.png", full_page=True
    )
    anouk.page.get_by_role(
        "button", name="Verstuur aan Cora Coördinator en Dirk Dijk"
    ).wait_for()
    send(anouk, HELP)
    anouk.sees("Verstuurd. Alleen leesbaar voor Cora Coördinator en Dirk Dijk")
    anouk.sees("kijk hier over een paar dagen nog eens")
    anouk.sees(HELP)
    anouk.page.screenshot(
        path=paths.STATE / "logs" / "message-sent.png", full_page=True
    )
    desk.read(cora)
    cora.sees(HELP)
    cora.page.screenshot(path=paths.STATE / "logs" / "message-read.png", full_page=True)
    assert "Kees Klop" in cora.says()
    send(cora, CALL)
    cora.sees("Beantwoord")
    cora.sees(CALL)
    desk.again(anouk)
    anouk.sees("Er is een antwoord.")
    anouk.sees(CALL)
    desk.read(dirk)
    dirk.sees(CALL)
    dirk.press("Afronden")
    dirk.sees("Afgerond.")
    assert HELP not in str(desk.sql("SELECT ciphertext FROM mentorship_message_text"))
    anouk.page.locator("summary", has_text="Terugnemen").click()
    anouk.press("Ja, neem alles terug")
    anouk.sees("Teruggenomen.")
    assert not desk.sql("SELECT id FROM mentorship_message")


@slow
def test_who_is_not_ticked_reads_nothing(desk):
    desk.reader("cora")
    dirk = desk.reader("dirk")
    anouk = desk.member()
    anouk.page.get_by_role("checkbox", name="Dirk Dijk").uncheck()
    send(anouk, HELP)
    anouk.sees("Verstuurd. Alleen leesbaar voor Cora Coördinator")
    desk.again(dirk)
    dirk.sees("Er zijn geen berichten voor je.")


@slow
def test_a_message_goes_past_the_coordinators(desk):
    cora, mona = desk.reader("cora"), desk.reader("past")
    anouk = desk.member(past=True)
    anouk.title("Schrijf buiten de coördinatoren om")
    assert "Cora" not in anouk.page.locator("form").inner_text()
    send(anouk, HELP)
    anouk.sees("Verstuurd. Alleen leesbaar voor Mona Manager")
    desk.again(cora)
    cora.sees("Er zijn geen berichten voor je.")
    desk.read(mona)
    mona.sees(HELP)
    send(mona, CALL)
    mona.sees("Beantwoord")
    desk.again(anouk)
    anouk.sees(CALL)


@slow
def test_nobody_reads_and_the_telephone_is_shown(desk):
    anouk = desk.device("mentee", f"speak/{desk.programme}")
    anouk.press("Klaarmaken")
    anouk.take_code()
    anouk.sees("Je kunt Cora Coördinator, Dirk Dijk en Eef")
    assert anouk.page.locator("a[href^='mailto:']").count() == 1
    assert not anouk.page.locator("textarea").count()
    desk.coordinate()
    desk.again(anouk)
    anouk.sees("Niemand leest hier nu berichten. Bel of mail.")


@slow
def test_a_coordinator_who_left_meanwhile_loses_nobody_a_text(desk):
    desk.reader("cora")
    desk.reader("dirk")
    anouk = desk.member()
    desk.coordinate("cora")
    send(anouk, HELP)
    anouk.sees("De mensen die hier berichten lezen, zijn intussen veranderd")
    assert anouk.page.locator("textarea").last.input_value() == HELP
    assert "Dirk" not in anouk.says()
    send(anouk, HELP)
    anouk.sees("Verstuurd. Alleen leesbaar voor Cora Coördinator")


@slow
def test_no_screen_has_a_violation(desk):
    cora, anouk = desk.reader("cora", PHONE), desk.member()
    look = {"form": anouk, "list": cora}
    troubles = {name: seen(device) for name, device in look.items()}
    send(anouk, HELP)
    anouk.sees("Verstuurd.")
    desk.read(cora)
    troubles |= {"sent": seen(anouk), "read": seen(cora)}
    anouk.enter(f"serious/{desk.programme}")
    anouk.title("Als het ernstig is")
    troubles["serious"] = seen(anouk)
    assert troubles == dict.fromkeys(troubles)


def seen(device):
    """Return the fault of a screen, None for none."""
    device.page.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true)"
    )
    device.page.wait_for_timeout(800)
    return violations(device.page) or device.visitor.wider()


@slow
def test_bad_input_is_a_sentence(desk):
    desk.reader("cora")
    anouk = desk.member()
    send(anouk, "  ")
    anouk.sees("Schrijf eerst iets.")
    send(anouk, "x" * 100_000)
    anouk.sees("Hier passen hoogstens 20000 tekens; het zijn er nu 100000.")
    anouk.page.get_by_role("checkbox", name="Cora Coördinator").uncheck()
    send(anouk, HELP)
    anouk.sees("Vink aan wie dit mag lezen.")
    # a draft outlives the page
    desk.again(anouk)
    anouk.page.wait_for_function("document.querySelector('textarea').value !== ''")
    assert anouk.page.locator("textarea").last.input_value() == HELP
    # another coordinator's programme is not there
    anouk.enter("speak/999999")
    anouk.press("Openen")
    anouk.sees("Dit is er niet meer, of het is niet voor jou.")


@slow
def test_a_coordinator_who_began_anew_is_asked_about_by_who_wrote_alone(desk):
    cora = desk.reader("cora")
    anouk, vera = desk.member(), desk.member("mentor")
    send(anouk, HELP)
    anouk.sees("Verstuurd.")
    before = vera.says()
    uuid = desk.sql("SELECT member_uuid FROM mentorship_identity ORDER BY id LIMIT 1")
    partner = desk.stage.partners["cora"]
    desk.sql(f"DELETE FROM mentorship_identity WHERE partner_id = {partner}")
    desk.sql(
        f"UPDATE res_partner SET mentorship_uuid = '{uuid[0][0]}' WHERE id = {partner}"
    )
    cora.enter("messages")
    cora.press("Klaarmaken")
    cora.take_code()
    cora.title("Berichten aan jou")
    desk.again(anouk)
    anouk.sees("Cora Coördinator is opnieuw begonnen, of iemand doet zich voor")
    desk.again(vera)
    assert vera.says() == before


@slow
def test_the_office_opens_it_with_one_click(desk):
    stage = desk.stage
    device = Device(desk.visit(DESKTOP)).login(stage.login("cora"), PASSWORD)
    visitor, url = device.visitor, device.url
    visitor.go(f"{url}/odoo/mentorship.programme/{desk.programme}")
    visitor.page.get_by_role("button", name="Maak hem nu").first.wait_for()
    visitor.page.screenshot(path=paths.STATE / "logs" / "messages-banner.png")
    visitor.page.get_by_role("button", name="Maak hem nu").first.click()
    visitor.page.get_by_role("heading", name="Klaarmaken voor berichten").wait_for()


@slow
def test_the_office_lists_it_and_opens_it(desk):
    cora, anouk = desk.reader("cora"), desk.member()
    send(anouk, HELP)
    anouk.sees("Verstuurd.")
    page = cora.page
    cora.visitor.go(
        f"{cora.url}/odoo/action-nob_mentorship.mentorship_sealed_message_action"
    )
    row = page.locator("tr.o_data_row").first
    row.wait_for()
    assert "Wacht op antwoord" in row.inner_text()
    assert "Kees" not in page.locator(".o_list_view").inner_text()
    page.screenshot(path=paths.STATE / "logs" / "messages-office.png")
    row.get_by_role("button", name="Lezen").click()
    cora.title("Open je teksten")
    cora.press("Openen")
    cora.sees(HELP)


@slow
def test_opening_what_is_serious_sends_no_request(desk):
    visitor = desk.visit(PHONE).login(desk.stage.login("mentee"), PASSWORD)
    for path in ("", f"/pairing/{desk.stage.ids['active']}"):
        visitor.go(f"/my/mentorship{path}")
        page = visitor.page
        page.wait_for_load_state("networkidle")
        dialog = page.locator("#serious_dialog")
        assert not dialog.get_by_text("vertrouwenspersoon").first.is_visible()
        requests = []
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.get_by_role("button", name="Als het ernstig is").click()
        dialog.get_by_text("vertrouwenspersoon").first.wait_for()
        for name in ("Vera", "Vis"):
            assert name not in dialog.inner_text()
        page.wait_for_timeout(1500)
        if path:
            page.screenshot(path=paths.STATE / "logs" / "serious.png")
        assert requests == []
        assert not visitor.wider()
    visitor.page.locator("#serious_dialog").get_by_role(
        "link", name="Schrijf aan de coördinatoren"
    ).first.click()
    visitor.page.get_by_role("heading", level=1).first.wait_for()


@slow
def test_opening_what_is_serious_in_a_room_sends_no_request(desk):
    anouk = desk.device("mentee", f"room/{desk.stage.ids['active']}")
    anouk.set_up()
    anouk.page.locator("#text").wait_for()
    anouk.page.wait_for_load_state("networkidle")
    requests = []
    anouk.page.on("request", lambda request: requests.append(request.url))
    anouk.press("Als het ernstig is")
    anouk.title("Als het ernstig is")
    anouk.sees("de vertrouwenspersoon van je werkgever")
    for name in ("Vera", "Vis"):
        assert name not in anouk.says()
        assert name not in anouk.page.title()
    anouk.page.wait_for_timeout(1500)
    assert requests == []
    for way in ("Schrijf aan de coördinatoren", "Schrijf buiten de coördinatoren om"):
        anouk.page.get_by_role("button", name=way, exact=True).wait_for()
