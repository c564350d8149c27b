"""Strings planted in every field of the room of a pair, and of a group beside it."""

import itertools

from .browser import Visitor
from .room import Room
from .world import PASSWORD

PAIR = ("mentor", "mentee")
OTHER = {"mentor": "mentee", "mentee": "mentor"}
GOAL = ("specific", "measurable", "achievable", "relevant")
PLAN = ("now", "ahead", "steps", "support")
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
        self.room = Room(stage, stage.ids["active"])
        self.texts = {}
        self.ids = {}
        self._numbers = itertools.count(1)

    def text(self, place):
        """Return a new string for a place."""
        if place in self.texts:
            place = f"{place}{next(self._numbers)}"
        self.texts[place] = self.mark.plant(f"{place}end")
        return self.texts[place]

    def file(self, who):
        """Return a file, marked in its name, its content and its type."""
        name, content, kind = (self.text(f"{who}file{part}") for part in "nct")
        return f"{name}.pdf", f"{content}\n".encode(), f"application/x-{kind}"

    def fields(self, who, names):
        """Return {name: a new string}."""
        return {name: self.text(f"{who}{name}") for name in names}

    def by_forms(self):
        """Plant in every field, by both, through the pages' forms."""
        room, ids = self.room, self.ids
        for who in PAIR:
            self._notes(who)
            ids[f"{who} goal"] = room.goal(who, **self.fields(who, GOAL))
            room.agreement(who, **self.fields(who, AGREEMENT))
            room.accept(OTHER[who])
            room.send(who, "coordinator", {"text": self.text(f"{who}message")})
            ids[f"{who} message"] = room.newest("note")
        room.plan("mentee", **self.fields("mentee", PLAN))

    def _notes(self, who):
        other = str(self.stage.partners[OTHER[who]])
        for audience in ("room", "self", other):
            place = f"{who}note{'person' if audience == other else audience}"
            files = [self.file(who)]
            note = self.room.note(who, self.text(place), audience, files)
            self.ids[f"{who} {audience}"] = note
        meetings = {"agenda": "planned", "outcome": "held"}
        for kind, meeting in meetings.items():
            self.room.note(
                who,
                self.text(f"{who}{kind}"),
                kind=kind,
                meeting_id=str(self.stage.ids[meeting]),
            )

    def consents(self):
        """Plant the purposes of consents; one stands, for what its note says alone.

        :return: the strings that the recipient may read
        """
        room, ids, address = self.room, self.ids, self.address("recipient")
        note = self.text("shared")
        name, content, kind = self.file("shared")
        ids["shared"] = room.note("mentee", note, files=[(name, content, kind)])
        purposes = [self.text(f"purpose{who}") for who in ("mentor", "mentee")]
        item = f"mentorship.note,{ids['shared']}"
        ids["granted"] = room.share("mentor", item, address, purposes[0])
        room.answer("mentee", ids["granted"], "yes")
        item = f"mentorship.note,{ids['mentee room']}"
        ids["revoked"] = room.share("mentee", item, address, purposes[1])
        room.answer("mentee", ids["revoked"], "revoke")
        item = f"mentorship.goal,{ids['mentee goal']}"
        for answer in ("refused", "asked"):
            purpose = self.text(f"purpose{answer}")
            ids[answer] = room.share("mentor", item, address, purpose)
            if answer == "refused":
                room.answer("mentee", ids[answer], "no")
        return (note, name.removesuffix(".pdf"), content.decode()[:-1], purposes[0])

    def address(self, name):
        """Return the e-mail address of a person of the stage."""
        return f"{self.stage.login(name)}@leden.example"

    def by_browser(self, browser):
        """Plant what both type at a screen."""
        for who in PAIR:
            visitor = Visitor(browser, self.stage.server)
            visitor.login(self.stage.login(who), PASSWORD)
            self._type_note(visitor, who)
            visitor.go(f"{self.room.path}/goal")
            self._type(visitor.page, self.fields(f"{who}screen", GOAL))
            assert not visitor.troubles
            visitor.context.close()

    def _type_note(self, visitor, who):
        page = visitor.page
        visitor.go(f"{self.room.path}/notes")
        name, content, kind = self.file(f"{who}screen")
        file = {"name": name, "mimeType": kind, "buffer": content}
        page.set_input_files("#files", file)
        self._type(page, {"text": self.text(f"{who}screennote")})

    def _type(self, page, texts):
        for name, text in texts.items():
            page.fill(f"form.o_mentorship_form #{name}", text)
        with page.expect_navigation():
            page.click("form.o_mentorship_form button[type=submit] >> nth=0")


class Neighbours:
    """Who else there is: staff, an employee, other pairs, and one who left a group."""

    def __init__(self, stage):
        self.stage = stage
        stage.partners["recipient"] = stage.member("recipient", "Rita Raaf")
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
        """Return the room of a group that somebody can leave."""
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
        return Room(stage, pairing)
