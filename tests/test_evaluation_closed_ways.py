"""Core's own ways to a survey's answers, each tried by everyone: way × persona.

First, each way is seen to work on an ordinary survey, so that this can fail.
"""

import pytest

from .harness import ways
from .harness.ballots import Audience, answers_for, questions
from .harness.polls import CoreSurvey, Poll, ready_form
from .harness.rpc import Client, RpcError
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

STAFF = {
    "employee": "base.group_user",
    "stranger": "base.group_portal",
    "officer": "survey.group_survey_user",
    "surveyor": "survey.group_survey_manager",
    "coordinator": "nob_mentorship.group_mentorship_coordinator",
    "manager": "nob_mentorship.group_mentorship_manager",
}
PERSONAS = ("public", "respondent", *STAFF, "admin")
CORE = "kerntekst"
COUNTS = """
SELECT (SELECT count(*) FROM survey_user_input WHERE survey_id = {0}),
       (SELECT count(*) FROM survey_user_input_line WHERE survey_id = {0}),
       (SELECT md5(string_agg(row_to_json(i)::text, '' ORDER BY id))
          FROM survey_user_input i WHERE survey_id = {0}),
       (SELECT count(*) FROM survey_invite WHERE survey_id = {0})
"""


class Town:
    """Everyone who could want to know, two evaluations and a survey of core."""

    def __init__(self, server, smtp):
        self.server, world = server, World(server)
        self.clients = {"admin": world.admin}
        for name, group in STAFF.items():
            world.user(f"stad_{name}", f"S. {name}", group)
            self.clients[name] = server.client(f"stad_{name}", PASSWORD)
        staff = self.clients["manager"]
        programme = world.ref("nob_mentorship.programme_nob")
        values = {"coordinator_ids": [(4, self.clients["coordinator"].uid)]}
        staff.call("mentorship.programme", "write", [[programme], values])
        people = Audience(server, "stad", ["mentor"] * 2 + ["mentee"] * 3, logins=1)
        self.clients["respondent"] = server.client("stad.0", PASSWORD)
        self.clients["public"] = Client(server.url, server.db)
        self.clients["public"].get("/web/login")
        self.polls = {}
        for state in ("open", "closed"):
            poll = Poll(
                people, staff, smtp, audience="all", survey_id=ready_form(staff)
            )
            poll.answer(0, 1, 2, 3)
            self.polls[state] = poll
        self.polls["closed"].call("action_close")
        core = CoreSurvey(server, world.admin, self.polls["open"].survey)
        form = questions(server, core.id)
        tokens = [core.answer(answers_for(form, f"{CORE} {n}")) for n in range(4)]
        self.core = ways.Target(server, core.id, CORE, tokens[0])
        self.targets = {
            "open": self.target("open", self.polls["open"].token(0)),
            "closed": self.target("closed"),
        }
        assert len(self.targets["closed"].inputs) == 4

    def target(self, state, token="x"):
        survey = self.polls[state].survey
        return ways.Target(self.server, survey, "tekst-", token)

    def counts(self, state):
        return self.polls[state].query(COUNTS.format(self.polls[state].survey))

    def find(self, client, one):
        """Return {name of a way: its result} for the ways that give the word."""
        found = {}
        for name, path in ways.pages(one).items():
            page = client.get(path)
            # core itself stumbles over some of them, of its own surveys
            assert page.status_code < 500 or one is self.core, name
            found[name] = page.text
        for name, (path, params) in ways.json_ways(one).items():
            try:
                found[f"JSON {name}"] = repr(client.json(path, params))
            except (RpcError, ValueError) as error:
                found[f"JSON {name}"] = repr(error)
        for name, call in ways.calls(one).items():
            found[f"RPC {name}"] = ways.answer(client, call)[0]
        return {name for name, text in found.items() if one.word in text}


@pytest.fixture(scope="module")
def town(server, smtp):
    return Town(server, smtp)


def test_the_same_ways_do_show_an_ordinary_survey(town):
    seen = town.find(town.clients["admin"], town.core)
    expected = {f"RPC {name}" for name in ways.calls(town.core)} - {"RPC copy"}
    assert not expected - seen
    pages = {"print the answer", "review the answer", "results"}
    assert not pages - seen
    assert "results of one answer" in seen
    # and no one reads it without permission
    assert town.find(town.clients["stranger"], town.core) <= pages | {"the answer"}


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_no_way_of_core_leads_to_an_answer(town, persona, state):
    before, sealed = town.counts(state), town.polls[state].counts()
    client = town.clients[persona]
    assert town.find(client, town.targets[state]) == set()
    # and not through the page of another survey, filtered by one of our lines
    line = town.targets[state].text_line()
    for kind in ("L", "A"):
        page = client.get(f"/survey/results/{town.core.id}?filters={kind},0,{line}")
        assert town.targets[state].word not in page.text
    assert town.counts(state) == before
    assert town.polls[state].counts() == sealed


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_no_way_of_core_makes_changes_or_deletes_an_answer(town, persona, state):
    before = town.counts(state)
    one = town.targets[state]
    for name, call in ways.makers(one).items():
        text, refused = ways.answer(town.clients[persona], call)
        assert one.word not in text
        if not name.startswith("action_") and call[2][0]:
            assert refused, name
        assert town.counts(state) == before, name


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_no_search_tells_what_is_in_an_answer(town, persona):
    client, one = town.clients[persona], town.targets["closed"]
    for model, field, path in ways.PATHS:
        for operator in ("ilike", "not ilike", "=like"):
            found = {
                ways.count(
                    client, model, [(field, "=", one.id), (path, operator, word)]
                )
                for word in ("tekst", "tekst-0%", "zzz")
            }
            assert len(found) == 1, (model, path, operator, found)


def test_such_a_search_does_tell_of_an_ordinary_survey(town):
    client, one = town.clients["admin"], town.core
    for model, field, path in ways.PATHS:
        hit = ways.count(client, model, [(field, "=", one.id), (path, "ilike", CORE)])
        miss = ways.count(client, model, [(field, "=", one.id), (path, "ilike", "zzz")])
        assert hit and not miss, (model, path)


WHO = (
    ("mentorship.evaluation", "id", "invitation_ids.responded"),
    ("mentorship.evaluation", "id", "invitation_ids.partner_id.name"),
    (
        "survey.survey",
        "survey_id",
        "mentorship_evaluation_ids.invitation_ids.responded",
    ),
)


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_no_search_tells_who_was_asked_or_answered(town, persona):
    client = town.clients[persona]
    for state, poll in town.polls.items():
        for model, _field, path in WHO:
            number = poll.survey if model == "survey.survey" else poll.id
            for value in (True, False, "stad persoon 0", "zzz"):
                domain = [("id", "=", number), (path, "=", value)]
                assert ways.count(client, model, domain) in (None, 0), (state, path)
        for model in ("invitation", "ballot", "token"):
            model = f"mentorship.evaluation.{model}"
            for method, args in (("search", [[]]), ("search_count", [[]])):
                assert ways.answer(client, (model, method, args, {}))[1]
