"""Messages when their key is away or another, and when texts are damaged."""

import contextlib
import json
import re
import secrets
from html import unescape

import pytest
from lxml import html

from dev import console, database, odoo, process

from .harness.house import KEYS, House, new_key, notice
from .harness.room import ROOT, Room
from .harness.sealed_room import SealedRoom
from .harness.server import running
from .harness.stage import Stage

pytestmark = pytest.mark.slow

NEW = "Dit is nieuw: een geheim van vandaag"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    """The key that the backup's texts are sealed with."""
    return new_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def backup(key_file):
    """A database whose rooms hold texts, and the stage of it."""
    name = f"nob_bb_{secrets.token_hex(4)}"
    try:
        with running(key_file=key_file) as server:
            stage = Stage(server, "keys")
            Room(stage, stage.ids["room"]).message("mentor", "Iets anders.")
            ((programme,),) = Room(stage, stage.ids["room"]).query(
                "SELECT programme_id FROM mentorship_pairing"
                f" WHERE id = {stage.ids['room']}"
            )
            edition = stage.open_edition("elders", programme_id=int(programme))
            stage.ids["elsewhere"] = stage.pair(edition)
            Room(stage, stage.ids["elsewhere"]).message("mentee", "Elders gezegd.")
            Room(stage, stage.ids["room"]).message("mentee", "Nog een bericht.")
            # a database that is in use cannot be copied
            process.end(server.child.pid, process.started(server.child.pid))
            server.child.wait()
            database.copy(server.db, name)
        yield name, stage
    finally:
        database.set_aside(name)


@contextlib.contextmanager
def restored(backup, key_file):
    """Restore the backup on a server with a key file; its log stays clean."""
    name, stage = backup
    with running(name, key_file=key_file) as server:
        house = House(stage, server, key_file)
        yield house
        log = server.log.read_text()
        assert not odoo.LOGGED.search(log), log
        assert not [word for word in (*house.every_word(), "geheim") if word in log]


@pytest.fixture(scope="module")
def shared_house(backup, key_file, tmp_path_factory):
    """The backup, restored with its key, shared by tests that put back what they do."""
    file = tmp_path_factory.mktemp("shared") / "mentorship.key"
    file.write_text(key_file.read_text())
    with restored(backup, file) as house:
        yield house


@pytest.fixture
def house(shared_house):
    """The shared house, where all texts are there before and after each test."""
    assert not shared_house.missing()
    yield shared_house
    assert not shared_house.missing()


# damaged texts

OTHER_LETTER = "CASE substr({0}, {1}, 1) WHEN 'A' THEN 'B' ELSE 'A' END"
FLIPPED = "overlay({0} placing " + OTHER_LETTER + " from {1})"
DAMAGED = {
    "a letter of the text changed": FLIPPED.format("sealed", 60),
    "a letter of its beginning changed": FLIPPED.format("sealed", 1),
    "a letter of its end changed": FLIPPED.format("sealed", "length(sealed) - 5"),
    "cut off": "left(sealed, 100)",
    "cut off within a byte": "left(sealed, 101)",
    "nearly all cut off": "left(sealed, 8)",
    "no sealed text at all": "'Een tekst'",
    "other letters": "'é😀'",
    "too long": "sealed || sealed",
    "of another note of the pair": "(SELECT sealed FROM mentorship_note o"
    " WHERE o.author_id = n.author_id AND o.pairing_id = n.pairing_id AND o.id <> n.id"
    " ORDER BY o.id LIMIT 1)",
    "of another pair": "(SELECT sealed FROM mentorship_note o"
    " WHERE o.author_id = n.author_id AND o.pairing_id <> n.pairing_id LIMIT 1)",
}


class Damage:
    """Changes a record by SQL for as long as the block lasts."""

    def __init__(self, house, table, record, changes):
        self.house, self.table, self.record = house, table, record
        self.changes = changes

    def _update(self, assignments):
        self.house.query(
            f"UPDATE {self.table} n SET {assignments} WHERE id = {self.record}"
        )

    def __enter__(self):
        names = list(self.changes)
        (row,) = self.house.query(
            f"SELECT json_build_array({', '.join(names)}) FROM {self.table}"
            f" WHERE id = {self.record}"
        )
        self.before = dict(zip(names, json.loads(row[0]), strict=True))
        self._update(", ".join(f"{n} = {v}" for n, v in self.changes.items()))

    def __exit__(self, *_error):
        self._update(
            ", ".join(
                f"{n} = " + (f"$x${v}$x$" if isinstance(v, str) else str(v))
                for n, v in self.before.items()
            )
        )


def lost(page):
    """Return how many texts a page says it cannot open."""
    assert page.status_code == 200, page.status_code
    return len(
        html.fromstring(page.text).xpath("//p[contains(@class, 'alert-danger')]")
    )


