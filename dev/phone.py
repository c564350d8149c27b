"""A member with a phone, whose taps and typed fields are counted.

Controls are found by what they do, by their role or by their text, with alternatives,
so that the same script works before and after a change of the pages.
"""

import time
from datetime import date, timedelta

from playwright.sync_api import TimeoutError as TooLate

from tests.harness.browser import PHONE, Visitor

from .console import Problem

WRAP = "#wrap, body > main"
"""The part of a page that is ours: on the portal, and on the sealed page."""
SIZE = """() => {
    const root = document.querySelector("#wrap, body > main") ?? document.body;
    const all = "a[href], button, input, select, textarea, summary";
    const there = [...root.querySelectorAll(all)].filter((one) =>
        one.type !== "hidden" && !one.disabled
        && one.checkVisibility({ visibilityProperty: true }));
    const whole = document.querySelector("#wrapwrap") ?? document.body;
    return [whole.scrollHeight, there.length];
}"""
ASKED = """(form) => {
    const seen = (one) => one?.checkVisibility({ visibilityProperty: true });
    const near = (one) => [one, ...(one.labels ?? [])];
    const said = (one) => [...(one.labels ?? [])].map((label) => label.innerText);
    const isBox = (one) => one.type === "checkbox" || one.type === "radio";
    const isAsked = (one) => one.required || one.ariaRequired === "true"
        || /verplicht|required/i.test(said(one));
    const isWrong = (one) => one.matches(".is-invalid, [aria-invalid=true]")
        || !one.checkValidity();
    const isEmpty = (one) => isBox(one)
        ? ![...form.elements].some((each) => each.name === one.name && each.checked)
        : !one.value.trim();
    const found = [];
    const add = (one) => {
        const place = `tap-${found.length}`;
        one.setAttribute("data-tap", place);
        found.push([place, isBox(one) ? "box" : one.localName, one.type, one.name]);
    };
    const names = new Set();
    for (const one of form.elements) {
        if (!near(one).some(seen) || !("checkValidity" in one) || !one.name
            || one.disabled || names.has(one.name)) continue;
        if ((isAsked(one) && isEmpty(one)) || (isWrong(one) && one.localName
            !== "fieldset")) { add(one); names.add(one.name); }
    }
    for (const group of form.querySelectorAll("fieldset, [role=group]")) {
        const boxes = [...group.querySelectorAll("input")].filter(isBox);
        const wrong = [...group.querySelectorAll(".invalid-feedback")].some(seen)
            || group.matches(".is-invalid, [aria-invalid=true], [aria-required=true]");
        if (wrong && boxes.length && boxes.every((one) => !one.checked)
            && !names.has(boxes[0].name)) add(boxes[0]);
    }
    return found;
}"""
"""Marks the fields of a form that are required and empty, or wrong, and returns
them."""
LEADS = """(one) => Boolean(one.closest("#wrap")) && (one.localName === "a"
    ? /^(https?:|\\/)/.test(one.getAttribute("href")) && one.target !== "_blank"
    : one.type === "submit" && one.form?.method === "post")"""
"""Whether an element leads to another page."""
TEXTS = {
    "date": str(date.today() + timedelta(days=7)),
    "time": "15:30",
    "number": "60",
    "email": "lid@leden.example",
    "tel": "+31 20 5550199",
    "url": "https://video.example/gesprek",
    "text": "Café De Kroon",
    "textarea": "Hoe kies ik tussen specialist worden en een eigen praktijk?",
}
SINCE = "2014-09-01"
"""A day for a field that asks since when."""
PAGES = 9
"""The maximum number of pages that one deed may take."""


class Phone:
    """A member who is logged in.

    :param taps: on buttons, links and boxes, so far
    :param fields: that were typed into
    """

    def __init__(self, browser, server, login, password):
        self.visitor = Visitor(browser, server, PHONE).login(login, password)
        self.login, self.page = login, self.visitor.page
        self.page.set_default_timeout(30000)
        self.taps = self.fields = 0

    def size(self):
        """Return the height of the page in pixels, and how many controls it shows."""
        return self.page.evaluate(SIZE)

    def go(self, path):
        """Open a link, and wait until the page is drawn."""
        self.page.goto("about:blank")
        self.visitor.go(path)
        said = self.page.locator("h1, h2, h3, label")
        said.locator("visible=true").first.wait_for()

    def find(self, *selectors, within=WRAP):
        """Return the first visible element of the first selector that has one, or
        None."""
        place = self.page.locator(within).first
        for selector in selectors:
            found = place.locator(selector).locator("visible=true")
            if found.count():
                return found.first
        return None

    def tap(self, *selectors, within=WRAP):
        """Tap such an element; wait for the page that follows, if one does.

        :raise Problem: when there is none
        """
        found = self.find(*selectors, within=within)
        if not found:
            raise Problem(f"no {' or '.join(selectors)} on {self.page.url}")
        self.press(found)

    def press(self, element):
        """Tap an element, and wait for the page that it leads to, if it does."""
        if not element.evaluate(LEADS):
            self.touch(element)
            return
        try:
            with self.page.expect_navigation(timeout=20000):
                self.touch(element)
        except TooLate:
            # a script of the page took it
            return

    def touch(self, element):
        """Tap an element, and wait for nothing."""
        element.click()
        self.taps += 1

    def type(self, element, text):
        """Type into a field."""
        element.fill(text)
        self.fields += 1

    def complete(self, form):
        """Fill in what a form requires, or says is wrong."""
        for place, kind, sort, name in form.evaluate(ASKED):
            field = form.locator(f'[data-tap="{place}"]')
            if kind == "box":
                self._tick(field)
            elif kind == "select":
                field.select_option(index=1)
                self.taps += 1
            else:
                since = "since" in name
                text = SINCE if since else TEXTS.get(sort, TEXTS["text"])
                self.type(field, text)

    def _tick(self, box):
        label = self.page.locator(f'label[for="{box.get_attribute("id")}"]')
        self.touch(label.first if label.count() else box)

    def submit(self):
        """Fill in what is required on this page, and press its main button."""
        button = self.find(
            "form button.btn-primary[type=submit]",
            "form button.main[type=submit]",
            "form button[type=submit]",
        )
        if not button:
            raise Problem(f"no button to send a form on {self.page.url}")
        self.complete(button.locator("xpath=ancestor::form[1]"))
        self.press(button)

    def walk(self, is_done, look=None):
        """Fill in and send one page after another, until it is done.

        :param is_done: function without arguments
        :param look: called at each page
        """
        for _page in range(PAGES):
            if look:
                look()
            self.submit()
            if is_done():
                return
        raise Problem(f"not done after {PAGES} pages, at {self.page.url}")

    def until(self, is_done, seconds=20):
        """Wait until it is done.

        :raise Problem: when it takes too long
        """
        deadline = time.monotonic() + seconds
        while not is_done():
            if time.monotonic() > deadline:
                raise Problem(f"not done, at {self.page.url}")
            self.page.wait_for_timeout(20)

    def wait_for(self, selector, seconds=15, state="visible"):
        """Wait for an element; return whether it came."""
        try:
            place = self.page.locator(selector).first
            place.wait_for(state=state, timeout=seconds * 1000)
        except TooLate:
            return False
        return True
