"""How a programme brings members in, in Dutch: a visitor on a phone reads its page and
signs up, a coordinator invites members, and a member stops it and speaks (R30, R35).
"""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from dev import postgres

from .harness.ballots import Audience
from .harness.browser import DESKTOP, PHONE, Visitor
from .harness.bulk import JOBS, finished
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

CODE = "NOB"
PAGE = f"/mentorship/{CODE}"
MEMBERS = 6
STOPPED = 1
"""The number of the member who wanted no invitations from the start."""
WORDS = "Ik kijk met andere ogen naar mijn eigen werk."
SUBJECT = "Wil je meedoen aan"


@pytest.fixture(scope="module")
def server(smtp):
    with running(smtp_port=smtp.port) as server:
        yield server


@pytest.fixture(scope="module")
def world(server):
    world = World(server)
    world.staff = world.manager("promo_staf", "Sanne Staf")
    world.programme = world.ref("nob_mentorship.programme_nob")
    world.staff.call(
        "mentorship.programme",
        "write",
        [[world.programme], {"public_page": True, "board_name": "Femke Hoekstra"}],
    )
    return world


def address(number):
    return f"promo{number}@leden.example"


def unasked(server):
    """Return how many contacts want no invitations."""
    query = "SELECT count(*) FROM res_partner WHERE mentorship_unasked_on IS NOT NULL"
    ((number,),) = postgres.query(query, server.db)
    return int(number)


def opened(server, promotion):
    """Return how often the page was opened from a mailing."""
    query = "SELECT COALESCE(opened, 0) FROM mentorship_promotion WHERE id = {}"
    ((number,),) = postgres.query(query.format(promotion), server.db)
    return int(number)


@pytest.fixture(scope="module")
def edition(world):
    """An edition that is open, and members who did not sign up; its id."""
    for number in range(MEMBERS):
        world.member(f"promo{number}", f"Promo Persoon {number}", years=3)
    edition = world.edition(world.staff, name="werft")
    world.staff.call("mentorship.edition", "action_open_enrolment", [[edition]])
    stopped = f"promo{STOPPED}"
    client = world.server.client(stopped, PASSWORD)
    form = {"do": "invitations"}
    profile = "/my/mentorship/profile"
    token = re.search(r'csrf_token: "([^"]+)"', client.get(profile).text)[1]
    answer = client.session.post(
        world.server.url + profile, data={"csrf_token": token, **form}, timeout=60
    )
    assert answer.ok
    return edition


def test_a_visitor_on_a_phone_reads_it_and_signs_up(world, edition, server, browser):
    visitor = Visitor(browser, server, PHONE)
    assert visitor.go(PAGE).status == 200
    text = visitor.text()
    for words in (
        "Wat het oplevert",
        "Voor jou als mentee",
        "Voor jou als mentor",
        "Voor je organisatie",
        "Van het bestuur",
        "Femke Hoekstra",
        "Aanmelden kan tot en met",
    ):
        assert words.casefold() in text.casefold(), words
    assert "Sanne" not in text
    assert not visitor.wider()
    assert visitor.page.locator("#wrap a.btn-primary").count() == 1
    visitor.press("Meld je aan")
    assert "/web/login" in visitor.page.url
    visitor.page.fill("input[name=login]", "promo0")
    visitor.page.fill("input[name=password]", PASSWORD)
    with visitor.page.expect_navigation():
        visitor.page.click(".oe_login_form button[type=submit]")
    assert visitor.page.url.endswith(f"/my/mentorship/edition/{edition}")
    visitor.page.locator("form[action$='/enrol'] button").first.click()
    visitor.page.wait_for_url("**/my/mentorship/enrolment/**")
    visitor.go(PAGE)
    visitor.press("Open mijn aanmelding")
    assert "/my/mentorship/enrolment/" in visitor.page.url
    assert not visitor.troubles


