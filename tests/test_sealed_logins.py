"""Thieves who enter in a member's name, by what they write into the database.

Each reads what the member keeps in Odoo itself; of the sealed page the same login gets
what is sealed, and nothing else. Promise 1.
"""

import json

import pytest
import requests

from dev import database, odoo, postgres

from .harness.browser import PHONE, Visitor
from .harness.couple import Couple, has, is_ciphertext_only
from .harness.intruder import WORD, Intruder, ask, take_all
from .harness.rpc import Client
from .harness.sealed_page import Device
from .harness.server import running
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def couple(stage, browser):
    couple = Couple(stage, browser)
    yield couple
    couple.close()


@pytest.fixture(scope="module")
def intruder(couple):
    return Intruder(couple)


def signature(client, user):
    """Return what a session reads of a member's account."""
    return str(client.call("res.users", "read", [[int(user)], ["signature"]]))


def notices_nothing(couple, written):
    """See that the mentee is still logged in, and reads and writes as before."""
    couple.look(couple.mentee)
    couple.mentee.sees(written)
    assert "Is dit" not in couple.mentee.page.locator("#main").inner_text()
    couple.write()


@pytest.mark.parametrize("way", ["password", "passkey"])
def test_a_login_that_was_planted_gets_ciphertext_alone(couple, intruder, way):
    typed, written = couple.sign(), couple.write()
    with getattr(intruder, way)() as client:
        assert client.uid == int(intruder.user)
        assert has(signature(client, intruder.user), typed)
        loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    assert "AGE-SECRET-KEY" not in loot
    notices_nothing(couple, written)


def test_a_session_that_was_written_gets_ciphertext_alone(couple, intruder):
    typed, written = couple.sign(), couple.write()
    client = intruder.session()
    assert has(signature(client, intruder.user), typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    notices_nothing(couple, written)


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
    notices_nothing(couple, written)


def test_a_second_user_of_the_same_contact_gets_ciphertext_alone(couple, intruder):
    written = couple.write()
    stage = couple.stage
    stage.world.create(
        "res.users",
        login="tweede",
        partner_id=stage.partners["mentee"],
        password=WORD,
        group_ids=[(6, 0, [stage.world.ref("base.group_portal")])],
    )
    client = intruder.client("tweede", WORD)
    typed = "Singel 1"
    stage.world.admin.call(
        "res.partner", "write", [[stage.partners["mentee"]], {"street": typed}]
    )
    partner = stage.partners["mentee"]
    assert typed in str(client.call("res.partner", "read", [[partner], ["street"]]))
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    notices_nothing(couple, written)
