"""The members' pages, against core's own portal home without the addon."""

import contextlib

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, PASSWORD
from .measure import Row, side_by_side

ROUNDS, WARM, GOAL = 80, 10, 1.2
HOME = "/my/home"


@contextlib.contextmanager
def _visited(*calls, modules=()):
    with (
        filled(*calls, modules=modules) as name,
        running(source=name) as server,
    ):
        yield Client(server.url, server.db).login(LOGIN, PASSWORD)


def rows():
    """Measure the pages; return the lines of the table."""
    with (
        _visited("member", "edition", modules=(paths.ADDON.name,)) as ours,
        _visited("member") as core,
    ):
        pages = {
            "portal home": HOME,
            "portal edition": _own(ours, "edition"),
            "portal pairing": _own(ours, "pairing"),
        }
        return [
            Row(measure, *_compare(ours, path, core), GOAL)
            for measure, path in pages.items()
        ]


def _own(client, kind):
    """Return the path of the page of the member's edition or pairing."""
    found = client.call(
        f"mentorship.{kind}", "search", [[]], {"order": "id", "limit": 1}
    )
    return f"/my/mentorship/{kind}/{found[0]}"


def _compare(ours, path, core):
    def fetch(client, page):
        answer = client.get(page)
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")

    return side_by_side(
        lambda: fetch(ours, path), lambda: fetch(core, HOME), ROUNDS, WARM
    )
