"""The members' pages, against core's own portal home without the addon."""

import contextlib

from dev import paths, postgres
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, PASSWORD
from .measure import Row, side_by_side

ROUNDS, WARM, GOAL = 80, 10, 1.2
HOME = "/my/home"
FILLED = ("member", "edition", "fill_pages.pages(env)")
IDS = {
    "edition": "SELECT min(edition_id) FROM mentorship_enrolment WHERE {own}",
    "draft": "SELECT id FROM mentorship_enrolment WHERE state = 'draft' AND {own}",
    "offered": "SELECT pairing_id FROM mentorship_pairing_member"
    " WHERE answer = 'pending' AND {own}",
    "pairing": "SELECT pairing_id FROM mentorship_pairing_member"
    " WHERE answer = 'accepted' AND {own}",
    "meeting": "SELECT id FROM mentorship_meeting",
}
OWN = f"partner_id = (SELECT partner_id FROM res_users WHERE login = '{LOGIN}')"
PAGES = {
    "portal home": HOME,
    "portal mentorship": "/my/mentorship",
    "portal edition": "/my/mentorship/edition/{edition}",
    "portal sign-up": "/my/mentorship/enrolment/{draft}",
    "portal offer": "/my/mentorship/pairing/{offered}",
    "portal pairing": "/my/mentorship/pairing/{pairing}",
    "portal plan a talk": "/my/mentorship/pairing/{pairing}/meeting",
    "portal talk": "/my/mentorship/meeting/{meeting}",
}


@contextlib.contextmanager
def visited():
    """Give a member's clients on two servers: ours, and core without the addon."""
    with (
        _visited(*FILLED, modules=(paths.ADDON.name,)) as ours,
        _visited("member") as core,
    ):
        yield ours, core


@contextlib.contextmanager
def _visited(*calls, modules=()):
    with (
        filled(*calls, modules=modules) as name,
        running(source=name) as server,
    ):
        yield Client(server.url, server.db).login(LOGIN, PASSWORD)


def rows():
    """Measure the pages; return the lines of the table."""
    with visited() as (ours, core):
        return [
            Row(measure, *_compare(ours, path, core), GOAL)
            for measure, path in pages(ours).items()
        ]


def pages(client):
    """Return the members' pages: {measure: path}."""
    ids = {
        name: postgres.query(query.format(own=OWN), client.db)[0][0]
        for name, query in IDS.items()
    }
    return {measure: path.format(**ids) for measure, path in PAGES.items()}


def _compare(ours, path, core):
    return side_by_side(
        lambda: fetch(ours, path), lambda: fetch(core, HOME), ROUNDS, WARM
    )


def fetch(client, page):
    """Return the text of a page.

    :raise RuntimeError: when it is not there
    """
    answer = client.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page} answers {answer.status_code}")
    return answer.text
