"""Takes pictures of the demonstration, in Dutch, for the documentation."""

from tests.harness.browser import DESKTOP, PHONE, Visitor, chrome
from tests.harness.server import running

from . import demo, paths, postgres
from .console import say

FOLDER = paths.ROOT / "docs" / "images"
MEMBER_PAGES = {
    "overview": ("mentee", "/my/mentorship"),
    "edition": ("lid", "/my/mentorship/edition/{open}"),
    "pairing": ("mentee", "/my/mentorship/pairing/{pairing}"),
    "agreement": ("mentee", "/my/mentorship/pairing/{pairing}/agreement"),
    "goal": ("mentee", "/my/mentorship/pairing/{pairing}/goal"),
    "note": ("mentee", "/my/mentorship/pairing/{pairing}/notes"),
    "offer": ("mentee2", "/my/mentorship/pairing/{offered}"),
    "meeting": ("mentee", "/my/mentorship/pairing/{pairing}/meeting"),
    "enrolment": ("mentee", "/my/mentorship/enrolment/{enrolment}"),
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
    "preview": "/my/mentorship/preview/{enrolment}",
    "evaluations": "/odoo/action-nob_mentorship.mentorship_evaluation_action",
    "evaluation_form": "/odoo/mentorship.evaluation/{opened}",
    "results": "/mentorship/results/{closed}",
}
XMLIDS = {
    "open": "demo_edition_open",
    "running": "demo_edition_running",
    "pairing": "demo_pairing_1",
    "offered": "demo_pairing_6",
    "enrolment": "demo_enrolment_r_mentee_1",
    "draft": "demo_enrolment_o_draft",
    "programme": "programme_nob",
}
EVALUATIONS = {
    "opened": "SELECT id FROM mentorship_evaluation WHERE state = 'open'",
    "closed": "SELECT id FROM mentorship_evaluation WHERE state = 'closed'",
    "form": "SELECT survey_id FROM mentorship_evaluation WHERE state = 'open'",
}


def main():
    """Take all pictures, at the width of a desk and of a phone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(demo.DATABASE) as server, chrome() as browser:
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
        for width, size in ((1300, DESKTOP), (390, PHONE)):
            for name, (login, path) in MEMBER_PAGES.items():
                visitor = Visitor(browser, server, size).login(login, demo.PASSWORD)
                _take(visitor, path.format(**ids), f"member_{name}_{width}")
                visitor.context.close()
        staff = Visitor(browser, server, DESKTOP).login("manager", demo.PASSWORD)
        for name, path in STAFF_PAGES.items():
            _take(staff, path.format(**ids), f"staff_{name}_1300")
        phone = Visitor(browser, server, PHONE).login("manager", demo.PASSWORD)
        _take(phone, "/mentorship/form/{form}".format(**ids), "member_evaluation_390")


def _take(visitor, path, name):
    visitor.go(path)
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
    main()
