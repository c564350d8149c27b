"""The dashboard and the table of figures at 10,000 pairings over five editions, each
against core's own pivot of as many registrations."""

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Count, Row, side_by_side
from .staff import queries

COUNT, TIMES, EDITIONS = 1000, 10, 5
ROUNDS, WARM, GOAL = 40, 10, 1.2


def rows():
    """Measure on one server; yield the lines of the table."""
    with (
        filled(
            "member",
            f"fill.edition(env, {COUNT})",
            "registrations",
            f"growth_steps.many(env, {TIMES})",
            f"fill_day.registrations(env, {TIMES})",
            f"fill_dashboard.spread(env, {EDITIONS})",
            modules=(paths.ADDON.name, "event"),
        ) as name,
        running(source=name, log_level="info") as server,
    ):
        staff = Client(server.url, server.db).login(MANAGER, PASSWORD)
        core = pivot(staff, "event.registration", "event_id", "state")
        size = f"{COUNT * TIMES:,} pairings"
        for part in ("state", "came_about"):
            yield from _both(
                server,
                f"dashboard: figures by edition and {part}, {size}",
                pivot(staff, "mentorship.report", "edition_id", part),
                core,
            )
        # the screen is made of a dozen such tables
        measure = f"dashboard: screen of an edition, {size}"
        yield from _both(server, measure, form(staff), core, None)


def _both(server, measure, ours, core, goal=GOAL):
    """Yield the lines about two requests: their times, and their queries."""
    yield Row(measure, *side_by_side(ours, core, ROUNDS, WARM), goal)
    yield Count(
        f"{measure}: queries", queries(server, ours), queries(server, core), None
    )


def pivot(client, model, row, column):
    """Return a function that reads a table as the web client's pivot view does."""
    sets = [[], [row], [column], [row, column]]

    def read():
        total, *_rest = client.call(
            model, "formatted_read_grouping_sets", [[], sets, ["__count"]]
        )
        if total[0]["__count"] != COUNT * TIMES:
            raise RuntimeError(f"{model}: {total}")

    return read


def form(client):
    """Return a function that reads the dashboard of the newest edition."""
    action = client.call("mentorship.dashboard", "action_open", [])
    number, spec = action["res_id"], {"figures": {}, "mentors_short": {}}

    def read():
        (found,) = client.call("mentorship.dashboard", "web_read", [[number], spec])
        if "<table" not in found["figures"]:
            raise RuntimeError("no figures")

    return read
