"""A pair's texts on the sealed page, and thieves who write the database.

Two members on phones, in Dutch; promise 1.
"""

import base64
import json

import pyrage
import pytest

from odoo.addons.nob_mentorship.tools import sealed_text
from odoo.addons.nob_mentorship.tools.sealed_text import Keys

from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.sealed_room import put_in
from .harness.world import PASSWORD

SECRET = "Ik wil weg bij mijn kantoor"
SWAP = """
UPDATE mentorship_identity SET recipient = '{recipient}', signer = '{signer}'
WHERE partner_id = {partner}
"""


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(autouse=True)
def nothing_is_written(sql):
    for table in ("note", "goal", "plan", "agreement", "identity"):
        sql(f"DELETE FROM mentorship_{table}")


@pytest.fixture
def device(stage, visit):
    """Return a function that puts a person of the stage before the room."""

    def new(name):
        phone = Device(visit(PHONE)).login(stage.login(name), PASSWORD)
        return phone.enter(stage.room)

    return new


@pytest.fixture(autouse=True)
def room(stage):
    stage.room = f"room/{stage.ids['active']}"
    return stage.room


@pytest.fixture
def pair(device):
    """Mentor and mentee, each in the room with keys of their own."""
    mentor, mentee = device("mentor"), device("mentee")
    for phone in (mentor, mentee):
        phone.code = phone.set_up()
        phone.title("Jullie pagina")
    return mentor, mentee


def test_a_pair_writes_and_reads(pair, room, sql):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write(SECRET)
    mentor.look(room)
    mentor.sees(SECRET)
    assert "Kees Klop" in mentor.says()
    (row,) = sql("SELECT ciphertext, audience, revision FROM mentorship_note")
    assert row[1:] == ["room", "1"]
    assert base64.b64decode(row[0]).startswith(b"age-encryption.org/v1")
    assert SECRET not in json.dumps(sql("SELECT * FROM mentorship_note"))


@pytest.mark.slow
def test_a_note_for_oneself_alone_is_read_by_nobody_else(pair, room):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write(SECRET, "Alleen jij")
    mentee.sees(SECRET)
    mentor.look(room)
    assert SECRET not in mentor.says()
    assert "Er staat nog niets" in mentor.says()


def test_a_note_is_changed_and_removed(pair, room):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write("Eerste versie")
    mentor.look(room)
    mentor.sees("Eerste versie")
    mentee.press("Wijzigen")
    mentee.write("Tweede versie")
    mentor.look(room)
    mentor.sees("Tweede versie")
    assert "Eerste versie" not in mentor.says()
    mentee.unfold("Verwijderen")
    mentee.press("Ja, verwijderen")
    mentee.sees("Verwijderd.")
    mentor.look(room)
    mentor.sees("Er staat nog niets")


