"""A group, peers and a reverse pair, from sign-up to thanks: members on a phone, in
Dutch. Every page they open and every mail they get is read for words that do not fit
their kind."""

import re
from datetime import timedelta

import pytest

from dev import postgres

from .harness import clock
from .harness.ballots import Audience
from .harness.world import PASSWORD, World
from .test_chain import fill_in

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
WRONG = {
    "peer": r"\bmentor(en)?\b|\bmentees?\b|jullie allebei|jullie twee",
    "group": r"\ballebei\b|\bbeiden?\b|jullie twee|\bde ander\b|\bkoppel\b",
    "reverse": r"welke ervaring|meer dan 5 jaar|\bgroep\b|\bpeers?\b",
}
"""{kind of programme: words that its members must not see}"""
FITS = (
    # names of programmes, which staff choose
    r"Programma \w+",
    r"NOB[- ]\w+",
    # that there is no mentor; and two ways of meeting
    r"er is geen mentor",
    r"Allebei goed",
)
"""Words that are allowed everywhere."""
ENGLISH = r"\b(mentorship|your|with|the other|meeting|goals?|question)\b"


class Walk:
    """Members of one edition, each at a phone; their pages and mails are read."""

    def __init__(self, kind, name, server, smtp, visit):
        self.kind, self.name, self.server, self.smtp = kind, name, server, smtp
        self.world, self.visit = World(server), visit
        self.manager = self.world.manager(f"{name}_staff", "Sanne Staf")
        self.visitors, self.partners = {}, {}
        self.programme = self.call(
            "mentorship.programme",
            "create",
            {
                "name": f"Programma {name}",
                "code": name.upper(),
                "kind": kind,
                "contact_email": "programma@leden.example",
            },
        )
        today = clock.today()
        self.edition = self.call(
            "mentorship.edition",
            "create",
            {
                "programme_id": self.programme,
                "name": "2041",
                "late_enrolment": True,
                "enrolment_start": str(today),
                "enrolment_end": str(today + timedelta(days=30)),
                "date_start": str(today + timedelta(days=40)),
            },
        )
        self.call("mentorship.edition", "action_open_enrolment", [self.edition])

    def call(self, model, method, *args):
        return self.manager.call(model, method, list(args))

    def join(self, login, name, role, years, **form):
        """Sign a member up, on their phone."""
        partner = self.world.member(f"{self.name}_{login}", name, years)
        visitor = self.visit(PHONE).login(f"{self.name}_{login}", PASSWORD)
        self.visitors[login], self.partners[login] = visitor, partner
        self.look(login, f"/my/mentorship/edition/{self.edition}")
        visitor.press(f"Meld je aan als {role}")
        self.read(login)
        if role == "mentor":
            form["motivation"] = "Ik luister graag."
        for button in ("Verder", "Verder", "Meld je aan"):
            self.fill_in_step(visitor.page, form)
            visitor.press(button)
            self.read(login)
        assert "Je doet mee" in visitor.text()

    def fill_in_step(self, page, form):
        """Fill in what a step of the sign-up asks, and choose a topic."""
        page.evaluate(
            "document.querySelectorAll('form details').forEach(one => one.open = true)"
        )
        for field, text in form.items():
            if page.locator(f"#{field}").count():
                page.fill(f"#{field}", text)
        if page.locator("input[name=topic_ids]").count():
            page.locator("input[name=topic_ids]").first.check()

    def sign_ups(self, *logins):
        found = self.manager.call(
            "mentorship.enrolment",
            "search_read",
            [[("edition_id", "=", self.edition)]],
            {"fields": ["partner_id"]},
        )
        ids = {each["partner_id"][0]: each["id"] for each in found}
        return [ids[self.partners[login]] for login in logins]

    def offer(self, *logins, mentor=None):
        """Let staff propose a pairing; return its id."""
        values = {
            "edition_id": self.edition,
            "mentee_enrolment_ids": [(6, 0, self.sign_ups(*logins))],
        }
        if mentor:
            (values["mentor_enrolment_id"],) = self.sign_ups(mentor)
        self.pairing = self.call("mentorship.pairing", "create", values)
        self.call("mentorship.pairing", "action_offer", [self.pairing])

    def accompany(self):
        """Let enough others take part for an evaluation to show a result."""
        if self.kind != "peer":
            roles = ["mentor", *["mentee"] * 5]
            Audience(self.server, f"{self.name}en", roles, edition=self.edition)
            return
        for number in range(4):
            login = f"ander{number}"
            name = f"Anders {number}"
            self.partners[login] = self.world.member(f"{self.name}_{login}", name, 4)
            values = {
                "edition_id": self.edition,
                "partner_id": self.partners[login],
                "role": "peer",
                "question": "Hoe doen anderen dat?",
                "word_channel": "telephone",
            }
            sign_up = self.call("mentorship.enrolment", "create", values)
            self.call("mentorship.enrolment", "action_submit", [sign_up])
        own = getattr(self, "pairing", None)
        for pair in (("ander0", "ander1"), ("ander2", "ander3")):
            self.offer(*pair)
            members = self.call(
                "mentorship.pairing.member",
                "search",
                [("pairing_id", "=", self.pairing)],
            )
            for member in members:
                self.call(
                    "mentorship.pairing.member",
                    "action_note_answer",
                    [member],
                    "accepted",
                    "telephone",
                )
        self.pairing = own

    @property
    def path(self):
        return f"/my/mentorship/pairing/{self.pairing}"

    def look(self, login, path):
        """Open a page and read it."""
        answer = self.visitors[login].go(path)
        self.read(login)
        return answer

    def read(self, login):
        """Look for wrong words on the page that a member has open."""
        visitor = self.visitors[login]
        self.check(f"{login} at {visitor.page.url}", visitor.text())
        for width in (320, PHONE["width"]):
            visitor.page.set_viewport_size({**PHONE, "width": width})
            wide = visitor.wider()
            assert not wide, f"{visitor.page.url} at {width}: {wide}"
        assert not visitor.troubles

    def check(self, where, text):
        text = re.sub("|".join(FITS), "", text)
        for wrong in (WRONG[self.kind], ENGLISH):
            found = re.search(rf".*({wrong}).*", text, re.IGNORECASE)
            assert not found, f"{where}: {found and found[0]}"

    def answer(self, login, word):
        self.look(login, "/my/mentorship")
        self.visitors[login].press("Bekijk en antwoord")
        self.read(login)
        if word == "Ja, graag":
            self.visitors[login].say_yes()
        else:
            self.visitors[login].page.get_by_text(word).click()
            self.visitors[login].press("Zeg nee")
        self.read(login)

    def everywhere(self, login):
        """Open each page that belongs to a pairing."""
        for page in ("", "/meeting"):
            answer = self.look(login, f"{self.path}{page}")
            assert answer.status == 200, page

    def state(self):
        (found,) = self.call(
            "mentorship.pairing", "read", [self.pairing], ["state", "mentee_ids"]
        )
        return found["state"]

    def daily(self):
        self.server.run_cron("nob_mentorship.ir_cron_daily")

    def evaluate(self, login, text):
        """Open the midway evaluation, and let a participant answer from the mail."""
        role = "mentor" if login == "mentor" else "mentee"
        audience = "peer" if self.kind == "peer" else role
        (evaluation,) = self.call(
            "mentorship.evaluation",
            "search",
            [
                ("edition_id", "=", self.edition),
                ("moment", "=", "midway"),
                ("audience", "=", audience),
            ],
        )
        self.call("mentorship.evaluation", "action_open", [evaluation])
        self.server.send_mails()
        mail = self.smtp.wait_for(f"{self.name}_{login}@leden.example", "Hoe gaat het")
        html = mail.get_body(("html",)).get_content()
        path = re.search(r"/mentorship/evaluation/[\w-]+(#[\w.-]+)?", html)[0]
        visitor = self.visitors[login]
        visitor.go(path)
        visitor.page.locator(".js_question-wrapper").first.wait_for()
        self.check(f"{login}'s form", visitor.page.locator("main").inner_text())
        fill_in(visitor, path, text)

    def start(self):
        self.accompany()
        self.call("mentorship.edition", "action_close_enrolment", [self.edition])
        self.call("mentorship.edition", "action_start", [self.edition])

    def close(self):
        self.call("mentorship.edition", "action_close", [self.edition])
        self.server.run_cron("nob_mentorship.ir_cron_jobs")
        self.server.send_mails()

    def mails(self):
        """Read every mail to these members; return {login: subjects}."""
        self.server.send_mails()
        told = {login: [] for login in self.visitors}
        for message in self.smtp.messages:
            for login in self.visitors:
                if f"{self.name}_{login}@leden.example" in message.recipients:
                    told[login].append(message["subject"])
                    body = message.get_body(("html",)).get_content()
                    text = re.sub(r"<[^>]+>", " ", body)
                    self.check(f"{login}'s mail {message['subject']}", text)
        return told


