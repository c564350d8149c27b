from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..pages import Pages
from .common import MatchingCase


@tagged("post_install", "-at_install")
class TestPublish(MatchingCase):
    """Publishing a run: pairings are made and offered, as by hand."""

    def setUp(self):
        super().setUp()
        # at once, however slow the machine is
        limit = "odoo.addons.nob_mentorship.models.base.job.AT_ONCE"
        self.startPatcher(patch(limit, 600))

    def test_all_are_offered_and_both_are_asked(self):
        matching = self._run()
        before = len(self._mails())
        told = matching.action_publish()
        self.assertIn("3 of 3", told["params"]["message"])
        self.assertEqual(matching.state, "published")
        self.assertEqual(matching.published_by_id, self.coordinator)
        self.assertEqual(self.edition.pairing_ids.mapped("state"), ["offered"] * 3)
        self.assertEqual(len(self._mails()) - before, 6)
        self.assertEqual(self.mentors.mapped("held_places"), [1, 1, 1])

    def test_some_are_offered_and_the_rest_can_still_change(self):
        matching = self._run()
        some = self._of(matching, self.mentees[0])
        some.action_publish()
        self.assertEqual(matching.state, "done")
        self.assertEqual(some.pairing_id.state, "offered")
        with self.assertRaisesRegex(UserError, "published"):
            some.action_reject()
        self._of(matching, self.mentees[1]).action_reject()
        matching.action_publish()
        self.assertEqual(len(self.edition.pairing_ids), 2)

    def test_publishing_twice_asks_nobody_twice(self):
        matching = self._run()
        matching.action_publish()
        mails = len(self._mails())
        told = matching.action_publish()
        self.assertIn("Nothing left", told["params"]["message"])
        self.assertIn(self.coordinator.name, told["params"]["message"])
        self.assertEqual(len(self._mails()), mails)
        self.assertEqual(len(self.edition.pairing_ids), 3)

    def test_who_withdrew_meanwhile_is_refused_and_the_others_are_not(self):
        matching = self._run()
        self.mentees[0].action_withdraw()
        self.assertEqual(matching.problem_count, 1)
        told = matching.action_publish()
        self.assertIn("2 of 3", told["params"]["message"])
        self.assertIn("Mentee 0", told["params"]["message"])
        self.assertEqual(matching.state, "done")
        stale = self._of(matching, self.mentees[0])
        self.assertFalse(stale.pairing_id)
        self.assertIn("No longer takes part", stale.problem)

    def test_who_was_paired_by_hand_meanwhile_is_refused(self):
        matching = self._run()
        self._pair(self.mentors[0], self.mentees[1], offer=True)
        told = matching.action_publish()
        self.assertIn("1 of 3", told["params"]["message"])
        self.assertEqual(self.mentors.mapped("held_places"), [1, 0, 1])

    def test_an_exclusion_made_meanwhile_holds(self):
        matching = self._run()
        self._exclude(self.mentees[0], self.mentors[0])
        told = matching.action_publish()
        self.assertIn("2 of 3", told["params"]["message"])
        self.assertFalse(self._of(matching, self.mentees[0]).pairing_id)

    def test_a_draft_is_not_published(self):
        draft = self.env["mentorship.matching"].create({"edition_id": self.edition.id})
        with self.assertRaisesRegex(UserError, "before you publish"):
            draft.action_publish()

    def test_nothing_of_a_published_run_changes(self):
        matching = self._run()
        matching.action_publish()
        proposal = matching.proposal_ids[0]
        for change in (
            {"pinned": True},
            {"rejected": True},
            {"mentor_enrolment_id": self.mentors[2].id},
        ):
            with self.subTest(str(change)), self.assertRaises(UserError):
                proposal.write(change)
        self.assertFalse(matching.can_undo)
        with self.assertRaises(UserError):
            matching.unlink()

    def test_the_unmatched_read_a_coarse_reason_that_no_exclusion_changes(self):
        pages = Pages(self.env)
        self._mentee("four", self.topics[0])
        lonely, words = self.env["mentorship.enrolment"], []
        for forbid in (False, True):
            with self.env.cr.savepoint() as savepoint:
                if forbid:
                    lonely = self.mentees[0]
                    for mentor in self.mentors:
                        self._exclude(lonely, mentor)
                matching = self._run()
                matching.action_publish()
                words.append([pages.enrolment_story(e) for e in matching.unmatched_ids])
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertIn("More members are looking for a mentor", words[0][0])
        self.assertEqual(*words)

    def test_a_run_reads_with_as_many_queries_for_many_as_for_few(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.edition._pool(self.edition)
            return self.env.cr.sql_log_count - start

        count()
        few = count()
        for number in range(12):
            self._mentor(f"more {number}", self.topics)
            self._mentee(f"more {number}", self.topics)
        self.assertEqual(count(), few)
