"""The pair's room: what sealing costs, and what the page costs beside core's home."""

import contextlib
import subprocess

from dev import odoo, paths, venv
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, PASSWORD
from .measure import Row, side_by_side

ROUNDS, WARM = 80, 10
SEALED_GOAL, ROOM_GOAL = 1.2, 1.5
UNSEALED = paths.ROOT / "bench" / "unsealed.py"


def rows():
    """Measure the notes and the room; return the lines of the table."""
    with (
        _room() as (sealed, room),
        _room(script=UNSEALED) as (unsealed, same_room),
        _visited("member") as core,
    ):
        notes = side_by_side(
            _fetch(sealed, f"{room}/notes", "Notitie 49"),
            _fetch(unsealed, f"{same_room}/notes", "Notitie 49"),
            ROUNDS,
            WARM,
        )
        page = side_by_side(
            _fetch(sealed, room, "Notitie 49"),
            _fetch(core, "/my/home", "Bente"),
            ROUNDS,
            WARM,
        )
        return [
            Row("room sealed", *notes, SEALED_GOAL),
            Row("room", *page, ROOM_GOAL),
        ]


@contextlib.contextmanager
def _room(script=None):
    """Give a member's client on a server, and the path of a room with 50 notes."""
    modules = (paths.ADDON.name,)
    with filled("member", "edition", modules=modules) as name:
        _write_notes(name, script)
        with running(source=name, script=script) as server:
            client = Client(server.url, server.db).login(LOGIN, PASSWORD)
            found = client.call(
                "mentorship.pairing", "search", [[]], {"order": "id", "limit": 1}
            )
            yield client, f"/my/mentorship/pairing/{found[0]}"


@contextlib.contextmanager
def _visited(*calls):
    with filled(*calls) as name, running(source=name) as server:
        yield Client(server.url, server.db).login(LOGIN, PASSWORD)


def _write_notes(name, script):
    """Fill the room, with the sealing that the server will read it with."""
    conf = odoo.configuration(f"{name}-notes", name)
    start = [script] if script else ["-m", "odoo"]
    subprocess.run(
        [str(paths.PYTHON), *map(str, start), "shell", "-c", str(conf), "--no-http"],
        input="from bench import fill\nfill.notes(env)\n",
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**venv.environ(), "PYTHONPATH": str(paths.ROOT)},
        cwd=paths.STATE,
    )
    conf.unlink()


def _fetch(client, path, text):
    def fetch():
        answer = client.get(path)
        if answer.status_code != 200 or text not in answer.text:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    return fetch
