"""Bad input at every route of the portal: a clear word or a 404, never an error."""

import ast
import re
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import requests
from lxml import html
from PIL import Image

from dev import postgres

from .harness.ballots import Audience

CONTROLLERS = Path(__file__).parent.parent / "nob_mentorship" / "controllers"
ROOT = "/my/mentorship"
PAIRING = f"{ROOT}/pairing/<int:pairing_id>"
TODAY = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
"""The members' day, which begins before the server's."""
AHEAD = str(TODAY + timedelta(days=20))
LATER = str(TODAY + timedelta(days=800))
SCRIPT = "<script>alert('au')</script><b>vet</b> & \"aanhaling\""
EMOJI = "Hallo 👩🏽‍💻 – café\u00a0crème ☕"
MARKUP = (SCRIPT, EMOJI)
NONSENSE = (
    "1900-01-01", "0000-00-00", "9999-12-31", "2030-02-31", "gisteren", "-1", SCRIPT
)  # fmt: skip
MEETING = {"date": AHEAD, "time": "15:30", "minutes": "60", "mode": "in_person"}


class Row(NamedTuple):
    """The inputs that a route is tried with.

    :param own: name in `Stage.ids` of the record in the address, None without
    :param who: whose record that is; "" if every member may see it
    :param form: a valid form, None for a page to look at
    :param texts: {field: most characters}, every field for free text
    :param dates: fields for a date
    :param wrong: names in `Stage.ids` of records in a state where the form is too late
    """

    own: str | None = None
    who: str = ""
    form: dict | None = None
    texts: dict = {}
    dates: tuple = ()
    wrong: tuple = ()


