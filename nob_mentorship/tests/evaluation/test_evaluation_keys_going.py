import json
import shutil
from contextlib import contextmanager, suppress
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.misc import Callbacks

from ... import hooks
from ...models.evaluation import box, closing
from .test_evaluation_keys import KeysCase

LOG = "odoo.addons.nob_mentorship.models.evaluation.tidying"


@tagged("post_install", "-at_install")
class TestTidying(KeysCase):
    """A key goes when the ballot folder says that it may, not when a row says so."""

    def _stays(self):
        """See that the key is there after a few days of the job."""
        for _day in range(3):
            self._job()
        self.assertTrue(self._file.exists())

    def setUp(self):
        super().setUp()
        self._answered(6)
        self._file = self._key()

    def test_a_row_that_names_no_key_costs_none(self):
        self._sql("box_uuid = NULL")
        self._stays()
        self._sql("paper = NULL")
        self._stays()

    def test_a_row_that_says_it_is_closed_costs_no_key(self):
        with mute_logger(LOG):
            self._sql("state = 'closed', box_gone = TRUE")
            self._stays()
            self._sql("box_gone = FALSE")
            self._stays()
        self.assertEqual(len(self._told()), 1)
        self._sql("state = 'open'")
        self.evaluation.action_close()
        self.env.invalidate_all()
        self.assertEqual(len(self._inputs()), 6)
        self.assertFalse(self._file.exists())

    def test_a_row_that_is_gone_costs_no_key_and_settings_say_so(self):
        settings = self.env["res.config.settings"].with_context(lang="en_US")
        self.assertNotIn("does not know", str(settings._mentorship_problems()))
        for table, name in (
            ("mentorship_evaluation_ballot", "evaluation_id"),
            ("mentorship_evaluation_invitation", "evaluation_id"),
            ("mentorship_evaluation", "id"),
        ):
            self.env.cr.execute(
                f"DELETE FROM {table} WHERE {name} = %s", [self.evaluation.id]
            )
        self.env.invalidate_all()
        for _day in range(3):
            self._job()
        self.assertTrue(self._file.exists())
        (line,) = [
            line
            for line in settings._mentorship_problems()
            if "does not know" in str(line)
        ]
        self.assertIn("(1)", line)

    def test_a_commit_that_only_seemed_to_fail_costs_no_key(self):
        """The connection was lost after the commit: what has to happen once it is
        rolled back finds the evaluation."""
        given_up = {"set": "", "give_up": True}
        box.later(self.env, "destroy", evaluation=self._file.stem, **given_up)()
        self.assertTrue(self._file.exists())
        self._sql("box_uuid = NULL")
        box.later(self.env, "destroy", evaluation=self._file.stem, **given_up)()
        self.assertFalse(self._file.exists())

    def test_a_key_of_nothing_goes_when_the_folder_knows_it_for_days(self):
        name = str(uuid4())
        terms = self.evaluation._terms()
        asked = {key: terms[key] for key in ("form", "minimum", "audience", "length")}
        box.ask(
            self.env,
            "open",
            evaluation=name,
            closes="2020-01-01",
            invitations=["ab" * 32],
            **asked,
        )
        key = self._file.with_name(f"{name}.key")
        self._job()
        self._job()
        self.assertTrue(key.exists())
        note = key.with_suffix(".unused")
        said = json.loads(note.read_text())
        note.write_text(json.dumps({**said, "since": "2020-06-01"}))
        self._job()
        self.assertFalse(key.exists())
        self.assertTrue(self._file.exists())


@tagged("post_install", "-at_install")
class TestKeyThatStays(KeysCase):
    """A key that is not destroyed at closing."""

    def setUp(self):
        super().setUp()
        self._answered(6)
        self.kept = self._key()

    @contextmanager
    def _lost_after_the_commit(self):
        folder, original = self.kept.parent.parent, closing.destroy
        away = folder.with_suffix(".away")

        def destroy(*args):
            if folder.exists():
                folder.rename(away)
            return original(*args)

        try:
            with patch.object(closing, "destroy", destroy), mute_logger(LOG):
                yield
        finally:
            if away.exists():
                away.rename(folder)

    def _posted(self):
        return self.evaluation.message_ids.sorted("id")[-1:].body

    def test_closing_says_it_and_it_is_tried_each_day(self):
        evaluation = self.evaluation.with_context(lang="en_US")
        with self._lost_after_the_commit():
            evaluation.action_close()
            self.env.invalidate_all()
            self.assertEqual(self.evaluation.state, "closed")
            self.assertFalse(self.evaluation.box_gone)
            self.assertNotIn("and the key destroyed", self._posted())
            self.assertIn("each day", self._posted())
            self.assertEqual(len(self._told()), 1)
        self.assertTrue(self.kept.exists())
        self._job()
        self.assertFalse(self.kept.exists())
        self.assertTrue(self.evaluation.box_gone)
        self.assertFalse(self._told())

    def test_closing_says_that_it_is_destroyed_when_it_is(self):
        self.evaluation.with_context(lang="en_US").action_close()
        self.env.invalidate_all()
        self.assertIn("and the key destroyed", self._posted())
        self.assertFalse(self._told())

    def test_a_set_that_was_taken_from_the_row_is_told(self):
        with self._lost_after_the_commit():
            self.evaluation.action_close()
        self._sql("box_set = NULL")
        with mute_logger(LOG):
            self._job()
        self.assertTrue(self.kept.exists())
        self.assertEqual(len(self._told()), 1)

    def test_someone_erased_while_it_closes_stays_in_the_set(self):
        with (
            patch.object(closing.written, "write", side_effect=ZeroDivisionError),
            suppress(ZeroDivisionError),
        ):
            closing.close(self.env, self.evaluation.id)
        self.env.invalidate_all()
        self.assertTrue(self.evaluation.closing)
        waiting = self.evaluation.invitation_ids.filtered(lambda i: not i.responded)
        tokens = waiting.token_ids
        self.assertTrue(tokens)
        waiting.partner_id[:1].action_mentorship_erase()
        self.assertEqual(tokens.exists(), tokens)
        self.env.flush_all()
        self.assertIsNone(closing.close(self.env, self.evaluation.id))
        self.env.invalidate_all()
        self.assertEqual(len(self._inputs()), 6)

    def test_a_link_of_someone_erased_goes_while_it_is_open(self):
        waiting = self.evaluation.invitation_ids.filtered(lambda i: not i.responded)
        person = waiting[0].partner_id
        self.assertTrue(waiting[0].token_ids)
        person.action_mentorship_erase()
        self.assertFalse(waiting[0].token_ids)


@tagged("post_install", "-at_install")
class TestUninstalled(KeysCase):
    """Keys are destroyed with the addon, once its removal is final."""

    def test_all_of_this_database_is_forgotten_after_the_commit(self):
        self.evaluation.action_open()
        inner = self._key().parent
        other = inner.with_name(str(uuid4()))
        shutil.copytree(inner, other)
        calls = Callbacks()
        with patch.object(self.env.cr, "postcommit", calls):
            hooks._destroy_keys(self.env)
        self.assertTrue(self._key().exists())
        calls.run()
        self.assertFalse(inner.exists())
        self.assertTrue(other.exists())

    def test_a_server_without_the_folder_says_where_they_are(self):
        self.evaluation.action_open()
        with (
            self._elsewhere(),
            self.assertLogs("odoo.addons.nob_mentorship.hooks", "WARNING") as logged,
        ):
            hooks._destroy_keys(self.env)
        self.assertIn(box.node(), logged.output[0])
