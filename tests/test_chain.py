"""The whole way, in Dutch, as three people: staff, mentor and mentee."""

import contextlib
import time
from datetime import timedelta

import icalendar
import pytest
from playwright.sync_api import TimeoutError

from dev import paths

from .harness import clock, sealing
from .harness.ballots import Audience, Respondent, answers_for, questions
from .harness.browser import PHONE
from .harness.sealed_page import Device
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow


@pytest.fixture
def world(server):
    return World(server)


def calendar_of(message):
    """Return the calendar that is part of a mail, and its Content-Type's method."""
    (part,) = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_content_disposition() in (None, "inline")
    return calendar, part["content-type"].params["method"]


def choose(page, field, typed, option):
    """Choose a record in a form. The options may still follow from the choice before,
    so the text is typed again if nothing fits yet."""
    box = page.locator(f".o_form_view [name={field}] input")
    for _attempt in range(10):
        box.fill("")
        box.press_sequentially(typed)
        with contextlib.suppress(TimeoutError):
            page.get_by_role("option", name=option).click(timeout=4000)
            return
    raise AssertionError(f"{option} is not offered")


def plan_meeting(page, visitor, day, **form):
    visitor.press("Plan een gesprek")
    page.fill("#date", str(day))
    page.fill("#time", "15:30")
    for name, value in form.items():
        page.fill(f"#{name}", value)


def use_the_room(visit, pairing):
    """Each with keys of their own: an agreement, and a yes to it; a note."""
    room = f"room/{pairing}"
    mentor, mentee = (
        Device(visit(PHONE)).login(f"chain_{name}", PASSWORD).enter(room)
        for name in ("mentor", "mentee")
    )
    for phone in (mentor, mentee):
        phone.set_up()
        phone.title("Jullie pagina")
    _look(mentee, room)
    mentee.press("Schrijf de spelregels op")
    mentee.title("Onze spelregels")
    mentee.page.locator("#privacy").fill("Alles blijft hier.")
    mentee.press("Opslaan voor Marijke Mentor en jou")
    mentee.sees("wacht op Marijke Mentor")
    # the next step on the portal leads there
    mentor.visitor.go(f"{mentor.url}/my/mentorship")
    mentor.page.get_by_role("link", name="Lezen").click()
    mentor.title("Open je teksten")
    mentor.press("Openen")
    mentor.sees("Alles blijft hier.")
    mentor.press("Ik ga akkoord")
    mentor.sees("iedereen is akkoord")
    mentor.page.locator("#text").fill("Denk eens na over dat overleg.")
    form = mentor.page.locator("form", has=mentor.page.locator("#text"))
    form.locator("button[type=submit]").click()
    mentor.sees("Je notitie is opgeslagen.")
    _look(mentee, room)
    mentee.sees("Denk eens na over dat overleg.")


def _look(phone, room):
    """Come to the room again, and open it."""
    phone.enter(room)
    phone.title("Open je teksten")
    phone.press("Openen")
    phone.title("Jullie pagina")


def _confirm(staff):
    """Click the button that the question offers, in its dialogue."""
    staff.page.get_by_role("dialog").locator("footer .btn-primary").click()


def move(staff, button):
    """Press a button of an edition's form, and wait until it is done."""
    staff.page.get_by_role("button", name=button).click()
    _confirm(staff)
    staff.page.locator("footer button[name=action_confirm]").wait_for(state="detached")
    window = staff.page.get_by_role("dialog").get_by_role("button", name="Sluiten")
    pressed = staff.page.get_by_role("button", name=button)
    deadline = time.monotonic() + 60
    while pressed.count() and time.monotonic() < deadline:
        # on a slow machine it goes on in the background, and a window says how far
        if window.count():
            window.last.click()
        time.sleep(0.2)
    assert not pressed.count()


def fill_in(visitor, link, text):
    """Answer a form as a person does: a choice for each question, and a text."""
    visitor.go(link)
    page = visitor.page
    page.wait_for_load_state("networkidle")
    for question in page.locator(".js_question-wrapper").all():
        if question.locator(".o_survey_form_choice").count():
            question.locator("label").nth(1).click()
        else:
            question.locator("textarea").fill(text)
    page.get_by_role("button", name="Indienen").click()
    page.get_by_role("dialog").get_by_role("button", name="Indienen").click()
    page.get_by_text("Dank je wel voor je antwoord").wait_for()


