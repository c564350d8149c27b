"""Thieves who enter in a member's name, by what they write into the database.

Each reads what the member keeps in Odoo itself; from the sealed page the same login
gets only sealed texts. Promise 1.
"""

import pytest

from dev import database, odoo, postgres

from .harness.browser import PHONE, Visitor
from .harness.couple import has, is_ciphertext_only
from .harness.intruder import WORD, Intruder, ask, take_all
from .harness.rpc import Client
from .harness.sealed_page import Device
from .harness.server import running

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def intruder(couple):
    return Intruder(couple)


def signature(client, user):
    """Return what a session reads of a member's account."""
    return str(client.call("res.users", "read", [[int(user)], ["signature"]]))


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_a_login_that_was_planted_gets_ciphertext_alone(couple, intruder, way):
    typed, written = couple.sign(), couple.write()
    with getattr(intruder, way)() as client:
        assert client.uid == int(intruder.user)
        assert has(signature(client, intruder.user), typed)
        loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    assert "AGE-SECRET-KEY" not in loot
    couple.notices_nothing(written)


def test_a_session_that_was_written_gets_ciphertext_alone(couple, intruder):
    typed, written = couple.sign(), couple.write()
    client = intruder.session()
    assert has(signature(client, intruder.user), typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    couple.notices_nothing(written)


def test_a_key_for_the_api_opens_not_even_the_routes(couple, intruder):
    typed, written = couple.sign(), couple.write()
    with intruder.api_key() as key:
        client = Client(couple.server.url, couple.server.db)
        client.session.headers["Authorization"] = f"bearer {key}"

        def call(model, method, **values):
            address = f"{client.url}/json/2/{model}/{method}"
            return client.session.post(address, json=values, timeout=60)

        ids = [int(intruder.user)]
        answer = call("res.users", "read", ids=ids, fields=["signature"])
        assert has(answer.text, typed)
        for model in ("note", "identity", "identity.way", "trust", "agreement"):
            answer = call(f"mentorship.{model}", "search_read", domain=[])
            assert answer.status_code == 403, answer.text
            assert not has(answer.text, written)
        assert ask(client, "me").status_code == 401
        assert ask(client, "room", room=couple.pairing, offset=0).status_code == 401
    couple.notices_nothing(written)


def test_a_second_user_of_the_same_contact_gets_ciphertext_alone(couple, intruder):
    typed, written = couple.answer(), couple.write()
    client = intruder.client(intruder.second_user(), WORD)
    ((answer,),) = couple.query(
        "SELECT access_token FROM survey_user_input ORDER BY id DESC LIMIT 1"
    )
    page = client.get(f"/survey/print/{couple.token}?answer_token={answer}")
    assert has(page.text, typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    couple.notices_nothing(written)


@pytest.fixture
def neutralised(couple):
    """A copy of the database, neutralised by Odoo's own command, and a server on it;
    with what the mentee typed before, in Odoo itself and on the sealed page."""
    typed, written, sealed = couple.sign(), couple.write(), couple.newest()
    server, name = couple.server, f"{couple.server.db}_copy"
    # a database in use cannot be copied
    server.end()
    database.copy(server.db, name)
    server.restart()
    conf = odoo.configuration(name, name)
    odoo.run(conf, what="neutralising", command="neutralize")
    conf.unlink()
    with running(name) as other:
        yield other, typed, written, sealed
    database.set_aside(name)


def test_a_copy_with_another_password_holds_ciphertext_alone(
    couple, intruder, neutralised, browser
):
    """With the master key and the configuration: everything except the member's own
    device and words."""
    other, typed, written, sealed = neutralised
    values = {"password": "nieuw-in-de-kopie"}
    other.client().call("res.users", "write", [[int(intruder.user)], values])
    client = other.client(intruder.login, values["password"])
    assert has(signature(client, intruder.user), typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=sealed)
    rows = "SELECT to_jsonb(t) FROM mentorship_{} t"
    tables = ("identity", "identity_way", "trust", "note", "agreement", "pairing")
    dump = str([postgres.query(rows.format(table), other.db) for table in tables])
    is_ciphertext_only(dump, written, sealed=sealed)
    thief = Device(Visitor(browser, other, PHONE))
    thief.login(intruder.login, values["password"]).enter(couple.room)
    thief.title("Open je teksten")
    thief.press("Openen")
    thief.sees("Het ontgrendelen is niet gelukt")
    thief.visitor.context.close()