FOUR = (
    "Anna Alexandrina van den Wollenberg-Schimmelpenninck",
    "Bartholomeus Best-Oudshoorn de Ruyter van Steveninck",
    "Cornelia Casimira Ceel-van der Goes van Naters",
    "Donaudampfschifffahrtsgesellschaftskapitän Dijk",
)
"""Long names, the last one with a word that no small phone has room for."""


def test_a_group_of_a_mentor_and_four(server, smtp, visit):
    walk = Walk("group", "groep", server, smtp, visit)
    walk.join("mentor", "Marijke Mentor", "mentor", 20, max_mentees="5")
    for number, name in enumerate(FOUR):
        walk.join(f"m{number}", name, "mentee", 2, question="Hoe groei ik?")
    walk.offer("m0", "m1", "m2", "m3", mentor="mentor")
    for login, word in (
        ("mentor", "Ja, graag"),
        ("m0", "Ja, graag"),
        ("m2", "Nee, dank je"),
        ("m1", "Ja, graag"),
    ):
        walk.answer(login, word)
    assert walk.state() == "active"
    walk.start()
    for login in ("mentor", "m0", "m1"):
        walk.everywhere(login)
        text = walk.visitors[login].go(walk.path) and walk.visitors[login].text()
        assert "Ceel-van der" not in text and "Dijk" not in text
    # the question of a fellow mentee is for the mentor alone
    assert "Hoe groei ik?" not in walk.visitors["m0"].text()

    # a silent member's offer expires
    # past on the server's day as well, which the daily job lives on
    past = clock.today() - timedelta(days=2)
    postgres.query(
        f"UPDATE mentorship_pairing SET expires_on = '{past}'"
        f" WHERE id = {walk.pairing}",
        server.db,
    )
    walk.daily()
    assert walk.look("m3", walk.path).status == 410

    # one member leaves, and another one joins in that place
    leaver = walk.visitors["m1"]
    walk.look("m1", walk.path)
    leaver.page.get_by_text("Pauzeren, verlengen of stoppen").click()
    leaver.page.get_by_text("Dit mentorschap beëindigen").first.click()
    leaver.press("Dit mentorschap beëindigen")
    walk.read("m1")
    assert walk.state() == "active"
    walk.join("m4", "Eva Eik", "mentee", 2, question="Hoe leid ik?")
    (sign_up,) = walk.sign_ups("m4")
    walk.call("mentorship.pairing", "action_add", [walk.pairing], sign_up)
    walk.answer("m4", "Ja, graag")
    walk.everywhere("m4")
    walk.look("mentor", walk.path)
    assert "Eva Eik" in walk.visitors["mentor"].text()

    walk.evaluate("m0", "Vaker samen.")
    walk.close()
    for login in ("mentor", "m0", "m4"):
        walk.look(login, walk.path)
        assert "afgerond" in walk.visitors[login].text()
    told = walk.mails()
    assert "Je hebt je groep verlaten" in told["m1"]
    assert not any("verlaten" in subject for subject in told["m2"] + told["m3"])
    for login in ("mentor", "m0", "m4"):
        assert told[login].count("Bedankt voor je mentorschap") == 1


