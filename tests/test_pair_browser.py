"""A mentorship that ends early, in Dutch, at a desk and on a phone: a talk comes first,
nobody reads who asked, and who is free again is matched from the coordinators' day
(R67, P15, N11)."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest

from .harness import clock
from .harness.browser import DESKTOP, PHONE
from .harness.pairs import Desk, Pairs, seen
from .harness.world import PASSWORD

pytestmark = pytest.mark.slow

END = "form[action$='/end']"
ASKED = "() => location.search === '?done=ended'"
NEUTRAL = "Dit mentorschap is gestopt."
MAILED = "Dat gebeurt, en het zegt niets over jou."
REASON = "Te weinig tijd"


@pytest.fixture(scope="module")
def pairs(server, smtp):
    return Pairs(server, smtp, "koppel")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desk", "phone"])
def size(request):
    return request.param


def unfold(page):
    """Open the part of a pairing's page that ends it."""
    for name in ("Pauzeren, verlengen of stoppen", "Dit mentorschap beëindigen"):
        page.locator("summary", has_text=name).click()


def button(page):
    """Return the button that ends it."""
    return page.locator(END).get_by_role("button")


def alert(page):
    return page.locator(".o_mentorship [role=alert]").inner_text().strip()


def html(message):
    return message.get_body(("html",)).get_content()


def test_a_talk_comes_before_the_end(pairs, visit, size):
    pair = pairs.pair()
    pairs.mails()
    kees = visit(size).login(pair.mentee.login, PASSWORD)
    # asked twice, it is one talk
    for _twice in range(2):
        kees.go(pair.path)
        unfold(kees.page)
        said = kees.text()
        assert "Wil je er eerst over praten?" in said.split("Of beëindig het nu")[0]
        seen(kees, "end_or_talk")
        kees.press("Vraag een coördinator mij te bellen")
        assert "Een coördinator belt je." in kees.text()
    assert pairs.state(pair) == "active"

    # the other is not told, and sees nothing of it
    assert not {pair.mentor.address, pair.mentee.address} & pairs.mails().keys()
    vera = visit(size).login(pair.mentor.login, PASSWORD)
    vera.go(pair.path)
    assert "graag praten" not in vera.page.content()
    assert NEUTRAL not in vera.text()

    desk = Desk(visit(size), pairs).day()
    desk.has(1, pair.mentee.name)
    window = desk.open(pair.mentee.name)
    said = window.inner_text()
    assert f"{pair.mentee.name} wil graag praten" in said and "Wil een gesprek" in said
    seen(desk.visitor, "day_talk", fits=False)
    window.locator("[name=feedback] textarea").fill("Gebeld: ze gaan nog even door.")
    window.get_by_role("button", name="Uitgevoerd").click()
    window.wait_for(state="detached")
    desk.day().has(0, pair.mentee.name)
    assert pairs.state(pair) == "active"