ROWS = {
    ROOT: Row(),
    f"{ROOT}/programmes": Row(),
    f"{ROOT}/time-zone": Row(form={"zone": "Europe/Amsterdam"}),
    f"{ROOT}/profile": Row(form={"do": "language", "language": "nl_NL"}),
    f"{ROOT}/picture/<int:partner_id>": Row("pictured", who="mentee mentor staf"),
    f"{ROOT}/certificate/<int:certificate_id>": Row("certificate", who="mentee"),
    f"{ROOT}/interest/<int:programme_id>": Row("programme", form={}),
    f"{ROOT}/edition/<int:edition_id>": Row("open"),
    f"{ROOT}/edition/<int:edition_id>/enrol": Row(
        "open", form={"role": "mentor"}, wrong=("not_planned",)
    ),
    f"{ROOT}/edition/<int:edition_id>/changes": Row("taking part", who="mentee mentor"),
    f"{ROOT}/sessions": Row(),
    f"{ROOT}/session/<int:session_id>": Row(
        "session",
        who="mentee mentor",
        form={"do": "sign_up"},
        wrong=("session off",),
    ),
    f"{ROOT}/session/<int:session_id>/calendar": Row("session", who="mentee mentor"),
    f"{ROOT}/edition/<int:edition_id>/topic": Row(
        "sessions",
        who="mentee mentor",
        form={"topic": "Nee zeggen tegen een klant"},
        texts={"topic": 200},
        wrong=("not_planned",),
    ),
    f"{ROOT}/topic/<int:topic_id>": Row(
        "topic", who="mentee mentor", form={"do": "me_too"}
    ),
    f"{ROOT}/thanks": Row(),
    f"{ROOT}/enrolment/<int:enrolment_id>/thanks": Row(
        "thanked", who="mentee", form={"named": "yes"}, wrong=("saved", "over")
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/voice": Row(
        "thanked",
        who="mentee",
        form={"words": "Ik keek anders naar mijn werk.", "named_as": "first"},
        texts={"words": 400},
        wrong=("saved", "over"),
    ),
    f"{ROOT}/preview/<int:enrolment_id>": Row("saved", who="staf"),
    f"{ROOT}/enrolment/<int:enrolment_id>": Row(
        "saved",
        who="mentee",
        form={"question": "Hoe nu verder?", "do": "save"},
        texts={"question": 5000, "motivation": 5000, "employer": 200},
        wrong=("away",),
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/preference": Row(
        "saved",
        who="mentee",
        form={"avoid": "Mijn leidinggevende."},
        texts={"wish": 5000, "avoid": 5000},
        wrong=("over",),
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/withdraw": Row(
        "submitted", who="mentee", form={}, wrong=("over",)
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/mentors": Row(
        "choosing", who="mentee", form={"first": "0"}, wrong=("chosen", "gone")
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/mentors/page/<int:page>": Row(
        "choosing", who="mentee", form={"first": "0"}, wrong=("chosen", "gone")
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/mentors/<int:mentor_id>": Row(
        "choosing", who="mentee"
    ),
    f"{ROOT}/enrolment/<int:enrolment_id>/mentors/withdraw": Row(
        "chosen", who="mentee", form={}
    ),
    PAIRING: Row("active", who="mentee"),
    f"{PAIRING}/answer": Row(
        "offered", who="mentee", form={"answer": "yes"}, wrong=("lapsed",)
    ),
    f"{PAIRING}/not-now": Row(
        "offered",
        who="mentee",
        form={"until": AHEAD},
        dates=("until",),
        wrong=("lapsed", "active"),
    ),
    f"{PAIRING}/ask": Row(
        "offered",
        who="mentee",
        form={"question": "Kan het ook online?"},
        texts={"question": 1000},
        wrong=("lapsed", "active"),
    ),
    f"{PAIRING}/answer-question": Row(
        "asked",
        who="mentee",
        form={"words": "Ja, dat kan."},
        texts={"words": 1000},
        wrong=("offered", "lapsed", "active"),
    ),
    f"{PAIRING}/first-contact": Row(
        "fresh", who="mentee", form={}, wrong=("offered", "completed")
    ),
    f"{PAIRING}/pause": Row(
        "active",
        who="mentee",
        form={"until": AHEAD},
        dates=("until",),
        wrong=("completed", "offered"),
    ),
    f"{PAIRING}/resume": Row(
        "active", who="mentee", form={}, wrong=("completed", "offered")
    ),
    f"{PAIRING}/prolong": Row(
        "active",
        who="mentee",
        form={"until": LATER},
        dates=("until",),
        wrong=("completed", "offered"),
    ),
    f"{PAIRING}/informal": Row(
        "completed", who="mentee", form={"wish": "yes"}, wrong=("active", "offered")
    ),
    f"{PAIRING}/again": Row(
        "completed",
        who="mentee",
        form={"role": "mentee"},
        wrong=("active", "offered"),
    ),
    f"{PAIRING}/mentor-later": Row(
        "completed", who="mentee", form={"wish": "yes"}, wrong=("active", "offered")
    ),
    f"{PAIRING}/talk": Row(
        "active", who="mentee", form={}, wrong=("completed", "offered")
    ),
    f"{PAIRING}/end": Row(
        "fresh", who="mentee", form={"reason_id": ""}, wrong=("completed", "offered")
    ),
    f"{PAIRING}/meeting": Row(
        "active",
        who="mentee",
        form=MEETING,
        texts={"place": 200, "video_url": 2000},
        dates=("date",),
        wrong=("completed", "offered"),
    ),
    f"{PAIRING}/met": Row("active", who="mentee mentor"),
    f"{PAIRING}/report": Row(
        "active",
        who="mentee",
        form={"report": "1", "version": "1", "agrees": "yes", "words": ""},
        wrong=("active",),
    ),
    f"{ROOT}/meeting/<int:meeting_id>": Row(
        "planned",
        who="mentee",
        form=MEETING,
        texts={"place": 200, "video_url": 2000},
        dates=("date",),
        wrong=("held",),
    ),
    f"{ROOT}/meeting/<int:meeting_id>/calendar": Row("planned", who="mentee"),
    f"{ROOT}/meeting/<int:meeting_id>/guide": Row("planned", who="mentee"),
    f"{ROOT}/resources": Row(),
    f"{ROOT}/resource/<int:resource_id>": Row("resource"),
    f"{ROOT}/resource/<int:resource_id>/file": Row("document"),
    f"{ROOT}/resource/<int:resource_id>/read": Row("resource", form={}),
    f"{ROOT}/self-check": Row(),
    f"{ROOT}/self-check/done": Row(form={}),
    f"{ROOT}/enrolment/<int:enrolment_id>/terms": Row(
        "saved", who="mentee", form={"version": "1"}
    ),
}
ROOM = {"own": "room", "who": "mentee"}
ROWS |= {
    **{
        f"{PAIRING}/{part}": Row(**ROOM)
        for part in ("notes", "note", "goal", "plan", "agreement", "coordinator")
    },
    f"{PAIRING}/share/<string:item>": Row(**ROOM),
    f"{ROOT}/note/<int:record_id>": Row("note", who="mentee"),
    f"{ROOT}/goal/<int:record_id>": Row("goal", who="mentee"),
    f"{ROOT}/file/<int:record_id>": Row("file", who="mentee mentor"),
    f"{ROOT}/consent/<int:record_id>": Row("consent", who="mentee mentor stranger"),
    f"{ROOT}/messages": Row(),
    f"{ROOT}/message/<int:record_id>": Row("room"),
    f"{ROOT}/export": Row(form={"format": "json"}),
    f"{ROOT}/evaluation/<int:evaluation_id>": Row("evaluation", who="who was asked"),
}
WITH_ID = {path: row for path, row in ROWS.items() if row.own}
FORMS = {path: row for path, row in ROWS.items() if row.form is not None}
TEXTS = [(path, name) for path, row in ROWS.items() for name in row.texts]
SENT_ONCE = [(f"{PAIRING}/ask", "question"), (f"{PAIRING}/answer-question", "words")]
"""Texts that a member can send only once."""
DATES = [(path, name) for path, row in ROWS.items() for name in row.dates]
LEAVES = (
    f"{ROOT}/interest/<int:programme_id>",
    f"{ROOT}/message/<int:record_id>",
)
"""Addresses that lead to the same page for every number."""
LATE = [(path, name) for path, row in ROWS.items() for name in row.wrong]


