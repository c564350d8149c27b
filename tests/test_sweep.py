"""Strings planted everywhere in a pair's room, and every way to get them out tried."""

import pytest

from .harness import stores
from .harness.burglary import Burglary
from .harness.hunt import Mark, Sweep
from .harness.planting import PAIR, Neighbours, Planter
from .harness.probes import Persona, Probes
from .harness.server import running
from .harness.stage import Stage

pytestmark = [pytest.mark.slow, pytest.mark.sweep]

OUTSIDERS = (
    "public",
    "stranger",
    "recipient",
    "colleague",
    "leaver",
    "employee",
    "coordinator",
    "neighbour",
    "staf",
    "admin",
)


@pytest.fixture(scope="module")
def server(smtp):
    with running(smtp_port=smtp.port, log_handler=":DEBUG") as server:
        yield server


@pytest.fixture(scope="module")
def stage(server):
    return Stage(server, "sweep")


def test_sweep(stage, browser, smtp, capsys):
    import time

    server = stage.server
    t0 = [time.time()]

    def lap(w):
        with capsys.disabled():
            print(w, round(time.time() - t0[0], 1), flush=True)
        t0[0] = time.time()

    ours, core = Mark("zegel"), Mark("open")
    sweep = Sweep(ours, core)
    neighbours = Neighbours(stage)
    planter = Planter(stage, ours)
    planter.by_forms()
    allowed = planter.consents()
    planter.by_browser(browser)
    admin = server.client()
    admin.call(
        "ir.module.module",
        "button_immediate_install",
        [
            admin.call(
                "ir.module.module", "search", [[("name", "=", "base_automation")]]
            )
        ],
    )
    lap("planted")
    core_partner = stage.partners["employee"]
    admin.call(
        "res.partner", "write", [[core_partner], {"comment": core.plant("comment")}]
    )
    admin.call(
        "res.partner",
        "message_post",
        [[core_partner]],
        {
            "body": core.plant("message"),
            "partner_ids": [stage.partners["mentor"]],
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        },
    )
    server.send_mails()
    stores.look(sweep, server, smtp)
    lap("stores")
    probes = Probes(sweep, stage, {})
    burglary = Burglary(sweep, probes, planter.room, core_partner)
    burglary.server_actions()
    lap("actions")
    burglary.automations(
        lambda: planter.room.note(
            "mentee", planter.text("trap"), files=[planter.file("trap")]
        )
    )
    lap("automations")

    def visit():
        planter.room.page("mentee")
        planter.room.page("mentee", "notes")
        try:
            planter.room.send(
                "mentee",
                "note",
                {"text": planter.text("trap"), "audience": "nobody"},
                expect=422,
            )
        except AssertionError:
            pass

    burglary.views(visit)
    lap("views")
    burglary.fields()
    burglary.webhooks(
        {
            "mentorship.note": planter.ids["shared"],
            "mentorship.pairing": int(planter.room.pairing),
            "res.partner": core_partner,
        }
    )
    lap("fields")
    with capsys.disabled():
        print()
        print(sweep.table())
        print("\n".join(sweep.leaks))
    assert not sweep.leaks
