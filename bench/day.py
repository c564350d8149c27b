"""The coordinator's day and the list of pairings at 10,000 pairings, each against
core's own list of as many records: activities on contacts, and registrations."""

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Count, Row, side_by_side
from .staff import lists, queries

COUNT, TIMES = 1000, 10
ROUNDS, WARM, GOAL = 40, 10, 1.2
DAY = "nob_mentorship.mentorship_day_action"
CORE = "mail.mail_activity_action"


def rows():
    """Measure a page of each list on one server; yield the lines of the table."""
    with (
        filled(
            "member",
            f"fill.edition(env, {COUNT})",
            "registrations",
            f"growth_steps.many(env, {TIMES})",
            f"fill_day.registrations(env, {TIMES})",
            "fill_day.lines(env)",
            modules=(paths.ADDON.name, "event"),
        ) as name,
        running(source=name, log_level="info") as server,
    ):
        staff = Client(server.url, server.db).login(MANAGER, PASSWORD)
        ours = [["mentorship_edition_id", "!=", False]]
        core = [["res_model", "=", "res.partner"]]
        count = staff.call("mail.activity", "search_count", [core])
        yield from _both(
            server,
            f"coordinator's day, {count} lines",
            lists(staff, "mail.activity", DAY, ours, count),
            lists(staff, "mail.activity", CORE, core, count),
        )
        pairings = lists(staff, "mentorship.pairing")
        registrations = lists(staff, "event.registration")
        size = f"list of pairings, {COUNT * TIMES:,}"
        yield from _both(server, size, pairings, registrations)


def _both(server, measure, ours, core):
    """Yield the lines about two lists: their times, and their queries."""
    yield Row(measure, *side_by_side(ours, core, ROUNDS, WARM), GOAL)
    yield Count(
        f"{measure}: queries", queries(server, ours), queries(server, core), None
    )
