"""Whoever gets hold of a member's login does not get into the room with it."""

import json
import re
from html import unescape
from itertools import count

import pytest
from lxml import html

from dev import odoo, paths

from .harness.house import notice
from .harness.room import ROOT, Room
from .harness.stage import Stage
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

SECRET = "Een winterkoning zingt hier"
STOLEN = "ander-wachtwoord-2031"


class Couples(Stage):
    """Pairs who have a room each, made when a test needs one."""

    def __init__(self, server):
        self.server, self.prefix = server, "login"
        self.world = World(server)
        self.manager = self.world.manager(self.login("staf"), "Sanne Staf")
        self.partners, self.clients, self.passwords = {}, {}, {}
        self.edition = self.open_edition("logins")
        self.numbers = count(1)

    def client(self, name):
        """Return the web session of a person, whose password may be another by now."""
        if name not in self.clients:
            password = self.passwords.get(name, PASSWORD)
            client = self.server.client(self.login(name), password)
            page = client.get("/my/mentorship").text
            client.token = re.search(r'csrf_token: "([^"]+)"', page)[1]
            self.clients[name] = client
        return self.clients[name]

    def pair_of(self, mentor, mentee):
        """Return the room of an active pairing of two people."""
        pairing = self.call(
            "pairing",
            "create",
            {
                "edition_id": self.edition,
                "mentor_enrolment_id": self.sign_up(self.edition, mentor, "mentor"),
                "mentee_enrolment_ids": [
                    (6, 0, [self.sign_up(self.edition, mentee, "mentee")])
                ],
            },
        )
        self.call("pairing", "action_offer", [pairing])
        for member in self.call(
            "pairing.member", "search", [("pairing_id", "=", pairing)]
        ):
            arguments = (member, "accepted", "telephone")
            self.call("pairing.member", "action_note_answer", *arguments)
        return Room(self, pairing)

    def user(self, name):
        """Return the id of a person's user."""
        (user,) = self.world.search(
            "res.users", [("partner_id", "=", self.partners[name])], ["id"]
        )
        return user["id"]

    def change(self, name, **values):
        """Change a person's user as an administrator; they are logged out."""
        self.world.admin.call("res.users", "write", [[self.user(name)], values])
        self.clients.pop(name, None)
        if "password" in values:
            self.passwords[name] = values["password"]


class Couple:
    """A mentor and a mentee; both wrote in their room."""

    def __init__(self, stage):
        self.stage, number = stage, next(stage.numbers)
        self.mentor, self.mentee = f"mentor{number}", f"mentee{number}"
        for name, years in ((self.mentor, 12), (self.mentee, 2)):
            full_name = f"{name.title()} Vogel"
            stage.partners[name] = stage.member(name, full_name, years=years)
        self.room = stage.pair_of(self.mentor, self.mentee)
        for name in (self.mentor, self.mentee):
            self.room.note(name, f"{SECRET}, zegt {name}.", files=[FILE])
        assert self.reads(self.mentor) and self.reads(self.mentee)

    def reads(self, name):
        """Tell whether somebody reads what was written; the page says why not."""
        page = self.room.page(name)
        assert page.status_code == 200
        found = SECRET in unescape(page.text)
        assert found != bool(notice(page))
        return found

    def is_closed(self, name):
        """See that a room stays closed for somebody, on every page of it."""
        assert not self.reads(name)
        assert len(notice(self.room.page(name))) > 40
        pages = ["notes", "goal", "agreement", "coordinator"]
        file = f"{ROOT}/file/{self.room.newest('note.file')}"
        for path in (*pages, file, f"{ROOT}/export"):
            assert SECRET not in self.room.text(name, path)
        for form in ("json", "text"):
            answer = self.room.send(
                name, f"{ROOT}/export", {"format": form}, expect=200
            )
            assert SECRET not in answer.text
        before = self.room.newest("note")
        form = {"text": "Ik doe mij voor als een ander."}
        answer = self.room.send(name, "note", form, expect=422)
        assert form["text"] in answer.text and self.room.newest("note") == before
        # they do not open it themselves, or ask for anything
        self.room.send(
            name, "access", {"access_id": self.row(name), "answer": "right"}, expect=422
        )
        assert not self.reads(name)

    def row(self, name):
        """Return the id of the row that says whether somebody may enter."""
        (row,) = self.room.query(
            "SELECT id FROM mentorship_room_access"
            f" WHERE pairing_id = {self.room.pairing}"
            f" AND user_id = {self.stage.user(name)}"
        )
        return row[0]

    def judge(self, name, answer):
        """Judge, on one's own page, the login of the other that changed."""
        page = self.room.page(name).text
        access = re.search(r'name="access_id" value="(\d+)"', page)[1]
        self.room.send(name, "access", {"access_id": access, "answer": answer})


