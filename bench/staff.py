"""Staff's list of pairings, against core's own list of as many registrations."""

import time

from lxml import etree

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .answering import logged
from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Row, side_by_side

ROUNDS, WARM, GOAL, PAGE = 60, 10, 1.2, 80
TIME_ZONE = "Europe/Amsterdam"


def rows():
    """Measure a page of each list on one server; return the line of the table."""
    with (
        filled(
            "member",
            "edition",
            "registrations",
            modules=(paths.ADDON.name, "event"),
        ) as name,
        running(source=name) as server,
    ):
        staff = Client(server.url, server.db).login(MANAGER, PASSWORD)
        times = side_by_side(
            lists(staff, "mentorship.pairing"),
            lists(staff, "event.registration"),
            ROUNDS,
            WARM,
        )
        return [Row("staff pairings list", *times, GOAL)]


def lists(client, model, action=None, domain=(), least=PAGE):
    """Return a function that reads the first page of a model's list.

    :param str action: the external identifier of the action that opens it, if it is not
        the model's first list
    :param domain: of the records in the list
    :param int least: the number of these records, if it is less than a page
    """
    shown = [False, "list"]
    if action:
        loaded = client.json("/web/action/load", {"action_id": action})
        shown = next(view for view in loaded["views"] if view[1] == "list")
    views = client.call(model, "get_views", [[shown]])
    fields = views["models"][model]["fields"]
    arch = etree.fromstring(views["views"]["list"]["arch"])
    names = {node.get("name") for node in arch.xpath("//field")}
    named = {"fields": {"display_name": {}}}
    # as the web client sends it; a user gets a time zone at their first login
    context = {**client.call("res.users", "context_get", []), "tz": TIME_ZONE}
    specification = {
        name: named if "relation" in fields[name] else {} for name in sorted(names)
    }

    def read():
        options = {
            "specification": specification,
            "order": arch.get("default_order", ""),
            "limit": PAGE,
            "count_limit": 10001,
            "context": context,
        }
        found = client.call(model, "web_search_read", [list(domain)], options)
        if len(found["records"]) != min(PAGE, least):
            raise RuntimeError(f"{model}: {len(found['records'])} lines")

    return read


def queries(server, read):
    """Return how many queries one request of a server takes.

    :param read: a function that sends it; the server logs requests
    """
    before = len(logged(server))
    read()
    # a line is written once its answer has been sent
    while len(lines := logged(server)[before:]) < 1:
        time.sleep(0.05)
    return lines[0]
