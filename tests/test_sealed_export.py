"""A member takes along what they read in the room: as a ZIP file, and sealed for `age`.

Two members on phones, in Dutch; promise 7.
"""

import fcntl
import io
import json
import os
import pty
import re
import subprocess
import termios
import zipfile

import pytest

from dev import age

from .harness.axe import violations
from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

EVIL = "<script>document.title = 'boos'</script> & \"zo\""
OLDEST = "De oudste van allemaal"
TITLE = "Download je teksten"


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def nothing_is_written(sql):
    for table in ("note", "goal", "plan", "agreement", "identity"):
        sql(f"DELETE FROM mentorship_{table}")


@pytest.fixture
def room(stage):
    return f"room/{stage.ids['active']}"


@pytest.fixture
def device(stage, visit, room):
    """Return a function that puts a person into the room, with keys of their own."""

    def new(name):
        phone = Device(visit(PHONE)).login(stage.login(name), PASSWORD).enter(room)
        phone.set_up()
        phone.title("Jullie pagina")
        return phone

    return new


def saved(phone, button):
    """Press a button that saves a file; return its name and content."""
    with phone.page.expect_download() as waited:
        phone.press(button)
    phone.sees("Opgeslagen.")
    return waited.value.suggested_filename, waited.value.path().read_bytes()


def take_along(phone):
    """Save the ZIP file from the room; return its files by their names."""
    phone.page.get_by_role("link", name=TITLE).click()
    phone.title(TITLE)
    name, content = saved(phone, "Opslaan als ZIP-bestand")
    assert re.fullmatch(r"mentorschap-\d{4}-\d\d-\d\d\.zip", name)
    return unpacked(content)


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == len(set(names))
        return {name: archive.read(name) for name in names}


def opened_by_age(sealed, phrase, folder):
    """Open a file with the command `age`, which asks for the phrase at a terminal."""
    source, target = folder / "taken.zip.age", folder / "taken.zip"
    source.write_bytes(sealed)
    ours, theirs = pty.openpty()

    def at_terminal():
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    run = subprocess.Popen(
        [age.executable(), "--decrypt", "--output", target, source],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=at_terminal,
    )
    os.close(theirs)
    said = b""
    while b"passphrase" not in said:
        said += os.read(ours, 1000)
    os.write(ours, f"{phrase}\n".encode())
    code = run.wait(60)
    os.close(ours)
    return target.read_bytes() if code == 0 else None


def fill(mentor, mentee, room):
    """Have the pair write something of each kind."""
    mentee.look(room)
    mentee.write(EVIL)
    mentee.write("Van mij alleen", "Alleen jij")
    mentee.press("Stel een doel")
    mentee.page.locator("#specific").fill("Beter luisteren")
    mentee.unfold("Maak je doel SMART")
    mentee.page.locator("#due").fill("2030-02-28")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je doel is opgeslagen.")
    mentee.page.get_by_text("Hoe ver ben je? 0%").click()
    mentee.press("50%")
    mentee.sees("50% klaar")
    mentee.press("Schrijf mijn plan")
    mentee.page.locator("#ahead").fill("Naar een ander kantoor")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")
    mentee.press("Schrijf de spelregels op")
    mentee.page.locator("#privacy").fill("Alles blijft hier")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("wacht op Vera Vis")
    mentor.look(room)
    mentor.press("Ik ga akkoord")
    mentor.sees("iedereen is akkoord")


def test_a_member_takes_along_all_they_read(device, room, tmp_path):
    mentor, mentee = device("mentor"), device("mentee")
    fill(mentor, mentee, room)
    files = take_along(mentor)
    assert set(files) == {"index.html", "texts.json"}
    said = files["index.html"].decode()
    for part in (
        "Met Kees Klop",
        "Opgeslagen door Vera Vis",
        "voor Kees Klop en Vera Vis",
        "Beter luisteren",
        "uiterlijk 28 februari 2030 · 50% klaar",
        "Naar een ander kantoor",
        "Alles blijft hier",
        "akkoord: Kees Klop en Vera Vis",
    ):
        assert part in said, part
    assert "Van mij alleen" not in said
    assert "<script" not in said
    data = json.loads(files["texts.json"])
    assert [text["kind"] for text in data["texts"]] == [
        "agreement",
        "goal",
        "plan",
        "note",
    ]
    assert {text["signature"] for text in data["texts"]} == {"valid"}
    assert data["texts"][-1]["body"]["text"]["text"] == EVIL
    assert data["texts"][1]["open"]["progress"] == 50
    assert "age1" not in files["texts.json"].decode()
    # a member who wrote for themselves alone takes that along as well
    assert "Van mij alleen" in take_along(mentee)["index.html"].decode()
    # the document is read from where it was saved
    document = tmp_path / "index.html"
    document.write_bytes(files["index.html"])
    other = mentor.beside()
    other.page.goto(document.as_uri())
    assert other.page.title() == "Teksten van jullie pagina"
    other.sees(EVIL)
    assert not violations(other.page)
    assert not other.visitor.wider()