def partner(house):
    """Return the id of the coordinator's contact."""
    login = house.stage.login("staf")
    query = f"SELECT partner_id FROM res_users WHERE login = '{login}'"
    return house.query(query)[0][0]


def said(house):
    """Return the page on which the coordinator reads the message."""
    return house.room.page("staf", f"{ROOT}/message/{house.stage.ids['message']}")


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_message_is_said_to_be_lost_and_others_are_read(house, name):
    room, message = house.room, house.stage.ids["message"]
    with Damage(house, "mentorship_note", message, {"sealed": DAMAGED[name]}):
        page = said(house)
        assert lost(page) == 1
        assert "Bel me" not in page.text and "Elders" not in page.text
        text = room.text("staf", f"{ROOT}/message/{room.newest('note')}")
        assert "Nog een bericht." in text


@pytest.mark.parametrize(
    "readers", ["'x'", "''", "'null'", "'[]'", "'{}'", "'[[{0}, 0], '", "'[[{0}, 1]]'"]
)
def test_readers_that_were_changed_open_nothing(house, readers):
    value = readers.format(partner(house))
    change = {"readers": value}
    with Damage(house, "mentorship_note", house.stage.ids["message"], change):
        page = said(house)
        assert page.status_code in (200, 404) and "Bel me" not in page.text


def test_who_is_added_to_the_readers_of_a_message_does_not_read_it(house):
    message = house.stage.ids["message"]
    ((readers,),) = house.query(
        f"SELECT readers FROM mentorship_note WHERE id = {message}"
    )
    added = json.dumps([*json.loads(readers), [house.stage.partners["stranger"], 0]])
    with Damage(house, "mentorship_note", message, {"readers": f"'{added}'"}):
        assert lost(said(house)) == 1
        for who in ("stranger", "mentor"):
            page = house.room.page(who, f"{ROOT}/message/{message}")
            assert page.status_code == 404


def test_a_message_that_changes_its_author_or_its_pairing_is_lost(house):
    message, partners = house.stage.ids["message"], house.stage.partners
    for change in (
        {"author_id": partners["mentor"]},
        {"pairing_id": house.stage.ids["elsewhere"]},
    ):
        with Damage(house, "mentorship_note", message, change):
            page = said(house)
            assert lost(page) == 1 and "Bel me" not in page.text


def test_keys_that_were_exchanged_open_nothing(house):
    rows = house.query(
        f"SELECT id, wrapped FROM mentorship_room_key"
        f" WHERE pairing_id = {house.room.pairing} ORDER BY author_id"
    )
    (one, first), (other, second) = rows
    update = "UPDATE mentorship_room_key SET wrapped = '{}' WHERE id = {};".format
    house.query(update(second, one) + update(first, other))
    try:
        page = said(house)
        assert lost(page) == 1 and "Bel me" not in page.text
        # what cannot be sealed is not written either
        before = house.counts()
        answer = house.room.send("mentee", SPEAK, {"text": NEW}, expect=422)
        assert NEW in unescape(answer.text)
        assert house.counts() == before
    finally:
        house.query(update(first, one) + update(second, other))
    assert not house.missing()


# a server without the key, or with another

SPEAK = "coordinator"


def refuses_to_write(house):
    """See that a message is refused, with what was typed in the answer."""
    before = house.counts()
    sealed = "SELECT id, sealed FROM mentorship_note ORDER BY id"
    texts = house.query(sealed)
    for who in ("mentee", "mentor"):
        answer = house.room.send(who, SPEAK, {"text": NEW}, expect=422)
        assert NEW in unescape(answer.text), who
        assert len(notice(answer)) > 40, who
    assert house.counts() == before
    assert house.query(sealed) == texts
    assert NEW not in json.dumps(house.query("SELECT body FROM mail_message"))


def is_closed(house):
    """See that nobody reads anything, and that each page says why."""
    pages = [house.room.page(*place) for place in house.words()]
    pages += [house.room.page(who, SPEAK) for who in ("mentee", "mentor")]
    for page in pages:
        assert page.status_code == 200
        assert not [word for word in house.every_word() if word in unescape(page.text)]
    (notices,) = {notice(page) for page in pages}
    assert len(notices) > 40
    return notices


@contextlib.contextmanager
def other_key(house, text):
    """Put another text in the key file, or none; the members log in anew."""
    right = house.file.read_text()
    house.file.unlink() if text is None else house.file.write_text(text)
    house.stage.clients = {}
    before = house.query(KEYS)
    try:
        yield
        assert house.query(KEYS) == before
    finally:
        house.file.write_text(right)
        house.stage.clients = {}


