"""Texts that 1.x sealed on the server: no upgrade destroys them unasked.

The check that stops the upgrade is attacked from both sides: it may change nothing, and
the changes that are made after all leave no text.
"""

import re
from uuid import uuid4

import pytest

from dev import database, odoo, paths, postgres, releases
from dev.console import Problem

from .harness.rpc import Client
from .harness.server import running
from .harness.snapshot import Snapshot

pytestmark = pytest.mark.slow

LATEST = list(releases.RELEASES)[-1]
PASSWORD = "mentor-demo"
NOTE, MESSAGE = "Ik wil weg bij mijn kantoor", "Het klikt niet tussen ons"
SEALED = ("note", "note_file", "goal", "plan", "agreement", "consent")
ALLOWED = {"drop_sealed_1x": "True"}
STATES = (
    "SELECT 'goal', id, state, progress FROM mentorship_goal UNION ALL"
    " SELECT 'agreement', id, state, version FROM mentorship_agreement ORDER BY 1, 2"
)


def addons(version):
    """Return the addons path with our addon as it was."""
    return ",".join(map(str, odoo.addons_path(releases.addons(version))))


class Pair:
    """Mentor and mentee of the demonstration, in their room of version 1.x."""

    def __init__(self, server):
        self.people = {
            login: Client(server.url, server.db).login(login, PASSWORD)
            for login in ("mentor", "mentee", "coordinator")
        }
        page = self.people["mentee"].get("/my/mentorship").text
        self.room = re.search(r"/my/mentorship/pairing/\d+", page)[0]

    def send(self, who, path, **form):
        answer = self.people[who].post(f"{self.room}/{path}", **form)
        assert answer.status_code == 200, answer.text[:3000]
        return answer.text

    def write(self, message_only=False):
        """Write one of each kind, or to the coordinators alone."""
        self.send("mentee", "coordinator", text=MESSAGE)
        if message_only:
            return
        self.send("mentee", "note", text=NOTE, audience="room")
        self.send("mentor", "note", text="Denk er nog eens over na", audience="self")
        self.attach("mentee")
        self.send("mentee", "goal", revision="0", specific="Ik leid een gesprek")
        self.send("mentee", "plan", revision="0", now="Ik houd me stil")
        self.send("mentee", "agreement", version="0", goals="Kiezen")
        page = self.people["mentee"].get(self.room).text
        shared = re.search(r"share/(mentorship\.goal,\d+)", page)[1]
        self.send(
            *("mentee", f"share/{shared}"),
            recipient="other",
            address=self.address(),
            purpose="Zodat jij me kunt helpen",
        )

    def attach(self, who):
        client = self.people[who]
        token = re.search(r'csrf_token: "([^"]+)"', client.get(self.room).text)[1]
        answer = client.session.post(
            f"{client.url}{self.room}/note",
            data={"csrf_token": token, "text": "Zie hierbij", "audience": "room"},
            files=[("files", ("cv.txt", b"Mijn cv", "text/plain"))],
            timeout=120,
        )
        assert answer.status_code == 200

    def address(self):
        """Return the mail address of the coordinator."""
        own = self.people["coordinator"]
        (user,) = own.call("res.users", "read", [[own.uid], ["email"]])
        return user["email"]


@pytest.fixture(scope="module")
def installed():
    """The version before, with its demonstration; no text is in it."""
    name = f"nob_texts_{uuid4().hex[:8]}"
    database.install(name, releases.addons(LATEST), demo=True)
    postgres.query("UPDATE ir_module_module SET demo = false", name)
    yield name
    database.set_aside(name)


def written(source, **options):
    """Return a copy of a database in which a pair wrote."""
    with running(source=source, addons_path=addons(LATEST)) as server:
        Pair(server).write(**options)
        server.end()
        name = f"nob_texts_{uuid4().hex[:8]}"
        database.copy(server.db, name)
    return name


@pytest.fixture(scope="module")
def source(installed):
    name = written(installed)
    yield name
    database.set_aside(name)


@pytest.fixture
def texts(source):
    """A database of the version before, with texts of every kind."""
    name = f"nob_texts_{uuid4().hex[:8]}"
    database.copy(source, name)
    yield name
    database.set_aside(name)


def dump(name):
    """Return {table: all its contents}, and the tables' columns."""
    tables = postgres.query(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace ORDER BY 1",
        name,
    )
    union = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text))"
        f' FROM "{table}" t'
        for (table,) in tables
    )
    return dict(postgres.query(union, name)), Snapshot(name).schema


def sealed(name):
    """Return {kind: how many texts of 1.x there are}."""
    return {
        kind: int(
            postgres.query(
                f"SELECT count(*) FROM mentorship_{kind} WHERE sealed IS NOT NULL", name
            )[0][0]
        )
        for kind in SEALED
    }


def columns(name):
    """Return the columns and tables of texts that were sealed on the server."""
    return postgres.query(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name LIKE 'mentorship%'"
        " AND (column_name IN ('sealed', 'readers')"
        " OR table_name IN ('mentorship_room_key', 'mentorship_room_access'))"
        " ORDER BY 1, 2",
        name,
    )