def evaluate(staff, manager, server, smtp, mentor, mentee, edition):
    """Both forms are opened, answered, reminded of and closed; staff see results."""
    others = Audience(server, "chain", ["mentor", "mentee"] * 4, edition=edition)
    staff.go(f"/odoo/mentorship.edition/{edition}")
    staff.page.get_by_role("button", name="Evaluaties").click()
    for audience in ("Mentees", "Mentoren"):
        card = staff.page.locator(".o_kanban_record", has_text="Halverwege")
        card.filter(has_text=audience).click()
        staff.page.get_by_role("button", name="Openen en iedereen vragen").click()
        _confirm(staff)
        staff.page.get_by_role("button", name="Sluiten zonder resultaat").wait_for()
        staff.page.locator(".breadcrumb-item a", has_text="Evaluaties").click()
    server.send_mails()
    found = manager.call(
        "mentorship.evaluation",
        "search_read",
        [[("edition_id", "=", edition), ("moment", "=", "midway")]],
        {"fields": ["audience", "survey_id", "invited_count"]},
    )
    assert {e["audience"]: e["invited_count"] for e in found} == {
        "mentor": 5,
        "mentee": 5,
    }
    forms = {e["audience"]: questions(server, e["survey_id"][0]) for e in found}

    # the mentee by the link in the mail, the mentor from the portal
    link = smtp.wait_for("chain_mentee@leden.example", "Hoe gaat het")
    (path,) = sealing.links_in(link.get_body(("html",)).get_content())
    fill_in(mentee, path, "Vaker afspreken.")
    mentor.go("/my/mentorship")
    mentor.press("Vertel hoe het gaat")
    fill_in(mentor, mentor.page.url, "Een gesprek met andere mentoren.")
    for number in range(6):
        form = forms[others.roles[number]]
        sent = answers_for(form, f"Tekst {number}.")
        visitor = Respondent(server)
        assert "error" not in visitor.send(others.link(smtp, number), sent)

    # a reminder only reaches participants who have not answered
    smtp.messages.clear()
    for evaluation in found:
        manager.call("mentorship.evaluation", "action_remind", [[evaluation["id"]]])
    server.send_mails()
    for number in (6, 7):
        smtp.wait_for(others.address(number))
    reached = {address for message in smtp.messages for address in message.recipients}
    assert reached == {others.address(6), others.address(7)}

    # staff close, and read the answers
    for audience, said in (
        ("mentee", "Vaker afspreken."),
        ("mentor", "Een gesprek met andere mentoren."),
    ):
        (evaluation,) = [e["id"] for e in found if e["audience"] == audience]
        last = Respondent(server)
        number = 6 + ("mentor", "mentee").index(audience)
        last.send(others.link(smtp, number), answers_for(forms[audience]))
        staff.go(f"/odoo/mentorship.evaluation/{evaluation}")
        staff.page.get_by_role("button", name="Sluiten en stembus openen").click()
        _confirm(staff)
        staff.page.get_by_role("button", name="Resultaten").click()
        results = staff.page.frame_locator("iframe[src^='/mentorship/results/']")
        results.get_by_text(said).wait_for()
        staff.page.screenshot(
            path=paths.STATE / "logs" / f"results-{audience}.png", full_page=True
        )


