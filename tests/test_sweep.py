"""Strings planted in a pair's room, and every way to get them out tried.

The same is tried on a core field next to it, to see that the sweep works.
"""

import contextlib
from base64 import b64encode

import pytest

from .harness import stores, underscores
from .harness.burglary import Burglary
from .harness.forgery import Forger
from .harness.hunt import Mark, Sweep
from .harness.planting import PAIR, Neighbours, Planter
from .harness.probes import Persona, Probes
from .harness.server import running
from .harness.stage import Stage

pytestmark = [pytest.mark.slow, pytest.mark.sweep]

OUTSIDERS = (
    "public",
    "stranger",
    "colleague",
    "leaver",
    "employee",
    "coordinator",
    "neighbour",
    "staf",
    "admin",
)
ONE_OF_EACH = (
    "public",
    "colleague",
    "employee",
    "coordinator",
    "staf",
    "admin",
    "mentee",
)
SHOWN = (
    "dump of the database",
    "filestore",
    "log, with SQL",
    "mail_message",
    "mails",
    "RPC read",
    "RPC web_read",
    "RPC search_read",
    "RPC web_search_read",
    "RPC export_data",
    "JSON-2 read",
    "JSON-2 search_read",
    "XML-RPC read",
    "XML-RPC export_data",
    "search by domain",
    "search by order",
    "server action: sudo",
    "server action: as the mentee",
    "server action: SQL",
    "server action: every _method",
    "server action: what callers hold",
    "automation: its records",
    "automation: the request",
    "automation: what callers hold",
    "view: core",
    "custom field: related",
    "webhook",
)
"""The surfaces that must show the field of core, because they can."""


@pytest.fixture(scope="module")
def server(smtp):
    levels = {"log_level": "debug_sql", "log_handler": ":DEBUG"}
    with running(smtp_port=smtp.port, workers=3, **levels) as server:
        yield server


