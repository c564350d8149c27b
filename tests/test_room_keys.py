"""Five words when the master key is away or another, and when rows are damaged."""

import contextlib
import re
import secrets

import pytest

from dev import console, database, odoo, process

from .harness.house import KEYS, PAIR, House, five_words, new_key
from .harness.room import ROOT
from .harness.sealed_room import SealedRoom
from .harness.server import running
from .harness.stage import Stage

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    """The master key of the backup."""
    return new_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def backup(key_file):
    """A database whose members have five words, and the stage of it."""
    name = f"nob_bb_{secrets.token_hex(4)}"
    try:
        with running(key_file=key_file) as server:
            stage = Stage(server, "keys")
            room = SealedRoom(stage, stage.ids["active"])
            for who in PAIR:
                assert five_words(room, who).status_code == 200
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
        yield House(stage, server, key_file)
        log = server.log.read_text()
        assert not odoo.LOGGED.search(log), log


@pytest.fixture(scope="module")
def shared_house(backup, key_file, tmp_path_factory):
    """The backup, restored with its key, shared by tests that put back what they do."""
    file = tmp_path_factory.mktemp("shared") / "mentorship.key"
    file.write_text(key_file.read_text())
    with restored(backup, file) as house:
        yield house


@pytest.fixture
def house(shared_house):
    """The shared house, where all five words open before and after each test."""
    assert shared_house.all_open()
    yield shared_house
    assert shared_house.all_open()


def stays_shut(house, who):
    """See that five words open nothing, that the page is told so in a sentence, and
    that it gets nothing of the keys."""
    answer = house.try_words(who)
    assert answer.status_code == 422
    assert answer.json().keys() == {"sentence"} and len(answer.json()["sentence"]) > 40


# damaged rows

OTHER_LETTER = "CASE substr({0}, {1}, 1) WHEN 'A' THEN 'B' ELSE 'A' END"
FLIPPED = "overlay({0} placing " + OTHER_LETTER + " from {1})"
DAMAGED = {
    "a letter changed": FLIPPED.format("sealed_keys", 60),
    "a letter of its beginning changed": FLIPPED.format("sealed_keys", 1),
    "a letter of its end changed": FLIPPED.format(
        "sealed_keys", "length(sealed_keys) - 5"
    ),
    "cut off": "left(sealed_keys, 100)",
    "cut off within a byte": "left(sealed_keys, 101)",
    "nearly all cut off": "left(sealed_keys, 8)",
    "nothing": "NULL",
    "not sealed at all": "'Een tekst'",
    "other letters": "'é😀'",
    "too long": "sealed_keys || sealed_keys",
    "of another member": "(SELECT o.sealed_keys FROM mentorship_identity_way o"
    " WHERE o.master_version <> 0 AND o.id <> w.id LIMIT 1)",
}


@contextlib.contextmanager
def changed(house, who, change):
    """Change a member's five words by SQL for as long as the block lasts."""
    update = "UPDATE mentorship_identity_way w SET {} WHERE id = {}"
    way = house.way(who)
    before = next(row for row in house.query(KEYS) if int(row[0]) == way)
    house.query(update.format(change, way))
    try:
        yield
    finally:
        _id, version, sealed = before
        values = f"master_version = {version}, sealed_keys = '{sealed}'"
        house.query(update.format(values, way))


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_words_open_nothing_and_others_do(house, name):
    with changed(house, "mentee", f"sealed_keys = {DAMAGED[name]}"):
        stays_shut(house, "mentee")
        assert house.opens("mentor")
        assert house.setting()[0]


@pytest.mark.parametrize("version", [2, -1, 2**31 - 1])
def test_words_of_a_version_that_is_not_here_open_nothing(house, version):
    with changed(house, "mentee", f"master_version = {version}"):
        stays_shut(house, "mentee")
        assert house.opens("mentor")


def test_words_said_to_need_no_key_open_nothing(house):
    with changed(house, "mentee", "master_version = 0"):
        assert not house.opens("mentee")


# a server without the key, or with another


