"""Texts shared outside a room: asked for, decided on, read and taken back. Promise 3.

A pair, their coordinator and an employee, on phones, in Dutch.
"""

import base64
import json
import re

import pytest

from odoo.addons.nob_mentorship.tools.sealed_text import Keys

from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD

SECRET = "Ik wil weg bij mijn kantoor"
WHY = "Om samen te kijken wat er kan"
STAFF = "Sanne Staf"
SWAP = """
UPDATE mentorship_identity SET recipient = '{recipient}', signer = '{signer}'
WHERE partner_id = {partner} AND state = 'current'
"""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def nothing_is_written(sql):
    for table in ("consent", "note", "goal", "plan", "agreement", "identity"):
        sql(f"DELETE FROM mentorship_{table}")


@pytest.fixture(scope="module")
def room(stage):
    return f"room/{stage.ids['room']}"


@pytest.fixture
def device(stage, visit, room):
    """Return a function that puts a person of the stage on the sealed page."""

    def new(name, to=room, title="Jullie pagina"):
        phone = Device(visit(PHONE)).login(stage.login(name), PASSWORD).enter(to)
        phone.set_up()
        phone.title(title)
        return phone

    return new


@pytest.fixture
def staff(device):
    """The coordinator of the pair, with keys."""
    return device("staf", "consents", "Wat er gedeeld is")


@pytest.fixture
def people(device, staff):
    """Mentor, mentee and coordinator, each with keys."""
    mentor, mentee = device("mentor"), device("mentee")
    mentee.press("Gedeeld")
    mentee.title("Wat er gedeeld is")
    return mentor, mentee, staff


def come(phone, to, title):
    """Come to a place of the page again."""
    phone.enter(to)
    phone.title("Open je teksten")
    phone.press("Openen")
    phone.title(title)


def write(phone, room, text=SECRET):
    come(phone, room, "Jullie pagina")
    phone.write(text)


def offer(phone, room):
    """Offer the newest note to the coordinator, as far as the yes."""
    write(phone, room)
    phone.press("Delen")
    phone.title("Een tekst delen")
    phone.page.locator("#to").select_option(label=STAFF)
    phone.page.locator("#purpose").fill(WHY)
    phone.press("Verder")
    phone.title(f"Delen met {STAFF}?")


def number(phone):
    """Return the control number that a person reads out from their page."""
    come(phone, "consents", "Wat er gedeeld is")
    return phone.page.locator(".code").inner_text()


def share(mentee, room):
    offer(mentee, room)
    mentee.page.get_by_label("Ik deel zonder te vergelijken").check()
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")


def consent_of(sql):
    ((number,),) = sql("SELECT id FROM mentorship_consent ORDER BY id DESC LIMIT 1")
    return f"consent/{number}"


def read(phone, sql, *names, without=True):
    """Open what is shared, and confirm for each person to continue without
    comparing."""
    phone.enter(consent_of(sql))
    phone.title("Open je teksten")
    phone.press("Openen")
    for name in names:
        phone.sees(f"Is dit {name}?")
        phone.page.get_by_label("Ik lees zonder te vergelijken").check()
        phone.press("Verder")


