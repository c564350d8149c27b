"""An administrator's code that runs while a member answers, and what it takes along.

The same thieves as in the pair's room: a changed view runs a server action in the
member's own request, automations wait for every row. In core's own survey they get the
answer; from the ballot box they get nothing.
"""

import contextlib
import re
import secrets
from html import escape

import pytest

from dev import paths, postgres

from .harness import sealing, thieves
from .harness.ballots import Audience, Respondent, answers_for, questions
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

GLOBALS = """
method = env["mentorship.evaluation"].action_close
for path in (
    "{{0.__globals__[closing].__dict__}}",
    "{{0.__globals__[closing].box.__dict__}}",
    "{{0.__globals__[closing].box.apart.__dict__}}",
    "{{0.__globals__[closing].written.__dict__}}",
):
    attempt(lambda: path.format(method))
"""
FRAMES = thieves.FRAMES.replace(
    '    "[texts]",\n',
    '    "[sent]",\n    "[file]",\n    "[body]",\n    "[answers]",\n    "[told]",\n',
)
OF_THE_REQUEST = thieves.REACH + thieves.REQUEST + FRAMES
IN_THE_REQUEST = thieves.PRELUDE + OF_THE_REQUEST + GLOBALS
WATCHED = (
    "mentorship.evaluation",
    "mentorship.evaluation.invitation",
    "mentorship.evaluation.token",
    "mentorship.evaluation.ballot",
)


class Thief:
    """Code that puts what it finds into the comment of a contact.

    :param core: text in a contact of core next to it, to see that it runs
    """

    def __init__(self, world, code, model="res.partner"):
        self.world, self.core = world, secrets.token_hex(8)
        core = world.create("res.partner", name="Kluis", comment=self.core)
        self.loot = world.create("res.partner", name="Buit")
        values = {
            "loot": self.loot,
            "core": core,
            "models": list(WATCHED),
            "pairing": 0,
            "mentee": 1,
            "record": 1,
        }
        self.action = world.create(
            "ir.actions.server",
            name="Dief",
            model_id=self.model(model),
            state="code",
            code=code.format(**values),
        )

    def model(self, name):
        """Return the id of a model."""
        ((number,),) = self.query(f"SELECT id FROM ir_model WHERE model = '{name}'")
        return int(number)

    def query(self, statement):
        return postgres.query(statement, self.world.server.db)

    def arm(self):
        """Let a field run it once, the next time that it is computed; forget what it
        found."""
        armed = "ref = 'armed', comment = NULL"
        self.query(f"UPDATE res_partner SET {armed} WHERE id = {self.loot}")

    def changes(self, xmlid):
        """Have a view run the code, in the request of anyone it is rendered for; return
        the view."""
        run = f"request.env['ir.actions.server'].sudo().browse({self.action}).run()"
        arch = (
            '<data><xpath expr="(//div)[1]" position="inside">'
            f'<t t-set="stolen" t-value="{escape(run)}"/></xpath></data>'
        )
        return self.world.create(
            "ir.ui.view",
            name="Dief",
            type="qweb",
            mode="extension",
            inherit_id=self.world.ref(xmlid),
            arch=arch,
        )

    def found(self):
        """Return what was found, and see that the thief was there at all."""
        found = self.taken()
        assert self.core in found, "the thief did not run"
        return found

    def taken(self):
        """Return what was found so far."""
        rows = self.query(f"SELECT comment FROM res_partner WHERE id = {self.loot}")
        return "\n".join("\t".join(row) for row in rows)


@pytest.fixture(scope="module")
def world(server):
    world = World(server)
    # the thief climbs far and takes its time, also while its field is made
    world.admin.patience = 600
    world.create(
        "ir.ui.view",
        name="sweep.reach",
        key="sweep.reach",
        type="qweb",
        arch=thieves.REACH_VIEW,
    )
    return world


@pytest.fixture(scope="module")
def asked(world, server, smtp):
    """People who are invited, with their links and the questions."""
    staff = world.manager("theft_staff", "Staf")
    asked = Audience(server, "theft", ["mentee", "mentor"] * 8, logins=8)
    asked.waiting = list(range(8, 14))
    asked.id = asked.evaluation(staff, audience="all")
    staff.call("mentorship.evaluation", "action_open", [[asked.id]])
    server.send_mails()
    (found,) = staff.call(
        "mentorship.evaluation", "read", [[asked.id]], {"fields": ["survey_id"]}
    )
    asked.form = questions(server, found["survey_id"][0])
    asked.links = [asked.link(smtp, number) for number in range(len(asked.roles))]
    return asked


