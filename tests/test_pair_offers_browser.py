"""Offers as members and coordinators see them, in Dutch, at a desk and on a phone: a
whole run is taken back, a question is answered, “not now”, and a holiday (P19,
P22)."""

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from babel.dates import format_date

from .harness import clock
from .harness.browser import DESKTOP, PHONE
from .harness.pairs import COORDINATORS, Desk, Pairs, seen
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

QUESTION = "Kan het ook op woensdagavond?"
ANSWER = "Ja, dat kan: spreek het samen af."
OVER = "Dit voorstel is voorbij. Je hoeft niet meer te antwoorden."
WAITED = 3
LATER = clock.today() + timedelta(days=60)
BAD_DAYS = (clock.today(), clock.today() + timedelta(days=400))
OFFERS = "#wrap a[href*='/my/mentorship/pairing/']"
UNCHECKED = "document.querySelector('#until').form.noValidate = true"
"""Has the browser send a day that it knows to be wrong."""


@pytest.fixture(scope="module")
def pairs(server, smtp):
    return Pairs(server, smtp, "voorstel")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def size(request):
    return request.param


def unfold(page, name):
    page.locator("summary", has_text=name).click()


def send(page, name):
    """Press a button, and wait for the next page."""
    with page.expect_navigation():
        page.locator("#wrap").get_by_role("button", name=name, exact=True).click()


def alert(page):
    return page.locator(".o_mentorship [role=alert]").inner_text().strip()


def subjects(mails, person):
    """Return the subjects of the mails to a person."""
    return [mail["subject"] for mail in mails.get(person.address, [])]


def test_a_whole_publication_is_taken_back(pairs, visit, size):
    edition = pairs.edition()
    people = []
    for role in ("mentor", "mentee") * 2:
        people.append(pairs.person(role))
        pairs.sign_up(edition, people[-1], role)
    pairs.close_sign_up(edition)
    (run,) = pairs.call("matching", "create", [{"edition_id": edition}])
    pairs.call("matching", "action_run", [run])
    pairs.mails()

    desk = Desk(visit(size), pairs)
    place = f"/odoo/mentorship.matching/{run}"
    desk.visitor.go(place)
    desk.confirm("Alles publiceren")
    desk.page.locator(".o_notification", has_text="2 van 2").first.wait_for()
    mails = pairs.mails()
    for person in people:
        (subject,) = subjects(mails, person)
        assert subject.startswith("Een mentorschap met ")

    vera, kees = (visit(size).login(one.login, PASSWORD) for one in people[:2])
    paths = []
    for visitor in (vera, kees):
        paths.append(visitor.page.locator(OFFERS).first.get_attribute("href"))
        visitor.go(paths[-1])
        assert "Wil je dit mentorschap?" in visitor.text()

    desk.visitor.go(place)
    desk.confirm("Alle voorstellen intrekken")
    desk.page.locator(".o_notification", has_text="2 van 2").first.wait_for()
    seen(desk.visitor, "taken_back", fits=False)
    mails = pairs.mails()
    for person in people:
        (subject,) = subjects(mails, person)
        assert subject.startswith("Je voorstel in ")
        assert subject.endswith(" is ingetrokken")

    # a yes on a page from before comes too late
    vera.press("Ja, graag")
    kees.go(paths[1])
    for visitor, own in zip((vera, kees), people, strict=False):
        assert OVER in visitor.text()
        seen(visitor, "offer_over")
        visitor.go("/my/mentorship")
        assert not visitor.page.locator(OFFERS).count()
        others = {one.name for one in people if one != own}
        assert not [name for name in others if name in visitor.text()]
    # the run can be published again
    assert pairs.read("matching", run, "state") == "done"
    desk.visitor.go(place)
    bar = desk.page.locator(".o_form_statusbar")
    bar.get_by_role("button", name="Alles publiceren").first.wait_for()


