"""What goes wrong in the pair's room goes wrong kindly: nothing lost, nothing told."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
ROUNDS = 8
LONGEST = 20000
TABLES = ("note", "note_file", "goal", "plan", "agreement", "consent")
COUNTS = ", ".join(
    f"(SELECT count(*) FROM mentorship_{table})" for table in (*TABLES, "room_key")
)
SEALED = " UNION ALL ".join(
    f"SELECT '{table}', id, sealed FROM mentorship_{table}" for table in TABLES
)
MET = (
    r".* bad query: .*UPDATE .*\nERROR: (could not serialize|deadlock detected).*\n"
    r"((DETAIL|Process|HINT|CONTEXT).*\n)*"
)
"""How core notes that two requests met; the later one is tried again."""


@pytest.fixture(scope="module")
def stage(stage):
    active = Room(stage, stage.ids["active"])
    stage.ids["elsewhere"] = active.note("mentee", f"Een {BIRD} elders")
    stage.ids["private"] = Room(stage, stage.ids["room"]).note(
        "mentee", f"Een eigen {BIRD}", audience="self"
    )
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
    assert BIRD not in log and "bestand" not in log


def alert(answer):
    """Return the word of a page on what is wrong; it comes with 422 only."""
    assert answer.status_code == 422, (answer.status_code, answer.text[:500])
    (word,) = html.fromstring(answer.text).xpath("//*[@role='alert'][1]")
    text = word.text_content().strip()
    assert len(text) > 10 and BIRD not in text
    return text


def stored(room):
    """Return all that is sealed in the database."""
    return room.query(f"SELECT {COUNTS}"), sorted(room.query(SEALED))


def refused(room, who, path, form, files=(), typed=None):
    """See that a form is refused with a word, all that was typed, and no trace."""
    before = stored(room)
    answer = room.send(who, path, form, files, expect=422)
    assert stored(room) == before
    typed = form.get("text") if typed is None else typed
    assert typed in unescape(answer.text).replace("\r\n", "\n")
    return alert(answer)


def bird(*words):
    """Return a text to type."""
    return " ".join((f"Een {BIRD}", *words))


# too much


def test_a_note_of_10_mb_is_refused_and_comes_back_whole(room):
    text = (bird() + "\n") * 700_000
    assert len(text) > 10_000_000
    refused(room, "mentee", "note", {"text": text}, typed=text.strip())


def test_more_than_a_form_can_be_is_refused(room):
    before = stored(room)
    answer = room.send("mentee", "note", {"text": "x" * 70_000_000}, expect=422)
    assert alert(answer) and stored(room) == before


def test_a_file_of_25_mb_is_refused_and_the_note_comes_back(room):
    file = ("groot bestand.pdf", bytes(25 * 1024 * 1024), "application/pdf")
    word = refused(room, "mentee", "note", {"text": bird("met bijlage")}, [file])
    assert word
    small = ("klein bestand.pdf", b"x", "application/pdf")
    refused(room, "mentee", "note", {"text": bird("met twee")}, [small, file])


def test_six_files_are_refused_and_the_note_comes_back(room):
    files = [(f"bestand {number}.txt", b"x", "text/plain") for number in range(6)]
    refused(room, "mentee", "note", {"text": bird("met zes")}, files)
    room.note("mentee", bird("met vijf"), files=files[:5])


def test_100_mb_of_files_is_refused(room):
    before = stored(room)
    files = [("bestand", bytes(20 * 1024 * 1024), "x/y")] * 5
    assert alert(room.send("mentee", "note", {"text": bird()}, files, expect=422))
    assert stored(room) == before


@pytest.mark.parametrize("text", ["é", "👩🏽‍💻", "ن", "\u0301"])
def test_the_longest_text_is_kept_and_one_more_is_refused(room, text):
    longest = (bird() + text * LONGEST)[:LONGEST]
    room.note("mentee", longest)
    assert longest in room.text("mentor", "notes")
    too_long = longest + "x"
    refused(room, "mentee", "note", {"text": too_long})


# names of files


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('<script>alert("bestand")</script>.svg', "script>.svg"),
        ("../../../etc/bestand.txt", "bestand.txt"),
        (r"C:\mijn\bestand.exe", "bestand.exe"),
        ("bestand\nSet-Cookie: a=b.txt", "bestand%0ASet-Cookie: a=b.txt"),
        ('bestand"; filename="b.html', 'bestand"; filename="b.html'),
        ("bestand" + "é" * 4000 + ".pdf", "é.pdf"),
        ("bestand\u202efdp.exe", "exe"),
        ("  ", "file"),
    ],
)
def test_a_file_keeps_a_harmless_name(room, name, kept):
    content = b"<script>alert(1)</script>"
    before = room.newest("note.file")
    room.note("mentee", bird("met een naam"), files=[(name, content, "text/html")])
    file = room.newest("note.file")
    if file == before:
        assert not name.strip()
        return
    answer = room.page("mentor", f"{ROOT}/file/{file}")
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for who in ("mentor", "mentee"):
        page = room.page(who)
        assert page.status_code == 200 and '<script>alert("' not in page.text
        assert kept in unescape(page.text)


# nonsense


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n", "\x00", "\x00\x01 \x7f"])
def test_an_empty_note_is_refused(room, text):
    refused(room, "mentee", "note", {"text": text}, typed="")


def test_nul_and_control_characters_are_left_out(room):
    room.note("mentee", f"Een\x00 {BIRD}\x07\x1b met\r\nregels\tén tabs")
    assert f"Een {BIRD} met\nregels\tén tabs" in room.text("mentor")
    room.goal("mentee", f"\x00{BIRD}\x00")
    room.send("mentee", "coordinator", {"text": f"\x00{BIRD}"})


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
    """Return the answer to bytes that are sent as a note."""
    try:
        return stage.client("mentee").session.post(
            stage.server.url + room.path + "/note",
            data=body,
            headers={"Content-Type": kind},
            allow_redirects=False,
            timeout=20,
        )
    except requests.Timeout:
        pytest.fail("no answer within 20 seconds")


@pytest.mark.parametrize(
    "audience",
    ["0", "x", "person", "coordinator", "-1", str(2**63), "stranger", "mentee"],
)
def test_a_reader_who_is_not_there_is_refused(room, stage, audience):
    audience = str(stage.partners.get(audience, audience))
    refused(room, "mentee", "note", {"text": bird("voor wie"), "audience": audience})


@pytest.mark.parametrize("meeting", ["", "0", "x", "-1", str(2**63), "planned"])
def test_a_meeting_that_is_not_there_is_refused(room, stage, meeting):
    meeting = str(stage.ids.get(meeting, meeting))
    for kind in ("agenda", "outcome"):
        form = {"text": bird("bij wat"), "kind": kind, "meeting_id": meeting}
        refused(room, "mentee", "note", form)


def test_a_kind_of_note_that_is_not_there_is_refused(room, stage):
    form = {"text": bird("van een soort"), "meeting_id": str(stage.ids["met"])}
    for kind in ("onzin", "note", "\x00", "agenda,outcome"):
        refused(room, "mentee", "note", {**form, "kind": kind})


@pytest.mark.parametrize(
    "item",
    [
        "mentorship.note,0",
        "mentorship.note,-1",
        "mentorship.note,x",
        f"mentorship.note,{2**63}",
        "mentorship.note",
        ",",
        "res.partner,1",
        "mentorship.consent,{consent}",
        "mentorship.note.file,1",
        "mentorship.note,{elsewhere}",
        "mentorship.note,{message}",
        "mentorship.note,{private}",
    ],
)
def test_a_thing_that_cannot_be_shared_is_not_found(room, stage, item):
    path = f"share/{item.format(**stage.ids)}"
    before = stored(room)
    purpose = {"recipient": "other", "purpose": bird("voor advies")}
    purpose["address"] = f"{stage.login('stranger')}@leden.example"
    assert room.page("mentor", path).status_code == 404
    room.send("mentor", path, purpose, expect=404)
    assert stored(room) == before


@pytest.mark.parametrize(
    ("recipient", "address"),
    [
        ("", ""),
        ("0", ""),
        ("-1", ""),
        (str(2**63), ""),
        ("mentor", ""),
        ("stranger", ""),
        ("other", ""),
        ("other", "%"),
        ("other", "%@leden.example"),
        ("other", "wie@nergens.example"),
        ("other", "x" * 10000),
        ("other", "\x00"),
        ("other", "' OR 1=1 --"),
        ("other", "mentor@"),
    ],
)
def test_a_recipient_who_is_not_there_is_refused(room, stage, recipient, address):
    if address.endswith("mentor@"):
        address = f"{stage.login('mentor')}@leden.example"
    form = {
        "recipient": str(stage.partners.get(recipient, recipient)),
        "address": address,
        "purpose": bird("voor advies"),
    }
    path = f"share/mentorship.note,{stage.ids['answer']}"
    refused(room, "mentee", path, form, typed=form["purpose"])


def test_a_consent_needs_a_purpose_and_an_answer(room, stage):
    form = {"recipient": "other", "address": f"{stage.login('stranger')}@leden.example"}
    path = f"share/mentorship.note,{stage.ids['answer']}"
    refused(room, "mentee", path, {**form, "purpose": "  "}, typed="")
    answer = f"{ROOT}/consent/{stage.ids['asked']}/answer"
    for word in ("", "ja", "\x00", "yes,no"):
        refused(room, "mentee", answer, {"answer": word}, typed="")
    # the one who asked does not answer
    for word in ("yes", "no", "revoke"):
        before = stored(room)
        room.send("mentor", answer, {"answer": word}, expect=404)
        assert stored(room) == before


@pytest.mark.parametrize(
    "progress", ["101", "-1", "", "x", "5.5", "1e9", "9" * 5000, "\x00"]
)
def test_progress_that_cannot_be_is_refused(room, stage, progress):
    goal = stage.ids["goal"]
    path = f"{ROOT}/goal/{goal}/progress"
    refused(room, "mentee", path, {"progress": progress}, typed="")
    (row,) = room.query(
        f"SELECT progress, state FROM mentorship_goal WHERE id = {goal}"
    )
    assert row == ["0", "open"]


@pytest.mark.parametrize(
    "day", ["1900-01-01", "9999-12-31", "2030-02-31", "morgen", "\x00"]
)
def test_a_date_that_cannot_be_right_is_refused(room, stage, day):
    form = {"specific": bird("als doel"), "due_on": day, "revision": "0"}
    refused(room, "mentee", "goal", form, typed=form["specific"])
    form["revision"] = "1"
    path = f"{ROOT}/goal/{stage.ids['goal']}"
    refused(room, "mentee", path, form, typed=form["specific"])


def test_a_plan_or_an_agreement_without_a_word_is_refused(room):
    for path in ("plan", "agreement"):
        version = {"revision": "1", "version": "2"}
        refused(room, "mentee", path, {**version, "now": " ", "goals": "\n"}, typed="")
    refused(room, "mentor", "plan", {"now": bird(), "revision": "0"}, typed=bird())


# the form's token, and a session that ended


def forms(stage):
    """Return {path: form} of every form with a text."""
    ids = stage.ids
    return {
        "note": {"text": bird("als notitie")},
        "goal": {"specific": bird("als doel"), "revision": "0"},
        "plan": {"now": bird("als plan"), "revision": "1"},
        "agreement": {"privacy": bird("als afspraak"), "version": "2"},
        "coordinator": {"text": bird("als bericht")},
        f"share/mentorship.note,{ids['note']}": {"purpose": bird("als doel")},
        f"{ROOT}/note/{ids['note']}": {"text": bird("anders"), "revision": "1"},
        f"{ROOT}/goal/{ids['goal']}": {"specific": bird("anders"), "revision": "1"},
    }


@pytest.mark.parametrize("token", ["", "verkeerd", "\x00", "o" * 10000])
def test_a_form_whose_token_is_wrong_comes_back_with_its_text(room, stage, token):
    for path, form in forms(stage).items():
        (typed,) = (text for text in form.values() if BIRD in text)
        refused(room, "mentee", path, {**form, "csrf_token": token}, typed=typed)


def test_a_form_without_its_token_or_with_anothers_comes_back(room, stage):
    client, before = stage.client("mentee"), stored(room)
    for token in ({}, {"csrf_token": stage.client("mentor").token}):
        answer = client.session.post(
            stage.server.url + room.path + "/note",
            data={"text": bird("zonder"), **token},
            allow_redirects=False,
            timeout=60,
        )
        assert alert(answer) and bird("zonder") in answer.text
    for path in (
        "access",
        "agreement/accept",
        f"{ROOT}/consent/{stage.ids['asked']}/answer",
        f"{ROOT}/goal/{stage.ids['goal']}/progress",
    ):
        form = {"csrf_token": "", "answer": "yes", "progress": "50"}
        assert alert(room.send("mentee", path, form, expect=422))
    answer = room.send("mentee", f"{ROOT}/export", {"csrf_token": ""}, expect=422)
    assert alert(answer) and BIRD not in answer.text
    form = {"csrf_token": "", "do": "delete"}
    note = f"{ROOT}/note/{stage.ids['note']}"
    drop = f"{ROOT}/goal/{stage.ids['goal']}"
    for path in (note, drop):
        for do in ("delete", "drop"):
            room.send("mentee", path, {**form, "do": do}, expect=422)
    assert stored(room) == before


def test_a_session_that_ended_leads_to_the_login(room, stage):
    before = stored(room)
    client = stage.server.client(stage.login("mentee"), PASSWORD)
    client.get("/web/session/logout")
    for path, form in forms(stage).items():
        whole = path if path.startswith("/") else f"{room.path}/{path}"
        for data in (form, None):
            method = "POST" if data else "GET"
            if method == "GET" and path == "note":
                continue
            answer = client.session.request(
                method,
                stage.server.url + whole,
                data=data,
                allow_redirects=False,
                timeout=60,
            )
            assert answer.status_code == 303, path
            assert "/web/login" in answer.headers["Location"]
            assert BIRD not in answer.headers["Location"]
    assert stored(room) == before


# whose it is


def test_what_is_not_theirs_is_not_found(room, stage):
    ids, before = stage.ids, stored(room)
    file = room.newest("note.file")
    own = [f"{ROOT}/note/{ids['note']}", f"{ROOT}/goal/{ids['goal']}"]
    members = [
        room.path + path
        for path in ("", "/notes", "/goal", "/plan", "/agreement", "/coordinator")
    ]
    shared = [
        f"{room.path}/share/mentorship.note,{ids['note']}",
        f"{ROOT}/file/{file}",
        f"{ROOT}/consent/{ids['asked']}",
        f"{ROOT}/consent/{ids['asked']}/file/{file}",
        f"{ROOT}/consent/{ids['consent']}/file/{file + '0'}",
    ]
    posts = ["/note", "/access", "/agreement/accept", "/goal", "/plan", "/agreement"]
    for who in ("stranger", "employee", "staf"):
        for path in own + members + shared:
            assert room.page(who, path).status_code == 404, (who, path)
        for path in own + [room.path + path for path in posts]:
            room.send(who, path, {"text": bird(), "revision": "1"}, expect=404)
    for path in own:
        assert room.page("mentor", path).status_code == 404
        room.send("mentor", path, {"text": bird(), "do": "delete"}, expect=404)
    room.send("mentor", f"{own[1]}/progress", {"progress": "10"}, expect=404)
    assert room.page("mentee", f"{ROOT}/message/{ids['message']}").status_code == 404
    for number in (0, 2**31 - 1, 2**31, 2**63):
        for kind in ("note", "goal", "file", "consent", "message"):
            path = f"{ROOT}/{kind}/{number}"
            assert room.page("mentee", path).status_code == 404, path
    assert stored(room) == before


def test_a_pairing_that_is_over_is_read_and_not_added_to(stage):
    room = Room(stage, stage.pair(stage.open_edition("voorbij")))
    note = room.note("mentee", bird("van toen"))
    goal = room.goal("mentee", bird("als doel van toen"))
    stage.call("pairing", "action_complete", [room.pairing])
    for who in ("mentor", "mentee"):
        for path in ("", "notes"):
            assert bird("van toen") in room.text(who, path)
    for path, form in (
        ("note", {"text": bird("te laat")}),
        ("goal", {"specific": bird("te laat"), "revision": "0"}),
        ("plan", {"now": bird("te laat"), "revision": "0"}),
        ("agreement", {"privacy": bird("te laat"), "version": "0"}),
        (f"share/mentorship.note,{note}", {"purpose": bird("te laat")}),
        (f"{ROOT}/note/{note}", {"text": bird("te laat"), "revision": "1"}),
        (f"{ROOT}/goal/{goal}", {"specific": bird("te laat"), "revision": "1"}),
    ):
        refused(room, "mentee", path, form, typed=bird("te laat"))
    refused(room, "mentee", f"{ROOT}/note/{note}", {"do": "delete"}, typed="")
    refused(room, "mentee", f"{ROOT}/goal/{goal}", {"do": "drop"}, typed="")
    progress = {"progress": "50"}
    refused(room, "mentee", f"{ROOT}/goal/{goal}/progress", progress, typed="")


# two at once


def at_once(*senders):
    """Send forms at the same moment; return their answers."""
    gate = threading.Barrier(len(senders))

    def run(send):
        gate.wait()
        return send()

    with ThreadPoolExecutor(len(senders)) as pool:
        return list(pool.map(run, senders))


def sender(stage, who, path, form):
    """Return a function that sends a form in a session of its own."""
    client = stage.server.client(stage.login(who), PASSWORD)
    page = client.get(ROOT).text
    token = re.search(r'csrf_token: "([^"]+)"', page)[1]

    def send(**changes):
        return client.session.post(
            stage.server.url + path,
            data={"csrf_token": token, **form, **changes},
            allow_redirects=False,
            timeout=120,
        )

    return send


def collide(room, path, name, counter, senders, rounds=ROUNDS):
    """See that of two who save at once one is kept, and the other shown both texts."""
    for number in range(rounds):
        page = room.page("mentee", path).text
        value = re.search(rf'name="{counter}" value="(\d+)"', page)[1]
        typed = [bird(f"{path} {number} van", who) for who in ("de een", "de ander")]
        answers = at_once(
            *(
                partial(send, **{counter: value, name: text})
                for send, text in zip(senders, typed, strict=True)
            )
        )
        assert sorted(a.status_code for a in answers) == [303, 422]
        (loser,) = (a for a in answers if a.status_code == 422)
        alert(loser)
        assert all(text in loser.text for text in typed)
        (kept,) = (
            text
            for text, answer in zip(typed, answers, strict=True)
            if answer.status_code == 303
        )
        assert kept in room.text("mentor") and kept in room.text("mentee")


@pytest.fixture(scope="module")
def busy(stage):
    """A room in which nothing was written yet."""
    return Room(stage, stage.pair(stage.open_edition("tegelijk")))


def test_two_who_save_the_agreement_at_once_lose_nothing(busy, stage):
    path = f"{busy.path}/agreement"
    senders = [sender(stage, who, path, {}) for who in ("mentor", "mentee")]
    collide(busy, "agreement", "privacy", "version", senders)
    (versions,) = busy.query(
        "SELECT count(*), count(DISTINCT version), max(version)"
        f" FROM mentorship_agreement WHERE pairing_id = {busy.pairing}"
    )
    assert versions == [str(ROUNDS)] * 3


def test_one_who_saves_a_plan_in_two_tabs_loses_nothing(busy, stage):
    senders = [sender(stage, "mentee", f"{busy.path}/plan", {}) for _tab in range(2)]
    collide(busy, "plan", "now", "revision", senders)
    (plans,) = busy.query(
        "SELECT count(*), max(revision) FROM mentorship_plan"
        f" WHERE pairing_id = {busy.pairing}"
    )
    assert plans == ["1", str(ROUNDS)]


def test_one_who_saves_a_note_in_two_tabs_loses_nothing(busy, stage):
    note = busy.note("mentee", bird("in het begin"))
    path = f"{ROOT}/note/{note}"
    senders = [sender(stage, "mentee", path, {}) for _tab in range(2)]
    collide(busy, path, "text", "revision", senders, rounds=3)


def test_notes_by_both_at_the_same_moment_are_all_kept(busy, stage):
    path = f"{busy.path}/note"
    senders = [sender(stage, who, path, {}) for who in ("mentor", "mentee") * 2]
    texts = [[bird(f"{n} keer {k}") for n in range(4)] for k in range(3)]
    for line in texts:
        answers = at_once(
            *(
                partial(send, text=text)
                for send, text in zip(senders, line, strict=True)
            )
        )
        assert [answer.status_code for answer in answers] == [303] * 4
    page = busy.text("mentor", "notes")
    assert all(text in page for line in texts for text in line)


def test_a_double_click_on_a_note_is_no_error(busy, stage):
    client = stage.client("mentee")

    def send():
        return client.session.post(
            stage.server.url + busy.path + "/note",
            data={"csrf_token": client.token, "text": bird("met een dubbelklik")},
            allow_redirects=False,
            timeout=120,
        )

    answers = at_once(send, send)
    assert [answer.status_code for answer in answers] == [303] * 2
    assert bird("met een dubbelklik") in busy.text("mentor")


def test_a_yes_to_what_was_just_replaced_is_told(busy, stage):
    page = busy.page("mentee", "agreement").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    old = busy.agreement("mentor", privacy=bird("oud"), version=version)
    busy.agreement("mentor", privacy=bird("nieuw"))
    values = {"agreement_id": str(old), "version": str(int(version) + 1)}
    answer = busy.send("mentee", "agreement/accept", values, expect=422)
    assert alert(answer)
    for values in ({}, {"agreement_id": "x"}, {"agreement_id": str(2**63)}):
        answer = busy.send("mentee", "agreement/accept", values, expect=422)
        assert alert(answer)