class Scene:
    """A room full of planted strings, a core field next to it, and the other people."""

    def __init__(self, server, browser):
        self.server = server
        self.stage = Stage(server, "sweep")
        self.neighbours = Neighbours(self.stage)
        self.sweep = Sweep(Mark("zegel"), Mark("open"))
        self.planter = Planter(self.stage, self.sweep.ours)
        self.room = self.planter.room
        self.planter.by_browser(browser)
        self.planter.all_kinds()
        self.other, self.group = self.neighbours.other_pair(), self.neighbours.group()
        self.before = self._leave()
        self.core = self._plant_core()
        self.probes = Probes(self.sweep, self.stage, {})
        self.probes.core_ids, self.probes.core_file = [self.core], self.file
        self.burglary = Burglary(self.sweep, self.probes, self.room, self.core)

    def _leave(self):
        """Have a member leave the group, between two notes; return the first one."""
        before = {"text": self.planter.text("before")}
        for who in ("stranger", "leaver"):
            self.group.key(who)
        self.group.write("mentor", "note", before)
        assert before in self.group.reads("leaver")
        self.group.send("leaver", "end")
        after = {"text": self.planter.text("afterwards")}
        self.group.write("mentor", "note", after)
        assert after in self.group.reads("stranger")
        return before

    def _plant_core(self):
        """Plant the core's own string; return the id of the partner that has it."""
        admin, core = self.server.client(), self.sweep.core
        partner = self.stage.partners["employee"]
        text = core.plant("comment")
        admin.call("res.partner", "write", [[partner], {"comment": text}])
        values = {
            "name": "open",
            "datas": b64encode(core.plant("file").encode()).decode(),
            "res_model": "res.partner",
            "res_id": partner,
        }
        self.file = admin.call("ir.attachment", "create", [values])
        message = {
            "body": core.plant("message"),
            "partner_ids": [self.stage.partners["mentor"]],
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        admin.call("res.partner", "message_post", [[partner]], message)
        self.server.send_mails()
        return partner

    def install(self, *names):
        """Install modules on the running server."""
        admin = self.server.client()
        domain = [("name", "in", names)]
        modules = admin.call("ir.module.module", "search", [domain])
        admin.call("ir.module.module", "button_immediate_install", [modules])

    def write(self):
        """Have the mentee write a note, and the mentor fetch it."""
        # a thief may break the request they are in
        with contextlib.suppress(AssertionError):
            self.room.write("mentee", "note", {"text": self.planter.text("note")})
        with contextlib.suppress(AssertionError):
            self.room.reads("mentor")

    def load(self):
        """Have members load and send pages, in their own sessions."""
        self.room.page("mentee")
        form = {"until": "gisteren"}
        with contextlib.suppress(AssertionError):
            self.room.send("mentee", "pause", form, expect=422)


@pytest.fixture(scope="module")
def scene(server, browser):
    return Scene(server, browser)


def members_see_it(scene):
    """The pair itself reads what each may read; so there is something to find."""
    texts, room = scene.planter.texts, scene.room
    for who, other in (PAIR, PAIR[::-1]):
        seen = str(room.reads(who))
        for place, text in texts.items():
            if place.startswith((f"{who}note", f"{other}note")):
                assert text in seen, place
        assert texts[f"{who}selftext"] in seen
        assert texts[f"{other}selftext"] not in seen
    answer = scene.stage.client("leaver").session.post(
        f"{scene.server.url}/mentorship/room/api/room",
        json={"room": int(scene.group.pairing), "offset": 0},
        headers={"Origin": scene.server.url},
    )
    assert answer.status_code == 404


def outsiders_ask(scene):
    """Every persona asks everything, by every interface."""
    probes, burglary = scene.probes, scene.burglary
    outsiders = [Persona(scene.stage, name) for name in OUTSIDERS]
    members = [Persona(scene.stage, name) for name in PAIR]
    everybody = [*outsiders, *members]
    burglary.api_keys(everybody)
    # a leaver has the rights of any other member
    different = [one for one in everybody if one.name != "leaver"]
    probes.methods(different)
    # the same methods by other ways: one persona of each group
    probes.interfaces([one for one in different if one.name in ONE_OF_EACH])
    probes.contents(different)
    words = (scene.sweep.ours.word, scene.sweep.core.word)
    probes.oracles(different, words)
    probes.known_routes = burglary.routes()
    paths = probes.pages(outsiders)
    probes.forms(outsiders, paths)


def thieves_come(scene):
    """The administrator's server actions, automations, views, fields and webhooks."""
    burglary, planter = scene.burglary, scene.planter
    note, pairing = int(planter.ids["mentee room"]), int(scene.room.pairing)
    burglary.server_actions()
    burglary.methods(
        underscores.calls(
            burglary.models,
            scene.stage.partners["mentee"],
            burglary.mentee,
            pairing,
            f"mentorship.note,{note}",
        )
    )
    burglary.fields()
    burglary.webhooks(
        {
            "mentorship.note": note,
            "mentorship.pairing": pairing,
            "res.partner": scene.core,
        }
    )
    burglary.automations(scene.write)
    burglary.views(scene.load)


def forgers_come(scene):
    """Attackers who change the database, or as the administrator a login or a
    contact."""
    forger = Forger(scene.sweep, scene.planter, scene.other)
    forger.try_all()
    forger.by_staff()
    forger.by_merging(scene.burglary.run)


def test_sweep(scene, smtp, capsys):
    sweep = scene.sweep
    members_see_it(scene)
    stores.look(sweep, scene.server, smtp)
    # the log was read, and writing all SQL into it takes time
    scene.server.restart(log_level="warn", log_handler=":WARNING")
    try:
        outsiders_ask(scene)
        scene.install("base_automation")
        thieves_come(scene)
        forgers_come(scene)
    finally:
        with capsys.disabled():
            print(f"\n\n{sweep.table()}\n")
    assert not sweep.unseen(*SHOWN)
    assert not sweep.leaks, "\n".join(sweep.leaks)