def test_chain(world, server, smtp, visit):
    manager = world.manager("chain_staff", "Sanne Staf")
    world.member("chain_mentor", "Marijke Mentor", years=12, phone="+31 20 1234567")
    world.member("chain_mentee", "Tom Tent", years=2)
    edition = world.edition(manager, name="2031")

    # staff open the edition
    staff = visit().login("chain_staff", PASSWORD)
    staff.go(f"/odoo/mentorship.edition/{edition}")
    staff.page.get_by_role("button", name="Aanmelding openen").click()
    _confirm(staff)
    staff.page.get_by_role("button", name="Aanmelding sluiten").wait_for()

    # two members sign up
    mentor = visit({"width": 390, "height": 844}).login("chain_mentor", PASSWORD)
    mentor.go(f"/my/mentorship/edition/{edition}")
    mentor.press("Meld je aan als mentor")
    mentor.page.fill("#motivation", "Ik geef graag door wat ik leerde.")
    mentor.press("Verder")
    mentor.page.get_by_label("Loopbaanpad").check()
    mentor.press("Verder")
    mentor.press("Meld je aan")
    assert "Dank je wel! Je aanmelding is verstuurd." in mentor.text()
    mentee = visit({"width": 390, "height": 844}).login("chain_mentee", PASSWORD)
    mentee.go(f"/my/mentorship/edition/{edition}")
    assert "Een mentor heeft meer dan 5 jaar werkervaring" in mentee.text()
    mentee.press("Meld je aan als mentee")
    mentee.page.fill("#question", "Hoe kies ik een specialisme?")
    mentee.press("Verder")
    mentee.press("Verder")
    mentee.press("Meld je aan")
    assert "Je doet mee" in mentee.text()

    # staff pair and offer
    staff.go(f"/odoo/mentorship.pairing/new?edition={edition}")
    choose(staff.page, "edition_id", "2031", "NOB-mentorprogramma 2031")
    choose(staff.page, "mentor_enrolment_id", "Marijke", "Marijke Mentor")
    choose(staff.page, "mentee_enrolment_ids", "Tom", "Tom Tent")
    staff.page.get_by_role("button", name="Voorstellen", exact=True).click()
    _confirm(staff)
    staff.page.get_by_role("button", name="Antwoord noteren").first.wait_for()
    server.send_mails()
    offer = smtp.wait_for("chain_mentor@leden.example", "Een mentorschap met")
    assert "leden.example" not in offer.get_body(("html",)).get_content().replace(
        "chain_mentor@leden.example", ""
    )

    # both say yes
    for visitor in (mentor, mentee):
        visitor.go("/my/mentorship")
        visitor.press("Bekijk en antwoord")
        assert "chain_" not in visitor.text(), "contact data before both said yes"
        visitor.say_yes()
    assert "Marijke Mentor" in mentee.text()
    assert "chain_mentor@leden.example" in mentee.text()
    server.send_mails()
    introduction = smtp.wait_for("chain_mentee@leden.example", "begint")
    body = introduction.get_body(("html",)).get_content()
    assert "chain_mentor@leden.example" in body and "+31 20 1234567" in body

    # the first contact, confirmed by the mentor from the mail: nothing on a GET
    confirm = smtp.wait_for("chain_mentor@leden.example", "begint")
    assert "/first-contact" in confirm.get_body(("html",)).get_content()
    (pairing,) = manager.call(
        "mentorship.pairing", "search", [[("edition_id", "=", edition)]]
    )
    mentor.go(f"/my/mentorship/pairing/{pairing}/first-contact")
    read = [[pairing], ["first_contact_on", "held_meeting_count", "state"]]
    assert not manager.call("mentorship.pairing", "read", read)[0]["first_contact_on"]
    mentor.press("We hebben contact gehad")
    found = manager.call("mentorship.pairing", "read", read)[0]
    assert found["first_contact_on"] == str(clock.today())

    use_the_room(visit, pairing)

    # two meetings; the calendar part is one that a parser accepts
    plan_meeting(
        mentee.page,
        mentee.go(f"/my/mentorship/pairing/{pairing}") and mentee,
        clock.today() + timedelta(days=7),
        place="Café De Kroon",
    )
    mentee.press("Plan en nodig uit")
    assert "Het gesprek is gepland" in mentee.text()
    server.send_mails()
    calendar, method = calendar_of(
        smtp.wait_for("chain_mentor@leden.example", "Gesprek met Tom Tent")
    )
    (event,) = calendar.walk("VEVENT")
    assert (method, calendar["method"], event["sequence"]) == ("REQUEST", "REQUEST", 0)
    assert calendar.walk("VTIMEZONE") and event["dtstart"].dt.hour == 15
    assert {a.split(":")[1] for a in event["attendee"]} == {
        "chain_mentor@leden.example",
        "chain_mentee@leden.example",
    }
    mentor.go(f"/my/mentorship/pairing/{pairing}")
    mentor.page.locator("#meetings a").first.click()
    mentor.page.locator("#time").fill("16:00")
    mentor.press("Wijzig en laat het weten")
    smtp.messages.clear()
    server.send_mails()
    moved, _method = calendar_of(
        smtp.wait_for("chain_mentee@leden.example", "Gewijzigd: gesprek met")
    )
    (later,) = moved.walk("VEVENT")
    assert later["uid"] == event["uid"] and later["sequence"] == 1
    mentor.go(f"/my/mentorship/pairing/{pairing}")
    mentor.page.locator("#meetings a").first.click()
    mentor.page.locator("summary", has_text="Zeg dit gesprek af").click()
    mentor.press("Ja, zeg het af")
    server.send_mails()
    cancelled, method = calendar_of(
        smtp.wait_for("chain_mentee@leden.example", "Afgezegd")
    )
    assert method == "CANCEL" and cancelled.walk("VEVENT")[0]["sequence"] == 2
    for days in (1, 2):
        mentee.go(f"/my/mentorship/pairing/{pairing}")
        plan_meeting(mentee.page, mentee, clock.today() - timedelta(days=days))
        mentee.page.get_by_label("Dit gesprek is al geweest").check()
        mentee.press("Plan en nodig uit")
        assert "Opgeslagen: dit gesprek is doorgegaan" in mentee.text()
    assert (
        manager.call("mentorship.pairing", "read", read)[0]["held_meeting_count"] == 2
    )

    # the edition runs, and closes
    staff.go(f"/odoo/mentorship.edition/{edition}")
    move(staff, "Aanmelding sluiten")
    move(staff, "Programma starten")
