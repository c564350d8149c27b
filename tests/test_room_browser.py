"""A message to the coordinators, on a phone, in Dutch."""

import pytest

from .harness.browser import PHONE
from .harness.room import Room
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


def test_an_unsent_text_is_kept_in_the_browser_until_it_is_sent(room, mentee):
    typed = "Dit heb ik nog niet verstuurd"
    mentee.go(f"{room.path}/coordinator")
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.locator("#text").press_sequentially(typed)
    assert typed in mentee.page.evaluate("JSON.stringify(localStorage)")
    mentee.go("/my/mentorship")
    mentee.go(f"{room.path}/coordinator")
    mentee.page.wait_for_function("document.querySelector('#text').value !== ''")
    assert mentee.page.locator("#text").input_value() == typed
    mentee.press("Verstuur aan de coördinatoren")
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.wait_for_function("!JSON.stringify(localStorage).includes('nog niet')")
    mentee.go(f"{room.path}/coordinator")
    mentee.page.wait_for_load_state("networkidle")
    assert mentee.page.locator("#text").input_value() == ""


def test_a_text_that_comes_back_is_not_lost(room, mentee):
    mentee.go(f"{room.path}/coordinator")
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.locator("#text").fill("Te lang " + "x" * 20001)
    mentee.press("Verstuur aan de coördinatoren")
    assert mentee.page.locator("#text").input_value().startswith("Te lang xxx")
    assert "te lang" in mentee.page.locator("#text_error").inner_text()
