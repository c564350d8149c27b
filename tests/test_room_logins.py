"""Whoever gets hold of a login neither writes nor reads messages with it."""

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
SPEAK = "coordinator"
ROLES = ("mentee", "coordinator")
"""Who writes a message, and who reads it."""


class Couples(Stage):
    """Pairs who have a room each, made when a test needs one."""

    def __init__(self, server):
        self.server, self.prefix = server, "login"
        self.world = World(server)
        self.manager = self.world.manager(self.login("staf"), "Sanne Staf")
        self.partners, self.clients, self.passwords = {}, {}, {}
        self.programme = self.world.ref("nob_mentorship.programme_nob")
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
        """Return the room of an active pairing of two people, and who coordinates it:
        the name of a person of their own."""
        name = f"coordinator{next(self.numbers)}"
        group = "nob_mentorship.group_mentorship_coordinator"
        user, self.partners[name] = self.world.user(
            self.login(name), f"{name.title()} Vogel", group
        )
        programme = self.call("programme", "copy", [self.programme])[0]
        values = {"code": name, "name": name, "coordinator_ids": [(6, 0, [user])]}
        self.call("programme", "write", [programme], values)
        edition = self.open_edition(name, programme_id=programme)
        pairing = self.call(
            "pairing",
            "create",
            {
                "edition_id": edition,
                "mentor_enrolment_id": self.sign_up(edition, mentor, "mentor"),
                "mentee_enrolment_ids": [
                    (6, 0, [self.sign_up(edition, mentee, "mentee")])
                ],
            },
        )
        self.call("pairing", "action_offer", [pairing])
        for member in self.call(
            "pairing.member", "search", [("pairing_id", "=", pairing)]
        ):
            arguments = (member, "accepted", "telephone")
            self.call("pairing.member", "action_note_answer", *arguments)
        return Room(self, pairing), name

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
    """A mentor and a mentee, who both wrote to their coordinator."""

    def __init__(self, stage):
        self.stage, number = stage, next(stage.numbers)
        self.mentor, self.mentee = f"mentor{number}", f"mentee{number}"
        for name, years in ((self.mentor, 12), (self.mentee, 2)):
            full_name = f"{name.title()} Vogel"
            stage.partners[name] = stage.member(name, full_name, years=years)
        self.room, self.coordinator = stage.pair_of(self.mentor, self.mentee)
        for name in (self.mentor, self.mentee):
            self.message = self.room.message(name, f"{SECRET}, zegt {name}.")
        assert all(map(self.may, (self.mentor, self.mentee, self.coordinator)))

    def who(self, role):
        """Return the name of a person, by what they are here."""
        return getattr(self, role)

    def path(self, name):
        """Return the path where somebody writes, or reads, a message."""
        reads = name == self.coordinator
        return f"{ROOT}/message/{self.message}" if reads else SPEAK

    def may(self, name):
        """Tell whether a member may write, or the coordinator reads; the page says why
        not."""
        page = self.room.page(name, self.path(name))
        assert page.status_code == 200
        closed = notice(page)
        found = SECRET in unescape(page.text)
        assert found == (name == self.coordinator and not closed)
        return not closed

    def is_closed(self, name):
        """See that messages stay closed for somebody."""
        assert not self.may(name)
        assert len(notice(self.room.page(name, self.path(name)))) > 40
        if name == self.coordinator:
            return
        before = self.room.newest("note")
        form = {"text": "Ik doe mij voor als een ander."}
        answer = self.room.send(name, SPEAK, form, expect=422)
        assert form["text"] in answer.text and self.room.newest("note") == before
        # they do not open it themselves, or ask for anything
        self.room.send(
            name, "access", {"access_id": self.row(name), "answer": "right"}, expect=422
        )
        assert not self.may(name)

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
        assert "winterkoning" not in text
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_password_set_by_another_closes_messages_until_another_confirms(
    couple, stage, smtp, role
):
    name = couple.who(role)
    stage.change(name, password=STOLEN)
    couple.is_closed(name)
    assert couple.may(couple.mentor)
    for who in (couple.mentor, couple.mentee):
        assert len(mails(couple, smtp, name, who)) == 1
    # looking again tells nobody again
    assert not couple.may(name)
    assert len(mails(couple, smtp, name, couple.mentor)) == 1
    couple.judge(couple.mentor, "right")
    assert couple.may(name)
    assert 'name="access_id"' not in couple.room.page(couple.mentor).text


@pytest.mark.parametrize("role", ROLES)
def test_who_objects_keeps_messages_closed_until_they_confirm(couple, stage, role):
    name = couple.who(role)
    stage.change(name, password=STOLEN)
    assert not couple.may(name)
    couple.judge(couple.mentor, "wrong")
    couple.is_closed(name)
    couple.room.query(
        "UPDATE mentorship_room_access SET objected = false,"
        f" closed_on = closed_on - interval '3 days' WHERE id = {couple.row(name)}"
    )
    assert not couple.may(name)
    couple.judge(couple.mentor, "right")
    assert couple.may(name)