ROUTE_KINDS = ("route", "view_route", "page_route", "form_route")
LEADING = ("entry", "moved")
"""The files with routes that lead to the sealed page."""
OWN_TOKEN = set()
"""The routes that check their form's token themselves, to give the text back."""


def routes():
    """Return {path: methods} of the members' routes in the source of the controllers.

    Routes outside the members' pages have their own files: `test_evaluation.py` for the
    form of an evaluation, `test_results.py` for what staff read; the sealed page has
    its own files too.
    """
    found = {}
    for file in CONTROLLERS.rglob("*.py"):
        if file.parent.name == "sealed" and file.stem not in LEADING:
            continue
        names = {"links": SimpleNamespace(PAGE="/mentorship/evaluation/")}
        for node in ast.walk(tree := ast.parse(file.read_text())):
            text = isinstance(node, ast.Assign) and node.value
            if isinstance(text, ast.Constant | ast.JoinedStr):
                with suppress(NameError, AttributeError):
                    names[ast.unparse(node.targets[0])] = eval(
                        ast.unparse(text), {}, names
                    )
        for node in ast.walk(tree):
            kind = isinstance(node, ast.Call) and getattr(node.func, "id", "")
            # core's own routes are named without a path; the definitions of our kinds
            # of route take theirs as an argument
            first = "".join(map(ast.unparse, node.args[:1])) if kind else ""
            if kind in ROUTE_KINDS and first and "path" not in first:
                options = {k.arg: ast.unparse(k.value) for k in node.keywords}
                given = eval(first, {}, {"PAIRING": PAIRING, **names})
                both = kind in ("form_route", "page_route")
                usual = ("GET", "POST") if both else ("POST",)
                usual = ("GET",) if kind == "view_route" else usual
                methods = ast.literal_eval(options.get("methods", f"{usual}"))
                for path in [given] if isinstance(given, str) else given:
                    if not path.startswith(ROOT):
                        continue
                    if kind == "page_route":
                        OWN_TOKEN.add(path)
                    found[path] = list(methods)
    return found


ROUTES = routes()


