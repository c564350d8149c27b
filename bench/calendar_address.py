"""A member's calendar address: the queries of a phone that fetches it."""

import re

import requests

from dev import paths
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, PASSWORD
from .measure import Most

MEETINGS, WARM, GOAL = 60, 3, 30
PROFILE = "/my/mentorship/profile"
ADDRESS = re.compile(r"/mentorship/calendar/[\w-]+\.ics")


def rows():
    """Measure; return the lines of the table."""
    calls = ("member", "edition", f"fill_pages.meetings(env, {MEETINGS})")
    with (
        filled(*calls, modules=(paths.ADDON.name,)) as name,
        running(source=name, log_level="info") as server,
    ):
        client = Client(server.url, server.db).login(LOGIN, PASSWORD)
        page = client.post(PROFILE, PROFILE, do="calendar", with_names="1").text
        (path,) = set(ADDRESS.findall(page))
        for _warm in range(WARM):
            calendar = requests.get(server.url + path, timeout=120).text
        if calendar.count("BEGIN:VEVENT") != MEETINGS:
            raise RuntimeError("the calendar does not have all meetings")
        sent = re.findall(
            rf'GET {re.escape(path)} HTTP/1\.1" 200 - (\d+) ', server.log.read_text()
        )
        return [Most("calendar address", int(sent[-1]), GOAL)]
