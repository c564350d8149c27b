from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..pages import Pages

DAY = timedelta(days=1)
SAID = "It took long before the first meeting was planned."


class ChangeCase(MentorshipCase):
    """An edition in which members said something, and the edition after it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.next = cls._edition(
            name="2031", date_start=cls.edition.date_start + 365 * DAY
        )
        cls._open(cls.next)
        cls.pages = Pages(cls.env, cls.mentee_user)

    def _change(self, user=None, **values):
        """Return a change that the coordinator notes."""
        changes = self.env["mentorship.change"].with_user(user or self.coordinator)
        return changes.create(
            {
                "name": "A first meeting within two weeks",
                "said": SAID,
                "edition_id": self.edition.id,
                **values,
            }
        )

    def _evaluation(self, opened=6, **values):
        """Return a closed evaluation with this many answers in its results."""
        evaluation = self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "audience": "all", **values}
        )
        evaluation._set_state("closed", opened_count=opened)
        return evaluation

    def _read(self, edition=None, partner=None):
        """Return the names of the changes that a member reads on an edition's page."""
        page = self.pages.edition(edition or self.next, partner or self.mentee)
        changes = page["changes"]
        return [line["name"] for line in changes["lines"]] if changes else []


@tagged("post_install", "-at_install", "mentorship")
class TestChange(ChangeCase):
    """What staff note, and who looks after it (R66)."""

    def _lines(self, change):
        """Return what is on someone's day about a change."""
        self.env.flush_all()
        self.env.invalidate_all()
        return change.sudo().activity_ids

    def test_its_owner_has_it_on_their_day_until_it_is_done(self):
        before = self._mails()
        due = self.today + 14 * DAY
        change = self._change(due_on=due)
        self.assertEqual(change.owner_id, self.coordinator)
        (line,) = self._lines(change)
        kind = self.env.ref("nob_mentorship.activity_change")
        self.assertEqual(line.activity_type_id, kind)
        self.assertEqual(line.user_id, self.coordinator)
        self.assertEqual(line.date_deadline, due)
        self.assertEqual(line.mentorship_edition_id, self.edition)
        for _twice in range(2):
            change.action_done()
        self.assertEqual((change.state, change.done_on), ("done", self.today))
        self.assertFalse(self._lines(change))
        self.assertFalse(line.active)
        self.assertIn("made", line.feedback)
        self.assertEqual(self._mails(), before)

    def test_the_line_follows_its_owner_and_its_date(self):
        change = self._change()
        self.assertEqual(self._lines(change).date_deadline, self.today)
        change.write({"owner_id": self.manager.id, "due_on": self.today + DAY})
        (line,) = self._lines(change)
        self.assertEqual(line.user_id, self.manager)
        self.assertEqual(line.date_deadline, self.today + DAY)
        change.owner_id = False
        self.assertFalse(self._lines(change))

    def test_a_stand_in_keeps_the_line_while_its_owner_is_away(self):
        change = self._change()
        line = self._lines(change)
        line._hand_over(self.manager, self.coordinator)
        change.due_on = self.today + 3 * DAY
        self.assertEqual(self._lines(change).user_id, self.manager)

    def test_it_is_handed_over_also_once_the_edition_is_over(self):
        self._open(state="closed")
        change = self._change()
        for away in (True, False):
            now = fields.Datetime.now()
            self.coordinator.write(
                {
                    "out_of_office_from": now - DAY if away else False,
                    "out_of_office_to": now + 9 * DAY if away else False,
                }
            )
            self.env.invalidate_all()
            with_day = self.edition.search(self.edition._with_day())
            self.assertIn(self.edition, with_day)
            self.edition._refresh_day()
            user = self._lines(change).user_id
            self.assertEqual(user != self.coordinator, away)

    def test_the_line_follows_the_edition_in_which_it_was_heard(self):
        change = self._change()
        change.edition_id = self.next
        self.assertEqual(self._lines(change).mentorship_edition_id, self.next)

    def test_what_was_dropped_is_on_nobodys_day_and_published_no_more(self):
        change = self._change()
        change.action_publish()
        change.action_drop()
        self.assertFalse(change.published)
        self.assertFalse(self._lines(change))
        with self.assertRaisesRegex(UserError, "dropped"):
            change.action_publish()
        with self.assertRaisesRegex(UserError, "cannot become"):
            change.action_done()
        change.action_reopen()
        self.assertEqual(change.state, "agreed")
        self.assertEqual(self._lines(change).user_id, self.coordinator)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_only_methods_write_a_state_and_publish(self):
        change = self._change()
        for values in (
            {"state": "done"},
            {"published": True},
            {"done_on": self.today},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                change.write(values)
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            for name in ("done", "drop", "reopen", "publish", "unpublish"):
                with (
                    self.subTest(user.login, name=name),
                    self.assertRaises(AccessError),
                ):
                    getattr(change.with_user(user), f"action_{name}")()
        self.assertEqual((change.state, change.published), ("agreed", False))

    def test_only_staff_of_the_programme_own_one(self):
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            with self.subTest(user.login), self.assertRaises(ValidationError):
                self._change(owner_id=user.id)
        self.assertTrue(self._change(owner_id=self.manager.id))

    def test_who_leaves_the_programme_hands_it_over(self):
        change, done = self._change(), self._change()
        done.action_done()
        self.programme.coordinator_ids = self.other_coordinator
        self.assertEqual(change.sudo().owner_id, self.other_coordinator)
        self.assertEqual(self._lines(change).user_id, self.other_coordinator)
        self.assertEqual(done.sudo().owner_id, self.coordinator)

    def test_numbers_count_what_their_lists_show(self):
        self._change()
        self._change().action_done()
        edition = self.edition.with_user(self.coordinator)
        programme = self.programme.with_user(self.coordinator)
        self.assertEqual((edition.change_count, programme.change_count), (2, 2))
        action = edition.action_view_changes()
        self.assertNotIn("search_default_open", action["context"])
        late = self._change(due_on=self.today - DAY)
        changes = self.env["mentorship.change"].with_user(self.coordinator)
        found = changes.search([("state", "=", "agreed"), ("due_on", "<", "today")])
        self.assertEqual(found, late)

    def test_a_copy_takes_none_along_and_says_what_is_open(self):
        change = self._change()
        copied = self.edition.with_user(self.coordinator).copy()
        self.assertFalse(copied.change_ids)
        self.assertEqual(copied.open_change_count, 1)
        found = change.search(copied.action_open_changes()["domain"])
        self.assertEqual(found, change)
        # where it was heard it is no reminder
        self.assertEqual(self.edition.with_user(self.coordinator).open_change_count, 0)
        change.action_done()
        self.env.invalidate_all()
        self.assertEqual(copied.open_change_count, 0)
        again = change.copy()
        self.assertEqual((again.state, again.published), ("agreed", False))

    def test_the_question_before_publishing_counts_its_readers(self):
        self._enrol(self.mentee, "mentee", edition=self.next)
        self._enrol(self.member, "mentee", edition=self.next, submit=False)
        change = self._change()
        asking = change.with_context(mentorship_action="action_publish")
        opened = asking.action_ask()
        wizards = self.env[opened["res_model"]].with_user(self.coordinator)
        asked = wizards.browse(opened["res_id"])
        self.assertIn("read it now: 1.", asked.consequences)
        asked.action_confirm()
        self.assertTrue(change.published)


@tagged("post_install", "-at_install", "mentorship")
class TestChangeOfAnEvaluation(ChangeCase):
    """A change says what follows from results, and no figure of them."""

    def test_a_change_takes_over_no_figure(self):
        evaluation = self._evaluation().with_user(self.coordinator)
        action = evaluation.action_add_change()
        self.assertEqual(
            action["context"],
            {
                "default_edition_id": self.edition.id,
                "default_evaluation_id": evaluation.id,
            },
        )
        changes = self.env["mentorship.change"].with_user(self.coordinator)
        filled = changes.with_context(**action["context"]).default_get(
            [*changes._fields]
        )
        self.assertEqual(
            {name for name, value in filled.items() if value},
            {"edition_id", "evaluation_id", "owner_id", "state"},
        )

    def test_nothing_follows_from_results_that_are_not_shown(self):
        few = self._evaluation(opened=0).with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "no results"):
            few.action_add_change()
        with self.assertRaisesRegex(ValidationError, "no results"):
            self._change(evaluation_id=few.id)
        draft = self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "audience": "mentee"}
        )
        with self.assertRaisesRegex(ValidationError, "no results"):
            self._change(evaluation_id=draft.id)

    def test_an_evaluation_is_of_the_edition_in_which_it_was_heard(self):
        other = self._evaluation(edition_id=self.next.id)
        with self.assertRaisesRegex(ValidationError, "another edition"):
            self._change(evaluation_id=other.id)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else_starts_from_an_evaluation(self):
        evaluation = self._evaluation()
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                evaluation.with_user(user).action_add_change()

    def test_a_text_has_a_length(self):
        for values in ({"name": "x" * 201}, {"said": "x" * 1001}):
            with self.subTest([*values]), self.assertRaises(ValidationError):
                self._change(**values)