def test_an_upgrade_stops_at_texts_and_changes_nothing(texts):
    assert all(sealed(texts).values())
    before = dump(texts)
    with pytest.raises(Problem):
        database.update(texts)
    said = (paths.STATE / "logs" / f"{texts}.log").read_text()
    for words in (
        "3 notes, 1 messages to the coordinators, 1 files, 1 goals, 1 development plans"
        ", 1 agreements, 1 consents",
        "Start version 1.3 again",
        "drop_sealed_1x = True",
        "[nob_mentorship]",
    ):
        assert words in said
    tables, schema = dump(texts)
    assert {name for name in tables if tables[name] != before[0].get(name)} == set()
    assert schema == before[1]
    with running(source=texts, addons_path=addons(LATEST)) as server:
        pair = Pair(server)
        assert NOTE in pair.people["mentor"].get(pair.room).text
        pair.send("mentor", "note", text="Nog steeds", audience="room")


@pytest.mark.parametrize("value", ["False", "later"])
def test_no_other_word_destroys_texts(texts, value):
    with pytest.raises(Problem):
        database.update(texts, drop_sealed_1x=value)
    assert all(sealed(texts).values())


def test_an_upgrade_destroys_the_texts_that_it_may_and_lets_go_what_was_open(texts):
    notes = "SELECT id, note_count, goal_done_count FROM mentorship_pairing ORDER BY 1"
    counts, states = (postgres.query(query, texts) for query in (notes, STATES))
    rows = Snapshot(texts).counts()
    said = database.update(texts, **ALLOWED, log_level="info")
    assert (
        "Texts of 1.x destroyed, as odoo.conf says: 3 notes, 1 messages to the "
        "coordinators, 1 files, 1 goals, 1 development plans, 1 agreements, 1 consents"
    ) in said
    files = "SELECT count(*) FROM mentorship_note_file WHERE content IS NOT NULL"
    assert postgres.query(files, texts) == [["0"]]
    assert postgres.query("SELECT state FROM mentorship_consent", texts) == [
        ["revoked"]
    ]
    assert postgres.query(notes, texts) == counts
    let_go = {"open": "dropped", "asked": "replaced"}
    assert postgres.query(STATES, texts) == [
        [kind, record, let_go.get(state, state), number]
        for kind, record, state, number in states
    ]
    assert {state for _kind, _id, state, _number in states} >= let_go.keys()
    left = (
        "SELECT sum(goal_count), string_agg(DISTINCT agreement_state, ',')"
        " FROM mentorship_pairing"
    )
    assert postgres.query(left, texts) == [["0", "none"]]
    after = Snapshot(texts).counts()
    gone = {
        f"mentorship_{kind}" for kind in ("note", "plan", "room_key", "room_access")
    }
    fewer = {table for table in rows if after.get(table, 0) < rows[table]}
    assert {name for name in fewer if name.startswith("mentorship_")} - gone <= {
        # it became `mentorship_invitee`
        "mentorship_edition_res_partner_rel"
    }
    # the message to the coordinators is not a note of the pair
    assert rows["mentorship_note"] - after["mentorship_note"] == 1
    plans = "SELECT count(*) FROM mentorship_plan"
    assert postgres.query(plans, texts) == [["0"]]
    total = "SELECT sum(plan_count) FROM mentorship_pairing"
    assert postgres.query(total, texts) == [["0"]]
    assert no_message(texts)


def test_an_upgrade_stops_at_messages_to_the_coordinators_alone(installed):
    name = written(installed, message_only=True)
    try:
        before = dump(name)
        with pytest.raises(Problem):
            database.update(name)
        said = (paths.STATE / "logs" / f"{name}.log").read_text()
        assert "(1 messages to the coordinators)" in said
        assert "coordinators read the messages to them" in said
        assert dump(name) == before
        database.update(name, **ALLOWED)
        assert no_message(name)
    finally:
        database.set_aside(name)


def no_message(name):
    """Tell whether all messages of 1.x are gone, with everything that leads to them;
    the address in an old mail then leads to the new page."""
    assert columns(name) == []
    for query in (
        "SELECT count(*) FROM mentorship_note WHERE audience = 'coordinator'",
        "SELECT count(*) FROM mail_activity WHERE note LIKE '%mentorship/message%'",
    ):
        assert postgres.query(query, name) == [["0"]]
    with running(source=name) as server:
        coordinator = Client(server.url, server.db).login("coordinator", PASSWORD)
        answer = coordinator.session.get(
            f"{server.url}/my/mentorship/message/1", allow_redirects=False, timeout=60
        )
        return answer.headers["Location"].endswith("/mentorship/room?to=messages")


def test_an_upgrade_without_texts_passes_in_silence(installed):
    name = f"nob_texts_{uuid4().hex[:8]}"
    database.copy(installed, name)
    try:
        assert "1.x" not in database.update(name, log_level="info")
    finally:
        database.set_aside(name)


def test_nothing_of_ours_runs_before_the_texts_are_looked_for():
    scripts = [
        (tuple(map(int, file.parent.name.split("."))), file.name)
        for file in (paths.ADDON / "migrations").glob("*/pre-*.py")
    ]
    version = (19, 0, 1, 4, 0)
    assert sorted(scripts)[:2] == [
        (version, "pre-0_evaluations.py"),
        (version, "pre-1_sealed.py"),
    ]
