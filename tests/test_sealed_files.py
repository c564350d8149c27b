"""Files with notes, and what a note is about, on the sealed page (R9, promise 1)."""

import os
from pathlib import Path

import pytest

from .harness.sealed_stage import SealedStage

pytestmark = pytest.mark.slow

NAME = "ontwikkelplan.heic"
SECRET = os.urandom(500)


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture
def sealed(stage, visit):
    return SealedStage(stage, visit)


def choose(phone, *files):
    payloads = [
        {"name": name, "mimeType": "", "buffer": content} for name, content in files
    ]
    phone.page.locator("#files").set_input_files(payloads)


def fetch(phone, name):
    """Return what the browser saves."""
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name=name).click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()


def test_a_file_goes_along_with_a_note(sealed):
    mentor, mentee = sealed.pair()
    sealed.look(mentee)
    choose(mentee, (NAME, SECRET), ("leeg.txt", b"x"))
    mentee.write("Mijn plan")
    sealed.look(mentor)
    mentor.sees("Mijn plan")
    assert fetch(mentor, NAME) == SECRET
    rows = sealed.sql(
        "SELECT encode(content, 'escape'), note_id > 0 FROM mentorship_note_file"
    )
    assert len(rows) == 2
    assert all(named == "t" for _content, named in rows)
    assert NAME not in str(rows)
    # changed without one of them: that one is gone, the other still opens
    sealed.look(mentee)
    mentee.press("Wijzigen")
    form = mentee.page.locator("form", has=mentee.page.locator("#text"))
    form.locator("li", has_text="leeg.txt").get_by_role("button").click()
    mentee.write("Mijn plan, korter")
    sealed.look(mentor)
    mentor.sees("Mijn plan, korter")
    assert "leeg.txt" not in mentor.says()
    assert fetch(mentor, NAME) == SECRET
    assert len(sealed.sql("SELECT 1 FROM mentorship_note_file")) == 1


def test_what_cannot_go_along_is_said_at_its_field(sealed):
    mentor, _mentee = sealed.pair()
    sealed.look(mentor)
    mentor.page.locator("#text").fill("Zie bijlage")
    for content, sentence in (
        (("virus.pdf", b"MZ and more"), "virus.pdf is een programma"),
        (("leeg.pdf", b""), "leeg.pdf is leeg"),
        (("film.mov", bytes(20 * 2**20 + 1)), "film.mov is te groot"),
    ):
        choose(mentor, content)
        mentor.save_note()
        mentor.sees(sentence)
        assert mentor.page.locator("#text").input_value() == "Zie bijlage"
    choose(mentor, *[(f"{n}.txt", b"x") for n in range(11)])
    mentor.save_note()
    mentor.sees("hoogstens 10 bestanden")
    assert sealed.sql("SELECT 1 FROM mentorship_note_file") == []
    assert sealed.sql("SELECT 1 FROM mentorship_note") == []
    for number in range(3):
        mentor.press(f"Weglaten: {number}.txt")
    choose(mentor, ("mag.txt", b"x"))
    mentor.save_note()
    mentor.sees("Je notitie is opgeslagen.")
    for name in ("mag.txt", "3.txt", "10.txt"):
        mentor.page.get_by_role("button", name=name).wait_for()
    assert len(sealed.sql("SELECT 1 FROM mentorship_note_file")) == 9


def test_20_mb_go_along(sealed):
    mentor, mentee = sealed.pair()
    content = os.urandom(20 * 2**20)
    sealed.look(mentee)
    choose(mentee, ("groot.zip", content))
    mentee.write("Alles bij elkaar")
    sealed.look(mentor)
    assert fetch(mentor, "groot.zip") == content


def test_a_file_that_was_swapped_or_is_gone_is_not_saved(sealed):
    mentor, mentee = sealed.pair()
    sealed.look(mentee)
    choose(mentee, ("een.txt", b"een"), ("twee.txt", b"twee"))
    mentee.write("Twee bestanden")
    sealed.sql(
        "UPDATE mentorship_note_file f SET content = g.content"
        " FROM mentorship_note_file g WHERE f.id < g.id"
    )
    sealed.look(mentor)
    mentor.page.get_by_role("button", name="een.txt").click()
    mentor.sees("een.txt is beschadigd of verwisseld")
    sealed.sql("DELETE FROM mentorship_note_file")
    mentor.page.get_by_role("button", name="twee.txt").click()
    mentor.sees("Dit is er niet meer")
    # the console names the answer, as it should
    mentor.visitor.troubles.clear()


def test_after_a_lost_answer_the_files_are_sent_once(sealed):
    mentor, _mentee = sealed.pair()
    sealed.look(mentor)

    def lose(route):
        route.fetch()
        route.abort()

    mentor.page.route("**/api/text/save", lose)
    choose(mentor, (NAME, SECRET))
    mentor.page.locator("#text").fill("Onderweg")
    mentor.save_note()
    mentor.page.locator("#told.bad").wait_for()
    mentor.page.unroute("**/api/text/save")
    mentor.save_note()
    mentor.sees("Je notitie is opgeslagen.")
    assert len(sealed.sql("SELECT 1 FROM mentorship_note_file")) == 1
    assert fetch(mentor, NAME) == SECRET
    mentor.visitor.troubles.clear()


def test_a_file_of_a_note_for_oneself_is_given_to_nobody_else(sealed):
    mentor, mentee = sealed.pair()
    sealed.look(mentee)
    choose(mentee, (NAME, SECRET))
    mentee.write("Alleen voor mij", "Alleen jij")
    ((uuid,),) = sealed.sql("SELECT uuid FROM mentorship_note_file")
    ask = """([url, values]) => fetch(url, {
        method: "POST", body: JSON.stringify(values),
    }).then((answer) => answer.status)"""
    values = {"room": sealed.pairing, "uuid": uuid}
    url = f"{mentor.url}/mentorship/room/api/file/read"
    assert mentor.page.evaluate(ask, [url, values]) == 404
    assert mentee.page.evaluate(ask, [url, values]) == 200
    mentor.visitor.troubles.clear()


def test_an_agenda_and_an_outcome_belong_to_their_meeting(sealed):
    mentor, mentee = sealed.pair()
    ids = sealed.stage.ids
    sealed.look(mentee, f"{sealed.room}/meeting/{ids['planned']}")
    mentee.write("Wat wil ik vragen?")
    mentee.page.locator("h3", has_text="Agenda voor").wait_for()
    mentee.page.locator("#about").select_option(f"outcome/{ids['held']}")
    mentee.write("Wat spraken we af?")
    sealed.look(mentor)
    mentor.page.locator("h3", has_text="Uitkomst van").wait_for()
    rows = sealed.sql("SELECT kind, meeting_id FROM mentorship_note ORDER BY id")
    assert rows == [
        ["agenda", str(ids["planned"])],
        ["outcome", str(ids["held"])],
    ]