def answer(server, asked, number, login=True):
    """Answer with a text that occurs nowhere else; return the text."""
    text = f"geheim{secrets.token_hex(12)}"
    person = Respondent(server, f"{asked.name}.{number}" if login else None)
    result = person.send(asked.links[number], answers_for(asked.form, text))
    assert result["code"] == "in_box", result
    return text


def test_a_view_in_the_members_request_finds_no_answer(world, server, asked):
    thief = Thief(world, IN_THE_REQUEST)
    view = thief.changes("survey.survey_fill_form_in_progress")
    texts = [answer(server, asked, number, login=number % 2) for number in range(4)]
    # it takes its time, whenever a form is opened
    world.admin.call("ir.ui.view", "unlink", [[view]])
    found = thief.found()
    assert len(found) > 2000
    assert not [text for text in texts if text in found or text[::-1] in found]


def test_code_at_closing_finds_no_answer_beside_a_person(world, server, smtp):
    """A stored field is computed while the answers are written: it sees the frames of
    the closing, the rows before and after, and what modules hold. It gets the answers,
    as everyone will, and nothing that tells whose they are."""
    staff = world.manager("theft_closer", "Staf")
    # the thief climbs far and takes its time
    staff.patience = 600
    people = Audience(server, "dicht", ["mentee", "mentor"] * 4)
    number = people.evaluation(staff, audience="all", min_responses=3)
    staff.call("mentorship.evaluation", "action_open", [[number]])
    server.send_mails()
    (found,) = staff.call(
        "mentorship.evaluation", "read", [[number]], {"fields": ["survey_id"]}
    )
    form = questions(server, found["survey_id"][0])
    texts, tokens = [], []
    for person in range(5):
        texts.append(f"geheim{secrets.token_hex(12)}")
        link = people.link(smtp, person)
        tokens.append(sealing.parts(link)[1])
        said = Respondent(server).send(link, answers_for(form, texts[-1]))
        assert said["code"] == "in_box"
    thief = Thief(world, IN_THE_REQUEST + ROWS.format(number), "survey.user_input.line")
    with computed(world, thief, "survey.user_input.line", "value_text_box"):
        # there may be answers of other evaluations already, for which it has run
        thief.arm()
        staff.call("mentorship.evaluation", "action_close", [[number]])
    loot = thief.found()
    # neither the key, nor the contents of a ballot
    assert not [token for token in tokens if token in loot]
    assert "AGE-SECRET-KEY" not in loot
    # its answers were given by the box all at once, and shuffled
    assert len(loot) > 2000


@contextlib.contextmanager
def computed(world, thief, model, depends):
    """Have a stored field of a model run a thief's code, once it is armed, when it is
    computed."""
    compute = (
        "for record in self:\n    record['x_dief'] = 'x'\n"
        f"loot = self.env['res.partner'].sudo().browse({thief.loot})\n"
        "if loot.ref and not loot.comment:\n"
        f"    self.env['ir.actions.server'].sudo().browse({thief.action}).run()"
    )
    field = world.create(
        "ir.model.fields",
        name="x_dief",
        model_id=thief.model(model),
        ttype="char",
        store=True,
        depends=depends,
        compute=compute,
    )
    try:
        yield
    finally:
        world.admin.call("ir.model.fields", "unlink", [[field]])


