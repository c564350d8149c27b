"""A member in every state: the pages that tests of the portal walk through."""

import copy
import re
from base64 import b64encode
from datetime import timedelta

from . import clock
from .world import PASSWORD, World

PAIR = ("mentor", "mentee")
PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
"""A file of this kind, without a page."""


class Stage:
    """Two members who meet in several editions, and the pages they have there.

    :param ids: {name: id} of what the pages show
    :param pages: {name: (login, path)} of every members' page
    """

    def __init__(self, server, prefix):
        self.server, self.prefix = server, prefix
        self.world = World(server)
        self._settle()
        self.manager = self.world.manager(self.login("staf"), "Sanne Staf")
        self.partners = {
            "mentor": self.member(
                "mentor", "Vera Vis", years=12, phone="+31 20 1234567"
            ),
            "mentee": self.member("mentee", "Kees Klop", years=2),
            "stranger": self.member("stranger", "Ina Ibis"),
        }
        self.programme = self.world.ref("nob_mentorship.programme_nob")
        self.ids = {"programme": self.programme}
        self.clients = {}
        self._editions()
        self._sign_ups()
        self._choices()
        self._pairings()
        self._resources()
        self._sessions()
        self.pages = self._pages()

    def on(self, server):
        """Return the same stage on a server whose database is a copy."""
        stage = copy.copy(self)
        stage.server, stage.clients = server, {}
        stage.ids = dict(self.ids)
        stage.manager = server.client(self.login("staf"), PASSWORD)
        stage.world = self.world.on(server)
        return stage

    def _settle(self):
        """Set the association's country to the Netherlands, so that its provinces are
        offered."""
        company = [self.world.ref("base.main_company")]
        values = {"country_id": self.world.ref("base.nl")}
        self.world.admin.call("res.company", "write", [company, values])

    def login(self, name):
        """Return the login of a person of this stage."""
        return f"{self.prefix}_{name}"

    def member(self, name, full_name, **values):
        """Create a member; return the partner's id."""
        return self.world.member(self.login(name), full_name, **values)

    def client(self, name):
        """Return the web session of a person of this stage."""
        if name not in self.clients:
            client = self.server.client(self.login(name), PASSWORD)
            page = client.get("/my/mentorship").text
            client.token = re.search(r'csrf_token: "([^"]+)"', page)[1]
            self.clients[name] = client
        return self.clients[name]

    def post(self, name, path, form, **options):
        """Return the answer to a form that a person of this stage sends."""
        client = self.client(name)
        return client.session.post(
            self.server.url + path,
            data={"csrf_token": client.token, **form},
            timeout=120,
            allow_redirects=False,
            **options,
        )

    def call(self, model, method, *args):
        """Call a method as staff."""
        return self.manager.call(f"mentorship.{model}", method, args)

    def read(self, model, record_id, *names):
        """Return some values of a record, as staff read them."""
        (row,) = self.call(model, "read", [record_id], list(names))
        return tuple(row[name] for name in names)

    def open_edition(self, name, programme="nob_mentorship.programme_nob", **values):
        """Return the id of an edition whose sign-up is open."""
        edition = self.world.edition(
            self.manager, programme, name=f"{self.prefix} {name}", **values
        )
        self.call("edition", "action_open_enrolment", [edition])
        return edition

    def sign_up(self, edition, name, role=None, submit=True, **values):
        """Return the id of a person's sign-up."""
        role = role or name
        enrolment = self.call(
            "enrolment",
            "create",
            {
                "edition_id": edition,
                "partner_id": self.partners[name],
                "role": role,
                "question": "Hoe kies ik een specialisme?"
                if role == "mentee"
                else False,
                "motivation": "Ik geef graag door wat ik leerde.",
                **values,
            },
        )
        if submit:
            self.call("enrolment", "action_submit", [enrolment])
        return enrolment

    def offer(self, edition):
        """Return the id of an offered pairing of the mentor and the mentee."""
        mentor, mentee = (self.sign_up(edition, name) for name in PAIR)
        pairing = self.call(
            "pairing",
            "create",
            {
                "edition_id": edition,
                "mentor_enrolment_id": mentor,
                "mentee_enrolment_ids": [(6, 0, [mentee])],
            },
        )
        self.call("pairing", "action_offer", [pairing])
        return pairing

    def pair(self, edition):
        """Return the id of an active pairing of the mentor and the mentee."""
        pairing = self.offer(edition)
        members = self.call("pairing.member", "search", [("pairing_id", "=", pairing)])
        for member in members:
            arguments = (member, "accepted", "telephone")
            self.call("pairing.member", "action_note_answer", *arguments)
        return pairing

    def meet(self, pairing, days, **form):
        """Return the id of a meeting that the mentee plans or records."""
        answer = self.post(
            "mentee",
            f"/my/mentorship/pairing/{pairing}/meeting",
            {
                "date": str(clock.today() + timedelta(days=days)),
                "time": "15:30",
                "minutes": "60",
                "mode": "in_person",
                "place": "Café De Kroon",
                **form,
            },
        )
        assert answer.status_code == 303, answer.text
        (meeting, *_older) = self.call(
            "meeting", "search", [("pairing_id", "=", pairing)], 0, 1, "id desc"
        )
        return meeting

    def _editions(self):
        not_planned = self.world.edition(self.manager, name=f"{self.prefix} geen")
        self.call("edition", "action_not_planned", [not_planned])
        self.ids.update(
            not_planned=not_planned,
            open=self.open_edition("open"),
            intake=self.open_edition("intake", intake=True),
            women=self.open_edition("vrouwen", "nob_mentorship.programme_women"),
        )

    def _sign_ups(self):
        ids = self.ids
        ids["draft"] = self.sign_up(ids["open"], "mentor", submit=False)
        ids["saved"] = self.sign_up(ids["open"], "mentee")
        ids["unknown"] = self.sign_up(ids["women"], "stranger", "mentor", submit=False)
        ids["submitted"] = self.sign_up(ids["intake"], "mentee")
        ids["withdrawn"] = self.sign_up(ids["intake"], "mentor")
        self.call("enrolment", "action_withdraw", [ids["withdrawn"]])
        told = f"/my/mentorship/enrolment/{ids['saved']}/preference"
        for form in ({"wish": "Iemand uit het noorden."}, {"avoid": "Mijn baas."}):
            self.post("mentee", told, form)
        domain = [("enrolment_id", "=", ids["saved"]), ("kind", "=", "wish")]
        handled = self.call("preference", "search", domain)
        self.call("preference", "action_done", handled)

    def _choices(self):
        """Let the mentee choose in one edition, and wait in another."""
        for name, title in (("choosing", "kiezen"), ("chosen", "gekozen")):
            edition = self.open_edition(title, own_choice=True)
            shown = [
                self.sign_up(
                    edition,
                    person,
                    "mentor",
                    shown=True,
                    stated_professional_since="2001-09-01",
                )
                for person in ("mentor", "stranger")
            ]
            # what Ina merely said waits for a look
            self.call("enrolment", "action_accept", shown)
            self.ids[name] = self.sign_up(edition, "mentee")
            self.ids[f"{name} mentors"] = shown
        self.post(
            "mentee",
            f"/my/mentorship/enrolment/{self.ids['chosen']}/mentors",
            dict(zip(("first", "second"), map(str, shown), strict=True)),
        )

    def _pairings(self):
        ids = self.ids
        ids["offered"] = self.offer(self.open_edition("aangeboden"))
        ids["fresh"] = self.pair(self.open_edition("nieuw"))
        ids["active"] = self.pair(self.open_edition("actief"))
        ids["completed"] = self.pair(self.open_edition("afgerond"))
        ids["ended"] = self.pair(self.open_edition("beëindigd"))
        path = f"/my/mentorship/pairing/{ids['active']}/first-contact"
        self.post("mentee", path, {})
        ids["held"] = self.meet(ids["active"], -2, held="1")
        ids["planned"] = self.meet(ids["active"], 3)
        self.call("pairing", "action_complete", [ids["completed"]])
        self.post("mentee", f"/my/mentorship/pairing/{ids['ended']}/end", {})
        self._room()

    def _resources(self):
        """Have a text and a file to read."""
        reading = "nob_mentorship.resource_nob_first_meeting"
        self.ids["resource"] = self.world.ref(reading)
        values = {
            "programme_id": self.programme,
            "name": f"{self.prefix} invulblad",
            "kind": "file",
            "moment": "supporting",
            "file": b64encode(PDF).decode(),
            "file_name": "invulblad.pdf",
            "url": "https://leden.example/invulblad",
        }
        self.ids["document"] = self.call("resource", "create", values)

    def session(self, edition, days, **values):
        """Return the id of a published session of an edition, some days from now."""
        day = clock.today() + timedelta(days=days)
        session = self.call(
            "session",
            "create",
            {
                "edition_id": edition,
                "name": "Je doel op papier",
                "location": "Brugstraat 12, Utrecht",
                "start": f"{day} 16:00:00",
                "stop": f"{day} 17:00:00",
                **values,
            },
        )
        self.call("session", "action_publish", [session])
        return session

    def _sessions(self):
        """Have a session in which the mentee has a place, one that was cancelled, and a
        topic that members would like."""
        ids = self.ids
        ((edition, _name),) = self.read("pairing", ids["active"], "edition_id")
        ids["sessions"] = edition
        ids["session"] = self.session(edition, 9)
        ids["session off"] = self.session(edition, 11)
        self.call("session", "action_cancel", [ids["session off"]])
        path = f"/my/mentorship/session/{ids['session']}"
        self.post("mentee", path, {"do": "sign_up"})
        path = f"/my/mentorship/edition/{edition}/topic"
        self.post("mentor", path, {"topic": "Nee zeggen tegen een klant"})
        asked = [("edition_id", "=", edition)]
        (ids["topic"],) = self.call("session.request", "search", asked)
        self.call("session.request", "action_approve", [ids["topic"]])

    def _room(self):
        """Have a pairing whose programme has a coordinator."""
        ids = self.ids
        programme = self.call("programme", "copy", [self.programme])[0]
        self.call(
            "programme",
            "write",
            [programme],
            {
                "code": f"{self.prefix}-ruimte",
                "name": f"{self.prefix} ruimte",
                "coordinator_ids": [(6, 0, [self.manager.uid])],
            },
        )
        ids["room"] = self.pair(self.open_edition("ruimte", programme_id=programme))
        self.post("mentee", f"/my/mentorship/pairing/{ids['room']}/first-contact", {})
        ids["met"] = self.meet(ids["room"], -2, held="1")
        ids["to meet"] = self.meet(ids["room"], 3)

    def _pages(self):
        root, ids = "/my/mentorship", self.ids
        pages = {"overview": ("mentee", root), "first steps": ("stranger", root)}
        for name in ("open", "not_planned", "women", "intake"):
            pages[f"edition {name}"] = ("mentee", f"{root}/edition/{ids[name]}")
        for person, name in (
            ("mentor", "draft"),
            ("mentee", "saved"),
            ("stranger", "unknown"),
            ("mentee", "submitted"),
            ("mentor", "withdrawn"),
        ):
            pages[f"sign-up {name}"] = (person, f"{root}/enrolment/{ids[name]}")
        for person, name in (("mentor", "draft"), ("mentee", "saved")):
            for step in (1, 2, 3):
                path = f"{root}/enrolment/{ids[name]}?step={step}"
                pages[f"sign-up {name}, step {step}"] = (person, path)
        for name in ("choosing", "chosen"):
            path = f"{root}/enrolment/{ids[name]}"
            pages[f"sign-up {name}"] = ("mentee", path)
            pages[f"mentors {name}"] = ("mentee", f"{path}/mentors")
            (mentor, _second) = ids[f"{name} mentors"]
            pages[f"shown {name}"] = ("mentor", f"{root}/enrolment/{mentor}")
        told = f"{root}/enrolment/{ids['saved']}/preference"
        pages["preference"] = ("mentee", told)
        pages["pairing ended"] = ("mentor", f"{root}/pairing/{ids['ended']}")
        for name in ("offered", "fresh", "active", "completed"):
            for person in PAIR:
                path = f"{root}/pairing/{ids[name]}"
                pages[f"pairing {name} {person}"] = (person, path)
        for name in ("fresh", "active", "completed"):
            path = f"{root}/pairing/{ids[name]}/first-contact"
            pages[f"first contact {name}"] = ("mentor", path)
        pages["plan a meeting"] = ("mentee", f"{root}/pairing/{ids['active']}/meeting")
        pages["a meeting we had"] = ("mentee", f"{root}/pairing/{ids['active']}/met")
        for name in ("held", "planned"):
            pages[f"meeting {name}"] = ("mentor", f"{root}/meeting/{ids[name]}")
            pages[f"guide {name}"] = ("mentee", f"{root}/meeting/{ids[name]}/guide")
        pages["resources"] = ("mentee", f"{root}/resources")
        pages["resources to look around"] = ("stranger", f"{root}/resources")
        for name in ("resource", "document"):
            pages[name] = ("mentee", f"{root}/resource/{ids[name]}")
        pages["self-check"] = ("mentor", f"{root}/self-check")
        pages["terms later"] = ("mentee", f"{root}/enrolment/{ids['saved']}/terms")
        pages["sessions"] = ("mentee", f"{root}/sessions")
        pages["propose a topic"] = ("mentee", f"{root}/edition/{ids['sessions']}/topic")
        for person in PAIR:
            path = f"{root}/session/{ids['session']}"
            pages[f"session {person}"] = (person, path)
        pages["session off"] = ("mentee", f"{root}/session/{ids['session off']}")
        pages["page of the programme"] = ("mentee", "/mentorship/NOB")
        pages["preview"] = ("staf", f"{root}/preview/{ids['saved']}")
        pages |= self._room_pages()
        return {name: (self.login(who), path) for name, (who, path) in pages.items()}

    def _room_pages(self):
        root, ids = "/my/mentorship", self.ids
        room = f"{root}/pairing/{ids['room']}"
        pages = {}
        for person in PAIR:
            pages[f"room {person}"] = (person, room)
            for name in ("met", "to meet"):
                path = f"{root}/meeting/{ids[name]}"
                pages[f"meeting of a room {name} {person}"] = (person, path)
            pages[f"export {person}"] = (person, f"{root}/export")
        return pages

    def mistakes(self):
        """Return {name: (person, path, form)} of forms that come back with errors."""
        root, ids = "/my/mentorship", self.ids
        pairing = f"{root}/pairing/{ids['active']}"
        nonsense = {"date": "1900-01-01", "time": "12:00", "minutes": "0", "mode": "x"}
        nonsense |= {"place": "x" * 300, "video_url": "nergens"}
        return {
            "sign-up": (
                "mentor",
                f"{root}/enrolment/{ids['draft']}",
                {"motivation": "x" * 6000, "max_mentees": "0", "employer": "y" * 300},
            ),
            "a step of a sign-up": (
                "mentor",
                f"{root}/enrolment/{ids['draft']}",
                {"step": "2", "do": "next", "max_mentees": "0"},
            ),
            "a question that is missing": (
                "mentee",
                f"{root}/enrolment/{ids['saved']}",
                {"question": ""},
            ),
            "the person to be paired with": (
                "mentee",
                f"{root}/enrolment/{ids['saved']}/preference",
                {"wish": "x" * 6000, "avoid": "", "about_coordinator": "1"},
            ),
            "a role that is not there": (
                "mentee",
                f"{root}/edition/{ids['open']}/enrol",
                {"role": "peer"},
            ),
            "a meeting": ("mentee", f"{pairing}/meeting", nonsense),
            "a change of a meeting": (
                "mentee",
                f"{root}/meeting/{ids['planned']}",
                nonsense,
            ),
            "a mentor who is not there": (
                "mentee",
                f"{root}/enrolment/{ids['choosing']}/mentors",
                {"first": "0", "second": "x"},
            ),
            "a topic": (
                "mentee",
                f"{root}/edition/{ids['sessions']}/topic",
                {"topic": "x" * 300},
            ),
            "a code at another time": (
                "mentee",
                f"{root}/session/{ids['session']}",
                {"do": "confirm", "code": "ABCDEF"},
            ),
            "a pause": ("mentee", f"{pairing}/pause", {"until": "2020-01-01"}),
            "prolonging": ("mentee", f"{pairing}/prolong", {"until": "morgen"}),
        }
