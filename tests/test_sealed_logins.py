"""Thieves who enter in a member's name, by what they write into the database.

Each reads what the member keeps in Odoo itself; of the sealed page the same login gets
what is sealed, and nothing else. Promise 1.
"""

import pytest

from dev import database, odoo, postgres

from .harness.browser import PHONE, Visitor
from .harness.couple import Couple, has, is_ciphertext_only, new_text
from .harness.intruder import Intruder, ask, take_all
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


@pytest.fixture
def second(couple):
    """The login of one more user of the mentee's contact."""
    stage = couple.stage
    user = stage.world.create(
        "res.users",
        login="tweede",
        partner_id=stage.partners["mentee"],
        password=PASSWORD,
        group_ids=[(6, 0, [stage.world.ref("base.group_portal")])],
    )
    yield "tweede"
    stage.world.admin.call("res.users", "write", [[user], {"login": f"tweede{user}"}])


def test_a_second_user_of_the_same_contact_gets_ciphertext_alone(
    couple, intruder, second
):
    typed, written = couple.answer(), couple.write()
    client = intruder.client(second, PASSWORD)
    ((answer,),) = couple.query(
        "SELECT access_token FROM survey_user_input ORDER BY id DESC LIMIT 1"
    )
    page = client.get(f"/survey/print/{couple.token}?answer_token={answer}")
    assert has(page.text, typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=couple.newest())
    notices_nothing(couple, written)


ROWS = ("identity", "identity_way", "trust")


@pytest.fixture
def restored(couple):
    """The mentee's keys, ways and list of people as they were once a test is over, and
    the mentor's where they are gone."""
    put_aside(couple, *ROWS)
    yield
    partner = couple.stage.partners["mentee"]
    couple.query(f"DELETE FROM mentorship_identity WHERE partner_id = {partner}")
    put_back(couple, *ROWS)


def put_aside(couple, *tables):
    for table in tables:
        couple.query(f"DROP TABLE IF EXISTS old_{table}")
        couple.query(f"CREATE TABLE old_{table} AS SELECT * FROM mentorship_{table}")


def put_back(couple, *tables):
    for table in tables:
        couple.query(
            f"INSERT INTO mentorship_{table} SELECT * FROM old_{table} o"
            f" WHERE NOT EXISTS (SELECT FROM mentorship_{table} n WHERE n.id = o.id)"
        )


def test_new_keys_in_a_members_name_read_nothing_and_are_seen(
    couple, browser, second, restored
):
    """By a second user of the contact; whoever logs in as the member can do the same."""
    written = couple.write()
    thief = Device(Visitor(browser, couple.server, PHONE)).login(second, PASSWORD)
    thief.enter(couple.room)
    thief.unfold("Lukt het op geen enkele manier?")
    thief.press("Opnieuw beginnen")
    thief.set_up()
    thief.title("Jullie ruimte")
    said = thief.page.locator("#main").inner_text()
    thief.visitor.context.close()
    assert not has(said, written)
    mentor, mentee = couple.mentor, couple.mentee
    couple.look(mentor)
    mentor.sees("Is dit Kees Klop nog?")
    mentor.page.locator("#text").fill(later := new_text())
    mentor.press("Bewaar voor jou alleen")
    mentor.sees(later)
    mentee.enter(couple.room)
    mentee.title("Open je teksten")
    mentee.sees("dan doet iemand zich voor als jou")


def test_members_whose_keys_are_gone_read_it(couple, restored):
    couple.query("DELETE FROM mentorship_identity")
    for phone in (couple.mentor, couple.mentee):
        phone.enter(couple.room)
        phone.sees("maar die is van de website verdwenen")


def test_of_a_members_keys_that_are_gone_the_other_reads_it(couple, restored):
    partner = couple.stage.partners["mentee"]
    couple.query(f"DELETE FROM mentorship_identity WHERE partner_id = {partner}")
    couple.look(couple.mentor)
    couple.mentor.sees("kan nu niets lezen wat je schrijft")
    couple.mentor.sees("Bewaar voor jou alleen")