@pytest.mark.parametrize(
    ("model", "depends"),
    [
        ("mentorship.evaluation", "paper_hash"),
        ("mentorship.evaluation.invitation", "role"),
        ("mentorship.evaluation.token", "invitation_id"),
    ],
)
def test_code_at_opening_finds_no_key_and_no_answer_later(
    world, server, smtp, model, depends
):
    """It can only take links that it then answers with: their members are refused, and
    see it. It never gets what others answer."""
    name = f"open{model.rpartition('.')[2]}"
    staff = world.manager(f"{name}_staff", "Staf")
    # the thief climbs far and takes its time
    staff.patience = 600
    people = Audience(server, name, ["mentee", "mentor"] * 3)
    number = people.evaluation(staff, audience="all", min_responses=3)
    thief = Thief(world, IN_THE_REQUEST + ROWS.format(number), model)
    with computed(world, thief, model, depends):
        thief.arm()
        staff.call("mentorship.evaluation", "action_open", [[number]])
        loot = thief.found()
    assert len(loot) > 2000
    assert "AGE-SECRET-KEY" not in loot
    master = paths.STATE / "mentorship.key"
    for line in master.read_text().split():
        assert line.partition(":")[2] not in loot
    server.send_mails()
    (found,) = staff.call(
        "mentorship.evaluation", "read", [[number]], {"fields": ["survey_id"]}
    )
    form, texts = questions(server, found["survey_id"][0]), []
    for person in range(4):
        texts.append(f"geheim{secrets.token_hex(12)}")
        link = people.link(smtp, person)
        said = Respondent(server).send(link, answers_for(form, texts[-1]))
        assert said["code"] == "in_box"
    staff.call("mentorship.evaluation", "action_close", [[number]])
    assert not [text for text in texts if text in thief.found()]


@pytest.mark.parametrize(
    ("model", "depends"),
    [
        ("mentorship.evaluation.ballot", "ciphertext"),
        ("mentorship.evaluation.invitation", "responded"),
        ("mentorship.evaluation.token", "token_hash"),
    ],
)
def test_no_stored_field_is_computed_where_an_answer_comes_by(
    world, server, asked, model, depends
):
    answer(server, asked, asked.waiting.pop(), login=False)
    thief = Thief(world, IN_THE_REQUEST, model)
    thief.arm()
    with computed(world, thief, model, depends):
        # it was computed for existing records: the field is there, and runs
        assert thief.found()
        thief.arm()
        text = answer(server, asked, asked.waiting.pop(), login=False)
        assert text not in thief.taken()
        assert not thief.taken().strip()


ROWS = """
for model in ("mentorship.evaluation.ballot", "mentorship.evaluation.invitation",
              "mentorship.evaluation.token", "survey.user_input.line"):
    records = env[model].sudo().search([])
    attempt(lambda: str(records.read()))
attempt(lambda: str(env["mentorship.evaluation"].sudo().browse({}).read()))
"""


def test_no_automation_waits_where_an_answer_comes_by(world, server, asked):
    (module,) = world.search(
        "ir.module.module", [("name", "=", "base_automation")], ["id"]
    )
    world.admin.call("ir.module.module", "button_immediate_install", [[module["id"]]])
    watch = World(server)
    thief_code = thieves.PRELUDE + "keep('ran ' + core.comment)"
    watching = {model: Thief(watch, thief_code, model) for model in WATCHED}
    for model, thief in watching.items():
        watch.create(
            "base.automation",
            name=f"Dief {model}",
            model_id=thief.model(model),
            trigger="on_create_or_write",
            action_server_ids=[(4, thief.action)],
        )
    answer(server, asked, 5)
    assert not [model for model, thief in watching.items() if "ran" in thief.taken()]
    # the automations are there: a change through Odoo itself runs them
    staff = server.client("theft_staff", PASSWORD)
    staff.call("mentorship.evaluation", "write", [[asked.id], {"measures": "Niets."}])
    assert "ran" in watching["mentorship.evaluation"].found()


def test_the_same_view_takes_the_answer_in_cores_own_survey(world, server):
    thief = Thief(world, IN_THE_REQUEST)
    thief.changes("survey.survey_fill_form_done")
    survey = world.create(
        "survey.survey",
        title="Enquête",
        questions_layout="one_page",
        question_and_page_ids=[
            [0, 0, {"title": "Wat?", "question_type": "text_box"}],
        ],
    )
    ((token, question),) = thief.query(
        "SELECT s.access_token, q.id FROM survey_survey s"
        f" JOIN survey_question q ON q.survey_id = s.id WHERE s.id = {survey}"
    )
    person, text = Respondent(server), f"geheim{secrets.token_hex(12)}"
    page = person.open(f"/survey/start/{token}")
    (mine,) = re.findall(r'data-answer-token="([\w-]+)"', page.text)
    for step, params in (
        ("begin", {"lang_code": "en_US"}),
        ("submit", {question: text}),
    ):
        person.session.post(
            f"{server.url}/survey/{step}/{token}/{mine}",
            json={"jsonrpc": "2.0", "method": "call", "id": 1, "params": params},
            timeout=60,
        )
    assert text in thief.found()
