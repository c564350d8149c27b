"""Browsers that lack what the sealed page needs: each gets a sentence that says so."""

import gzip

import pytest

from dev import bundle, postgres

from .harness import browser as browsers
from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

OLD = "Dan is je browser te oud"
WITHOUT = "Deze pagina werkt alleen met JavaScript."


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def nobody_has_keys(server):
    postgres.query("DELETE FROM mentorship_identity", server.db)


@pytest.fixture
def phone(stage, visit):
    """A member's phone, logged in."""
    return Device(visit(PHONE)).login(stage.login("stranger"), PASSWORD)


def seen(page):
    """Return the visible part of a page: not what is there and hidden."""
    return page.locator("body").inner_text()


@pytest.mark.slow
def test_without_scripts_it_says_so_and_nothing_of_the_browsers_age(phone):
    state = phone.visitor.context.storage_state()
    context = phone.visitor.context.browser.new_context(
        java_script_enabled=False, viewport=PHONE, locale="nl-NL", storage_state=state
    )
    page = context.new_page()
    page.goto(f"{phone.url}/mentorship/room")
    page.wait_for_timeout(7000)
    assert WITHOUT in seen(page) and OLD not in seen(page)
    context.close()


@pytest.mark.slow
def test_a_browser_that_cannot_read_the_script_is_told_after_a_while(phone):
    def broken(route):
        route.fulfill(content_type="text/javascript", body="import x from y; ??=")

    phone.page.route("**/room.js", broken)
    phone.visitor.go(f"{phone.url}/mentorship/room")
    assert OLD not in seen(phone.page)
    phone.page.wait_for_timeout(7000)
    assert OLD in seen(phone.page) and WITHOUT not in seen(phone.page)
    phone.visitor.troubles.clear()


@pytest.mark.slow
@pytest.mark.parametrize("missing", ["crypto.subtle", "indexedDB"])
def test_a_browser_without_a_part_is_told_at_once(phone, missing):
    owner, _dot, name = missing.rpartition(".")
    where = f"{owner or 'globalThis'}, '{name}'"
    phone.page.add_init_script(
        f"Object.defineProperty({where}, {{ value: undefined }})"
    )
    phone.visitor.go(f"{phone.url}/mentorship/room")
    phone.page.locator("h1").wait_for()
    assert "browser" in seen(phone.page)
    assert phone.page.get_by_role("button", name="Klaarmaken").count() == 0


@pytest.mark.slow
def test_plain_http_on_another_host_says_what_is_missing(stage, server, browser):
    """A browser has no WebCrypto there."""
    chrome = browsers.beside(
        browser, "--host-resolver-rules=MAP plain.example 127.0.0.1"
    )
    visitor = browsers.Visitor(chrome, server, PHONE)
    phone = Device(visitor, host="plain.example", passkeys=False)
    phone.login(stage.login("stranger"), PASSWORD)
    visitor.go(f"{phone.url}/mentorship/room")
    phone.page.locator("h1").wait_for()
    assert phone.page.evaluate("crypto.subtle === undefined")
    assert "https" in seen(phone.page)
    chrome.close()


def test_a_page_that_is_no_room_says_so(stage, visit):
    phone = Device(visit(PHONE)).login(stage.login("mentor"), PASSWORD)
    phone.enter("room/abc")
    phone.set_up()
    phone.sees("Dit is er niet meer, of het is niet voor jou.")


@pytest.mark.slow
def test_no_other_page_loads_any_of_it(stage, visit):
    """Except for the button that leads there."""
    found = {}
    visitors = {}
    for name, (login, path) in stage.pages.items():
        if login not in visitors:
            visitors[login] = visit(PHONE)
            if login:
                visitors[login].login(login, PASSWORD)
        asked = []
        page = visitors[login].page
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        visitors[login].go(path)
        page.wait_for_load_state("networkidle")
        if ours := [url for url in asked if "/mentorship/room" in url]:
            found[name] = ours
    assert len(stage.pages) > 10 and not found


@pytest.mark.parametrize("locale", ["nl-NL", "en-US"])
def test_a_first_visit_is_small_in_any_language(stage, visit, locale):
    phone = Device(visit(PHONE)).login(stage.login("mentor"), PASSWORD)
    context = phone.visitor.context.browser.new_context(
        viewport=PHONE,
        locale=locale,
        storage_state=phone.visitor.context.storage_state(),
    )
    page, answers = context.new_page(), []

    def note(answer):
        answers.append(answer)

    page.on("response", note)
    page.goto(f"{phone.url}/mentorship/room?to=room/{stage.ids['active']}")
    page.locator("h1").wait_for()
    page.wait_for_load_state("networkidle")
    sizes = {
        answer.url: len(gzip.compress(answer.body(), 9))
        for answer in answers
        if answer.status == 200
    }
    assert 50_000 < sum(sizes.values()) < bundle.MOST, sizes
    context.close()
