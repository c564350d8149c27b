"""Each bridge comes with the addon that it connects to, and goes without a trace in
ours."""

import pytest

from dev import database, paths, postgres

from .harness import trace
from .harness.apps import press
from .harness.server import running
from .harness.world import PASSWORD, World

pytestmark = pytest.mark.slow

OURS = "mentorship"
STATE = "SELECT state FROM ir_module_module WHERE name = '{}'"
NAMES = "SELECT name FROM ir_model_data WHERE module = '{}'"
SESSION = {
    "name": "Briefing",
    "day": "2040-03-01",
    "clock": "19:30",
    "location": "Brugstraat 12",
}


def schema(server):
    """Return the names in the schema that are ours, also in tables of others."""
    return {name for name in trace.schema(server.db) if OURS in name}


def state(server, module):
    """Return whether an addon is installed, in the words of Odoo."""
    ((found,),) = postgres.query(STATE.format(module), server.db)
    return found


@pytest.fixture(scope="module", params=paths.BRIDGES, ids=lambda one: one.name)
def story(request):
    """Install what a bridge connects to, and uninstall the bridge; return what stood
    in the database when."""
    bridge = request.param
    (other,) = database.connected(bridge)
    with running() as server:
        world = World(server)
        world.member("bridge_lid", "Lotte Lid", 8)
        staff = world.manager("bridge_staf", "Sanne Staf")
        edition = world.edition(staff, name="bruggen")
        session = {**SESSION, "edition_id": edition}
        staff.call("mentorship.session", "create", [session])
        told = {"bridge": bridge.name, "other": other, "schema": schema(server)}
        told["sessions"] = trace.contents(server.db, "mentorship_session")
        press(server, other, "button_immediate_install")
        server.restart()
        told["state"] = state(server, bridge.name)
        told["with"] = schema(server)
        told["page"] = page(server)
        press(server, bridge.name, "button_immediate_uninstall")
        server.restart()
        told["states"] = state(server, bridge.name), state(server, other)
        told["after"] = schema(server)
        told["sessions_after"] = trace.contents(server.db, "mentorship_session")
        told["names"] = postgres.query(NAMES.format(bridge.name), server.db)
        told["page_after"] = page(server)
        yield told


def page(server):
    """Return how the overview answers a member."""
    client = server.client("bridge_lid", PASSWORD)
    return client.get("/my/mentorship").status_code


def test_it_installs_itself_with_what_it_connects_to(story):
    assert story["state"] == "installed"
    assert story["with"] > story["schema"]
    assert story["page"] == 200


def test_uninstalled_it_leaves_our_tables_as_they_were(story):
    assert story["states"] == ("uninstalled", "installed")
    assert story["after"] == story["schema"]
    assert story["sessions_after"] == story["sessions"]
    assert story["names"] == []
    assert story["page_after"] == 200