def test_peers_of_three(server, smtp, visit):
    walk = Walk("peer", "peers", server, smtp, visit)
    for number, name in enumerate(("Fien Faas", "Gijs Groen", "Hugo Haas")):
        walk.join(f"p{number}", name, "vakgenoot", 4, question="Wat doen anderen?")
    walk.offer("p0", "p1", "p2")
    for number in range(3):
        walk.answer(f"p{number}", "Ja, graag")
    assert walk.state() == "active"
    walk.start()
    for number in range(3):
        walk.everywhere(f"p{number}")
    walk.evaluate("p1", "Meer tijd.")
    walk.close()
    for number in range(3):
        walk.look(f"p{number}", walk.path)
        assert "afgerond" in walk.visitors[f"p{number}"].text()
    told = walk.mails()
    for number in range(3):
        assert told[f"p{number}"].count("Bedankt voor je mentorschap") == 1


def test_a_reverse_pair(server, smtp, visit):
    walk = Walk("reverse", "omkeer", server, smtp, visit)
    walk.join("mentor", "Iris Ink", "mentor", 2)
    walk.join("mentee", "Joop Jager", "mentee", 25, question="Hoe werkt dat nu?")
    for login in ("mentor", "mentee"):
        walk.look(login, f"/my/mentorship/edition/{walk.edition}")
        assert "minder ervaring" in walk.visitors[login].text()
    walk.offer("mentee", mentor="mentor")
    for login in ("mentor", "mentee"):
        walk.answer(login, "Ja, graag")
    walk.start()
    for login in ("mentor", "mentee"):
        walk.everywhere(login)
    walk.evaluate("mentee", "Leerzaam.")
    walk.close()
    told = walk.mails()
    for login in ("mentor", "mentee"):
        walk.look(login, walk.path)
        assert "zelf mentor" not in walk.visitors[login].text()
        assert told[login].count("Bedankt voor je mentorschap") == 1