@pytest.fixture(scope="module")
def sent(world, edition, server, browser, smtp):
    """The mailing, sent by a coordinator at a desk; (its id, {address: mails})."""
    smtp.messages.clear()
    staff = Visitor(browser, server, DESKTOP).login("promo_staf", PASSWORD)
    page = staff.page
    staff.go(f"/odoo/mentorship.edition/{edition}")
    page.locator("button[name=action_promote]:visible").first.click()
    form = page.locator(".o_form_view")
    form.locator(".o_field_widget[name=preview]").wait_for()
    assert "geen uitnodigingen meer" in form.inner_text()
    note = form.locator(".o_field_widget[name=note] textarea")
    note.fill("Dit jaar zoeken we vooral mentoren.")
    page.locator("button[name=action_view_readers]:visible").first.click()
    page.locator(".o_list_view .o_data_row").first.wait_for()
    listed = page.locator(".o_list_view").inner_text()
    assert "Promo Persoon 2" in listed
    assert f"Promo Persoon {STOPPED}" not in listed
    page.go_back()
    page.locator("button[name=action_ask]:visible").first.click()
    page.locator(".modal button[name=action_confirm]").click()
    page.locator(".modal button[name=action_confirm]").wait_for(state="detached")
    (found,) = world.staff.call(
        "mentorship.promotion",
        "search_read",
        [[("edition_id", "=", edition)]],
        {"fields": ["state", "note"]},
    )
    assert found["state"] in ("sending", "sent")
    for _twice in range(2):
        server.run_cron(JOBS)
        server.send_mails()
    assert not staff.troubles
    mails = Counter(
        recipient
        for message in smtp.messages
        if SUBJECT in message["subject"]
        for recipient in message.recipients
    )
    return found["id"], mails


def test_each_member_is_mailed_once_and_some_never(world, edition, server, sent):
    promotion, mails = sent
    # the first one signs up in the walk of a visitor
    asked = {address(number) for number in range(1, MEMBERS)} - {address(STOPPED)}
    ours = {one: number for one, number in mails.items() if one.startswith("promo")}
    ours.pop(address(0), None)
    assert ours == dict.fromkeys(asked, 1)
    # and no one else twice
    assert set(mails.values()) == {1}
    told = world.staff.call("mentorship.promotion", "action_send", [[promotion]])
    assert finished(server, world.staff, told) == ""


def test_a_coordinator_reads_what_it_brought(edition, sent, server, browser):
    staff = Visitor(browser, server, DESKTOP).login("promo_staf", PASSWORD)
    staff.go(f"/odoo/mentorship.edition/{edition}")
    buttons = staff.page.locator("button[name=action_promote]:visible")
    buttons.first.wait_for()
    assert buttons.count() == 1
    buttons.first.click()
    staff.page.locator(".o_field_widget[name=joined_words]").wait_for()
    assert not staff.troubles


def test_a_mail_has_one_way_out_that_needs_no_login(world, server, sent, smtp):
    mail = smtp.wait_for(address(2), SUBJECT)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"].strip())[1]
    body = mail.get_body(("html",)).get_content()
    assert "Dit jaar zoeken we vooral mentoren." in body
    before = unasked(server)
    assert requests.get(link, timeout=60).status_code == 200
    assert unasked(server) == before
    body = {"List-Unsubscribe": "One-Click"}
    assert requests.post(link, data=body, timeout=60).status_code == 200
    assert unasked(server) == before + 1
    wrong = link[:-1] + ("0" if link[-1] != "0" else "1")
    assert requests.post(wrong, data=body, timeout=60).status_code == 404
    # for a later edition as well
    later = world.edition(world.staff, name="werft weer")
    world.staff.call("mentorship.edition", "action_open_enrolment", [[later]])
    opened = world.staff.call("mentorship.edition", "action_promote", [[later]])
    listed = world.staff.call(
        "mentorship.promotion", "action_view_readers", [[opened["res_id"]]]
    )
    found = world.staff.call(
        "res.partner", "search_read", [listed["domain"]], {"fields": ["email"]}
    )
    addresses = {one["email"] for one in found}
    assert address(3) in addresses
    assert not addresses & {address(2), address(STOPPED)}


def test_a_reader_stops_them_on_a_phone(server, browser, sent, smtp):
    mail = smtp.wait_for(address(4), SUBJECT)
    link = mail["List-Unsubscribe"].strip()[1:-1]
    visitor = Visitor(browser, server, PHONE)
    visitor.go(link)
    assert not visitor.wider()
    visitor.press("Stuur me geen uitnodigingen meer")
    assert "geen uitnodigingen meer" in visitor.text()
    assert not visitor.troubles


def test_the_page_is_counted_without_a_cookie(server, browser, sent, smtp):
    promotion, _mails = sent
    mail = smtp.wait_for(address(5), SUBJECT).get_body(("html",)).get_content()
    (link,) = set(re.findall(r'href="([^"]+/mentorship/NOB\?via=[0-9a-f]{16})"', mail))
    visitor = Visitor(browser, server, PHONE)
    with visitor.page.expect_request("**/mentorship/opened") as counted:
        visitor.go(link)
    assert counted.value.method == "POST"
    visitor.page.wait_for_url(f"**{PAGE}")
    for _wait in range(50):
        if opened(server, promotion) == 1:
            break
        visitor.page.wait_for_timeout(100)
    visitor.page.reload()
    visitor.page.wait_for_timeout(500)
    assert opened(server, promotion) == 1
    names = {cookie["name"] for cookie in visitor.context.cookies()}
    # Odoo's own: the language and the time zone
    assert names <= {"frontend_lang", "tz", "session_id", "cids"}
    assert not visitor.troubles


