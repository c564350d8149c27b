"""The sealed page: the cost in the browser of opening fifty notes and of a phrase, and
how much a first visit fetches.

The reference for the notes is the same page with one function changed: where ours opens
and verifies a text, it parses the plain one that its server delivers.
"""

import base64
import importlib
import json
import subprocess
import sys
from contextlib import contextmanager
from uuid import uuid4

from dev import bundle, client, database, paths, postgres, stamp
from dev.console import Problem
from tests.harness.browser import Visitor, chrome
from tests.harness.sealed_page import Device
from tests.harness.server import running

from .databases import filled
from .fill import LOGIN, MENTOR, PASSWORD
from .measure import Row, Size, alternately, timed

sys.path.append(str(paths.ADDON))
# without Odoo, which these modules do not need
room_page, sealed_text, sealed_ways = (
    importlib.import_module(f"tools.{name}")
    for name in ("room_page", "sealed_text", "sealed_ways")
)

NOTES = 50
ROUNDS, WARM = 25, 4
PHRASES, WARM_PHRASES = 9, 2
GOAL = 1.5
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OPENING = 'import { open, passOn, seal } from "./seal.js";'
PLAIN = """
import { fromUtf8 } from "./bytes.js";
import { passOn, seal } from "./seal.js";
const open = async (sealed) => JSON.parse(fromUtf8(sealed));
"""
"""Replaces the sealing of texts only; the reader's list of people is sealed in the
reference too."""
REACHED = """
import { stretch } from "./sums.js";
globalThis.bench = { stretch };
"""
"""Lets the bench send the page's requests to the page's worker."""
ENTER = """async ([room, notes]) => {
    const main = document.getElementById("main");
    const cards = () => main.querySelectorAll("article.card:not(.closed)").length;
    const until = (holds) => new Promise((resolve) => {
        const look = () => holds() && (watcher.disconnect(), resolve());
        const watcher = new MutationObserver(look);
        watcher.observe(main, { childList: true, subtree: true });
        look();
    });
    location.hash = "home";
    await until(() => !cards());
    const begin = performance.now();
    location.hash = room;
    await until(() => cards() === notes);
    document.body.getBoundingClientRect();
    return (performance.now() - begin) / 1000;
}"""
"""Go to the room as the person already in the page; return the seconds until its notes
are there, laid out."""
STRETCH = """async ([phrase, salt]) => {
    const begin = performance.now();
    await bench.stretch(phrase, Uint8Array.from(salt));
    return (performance.now() - begin) / 1000;
}"""


def rows():
    """Measure the page; return the lines of the table."""
    variant = _variant()
    with (
        filled(
            "member", "fill.edition(env, 10)", "mentor", modules=(paths.ADDON.name,)
        ) as name,
        chrome() as browser,
        _written(browser, name) as (plain_name, sealed_name, code, room),
        running(source=sealed_name) as sealed,
        running(source=plain_name) as plain,
    ):
        ours = _inside(browser, sealed, code, bundle.PAGE / "room.js")
        reference = _inside(browser, plain, code, variant / "room.js")
        notes = alternately(
            lambda: ours.evaluate(ENTER, [room, NOTES]),
            lambda: reference.evaluate(ENTER, [room, NOTES]),
            ROUNDS,
            WARM,
        )
        salt = list(range(16))
        phrase = alternately(
            lambda: reference.evaluate(STRETCH, ["vijf woorden die je trok", salt]),
            _in_python(salt),
            PHRASES,
            WARM_PHRASES,
        )
    return [
        Row("room sealed", *notes, GOAL),
        Row("phrase", *phrase, None),
        Size("sealed page, gzipped", bundle.first_visit(), bundle.MOST),
    ]


