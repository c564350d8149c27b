"""Strings planted in the room of a pair, of another and of a group."""

import itertools

from dev import postgres

from .browser import PHONE, Visitor
from .sealed_page import Device
from .sealed_room import SealedRoom
from .world import PASSWORD

PAIR = ("mentor", "mentee")
GOAL = ("specific", "measurable", "achievable", "relevant")
PLAN = ("now", "ahead", "steps", "support")
LOOKBACK = ("aims", "outcome", "onward")
AGREEMENT = (
    "goals",
    "responsibilities",
    "communication",
    "meetings",
    "privacy",
    "network",
    "accountability",
    "difficulty",
)


class Planter:
    """Plants in the rooms of a stage.

    :param texts: {place: string} of all that was planted
    """

    def __init__(self, stage, mark):
        self.stage, self.mark = stage, mark
        self.room = SealedRoom(stage, stage.ids["active"])
        self.texts = {}
        self.ids = {}
        self._numbers = itertools.count(1)

    def text(self, place):
        """Return a new string for a place."""
        if place in self.texts:
            place = f"{place}{next(self._numbers)}"
        self.texts[place] = self.mark.plant(f"{place}end")
        return self.texts[place]

    def fields(self, who, names):
        """Return {name: a new string}."""
        return {name: self.text(f"{who}{name}") for name in names}

    def all_kinds(self):
        """Plant a text of each kind, by both."""
        room, ids = self.room, self.ids
        for who in PAIR:
            room.key(who)
        for who in PAIR:
            room.write(who, "note", self.fields(f"{who}note", ["text"]))
            ids[f"{who} room"] = room.newest("note")
            room.write(who, "note", self.fields(f"{who}self", ["text"]), alone=True)
            ids[f"{who} self"] = room.newest("note")
            room.write(who, "goal", self.fields(who, GOAL))
            ids[f"{who} goal"] = room.newest("goal")
            room.write(who, "agreement", self.fields(who, AGREEMENT))
        room.write("mentee", "plan", self.fields("mentee", PLAN))
        # they look back in the last month
        postgres.query(
            "UPDATE mentorship_pairing SET date_end = current_date + 20"
            f" WHERE id = {room.pairing}",
            self.stage.server.db,
        )
        for who in PAIR:
            room.write(who, "lookback", self.fields(f"{who}back", LOOKBACK))

    def by_browser(self, browser):
        """Plant what both type at a screen, with keys that their browsers make."""
        group = self.stage.ids["fresh"]
        for who in PAIR:
            visitor = Visitor(browser, self.stage.server, PHONE)
            phone = Device(visitor).login(self.stage.login(who), PASSWORD)
            phone.enter(f"room/{group}")
            phone.set_up()
            phone.title("Jullie pagina")
            phone.page.locator("#text").fill(self.text(f"{who}screennote"))
            file = {
                "name": f"{self.text(f'{who}filename')}.txt",
                "mimeType": "text/plain",
                "buffer": self.text(f"{who}filecontent").encode(),
            }
            phone.page.locator("#files").set_input_files(file)
            form = phone.page.locator("form", has=phone.page.locator("#text"))
            form.locator("button[type=submit]").click()
            phone.sees("Je notitie is opgeslagen.")
            visitor.context.close()


class Neighbours:
    """The other people: staff, an employee, other pairs, and one who left a group."""

    def __init__(self, stage):
        self.stage = stage
        stage.partners["colleague"] = stage.member("colleague", "Cas Cel", years=12)
        stage.partners["leaver"] = stage.member("leaver", "Lea Lam", years=1)
        self.users = {}
        for name, group in (
            ("employee", "base.group_user"),
            ("coordinator", "nob_mentorship.group_mentorship_coordinator"),
            ("neighbour", "nob_mentorship.group_mentorship_coordinator"),
        ):
            login = stage.login(name)
            self.users[name], partner = stage.world.user(login, name.title(), group)
            stage.partners[name] = partner
        for programme, name in (("nob", "coordinator"), ("women", "neighbour")):
            record = stage.world.ref(f"nob_mentorship.programme_{programme}")
            users = [(6, 0, [self.users[name]])]
            stage.call("programme", "write", [record], {"coordinator_ids": users})

    def other_pair(self):
        """Return the room of another pair."""
        edition = self.stage.open_edition("ander paar")
        return self._room(edition, "colleague", ["stranger"])

    def group(self):
        """Return the room of a group that a member can leave."""
        edition = self.stage.open_edition("groep", kind="group")
        mentees = ["mentee", "stranger", "leaver"]
        return self._room(edition, "mentor", mentees, max_mentees=3)

    def _room(self, edition, mentor, mentees, **values):
        stage = self.stage
        own = stage.sign_up(edition, mentor, "mentor", submit=False)
        if values:
            stage.call("enrolment", "write", [own], values)
        stage.call("enrolment", "action_submit", [own])
        theirs = [stage.sign_up(edition, mentee, "mentee") for mentee in mentees]
        pairing = stage.call(
            "pairing",
            "create",
            {
                "edition_id": edition,
                "mentor_enrolment_id": own,
                "mentee_enrolment_ids": [(6, 0, theirs)],
            },
        )
        stage.call("pairing", "action_offer", [pairing])
        domain = [("pairing_id", "=", pairing)]
        for member in stage.call("pairing.member", "search", domain):
            arguments = (member, "accepted", "telephone")
            stage.call("pairing.member", "action_note_answer", *arguments)
        return SealedRoom(stage, pairing)
