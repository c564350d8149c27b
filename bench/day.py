"""The coordinator's day at 10,000 pairings, against core's own list of as many
activities."""

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Row, side_by_side
from .staff import lists

COUNT, TIMES = 1000, 10
ROUNDS, WARM, GOAL = 40, 10, 1.2
DAY = "nob_mentorship.mentorship_day_action"
CORE = "mail.mail_activity_action"


def rows():
    """Measure a page of each list on one server; return the line of the table."""
    with (
        filled(
            "member",
            f"fill.edition(env, {COUNT})",
            f"growth_steps.many(env, {TIMES})",
            "fill_day.lines(env)",
            modules=(paths.ADDON.name,),
        ) as name,
        running(source=name) as server,
    ):
        staff = Client(server.url, server.db).login(MANAGER, PASSWORD)
        ours = [["mentorship_edition_id", "!=", False]]
        core = [["res_model", "=", "res.partner"]]
        count = staff.call("mail.activity", "search_count", [core])
        times = side_by_side(
            lists(staff, "mail.activity", DAY, ours, count),
            lists(staff, "mail.activity", CORE, core, count),
            ROUNDS,
            WARM,
        )
        return [Row(f"coordinator's day, {count} lines", *times, GOAL)]
