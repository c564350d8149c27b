from odoo.tests import tagged

from .common import MatchingCase


@tagged("post_install", "-at_install")
class TestBoard(MatchingCase):
    """The board by mentor: its columns, and changing them by hand."""

    def _board(self, matching):
        """Return the proposals as the board of a run reads them, and its domain."""
        action = matching.action_view_board()
        proposals = self.env["mentorship.proposal"].with_user(self.coordinator)
        return proposals.with_context(**action["context"]), action["domain"]

    def test_mentors_with_a_free_place_have_a_column_too_in_the_order_of_names(self):
        self._mentor("0 with room", max_mentees=2)
        board, domain = self._board(self._run())
        groups = board.with_context(read_group_expand=True).formatted_read_group(
            domain, ["mentor_enrolment_id"]
        )
        self.assertEqual(
            [group["mentor_enrolment_id"][1] for group in groups],
            ["Mentor 0", "Mentor 0 With Room (2 places)", "Mentor 1", "Mentor 2"],
        )

    def test_what_is_dragged_can_be_undone_on_the_board(self):
        matching = self._run()
        pairs = self._pairs(matching)
        board, _domain = self._board(matching)
        self._of(matching, self.mentees[0]).mentor_enrolment_id = self.mentors[1]
        self.assertNotEqual(self._pairs(matching), pairs)
        board.action_undo()
        self.assertEqual(self._pairs(matching), pairs)
        board.action_undo()
        for nonsense in (False, 0, "1", [matching.id]):
            board.with_context(matching_id=nonsense).action_undo()
        self.assertEqual(self._pairs(matching), pairs)

    def test_a_change_by_hand_shows_its_price_until_it_is_undone(self):
        matching = self._run()
        best = matching.total_score
        card = self._of(matching, self.mentees[0])
        self.assertFalse(card.priced)
        card.mentor_enrolment_id = self.mentors[1]
        lost = best - matching.total_score
        self.assertGreater(lost, 0)
        self.assertTrue(card.priced)
        self.assertAlmostEqual(card.price, lost, places=2)
        self.assertAlmostEqual(matching.hand_cost, lost, places=1)
        arch = self.env.ref("nob_mentorship.mentorship_proposal_view_kanban").arch_db
        self.assertIn('<field name="price"', arch)
        matching.action_undo()
        self.assertFalse(card.priced)
        self.assertEqual(matching.hand_cost, 0)

    def test_members_without_a_proposal_are_there_with_the_reason(self):
        fourth = self._mentee("four", self.topics[0])
        matching = self._run()
        (line,) = matching.unmatched_line_ids.filtered(lambda one: one.role == "mentee")
        self.assertIn(line.enrolment_id, self.mentees | fourth)
        self.assertIn("The places went to others", line.why)
        self.assertIn("possible with", line.why)

    def test_a_sign_up_that_is_deleted_takes_its_proposals_with_it(self):
        matching = self._run()
        gone = self._of(matching, self.mentees[0])
        gone.action_pin()
        self.mentees[0].action_withdraw()
        self.mentees[0].unlink()
        self.assertFalse(gone.exists())
        self.assertEqual(len(matching.proposal_ids), 2)
        following = self._run()
        self.assertFalse(following.proposal_ids.filtered("pinned"))
        self.assertEqual(len(following.proposal_ids), 2)