def test_a_mentee_shares_and_takes_it_back(people, room, sql):
    _mentor, mentee, staff = people
    offer(mentee, room)
    mentee.sees(SECRET)
    mentee.sees(WHY)
    mentee.sees("Je browser kent Sanne Staf nog niet.")
    # a yes and a no weigh the same
    yes, no = (
        mentee.page.get_by_role("button", name=name, exact=True)
        for name in (f"Ja, deel met {STAFF}", "Nee, niet delen")
    )
    assert yes.get_attribute("class") == no.get_attribute("class")
    yes.click()
    mentee.sees("Kies eerst: vergelijken")
    mentee.page.get_by_label("Ik deel zonder te vergelijken").check()
    yes.click()
    mentee.title(f"Gedeeld met {STAFF}")
    mentee.sees(f"Gedeeld met {STAFF}.")
    mentee.sees("is niet vergeleken")
    read(staff, sql, "Kees Klop")
    staff.sees(SECRET)
    staff.sees(WHY)
    staff.sees("controlegetal niet vergeleken")
    rows = json.dumps(sql("SELECT * FROM mentorship_consent"))
    assert SECRET not in rows
    assert WHY not in rows
    come(mentee, consent_of(sql), f"Gedeeld met {STAFF}")
    mentee.press("Niet meer delen")
    mentee.title(f"Niet meer gedeeld met {STAFF}")
    mentee.sees(f"{STAFF} kan dit niet meer lezen.")
    come(staff, consent_of(sql), f"Niet meer gedeeld met {STAFF}")
    assert SECRET not in staff.says()
    ((given, state),) = sql(
        "SELECT coalesce(given::text, ''), state FROM mentorship_consent"
    )
    assert (given, state) == ("", "revoked")


@pytest.mark.slow
def test_the_mentor_asks_and_the_mentee_chooses(people, room, sql):
    mentor, mentee, staff = people
    write(mentee, room, "Een andere notitie")
    write(mentee, room)
    come(mentor, room, "Jullie pagina")
    mentor.page.get_by_role("link", name="Vraag om iets te delen").click()
    mentor.title("Vraag om iets te delen")
    mentor.press("Vraag het")
    mentor.sees("Schrijf waarvoor het is.")
    mentor.page.locator("#about").fill("Hoe het begin ging")
    mentor.page.locator("#purpose").fill(WHY)
    mentor.page.locator("#to").select_option(label=STAFF)
    mentor.press("Vraag het")
    mentor.title(f"Gevraagd voor {STAFF}")
    mentor.sees("Gevraagd aan Kees Klop.")
    mentor.sees("Kees Klop heeft nog niet geantwoord.")
    # the mentee finds it in the list, and compares the number
    digits = number(staff)
    come(mentee, "consents", "Wat er gedeeld is")
    mentee.page.get_by_role("button", name=re.compile("Vera Vis vraagt")).click()
    mentee.title("Wil je dit delen?")
    mentee.sees("Hoe het begin ging")
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.sees("Kies eerst welke tekst.")
    options = mentee.page.locator("#chosen option").all_inner_texts()
    (chosen,) = [each for each in options if SECRET in each]
    mentee.page.locator("#chosen").select_option(label=chosen)
    mentee.page.locator(".card").get_by_text(SECRET).wait_for()
    field = mentee.page.get_by_label(f"Controlegetal dat {STAFF} voorleest")
    field.fill("1234 5678 9012 3456")
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.sees("Dit is niet het getal")
    field.fill(digits)
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")
    mentee.sees(f"Het controlegetal van {STAFF} is vergeleken.")
    read(staff, sql, "Kees Klop")
    staff.sees(SECRET)
    assert "Een andere notitie" not in staff.says()
    # the asker sees that it is shared, and no text
    come(mentor, consent_of(sql), f"Gedeeld met {STAFF}")
    assert SECRET not in mentor.says()


@pytest.mark.slow
def test_a_no_is_a_no(people, room, sql):
    _mentor, mentee, _staff = people
    offer(mentee, room)
    mentee.press("Nee, niet delen")
    mentee.title(f"Niet gedeeld met {STAFF}")
    mentee.sees(f"Je hebt niets gedeeld met {STAFF}.")
    assert sql("SELECT state, coalesce(given::text, '') FROM mentorship_consent") == [
        ["refused", ""]
    ]