FILE = ("zang.txt", SECRET.encode(), "text/plain")


@pytest.fixture(scope="module")
def stage(server):
    return Couples(server)


@pytest.fixture
def couple(stage, smtp):
    couple = Couple(stage)
    stage.server.send_mails()
    couple.mails_before = len(smtp.messages)
    return couple


@pytest.fixture(autouse=True)
def clean_log(server):
    """Nothing goes wrong on the server, and nothing of a room is in its log."""
    start = len(server.log.read_text())
    yield
    log = server.log.read_text()[start:]
    assert not odoo.LOGGED.search(log) and SECRET not in log, log


def mails(couple, smtp, about, to):
    """Return the mails to somebody on the login of another; no word of a room is in."""
    couple.stage.server.send_mails()
    address = f"{couple.stage.login(to)}@leden.example"
    news = smtp.messages[couple.mails_before :]
    found = [mail for mail in smtp.to(address, about.title()) if mail in news]
    for mail in found:
        text = "".join(
            part.get_content()
            for part in mail.walk()
            if part.get_content_type().startswith("text/")
        )
        assert "winterkoning" not in text and "zang" not in text
    return found


def test_a_password_set_by_another_closes_the_room_until_the_other_confirms(
    couple, stage, smtp
):
    stage.change(couple.mentee, password=STOLEN)
    couple.is_closed(couple.mentee)
    assert couple.reads(couple.mentor)
    for who in (couple.mentor, couple.mentee):
        assert len(mails(couple, smtp, couple.mentee, who)) == 1
    # looking again tells nobody again
    assert not couple.reads(couple.mentee)
    assert len(mails(couple, smtp, couple.mentee, couple.mentor)) == 1
    couple.judge(couple.mentor, "right")
    assert couple.reads(couple.mentee)
    couple.room.note(couple.mentee, "Ik ben het weer.")
    assert "Ik ben het weer." in couple.room.text(couple.mentor)
    assert 'name="access_id"' not in couple.room.page(couple.mentor).text


def test_who_objects_keeps_the_room_closed_until_they_confirm(couple, stage):
    stage.change(couple.mentor, password=STOLEN)
    assert not couple.reads(couple.mentor)
    couple.judge(couple.mentee, "wrong")
    couple.is_closed(couple.mentor)
    row = couple.row(couple.mentor)
    couple.room.query(
        "UPDATE mentorship_room_access SET objected = false,"
        f" closed_on = closed_on - interval '3 days' WHERE id = {row}"
    )
    assert not couple.reads(couple.mentor)
    couple.judge(couple.mentee, "right")
    assert couple.reads(couple.mentor)


FORGERIES = {
    "an earlier day": "closed_on = closed_on - interval '3 days'",
    "an earlier day, and the seal gone": "closed_on = now() - interval '3 days',"
    " closed_seal = NULL",
    "never closed": "closed_on = NULL, closed_seal = NULL",
    "the trust of the other": "trusted = (SELECT trusted FROM mentorship_room_access o"
    " WHERE o.pairing_id = a.pairing_id AND o.id <> a.id)",
    "a seal as trust": "trusted = closed_seal, closed_on = NULL",
    "no trust": "trusted = NULL, closed_on = NULL",
    "nonsense": "trusted = 'é', closed_seal = 'x'",
    "another user": "user_id = (SELECT min(id) FROM res_users)",
}


