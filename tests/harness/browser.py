"""Chromium, driven by Playwright, in Dutch."""

import contextlib
import os
import resource

from playwright.sync_api import sync_playwright

from dev import chromium

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1300, "height": 900}
WIDER = """() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= window.innerWidth) return null;
    const out = [...document.querySelectorAll("body *")].filter(
        (one) => one.getBoundingClientRect().right > wide - 2
    );
    return `${wide}: ${out.slice(-3).map((one) => one.outerHTML.slice(0, 120))}`;
}"""
"""Returns the element that extends beyond the right edge of the page, or null."""
ARGUMENTS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def chrome():
    """Run a headless Chromium.

    Odoo's test server limits the memory of this process, below what Chromium reserves.
    """
    unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, unlimited)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=_arguments()
        )
        try:
            yield browser
        finally:
            browser.close()


def beside(browser, *more):
    """Start one more Chromium next to another, with more arguments."""
    return browser.browser_type.launch(
        executable_path=chromium.executable(), args=[*_arguments(), *more]
    )


def _arguments():
    return ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])


FONTS = ("https://fonts.googleapis.com/", "https://fonts.gstatic.com/")
"""Servers that the style of Odoo's website asks for fonts, and no test reaches."""


class Visitor:
    """One person at a screen of their own.

    :param page: Playwright's page
    :param troubles: errors of the console and answers from 500 up, so far
    """

    def __init__(self, browser, server, size=None):
        self.server = server
        self.context = browser.new_context(
            viewport=size or DESKTOP, locale="nl-NL", timezone_id="Europe/Amsterdam"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(60000)
        self.troubles = []
        self.page.on("console", self._console)
        self.page.on("response", self._response)

    def _console(self, message):
        if message.location.get("url", "").startswith(FONTS):
            return
        if message.type == "error" and "status of 4" not in message.text:
            self.troubles.append(message.text)

    def _response(self, response):
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")

    def login(self, login, password):
        """Log in and return this visitor."""
        self.go("/web/login?redirect=/my/mentorship")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.click(".oe_login_form button[type=submit]")
        return self

    def go(self, path):
        """Open a page of the server and return its response."""
        url = path if path.startswith("http") else self.server.url + path
        return self.page.goto(url)

    def press(self, name):
        """Press the visible button or link of this name, and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator("main, #wrap").get_by_role("button", name=name).or_(
                self.page.locator("main, #wrap").get_by_role("link", name=name)
            ).first.click()

    def say_yes(self):
        """Say yes to an offer, and skip the step that follows it."""
        self.press("Ja, graag")
        if "/mentorship/room" in self.page.url:
            self.press("Nu niet")

    def wider(self):
        """Return how wide the page is and what makes it so, or None if it fits."""
        return self.page.evaluate(WIDER)

    def text(self):
        """Return the text of the page."""
        return self.page.locator("#wrap").inner_text()
