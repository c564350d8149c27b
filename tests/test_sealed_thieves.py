"""An administrator's code in the server, while a pair writes on the sealed page.

Each thief first takes what a member types in a survey of Odoo's own; with the same tool
they get of the sealed page what is sealed, and nothing else. Promise 1.
"""

import pytest

from .harness import watcher as watching
from .harness.couple import has, is_ciphertext_only, new_text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def watcher(stage):
    return watching.Watcher(stage)


def test_code_at_commit_holds_ciphertext_alone(couple, watcher):
    with watcher.automations(watching.AT_COMMIT) as (of_core, of_page):
        typed = couple.answer()
        assert "precommit" in of_core() and "postcommit" in of_core()
        assert has(of_core(), typed)
        written = couple.write()
        is_ciphertext_only(of_page(), written, sealed=couple.newest())


def test_code_at_a_rollback_holds_ciphertext_alone(couple, watcher):
    watcher.query("CREATE SEQUENCE thief")
    with watcher.automations(watching.AT_ROLLBACK) as (of_core, of_page):
        typed = couple.answer()
        assert "postrollback" in of_core()
        assert has(of_core(), typed)
        watcher.query("ALTER SEQUENCE thief RESTART")
        written = couple.write()
        assert "postrollback" in of_page()
        is_ciphertext_only(of_page(), written)


def test_an_automation_holds_ciphertext_alone(couple, watcher):
    """Its records, and the request."""
    with watcher.automations(watching.AT_ONCE) as (of_core, of_page):
        typed = couple.answer()
        assert has(of_core(), typed)
        written = couple.write()
        is_ciphertext_only(of_page(), written, sealed=couple.newest())


def test_the_frames_of_every_caller_hold_ciphertext_alone(couple, watcher):
    with watcher.automations(watching.OF_CALLERS) as (of_core, of_page):
        typed = couple.answer()
        assert has(of_core(), typed)
        written = couple.write()
        is_ciphertext_only(of_page(), written, sealed=couple.newest())


def test_a_field_computed_from_what_is_written_holds_ciphertext_alone(couple, watcher):
    action, name = watcher.action(watching.REACH + watching.REQUEST + "grab('field')")
    taken = "SELECT x_taken FROM {} WHERE x_taken > ''"
    with watcher.field("survey.user_input.line", "value_text_box", action):
        typed = couple.answer()
        assert has(str(watcher.query(taken.format("survey_user_input_line"))), typed)
        assert has(watcher.logged(name), typed)
    action, name = watcher.action(watching.REACH + watching.REQUEST + "grab('field')")
    with watcher.field("mentorship.note", "ciphertext", action):
        written = couple.write()
        rows = str(watcher.query(taken.format("mentorship_note")))
        is_ciphertext_only(rows, written, sealed=couple.newest())
        is_ciphertext_only(watcher.logged(name), written, sealed=couple.newest())


SURVEY = "/survey/submit/<string:survey_token>/<string:answer_token>"
SAVE = "/mentorship/room/api/text/save"


def test_a_route_led_elsewhere_in_memory_gets_ciphertext_alone(couple, watcher):
    """A server action changes the routing map: a webhook is sent what members post."""
    with watcher.rerouted(SURVEY, SAVE) as posted:
        typed = couple.answer()
        assert has(posted(), typed)
        written = new_text()
        couple.mentee.page.locator("#text").fill(written)
        couple.mentee.press("Opslaan voor Vera Vis en jou")
        couple.mentee.sees("De website kan dit nu niet.")
        is_ciphertext_only(posted(), written)
    # nothing was lost: it is there once the routes are as they were
    couple.look(couple.mentee)
    assert couple.mentee.page.locator("#text").input_value() == written
    couple.write()


def test_the_profiler_holds_ciphertext_alone(couple, watcher):
    """An edited view has the member's own browser switch it on."""
    couple.stage.world.admin.call(
        "ir.config_parameter",
        "set_param",
        ["base.profiling_enabled_until", "2099-01-01 00:00:00"],
    )
    switch = "/web/set_profiling?profile=1&amp;collectors=sql,traces_async,qweb"
    arch = f'<xpath expr="//div" position="inside"><img src="{switch}"/></xpath>'
    mentee = couple.mentee
    with watcher.changed("portal.frontend_layout", arch):
        mentee.visitor.go(f"{mentee.url}/my")
        mentee.page.wait_for_load_state("networkidle")
    typed = couple.answer()
    couple.look(mentee)
    written = couple.write()
    mentee.visitor.context.request.get(f"{mentee.url}/web/set_profiling?profile=0")
    profiles = str(watcher.query("SELECT to_jsonb(p) FROM ir_profile p"))
    assert has(profiles, typed)
    is_ciphertext_only(profiles, written, sealed=couple.newest())


def test_the_log_at_its_loudest_holds_ciphertext_alone(couple, watcher):
    server = couple.server
    server.restart(log_level="debug_sql")
    try:
        typed, written = couple.answer(), couple.write()
        log = server.log.read_text()
        assert has(log, typed)
        is_ciphertext_only(log, written, sealed=couple.newest())
    finally:
        server.restart(log_level="warn")
