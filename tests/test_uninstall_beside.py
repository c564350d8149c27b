"""The addon is removed, and an addon next to it that looks like ours keeps
everything."""

import pytest

from dev import odoo, postgres

from .harness import neighbour, trace
from .harness.apps import press
from .harness.server import running
from .harness.world import World

pytestmark = pytest.mark.slow

ADDON = "nob_mentorship"
IDENTIFIERS = f"""
SELECT name || ' of ' || model FROM ir_model_data WHERE module = '{neighbour.NAME}'
"""
DANGLING = """
SELECT d.module || '.' || d.name FROM ir_model_data d
 WHERE d.model = '{model}'
   AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = d.res_id)
"""
PARTS = ("ir.model.fields.selection", "ir.model.inherit", "ir.model.fields", "ir.model")


def moment(server):
    """Return the contents of the database, and those of the other addon."""
    rows = trace.rows(server.db)
    rows["identifiers"] = {name for (name,) in postgres.query(IDENTIFIERS, server.db)}
    rows["dangling"] = {
        name
        for model in PARTS
        for (name,) in postgres.query(
            DANGLING.format(model=model, table=model.replace(".", "_")), server.db
        )
    }
    rows["schema"] = trace.schema(server.db)
    return rows


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """Install both, uninstall ours, update the other; return what stood when."""
    folder = tmp_path_factory.mktemp("addons")
    neighbour.write(folder)
    path = ",".join(str(place) for place in [*odoo.addons_path(), folder])
    with running(source="nob_base", addons_path=path) as server:
        server.client().call("ir.module.module", "update_list")
        press(server, neighbour.NAME, "button_immediate_install")
        told = {"before": moment(server)}
        press(server, ADDON, "button_immediate_install")
        world = World(server)
        settings = world.create("res.config.settings")
        world.admin.call(
            "res.config.settings", "action_mentorship_aspirant", [[settings]]
        )
        category = world.ref(f"{ADDON}.membership_category_aspirant")
        world.create("mentorship.other", name="Points to it", category_id=category)
        told["used"] = moment(server)
        press(server, ADDON, "button_immediate_uninstall")
        told["after"] = moment(server)
        told["categories"] = server.client().call(
            "mentorship.other", "search_read", [[]], {"fields": ["category_id"]}
        )
        press(server, neighbour.NAME, "button_immediate_upgrade")
        told["updated"] = moment(server)
        told["surveys"] = server.client().call(
            "survey.survey", "search_count", [[("survey_type", "=", "mentorship")]]
        )
        told["log"] = server.log.read_text()
        yield told


def test_the_other_addon_keeps_every_identifier(story):
    assert len(story["before"]["identifiers"]) > 20
    assert "other_category_aspirant" in str(story["before"]["identifiers"])
    for when in ("used", "after", "updated"):
        assert story[when]["identifiers"] == story["before"]["identifiers"], when


def test_it_keeps_its_tables_and_records(story):
    for when in ("after", "updated"):
        assert story["before"]["schema"] <= story[when]["schema"]
        for table in ("mentorship_other", "survey_survey", "ir_rule", "ir_model_data"):
            assert story["before"][table] <= story[when][table], (when, table)
    assert story["surveys"] == 1


def test_what_it_points_to_stays(story):
    assert len(story["categories"]) == 2
    assert all(record["category_id"] for record in story["categories"])


def test_nothing_of_ours_is_left(story):
    assert story["after"]["schema"] == story["before"]["schema"]
    left = {
        name
        for name in story["after"]["ir_model_data"] - story["before"]["ir_model_data"]
        if ADDON in name or "mentorship" in name
    }
    assert not left
    assert story["after"]["dangling"] <= story["before"]["dangling"]


def test_it_is_updated_without_a_word(story):
    lines = [line for line in story["log"].splitlines() if odoo.LOGGED.search(line)]
    assert not lines