@pytest.mark.slow
def test_a_coordinator_asks_and_comes_back_to_it(people, room, sql, stage):
    _mentor, mentee, staff = people
    write(mentee, room)
    come(staff, f"ask/{stage.ids['room']}", "Vraag om iets te delen")
    assert not staff.page.locator("#to").is_visible()
    staff.page.locator("#purpose").fill(WHY)
    staff.page.get_by_label("Ik vraag zonder te vergelijken").check()
    staff.press("Vraag het")
    staff.sees("Gevraagd aan Kees Klop.")
    mentee.enter(consent_of(sql))
    mentee.title("Open je teksten")
    mentee.press("Openen")
    mentee.sees(f"Is dit {STAFF}?")
    mentee.page.get_by_label("Ik lees zonder te vergelijken").check()
    mentee.press("Verder")
    mentee.sees(WHY)
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")
    read(staff, sql)
    staff.sees(SECRET)
    staff.press("Plan een activiteit")
    staff.sees("Kies een dag.")
    staff.page.locator("#day").fill("2000-01-01")
    staff.press("Plan een activiteit")
    staff.sees("Kies een dag vanaf vandaag")
    ((day,),) = sql("SELECT (now() + interval '7 days')::date")
    staff.page.locator("#day").fill(day)
    staff.press("Plan een activiteit")
    staff.sees("Gepland voor")
    ((activity,),) = sql(
        "SELECT to_jsonb(a)::text FROM mail_activity a"
        f" WHERE res_id = {stage.ids['room']} AND date_deadline = '{day}'"
    )
    assert SECRET not in activity
    assert WHY not in activity


@pytest.mark.slow
def test_the_mentors_own_text_takes_both(people, room, sql):
    mentor, mentee, staff = people
    write(mentor, room, "Van de mentor zelf")
    mentor.press("Delen")
    mentor.sees("zonder die toestemming wordt er niets gedeeld")
    mentor.page.locator("#to").select_option(label=STAFF)
    mentor.page.locator("#purpose").fill(WHY)
    mentor.press("Verder")
    mentor.sees("Kees Klop heeft nog niet geantwoord.")
    mentee.enter(consent_of(sql))
    mentee.title("Open je teksten")
    mentee.press("Openen")
    mentee.sees("Van de mentor zelf")
    mentee.page.get_by_label("Ik deel zonder te vergelijken").check()
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")
    read(staff, sql, "Kees Klop", "Vera Vis")
    staff.sees("Van de mentor zelf")
    staff.sees("Vera Vis ·")


@pytest.mark.slow
def test_a_text_that_changes_is_not_shared_any_more(people, room, sql):
    _mentor, mentee, staff = people
    share(mentee, room)
    come(mentee, room, "Jullie pagina")
    mentee.press("Wijzigen")
    mentee.write("Een tweede versie")
    come(staff, consent_of(sql), f"Niet meer gedeeld met {STAFF}")
    assert SECRET not in staff.says()
    come(mentee, consent_of(sql), f"Niet meer gedeeld met {STAFF}")
    mentee.sees("De tekst is gewijzigd")


@pytest.mark.slow
def test_addresses_and_people_that_make_no_sense(people, room, sql, stage):
    _mentor, mentee, _staff = people
    write(mentee, room)
    mentee.press("Delen")
    mentee.title("Een tekst delen")
    page = mentee.page
    page.locator("#to").select_option(label="Iemand anders")
    page.locator("#purpose").fill(WHY)
    for typed, sentence in (
        ("", "Vul het e-mailadres in."),
        ("niemand@nergens.example", "Met dit adres kan nu niets gedeeld worden."),
        (stage.login("mentee"), "Dit is je eigen adres."),
        (stage.login("mentor"), "Vera Vis leest hier al mee"),
        (stage.login("stranger"), "Ina Ibis kan nog geen verzegelde teksten lezen"),
    ):
        page.locator("#address").fill(typed)
        mentee.press("Verder")
        mentee.sees(sentence)
        # nothing that was typed is lost
        assert page.locator("#purpose").input_value() == WHY
    assert not sql("SELECT id FROM mentorship_consent")


