"""One member on ten devices, or two members, at the same moment (promises 1 and 3)."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest

from odoo.addons.nob_mentorship.tools import sealed_text, sealed_ways

from dev import postgres

from .harness.sealed_room import SealedRoom
from .harness.world import PASSWORD

DEVICES = 10


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


def coded(raw):
    return base64.b64encode(raw).decode()


def identity(keys):
    """Return a device's request that makes the first keys of a member."""
    secret = sealed_ways.key_of_way("recovery", bytes(16))
    way = coded(sealed_ways.seal_keys(keys, secret))
    return {
        "replaced": "",
        "recipient": keys.recipient,
        "signer": keys.signer.hex(),
        "succession": "",
        "ways": [{"kind": "recovery", "label": "Code", "sealed": way}],
        "revision": 1,
        "trust": coded(b"a list"),
    }


def at_once(server, sessions, name, questions):
    """Ask in all sessions at the same moment; return [(status, JSON)]."""
    barrier = threading.Barrier(len(sessions))

    def ask(session, sent):
        barrier.wait()
        answer = session.post(
            f"{server.url}/mentorship/room/api/{name}",
            json=sent,
            headers={"Origin": server.url},
            timeout=120,
        )
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(len(sessions)) as pool:
        return list(pool.map(ask, sessions, questions))


def test_ten_identities_at_once_are_one(stage, server):
    postgres.query("DELETE FROM mentorship_identity", server.db)
    login = stage.login("stranger")
    sessions = [server.client(login, PASSWORD).session for _number in range(DEVICES)]
    questions = [identity(sealed_text.Keys.make()) for _session in sessions]
    answers = at_once(server, sessions, "identity", questions)
    assert sorted(status for status, _json in answers) == [200] + [409] * (DEVICES - 1)
    for status, said in answers:
        if status == 409:
            assert said["sentence"].startswith("Een ander apparaat van je was eerder")
    ((recipient, ways, lists),) = postgres.query(
        "SELECT recipient, (SELECT count(*) FROM mentorship_identity_way),"
        " (SELECT count(*) FROM mentorship_trust) FROM mentorship_identity",
        server.db,
    )
    (made,) = (said for status, said in answers if status == 200)
    assert made["identity"]["recipient"] == recipient
    assert (ways, lists) == ("1", "1")


def test_ten_lists_at_once_are_one(stage, server):
    postgres.query("DELETE FROM mentorship_identity", server.db)
    login = stage.login("stranger")
    sessions = [server.client(login, PASSWORD).session for _number in range(DEVICES)]
    keys = sealed_text.Keys.make()
    assert at_once(server, sessions[:1], "identity", [identity(keys)])[0][0] == 200
    # also where the row was taken away
    for delete in (False, True):
        if delete:
            postgres.query("DELETE FROM mentorship_trust", server.db)
        lists = [
            {"as": keys.recipient, "revision": 2, "sealed": coded(f"{number}".encode())}
            for number in range(DEVICES)
        ]
        answers = at_once(server, sessions, "trust", lists)
        assert sorted(s for s, _json in answers) == [200] + [409] * (DEVICES - 1)
        kept = postgres.query("SELECT sealed_list FROM mentorship_trust", server.db)
        won = [lists[n]["sealed"] for n, (s, _json) in enumerate(answers) if s == 200]
        assert [won] == kept


def offered(room):
    """Let the mentee offer a note to the coordinator; return what says yes to it."""
    note = {"uuid": room.write("mentee", "note", {"text": "?"}), "revision": 1}
    own, staff = room.key("mentee"), room.key("staf")
    sharing = room.ask("mentee", "consent/sharing", room=int(room.pairing))
    (giver,) = (each["uuid"] for each in sharing["decides"])
    (recipient,) = (
        each["uuid"]
        for each in sharing["coordinators"]
        if each["recipient"] == staff.recipient
    )
    question = {
        "uuid": str(uuid4()),
        "sealed": coded(b"why"),
        "readers": [giver],
        "giver": giver,
        "recipient": recipient,
        "to": recipient,
        "kind": "note",
        "item": note,
    }
    who = {"as": own.recipient}
    made = room.ask("mentee", "consent/ask", room=int(room.pairing), **who, **question)
    return {
        "id": made["id"],
        **who,
        "item": note,
        "answer": {"uuid": str(uuid4()), "sealed": coded(b"yes")},
        "given": {"to": staff.recipient, "text": coded(b"a copy"), "ask": ""},
    }


def test_a_yes_while_the_recipient_makes_new_keys_shares_nothing(stage, server):
    """Else something stays shared with keys that are replaced, and ends never."""
    postgres.query(
        "DELETE FROM mentorship_consent; DELETE FROM mentorship_identity", server.db
    )
    room = SealedRoom(stage, stage.ids["room"])
    room.keys.clear()
    yes = offered(room)
    new = sealed_text.Keys.make().recipient
    session = stage.client("mentee").session
    waits = "SELECT 1 FROM pg_locks WHERE NOT granted"
    login = {**postgres.connection(), "dbname": server.db}
    with closing(psycopg2.connect(**login)) as other, ThreadPoolExecutor(1) as pool:
        # the new keys are there, and no one sees them yet
        other.cursor().execute(
            "UPDATE mentorship_identity SET recipient = %s WHERE recipient = %s",
            (new, yes["given"]["to"]),
        )
        said = pool.submit(at_once, server, [session], "consent/yes", [yes])
        while not said.done() and not postgres.query(waits, server.db):
            pass
        other.commit()
        ((status, answer),) = said.result()
    room.keys.clear()
    assert status == 409, answer
    assert "is intussen opnieuw begonnen" in answer["sentence"]
    rows = "SELECT state, coalesce(given::text, '') FROM mentorship_consent"
    assert postgres.query(rows, server.db) == [["asked", ""]]