def test_one_question_stops_the_clock_until_it_is_answered(pairs, visit, size):
    pair = pairs.offer()
    pairs.mails()
    before = date.fromisoformat(pairs.read("pairing", pair.id, "expires_on"))
    kees = visit(size).login(pair.mentee.login, PASSWORD)
    page = kees.page
    old_tab = page.context.new_page()
    for tab in (page, old_tab):
        tab.goto(urljoin(pairs.server.url, pair.path))
        unfold(tab, "Stel eerst een vraag")

    page.fill("#question", "   ")
    send(page, "Vraag versturen")
    assert page.locator("#question_error").inner_text().strip()
    page.fill("#question", QUESTION)
    seen(kees, "ask")
    send(page, "Vraag versturen")
    assert "Je vraag is verstuurd." in kees.text() and QUESTION in kees.text()
    assert not page.locator("summary", has_text="Stel eerst een vraag").count()
    seen(kees, "asked")

    # a second one, from a tab that still offers it
    old_tab.fill("#question", "En in het weekend?")
    send(old_tab, "Vraag versturen")
    assert alert(old_tab) == "Je hebt al een vraag gesteld over dit voorstel."

    # the other one reads nothing of it
    vera = visit(size).login(pair.mentor.login, PASSWORD)
    vera.go(pair.path)
    assert QUESTION not in vera.page.content()

    # three days later, a coordinator answers from the day
    pairs.query(
        f"UPDATE mentorship_pairing SET waits_since = waits_since - {WAITED}"
        f" WHERE id = {pair.id}"
    )
    desk = Desk(visit(size), pairs).day()
    window = desk.open(pair.mentee.name)
    assert "Een vraag" in window.inner_text()
    desk.press("action_open_document", window)
    desk.page.locator(".nav-link[name=questions]").click()
    asked = desk.page.locator("[name=question_ids]")
    asked.get_by_text(QUESTION).first.wait_for()
    seen(desk.visitor, "question", fits=False)
    asked.locator(".o_kanban_record a, tr.o_data_row button").first.click()
    window.locator("[name=answer] textarea").fill(ANSWER)
    with desk.page.expect_response(lambda got: got.url.endswith("/action_answer")):
        desk.press("action_answer", window)
    assert subjects(pairs.mails(), pair.mentee) == ["Je vraag is beantwoord"]
    after = date.fromisoformat(pairs.read("pairing", pair.id, "expires_on"))
    assert after == before + timedelta(days=WAITED)
    kees.go(pair.path)
    assert ANSWER in kees.text()
    assert format_date(after, "d MMMM yyyy", locale="nl") in kees.text()
    seen(kees, "answered")
    desk.day().has(0, pair.mentee.name)
    # who asked can still say yes
    kees.press("Ja, graag")
    domain = [("pairing_id", "=", pair.id), ("answer", "=", "accepted")]
    (yes,) = pairs.call("pairing.member", "search_read", domain, ["partner_id"])
    assert yes["partner_id"][0] == pair.mentee.partner


def test_not_now_until_a_day_and_the_next_one_is_asked(pairs, visit, size):
    edition = pairs.edition(own_choice=True)
    first, second, mentee = map(pairs.person, ("mentor", "mentor", "mentee"))
    chosen = [
        pairs.sign_up(edition, mentor, "mentor", shown=True)
        for mentor in (first, second)
    ]
    own = pairs.sign_up(edition, mentee, "mentee")
    form = dict(zip(("first", "second"), map(str, chosen), strict=True))
    place = f"/my/mentorship/enrolment/{own}/mentors"
    assert pairs.post(mentee, place, **form).status_code == 200
    pairs.mails()

    vera = visit(size).login(first.login, PASSWORD)
    page = vera.page
    path = page.locator(OFFERS).first.get_attribute("href")
    vera.go(path)
    unfold(page, "Nu niet")
    for day in BAD_DAYS:
        page.fill("#until", str(day))
        assert not page.evaluate("document.querySelector('#until').validity.valid")
        page.evaluate(UNCHECKED)
        send(page, "Niet vóór deze dag")
        said = page.locator("#until_error").inner_text().strip()
        assert said == "Kies een dag vanaf morgen, hoogstens een jaar vooruit."
        assert page.input_value("#until") == str(day)
        seen(vera, "not_now_refused")
    for day in ("overmorgen", "2030-02-31", ""):
        answer = pairs.post(first, f"{path}/not-now", until=day)
        assert answer.status_code == 422 and 'id="until_error"' in answer.text
    assert second.address not in pairs.mails()
    page.fill("#until", str(LATER))
    seen(vera, "not_now")
    send(page, "Niet vóór deze dag")
    assert "We doen je geen voorstel vóór de dag die je koos." in vera.text()
    assert not page.locator(OFFERS).count()

    assert pairs.read("enrolment", chosen[0], "away_until") == str(LATER)
    mails = pairs.mails()
    assert not subjects(mails, first)
    assert subjects(mails, second) == [f"Een mentorschap met {mentee.name}?"]
    assert len(subjects(mails, mentee)) == 1
    mia = visit(size).login(second.login, PASSWORD)
    assert "wacht op jouw antwoord" in mia.text() and mentee.name in mia.text()
    # the mentee reads whom they asked now, and nothing of a later day
    kees = visit(size).login(mentee.login, PASSWORD)
    assert second.name in kees.text()
    for told in (format_date(LATER, "d MMMM yyyy", locale="nl"), "nu niet"):
        assert told not in kees.text().lower()


def test_a_holiday_hands_over_the_lines_until_they_are_back(pairs, visit, size):
    pair = pairs.pair()
    pairs.post(pair.mentor, f"{pair.path}/talk")
    anna, bert = COORDINATORS["anna"], COORDINATORS["bert"]
    hers = Desk(visit(size), pairs, "anna")
    his = Desk(visit(size), pairs, "bert")
    assert hers.day().whose(pair.mentee.name) == anna

    pairs.out_of_office("anna", 9)
    assert his.day().whose(pair.mentee.name) == bert
    seen(his.visitor, "day_holiday", fits=False)
    # back earlier than planned
    pairs.out_of_office("anna", 0)
    assert his.day().whose(pair.mentee.name) == anna

    pairs.out_of_office("anna", 9)
    assert his.day().whose(pair.mentee.name) == bert
    # and once the day has come
    pairs.query(
        "UPDATE res_users SET out_of_office_to = now() AT TIME ZONE 'UTC'"
        f" - interval '1 minute' WHERE login = '{pairs.login('anna')}'"
    )
    assert hers.day().whose(pair.mentee.name) == anna
    pairs.out_of_office("anna", 0)
