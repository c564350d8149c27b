"""An administrator's code in the server, while a pair writes on the sealed page.

Each thief first takes what a member types in a survey of Odoo's own; with the same tool
they get of the sealed page what is sealed, and nothing else. Promise 1.
"""

import pytest

from .harness.couple import Couple, has, is_ciphertext_only
from .harness import watcher as watching

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(stage):
    return stage.server


@pytest.fixture(scope="module")
def couple(stage, browser):
    couple = Couple(stage, browser)
    yield couple
    couple.close()


@pytest.fixture(scope="module")
def watcher(couple):
    return watching.Watcher(couple)


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
