"""What is serious, and a wish that was not sent, on a phone, in Dutch."""

import pytest

from .harness.browser import PHONE
from .harness.room import ROOT, Room
from .harness.world import PASSWORD


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def room(stage):
    return Room(stage, stage.ids["room"])


@pytest.fixture
def mentee(stage, visit):
    return visit(PHONE).login(stage.login("mentee"), PASSWORD)


def test_opening_the_serious_place_sends_no_request(room, mentee):
    mentee.go(room.path)
    mentee.page.wait_for_load_state("networkidle")
    place = mentee.page.locator("#serious")
    assert not place.get_by_text("vertrouwenspersoon").first.is_visible()
    requests = []
    mentee.page.on("request", lambda request: requests.append(request.url))
    place.locator("summary").click()
    place.get_by_text("vertrouwenspersoon").first.wait_for()
    mentee.page.wait_for_timeout(1500)
    place.locator("summary").click()
    mentee.page.wait_for_timeout(1500)
    assert requests == []
    # the listener hears what is sent
    mentee.page.evaluate("fetch('/web/health')")
    mentee.page.wait_for_timeout(500)
    assert len(requests) == 1
    # from here on the sealed page takes over
    link = place.locator("a", has_text="Schrijf aan de coördinator")
    assert "/mentorship/room?to=speak/" in link.get_attribute("href")


@pytest.fixture
def preference(stage):
    """The page on which the mentee tells whom they would like to be paired with."""
    return f"{ROOT}/enrolment/{stage.ids['saved']}/preference"


def test_an_unsent_wish_is_kept_in_the_browser_until_it_is_sent(preference, mentee):
    typed = "Dit heb ik nog niet verstuurd"
    mentee.go(preference)
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.locator("#wish").press_sequentially(typed)
    assert typed in mentee.page.evaluate("JSON.stringify(localStorage)")
    mentee.go(ROOT)
    mentee.go(preference)
    mentee.page.wait_for_function("document.querySelector('#wish').value !== ''")
    assert mentee.page.locator("#wish").input_value() == typed
    mentee.press("Vertel het de coördinator")
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.wait_for_function("!JSON.stringify(localStorage).includes('nog niet')")
    mentee.go(preference)
    mentee.page.wait_for_load_state("networkidle")
    assert mentee.page.locator("#wish").input_value() == ""


def test_a_wish_that_comes_back_is_not_lost(preference, mentee):
    mentee.go(preference)
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.locator("#wish").fill("Te lang " + "x" * 5001)
    mentee.press("Vertel het de coördinator")
    assert mentee.page.locator("#wish").input_value().startswith("Te lang xxx")
    assert "te lang" in mentee.page.locator("#wish_error").inner_text()