@contextlib.contextmanager
def other_key(house, text):
    """Put another text in the key file, or none."""
    right = house.file.read_text()
    house.file.unlink() if text is None else house.file.write_text(text)
    before = house.query(KEYS)
    try:
        yield
        assert house.query(KEYS) == before
    finally:
        house.file.write_text(right)


def is_closed(house):
    """See that no five words open anything, and that the rest does."""
    for who in PAIR:
        stays_shut(house, who)
    written = {"text": f"Zonder sleutel {secrets.token_hex(4)}"}
    house.room.write("mentee", "note", written)
    assert written in house.room.reads("mentee")


def test_a_backup_without_the_key_works_but_for_five_words(backup):
    with restored(backup, None) as house:
        stage = house.stage
        well, sentence = house.setting()
        assert not well and "no key" in sentence
        is_closed(house)
        before = house.query(KEYS)
        assert five_words(house.room, "mentee").status_code == 422
        assert house.query(KEYS) == before
        overview = stage.client("mentee").get(ROOT)
        assert overview.status_code == 200 and "Vera Vis" in overview.text
        meeting = f"{ROOT}/meeting/{stage.meet(house.room.pairing, 9)}"
        assert stage.client("mentor").get(meeting).status_code == 200
        edition = stage.open_edition("zonder sleutel")
        form = {"role": "mentee"}
        answer = stage.post("mentee", f"{ROOT}/edition/{edition}/enrol", form)
        assert answer.status_code == 303
        pairing = stage.pair(stage.open_edition("ook zonder sleutel"))
        page = stage.client("mentor").get(f"{ROOT}/pairing/{pairing}")
        assert page.status_code == 200


def test_without_its_file_words_open_nothing_until_it_is_back(house):
    with other_key(house, None):
        assert not house.setting()[0]
        is_closed(house)


def test_a_wrong_key_opens_nothing(house, tmp_path):
    for version in (1, 2):
        with other_key(house, new_key(tmp_path, version).read_text()):
            well, sentence = house.setting()
            assert not well and "five words" in sentence
            is_closed(house)


@pytest.mark.parametrize(
    "text", ["1:kort", "geen sleutel", "1:" + "A" * 44, "0:" + "A" * 43 + "=", "é:ü"]
)
def test_a_key_file_that_cannot_be_read_opens_nothing(house, text):
    with other_key(house, text):
        well, sentence = house.setting()
        assert not well and text not in sentence and len(sentence) > 20
        is_closed(house)


# rotation


def versions(house):
    """Return {version of the master key: how many keys it wraps}."""
    rows = house.query(
        "SELECT master_version, count(*) FROM mentorship_identity_way"
        " WHERE master_version <> 0 GROUP BY 1"
    )
    return {int(version): int(count) for version, count in rows}


def file_versions(file):
    """Return the versions in a key file that only its owner can read."""
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
    assert total == 2 and rotating.all_open()
    printed = rotating.command("rotate")
    assert versions(rotating) == {2: total}
    assert file_versions(rotating.file) == [1, 2]
    assert re.search(r"before \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", printed)
    assert not [key for key in rotating.file.read_text().split() if key[2:] in printed]
    assert rotating.all_open()
    printed = rotating.command("status")
    assert "1, 2" in printed and rotating.server.db in printed
    rotating.command("retire")
    assert file_versions(rotating.file) == [2]
    assert rotating.all_open()
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
                "UPDATE mentorship_identity_way SET master_version = 1,"
                f" sealed_keys = '{sealed}' WHERE id = {row};"
                for row, _version, sealed in undone
            )
        )
        assert versions(house)[1] == len(undone)
        assert house.all_open()
        with pytest.raises(console.Problem, match="rotate first"):
            house.command("retire")
        assert file_versions(house.file) == [1, 2]
        printed = house.command("rotate")
        assert f"{len(undone)} keys wrapped with version 2" in printed
        assert versions(house) == {2: total}
        assert file_versions(house.file) == [1, 2]
        assert house.all_open()


def test_a_rotation_with_a_wrong_key_changes_nothing(house, tmp_path):
    before = house.query(KEYS)
    refused = pytest.raises(console.Problem, match="sealed with another key")
    with other_key(house, new_key(tmp_path).read_text()), refused:
        house.command("rotate")
    assert house.query(KEYS) == before