@pytest.mark.slow
def test_an_empty_note_and_one_too_long_stay_in_the_form(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.save_note()
    mentor.sees("Schrijf eerst iets.")
    mentor.page.locator("#text").fill("x" * 100_000)
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("hoogstens 20000 tekens; het zijn er nu 100000")
    assert len(mentor.page.locator("#text").input_value()) == 100_000
    assert not sql("SELECT id FROM mentorship_note")


@pytest.mark.slow
def test_an_unsent_note_is_there_again_and_nowhere_in_plain(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.locator("#text").press_sequentially("Nog niet klaar")
    mentor.page.wait_for_timeout(1200)
    assert "Nog niet" not in mentor.page.evaluate("JSON.stringify({...localStorage})")
    mentor.look(room)
    assert mentor.page.locator("#text").input_value() == "Nog niet klaar"


@pytest.mark.slow
def test_offline_loses_nothing(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.visitor.context.set_offline(True)
    mentor.page.locator("#text").fill("In de trein")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je hebt geen verbinding")
    assert mentor.page.locator("#text").input_value() == "In de trein"
    mentor.visitor.context.set_offline(False)
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je notitie is opgeslagen.")
    mentor.visitor.troubles.clear()


def test_a_key_that_was_swapped_gets_nothing(pair, room, sql, stage):
    """A thief puts their own keys in the place of the mentee's."""
    mentor, mentee = pair
    mentor.look(room)
    thief = Keys.make()
    keys = {"recipient": thief.recipient, "signer": thief.signer.hex()}
    sql(SWAP.format(partner=stage.partners["mentee"], **keys))
    mentor.look(room)
    mentor.sees("Is dit nog steeds Kees Klop?")
    assert mentor.page.locator("#for").count() == 0
    mentor.write(SECRET)
    (row,) = sql("SELECT audience FROM mentorship_note")
    assert row == ["self"]
    # and the one whose name it is reads that something is wrong
    mentee.look(room)
    mentee.sees("doet iemand zich voor als jou")
    assert mentee.page.locator("#text").count() == 0


@pytest.mark.slow
def test_a_typed_number_lets_somebody_back_in(pair, device, room, sql, stage):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write("Van voor ik alles kwijt was")
    mentor.look(room)
    anew = device("mentee")
    anew.unfold("Lukt het op geen enkele manier?")
    anew.press("Opnieuw beginnen")
    anew.set_up()
    anew.title("Jullie pagina")
    anew.press("Het klopt")
    anew.sees("Is dit Vera Vis?")
    anew.unfold("Controlegetallen")
    number = anew.page.locator("#numbers .code").first.inner_text()
    mentor.look(room)
    mentor.sees("Is dit nog steeds Kees Klop?")
    field = mentor.page.get_by_label("Controlegetal dat Kees Klop voorleest")
    assert number not in mentor.says()
    field.fill("1234")
    mentor.press("Dit is Kees Klop")
    mentor.sees("Het getal heeft zestien cijfers.")
    field.fill("1234 5678 9012 3456")
    mentor.press("Dit is Kees Klop")
    mentor.sees("Dit is niet het getal")
    field.fill(number)
    mentor.press("Dit is Kees Klop")
    mentor.sees("Wat je vanaf nu schrijft, kan ook Kees Klop lezen.")
    mentor.write(SECRET)
    # their earlier texts come back to them, with a word on how each is signed
    mentor.press("Ja, laat Kees Klop het lezen")
    mentor.sees("Kees Klop kan het nu lezen.")
    anew.look(room)
    anew.sees("Van voor ik alles kwijt was")
    anew.sees("met een eerder controlegetal")
    # a member who started again is asked about the mentor as well
    anew.look(room)
    anew.sees("Is dit Vera Vis?")
    assert SECRET not in anew.says()
    mentor.unfold("Controlegetallen")
    number = mentor.page.locator("#numbers .code").first.inner_text()
    anew.page.get_by_label("Controlegetal dat Vera Vis voorleest").fill(number)
    anew.press("Dit is Vera Vis")
    anew.sees(SECRET)


@pytest.mark.slow
def test_who_was_late_is_let_in(device, room):
    mentor = device("mentor")
    mentor.set_up()
    mentor.sees("Nog niet zover: Kees Klop.")
    mentor.write(SECRET)
    mentee = device("mentee")
    mentee.set_up()
    mentee.sees("Deze tekst is niet voor jou opgeslagen.")
    mentor.look(room)
    mentor.sees("Kees Klop kan nu meelezen")
    mentee.unfold("Controlegetallen")
    number = mentee.page.locator("#numbers .code").first.inner_text()
    mentor.sees(number)
    mentor.press("Ja, laat Kees Klop het lezen")
    mentor.sees("Kees Klop kan het nu lezen.")
    mentee.look(room)
    mentee.sees(SECRET)
    mentor.look(room)
    assert "kan nu meelezen" not in mentor.says()


@pytest.mark.slow
def test_new_keys_open_what_the_old_ones_did(pair, room):
    mentor, mentee = pair
    mentor.look(room)
    mentee.look(room)
    mentee.write(SECRET, "Alleen jij")
    mentee.press("Toegang")
    mentee.unfold("Kan iemand anders bij je teksten?")
    mentee.press("Opnieuw beginnen")
    mentee.set_up()
    mentee.look(room)
    mentee.sees(SECRET)
    mentor.look(room)
    mentor.sees("Kees Klop heeft zelf een nieuw controlegetal gemaakt.")
    mentor.write("Voor jou")
    mentee.look(room)
    mentee.sees("Voor jou")


def renew(phone):
    """Make new keys while the old ones are open."""
    phone.press("Toegang")
    phone.unfold("Kan iemand anders bij je teksten?")
    phone.press("Opnieuw beginnen")
    phone.set_up()


@pytest.mark.slow
def test_two_renewals_between_two_visits_alarm_nobody(pair, room, sql):
    mentor, mentee = pair
    mentor.look(room)
    mentee.look(room)
    renew(mentee)
    mentee.look(room)
    mentee.write(SECRET)
    renew(mentee)
    mentor.look(room)
    mentor.sees("Kees Klop heeft zelf een nieuw controlegetal gemaakt.")
    mentor.sees(SECRET)
    assert "Is dit nog steeds Kees Klop?" not in mentor.says()
    # a chain that a thief broke is no reason to believe them
    mentee.look(room)
    renew(mentee)
    mentee.look(room)
    renew(mentee)
    sql(
        "UPDATE mentorship_identity SET succession = reverse(succession) WHERE id ="
        " (SELECT max(id) FROM mentorship_identity WHERE state = 'replaced')"
    )
    mentor.look(room)
    mentor.sees("Is dit nog steeds Kees Klop?")


@pytest.mark.slow
def test_two_tabs_lose_nothing(pair, room, stage):
    mentor, _mentee = pair
    mentor.enter(room)
    mentor.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    mentor.write("Eerste versie")
    other = mentor.beside().enter(room)
    other.title("Jullie pagina")
    other.press("Wijzigen")
    other.write("Van het andere tabblad")
    mentor.press("Wijzigen")
    mentor.page.locator("#text").fill("Van het eerste tabblad")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("In een ander tabblad of op een ander apparaat")
    assert mentor.page.locator("#text").input_value() == "Van het eerste tabblad"
    mentor.enter(room)
    mentor.sees("Van het andere tabblad")


@pytest.mark.slow
def test_somebody_added_to_the_room_is_asked_about(pair, room, sql, stage):
    mentor, _mentee = pair
    mentor.look(room)
    sql(put_in(stage.partners["stranger"], stage.ids["active"]))
    try:
        mentor.look(room)
        mentor.sees("Nieuw: Ina Ibis")
        mentor.write(SECRET)
        (row,) = sql("SELECT reader_uuids FROM mentorship_note")
        assert len(row[0].split()) == 2
    finally:
        sql(
            "DELETE FROM mentorship_pairing_member WHERE partner_id ="
            f" {stage.partners['stranger']} AND pairing_id = {stage.ids['active']}"
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil, sentence",
    [
        ("DELETE FROM mentorship_trust", "is van de website verdwenen"),
        (
            "UPDATE mentorship_trust t SET sealed_list = o.sealed_list,"
            " revision = o.revision FROM old_trust o WHERE o.id = t.id",
            "een oudere versie van je lijst",
        ),
        (
            "UPDATE mentorship_trust t SET sealed_list = o.sealed_list"
            " FROM mentorship_trust o WHERE o.id <> t.id",
            "is beschadigd of niet van jou",
        ),
    ],
    ids=["deleted", "restored", "of another"],
)
def test_a_list_that_is_not_the_last_one_closes_writing(
    pair, room, sql, spoil, sentence
):
    mentor, _mentee = pair
    sql("DROP TABLE IF EXISTS old_trust")
    sql("CREATE TABLE old_trust AS SELECT * FROM mentorship_trust")
    mentor.look(room)
    mentor.unfold("Controlegetallen")
    mentor.press("Het getal van Kees Klop klopt")
    mentor.sees("Opgeslagen: het getal")
    mentor.write(SECRET)
    sql(spoil)
    mentor.look(room)
    mentor.sees(sentence)
    assert mentor.page.locator("#text").count() == 0
    mentor.unfold("Weet je wat er gebeurd is?")
    mentor.press("Een nieuwe lijst beginnen")
    mentor.sees("Nieuwe pagina met Kees Klop")
    assert mentor.page.locator("#text").count() == 0
    mentor.press("Het klopt")
    mentor.sees("Is dit Kees Klop?")
    mentor.write("Weer wat")
    row = sql("SELECT audience FROM mentorship_note ORDER BY id DESC LIMIT 1")
    assert row == [["self"]]


@pytest.mark.slow
def test_an_older_revision_is_not_shown(pair, room, sql):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write("Eerste versie")
    sql("DROP TABLE IF EXISTS old_note")
    sql("CREATE TABLE old_note AS SELECT * FROM mentorship_note")
    mentee.press("Wijzigen")
    mentee.write("Tweede versie")
    mentor.look(room)
    mentor.sees("Tweede versie")
    sql("UPDATE mentorship_note n SET ciphertext = o.ciphertext FROM old_note o")
    mentor.look(room)
    mentor.sees("Hier staat een oudere versie dan die je al hebt gelezen.")
    assert "Eerste versie" not in mentor.says()


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoil, sentence",
    [
        ("ciphertext = left(ciphertext, 400)", "is beschadigd"),
        ("ciphertext = left(ciphertext, 401)", "is beschadigd"),
        ("ciphertext = '!'", "is beschadigd"),
        ("ciphertext = NULL, written_on = NULL", "is beschadigd"),
        ("uuid = '0b7c1a52-3f2e-4c1b-9d4a-5e6f70819203'", "hoort op een andere plek"),
    ],
)
def test_a_text_that_was_cut_or_moved_is_not_shown(pair, room, sql, spoil, sentence):
    mentor, mentee = pair
    mentee.look(room)
    mentee.write(SECRET)
    sql(f"UPDATE mentorship_note SET {spoil}")
    mentor.look(room)
    mentor.sees(sentence)
    assert SECRET not in mentor.says()
    assert "Jullie pagina" in mentor.says()


@pytest.mark.slow
def test_an_old_list_is_noticed_on_another_device(pair, device, room, sql):
    """What one wrote oneself tells how far the list was."""
    mentor, _mentee = pair
    code = mentor.code
    sql("DROP TABLE IF EXISTS old_trust")
    sql("CREATE TABLE old_trust AS SELECT * FROM mentorship_trust")
    mentor.look(room)
    mentor.unfold("Controlegetallen")
    mentor.press("Het getal van Kees Klop klopt")
    mentor.sees("Opgeslagen: het getal")
    mentor.write(SECRET)
    sql(
        "UPDATE mentorship_trust t SET sealed_list = o.sealed_list,"
        " revision = o.revision FROM old_trust o WHERE o.id = t.id"
    )
    other = device("mentor")
    other.open_with_code(code)
    other.sees("een oudere versie van je lijst")
    assert other.page.locator("#text").count() == 0


@pytest.mark.slow
def test_a_room_with_another_name_is_asked_about(pair, room, sql, stage):
    """A thief gives the room and the mentee new names, and the mentee another key."""
    mentor, _mentee = pair
    mentor.look(room)
    thief = Keys.make()
    sql(
        "UPDATE mentorship_pairing SET room_uuid = gen_random_uuid()::text"
        f" WHERE id = {stage.ids['active']}"
    )
    sql(
        "UPDATE mentorship_identity SET member_uuid = gen_random_uuid()::text,"
        f" recipient = '{thief.recipient}', signer = '{thief.signer.hex()}'"
        f" WHERE partner_id = {stage.partners['mentee']}"
    )
    mentor.look(room)
    mentor.sees("Nieuwe pagina met Kees Klop")
    assert mentor.page.locator("#text").count() == 0
    mentor.press("Het klopt")
    mentor.sees("Is dit nog steeds Kees Klop?")
    mentor.write(SECRET)
    assert sql("SELECT audience FROM mentorship_note") == [["self"]]


@pytest.mark.slow
def test_who_left_and_is_back_is_asked_about(pair, room, sql, stage):
    mentor, _mentee = pair
    mentor.look(room)
    member = (
        f" WHERE pairing_id = {stage.ids['active']}"
        f" AND partner_id = {stage.partners['mentee']}"
    )
    sql(f"UPDATE mentorship_pairing_member SET left_on = now(){member}")
    mentor.look(room)
    mentor.sees("Kees Klop hoort niet meer bij deze pagina")
    sql(f"UPDATE mentorship_pairing_member SET left_on = NULL{member}")
    mentor.look(room)
    mentor.sees("Nieuw: Kees Klop")
    mentor.write(SECRET)
    assert sql("SELECT audience FROM mentorship_note") == [["self"]]


@pytest.mark.slow
def test_keys_that_are_gone_are_told_about(pair, room, sql, stage):
    mentor, _mentee = pair
    sql(
        "DELETE FROM mentorship_identity WHERE partner_id ="
        f" {stage.partners['mentor']};"
        " UPDATE res_partner SET mentorship_uuid = gen_random_uuid()::text WHERE id ="
        f" {stage.partners['mentor']}"
    )
    mentor.enter(room)
    mentor.sees("In deze browser had je al toegang")
    mentor.set_up()
    mentor.sees("Nieuwe pagina met Kees Klop")


@pytest.mark.slow
def test_texts_of_keys_that_nobody_compared_say_so(pair, device, room):
    """The earlier keys may have been a thief's, found out by the number."""
    mentor, mentee = pair
    mentor.look(room)
    mentee.look(room)
    mentee.write(SECRET)
    anew = device("mentee")
    anew.unfold("Lukt het op geen enkele manier?")
    anew.press("Opnieuw beginnen")
    anew.set_up()
    anew.press("Het klopt")
    anew.sees("Is dit Vera Vis?")
    anew.unfold("Controlegetallen")
    number = anew.page.locator("#numbers .code").first.inner_text()
    mentor.look(room)
    mentor.sees(SECRET)
    assert "dat je niet hebt vergeleken" not in mentor.says()
    mentor.page.get_by_label("Controlegetal dat Kees Klop voorleest").fill(number)
    mentor.press("Dit is Kees Klop")
    mentor.sees("met een eerder controlegetal, dat je niet hebt vergeleken")
    mentor.sees(SECRET)


@pytest.mark.slow
def test_texts_tell_that_there_were_keys_on_any_device(pair, device, room, sql, stage):
    """A thief deletes keys, so that a member makes some as if for the first time."""
    _mentor, mentee = pair
    mentee.look(room)
    mentee.write(SECRET)
    sql(
        f"DELETE FROM mentorship_identity WHERE partner_id = {stage.partners['mentee']}"
    )
    other = device("mentee")
    other.sees(
        "Je hebt hier eerder geschreven, maar je toegang is van de website verdwenen"
    )
    other.set_up()
    # no one is accepted without a question
    other.sees("Nieuwe pagina met Vera Vis")
    other.press("Het klopt")
    other.sees("Is dit Vera Vis?")


@pytest.mark.slow
def test_texts_stay_closed_without_a_list_and_open_with_a_new_one(pair, room, sql):
    mentor, mentee = pair
    mentor.look(room)
    mentee.look(room)
    mentee.write(SECRET)
    mentor.look(room)
    mentor.sees(SECRET)
    sql("DELETE FROM mentorship_trust")
    mentor.look(room)
    mentor.sees("In je lijst van mensen die je vertrouwt, staat van wie deze tekst is.")
    assert SECRET not in mentor.says()
    assert "Kees Klop" not in mentor.page.locator("article").inner_text()
    mentor.unfold("Weet je wat er gebeurd is?")
    mentor.press("Een nieuwe lijst beginnen")
    mentor.press("Het klopt")
    mentor.sees("De schrijver staat niet op je lijst van mensen die je vertrouwt.")
    assert SECRET not in mentor.says()
    mentee.unfold("Controlegetallen")
    number = mentee.page.locator("#numbers .code").first.inner_text()
    mentor.page.get_by_label("Controlegetal dat Kees Klop voorleest").fill(number)
    mentor.press("Dit is Kees Klop")
    mentor.sees(SECRET)


@pytest.mark.slow
def test_a_copy_that_does_not_open_is_asked_for_anew(device, room, sql):
    mentor = device("mentor")
    mentor.set_up()
    mentor.write(SECRET)
    mentee = device("mentee")
    mentee.set_up()
    mentor.look(room)
    mentor.press("Ja, laat Kees Klop het lezen")
    mentor.sees("Kees Klop kan het nu lezen.")
    sql(
        "UPDATE mentorship_note"
        " SET copies = replace(copies::text, 'YWdl', 'YWdm')::jsonb"
    )
    with mentee.page.expect_response("**/api/text/refuse-copies") as answer:
        mentee.look(room)
    assert answer.value.status == 200
    assert SECRET not in mentee.says()
    mentor.look(room)
    mentor.press("Ja, laat Kees Klop het lezen")
    mentor.sees("Kees Klop kan het nu lezen.")
    mentee.look(room)
    mentee.sees(SECRET)


@pytest.mark.slow
def test_a_draft_outlives_new_keys(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.locator("#text").fill("Nog niet klaar")
    mentor.page.wait_for_timeout(800)
    renew(mentor)
    mentor.look(room)
    assert mentor.page.locator("#text").input_value() == "Nog niet klaar"


@pytest.mark.slow
def test_locking_and_opening_in_one_tab_alarms_nobody(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.write("Een")
    mentor.press("Vergrendelen")
    mentor.title("Open je teksten")
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    mentor.write("Twee")


@pytest.mark.slow
def test_a_draft_for_oneself_stays_for_oneself(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.locator("#text").fill("Alleen voor mij")
    mentor.page.locator("#for").select_option(label="Alleen jij")
    mentor.page.wait_for_timeout(800)
    mentor.look(room)
    assert mentor.page.locator("#text").input_value() == "Alleen voor mij"
    mentor.sees("Opslaan, alleen voor jou")


def lose_an_answer(phone):
    """Save a note that reaches the server, and lose the answer on the way back."""

    def lose(route):
        route.fetch()
        route.abort()

    phone.page.route("**/api/text/save", lose)
    phone.page.locator("#text").fill("In de tunnel")
    phone.press("Opslaan voor Kees Klop en jou")
    phone.sees("Je hebt geen verbinding")
    phone.page.unroute("**/api/text/save")


@pytest.mark.slow
def test_an_answer_that_was_lost_makes_no_second_note(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    lose_an_answer(mentor)
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je notitie is opgeslagen.")
    assert len(sql("SELECT id FROM mentorship_note")) == 1
    mentor.visitor.troubles.clear()


@pytest.mark.slow
def test_a_goal_is_set_reached_let_go_and_taken_up_again(pair, room, sql):
    mentor, mentee = pair
    mentee.look(room)
    mentee.press("Stel een doel")
    mentee.title("Doel")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Schrijf eerst iets.")
    mentee.page.locator("#specific").fill(SECRET)
    mentee.unfold("Maak je doel SMART")
    mentee.page.locator("#relevant").fill("Omdat ik het wil")
    mentee.page.locator("#due").fill("2030-02-28")
    mentee.page.locator("#term").select_option(label="Lange termijn")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je doel is opgeslagen.")
    assert sql("SELECT term, due_on, state FROM mentorship_goal WHERE uuid > ''") == [
        ["long", "2030-02-28", "open"]
    ]
    mentor.look(room)
    mentor.sees(SECRET)
    mentor.sees("uiterlijk 28 februari 2030")
    assert mentor.page.get_by_text("Hoe ver ben je?").count() == 0
    mentee.page.get_by_text("Hoe ver ben je? 0%").click()
    mentee.press("50%")
    mentee.sees("50% klaar")
    mentee.page.get_by_text("Hoe ver ben je? 50%").click()
    mentee.press("100%")
    mentee.sees("bereikt op")
    mentee.press("Stop met dit doel")
    mentee.sees("gestopt")
    mentee.press("Pak het weer op")
    mentee.sees("90% klaar")
    mentee.press("Wijzigen")
    mentee.title("Doel")
    assert mentee.page.locator("#specific").input_value() == SECRET
    mentee.page.locator("#specific").fill("Iets anders")
    mentee.press("Annuleren")
    mentee.title("Jullie pagina")
    mentee.sees(SECRET)
    mentee.press("Wijzigen")
    assert mentee.page.locator("#specific").input_value() == SECRET


@pytest.mark.slow
def test_the_plan_is_the_mentees(pair, room):
    mentor, mentee = pair
    mentee.look(room)
    mentee.press("Schrijf mijn plan")
    mentee.title("Ontwikkelplan")
    mentee.page.locator("#ahead").fill(SECRET)
    mentee.page.wait_for_timeout(800)
    # a draft outlives the screen
    mentee.look(room)
    mentee.press("Schrijf mijn plan")
    assert mentee.page.locator("#ahead").input_value() == SECRET
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")
    mentor.look(room)
    mentor.sees(SECRET)
    mentor.sees("Waar wil ik naartoe?")
    assert mentor.page.get_by_role("button", name="Schrijf mijn plan").count() == 0


@pytest.mark.slow
def test_who_lost_their_plan_writes_a_new_one(pair, device, room, sql):
    mentor, mentee = pair
    mentee.look(room)
    mentee.press("Schrijf mijn plan")
    mentee.page.locator("#ahead").fill("Het eerste plan")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")
    anew = device("mentee")
    anew.unfold("Lukt het op geen enkele manier?")
    anew.press("Opnieuw beginnen")
    anew.set_up()
    anew.title("Jullie pagina")
    anew.press("Het klopt")
    anew.sees("Je vorige plan kun je niet meer openen.")
    anew.press("Schrijf mijn plan")
    anew.page.locator("#ahead").fill(SECRET)
    anew.press("Opslaan, alleen voor jou")
    anew.sees("Je ontwikkelplan is opgeslagen.")
    anew.sees(SECRET)
    assert "Je vorige plan" not in anew.says()
    assert len(sql("SELECT 1 FROM mentorship_plan")) == 1
    anew.press("Wijzigen")
    anew.page.locator("#ahead").fill("Nog beter")
    anew.press("Opslaan, alleen voor jou")
    anew.sees("Nog beter")
    # a tab with the earlier keys does not change this
    mentee.press("Wijzigen")
    mentee.page.locator("#ahead").fill("Uit het oude tabblad")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.page.locator("#told.bad").wait_for()
    assert len(sql("SELECT 1 FROM mentorship_plan")) == 1
    anew.look(room)
    anew.sees("Nog beter")
    mentee.visitor.troubles.clear()
    mentor.look(room)
    assert "Het eerste plan" not in mentor.says()


@pytest.mark.slow
def test_two_tabs_make_one_plan_and_lose_nothing(pair, room, sql):
    _mentor, mentee = pair
    mentee.enter(room)
    mentee.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    mentee.press("Openen")
    mentee.title("Jullie pagina")
    tab = mentee.beside().enter(room)
    tab.title("Jullie pagina")
    for phone, text, sentence in (
        (mentee, "Eerst", "Je ontwikkelplan is opgeslagen."),
        (tab, "Daarna", "Je hebt je plan al geschreven in een ander tabblad"),
    ):
        phone.press("Schrijf mijn plan")
        phone.page.locator("#ahead").fill(text)
        phone.press("Opslaan voor Vera Vis en jou")
        phone.sees(sentence)
    assert tab.page.locator("#ahead").input_value() == "Daarna"
    assert len(sql("SELECT 1 FROM mentorship_plan")) == 1
    mentee.visitor.troubles.clear()


@pytest.mark.slow
def test_a_draft_goes_with_a_logout_and_stays_when_a_login_merely_ends(pair, room):
    mentor, _mentee = pair
    kept = """() => Object.keys(localStorage)
        .filter((name) => name.startsWith("nob-mentorship-draft/")).length"""
    for ends in (False, True):
        mentor.look(room)
        mentor.page.locator("#text").fill("Nog niet klaar")
        mentor.page.wait_for_timeout(800)
        assert mentor.page.evaluate(kept) == 1
        if ends:
            mentor.visitor.go(f"{mentor.url}/web/session/logout")
        else:
            mentor.visitor.context.clear_cookies()
        mentor.login(mentor.login_name, PASSWORD)
        mentor.look(room)
        typed = mentor.page.locator("#text").input_value()
        assert typed == ("" if ends else "Nog niet klaar")
        assert mentor.page.evaluate(kept) == (0 if ends else 1)
        mentor.page.locator("#text").fill("")


def unsealed(body, author):
    """Return the content of a sealed text: signer, signature and body."""
    sealed, _hash = sealed_text.seal(body, author, [author.recipient])
    return pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(author.age)])


def one_of_each(mentor, mentee, room):
    """Have the pair write a note, a goal, a plan and the agreement."""
    mentor.look(room)
    mentor.write("Een notitie")
    mentor.press("Schrijf de spelregels op")
    mentor.page.locator("#goals").fill("De afspraken")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.title("Jullie pagina")
    mentee.look(room)
    mentee.press("Stel een doel")
    mentee.page.locator("#specific").fill("Een doel")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.title("Jullie pagina")
    mentee.press("Schrijf mijn plan")
    mentee.page.locator("#ahead").fill("Een plan")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ["by a stranger", "with no signature", "in another name"]
)
def test_no_text_of_a_thief_is_shown(pair, room, sql, stage, how):
    """Each kind of text replaced at once; nothing of it is shown, the rest of the room
    is there."""
    mentor, mentee = pair
    one_of_each(mentor, mentee, room)
    keys = {
        name: sql(
            "SELECT recipient, signer, member_uuid FROM mentorship_identity"
            f" WHERE partner_id = {stage.partners[name]} AND state = 'current'"
        )[0]
        for name in ("mentor", "mentee")
    }
    recipients = [recipient for recipient, _signer, _uuid in keys.values()]
    thief = Keys.make()
    ((room_uuid,),) = sql(
        f"SELECT room_uuid FROM mentorship_pairing WHERE id = {stage.ids['active']}"
    )
    authors = {"note": "mentor", "agreement": "mentor", "goal": "mentee"}
    for kind in ("note", "goal", "plan", "agreement"):
        ((uuid,),) = sql(f"SELECT uuid FROM mentorship_{kind}")
        body = {
            "uuid": uuid,
            "room": room_uuid,
            "kind": kind,
            "readers": [[uuid, ""] for _recipient, _signer, uuid in keys.values()],
            "revision": 2,
            "previous": "",
            "trust": 1,
            "text": dict.fromkeys(("text", "specific", "ahead", "goals"), "VALS"),
        }
        sealed, _hash = sealed_text.seal(body, thief, recipients)
        if how != "by a stranger":
            whole = bytearray(unsealed(body, thief))
            author = keys[authors.get(kind, "mentee")]
            whole[:32] = bytes.fromhex(author[1])
            if how == "with no signature":
                whole[32:96] = bytes(64)
            sealed = pyrage.encrypt(
                bytes(whole), [pyrage.x25519.Recipient.from_str(r) for r in recipients]
            )
        coded = base64.b64encode(sealed).decode()
        sql(f"UPDATE mentorship_{kind} SET ciphertext = '{coded}', revision = 2")
    sentence = {
        "by a stranger": "De schrijver staat niet op je lijst",
    }.get(how, "Iemand heeft aan deze tekst geknoeid.")
    for phone in pair:
        phone.look(room)
        phone.sees(sentence)
        assert phone.says().count(sentence) == 4
        assert "VALS" not in phone.says()
        phone.page.locator("#text").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("spoil", ["left(ciphertext, 400)", "ciphertext || 'AAAA'"])
def test_a_plan_that_was_damaged_is_written_anew(pair, room, sql, spoil):
    _mentor, mentee = pair
    mentee.look(room)
    mentee.press("Schrijf mijn plan")
    mentee.page.locator("#ahead").fill("Het eerste plan")
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("Je ontwikkelplan is opgeslagen.")
    sql(f"UPDATE mentorship_plan SET ciphertext = {spoil}")
    mentee.look(room)
    mentee.sees("Je vorige plan kun je niet meer openen.")
    mentee.press("Schrijf mijn plan")
    mentee.page.locator("#ahead").fill(SECRET)
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees(SECRET)


def agree_on(phone, text):
    """Write a version of the agreement, in the form that is open."""
    phone.title("Onze spelregels")
    phone.page.locator("#goals").fill(text)
    phone.press(phone.saves)


@pytest.mark.slow
def test_an_empty_agreement_is_no_agreement(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.press("Schrijf de spelregels op")
    mentor.title("Onze spelregels")
    mentor.page.locator("#goals").fill(" ")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Schrijf eerst iets.")
    assert sql("SELECT 1 FROM mentorship_agreement") == []


@pytest.mark.slow
def test_the_agreement_starts_with_the_question_and_takes_a_suggestion_once(
    pair, room, stage, sql
):
    sql(
        "UPDATE mentorship_enrolment SET question = 'Hoe word ik partner?' WHERE id IN"
        " (SELECT enrolment_id FROM mentorship_pairing_member WHERE role = 'mentee'"
        f" AND pairing_id = {stage.ids['active']})"
    )
    lead = "De vraag van Kees Klop:", "Jouw vraag:"
    for phone, words in zip(pair, lead, strict=True):
        phone.look(room)
        phone.press("Schrijf de spelregels op")
        phone.title("Onze spelregels")
        phone.sees(f"{words} Hoe word ik partner?")
    page = pair[0].page
    field = page.locator("#meetings")
    field.fill("We wisselen af.")
    offer = page.get_by_role("button", name="Elke zes weken, anderhalf uur.")
    for _touch in range(2):
        # once it is in, it counts as disabled
        offer.click(force=True)
        assert field.input_value() == "We wisselen af.\nElke zes weken, anderhalf uur."
    assert offer.get_attribute("aria-disabled") == "true"
    field.fill("We wisselen af.")
    assert offer.get_attribute("aria-disabled") == "false"
    offer.click()
    pair[0].press("Opslaan voor Kees Klop en jou")
    pair[0].title("Jullie pagina")
    pair[0].sees("Elke zes weken, anderhalf uur.")


@pytest.mark.slow
def test_two_who_write_the_agreement_at_once_lose_neither(pair, room, sql):
    mentor, mentee = pair
    mentor.saves = "Opslaan voor Kees Klop en jou"
    mentee.saves = "Opslaan voor Vera Vis en jou"
    for phone in pair:
        phone.look(room)
        phone.press("Schrijf de spelregels op")
    agree_on(mentor, "Eens in de maand")
    mentor.title("Jullie pagina")
    agree_on(mentee, "Eens in de week")
    mentee.sees("Er is intussen een nieuwe versie van de spelregels")
    assert mentee.page.locator("#goals").input_value() == "Eens in de week"
    assert len(sql("SELECT 1 FROM mentorship_agreement")) == 1
    mentee.visitor.troubles.clear()
    mentee.look(room)
    mentee.sees("Eens in de maand")
    mentee.press("Schrijf een nieuwe versie")
    mentee.title("Onze spelregels")
    assert mentee.page.locator("#goals").input_value() == "Eens in de week"
    mentee.press(mentee.saves)
    mentee.title("Jullie pagina")
    states = sql("SELECT version, state FROM mentorship_agreement ORDER BY version")
    assert states == [["1", "replaced"], ["2", "asked"]]


@pytest.mark.slow
@pytest.mark.parametrize("said", ["[null]", '[1, "x", {}]', '[{"uuid": 3}]', "{}"])
def test_acceptances_that_are_none_close_no_room(pair, room, sql, said):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.press("Schrijf de spelregels op")
    mentor.saves = "Opslaan voor Kees Klop en jou"
    agree_on(mentor, "Eens in de maand")
    mentor.title("Jullie pagina")
    sql(f"UPDATE mentorship_agreement SET acceptances = '{said}'")
    mentor.look(room)
    mentor.sees("Eens in de maand")
    mentor.sees("wacht op Kees Klop")


@pytest.mark.slow
def test_what_was_saved_is_saved_also_where_the_list_was_not(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.route("**/api/trust", lambda route: route.abort())
    mentor.page.locator("#text").fill("Toch bewaard")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Het is opgeslagen, maar de pagina is niet bijgewerkt.")
    mentor.page.unroute("**/api/trust")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.page.locator("article", has_text="Toch bewaard").wait_for()
    assert mentor.page.locator("#text").input_value() == ""
    assert len(sql("SELECT 1 FROM mentorship_note")) == 1
    mentor.visitor.troubles.clear()


@pytest.mark.slow
def test_after_a_lost_answer_and_a_reload_nothing_waits_to_be_sent(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    lose_an_answer(mentor)
    mentor.look(room)
    mentor.page.locator("article", has_text="In de tunnel").wait_for()
    assert mentor.page.locator("#text").input_value() == ""
    assert len(sql("SELECT 1 FROM mentorship_note")) == 1
    mentor.visitor.troubles.clear()


@pytest.mark.slow
def test_a_login_that_ends_while_something_is_typed_loses_nothing(pair, room, sql):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.locator("#text").fill(SECRET)
    mentor.visitor.context.clear_cookies()
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.title("Log eerst in")
    mentor.page.get_by_role("link", name="Inloggen").click()
    mentor.page.fill("input[name=login]", mentor.login_name)
    mentor.page.fill("input[name=password]", PASSWORD)
    mentor.page.click(".oe_login_form button[type=submit]")
    mentor.title("Open je teksten")
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    assert mentor.page.locator("#text").input_value() == SECRET
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("Je notitie is opgeslagen.")
    assert len(sql("SELECT 1 FROM mentorship_note")) == 1
    mentor.visitor.troubles.clear()


@pytest.mark.slow
def test_locking_leaves_nothing_in_plain(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.page.locator("#text").fill(SECRET)
    mentor.press("Vergrendelen")
    mentor.title("Open je teksten")
    mentor.page.wait_for_timeout(800)
    kept = mentor.page.evaluate(
        "() => JSON.stringify([{...sessionStorage}, {...localStorage}])"
    )
    assert SECRET not in kept
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    assert mentor.page.locator("#text").input_value() == SECRET


@pytest.mark.slow
def test_locking_in_one_tab_keeps_what_is_typed_in_it(pair, room):
    mentor, _mentee = pair
    mentor.enter(room)
    mentor.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    other = mentor.beside().enter(room)
    other.title("Jullie pagina")
    mentor.page.locator("#text").fill(SECRET)
    mentor.press("Vergrendelen")
    mentor.title("Open je teksten")
    other.title("Open je teksten")
    mentor.page.bring_to_front()
    mentor.press("Openen")
    mentor.title("Jullie pagina")
    assert mentor.page.locator("#text").input_value() == SECRET


@pytest.mark.slow
def test_a_browser_that_keeps_nothing_says_so(device, room):
    mentor = device("mentor")
    mentor.page.add_init_script(
        """Storage.prototype.setItem = () => {
            throw new DOMException("", "QuotaExceededError");
        };
        indexedDB.open = () => { throw new DOMException("", "SecurityError"); };"""
    )
    mentor.enter(room)
    mentor.set_up()
    mentor.title("Jullie pagina")
    mentor.page.locator("#text").fill(SECRET)
    mentor.sees("Deze browser onthoudt niets.")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.page.locator("article", has_text=SECRET).wait_for()
    mentor.enter(room)
    mentor.page.get_by_label("Op dit apparaat 30 dagen openhouden").check()
    mentor.press("Openen")
    mentor.sees("deze browser kan ze niet openhouden")
    mentor.sees(SECRET)


@pytest.mark.slow
def test_a_storage_that_was_emptied_loses_nothing(pair, room):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.write(SECRET)
    mentor.page.evaluate(
        """async () => {
            localStorage.clear();
            sessionStorage.clear();
            indexedDB.deleteDatabase("nob-mentorship");
        }"""
    )
    mentor.look(room)
    mentor.sees(SECRET)
    assert "meld het" not in mentor.says()
    mentor.write("Nog een")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_a_list_put_back_with_a_key_swapped_seals_nothing(
    pair, device, room, sql, stage, where
):
    mentor, _mentee = pair
    mentor.look(room)
    (old,) = sql(
        "SELECT revision, sealed_list FROM mentorship_trust t"
        " JOIN mentorship_identity i ON i.id = t.identity_id"
        f" WHERE partner_id = {stage.partners['mentor']}"
    )
    mentor.write("Een")
    mentor.write("Twee")
    sql(
        f"UPDATE mentorship_trust SET revision = {old[0]}, sealed_list = '{old[1]}'"
        " FROM mentorship_identity i WHERE i.id = identity_id"
        f" AND partner_id = {stage.partners['mentor']}"
    )
    thief = Keys.make()
    sql(
        SWAP.format(
            recipient=thief.recipient,
            signer=thief.signer.hex(),
            partner=stage.partners["mentee"],
        )
    )
    phone = mentor
    if where == "elsewhere":
        phone = device("mentor")
        phone.open_with_code(mentor.code)
        phone.title("Jullie pagina")
    else:
        phone.look(room)
    phone.sees("Op de website staat een oudere versie van je lijst")
    assert phone.page.locator("#text").count() == 0
    assert len(sql("SELECT 1 FROM mentorship_note")) == 2


@pytest.mark.slow
def test_a_new_list_is_begun_at_once_on_any_device(pair, device, room, sql, stage):
    mentor, _mentee = pair
    mentor.look(room)
    mentor.write("Een")
    mentor.write("Twee")
    sql("DELETE FROM mentorship_trust")
    phone = device("mentor")
    phone.open_with_code(mentor.code)
    phone.sees("is van de website verdwenen")
    phone.unfold("Weet je wat er gebeurd is?")
    phone.press("Een nieuwe lijst beginnen")
    phone.press("Het klopt")
    phone.sees("Twee")
    assert "oudere versie van je lijst" not in phone.says()


@pytest.mark.slow
def test_the_agreement_holds_once_all_signed_it(pair, room, sql):
    mentor, mentee = pair
    mentee.look(room)
    mentee.press("Schrijf de spelregels op")
    mentee.title("Onze spelregels")
    mentee.page.locator("#privacy").fill(SECRET)
    mentee.press("Opslaan voor Vera Vis en jou")
    mentee.sees("wacht op Vera Vis")
    # the server's word for a yes counts nothing
    sql(
        "INSERT INTO mentorship_agreement_res_partner_rel"
        " SELECT a.id, m.partner_id FROM mentorship_agreement a"
        " JOIN mentorship_pairing_member m USING (pairing_id)"
        " WHERE a.uuid > '' AND m.role = 'mentor'"
    )
    mentee.look(room)
    mentee.sees("wacht op Vera Vis")
    sql("DELETE FROM mentorship_agreement_res_partner_rel")
    mentor.look(room)
    mentor.sees(SECRET)
    mentor.press("Ik ga akkoord")
    mentor.sees("Dit zijn nu de spelregels van jou en Kees Klop.")
    mentor.sees("iedereen is akkoord")
    mentee.look(room)
    mentee.sees("iedereen is akkoord")
    # a signature under one version does not count under another
    mentor.press("Schrijf een nieuwe versie")
    assert mentor.page.locator("#privacy").input_value() == SECRET
    mentor.page.locator("#privacy").fill("Niets blijft onder ons")
    mentor.press("Opslaan voor Kees Klop en jou")
    mentor.sees("wacht op Kees Klop")
    sql(
        "UPDATE mentorship_agreement n SET acceptances = o.acceptances"
        " FROM mentorship_agreement o WHERE o.version = 1 AND n.version = 2"
    )
    mentee.look(room)
    mentee.sees("wacht op jou")
    mentee.press("Ik ga akkoord")
    mentee.sees("Dit zijn nu de spelregels van jou en Vera Vis.")