def test_ways_that_are_gone_begin_nothing_unasked(couple, restored):
    couple.query("DELETE FROM mentorship_identity_way")
    couple.mentee.enter(couple.room)
    couple.mentee.open_with_code(couple.mentee.code)
    couple.mentee.sees("Deze code hoort niet bij je huidige teksten")


def test_keys_that_changed_places_are_told_to_both(couple, restored):
    one, other = (couple.stage.partners[name] for name in ("mentor", "mentee"))
    swap = (
        "UPDATE mentorship_identity SET recipient = o.recipient, signer = o.signer"
        " FROM old_identity o WHERE o.state = 'current' AND mentorship_identity.partner_id"
    )
    couple.query(f"{swap} = {one} AND o.partner_id = {other}")
    couple.query(f"{swap} = {other} AND o.partner_id = {one}")
    for phone in (couple.mentor, couple.mentee):
        phone.enter(couple.room)
        phone.sees("dan doet iemand zich voor als jou")
        phone.press("Openen")
        phone.sees("Bij jouw naam staan andere gegevens")
        assert phone.page.locator("#text").count() == 0
    couple.query(
        "UPDATE mentorship_identity SET recipient = o.recipient, signer = o.signer"
        " FROM old_identity o WHERE o.id = mentorship_identity.id"
    )


def test_a_text_given_to_another_author_keeps_its_name(couple):
    written = couple.write()
    author = couple.stage.partners["mentor"]
    couple.query(
        f"UPDATE mentorship_note SET author_id = {author}, create_uid = 1"
        f" WHERE ciphertext = '{couple.newest()}'"
    )
    for phone, name in ((couple.mentor, "Kees Klop"), (couple.mentee, "Jij")):
        couple.look(phone)
        card = phone.page.locator("article", has_text=written)
        assert card.inner_text().startswith(f"{name} · ")


def test_what_was_away_and_is_back_is_as_it_was(couple):
    written = couple.write()
    put_aside(couple, *ROWS, "note")
    couple.query("DELETE FROM mentorship_note WHERE uuid > ''")
    couple.query("DELETE FROM mentorship_identity")
    put_back(couple, *ROWS, "note")
    notices_nothing(couple, written)


def test_a_text_that_was_removed_can_be_put_back(couple):
    """Nothing detects it: named in `docs/privacy.md`. It says what it said, under the
    right name, to those it was for."""
    written = couple.write()
    put_aside(couple, "note")
    mentee = couple.mentee
    card = mentee.page.locator("article", has_text=written)
    card.locator("summary", has_text="Verwijderen").click()
    card.get_by_role("button", name="Ja, verwijderen").click()
    mentee.sees("Verwijderd.")
    put_back(couple, "note")
    couple.look(couple.mentor)
    card = couple.mentor.page.locator("article", has_text=written)
    assert card.inner_text().startswith("Kees Klop · ")


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
    """With the master key and the configuration: all but the member's own device and
    words."""
    other, typed, written, sealed = neutralised
    values = {"password": "nieuw-in-de-kopie"}
    other.client().call("res.users", "write", [[int(intruder.user)], values])
    client = other.client(intruder.login, values["password"])
    assert has(signature(client, intruder.user), typed)
    loot = take_all(client, couple.pairing)
    is_ciphertext_only(loot, written, sealed=sealed)
    rows = "SELECT to_jsonb(t) FROM mentorship_{} t"
    tables = (*ROWS, "note", "agreement", "goal", "plan", "pairing")
    dump = str([postgres.query(rows.format(table), other.db) for table in tables])
    is_ciphertext_only(dump, written, sealed=sealed)
    thief = Device(Visitor(browser, other, PHONE))
    thief.login(intruder.login, values["password"]).enter(couple.room)
    thief.title("Open je teksten")
    thief.press("Openen")
    thief.sees("Het ontgrendelen is afgebroken")
    thief.visitor.context.close()
