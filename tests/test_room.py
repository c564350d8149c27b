"""A message to the coordinators, and what the server does not know of the room."""

import json

import pytest

from dev import postgres

from .harness.room import ROOT, Room
from .harness.sealed_room import SealedRoom


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def room(stage):
    return Room(stage, stage.ids["room"])


def test_a_message_is_read_by_the_coordinators_alone(room):
    message = room.message("mentee", "Ik twijfel <b>& pieker</b>\nover mijn werk")
    page = room.page("staf", f"{ROOT}/message/{message}")
    assert "Ik twijfel &lt;b&gt;&amp; pieker&lt;/b&gt;\nover mijn werk" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for who in ("mentor", "mentee", "stranger"):
        assert room.page(who, f"{ROOT}/message/{message}").status_code == 404
        assert "pieker" not in room.page(who, f"{ROOT}/messages").text
    assert "pieker" not in room.page("mentor").text + room.page("mentee").text


def test_what_is_sealed_outside_the_server_is_nowhere_on_it(stage):
    room = SealedRoom(stage, stage.pair(stage.open_edition("verzegeld")))
    room.key("mentor")
    said = {"text": "Een ijsvogel, verzegeld"}
    room.write("mentee", "note", said)
    room.write("mentee", "note", {"text": "Alleen voor mij"}, alone=True)
    room.write("mentor", "goal", {"specific": "Een ijsvogel zien"})
    assert said in room.reads("mentor") and len(room.reads("mentor")) == 2
    assert len(room.reads("mentee")) == 3
    names = ("note_count", "goal_count", "stage")
    assert stage.read("pairing", room.pairing, *names) == (2, 1, "preparation")
    rows = postgres.query(
        "SELECT to_jsonb(n) FROM mentorship_note n"
        " UNION ALL SELECT to_jsonb(g) FROM mentorship_goal g"
        " UNION ALL SELECT to_jsonb(m) FROM mail_mail m",
        stage.server.db,
    )
    assert rows and "ijsvogel" not in json.dumps(rows)
    for form in ("json", "text"):
        answer = room.send("mentee", f"{ROOT}/export", {"format": form}, expect=200)
        assert "Vera Vis" in answer.text and "ijsvogel" not in answer.text
