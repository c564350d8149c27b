"""A wish that was not sent, on a phone, in Dutch."""

import pytest

from .harness.browser import PHONE
from .harness.room import ROOT
from .harness.world import PASSWORD


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture
def mentee(stage, visit):
    return visit(PHONE).login(stage.login("mentee"), PASSWORD)


@pytest.fixture
def preference(stage):
    """The page on which the mentee writes who they would like to be paired with."""
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
    mentee.press("Vertel het aan de coördinator")
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.wait_for_function("!JSON.stringify(localStorage).includes('nog niet')")
    mentee.go(preference)
    mentee.page.wait_for_load_state("networkidle")
    assert mentee.page.locator("#wish").input_value() == ""


def test_a_wish_that_comes_back_is_not_lost(preference, mentee):
    mentee.go(preference)
    mentee.page.wait_for_load_state("networkidle")
    mentee.page.locator("#wish").fill("Te lang " + "x" * 5001)
    mentee.press("Vertel het aan de coördinator")
    assert mentee.page.locator("#wish").input_value().startswith("Te lang xxx")
    assert "te lang" in mentee.page.locator("#wish_error").inner_text()