@pytest.fixture(scope="module")
def stage(stage):
    ids = stage.ids
    stage.world.user(stage.login("employee"), "Els Employé", "base.group_user")
    stage.world.user(
        stage.login("coordinator"),
        "Coen Coördinator",
        "nob_mentorship.group_mentorship_coordinator",
    )
    closed = stage.open_edition("dicht")
    ids["away"] = stage.sign_up(closed, "mentee")
    stage.call("edition", "action_close_enrolment", [closed])
    asked = Audience(stage.server, "bad_asked", ["mentee", "mentor"] * 5)
    ids["evaluation"] = asked.evaluation(stage.manager)
    stage.manager.call("mentorship.evaluation", "action_open", [[ids["evaluation"]]])
    ids["over"] = stage.sign_up(stage.open_edition("streng", intake=True), "mentee")
    stage.call("enrolment", "action_refuse", [ids["over"]])
    ids["gone"] = stage.sign_up(stage.open_edition("weg", own_choice=True), "mentee")
    stage.call("enrolment", "action_withdraw", [ids["gone"]])
    ids["taking part"], ids["thanked"] = ended(stage)
    ids |= written(stage)
    ids["certificate"] = certified(stage)
    ids["pictured"] = stage.partners["mentee"]
    sent = {"picture": ("ik.png", drawn(), "image/png")}
    answer = stage.post("mentee", f"{ROOT}/profile", {"do": "picture"}, files=sent)
    assert "done=changed" in answer.headers["Location"]
    ids["asked"] = stage.offer(stage.open_edition("vraag"))
    question = {"question": "Kan het ook online?", "shown": "1"}
    stage.post("mentor", f"{ROOT}/pairing/{ids['asked']}/ask", question)
    ids["lapsed"] = stage.offer(stage.open_edition("verlopen"))
    stage.post("mentor", f"{ROOT}/pairing/{ids['lapsed']}/answer", {"answer": "no"})
    return stage


def ended(stage):
    """Let an edition with a completed pairing thank by name; return its id, and that of
    the mentee's sign-up."""
    ((edition, _name),) = stage.read("pairing", stage.ids["completed"], "edition_id")
    stage.call("edition", "write", [edition], {"wall_of_thanks": True})
    mine = [("edition_id", "=", edition), ("role", "=", "mentee")]
    (sign_up,) = stage.call("enrolment", "search", mine)
    return edition, sign_up


def certified(stage):
    """Return the id of the certificate of the mentee."""
    pairing = stage.ids["completed"]
    ((edition, _name),) = stage.read("pairing", pairing, "edition_id")
    values = {"certificate": True, "certificate_meetings": False}
    stage.call("edition", "write", [edition], values)
    rows = [("pairing_id", "=", pairing), ("role", "=", "mentee")]
    (row,) = stage.call("pairing.member", "search_read", rows, ["enrolment_id"])
    stage.call("enrolment", "action_issue_certificate", [row["enrolment_id"][0]])
    own = [("enrolment_id", "=", row["enrolment_id"][0])]
    (found,) = stage.call("certificate", "search", own)
    return found


def drawn():
    """Return a small picture."""
    file = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return file.getvalue()


def written(stage):
    """Have something of each kind in a room; return {kind: its id}."""
    room, author = stage.ids["room"], stage.partners["mentee"]
    columns, values = "pairing_id, author_id", f"{room}, {author}"
    ids = {}
    for table, more in {
        "note": {"kind": "'note'", "audience": "'room'"},
        "goal": {"term": "'short'", "state": "'open'"},
        "note_file": {"note_id": "(SELECT max(id) FROM mentorship_note)"},
        "consent": {
            "item": "'mentorship.note,1'",
            "item_kind": "'mentorship.note'",
            "giver_id": str(author),
            "recipient_id": str(stage.partners["stranger"]),
            "state": "'granted'",
        },
    }.items():
        ((row,),) = postgres.query(
            f"INSERT INTO mentorship_{table} ({', '.join([columns, *more])})"
            f" VALUES ({', '.join([values, *more.values()])}) RETURNING id",
            stage.server.db,
        )
        ids["file" if table == "note_file" else table] = row
    # the mentor has to do with it too
    mentor = stage.partners["mentor"]
    postgres.query(
        f"UPDATE mentorship_consent SET author_id = {mentor}", stage.server.db
    )
    return ids


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def clean_log(server):
    """No case leaves a traceback in the log of the server."""
    start = len(server.log.read_text())
    yield
    assert "Traceback" not in server.log.read_text()[start:]


