"""Closed evaluations with answers of a Dutch association, made through their forms."""

import random

from lxml import html

from .ballots import Audience, Respondent, questions
from .world import PASSWORD

TEXTS = (
    "Meer tijd voor elkaar; een uur is snel om.",
    "Een vast moment in de agenda, anders schiet het erbij in.",
    "Niets, het loopt goed. Mijn mentor luistert en stelt scherpe vragen.",
    "De startbijeenkomst mag eerder in het seizoen,\nliefst voor de zomer.",
    '=HYPERLINK("http://kwaad.example";"klik")',
    "+31 bellen in plaats van videobellen",
    "@iedereen: meer intervisie tussen mentees onderling",
    "-- minder formulieren",
    "<script>alert(1)</script> & meer aandacht voor de overstap naar een ander kantoor",
)


class ClosedEvaluation:
    """A closed evaluation that people of an edition answered.

    :param server: a running server; :param smtp: what catches its mail
    :param staff: an RPC client
    :param name: of the edition
    :param roles: of everyone who is asked
    :param int silent: how many of them do not answer
    :param values: more of the evaluation
    """

    def __init__(self, server, smtp, staff, name, roles, silent=0, **values):
        self.audience = Audience(server, name, roles)
        self.id = self.audience.evaluation(
            staff, **{"audience": "all", "min_responses": 5, **values}
        )
        staff.call("mentorship.evaluation", "action_open", [[self.id]])
        server.send_mails()
        (found,) = staff.call(
            "mentorship.evaluation", "read", [[self.id]], {"fields": ["survey_id"]}
        )
        form = questions(server, found["survey_id"][0])
        rng = random.Random(name)
        self.form, self.answers = form, []
        for number in range(len(roles) - silent):
            said = self._said(rng, form, number)
            link = self.audience.link(smtp, number)
            result = Respondent(server).send(link, said)
            assert result["code"] == "in_box", result
            self.answers.append(said)
        self.path = f"/mentorship/results/{self.id}"

    def _said(self, rng, form, number):
        """Return random answers, as the page sends them; {str(id): value}."""
        said = {}
        for key, (question, options) in form.items():
            if options:
                weights = [4, 3, 2, 1, 1, 1, 1, 1][: len(options)]
                said[question] = rng.choices(list(options.values()), weights)[0]
            elif key in ("change", "brought", "need"):
                said[question] = TEXTS[number] if number < len(TEXTS) else ""
            else:
                said[question] = rng.choices((1, 2, 3, 4, 5), (1, 1, 3, 6, 4))[0]
        return {str(question): str(value) for question, value in said.items()}

    def given(self, key):
        """Return the answers to a question, by its key."""
        return [said[str(self.form[key][0])] for said in self.answers]


def close(staff, *evaluations):
    """Close evaluations, and open their boxes."""
    ids = [evaluation.id for evaluation in evaluations]
    staff.call("mentorship.evaluation", "action_close", [ids])


def coordinator(world, manager, login, programme):
    """Return an RPC client of a new coordinator; a manager gives them a programme."""
    user, _partner = world.user(
        login, login.title(), "nob_mentorship.group_mentorship_coordinator"
    )
    manager.call(
        "mentorship.programme",
        "write",
        [[world.ref(programme)], {"coordinator_ids": [(4, user)]}],
    )
    return world.server.client(login, PASSWORD)


def shown_on_page(content):
    """Return ({question: [(label, count, share)]}, {question: [text]}) of the page."""
    bars, texts = {}, {}
    for section in html.fromstring(content).xpath("//section"):
        title = section.xpath("string(h2)")
        tables = section.xpath("./table")
        rows = tables[0].xpath(".//tbody/tr") if tables else []
        bars[title] = [
            (
                row.xpath("string(th)"),
                *(int(cell.text_content().strip("% ")) for cell in row[2:]),
            )
            for row in rows
        ]
        found = section.xpath("p[@class='o_mentorship_said']")
        texts[title] = sorted(text.text_content() for text in found)
    return bars, texts
