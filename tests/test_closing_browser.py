"""The end of a mentorship, in Dutch: a member's last talk, looking back, the thanks and
“take part again” on a phone; and an edition of sixty pairs that a coordinator closes,
also through kills (R68)."""

from collections import Counter
from datetime import timedelta

import pytest

from dev import postgres

from .harness import clock
from .harness.axe import violations
from .harness.browser import DESKTOP, PHONE
from .harness.office import EDITION, Office
from .harness.pairs import COORDINATOR, Pairs, seen
from .harness.sealed_page import Device
from .harness.server import running
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

COUNT = 60
"""The number of pairs of an edition."""
JOB = "base.job_work:MentorshipJob"
POINTS = (
    f"{JOB}._commit:before",
    "base.job_line:MentorshipJobLine._settle:after",
    f"{JOB}._finish:before",
)
"""The points at which the server is killed while an edition is closed."""
MEMBER, PAIRING = "mentorship.pairing.member", "mentorship.pairing"
RUN = "mentorship.matching"
THANKS = ("Thank you for your mentorship", "Bedankt voor je mentorschap")
SECRET = "Ik delegeer nu zonder omkijken"
ROOM = "Jullie pagina"
LOOKING_BACK = "Samen terugkijken"


@pytest.fixture(scope="module")
def server(smtp):
    with running(smtp_port=smtp.port) as server:
        yield server


@pytest.fixture(scope="module")
def pairs(server, smtp):
    return Pairs(server, smtp, "slot")


@pytest.fixture(scope="module")
def office(server, smtp):
    return Office(server, smtp, COUNT)


def save_for(other):
    """Return the words of the button that saves a text for a pair."""
    return f"Opslaan voor {other.name} en jou"


def look_back(phone, other, **answers):
    """Write a look back, in a room that is open."""
    phone.press("Kijk terug")
    phone.title(LOOKING_BACK)
    assert not violations(phone.page)
    for name, text in answers.items():
        phone.page.locator(f"#{name}").fill(text)
    phone.press(save_for(other))
    phone.title(ROOM)
    phone.sees("Opgeslagen. Hier lezen jullie wat de ander schreef.")


def test_a_member_rounds_off_on_a_phone(pairs, visit):
    pair = pairs.pair()
    pairs.post(pair.mentee, f"{pair.path}/first-contact")
    last = clock.today() + timedelta(days=20)
    pairs.query(
        f"UPDATE mentorship_pairing SET date_end = '{last}' WHERE id = {pair.id}"
    )
    pairs.mails()
    room = f"room/{pair.id}"
    mentor, mentee = (
        Device(visit(PHONE)).login(person.login, PASSWORD).enter(room)
        for person in (pair.mentor, pair.mentee)
    )
    for phone in (mentor, mentee):
        phone.set_up()
        phone.title(ROOM)

    # the last talk: its guide, and what to do next
    page = mentee.page
    mentee.visitor.go(mentee.url + pair.path)
    page.locator("#guide summary").first.click()
    page.locator("#guide ol li").first.wait_for()
    assert "Kijk samen terug" in mentee.visitor.text()
    seen(mentee.visitor, "last_talk")
    assert not violations(page)

    # both look back, each in their own words
    mentee.look(room)
    look_back(mentee, pair.mentor, aims="Leren delegeren", outcome=SECRET)
    mentee.sees(SECRET)
    assert not violations(page)
    seen(mentee.visitor, "looked_back")
    mentor.look(room)
    mentor.sees(SECRET)
    look_back(mentor, pair.mentee, onward="Beter luisteren")
    mentee.look(room)
    mentee.sees("Beter luisteren")
    rows = pairs.query(
        "SELECT author_id, ciphertext FROM mentorship_lookback"
        f" WHERE pairing_id = {pair.id}"
    )
    assert len({author for author, _sealed in rows}) == 2
    assert SECRET not in str(rows)
    assert pairs.read("pairing", pair.id, "looked_back_on") == str(clock.today())

    # the thanks name the other; nothing was counted, and they are kind
    pairs.call("pairing", "action_complete", [pair.id])
    mails = pairs.mails()
    for person, other in ((pair.mentee, pair.mentor), (pair.mentor, pair.mentee)):
        (mail,) = (m for m in mails[person.address] if m["subject"] in THANKS)
        said = mail.get_body(("html",)).get_content()
        assert other.name in said
        assert "Niet alles wat ertoe doet, is te tellen." in said
        assert "Gevoerde gesprekken" not in said
    mentee.visitor.go(mentee.url + pair.path)
    said = mentee.visitor.text()
    assert "Dank je wel" in said and "Niet alles wat ertoe doet" in said
    assert page.locator("#guide").count() == 1
    seen(mentee.visitor, "thanks")
    assert not violations(page)

    # one tap each, confirmed, and only once
    for name, told in (
        ("Ik doe graag weer mee", "Je hoort van ons als de volgende editie opent."),
        ("Vraag het me later", "Je hoort van ons zodra je mentor kunt zijn."),
    ):
        mentee.visitor.press(name)
        assert told in mentee.visitor.text()
        domain = [("partner_id", "=", pair.mentee.partner)]
        assert pairs.call("interest", "search_count", domain) == 1
    seen(mentee.visitor, "what_comes_next")
    assert page.locator("#next").get_by_role("button", name="Haal me van").count() == 1
    assert not violations(page)

    # until 30 days after the end, the words can still be changed
    mentee.look(room)
    mentee.press("Wijzigen")
    mentee.title(LOOKING_BACK)
    page.locator("#onward").fill("Vragen durven stellen")
    mentee.press(save_for(pair.mentor))
    mentee.sees("Vragen durven stellen")
    mentor.look(room)
    mentor.sees("Vragen durven stellen")
    assert not mentor.page.locator("#text").count()