def address(path, record_id):
    path = path.replace("<string:item>", f"mentorship.note,{record_id}")
    return re.sub(r"<int:\w+>", str(record_id), path)


def alert(answer):
    """Return the page's sentence on what is wrong; it comes with 422 only."""
    assert answer.status_code == 422, answer.status_code
    (word,) = html.fromstring(answer.text).xpath("//*[@role='alert']")
    text = word.text_content().strip()
    assert len(text) > 10 and not re.search(r"\b(the|cannot|please)\b", text, re.I)
    return text


def typed(answer, name, url=""):
    """Return the value of a field of the page, in the form that is sent to `url`."""
    page, field = html.fromstring(answer.text), f"//*[@name='{name}']"
    own = f"//form[contains(@action, '{url}')]{field}"
    field = (page.xpath(own) if url else []) or page.xpath(field)
    field = field[0]
    return field.text if field.tag == "textarea" else field.get("value")


def test_every_route_has_a_row_in_the_table():
    assert ROUTES.keys() == ROWS.keys()
    posts = {path for path, methods in ROUTES.items() if "POST" in methods}
    assert posts == FORMS.keys()


@pytest.mark.parametrize("path", WITH_ID)
@pytest.mark.parametrize(
    "record_id", [0, 2**31 - 1, 2**31, 2**63, -1, "x", "", "9" * 5000]
)
def test_an_id_that_is_not_there_is_not_found(stage, path, record_id):
    for person in ("mentee", "staf"):
        url = address(path, record_id)
        if "GET" in ROUTES[path] and path not in LEAVES:
            assert stage.client(person).get(url).status_code == 404
        if "POST" in ROUTES[path]:
            assert stage.post(person, url, WITH_ID[path].form).status_code == 404


@pytest.mark.parametrize("path", [p for p, row in WITH_ID.items() if row.who])
def test_somebody_elses_record_is_not_found(stage, path):
    row = WITH_ID[path]
    url = address(path, stage.ids[row.own])
    others = ["stranger", "employee", "coordinator", "staf", "mentee"]
    others = [person for person in others if person not in row.who.split()]
    for person in others:
        if "GET" in ROUTES[path]:
            assert stage.client(person).get(url).status_code == 404, person
        if "POST" in ROUTES[path]:
            assert stage.post(person, url, row.form).status_code == 404, person


@pytest.mark.parametrize("path", ROWS)
def test_the_wrong_method_is_not_allowed(stage, path):
    row = ROWS[path]
    url = address(path, stage.ids.get(row.own))
    if "GET" not in ROUTES[path]:
        # a visitor of the address of a form is led to its page
        assert stage.client("mentee").get(url).status_code in (200, 404)
    for verb in ("PUT", "PATCH", "DELETE"):
        answer = stage.client("mentee").session.request(verb, stage.server.url + url)
        assert answer.status_code in (400, 404, 405), verb
    if "POST" not in ROUTES[path]:
        assert stage.post("mentee", url, {}).status_code in (404, 405)


@pytest.mark.parametrize("path", [path for path in FORMS if "<string:" not in path])
def test_a_form_without_its_token_does_nothing(stage, path):
    row = FORMS[path]
    url = address(path, stage.ids.get(row.own))
    form = {**row.form, "csrf_token": ""}
    answer = stage.post("mentee", url, form)
    if path in OWN_TOKEN:
        assert "te lang open" in alert(answer)
    else:
        # led to the page that the form is on
        assert answer.status_code == 303
        assert "done=" not in answer.headers["Location"]