@pytest.mark.parametrize("name", [*FORGERIES, "no row"])
def test_what_is_forged_in_the_database_opens_nothing(couple, stage, name):
    stage.change(couple.mentee, password=STOLEN)
    row = couple.row(couple.mentee)
    assert not couple.reads(couple.mentee)
    couple.room.query(
        f"UPDATE mentorship_room_access a SET {FORGERIES[name]} WHERE id = {row}"
        if name in FORGERIES
        else f"DELETE FROM mentorship_room_access WHERE id = {row}"
    )
    for _twice in range(2):
        assert not couple.reads(couple.mentee)
    assert couple.reads(couple.mentor)


def test_a_member_who_changes_their_own_password_stays_in(couple, stage, smtp):
    client = stage.client(couple.mentee)
    for old, reads in (("niet mijn wachtwoord", True), (PASSWORD, True)):
        answer = client.post(
            "/my/security",
            "/my/security",
            old=old,
            new1="mijn-nieuwe-2032",
            new2="mijn-nieuwe-2032",
            op="password",
        )
        assert answer.status_code == 200
        assert couple.reads(couple.mentee) == reads
    stage.clients.pop(couple.mentee)
    stage.passwords[couple.mentee] = "mijn-nieuwe-2032"
    assert couple.reads(couple.mentee)
    assert couple.reads(couple.mentor)
    assert not mails(couple, smtp, couple.mentee, couple.mentor)


def test_a_reset_by_mail_closes_the_room(couple, stage, smtp):
    address = f"{stage.login(couple.mentee)}@leden.example"
    user = stage.user(couple.mentee)
    stage.world.admin.call("res.users", "action_reset_password", [[user]])
    stage.server.send_mails()
    choose(stage, smtp, couple.mentee, address, STOLEN)
    couple.is_closed(couple.mentee)
    assert len(mails(couple, smtp, couple.mentee, couple.mentor)) == 1