def _variant():
    """Return a folder with the page's script as it would be without sealing."""
    folder = paths.STATE / "bench-page"
    client.copy(client.SOURCES, folder)
    room, main = folder / "src" / "room.js", folder / "page" / "main.js"
    text = room.read_text()
    if text.count(OPENING) != 1:
        raise Problem(f"{room.name} has no `{OPENING}` to replace")
    room.write_text(text.replace(OPENING, PLAIN))
    main.write_text(REACHED + main.read_text())
    out = stamp.fresh_folder(paths.STATE / "bench-script")
    run = client.start(
        "node_modules/esbuild/bin/esbuild",
        *("room=page/main.js", *bundle.OPTIONS, f"--outdir={out}"),
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    _none, printed = run.communicate(timeout=120)
    if run.returncode:
        raise Problem(f"the page without sealing does not build:\n{printed}")
    return out


@contextmanager
def _written(browser, name):
    """Let two members write in their room, and drop it in the end.

    :return: names of the databases where the notes are plain and where they are sealed,
        the reader's recovery code, and the room's place in the page
    """
    plain, sealed = (f"nob_bench_{uuid4().hex[:8]}" for _each in range(2))
    with running(source=name) as server:
        (pairing,) = postgres.query(
            "SELECT member.pairing_id FROM mentorship_pairing_member member"
            f" JOIN res_users u USING (partner_id) WHERE u.login = '{LOGIN}'",
            server.db,
        )
        room = f"room/{pairing[0]}"
        members = [Member(browser, server, login, room) for login in (MENTOR, LOGIN)]
        bodies = [
            members[number % 2].write(number, pairing[0], members)
            for number in range(NOTES)
        ]
        # the reader's list notes what is seen for the first time
        members[1].device.page.evaluate(ENTER, [room, NOTES])
        code = members[1].code
        for member in members:
            member.device.visitor.context.close()
        server.end()
        for copy in (plain, sealed):
            database.copy(server.db, copy)
    for body, told in bodies:
        content = base64.b64encode(json.dumps({"body": body, "hash": told}).encode())
        postgres.query(
            f"UPDATE mentorship_note SET ciphertext = '{content.decode()}'"
            f" WHERE uuid = '{body['uuid']}'",
            plain,
        )
    try:
        yield plain, sealed, code, room
    finally:
        for copy in (plain, sealed):
            database.drop(copy)


class Member:
    """One of the two members in the room, with their own keys."""

    def __init__(self, browser, server, login, room):
        self.server = server
        self.device = Device(Visitor(browser, server)).login(login, PASSWORD)
        self.device.enter(room)
        self.code = self.device.set_up()
        self.device.title("Jullie pagina")
        ((self.uuid, sealed, self.room),) = postgres.query(
            "SELECT identity.member_uuid, way.sealed_keys, pairing.room_uuid"
            "  FROM mentorship_identity identity"
            "  JOIN mentorship_identity_way way ON way.identity_id = identity.id"
            "  JOIN res_users u ON u.partner_id = identity.partner_id"
            "  JOIN mentorship_pairing_member member"
            "    ON member.partner_id = identity.partner_id"
            "  JOIN mentorship_pairing pairing ON pairing.id = member.pairing_id"
            f" WHERE way.kind = 'recovery' AND u.login = '{login}'",
            server.db,
        )
        way = sealed_ways.key_of_way("recovery", _bytes_of(self.code))
        self.keys = sealed_ways.open_keys(base64.b64decode(sealed), way)

    def write(self, number, pairing, members):
        """Save a note for both; return its body, and its hash."""
        body = {
            "uuid": str(uuid4()),
            "room": self.room,
            "kind": "note",
            "readers": [[each.uuid, each.keys.fingerprint] for each in members],
            "revision": 1,
            "previous": "",
            "trust": 1,
            "text": {
                "text": f"Notitie {number}. "
                + "Wat we bespraken, en wat ik ervan vond. " * 8
            },
        }
        recipients = [each.keys.recipient for each in members]
        sealed, told = sealed_text.seal(body, self.keys, recipients)
        answer = self.device.visitor.context.request.post(
            f"{self.device.url}{room_page.PATH}/api/text/save",
            headers={"Origin": self.device.url},
            data={
                "room": int(pairing),
                "as": self.keys.recipient,
                "kind": "note",
                "uuid": body["uuid"],
                "revision": 1,
                "sealed": base64.b64encode(sealed).decode(),
                "readers": [each.uuid for each in members],
                "open": {"about": "note", "meeting": 0},
            },
        )
        if not answer.ok:
            raise Problem(f"a note is not saved: {answer.status} {answer.text()}")
        return {**body, "author": self.keys.fingerprint}, told


def _bytes_of(code):
    """Return the 16 bytes of a recovery code."""
    number = 0
    for letter in code.replace("-", "")[:-2]:
        number = number * 32 + LETTERS.index(letter)
    return number.to_bytes(16)


def _inside(browser, server, code, script):
    """Return the page of a reader who is in it, with a script of the bench's choice."""
    device = Device(Visitor(browser, server), passkeys=False)
    device.page.route(
        "**/room.js",
        lambda route: route.fulfill(path=script, content_type="text/javascript"),
    )
    device.login(LOGIN, PASSWORD).enter("home")
    device.open_with_code(code)
    device.is_open()
    return device.page


def _in_python(salt):
    def stretch():
        sealed_ways.stretch("vijf woorden die je trok", bytes(salt))

    return timed(stretch)