@pytest.mark.parametrize(("path", "name"), TEXTS)
def test_a_text_that_is_too_long_comes_back(stage, path, name):
    row = FORMS[path]
    url = address(path, stage.ids[row.own])
    for text in ("a" * 100_000, "https://x.nl/" + "a" * row.texts[name]):
        answer = stage.post("mentee", url, {**row.form, name: text})
        assert alert(answer) and "te lang" in answer.text
        assert typed(answer, name).strip() == text


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        *((*each, text) for each in TEXTS if each not in SENT_ONCE for text in MARKUP),
        *((*each, "".join(MARKUP)) for each in SENT_ONCE),
    ],
)
def test_markup_and_emoji_are_kept_as_text(stage, path, name, text):
    row = FORMS[path]
    url = address(path, stage.ids[row.own])
    text = "https://x.nl/?" + quote(text) if name == "video_url" else text
    form = {**row.form, name: text}
    if name == "video_url":
        form["mode"] = "video"
    answer = stage.post("mentee", url, form)
    assert answer.status_code == 303
    page = stage.client("mentee").get(answer.headers["Location"])
    assert "<script>alert" not in page.text
    shown = html.fromstring(page.text).xpath("//*[@id='wrapwrap']")[0]
    words = [*shown.itertext(), *shown.xpath(".//@value"), *shown.xpath(".//@href")]
    assert text in (word.strip() for word in words)


@pytest.mark.parametrize(("path", "name"), DATES)
@pytest.mark.parametrize("day", [*NONSENSE, "", "2020-01-01"])
def test_a_date_that_cannot_be_right_comes_back(stage, path, name, day):
    row = FORMS[path]
    url = address(path, stage.ids[row.own])
    answer = stage.post("mentee", url, {**row.form, name: day})
    assert alert(answer)
    assert typed(answer, name, url) == day or not day


@pytest.mark.parametrize("until", [*NONSENSE, "2020-01-01", "2099-12-31", "\x00"])
def test_a_series_until_a_day_that_cannot_be_right_comes_back(stage, until):
    url = address(f"{PAIRING}/meeting", stage.ids["active"])
    form = {**MEETING, "repeat": "4", "repeat_until": until}
    answer = stage.post("mentee", url, form)
    assert alert(answer)
    assert "\x00" in until or typed(answer, "repeat_until", url) == until


@pytest.mark.parametrize("repeat", ["1", "5", "-4", "x", "\x00", "9" * 5000, SCRIPT])
def test_a_rhythm_that_is_not_offered_comes_back(stage, repeat):
    url = address(f"{PAIRING}/meeting", stage.ids["active"])
    answer = stage.post("mentee", url, {**MEETING, "repeat": repeat})
    assert alert(answer)
    assert typed(answer, "date", url) == MEETING["date"]


@pytest.mark.parametrize(("path", "name"), LATE)
def test_a_stale_page_is_told_that_it_is_too_late(stage, path, name):
    answer = stage.post("mentee", address(path, stage.ids[name]), FORMS[path].form)
    if answer.status_code == 303:
        # to the page that says it is over
        answer = stage.client("mentee").get(answer.headers["Location"])
        assert answer.status_code == 410
    assert answer.status_code in (404, 410, 422), answer.status_code
    if answer.status_code == 422:
        assert alert(answer)


@pytest.mark.parametrize("path", FORMS)
def test_strange_forms_are_no_error(stage, path):
    row = FORMS[path]
    url = address(path, stage.ids.get(row.own))
    strange = {
        "state": "completed",
        "edition_id": "1",
        "partner_id": "1",
        "__class__": "x",
        "role": "\x00",
        "reason_id": "99999999999999999999",
        "answer": "\x00",
        "topic_ids": ["99999999999999", "-1", "x"],
        "focus_ids": ["99999999999999", "-1", "x"],
        "language_ids": ["\x00"],
        "region_id": "99999999999999999999",
        "meeting_mode": "\x00",
        "question_1": "-1",
        "mode": "\x00",
        "until": "\x00",
        "repeat": "\x00",
        "repeat_until": "\x00",
    }
    fine = (303, 404, 422, 200) if path.endswith("/export") else (303, 404, 422)
    assert stage.post("mentee", url, strange).status_code in fine
    repeated = {name: [value, "x", value] for name, value in strange.items()}
    assert stage.post("mentee", url, repeated).status_code in fine
    files = dict.fromkeys((*strange, "question", "date", "do"), ("x.txt", b"x"))
    answer = stage.post("mentee", url, {}, files=files)
    assert answer.status_code in fine


