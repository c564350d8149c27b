"""Every screen of sharing: no violation of WCAG 2.2 AA, nothing too wide."""

import pytest

from .harness.browser import DESKTOP, PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD
from .test_sealed_consent import STAFF, WHY, come, consent_of, nothing_is_written
from .test_sealed_looks import LONG, SIZES, Looker

pytestmark = pytest.mark.slow
__all__ = ["nothing_is_written"]


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@SIZES
def test_no_screen_of_sharing_has_a_violation(stage, visit, sql, size):
    assert size in (PHONE, DESKTOP)
    room = f"room/{stage.ids['room']}"
    phones = {}
    for name, to in (("staf", "consents"), ("mentor", room), ("mentee", room)):
        phone = Device(visit(size)).login(stage.login(name), PASSWORD).enter(to)
        phone.set_up()
        phone.page.locator("h1").wait_for()
        phones[name] = phone
    staff, mentor, mentee = (phones[name] for name in ("staf", "mentor", "mentee"))
    looks = {name: Looker(phone) for name, phone in phones.items()}
    staff.title("Wat er gedeeld is")
    looks["staf"]("nothing shared")
    come(mentee, room, "Jullie pagina")
    mentee.write(LONG)
    looks["mentee"]("room with a text to share")
    come(mentor, room, "Jullie pagina")
    come(mentor, f"ask/{stage.ids['room']}", "Vraag om iets te delen")
    mentor.page.locator("#to").select_option(label="Iemand anders")
    mentor.press("Vraag het")
    mentor.sees("Schrijf waarvoor het is.")
    looks["mentor"]("asking, with what is wrong")
    mentor.page.locator("#purpose").fill(WHY)
    mentor.page.locator("#to").select_option(label=STAFF)
    mentor.press("Vraag het")
    mentor.title(f"Gevraagd voor {STAFF}")
    looks["mentor"]("asked")
    come(mentee, "consents", "Wat er gedeeld is")
    looks["mentee"]("asked me")
    come(mentee, consent_of(sql), "Wil je dit delen?")
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.sees("Kies eerst")
    looks["mentee"]("deciding")
    mentee.page.get_by_label("Ik deel zonder te vergelijken").check()
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")
    looks["mentee"]("shared")
    come(staff, consent_of(sql), "Kees Klop deelt iets met je")
    looks["staf"]("who gives")
    staff.page.get_by_label("Ik lees zonder te vergelijken").check()
    staff.press("Verder")
    staff.sees(LONG)
    looks["staf"]("reading")
    mentee.press("Niet meer delen")
    mentee.title(f"Niet meer gedeeld met {STAFF}")
    looks["mentee"]("taken back")
    come(mentee, room, "Jullie pagina")
    mentee.press("Delen")
    mentee.title("Een tekst delen")
    looks["mentee"]("offering")
    found = {name: look.troubles for name, look in looks.items() if look.troubles}
    assert not found