FORGERIES = {
    "an earlier day": "closed_on = closed_on - interval '3 days'",
    "an earlier day, and the seal gone": "closed_on = now() - interval '3 days',"
    " closed_seal = NULL",
    "never closed": "closed_on = NULL, closed_seal = NULL",
    "the trust of the other": "trusted = (SELECT trusted FROM mentorship_room_access o"
    " WHERE o.pairing_id = a.pairing_id AND o.id <> a.id LIMIT 1)",
    "a seal as trust": "trusted = closed_seal, closed_on = NULL",
    "no trust": "trusted = NULL, closed_on = NULL",
    "nonsense": "trusted = 'é', closed_seal = 'x'",
    "another user": "user_id = (SELECT min(id) FROM res_users)",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", [*FORGERIES, "no row"])
def test_what_is_forged_in_the_database_opens_nothing(couple, stage, name, role):
    thief = couple.who(role)
    stage.change(thief, password=STOLEN)
    row = couple.row(thief)
    assert not couple.may(thief)
    couple.room.query(
        f"UPDATE mentorship_room_access a SET {FORGERIES[name]} WHERE id = {row}"
        if name in FORGERIES
        else f"DELETE FROM mentorship_room_access WHERE id = {row}"
    )
    for _twice in range(2):
        assert not couple.may(thief)
    assert couple.may(couple.mentor)


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
        assert couple.may(couple.mentee) == reads
    stage.clients.pop(couple.mentee)
    stage.passwords[couple.mentee] = "mijn-nieuwe-2032"
    assert couple.may(couple.mentee)
    assert couple.may(couple.mentor)
    assert not mails(couple, smtp, couple.mentee, couple.mentor)


def test_a_reset_by_mail_closes_messages(couple, stage, smtp):
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


def test_a_login_that_changes_closes_messages(couple, stage, smtp):
    old = stage.login(couple.mentee)
    stage.change(couple.mentee, login=f"{old}_anders")
    client = stage.server.client(f"{old}_anders", PASSWORD)
    page = client.get(f"{couple.room.path}/{SPEAK}")
    assert page.status_code == 200 and notice(page)
    assert len(mails(couple, smtp, couple.mentee, couple.mentor)) == 1
    # as it was, it is known again
    stage.change(couple.mentee, login=old)
    assert couple.may(couple.mentee)


@pytest.mark.parametrize("model", ["res.users", "res.partner"])
def test_an_address_that_changes_closes_messages(couple, stage, smtp, model):
    address = f"{stage.login(couple.mentee)}@leden.example"
    record = {
        "res.users": stage.user(couple.mentee),
        "res.partner": stage.partners[couple.mentee],
    }[model]
    stage.world.admin.call(model, "write", [[record], {"email": address.upper()}])
    assert couple.may(couple.mentee)
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
    page = stage.client(name).get(f"{couple.room.path}/{SPEAK}")
    assert page.status_code == 200 and len(notice(page)) > 40
    assert couple.may(couple.mentee)
    # and a member who is moved away is nobody there
    write[1] = {"partner_id": stage.world.create("res.partner", name="Leeg")}
    stage.world.admin.call("res.users", "write", write)
    stage.world.admin.call(
        "res.users", "write", [[stage.user(couple.mentee)], write[1]]
    )
    assert couple.room.page(couple.mentee).status_code == 404


def test_a_password_written_in_the_database_closes_messages(couple, stage):
    mentor, mentee = stage.user(couple.mentor), stage.user(couple.mentee)
    couple.room.query(
        f"UPDATE res_users SET password = (SELECT password FROM res_users"
        f" WHERE id = {mentor}) WHERE id = {mentee}"
    )
    stage.clients.pop(couple.mentee)
    # the passwords are the same, their hashes are not
    couple.is_closed(couple.mentee)
    couple.judge(couple.mentor, "right")
    assert couple.may(couple.mentee)


def test_who_logs_in_for_the_first_time_writes_a_message(stage, smtp):
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
    room, coordinator = stage.pair_of(mentor, mentee)
    stage.server.send_mails()
    choose(stage, smtp, mentee, address, "mijn-eerste-2031")
    stage.clients[mentee] = client = stage.server.client(address, "mijn-eerste-2031")
    page = client.get("/my/mentorship").text
    client.token = re.search(r'csrf_token: "([^"]+)"', page)[1]
    message = room.message(mentee, "Daar ben ik.")
    assert "Daar ben ik." in room.text(coordinator, f"{ROOT}/message/{message}")
    assert not notice(room.page(mentor, SPEAK))


def test_an_employee_who_is_a_mentor_writes_a_message(stage):
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
    room, coordinator = stage.pair_of(mentor, mentee)
    message = room.message(mentor, f"{SECRET}, van een medewerker.")
    assert f"{SECRET}, van" in room.text(coordinator, f"{ROOT}/message/{message}")


def test_messages_are_closed_in_a_session_that_nobody_logged_in_to(couple, stage):
    """Bytes of a session file, as somebody on the server could write them."""
    name = couple.coordinator
    sid = stage.client(name).session.cookies["session_id"]
    assert couple.may(name)
    (file,) = (paths.DATA / "sessions" / sid[:2]).glob(f"{sid[:42]}*")
    content = json.loads(file.read_text())
    assert content.pop("mentorship_login")
    file.write_text(json.dumps(content))
    assert not couple.may(name)