def choose(stage, smtp, name, address, password):
    """Choose a password by the link in a mail; the person logs in with it next."""
    mail = smtp.wait_for(address)
    body = "".join(
        unescape(part.get_content())
        for part in mail.walk()
        if part.get_content_type() == "text/html"
    )
    link = r'href="[^"]*?(/mentorship/to/[^"]+|/web/(?:signup|reset_password)\?[^"]+)"'
    visitor = type(stage.manager)(stage.server.url, stage.server.db)
    page = visitor.get(re.search(link, body)[1])
    path, page = page.url.removeprefix(stage.server.url), page.text
    assert path.startswith(("/web/signup?", "/web/reset_password?"))
    (token,) = set(re.findall(r'name="token" value="([^"]+)"', page))
    (login,) = html.fromstring(page).xpath("//input[@name='login']/@value") or [""]
    answer = visitor.session.post(
        stage.server.url + path,
        data={
            "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
            "token": token,
            "login": login or address,
            "name": f"{name.title()} Vogel",
            "password": password,
            "confirm_password": password,
        },
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code in (200, 303)
    assert "alert-danger" not in answer.text
    stage.passwords[name] = password
    stage.clients.pop(name, None)


def test_a_login_that_changes_closes_the_room(couple, stage, smtp):
    old = stage.login(couple.mentee)
    stage.change(couple.mentee, login=f"{old}_anders")
    client = stage.server.client(f"{old}_anders", PASSWORD)
    page = client.get(couple.room.path)
    assert page.status_code == 200 and SECRET not in page.text and notice(page)
    assert len(mails(couple, smtp, couple.mentee, couple.mentor)) == 1
    # as it was, it is known again
    stage.change(couple.mentee, login=old)
    assert couple.reads(couple.mentee)


@pytest.mark.parametrize("model", ["res.users", "res.partner"])
def test_an_address_that_changes_closes_the_room(couple, stage, smtp, model):
    address = f"{stage.login(couple.mentee)}@leden.example"
    record = {
        "res.users": stage.user(couple.mentee),
        "res.partner": stage.partners[couple.mentee],
    }[model]
    stage.world.admin.call(model, "write", [[record], {"email": address.upper()}])
    assert couple.reads(couple.mentee)
    stage.world.admin.call(model, "write", [[record], {"email": "dief@dieven.example"}])
    couple.is_closed(couple.mentee)
    assert len(mails(couple, smtp, couple.mentee, couple.mentor)) == 1


def test_a_user_who_is_moved_to_a_member_does_not_enter_as_them(couple, stage):
    name = f"dief{next(stage.numbers)}"
    thief, _partner = stage.world.user(
        stage.login(name), "Dirk Dief", "base.group_portal"
    )
    member = stage.partners[couple.mentee]
    write = [[thief], {"partner_id": member}]
    stage.world.admin.call("res.users", "write", write)
    page = stage.client(name).get(couple.room.path)
    assert page.status_code == 200 and SECRET not in page.text
    assert len(notice(page)) > 40
    assert couple.reads(couple.mentee)
    # and a member who is moved away is nobody there
    write[1] = {"partner_id": stage.world.create("res.partner", name="Leeg")}
    stage.world.admin.call("res.users", "write", write)
    stage.world.admin.call(
        "res.users", "write", [[stage.user(couple.mentee)], write[1]]
    )
    assert couple.room.page(couple.mentee).status_code == 404


def test_a_password_written_in_the_database_closes_the_room(couple, stage):
    mentor, mentee = stage.user(couple.mentor), stage.user(couple.mentee)
    couple.room.query(
        f"UPDATE res_users SET password = (SELECT password FROM res_users"
        f" WHERE id = {mentor}) WHERE id = {mentee}"
    )
    stage.clients.pop(couple.mentee)
    # the passwords are the same, their hashes are not
    couple.is_closed(couple.mentee)
    couple.judge(couple.mentor, "right")
    assert couple.reads(couple.mentee)


def test_the_first_login_after_an_invitation_opens_the_room(stage, smtp):
    number = next(stage.numbers)
    mentor, mentee = f"mentor{number}", f"mentee{number}"
    stage.partners[mentor] = stage.member(mentor, f"{mentor.title()} Vogel", years=12)
    address = f"{stage.login(mentee)}@leden.example"
    partner = stage.world.create(
        "res.partner",
        name=f"{mentee.title()} Vogel",
        email=address,
        lang="nl_NL",
    )
    stage.partners[mentee] = partner
    stage.world.membership_line(partner)
    room = stage.pair_of(mentor, mentee)
    room.note(mentor, f"{SECRET}, voor wie nog komt.")
    stage.server.send_mails()
    choose(stage, smtp, mentee, address, "mijn-eerste-2031")
    stage.clients[mentee] = client = stage.server.client(address, "mijn-eerste-2031")
    page = client.get("/my/mentorship").text
    client.token = re.search(r'csrf_token: "([^"]+)"', page)[1]
    assert SECRET in room.text(mentee)
    room.note(mentee, "Daar ben ik.")
    assert "Daar ben ik." in room.text(mentor)
    assert not notice(room.page(mentor))


def test_an_employee_who_is_a_mentor_enters(stage):
    number = next(stage.numbers)
    mentor, mentee = f"mentor{number}", f"mentee{number}"
    _user, partner = stage.world.user(
        stage.login(mentor), f"{mentor.title()} Vogel", "base.group_user"
    )
    stage.world.admin.call(
        "res.partner", "write", [[partner], {"professional_since": "2005-01-01"}]
    )
    stage.world.membership_line(partner)
    stage.partners[mentor] = partner
    stage.partners[mentee] = stage.member(mentee, f"{mentee.title()} Vogel", years=2)
    room = stage.pair_of(mentor, mentee)
    room.note(mentor, f"{SECRET}, van een medewerker.")
    room.note(mentee, f"{SECRET}, aan een medewerker.")
    for who in (mentor, mentee):
        assert f"{SECRET}, van" in room.text(who)
        assert f"{SECRET}, aan" in room.text(who)


def test_a_room_is_closed_in_a_session_that_nobody_logged_in_to(couple, stage):
    """Bytes of a session file, as somebody on the server could write them."""
    client = stage.client(couple.mentee)
    sid = client.session.cookies["session_id"]
    assert couple.reads(couple.mentee)
    (file,) = (paths.DATA / "sessions" / sid[:2]).glob(f"{sid[:42]}*")
    content = json.loads(file.read_text())
    assert content.pop("mentorship_login")
    file.write_text(json.dumps(content))
    page = couple.room.page(couple.mentee)
    assert page.status_code == 200 and SECRET not in page.text
    assert len(notice(page)) > 10
