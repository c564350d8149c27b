"""Fills a pair's room of the demonstration, as its two members do; runs in the venv.

Sealed texts cannot be loaded as data: they are written through the pages, each by its
author in a session of their own.
"""

import re
import sys

from tests.harness.rpc import Client

AGREEMENT = {
    "goals": "Kiezen tussen doorgroeien bij een groot kantoor en een eigen praktijk.",
    "responsibilities": "Ik plan de afspraken en bereid ze voor. Jij vraagt door.",
    "communication": "Mail voor afspraken, bellen als het dringend is.",
    "meetings": "Zes keer een uur, het liefst bij een kop koffie.",
    "privacy": "Wat we bespreken blijft hier. Cliënten noemen we nooit bij naam.",
    "network": "Twee keer een introductie, als we er allebei klaar voor zijn.",
    "difficulty": "We zeggen het meteen. Komen we er niet uit, dan de coördinator.",
}
PLAN = {
    "now": "Ik ken de techniek, maar in een vergadering houd ik me stil.",
    "ahead": "Over een jaar leid ik zelf een adviesgesprek.",
    "steps": "Elke maand één gesprek voorbereiden en erna terugkijken.",
    "support": "Eerlijke vragen van mijn mentor, en tijd van mijn leidinggevende.",
}
GOALS = (
    (
        "mentee",
        {
            "specific": "Ik leid zelfstandig een adviesgesprek.",
            "measurable": "Drie gesprekken, waarna de cliënt tevreden is.",
            "achievable": "Ik zit elke maand bij zo'n gesprek.",
            "relevant": "Volgend jaar wil ik eigen cliënten.",
            "term": "long",
        },
        "40",
    ),
    ("mentee", {"specific": "Ik vraag twee collega's om kritiek."}, "100"),
    ("mentor", {"specific": "Ik vraag eerst door voordat ik raad geef."}, "60"),
)
NOTES = (
    (
        "mentor",
        "Mooi gesprek gisteren. Denk nog eens na over wat je zei van dat overleg: wat "
        "hield je tegen?",
    ),
    (
        "mentee",
        "Ik heb erover nagedacht. Ik ben bang om iets doms te zeggen waar de partner "
        "bij zit. Dat heb ik nog nooit hardop gezegd.",
    ),
)


class Member(Client):
    """A member of the room at the keyboard."""

    def send(self, path, **form):
        """Send a form and fail loudly when it is refused."""
        answer = self.post(path, **form)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")
        return answer.text


def main(url, database, password):
    """Write the agreement, the plan, goals and notes, unless they are there."""
    people = {
        login: Member(url, database).login(login, password)
        for login in ("mentor", "mentee")
    }
    links = people["mentee"].get("/my/mentorship").text
    room = re.search(r"/my/mentorship/pairing/\d+", links)[0]
    people["mentee"].send(f"{room}/agreement", version="0", **AGREEMENT)
    asked = people["mentor"].get(room).text
    values = {
        name: re.search(rf'name="{name}" value="(\d+)"', asked)[1]
        for name in ("agreement_id", "version")
    }
    people["mentor"].send(f"{room}/agreement/accept", **values)
    people["mentee"].send(f"{room}/plan", revision="0", **PLAN)
    for login, goal, progress in GOALS:
        page = people[login].send(f"{room}/goal", revision="0", **goal)
        newest = max(map(int, re.findall(r"/my/mentorship/goal/(\d+)/progress", page)))
        path = f"/my/mentorship/goal/{newest}/progress"
        people[login].send(path, progress=progress)
    for login, text in NOTES:
        people[login].send(f"{room}/note", text=text, audience="room")


if __name__ == "__main__":
    main(*sys.argv[1:])