@pytest.mark.slow
def test_without_a_coordinator_the_form_asks_for_an_address(people, room, stage):
    _mentor, mentee, _staff = people
    ((programme, _name),) = stage.read("pairing", stage.ids["room"], "programme_id")
    (staff,) = stage.read("programme", programme, "coordinator_ids")
    change = lambda ids: stage.call(  # noqa: E731
        "programme", "write", [programme], {"coordinator_ids": [(6, 0, ids)]}
    )
    write(mentee, room)
    change([])
    try:
        mentee.press("Delen")
        mentee.title("Een tekst delen")
        assert mentee.page.locator("#to option").all_inner_texts() == ["Iemand anders"]
        mentee.page.locator("#purpose").fill(WHY)
        mentee.press("Verder")
        mentee.sees("Vul het e-mailadres in.")
    finally:
        change(staff)


@pytest.mark.slow
def test_it_is_answered_once_in_two_tabs(people, room, sql):
    _mentor, mentee, _staff = people
    offer(mentee, room)
    mentee.enter(consent_of(sql))
    mentee.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    mentee.press("Openen")
    mentee.title(f"Delen met {STAFF}?")
    tab = mentee.beside().enter(consent_of(sql))
    tab.title(f"Delen met {STAFF}?")
    mentee.press("Nee, niet delen")
    mentee.title(f"Niet gedeeld met {STAFF}")
    tab.page.get_by_label("Ik deel zonder te vergelijken").check()
    tab.press(f"Ja, deel met {STAFF}")
    tab.sees("is al beantwoord")
    assert sql("SELECT state FROM mentorship_consent") == [["refused"]]


@pytest.mark.slow
def test_a_key_that_was_swapped_gets_nothing(people, room, sql, stage):
    """A thief puts keys in the place of the coordinator's, once these were compared."""
    _mentor, mentee, staff = people
    share(mentee, room)
    come(mentee, consent_of(sql), f"Gedeeld met {STAFF}")
    mentee.press("Niet meer delen")
    thief = Keys.make()
    keys = {"recipient": thief.recipient, "signer": thief.signer.hex()}
    sql(SWAP.format(partner=partner_of(sql, stage), **keys))
    offer(mentee, room)
    mentee.sees("Is dit Sanne Staf?")
    assert not mentee.page.get_by_label("Ik deel zonder te vergelijken").count()
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.sees("Kies eerst")
    assert staff


def partner_of(sql, stage):
    login = stage.login("staf")
    ((partner,),) = sql(f"SELECT partner_id FROM res_users WHERE login = '{login}'")
    return partner


@pytest.mark.slow
def test_rows_that_a_thief_writes_open_nothing(people, room, sql):
    _mentor, mentee, staff = people
    share(mentee, room)
    read(staff, sql, "Kees Klop")
    staff.sees(SECRET)
    sql("DROP TABLE IF EXISTS kept")
    sql("CREATE TABLE kept AS SELECT given, signed_answer FROM mentorship_consent")
    first = consent_of(sql)
    # granted by SQL, without a yes
    offer(mentee, room)
    second = consent_of(sql).split("/")[1]
    sql(f"UPDATE mentorship_consent SET state = 'granted' WHERE id = {second}")
    closed = "bij deze tekst ontbreekt de ondertekende toestemming"
    come(staff, f"consent/{second}", "Kees Klop deelt iets met je")
    staff.sees(closed)
    come(mentee, f"consent/{second}", f"Gedeeld met {STAFF}")
    mentee.sees("jouw ondertekende toestemming ontbreekt")
    # the copy and the yes of another consent
    sql(
        "UPDATE mentorship_consent SET given = kept.given,"
        f" signed_answer = kept.signed_answer FROM kept WHERE id = {second}"
    )
    come(staff, f"consent/{second}", "Kees Klop deelt iets met je")
    assert SECRET not in staff.says()
    # a revoked consent is put back
    come(mentee, first, f"Gedeeld met {STAFF}")
    mentee.press("Niet meer delen")
    mentee.title(f"Niet meer gedeeld met {STAFF}")
    come(staff, first, f"Niet meer gedeeld met {STAFF}")
    sql(
        "UPDATE mentorship_consent SET given = kept.given, state = 'granted'"
        f" FROM kept WHERE id = {first.split('/')[1]}"
    )
    come(staff, first, "Kees Klop deelt iets met je")
    staff.sees("Het is teruggezet zonder nieuwe toestemming")
    assert SECRET not in staff.says()
    come(mentee, first, f"Gedeeld met {STAFF}")
    mentee.sees("jouw ondertekende toestemming ontbreekt")