def test_it_ends_once_and_nobody_reads_who_asked(pairs, visit, size):
    pair = pairs.pair()
    pairs.mails()
    kees = visit(size).login(pair.mentee.login, PASSWORD)
    page = kees.page
    old_tab = page.context.new_page()
    old_tab.goto(urljoin(pairs.server.url, pair.path))

    # more words go to the coordinators alone, on the sealed page
    kees.go(pair.path)
    unfold(page)
    seal = page.locator(END).get_by_role("link", name="verzegeld bericht")
    sealed = page.context.new_page()
    sealed.goto(urljoin(pairs.server.url, seal.get_attribute("href")))
    sealed.locator("h1").first.wait_for()
    assert "/mentorship/room" in sealed.url
    sealed.close()

    # a reason that staff have just taken off the list: the form comes back open
    gone = f"Verhuisd {pair.id}"
    reason = pairs.call("end.reason", "create", {"name": gone})
    kees.go(pair.path)
    unfold(page)
    page.select_option("#reason_id", label=gone)
    pairs.call("end.reason", "write", [reason], {"active": False})
    with page.expect_navigation():
        button(page).click()
    assert alert(page) == "Kies een reden uit de lijst."
    assert button(page).is_visible()
    assert pairs.state(pair) == "active"
    seen(kees, "end_refused")

    # a double click, the way back, and a tab from before
    kees.go(pair.path)
    unfold(page)
    seen(kees, "end")
    page.select_option("#reason_id", label=REASON)
    chosen = page.input_value("#reason_id")
    button(page).dblclick()
    page.wait_for_function(ASKED)
    assert "Je bent uit dit mentorschap gestapt." in kees.text()
    page.go_back()
    assert NEUTRAL in kees.text()
    unfold(old_tab)
    with old_tab.expect_navigation():
        button(old_tab).click()
    assert old_tab.url.endswith("?done=ended")

    domain = [("pairing_id", "=", pair.id)]
    ended = pairs.call("ending", "search_read", domain, ["reason_id"])
    assert [str(one["reason_id"][0]) for one in ended] == [chosen]
    mails = pairs.mails()
    for person in (pair.mentor, pair.mentee):
        (mail,) = mails[person.address]
        assert mail["subject"] == "Je mentorschap is gestopt"
        assert MAILED in html(mail) and REASON not in html(mail)
    assert pair.mentee.name not in html(mails[pair.mentor.address][0])

    vera = visit(size).login(pair.mentor.login, PASSWORD)
    for visitor in (kees, vera):
        visitor.go(pair.path)
        read = visitor.page.locator(".o_mentorship .alert-info").all_inner_texts()
        assert read == [NEUTRAL]
        assert REASON not in visitor.page.content()
        seen(visitor, "ended")


def test_both_read_their_room_for_thirty_days(pairs, visit, size):
    pair = pairs.pair()
    pairs.post(pair.mentor, f"{pair.path}/end")
    people = (pair.mentor, pair.mentee)
    both = [visit(size).login(person.login, PASSWORD) for person in people]
    for days, there in ((0, True), (30, True), (31, False)):
        ended = clock.today() - timedelta(days=days)
        pairs.query(
            f"UPDATE mentorship_pairing SET ended_on = '{ended}' WHERE id = {pair.id}"
        )
        said = []
        for visitor in both:
            visitor.go(pair.path)
            room = visitor.page.locator("#room")
            assert bool(room.locator("a[href*='/mentorship/room']").count()) is there
            said += room.all_inner_texts()
        assert len(said) == 2 * there
        if there:
            assert "lees je hier nog wat jullie schreven" in said[0]
            assert said[0] == said[1]


def test_who_is_free_again_is_matched_from_the_day(pairs, visit, size):
    edition = pairs.edition()
    pair, other = pairs.pair(edition), pairs.person("mentor")
    pairs.sign_up(edition, other, "mentor")
    pairs.close_sign_up(edition)
    pairs.post(pair.mentee, f"{pair.path}/end")
    pairs.mails()

    desk = Desk(visit(size), pairs).day()
    line = desk.lines(pair.mentee.name).filter(has_text="Koppeling gestopt")
    line.wait_for()
    seen(desk.visitor, "day_unmatched")
    # a phone shows the button once the line is open
    place = desk.open(pair.mentee.name) if desk.on_phone else line
    desk.press("action_mentorship_pair", place)
    best = desk.page.locator(".modal [name=line_ids]")
    best.get_by_text(other.name).first.wait_for()
    assert pair.mentor.name not in best.inner_text()
    seen(desk.visitor, "match_again")
    with desk.page.expect_response(lambda answer: answer.url.endswith("/action_offer")):
        desk.press("action_offer", best)

    domain = [("edition_id", "=", edition), ("state", "=", "offered")]
    names = ["mentor_id", "mentee_ids"]
    (offered,) = pairs.call("pairing", "search_read", domain, names)
    assert offered["mentor_id"][0] == other.partner
    assert offered["mentee_ids"] == [pair.mentee.partner]
    mails = pairs.mails()
    for person, with_whom in ((other, pair.mentee), (pair.mentee, other)):
        (mail,) = mails[person.address]
        assert with_whom.name in html(mail)
    assert pair.mentor.address not in mails
    kees = visit(size).login(pair.mentee.login, PASSWORD)
    assert other.name in kees.text()
    # nobody waits for staff any longer
    desk.day().has(0, pair.mentee.name)
