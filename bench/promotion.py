"""The page of a programme for a visitor without a login, against core's login page."""

import requests

from dev import paths
from tests.harness.server import running

from .databases import filled
from .measure import Row, side_by_side

ROUNDS, WARM, GOAL = 80, 10, 1.2
PAGE, LOGIN_PAGE = "/mentorship/NOB", "/web/login"
CALLS = ("member", "edition", "fill_promotion.page(env)")


def rows():
    """Measure; return the lines of the table."""
    with (
        filled(*CALLS, modules=(paths.ADDON.name,)) as ours,
        filled("member") as core,
        running(source=ours) as own_server,
        running(source=core) as core_server,
    ):
        times = side_by_side(
            _visits(own_server, PAGE), _visits(core_server, LOGIN_PAGE), ROUNDS, WARM
        )
        return [Row("public page", *times, GOAL)]


def _visits(server, page):
    """Return a function that fetches a page, as a visitor who stays the same."""
    session = requests.Session()

    def visit():
        answer = session.get(server.url + page, timeout=120)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")

    return visit