@pytest.mark.slow
def test_a_question_that_was_forged_is_not_answered(people, room, sql, stage):
    _mentor, mentee, _staff = people
    offer(mentee, room)
    partner = stage.partners["stranger"]
    sql(f"UPDATE mentorship_consent SET recipient_id = {partner}")
    mentee.enter(consent_of(sql))
    mentee.title("Open je teksten")
    mentee.press("Openen")
    mentee.sees("Deze vraag klopt niet")
    assert not mentee.page.get_by_role("button", name="Ja, deel").count()


RENAME = "UPDATE res_partner SET name = '{name}' WHERE id = {partner}"


@pytest.mark.slow
def test_the_giver_sees_the_name_that_they_know(people, room, sql, stage):
    """A mentor whose page was changed, with help from the database, calls one person
    by the name of another."""
    mentor, mentee, _staff = people
    share(mentee, room)
    partner = partner_of(sql, stage)
    try:
        sql(RENAME.format(name="Cora Anders", partner=partner))
        # the shared text, and the list
        come(mentee, consent_of(sql), f"Gedeeld met {STAFF}")
        assert "Cora" not in mentee.says()
        come(mentee, "consents", "Wat er gedeeld is")
        mentee.sees(f"voor {STAFF}")
        assert "Cora" not in mentee.says()
        mentor_asks(mentor, room, stage, "Cora Anders")
        come(mentee, consent_of(sql), "Wil je dit delen?")
        mentee.sees(f"Ja, deel met {STAFF}")
        assert "Cora" not in mentee.says()
        mentee.press("Nee, niet delen")
        mentee.sees(f"Je hebt niets gedeeld met {STAFF}.")
        mentor_asks(mentor, room, stage, "Cora Anders")
    finally:
        sql(RENAME.format(name=STAFF, partner=partner))
    # now it names a person unknown to both the mentee and the server
    come(mentee, consent_of(sql), "Wil je dit delen?")
    mentee.sees("Deze vraag klopt niet")
    assert not mentee.page.get_by_role("button", name="Ja, deel").count()


def mentor_asks(mentor, room, stage, name):
    come(mentor, room, "Jullie pagina")
    mentor.page.get_by_role("link", name="Vraag om iets te delen").click()
    mentor.title("Vraag om iets te delen")
    mentor.page.locator("#purpose").fill(WHY)
    mentor.page.locator("#to").select_option(label="Iemand anders")
    mentor.page.locator("#address").fill(stage.login("staf"))
    mentor.press("Vraag het")
    mentor.title(f"Gevraagd voor {name}")


@pytest.mark.slow
def test_an_address_is_called_what_was_typed(people, room, sql, stage):
    mentor, mentee, _staff = people
    write(mentee, room)
    mentor_asks(mentor, room, stage, STAFF)
    come(mentee, consent_of(sql), "Wil je dit delen?")
    mentee.sees("Adres zoals het is ingetypt")
    assert mentee.page.get_by_text(stage.login("staf"), exact=True).count() == 1


@pytest.mark.slow
def test_a_consent_of_before_sealing_shows_its_record(people, room, sql):
    """The upgrade leaves such rows: who, when and the result."""
    _mentor, mentee, staff = people
    share(mentee, room)
    sql(
        "UPDATE mentorship_consent SET uuid = NULL, state = 'revoked', given = NULL,"
        " ciphertext = NULL, signed_answer = NULL, revoked_on = now()"
    )
    for phone in (mentee, staff):
        come(phone, "consents", "Wat er gedeeld is")
        come(phone, consent_of(sql), f"Niet meer gedeeld met {STAFF}")
        phone.sees("gevraagd op")
        phone.sees("gestopt op")


