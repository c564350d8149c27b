"""The pair's room: what each may do in it, and what goes wrong kindly."""

import json

import pytest

from .harness.room import Room


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def room(stage):
    return Room(stage, stage.ids["active"])


def test_what_one_writes_the_other_reads(room):
    room.note("mentee", "Ik twijfel <b>& pieker</b>\nover mijn werk")
    for who in ("mentee", "mentor"):
        page = room.page(who)
        assert "Ik twijfel &lt;b&gt;&amp; pieker&lt;/b&gt;\nover mijn werk" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_note_for_oneself_is_read_by_oneself(room):
    room.note("mentee", "Alleen voor mij: heimelijk", audience="self")
    assert "heimelijk" in room.text("mentee")
    assert "heimelijk" not in room.text("mentor")


def test_agreement_plan_goal(room):
    room.agreement("mentor", privacy="Alles blijft hier", meetings="Zes keer")
    assert "Alles blijft hier" in room.text("mentee")
    room.accept("mentee")
    assert "Afgesproken" in room.text("mentee")
    room.plan("mentee", now="Ik sta aan het begin", steps="Een stap")
    assert "Ik sta aan het begin" in room.text("mentor")
    goal = room.goal("mentor", "Beter luisteren", term="long", due_on="2030-01-01")
    assert "Beter luisteren" in room.text("mentee")
    room.send("mentor", f"/my/mentorship/goal/{goal}/progress", {"progress": "60"})
    assert 'aria-valuenow="60"' in room.page("mentee").text


def test_files(room):
    content = bytes(range(256)) * 100
    name = '<script>alert("x")</script> ü.pdf'
    room.note("mentor", "Met een bestand", files=[(name, content, "application/pdf")])
    file = room.newest("note.file")
    answer = room.page("mentee", f"/my/mentorship/file/{file}")
    assert answer.content == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "<script>alert(" not in room.page("mentee").text


def test_consent(room, stage):
    note = room.note("mentee", "Dit mag naar een ander: deelbaar")
    address = f"{stage.login('stranger')}@leden.example"
    consent = room.share("mentor", f"mentorship.note,{note}", address, "Voor advies")
    path = f"/my/mentorship/consent/{consent}"
    assert room.page("stranger", path).status_code == 404
    room.answer("mentee", consent, "yes")
    assert "deelbaar" in room.text("stranger", path)
    assert "Voor advies" in room.text("stranger", path)
    room.answer("mentee", consent, "revoke")
    assert room.page("stranger", path).status_code == 404


def test_export(room):
    room.note("mentee", "Dit neem ik mee")
    answer = room.send(
        "mentee", "/my/mentorship/export", {"format": "json"}, expect=200
    )
    facts = json.loads(answer.text)
    assert any(
        part["texts"].get("text") == "Dit neem ik mee" for part in facts["written"]
    )
    answer = room.send(
        "mentee", "/my/mentorship/export", {"format": "text"}, expect=200
    )
    assert "Dit neem ik mee" in answer.text


def test_nothing_is_deleted_or_let_go_without_the_token_of_a_form(room):
    note = room.note("mentee", "Dit blijft staan")
    goal = room.goal("mentee", "Dit doel ook")
    for path, do in ((f"note/{note}", "delete"), (f"goal/{goal}", "drop")):
        form = {"do": do, "csrf_token": "", "revision": "1"}
        room.send("mentee", f"/my/mentorship/{path}", form, expect=422)
    page = room.text("mentee")
    assert "Dit blijft staan" in page and "Dit doel ook" in page
    room.send("mentee", f"/my/mentorship/note/{note}", {"do": "delete"})
    assert "Dit blijft staan" not in room.text("mentee")
