"""What the server does not know of the room."""

import json

import pytest

from dev import postgres

from .harness.room import ROOT
from .harness.sealed_room import SealedRoom


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


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
