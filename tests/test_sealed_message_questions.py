"""The requests of the page about messages, sent by people who should get no answer."""

import base64
from uuid import uuid4

import pytest

from odoo.addons.nob_mentorship.tools import sealed_text

from .harness.sealed_message import Desk
from .harness.sealed_room import SealedRoom

HANDLE = "ab" * 32


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def desk(stage):
    desk = Desk(stage)
    desk.clear()
    return desk


@pytest.fixture(scope="module")
def room(desk):
    return SealedRoom(desk.stage, desk.stage.ids["active"])


@pytest.fixture(scope="module")
def post(desk):
    """Return a function that asks something and returns (status, answer)."""

    def ask(who, name, **sent):
        url = desk.stage.server.url
        answer = desk.stage.client(who).session.post(
            f"{url}/mentorship/room/api/message/{name}",
            json=sent,
            headers={"Origin": url},
            timeout=120,
        )
        return answer.status_code, answer.json()

    return ask


@pytest.fixture(scope="module")
def sent(desk, room, post):
    """The mentee's request, and the server's answer."""
    reader, keys = room.key("cora"), room.key("mentee")
    _status, ways = post("mentee", "ways", programme=desk.programme)
    (person,) = ways["ways"]["coordinators"]["people"]
    assert person["recipient"] == reader.recipient
    assert sorted(ways["ways"]["coordinators"]["without"]) == [
        "Dirk Dijk",
        "Eef zonder Sleutel",
    ]
    question = {
        "as": keys.recipient,
        "programme": desk.programme,
        "way": "coordinators",
        "handle": HANDLE,
        "room": str(uuid4()),
        "uuid": str(uuid4()),
        "sealed": base64.b64encode(b"x" * 300).decode(),
        "readers": [person["uuid"]],
    }
    status, answer = post("mentee", "begin", **question)
    assert (status, answer["state"]) == (200, "waiting")
    return question, answer


def test_who_takes_no_part_is_answered_as_for_none(desk, post, sent):
    # whose sign-up there is not sent
    women = desk.stage.world.ref("nob_mentorship.programme_women")
    for who, programme in (
        ("cora", desk.programme),
        ("stranger", women),
        ("mentee", 999_999),
    ):
        assert post(who, "ways", programme=programme) == (404, {})
        question, _answer = sent
        other = {**question, "programme": programme, "room": str(uuid4())}
        assert post(who, "begin", **other) == (404, {})


def test_without_its_handle_a_conversation_is_not_there(post, sent):
    question, answer = sent
    wrong = {**question, "handle": "cd" * 32, "uuid": str(uuid4())}
    assert post("mentee", "mine", handles=["cd" * 32]) == (200, {"found": []})
    for name in ("add", "withdraw", "begin"):
        assert post("mentee", name, **wrong) == (404, {}), name
    # its uuid and its number do not help
    for who in ("mentor", "mentee", "dirk", "past"):
        assert post(who, "inbox") == (200, {"found": []})
        for name in ("read", "answer", "done"):
            asked = {**question, "id": answer["id"]}
            assert post(who, name, **asked) == (404, {}), (who, name)
    status, found = post("mentee", "mine", handles=[HANDLE])
    assert status == 200 and len(found["found"]) == 1


def test_an_old_tab_sends_nothing(desk, post, sent):
    question, _answer = sent
    other = sealed_text.Keys.make().recipient
    for name in ("begin", "add"):
        wrong = {**question, "as": other, "uuid": str(uuid4())}
        status, answer = post("mentee", name, **wrong)
        assert status == 409 and "sentence" in answer, name
    texts = desk.sql("SELECT count(*) FROM mentorship_message_text")
    assert texts == [["1"]]


def test_what_the_page_does_not_send_is_refused(desk, post, sent):
    question, _answer = sent
    for name, value in (
        ("way", "all"),
        ("handle", "x"),
        ("room", None),
        ("sealed", "?"),
        ("readers", []),
        ("programme", "1"),
    ):
        assert post("mentee", "begin", **{**question, name: value}) == (400, {}), name
    assert post("mentee", "mine", handles="x") == (400, {})
    assert post("cora", "read", id=0) == (400, {})
    log = desk.stage.server.log.read_text()
    assert "Traceback" not in log
