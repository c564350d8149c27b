"""The sealed page, as a member uses it: with a device that has passkeys, or without."""

import copy
import re
from contextlib import suppress

from playwright.sync_api import Error as BrowserError

MAKING = re.compile("^(Maak jullie pagina klaar|Klaarmaken .+)$")
"""The title where keys are made: for a room, for messages or for sharing."""
ROOM = "Jullie pagina"
MENU = ("Gedeeld", "Toegang", "Vergrendelen")
"""The buttons that a phone shows in a menu."""
UNFOLD = """() => {
    document.querySelectorAll("details.part:not([open])")
        .forEach((part) => part.setAttribute("open", ""));
    document.querySelector(".compose")?.classList.add("used");
}"""
"""Opens the parts of a room, and the form of a note."""
PASSKEYS = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
    "hasPrf": True,
}


class Device:
    """A member's browser on the sealed page, on a host that passkeys work on.

    :param visitor: `harness.browser.Visitor`, logged in nowhere yet
    :param bool passkeys: whether the device has them
    :param bool prf: whether they can open anything
    """

    def __init__(self, visitor, passkeys=True, host="localhost", prf=True):
        self.visitor, self.page = visitor, visitor.page
        self.url = visitor.server.url.replace("127.0.0.1", host)
        self.authenticator = None
        if passkeys:
            self.devtools = visitor.context.new_cdp_session(self.page)
            self.devtools.send("WebAuthn.enable")
            self.authenticator = self.devtools.send(
                "WebAuthn.addVirtualAuthenticator",
                {"options": {**PASSKEYS, "hasPrf": prf}},
            )["authenticatorId"]
        else:
            self.page.add_init_script("delete globalThis.PublicKeyCredential")

    def passkeys(self):
        """Return how many passkeys the device has."""
        which = {"authenticatorId": self.authenticator}
        found = self.devtools.send("WebAuthn.getCredentials", which)
        return len(found["credentials"])

    def beside(self):
        """Return one more tab of the same browser."""
        tab = copy.copy(self)
        tab.page = self.visitor.context.new_page()
        tab.page.set_default_timeout(60000)
        tab.visitor = copy.copy(self.visitor)
        tab.visitor.page = tab.page
        return tab

    def login(self, login, password):
        self.login_name = login
        self.visitor.go(f"{self.url}/web/login?redirect=/my/mentorship")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        with self.page.expect_navigation():
            self.page.click(".oe_login_form button[type=submit]")
        return self

    def enter(self, to="home"):
        """Come to the page from the portal."""
        self.page.goto("about:blank")
        self.visitor.go(f"{self.url}/mentorship/room?to={to}")
        self.page.locator("h1").wait_for()
        return self

    def look(self, room):
        """Come to a room again, and open it."""
        self.enter(room)
        self.title("Open je teksten")
        self.press("Openen")
        self.title("Jullie pagina")

    def press(self, name):
        self.unfold_parts()
        menu = self.page.locator("#menu[aria-expanded=false]")
        if name in MENU and menu.is_visible():
            menu.click()
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def unfold(self, name):
        self.page.locator("summary", has_text=name).click()

    def sees(self, text):
        """Wait until the page says something, if need be in a part that is closed."""
        said = self.page.get_by_text(text).first
        said.wait_for(state="attached")
        self.unfold_parts()
        said.wait_for()

    def title(self, text):
        """Wait for a screen, by its title: all of it, or a pattern."""
        self.page.get_by_role("heading", level=1, name=text, exact=True).wait_for()
        if text == ROOM:
            self.unfold_parts()

    def unfold_parts(self):
        """Open the parts of a room, which a phone folds."""
        # a page that is being left has none
        with suppress(BrowserError):
            self.page.evaluate(UNFOLD)

    def set_up(self):
        """Make the member's keys with one touch; return their recovery code."""
        self.title(MAKING)
        self.press("Klaarmaken")
        return self.take_code()

    def take_code(self):
        self.title("Bewaar je herstelcode")
        code = self.page.locator(".code").inner_text()
        self.press("Verder")
        return code

    def open_with_code(self, code):
        """Open the keys on a device that only has the recovery code."""
        self.title("Open je teksten")
        field = self.page.locator("#code")
        if not field.is_visible():
            self.unfold("Openen met je herstelcode")
        field.fill(code)
        self.page.locator("form", has=field).get_by_role("button").click()

    def is_open(self):
        self.title("Je teksten zijn open")

    def write(self, text, reader=None):
        """Save a note."""
        self.page.locator("#text").fill(text)
        if reader:
            self.page.locator("#for").select_option(label=reader)
        self.save_note()
        self.sees("Je notitie is opgeslagen.")

    def save_note(self):
        self.page.locator("#text").focus()
        form = self.page.locator("form", has=self.page.locator("#text"))
        form.locator("button[type=submit]").click()

    def says(self):
        self.unfold_parts()
        return self.page.locator("#main").inner_text()