def test_a_script_that_did_not_come_is_missed_and_fetched_again(pairs, visit):
    """What a member can do for a few weeks only is not left out in silence."""
    pair = pairs.pair()
    last = clock.today() + timedelta(days=20)
    pairs.query(
        f"UPDATE mentorship_pairing SET date_end = '{last}' WHERE id = {pair.id}"
    )
    phone = Device(visit(PHONE)).login(pair.mentee.login, PASSWORD)
    scripts = "**/later/*.js"
    phone.page.route(scripts, lambda route: route.fulfill(status=404))
    phone.enter(f"room/{pair.id}")
    phone.set_up()
    phone.title(ROOM)
    phone.sees("De website kan dit nu niet.")
    assert not phone.page.get_by_text("Kijk terug", exact=True).count()

    # the page is not loaded again
    phone.page.unroute(scripts)
    for place, title in (("export", "Download je teksten"), ("room", ROOM)):
        phone.page.evaluate(f"location.hash = '{place}/{pair.id}'")
        phone.title(title)
    phone.press("Kijk terug")
    phone.title(LOOKING_BACK)


class Closing:
    """An edition of many pairs: one is an offer, and the others are active, one of them
    prolonged and one paused."""

    def __init__(self, office, name, programme):
        self.office, self.name = office, name
        everybody = office.members(name)
        values = {"name": name, "programme_id": programme}
        self.edition = office.world.edition(office.staff, **values)
        office.call(EDITION, "action_open_enrolment", [self.edition])
        office.sign_up(self.edition, everybody)
        (run,) = office.call(RUN, "create", [{"edition_id": self.edition}])
        office.call(RUN, "action_run", [run])
        office.call(RUN, "action_publish", [run])
        office.work()
        domain = [("edition_id", "=", self.edition)]
        self.pairings = office.call(PAIRING, "search", domain)
        assert len(self.pairings) == COUNT
        domain = [("pairing_id", "in", self.pairings[1:])]
        for member in office.call(MEMBER, "search", domain):
            office.call(MEMBER, "action_note_answer", member, "accepted", "telephone")
        office.call(EDITION, "action_close_enrolment", [self.edition])
        office.call(EDITION, "action_start", [self.edition])
        later = clock.today() + timedelta(days=600)
        _offered, prolonged, paused = self.pairings[:3]
        for number, field, day in (
            (prolonged, "prolonged_until", later),
            (paused, "paused_until", clock.today() + timedelta(days=20)),
        ):
            postgres.query(
                f"UPDATE mentorship_pairing SET {field} = '{day}' WHERE id = {number}",
                office.server.db,
            )
        office.mails(name)
        self.read = len(office.smtp.messages)

    def thanked(self):
        """Return how often each member was thanked: {number: members}."""
        self.office.mails(self.name)
        new = self.office.smtp.messages[self.read :]
        each = Counter(m.recipients[0] for m in new if m["subject"] in THANKS)
        return Counter(each.values())

    def states(self):
        return self.office.states(PAIRING, self.pairings)


def programme(office, login):
    """Return a programme, and the login of its coordinator."""
    user, _partner = office.world.user(login, "Anna Appel", COORDINATOR)
    values = {
        "name": f"Programma {login}",
        "code": login.upper(),
        "contact_email": f"{login}@leden.example",
        "coordinator_ids": [(6, 0, [user])],
    }
    return office.call("mentorship.programme", "create", values)


DONE = {"completed": COUNT - 3, "active": 2, "declined": 1}


def test_a_coordinator_closes_an_edition_of_sixty(office, visit):
    closing = Closing(office, "sluiten", programme(office, "sluit_anna"))
    visitor = visit(DESKTOP).login("sluit_anna", PASSWORD)
    page = visitor.page
    visitor.go(f"/odoo/mentorship.edition/{closing.edition}")
    bar = page.locator(".o_form_statusbar")
    bar.get_by_role("button", name="Editie afsluiten").first.click()
    question = page.locator(".modal")
    question.locator("button[name=action_confirm]").wait_for()
    said = question.inner_text()
    for line in (
        f"per mail worden bedankt: {COUNT - 3}",
        "na het programma doorgaan: 2",
        "Waarvan gepauzeerd: 1",
        "Waarvan tot een latere dag: 1",
        "Waarvan voorstellen die op antwoord wachten: 1",
        "nog niet hebben teruggekeken",
    ):
        assert line in said, line
    seen(visitor, "closing_asks", fits=False)
    question.locator("button[name=action_confirm]").click()
    page.get_by_role("progressbar").wait_for()
    seen(visitor, "closing_runs", fits=False)

    office.work()
    page.get_by_text(f"{COUNT} van {COUNT} gedaan").first.wait_for()
    page.get_by_text(f"Afgerond en bedankt: {COUNT - 3}.").first.wait_for()
    seen(visitor, "closing_done", fits=False)
    assert closing.states() == DONE
    assert closing.thanked() == {1: 2 * (COUNT - 3)}

    # once more, by someone who saw the old page
    assert not office.call(EDITION, "action_close", [closing.edition])
    office.work()
    assert closing.states() == DONE
    assert closing.thanked() == {1: 2 * (COUNT - 3)}


def test_a_close_goes_on_through_kills(office, tmp_path):
    closing = Closing(office, "gedood", programme(office, "sluit_bert"))
    shown = office.call(EDITION, "action_close", [closing.edition])
    office.through(POINTS, tmp_path)
    office.is_done(shown["res_id"], COUNT)
    assert closing.states() == DONE
    assert closing.thanked() == {1: 2 * (COUNT - 3)}
    (row,) = office.call(EDITION, "read", [closing.edition], ["state"])
    assert row["state"] == "closed"
