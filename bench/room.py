"""The pair's room: the cost of its sealed texts compared with core's home page."""

import contextlib
import subprocess

from dev import odoo, paths, venv
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, PASSWORD
from .measure import Row, side_by_side

ROUNDS, WARM = 80, 10
ROOM_GOAL = 1.5


def rows():
    """Measure the room; return the lines of the table."""
    with _room() as (client, room), _visited("member") as core:
        asked = side_by_side(_ask(client, room), _fetch(core), ROUNDS, WARM)
        return [Row("room", *asked, ROOM_GOAL)]


@contextlib.contextmanager
def _room():
    """Give a member's client on a server, and the id of a pairing with 50 notes."""
    modules = (paths.ADDON.name,)
    with filled("member", "edition", modules=modules) as name:
        _write_notes(name)
        with running(source=name) as server:
            client = Client(server.url, server.db).login(LOGIN, PASSWORD)
            (found,) = client.call(
                "mentorship.pairing", "search", [[]], {"order": "id", "limit": 1}
            )
            yield client, found


@contextlib.contextmanager
def _visited(*calls):
    with filled(*calls) as name, running(source=name) as server:
        yield Client(server.url, server.db).login(LOGIN, PASSWORD)


def _write_notes(name):
    """Fill the room."""
    conf = odoo.configuration(f"{name}-notes", name)
    subprocess.run(
        [str(paths.PYTHON), "-m", "odoo", "shell", "-c", str(conf), "--no-http"],
        input="from bench import fill\nfill.notes(env)\n",
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**venv.environ(), "PYTHONPATH": str(paths.ROOT)},
        cwd=paths.STATE,
    )
    conf.unlink()


def _ask(client, room):
    """Return a function that asks for the texts of a room, as the sealed page does."""

    def ask():
        answer = client.session.post(
            f"{client.url}/mentorship/room/api/room",
            json={"room": room, "offset": 0},
            headers={"Origin": client.url},
            timeout=60,
        )
        if answer.status_code != 200 or len(answer.json()["texts"]) != 50:
            raise RuntimeError(f"the room answers {answer.status_code}")

    return ask


def _fetch(client):
    def fetch():
        answer = client.get("/my/home")
        if answer.status_code != 200 or "Bente" not in answer.text:
            raise RuntimeError(f"the home answers {answer.status_code}")

    return fetch