def test_an_answer_that_is_neither_yes_nor_no_changes_nothing(stage):
    pairing = stage.offer(stage.open_edition("geen antwoord"))
    for form in ({}, {"answer": "misschien"}, {"answer": ""}):
        assert alert(stage.post("mentee", f"{ROOT}/pairing/{pairing}/answer", form))
    assert stage.read("pairing", pairing, "state") == ("offered",)


def test_a_choice_that_is_not_offered_comes_back_with_all_that_was_typed(stage):
    own, other = (
        stage.call(
            "question",
            "create",
            {"name": name, "answer_ids": [(0, 0, {"name": f"{name} 1"})]},
        )
        for name in ("Werkwijze", "Waarden")
    )
    edition = stage.open_edition("keuzes", question_ids=[(6, 0, [own])])
    path = f"{ROOT}/enrolment/{stage.sign_up(edition, 'mentee', submit=False)}"
    (answer,), (foreign,) = (
        stage.read("question", question, "answer_ids")[0] for question in (own, other)
    )
    form = {
        "question": "Hoe nu verder?",
        "meeting_mode": "video",
        f"question_{own}": str(answer),
        "do": "submit",
    }
    for name, values in (
        ("focus_ids", ("99999999999999", "-1", "x")),
        ("language_ids", ("0", SCRIPT)),
        ("meeting_mode", ("telepathie", "\x00")),
        (f"question_{own}", (str(foreign), "99999999999999", "-1", "x")),
    ):
        for value in values:
            page = stage.post("mentee", path, {**form, name: value})
            assert alert(page)
            assert typed(page, "question").strip() == form["question"]
            (wrong,) = html.fromstring(page.text).xpath(
                f"//*[@name='{name}']/ancestor::div[contains(@class, 'mb-3')][1]"
                "//*[contains(@class, 'invalid-feedback')]"
            )[:1]
            assert wrong.text_content().strip()
            kept = html.fromstring(page.text).xpath("//option[@selected]/@value")
            assert (str(answer) in kept) == (name != f"question_{own}")
    assert stage.read("enrolment", int(path.rpartition("/")[2]), "state") == ("draft",)
    assert stage.post("mentee", path, form).status_code == 303
    sent = stage.read("enrolment", int(path.rpartition("/")[2]), "state", "answer_ids")
    assert sent == ("accepted", [answer])


def test_a_double_click_does_everything_once(stage):
    edition = stage.open_edition("dubbelklik")
    for _twice in range(2):
        answer = stage.post(
            "mentee", f"{ROOT}/edition/{edition}/enrol", {"role": "mentee"}
        )
        path = answer.headers["Location"].removeprefix(stage.server.url)
    form = {"question": "Hoe verder?", "do": "submit"}
    assert [stage.post("mentee", path, form).status_code for _twice in range(2)] == [
        303
    ] * 2
    enrolled = stage.call("enrolment", "search_count", [("edition_id", "=", edition)])
    assert enrolled == 1
    pairing = stage.pair(stage.open_edition("dubbele afspraak"))
    url = f"{ROOT}/pairing/{pairing}"
    for _twice in range(2):
        assert stage.post("mentee", f"{url}/meeting", MEETING).status_code == 303
        assert stage.post("mentee", f"{url}/first-contact", {}).status_code == 303
        assert (
            stage.post("mentee", f"{url}/prolong", {"until": LATER}).status_code == 303
        )
        assert stage.post("mentee", f"{url}/pause", {"until": AHEAD}).status_code == 303
    meetings = stage.call("meeting", "search_count", [("pairing_id", "=", pairing)])
    assert meetings == 1
    assert stage.read("pairing", pairing, "pause_days") == (20,)


def test_a_member_without_an_address_takes_part_all_the_same(stage):
    partner = stage.partners["mentee"]
    write = [[partner], {"email": False}]
    stage.world.admin.call("res.partner", "write", write)
    try:
        pairing = stage.offer(stage.open_edition("zonder adres"))
        url = f"{ROOT}/pairing/{pairing}"
        for who in ("mentor", "mentee"):
            assert (
                stage.post(who, f"{url}/answer", {"answer": "yes"}).status_code == 303
            )
        assert stage.post("mentee", f"{url}/meeting", MEETING).status_code == 303
        assert stage.client("mentor").get(url).status_code == 200
        assert stage.read("pairing", pairing, "state") == ("active",)
    finally:
        write[1] = {"email": "terug@leden.example"}
        stage.world.admin.call("res.partner", "write", write)