def test_a_flood_neither_waits_nor_fails(server, sent):
    promotion, _mails = sent
    query = f"SELECT via FROM mentorship_promotion WHERE id = {promotion}"
    ((via,),) = postgres.query(query, server.db)
    before, start = opened(server, promotion), len(server.log.read_text())

    def open_page(_number):
        address = f"{server.url}/mentorship/opened"
        return requests.post(address, data={"via": via}, timeout=60).status_code

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(open_page, range(400))) == {204}
    # it can go on in the next minutes
    assert 0 < opened(server, promotion) - before < 400
    log = server.log.read_text()[start:]
    assert "serialize" not in log and "Traceback" not in log
    address = f"{server.url}/mentorship/opened"
    large = {"via": via, "x": "x" * 20_000}
    assert requests.post(address, data=large, timeout=60).status_code in (400, 413)
    assert requests.get(address, timeout=60).status_code in (404, 405)


@pytest.fixture(scope="module")
def ended(world, server):
    """A closed edition of three pairs."""
    people = Audience(server, "stem", ["mentor"] * 3 + ["mentee"] * 3, logins=6)
    told = world.staff.call("mentorship.edition", "action_close", [[people.edition]])
    finished(server, world.staff, told)
    return people


def test_a_member_speaks_and_takes_it_back(world, ended, server, browser):
    (programme,) = world.staff.call(
        "mentorship.edition", "read", [[ended.edition], ["programme_id"]]
    )
    number = programme["programme_id"][0]
    world.staff.call("mentorship.programme", "write", [[number], {"public_page": True}])
    (found,) = world.staff.call("mentorship.programme", "read", [[number], ["code"]])
    page = f"/mentorship/{found['code']}"
    (sign_up,) = world.staff.call(
        "mentorship.enrolment",
        "search",
        [
            [
                ("edition_id", "=", ended.edition),
                ("partner_id", "=", ended.partners[1]),
                ("state", "=", "completed"),
            ]
        ],
    )
    own = f"/my/mentorship/enrolment/{sign_up}"
    member = Visitor(browser, server, PHONE).login("stem.1", PASSWORD)
    member.go(own)
    assert not member.wider()
    member.press("Stuur naar de coördinatoren")
    assert "Vul dit in" in member.text()
    member.page.fill("textarea[name=words]", WORDS)
    member.page.select_option("select[name=named_as]", "first")
    member.page.check("input[name=everyone]")
    member.press("Stuur naar de coördinatoren")

    visitor = Visitor(browser, server, PHONE)
    visitor.go(page)
    assert WORDS not in visitor.text()
    staff = Visitor(browser, server, DESKTOP).login("promo_staf", PASSWORD)
    staff.go("/odoo/action-nob_mentorship.mentorship_voice_action")
    staff.page.locator(".o_data_row", has_text=WORDS).first.click()
    staff.page.locator("button[name=action_approve]:visible").first.click()
    staff.page.locator("button[name=action_approve]").first.wait_for(state="detached")
    assert not staff.troubles
    visitor.go(page)
    assert WORDS in visitor.text()
    assert not visitor.wider()

    member.go(own)
    member.press("Intrekken")
    answer = visitor.go(page)
    assert answer.headers["cache-control"] == "no-store"
    assert WORDS not in visitor.text()
    assert not member.troubles and not visitor.troubles


def test_what_no_one_may_read_is_not_there(world, server):
    archived = world.staff.call("mentorship.programme", "copy", [[world.programme]])[0]
    values = {"code": "WEG", "public_page": True}
    world.staff.call("mentorship.programme", "write", [[archived], values])
    assert requests.get(f"{server.url}/mentorship/WEG", timeout=60).status_code == 200
    world.staff.call("mentorship.programme", "write", [[archived], {"active": False}])
    for path in ("WEG", "nergens", "%3Cb%3E"):
        answer = requests.get(f"{server.url}/mentorship/{path}", timeout=60)
        assert f"{server.url}/web/login" in answer.url, path
    for path in ("%00", "WEG/picture", "nergens/picture", "stop/1/1/x", "opened"):
        answer = requests.get(f"{server.url}/mentorship/{path}", timeout=60)
        assert answer.status_code in (404, 405), path
        assert "Traceback" not in answer.text
