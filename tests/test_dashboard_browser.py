"""A coordinator reads the dashboard at a desk and on a phone, in Dutch, and prints the
page for the board (R32, P9, P20)."""

import io

import pytest
from PyPDF2 import PdfReader

from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

DASHBOARD = "/odoo/action-nob_mentorship.mentorship_dashboard_open"
REPORT = "nob_mentorship.dashboard_report"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def dashboard(request, stage, browser):
    """The dashboard of a coordinator, at two sizes."""
    visitor = Visitor(browser, stage.server, request.param)
    visitor.login(stage.login("staf"), PASSWORD)
    visitor.go(DASHBOARD)
    visitor.page.locator(".o_mentorship_dashboard section").first.wait_for()
    return visitor


def test_it_says_how_the_edition_goes(dashboard):
    words = dashboard.page.locator(".o_mentorship_dashboard").inner_text()
    for text in ("Leden", "Koppels per fase", "Gesprekken per koppel"):
        assert text in words
    # the stage has few pairs of each kind
    assert "Minder dan 5" in words
    assert "Fewer" not in words
    assert not dashboard.wider()
    assert not dashboard.troubles


def test_an_advice_opens_its_list(dashboard):
    page = dashboard.page
    button = page.locator("button[name=action_advice]:visible").first
    button.click()
    page.locator(".o_list_view, .o_kanban_view").first.wait_for()
    assert not dashboard.troubles


def test_the_page_for_the_board_is_one_page(dashboard, stage):
    (number,) = stage.client("staf").call("mentorship.dashboard", "search", [[]])[-1:]
    answer = stage.client("staf").get(f"/report/pdf/{REPORT}/{number}")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    words = pages[0].extract_text()
    assert "Koppels" in words
    assert "Pairs" not in words