def test_a_visitor_without_login_is_led_to_the_login(stage):
    client = type(stage.client("mentee"))(stage.server.url, stage.server.db)
    for path, row in ROWS.items():
        url = stage.server.url + address(path, stage.ids.get(row.own))
        method = ROUTES[path][0]
        answer = client.session.request(method, url, allow_redirects=False, timeout=60)
        assert answer.status_code in (303, 400), path


STATE = """
SELECT tablename FROM pg_tables
 WHERE schemaname = 'public'
   AND (tablename LIKE 'mentorship%' OR tablename IN ('mail_mail', 'mail_message'))
"""
"""The tables in which a request could change something."""
OTHER_VERBS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
PAGES = [path for path in FORMS if "<string:" not in path and "GET" in ROUTES[path]]


def state(server):
    """Return {table: a digest of all its rows}."""
    tables = [name for (name,) in postgres.query(STATE, server.db)]
    return dict(
        postgres.query(
            " UNION ALL ".join(
                f"SELECT '{name}', md5(coalesce(string_agg(t::text, ' '"
                f" ORDER BY t::text), '')) FROM {name} t"
                for name in tables
            ),
            server.db,
        )
    )


@pytest.mark.fault
@pytest.mark.slow
def test_no_other_verb_does_what_a_form_does(stage):
    """Every other verb × every form, by a member who may send it."""
    cells, wrong = 0, []
    member = stage.client("mentee")
    for path, row in FORMS.items():
        if "<string:" in path:
            continue
        url = address(path, stage.ids.get(row.own))
        # looking notes that news was seen; Odoo takes an OPTIONS anywhere
        member.get(url)
        member.session.options(stage.server.url + url)
        before = state(stage.server)
        for verb in OTHER_VERBS:
            for sent in ({"data": row.form}, {"params": row.form}):
                cells += 1
                answer = member.session.request(
                    verb, stage.server.url + url, allow_redirects=False, **sent
                )
                after = state(stage.server)
                if answer.status_code >= 500 or after != before:
                    wrong.append((verb, path, answer.status_code))
                before = after
    assert cells > 250
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.slow
def test_no_verb_on_any_route_tells_anyone_of_somebody_else(stage):
    """Every verb × every route × people without that record: as if it did not exist."""
    cells, wrong = 0, []
    for person in ("nobody", "stranger", "employee", "coordinator", "staf", "admin"):
        session = visitor(stage, person)
        before = state(stage.server)
        for path, row in WITH_ID.items():
            if not row.who or person in row.who.split():
                continue
            for verb in ("GET", "POST", *OTHER_VERBS):
                answers = []
                for record_id in (stage.ids[row.own], 2**31 - 1):
                    cells += 1
                    answer = session.request(
                        verb,
                        stage.server.url + address(path, record_id),
                        data=row.form if verb != "GET" else None,
                        allow_redirects=False,
                    )
                    answers.append(answer.status_code)
                    if answer.status_code >= 500 or NAMES.search(answer.text):
                        wrong.append((person, verb, path, answer.status_code))
                if len(set(answers)) > 1:
                    wrong.append((person, verb, path, answers))
        if state(stage.server) != before:
            wrong.append((person, "changed something"))
    assert cells > 2000
    assert not wrong, "\n".join(map(str, wrong))


NAMES = re.compile("Vera Vis|Kees Klop")


def visitor(stage, person):
    """Return the session of a person, or of a visitor without a login."""
    if person == "nobody":
        return requests.Session()
    if person == "admin":
        return stage.world.admin.session
    return stage.client(person).session


@pytest.mark.parametrize("path", PAGES)
def test_who_comes_to_a_form_by_its_address_finds_a_page(stage, path):
    row = FORMS[path]
    person = (row.who.split() or ["mentee"])[0]
    # the fresh pairing has ended: another test sent the form
    own = row.own if row.own != "fresh" else "active"
    answer = stage.client(person).get(address(path, stage.ids.get(own)))
    assert answer.status_code == 200
    assert "o_mentorship" in answer.text
