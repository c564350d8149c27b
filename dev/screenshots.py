"""Takes pictures of the demonstration, in Dutch, for the documentation.

With names, such as `member_offer`, it takes only those pictures.
"""

import sys

from tests.harness.browser import DESKTOP, PHONE, Visitor, chrome
from tests.harness.server import running

from . import demo, paths, postgres
from .console import say

FOLDER = paths.ROOT / "docs" / "images"
MEMBER_PAGES = {
    "overview": ("mentee", "/my/mentorship"),
    "edition": ("lid", "/my/mentorship/edition/{open}"),
    "pairing": ("mentee", "/my/mentorship/pairing/{pairing}"),
    "offer": ("mentee2", "/my/mentorship/pairing/{offered}"),
    "meeting": ("mentee", "/my/mentorship/pairing/{pairing}/meeting"),
    "enrolment": ("mentee", "/my/mentorship/enrolment/{enrolment}"),
    "choice": ("mentee-vn", "/my/mentorship/enrolment/{chooser}/mentors"),
    "preference": ("mentee-vn", "/my/mentorship/enrolment/{chooser}/preference"),
    "sign_up": ("concept", "/my/mentorship/enrolment/{draft}"),
    "home": ("mentee", "/my/home"),
}
STAFF_PAGES = {
    "editions": "/odoo/action-nob_mentorship.mentorship_edition_action",
    "edition_form": "/odoo/mentorship.edition/{running}",
    "enrolments": "/odoo/action-nob_mentorship.mentorship_enrolment_action",
    "enrolment_form": "/odoo/mentorship.enrolment/{enrolment}",
    "pairings": "/odoo/action-nob_mentorship.mentorship_pairing_action",
    "pairing_form": "/odoo/mentorship.pairing/{pairing}",
    "programme_form": "/odoo/mentorship.programme/{programme}",
    "matching": "/odoo/mentorship.matching/{matching}",
    "matching_proposal": "/odoo/mentorship.proposal/{proposal}",
    "matching_board": "/odoo/mentorship.matching/{matching}",
    "preferences": "/odoo/action-nob_mentorship.mentorship_preference_action",
    "preview": "/my/mentorship/preview/{enrolment}",
    "evaluations": "/odoo/action-nob_mentorship.mentorship_evaluation_action",
    "evaluation_form": "/odoo/mentorship.evaluation/{opened}",
    "results": "/mentorship/results/{closed}",
}
PRESSED = {"staff_matching_board": "action_view_board"}
"""{picture: the button that leads there from the page}."""
XMLIDS = {
    "open": "demo_edition_open",
    "running": "demo_edition_running",
    "pairing": "demo_pairing_1",
    "offered": "demo_pairing_6",
    "enrolment": "demo_enrolment_r_mentee_1",
    "draft": "demo_enrolment_o_draft",
    "chooser": "demo_enrolment_w_mentee",
    "to_match": "demo_edition_matching",
    "programme": "programme_nob",
}
EVALUATIONS = {
    "opened": "SELECT id FROM mentorship_evaluation WHERE state = 'open'",
    "closed": "SELECT id FROM mentorship_evaluation WHERE state = 'closed'",
    "form": "SELECT survey_id FROM mentorship_evaluation WHERE state = 'open'",
}


def main(*names):
    """Take pictures, of members' pages at the width of a desktop and of a phone.

    :param names: of the pictures to take, without their width; all if there is none
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(demo.DATABASE) as server, chrome() as browser:
        coordinator = server.client("coordinator", demo.PASSWORD)
        ids = _numbers(server)
        ids |= _match(coordinator, ids["to_match"])
        camera = Camera(browser, server, ids, names)
        for size in (DESKTOP, PHONE):
            for name, (login, path) in MEMBER_PAGES.items():
                camera.take(f"member_{name}", login, path, size)
        for name, path in STAFF_PAGES.items():
            camera.take(f"staff_{name}", "manager", path)
        camera.take("member_evaluation", "manager", "/mentorship/form/{form}", PHONE)


def _numbers(server):
    """Return the ids in the addresses of the pages."""
    admin = server.client()
    ids = {
        key: admin.call(
            "ir.model.data",
            "search_read",
            [[("module", "=", "nob_mentorship"), ("name", "=", name)]],
            {"fields": ["res_id"]},
        )[0]["res_id"]
        for key, name in XMLIDS.items()
    }
    for key, statement in EVALUATIONS.items():
        ((ids[key],),) = postgres.query(statement, server.db)
    return ids


def _match(staff, edition):
    """Match an edition, pin one pair, reject another, and match it again.

    :param staff: :class:`Client` of a coordinator
    :return: the ids of the last run and of a proposal of it
    """

    def call(model, method, *args):
        return staff.call(f"mentorship.{model}", method, args)

    def best(run):
        domain = [("matching_id", "=", run), ("rejected", "=", False)]
        return call("proposal", "search", domain)

    first = call("matching", "create", {"edition_id": edition})
    call("matching", "action_run", [first])
    pinned, *_others, rejected = best(first)
    call("proposal", "action_pin", [pinned])
    call("proposal", "action_reject", [rejected])
    last = call("matching", "action_run_again", [first])["res_id"]
    return {"matching": last, "proposal": best(last)[0]}


class Camera:
    """Takes pictures of pages, each login in a browser session of its own.

    :param ids: {name: number} for the addresses
    :param names: of the pictures to take; all when empty
    """

    def __init__(self, browser, server, ids, names):
        self.browser, self.server = browser, server
        self.ids, self.names = ids, names
        self.visitors = {}

    def take(self, name, login, path, size=DESKTOP):
        """Take a picture of a page, unless it is not wanted."""
        if self.names and name not in self.names:
            return
        width = size["width"]
        if (login, width) not in self.visitors:
            visitor = Visitor(self.browser, self.server, size)
            self.visitors[login, width] = visitor.login(login, demo.PASSWORD)
        visitor, path = self.visitors[login, width], path.format(**self.ids)
        _take(visitor, path, f"{name}_{width}", PRESSED.get(name))


def _take(visitor, path, name, press=None):
    visitor.go(path)
    if press:
        visitor.page.click(f"button[name={press}]")
    if "/odoo/" not in path:
        visitor.page.wait_for_load_state("networkidle")
    else:
        visitor.page.locator(".o_control_panel, .o_form_view").first.wait_for()
        visitor.page.wait_for_timeout(1500)
    visitor.page.screenshot(path=FOLDER / f"{name}.png", full_page="/odoo/" not in path)
    for trouble in visitor.troubles:
        say(f"{name}: {trouble}")
    visitor.troubles.clear()


if __name__ == "__main__":
    main(*sys.argv[1:])