@pytest.mark.slow
def test_what_the_list_says_is_over_stays_closed(people, room, sql):
    """The recipient looks at the list, and never opened the consent since."""
    _mentor, mentee, staff = people
    share(mentee, room)
    read(staff, sql, "Kees Klop")
    staff.sees(SECRET)
    sql("DROP TABLE IF EXISTS kept")
    sql("CREATE TABLE kept AS SELECT given FROM mentorship_consent")
    come(mentee, consent_of(sql), f"Gedeeld met {STAFF}")
    mentee.press("Niet meer delen")
    mentee.title(f"Niet meer gedeeld met {STAFF}")
    come(staff, "consents", "Wat er gedeeld is")
    staff.sees("Kees Klop")
    sql("UPDATE mentorship_consent SET given = kept.given, state = 'granted' FROM kept")
    come(staff, consent_of(sql), "Kees Klop deelt iets met je")
    staff.sees("Het is teruggezet zonder nieuwe toestemming")
    assert SECRET not in staff.says()


@pytest.mark.slow
def test_a_note_goes_with_its_files(people, room, sql):
    _mentor, mentee, staff = people
    come(mentee, room, "Jullie pagina")
    mentee.page.locator("#files").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Mijn loopbaan"}
    )
    mentee.write(SECRET)
    mentee.press("Delen")
    mentee.page.locator("#to").select_option(label=STAFF)
    mentee.page.locator("#purpose").fill(WHY)
    mentee.press("Verder")
    mentee.sees("cv.txt")
    mentee.page.get_by_label("Ik deel zonder te vergelijken").check()
    mentee.press(f"Ja, deel met {STAFF}")
    mentee.title(f"Gedeeld met {STAFF}")
    read(staff, sql, "Kees Klop")
    with staff.page.expect_download() as saved:
        staff.page.get_by_role("button", name=re.compile("cv.txt")).click()
    assert saved.value.path().read_bytes() == b"Mijn loopbaan"


@pytest.mark.slow
def test_what_the_server_has_opens_for_nobody_else(people, room, sql):
    _mentor, mentee, _staff = people
    share(mentee, room)
    ((ask, given),) = sql("SELECT ciphertext, given FROM mentorship_consent")
    for sealed in (ask, json.loads(given)["text"]):
        assert base64.b64decode(sealed).startswith(b"age-encryption.org/v1")


ROUTES = (
    *("consents", "consent", "consent/sharing", "consent/find", "consent/ask"),
    *("consent/yes", "consent/no", "consent/revoke", "consent/opened"),
    *("consent/file", "consent/follow-up"),
)
ODD = (
    *({}, [], "x", {"id": 0}, {"id": "x"}, {"id": 2**70}, {"id": True}),
    *({"room": -1}, {"room": 10**9}, {"id": 10**9, "as": "age1"}),
)


def test_what_is_no_question_is_refused_and_leaves_nothing(stage, sql):
    """Nor is there anything without a login, or for another member's record."""
    server = stage.server
    room = {"room": stage.ids["room"], "to": "x", "kind": "note"}
    for name in ("mentee", "stranger", "staf"):
        session = stage.client(name).session
        for route in ROUTES:
            for sent in (*ODD, room):
                answer = session.post(
                    f"{server.url}/mentorship/room/api/{route}",
                    json=sent,
                    headers={"Origin": server.url},
                    timeout=120,
                )
                case = (name, route, sent, answer.status_code, answer.text)
                assert answer.status_code in (200, 400, 404, 409, 422), case
                if answer.status_code == 200:
                    assert route == "consents" or sent == room, case
                    assert name != "stranger" or route == "consents", case
    assert not sql("SELECT id FROM mentorship_consent")
    assert "Traceback" not in server.log.read_text()