def test_a_backup_without_the_key_works_but_for_its_rooms(backup):
    with restored(backup, None) as house:
        stage, room = house.stage, house.room
        well, sentence = house.setting()
        assert not well and "no key" in sentence
        word = is_closed(house)
        refuses_to_write(house)
        overview = stage.client("mentee").get(ROOT)
        assert overview.status_code == 200 and "Vera Vis" in overview.text
        meeting = f"{ROOT}/meeting/{stage.meet(room.pairing, 9)}"
        assert stage.client("mentor").get(meeting).status_code == 200
        edition = stage.open_edition("zonder sleutel")
        form = {"role": "mentee"}
        answer = stage.post("mentee", f"{ROOT}/edition/{edition}/enrol", form)
        assert answer.status_code == 303
        pairing = stage.pair(stage.open_edition("ook zonder sleutel"))
        page = stage.client("mentor").get(f"{ROOT}/pairing/{pairing}")
        assert page.status_code == 200
        page = stage.client("mentor").get(f"{ROOT}/pairing/{pairing}/{SPEAK}")
        assert page.status_code == 200 and notice(page) == word
        # the room on the sealed page needs no key of the server's
        sealed = SealedRoom(stage, pairing)
        sealed.write("mentee", "note", {"text": "Zonder sleutel."})
        assert {"text": "Zonder sleutel."} in sealed.reads("mentee")


def test_without_its_file_a_room_is_closed_and_opens_once_it_is_back(house):
    with other_key(house, None):
        assert not house.setting()[0]
        is_closed(house)
        refuses_to_write(house)


def test_a_wrong_key_closes_the_rooms_and_writes_nothing(house, tmp_path):
    for version in (1, 2):
        with other_key(house, new_key(tmp_path, version).read_text()):
            well, sentence = house.setting()
            assert not well and "sealed with" in sentence
            is_closed(house)
            refuses_to_write(house)


@pytest.mark.parametrize(
    "text", ["1:kort", "geen sleutel", "1:" + "A" * 44, "0:" + "A" * 43 + "=", "é:ü"]
)
def test_a_key_file_that_cannot_be_read_closes_the_rooms(house, text):
    with other_key(house, text):
        well, sentence = house.setting()
        assert not well and text not in sentence and len(sentence) > 20
        is_closed(house)
        answer = house.room.send("mentee", SPEAK, {"text": NEW}, expect=422)
        assert NEW in unescape(answer.text)


# rotation


def versions(house):
    """Return {version of the master key: how many keys it wraps}."""
    rows = house.query("SELECT version, count(*) FROM mentorship_room_key GROUP BY 1")
    return {int(version): int(count) for version, count in rows}


def file_versions(file):
    """Return the versions that stand in a key file that its owner alone reads."""
    assert file.stat().st_mode & 0o777 == 0o600
    return [int(line.split(":")[0]) for line in file.read_text().split()]


@pytest.fixture
def rotating(backup, key_file, tmp_path):
    """The backup on a server of its own, with a key file of its own."""
    file = tmp_path / "rotated.key"
    file.touch(0o600)
    file.write_text(key_file.read_text())
    with restored(backup, file) as house:
        yield house


def test_rotation_leaves_all_readable_but_older_backups(rotating, house):
    old, total = house, versions(rotating)[1]
    assert not rotating.missing()
    printed = rotating.command("rotate")
    assert versions(rotating) == {2: total}
    assert file_versions(rotating.file) == [1, 2]
    assert re.search(r"before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", printed)
    assert not [key for key in rotating.file.read_text().split() if key[2:] in printed]
    assert not rotating.missing()
    new = rotating.room.message("mentee", NEW)
    printed = rotating.command("status")
    assert "1, 2" in printed and rotating.server.db in printed
    rotating.command("retire")
    assert file_versions(rotating.file) == [2]
    assert not rotating.missing()
    assert NEW in rotating.room.text("staf", f"{ROOT}/message/{new}")
    assert "version 2" in rotating.setting()[1]
    # the backup was made before
    with other_key(old, rotating.file.read_text()):
        assert not old.setting()[0]
        is_closed(old)


def test_a_rotation_that_was_cut_off_is_finished_later(rotating):
    house, total = rotating, versions(rotating)[1]
    rows = house.query(KEYS)
    house.command("rotate")
    for undone in (rows[: total // 2], rows):
        house.query(
            "".join(
                f"UPDATE mentorship_room_key SET version = 1, wrapped = '{wrapped}'"
                f" WHERE id = {row};"
                for row, _version, wrapped in undone
            )
        )
        assert versions(house)[1] == len(undone)
        assert not house.missing()
        with pytest.raises(console.Problem, match="rotate first"):
            house.command("retire")
        assert file_versions(house.file) == [1, 2]
        printed = house.command("rotate")
        assert f"{len(undone)} keys wrapped with version 2" in printed
        assert versions(house) == {2: total}
        assert file_versions(house.file) == [1, 2]
        assert not house.missing()


def test_a_rotation_with_a_wrong_key_changes_nothing(house, tmp_path):
    before = house.query(KEYS)
    refused = pytest.raises(console.Problem, match="sealed with another key")
    with other_key(house, new_key(tmp_path).read_text()), refused:
        house.command("rotate")
    assert house.query(KEYS) == before
