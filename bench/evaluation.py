"""Asking, answering, closing and reading, against Odoo's own surveys for as many
people, and against version 1.3 of the addon."""

import contextlib
import re

from dev import odoo, paths, postgres, releases
from tests.harness.rpc import Client
from tests.harness.server import running

from . import answering
from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Count, Row, side_by_side

ASKING, ANSWERS, READING, WARM, COUNTED = 2, 40, 5, 5, 5
OPEN_GOAL, ANSWER_GOAL, RESULTS_GOAL, CLOSE_GOAL = 1.0, 1.2, 1.0, 2.0
EARLIER = "19.0.1.3.0"
PEOPLE = ("member", "manager", "survey.partners", "survey.edition")


def rows():
    """Measure all three; return the lines of the table."""
    with (
        _ours(paths.ADDONS) as ours,
        _core("survey.partners", "survey.surveys", "survey.answered") as core,
    ):
        yield _asking(ours, core)
        yield from _answering(ours, core)
        with _ours(releases.addons(EARLIER)) as earlier:
            yield from _against_earlier(ours, earlier)
        yield _reading(ours, core)


@contextlib.contextmanager
def _ours(addons):
    path = ",".join(str(folder) for folder in odoo.addons_path(addons))
    with (
        filled(*PEOPLE, modules=(paths.ADDON.name,), addons=addons) as name,
        running(source=name, log_level="info", addons_path=path) as server,
    ):
        client = Client(server.url, server.db).login(MANAGER, PASSWORD)
        client.server = server
        yield client


@contextlib.contextmanager
def _core(*calls):
    with (
        filled(*calls) as name,
        running(source=name, log_level="info") as server,
    ):
        client = server.client()
        client.server = server
        yield client


def _ids(client, table, where="TRUE"):
    statement = f"SELECT id FROM {table} WHERE {where} ORDER BY id"
    return [int(i) for (i,) in postgres.query(statement, client.db)]


def _asking(ours, core):
    evaluations = iter(_ids(ours, "mentorship_evaluation"))
    surveys = iter(_ids(core, "survey_survey", "title->>'en_US' LIKE 'Vragenlijst %'"))
    partners = _ids(core, "res_partner", "name LIKE 'Deelnemer %'")

    def open_ours():
        ours.call("mentorship.evaluation", "action_open", [[next(evaluations)]])

    def invite_core():
        action = core.call("survey.survey", "action_send_survey", [[next(surveys)]])
        values = {"partner_ids": [[6, 0, partners]]}
        options = {"context": action["context"]}
        wizard = core.call("survey.invite", "create", [values], options)
        core.call("survey.invite", "action_invite", [[wizard]], options)

    times = side_by_side(open_ours, invite_core, ASKING)
    each = [
        _queries(client, method) / len(partners)
        for client, method in ((ours, "action_open"), (core, "action_invite"))
    ]
    return Row(
        f"open 2000 ({each[0]:.1f} against {each[1]:.1f} queries a person)",
        *times,
        OPEN_GOAL,
    )


def _queries(client, method):
    """Return how many queries the last call of a method sent, by the server's log."""
    found = re.findall(
        rf'call_kw#[\w.]+\.{method} HTTP/1\.1" 200 - (\d+) ',
        client.server.log.read_text(),
    )
    return int(found[-1])


def _answering(ours, core):
    people = 2 * (ANSWERS + WARM)
    mine = answering.ours(ours, _ids(ours, "mentorship_evaluation")[0], people)
    theirs = answering.core(core, "Vragenlijst 1")
    whole = side_by_side(mine.answer, theirs.answer, ANSWERS, WARM)
    mine.open(ANSWERS + WARM)
    theirs.open(ANSWERS + WARM)
    sent = side_by_side(mine.send, theirs.send, ANSWERS, WARM)
    return [
        Row("answer", *whole, ANSWER_GOAL),
        Row("answer, sending alone", *sent, ANSWER_GOAL),
    ]


def _against_earlier(ours, earlier):
    """Compare with version 1.3: the database work for an answer, and closing."""
    evaluations = _ids(ours, "mentorship_evaluation")[:ASKING]
    of_earlier = _ids(earlier, "mentorship_evaluation")[:ASKING]
    for number in of_earlier:
        earlier.call("mentorship.evaluation", "action_open", [[number]])
    people = WARM + COUNTED
    ways = (
        answering.ours(ours, evaluations[0], people),
        answering.earlier(earlier, of_earlier[0], people),
    )
    for way in ways:
        way.queries(WARM)
    yield Count("answer, queries (1.3)", *(way.queries(COUNTED) for way in ways))
    for number in evaluations:
        answering.shell(ours, f"fill_survey.cast(env, {number})")
    for number in of_earlier:
        answering.shell(earlier, f"fill_earlier.cast(env, {number})")
    times = side_by_side(
        _closing(ours, evaluations), _closing(earlier, of_earlier), ASKING
    )
    yield Row("close 2000 (1.3)", *times, CLOSE_GOAL)


def _closing(client, evaluations):
    waiting = iter(evaluations)

    def close():
        client.call("mentorship.evaluation", "action_close", [[next(waiting)]])

    return close


def _reading(ours, core):
    evaluation = _ids(ours, "mentorship_evaluation")[0]
    survey = _ids(core, "survey_survey", "title->>'en_US' = 'Vragenlijst 0'")[0]

    def read(client, path):
        page = client.get(path)
        if page.status_code != 200 or "Een vaste dag" not in page.text:
            raise RuntimeError(f"{path} answers {page.status_code}")

    times = side_by_side(
        lambda: read(ours, f"/mentorship/results/{evaluation}"),
        lambda: read(core, f"/survey/results/{survey}"),
        READING,
        warm=1,
    )
    return Row("results 2000", *times, RESULTS_GOAL)
