"""What goes wrong with a message goes wrong kindly: nothing lost, nothing told."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
import requests
from lxml import html

from dev import odoo

from .harness.room import ROOT, Room
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

BIRD = "kwikstaart"
"""In every text typed here, and never in the log."""
LONGEST = 20000
SPEAK = "coordinator"
SEALED = "SELECT id, sealed FROM mentorship_note UNION ALL SELECT id, wrapped FROM"
SEALED += " mentorship_room_key"
MET = (
    r".* bad query: .*UPDATE .*\nERROR: (could not serialize|deadlock detected).*\n"
    r"((DETAIL|Process|HINT|CONTEXT).*\n)*"
)
"""How core notes that two requests met; the later one is tried again."""


@pytest.fixture(scope="module")
def stage(stage):
    stage.world.user(stage.login("employee"), "Els Employé", "base.group_user")
    return stage


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def room(stage):
    return Room(stage, stage.ids["room"])


@pytest.fixture(autouse=True)
def clean_log(server):
    """No case leaves an error or a word of a member in the log of the server."""
    start = len(server.log.read_text())
    yield
    log = re.sub(MET, "", server.log.read_text()[start:])
    assert not odoo.LOGGED.search(log) and "Traceback" not in log, log
    assert BIRD not in log


def alert(answer):
    """Return the word of a page on what is wrong; it comes with 422 only."""
    assert answer.status_code == 422, (answer.status_code, answer.text[:500])
    (word,) = html.fromstring(answer.text).xpath("//*[@role='alert'][1]")
    text = word.text_content().strip()
    assert len(text) > 10 and BIRD not in text
    return text


def stored(room):
    """Return all that is sealed in the database."""
    return sorted(room.query(SEALED))


def refused(room, who, path, form, typed=None):
    """See that a form is refused with a word, all that was typed, and no trace."""
    before = stored(room)
    answer = room.send(who, path, form, expect=422)
    assert stored(room) == before
    typed = form.get("text") if typed is None else typed
    assert typed in unescape(answer.text).replace("\r\n", "\n")
    return alert(answer)


def read(room, message):
    """Return the page on which a coordinator reads a message."""
    return room.text("staf", f"{ROOT}/message/{message}")


def bird(*words):
    """Return a text to type."""
    return " ".join((f"Een {BIRD}", *words))


# too much


def test_a_message_of_10_mb_is_refused_and_comes_back_whole(room):
    text = (bird() + "\n") * 700_000
    assert len(text) > 10_000_000
    refused(room, "mentee", SPEAK, {"text": text}, typed=text.strip())


def test_more_than_a_form_can_be_is_refused(room):
    before = stored(room)
    answer = room.send("mentee", SPEAK, {"text": "x" * 70_000_000}, expect=422)
    assert alert(answer) and stored(room) == before


@pytest.mark.parametrize("text", ["é", "👩🏽‍💻", "ن", "\u0301"])
def test_the_longest_text_is_kept_and_one_more_is_refused(room, text):
    longest = (bird() + text * LONGEST)[:LONGEST]
    assert longest in read(room, room.message("mentee", longest))
    refused(room, "mentee", SPEAK, {"text": longest + "x"})


def test_a_file_beside_a_message_is_kept_nowhere(room, stage):
    file = {"files": [("files", ("bestand.txt", b"x", "text/plain"))]}
    before = room.query("SELECT count(*) FROM mentorship_note_file")
    form = {"text": bird("met bijlage")}
    answer = stage.post("mentee", f"{room.path}/{SPEAK}", form, **file)
    assert answer.status_code == 303
    assert bird("met bijlage") in read(room, room.newest("note"))
    assert room.query("SELECT count(*) FROM mentorship_note_file") == before


# nonsense


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n", "\x00", "\x00\x01 \x7f"])
def test_an_empty_message_is_refused(room, text):
    refused(room, "mentee", SPEAK, {"text": text}, typed="")


def test_nul_and_control_characters_are_left_out(room):
    text = f"Een\x00 {BIRD}\x07\x1b met\r\nregels\tén tabs"
    assert f"Een {BIRD} met\nregels\tén tabs" in read(
        room, room.message("mentee", text)
    )


def test_letters_that_are_none_are_no_error(room, stage):
    client = stage.client("mentee")
    body = f"csrf_token={client.token}&text=Een+{BIRD}+%ff%fe%ed%a0%80%00"
    answer = raw(stage, room, body.encode(), "application/x-www-form-urlencoded")
    assert answer.status_code == 303


FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n'
BROKEN = {
    "nothing": (b"", FORM),
    "no text": (b"\xff\xfe", FORM),
    "a form that breaks off": (b"--x\r\n", FORM),
    "a form without an end": (PART, FORM),
    "a form without a boundary": (PART, "multipart/form-data"),
    "another type": (b"{}", "application/json"),
    "no type": (b"x", "x/y"),
    "letters that are none": (b"text=\xff", "application/x-www-form-urlencoded"),
    "too many fields": (PART * 1500 + b"--x--", FORM),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_answered_and_does_nothing(room, stage, name):
    before = stored(room)
    assert raw(stage, room, *BROKEN[name]).status_code in (400, 413, 422)
    assert stored(room) == before


def raw(stage, room, body, kind):
    """Return the answer to bytes that are sent as a message."""
    try:
        return stage.client("mentee").session.post(
            stage.server.url + f"{room.path}/{SPEAK}",
            data=body,
            headers={"Content-Type": kind},
            allow_redirects=False,
            timeout=20,
        )
    except requests.Timeout:
        pytest.fail("no answer within 20 seconds")


# the form's token, and a session that ended


@pytest.mark.parametrize("token", ["", "verkeerd", "\x00", "o" * 10000])
def test_a_form_whose_token_is_wrong_comes_back_with_its_text(room, token):
    form = {"text": bird("als bericht"), "csrf_token": token}
    refused(room, "mentee", SPEAK, form)


def test_a_form_without_its_token_or_with_anothers_comes_back(room, stage):
    client, before = stage.client("mentee"), stored(room)
    for token in ({}, {"csrf_token": stage.client("mentor").token}):
        answer = client.session.post(
            f"{stage.server.url}{room.path}/{SPEAK}",
            data={"text": bird("zonder"), **token},
            allow_redirects=False,
            timeout=60,
        )
        assert alert(answer) and bird("zonder") in answer.text
    answer = room.send("mentee", "access", {"csrf_token": ""}, expect=422)
    assert alert(answer)
    room.send("mentee", f"{ROOT}/export", {"csrf_token": ""}, expect=422)
    assert stored(room) == before


def test_a_session_that_ended_leads_to_the_login(room, stage):
    before = stored(room)
    client = stage.server.client(stage.login("mentee"), PASSWORD)
    client.get("/web/session/logout")
    for data in ({"text": bird("te laat")}, None):
        answer = client.session.request(
            "POST" if data else "GET",
            f"{stage.server.url}{room.path}/{SPEAK}",
            data=data,
            allow_redirects=False,
            timeout=60,
        )
        assert answer.status_code == 303
        assert "/web/login" in answer.headers["Location"]
        assert BIRD not in answer.headers["Location"]
    assert stored(room) == before


# whose it is


def test_what_is_not_theirs_is_not_found(room, stage):
    message, before = f"{ROOT}/message/{stage.ids['message']}", stored(room)
    for who in ("stranger", "employee", "staf"):
        assert room.page(who, SPEAK).status_code == 404
        for path in (SPEAK, "access"):
            room.send(who, path, {"text": bird(), "answer": "right"}, expect=404)
    for who in ("stranger", "employee", "mentor", "mentee"):
        assert room.page(who, message).status_code == 404
    for number in (0, 2**31 - 1, 2**31, 2**63):
        assert room.page("staf", f"{ROOT}/message/{number}").status_code == 404
    assert stored(room) == before


# two at once


def test_messages_by_both_at_the_same_moment_are_all_kept(room, stage):
    senders = [sender(stage, room, who) for who in ("mentor", "mentee") * 2]
    gate = threading.Barrier(len(senders))

    def run(number):
        gate.wait()
        return senders[number](bird(str(number), "tegelijk"))

    with ThreadPoolExecutor(len(senders)) as pool:
        answers = list(pool.map(run, range(len(senders))))
    assert [answer.status_code for answer in answers] == [303] * len(senders)
    rows = room.query(
        "SELECT id FROM mentorship_note WHERE audience = 'coordinator'"
        f" AND pairing_id = {room.pairing} ORDER BY id DESC LIMIT {len(senders)}"
    )
    pages = "".join(read(room, row[0]) for row in rows)
    assert all(bird(str(n), "tegelijk") in pages for n in range(len(senders)))


def sender(stage, room, who):
    """Return a function that sends a message in a session of its own."""
    client = stage.server.client(stage.login(who), PASSWORD)
    page = client.get(ROOT).text
    token = re.search(r'csrf_token: "([^"]+)"', page)[1]

    def send(text):
        return client.session.post(
            f"{stage.server.url}{room.path}/{SPEAK}",
            data={"csrf_token": token, "text": text},
            allow_redirects=False,
            timeout=120,
        )

    return send