def test_the_sealed_file_opens_with_age_and_its_words(device, room, tmp_path):
    mentor = device("mentor")
    mentor.write(EVIL)
    plain = take_along(mentor)
    mentor.press("Verzegeld opslaan")
    mentor.title("Je zeven woorden")
    phrase = mentor.page.locator(".code").inner_text()
    assert re.fullmatch(r"[a-z]+( [a-z]+){6}", phrase)
    name, sealed = saved(mentor, "Ik heb ze: opslaan")
    assert re.fullmatch(r"mentorschap-\d{4}-\d\d-\d\d\.zip\.age", name)
    assert sealed.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert b"<script>" not in sealed
    mentor.title(TITLE)
    assert phrase not in mentor.page.locator("body").inner_text()
    # each file has words of its own
    mentor.press("Verzegeld opslaan")
    mentor.title("Je zeven woorden")
    assert mentor.page.locator(".code").inner_text() != phrase
    assert opened_by_age(sealed, "aap noot mies", tmp_path) is None
    taken = unpacked(opened_by_age(sealed, phrase, tmp_path))

    def texts(files):
        data = json.loads(files["texts.json"])
        return data.pop("made") and data

    assert texts(taken) == texts(plain)
    assert "&lt;script&gt;" in taken["index.html"].decode()


def multiply(sql, count):
    """Put copies of the newest note next to it; under names of their own they do not
    open."""
    columns = ", ".join(
        name
        for (name,) in sql(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'mentorship_note'"
            " AND column_name NOT IN ('id', 'uuid')"
        )
    )
    sql(
        f"INSERT INTO mentorship_note (uuid, {columns})"
        f" SELECT gen_random_uuid()::text, {columns} FROM mentorship_note"
        f" CROSS JOIN generate_series(1, {count})"
        " WHERE mentorship_note.id = (SELECT max(id) FROM mentorship_note)"
    )


def test_all_notes_are_taken_and_what_stays_closed_is_named(device, room, sql):
    mentor = device("mentor")
    mentor.write(OLDEST)
    mentor.write("Nog een")
    multiply(sql, 110)
    mentor.look(room)
    for _page in range(2):
        mentor.press("Oudere notities")
        mentor.page.locator("#main").get_by_role(
            "button", name="Oudere"
        ).first.wait_for(state="attached" if not _page else "detached")
    mentor.sees(OLDEST)
    files = take_along(mentor)
    mentor.sees("Niet alles ging open (110): in het document staat waarom.")
    data = json.loads(files["texts.json"])
    assert len({text["uuid"] for text in data["texts"]}) == len(data["texts"]) == 112
    assert data["texts"][-1]["body"]["text"]["text"] == OLDEST
    assert [text.get("error") for text in data["texts"]].count("misplaced") == 110
    said = files["index.html"].decode()
    assert OLDEST in said
    assert said.count("Deze tekst hoort op een andere plek.") == 110


def test_no_note_is_left_out_when_another_one_goes_meanwhile(device, room, sql):
    mentor = device("mentor")
    mentor.write(OLDEST)
    multiply(sql, 60)
    gone = []

    def remove_one(route):
        if route.request.post_data_json["offset"] and not gone:
            gone.extend(sql("SELECT max(id) FROM mentorship_note")[0])
            sql(f"DELETE FROM mentorship_note WHERE id = {gone[0]}")
        route.continue_()

    mentor.look(room)
    mentor.page.route("**/api/room", remove_one)
    data = json.loads(take_along(mentor)["texts.json"])
    assert gone
    there = {uuid for (uuid,) in sql("SELECT uuid FROM mentorship_note")}
    assert len(there) == 60
    assert {text["uuid"] for text in data["texts"]} == there


def test_offline_saves_nothing_and_says_so(device, room):
    mentor = device("mentor")
    mentor.write(OLDEST)
    mentor.page.get_by_role("link", name=TITLE).click()
    mentor.title(TITLE)
    mentor.visitor.context.set_offline(True)
    mentor.press("Opslaan als ZIP-bestand")
    mentor.sees("Je hebt geen verbinding")
    mentor.visitor.context.set_offline(False)
    _name, content = saved(mentor, "Opslaan als ZIP-bestand")
    assert OLDEST in unpacked(content)["index.html"].decode()
    mentor.visitor.troubles.clear()


def test_a_pair_that_is_over_is_offered_it_first(stage, visit):
    phone = Device(visit(PHONE)).login(stage.login("mentor"), PASSWORD)
    phone.enter(f"room/{stage.ids['completed']}").set_up()
    phone.title("Jullie pagina")
    phone.sees("Dit mentorschap is voorbij")
    said = phone.page.locator("#main").inner_text()
    assert said.count(TITLE) == 1
    assert said.index(TITLE) < said.index("Notities")
    assert json.loads(take_along(phone)["texts.json"])["texts"] == []


def test_nobody_takes_along_the_texts_of_others(stage, visit):
    number = stage.ids["active"]
    phone = Device(visit(PHONE)).login(stage.login("stranger"), PASSWORD)
    phone.enter(f"export/{number}").set_up()
    phone.title(TITLE)
    phone.press("Opslaan als ZIP-bestand")
    phone.sees("Dit is er niet meer, of het is niet voor jou.")