@tagged("post_install", "-at_install", "mentorship")
class TestReadersOfAChange(ChangeCase):
    """Participants of a later edition read it once it is published, and no one else."""

    def test_participants_of_a_later_edition_read_it_once_it_is_published(self):
        self._enrol(self.mentee, "mentee", edition=self.next)
        change = self._change()
        self.assertEqual(self._read(), [])
        change.action_publish()
        self.assertEqual(self._read(), [change.name])
        change.action_done()
        (line,) = self.pages.changes(self.next)["changes"]
        self.assertEqual(line["said"], SAID)
        self.assertEqual(line["heard"], self.edition.name)
        self.assertIn(str(self.today.year), line["state"])
        change.action_unpublish()
        self.assertEqual(self._read(), [])
        change.action_publish()
        change.action_reopen()
        change.action_drop()
        self.assertEqual(self._read(), [])

    def test_in_the_edition_in_which_it_was_heard_nobody_reads_it(self):
        self._open()
        self._enrol(self.mentee, "mentee")
        self._change().action_publish()
        self.assertEqual(self._read(self.edition), [])

    def test_who_takes_no_part_reads_nothing(self):
        self._change().action_publish()
        self.assertEqual(self._read(), [])
        draft = self._enrol(self.mentee, "mentee", edition=self.next, submit=False)
        self.assertEqual(self._read(), [])
        draft.action_submit()
        self.assertEqual(len(self._read()), 1)
        draft.action_withdraw()
        self.assertEqual(self._read(), [])

    def test_another_programmes_changes_are_not_read(self):
        theirs = self._edition(self.other_programme, name="Theirs")
        self._change(user=self.other_coordinator, edition_id=theirs.id).action_publish()
        self._enrol(self.mentee, "mentee", edition=self.next)
        self.assertEqual(self._read(), [])

    def test_the_page_of_an_edition_shows_the_last_few(self):
        self._enrol(self.mentee, "mentee", edition=self.next)
        made = self._change(name="It was made")
        made.action_done()
        made.action_publish()
        for number in range(4):
            self._change(name=f"Change {number}").action_publish()
        # what was made comes before what was only agreed on
        self.assertEqual(self._read(), ["It was made", "Change 3", "Change 2"])
        self.assertEqual(len(self.pages.changes(self.next)["changes"]), 5)

    def test_an_erased_member_is_named_in_no_change(self):
        self.mentee.name = "Zaphira Quist"
        self._open()
        self._enrol(self.mentee, "mentee")
        change = self._change(said="Zaphira Quist waited for long.")
        change.with_context(lang="nl_NL").said = "Zaphira Quist wachtte lang."
        change.name = "Nobody waits as Zaphira Quist did"
        self.env.flush_all()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.env.invalidate_all()
        for lang in ("en_US", "nl_NL"):
            shown = change.sudo().with_context(lang=lang)
            self.assertNotIn("Zaphira", f"{shown.name} {shown.said}")
            self.assertIn("…", shown.said)
