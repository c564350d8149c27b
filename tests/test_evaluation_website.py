"""The form of an evaluation next to Odoo's website builder, which counts visitors, runs
its own code on each page and asks about cookies."""

import pytest

from dev import postgres

from .harness.apps import press
from .harness.ballots import Audience, answers_for, questions
from .harness.browser import PHONE, Visitor
from .harness.polls import Poll
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

COUNTED = {
    "google_analytics_key": "G-EVIL12345",
    "plausible_shared_key": "evil",
    "plausible_site": "evil.example",
    "custom_code_head": "<script>window.evil = 1;</script>"
    '<script src="https://evil.example/head.js"></script>',
    "custom_code_footer": '<img src="https://evil.example/pixel.gif"/>',
    "cookies_bar": True,
}
"""Settings that an association's site can well have."""


@pytest.fixture(scope="module")
def site(smtp):
    with running(smtp_port=smtp.port) as server:
        press(server, "website", "button_immediate_install")
        server.restart()
        world = World(server)
        (website,) = world.admin.call("website", "search", [[]], {"limit": 1})
        world.admin.call("website", "write", [[website], COUNTED])
        yield server


@pytest.fixture(scope="module")
def poll(site, smtp):
    staff = World(site).manager("site_staf", "Sanne Staf")
    people = Audience(site, "site", ["mentor"] + ["mentee"] * 5, logins=3)
    return Poll(people, staff, smtp, audience="mentee")


@pytest.fixture
def phone(browser, site):
    visitor = Visitor(browser, site, PHONE)
    visitor.page.set_default_timeout(20000)
    yield visitor
    visitor.context.close()


def test_the_site_counts_its_visitors_elsewhere(phone):
    asked = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.page.route("**/*evil*/**", lambda route: route.abort())
    phone.go("/")
    assert phone.page.evaluate("window.evil") == 1
    assert any("evil.example" in url for url in asked)


def only_fonts(troubles):
    """Tell whether all that went wrong is a font of another server, which the style of
    the site asks for: it is not fetched."""
    return all("fonts.g" in one and "Security Policy" in one for one in troubles)


def test_a_form_is_answered_and_nothing_of_the_site_sees_it(phone, poll):
    answered = []
    phone.page.on("response", lambda response: answered.append(response.url))
    phone.go(poll.links[4])
    page = phone.page
    page.locator("form[data-ballot-started]").wait_for()
    assert page.evaluate("window.evil") is None
    assert page.evaluate("window.gtag") is None
    for group in page.locator(".o_survey_form_choice").all():
        group.locator("label").first.click()
    page.locator("textarea").first.fill("Rustig aan, graag")
    page.locator("button[type=submit]").first.click()
    page.locator(".modal-footer .btn-primary").click()
    page.locator(".o_survey_finished").wait_for()
    near = (poll.server.url, "data:", "blob:")
    assert [url for url in answered if not url.startswith(near)] == []
    assert "evil" not in page.content() and "cookies_bar" not in page.content()
    assert only_fonts(phone.troubles)
    assert phone.wider() is None


def test_no_visitor_is_remembered_for_the_form(poll):
    kept = postgres.query(
        "SELECT url FROM website_track WHERE url LIKE '%mentorship%'", poll.server.db
    )
    assert kept == []


def test_a_member_comes_from_their_own_page_and_sees_a_receipt(browser, poll, site):
    visitor = Visitor(browser, site, PHONE)
    visitor.page.set_default_timeout(20000)
    try:
        visitor.login(f"{poll.people.name}.1", PASSWORD)
        # what the site's own pages request from others is not ours
        visitor.troubles.clear()
        visitor.go(f"/my/mentorship/evaluation/{poll.id}")
        visitor.page.locator("form[data-ballot-started]").wait_for()
        assert poll.send(2, answers_for(questions(site, poll.survey)))["receipt"]
        visitor.go(f"/mentorship/evaluation/{poll.id}/receipt")
        assert "evil" not in visitor.page.content()
        visitor.page.locator("#mentorship_receipt").fill("0000-0000-0000")
        visitor.page.locator("form button").click()
        visitor.page.locator("[data-receipt-said]", has_text="niet in de").wait_for()
        assert only_fonts(visitor.troubles)
    finally:
        visitor.context.close()
