import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.enrolment import called_off as mentorship_called_off
from ..common import control
from .common import MatchingCase


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestCrowds(MatchingCase):
    """More than two people at once: they all go, or meet each other twice."""

    def _of_peers(self, count):
        edition = self._edition(name="2036", kind="peer")
        self._open(edition)
        users = [self._member(f"crowd{n}", years=4) for n in range(count)]
        return (
            edition,
            users,
            [self._enrol(user.partner_id, "peer", edition) for user in users],
        )

    def _all_leave(self, pairing, users):
        """Let one after the other leave on one day; return {user: mails of it}."""
        before = {user: self._mails(user.partner_id) for user in users}
        for user in users:
            pairing.with_user(user).action_end()
        return {user: self._mails(user.partner_id) - before[user] for user in users}

    def test_a_group_that_everyone_leaves_on_one_day_is_over(self):
        for mentor_at in (0, 2, 3):
            with self.subTest(mentor_at), self.env.cr.savepoint() as savepoint:
                pairing, mentor, mentees, users = self._group()
                users.insert(mentor_at, self.mentor_user)
                for user in users:
                    pairing.with_user(user).action_accept_offer()
                self._planned(pairing, self.mentor_user)
                told = self._all_leave(pairing, users)
                self.assertEqual(pairing.state, "ended")
                self.assertEqual(
                    set(pairing.meeting_ids.mapped("state")), {"cancelled"}
                )
                for sign_up in (mentor, *mentees):
                    self.assertEqual(
                        (sign_up.state, sign_up.held_places), ("accepted", 0)
                    )
                # each hears of those who left before, and of the end: no mail twice,
                # and none to who is gone
                # the mentor, or the second last mentee, ends it for who is left
                end = min(mentor_at, 2)
                counts = [len(told[user]) for user in users]
                self.assertEqual(counts, [min(at, end) + 1 for at in range(4)])
                savepoint.rollback()

    def test_peers_who_all_leave_on_one_day_are_over(self):
        _edition, users, sign_ups = self._of_peers(3)
        pairing = self._pair(*sign_ups, accept=True)
        told = self._all_leave(pairing, users)
        self.assertEqual(pairing.state, "ended")
        # the first one leaves, the second one ends it
        self.assertEqual([len(told[user]) for user in users], [1, 2, 2])

    @control
    def test_all_who_withdraw_on_one_day_hear_of_it_once(self):
        pairing, mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users):
            pairing.with_user(user).action_accept_offer()
        before = self._mails(users[0].partner_id)
        for sign_up in (*mentees, mentor):
            sign_up.action_withdraw()
        self.assertEqual(pairing.state, "ended")
        self.assertEqual(len(self._mails(users[0].partner_id) - before), 1)
        self.assertFalse(any(e.held_places for e in (mentor, *mentees)))

    def test_seven_peers_are_two_pairs_and_a_three(self):
        edition, _users, sign_ups = self._of_peers(7)
        edition.action_close_enrolment()
        proposals = self._run(edition).proposal_ids
        sizes = sorted(len(proposal._people()) for proposal in proposals)
        self.assertEqual(sizes, [2, 2, 3])
        self.assertEqual(len(proposals._people()), len(sign_ups))

    def _both_ways(self, kind="one_to_one", **years):
        """Return an edition in which two people are mentor and mentee each, and
        {(name, role): sign-up}."""
        edition = self._open(self._edition(name="2037", kind=kind, intake=False))
        found = {}
        for name, since in years.items():
            partner = self._person(name, since)
            for role in ("mentor", "mentee"):
                found[name, role] = self._enrol(partner, role, edition)
        edition.action_close_enrolment()
        return edition, found

    def test_a_run_makes_nobody_the_mentor_of_their_mentor(self):
        for kind, mentor, years in (
            ("one_to_one", "ann", {"ann": 9, "bob": 7}),
            ("one_to_one", "bob", {"ann": 7, "bob": 9}),
            ("one_to_one", "ann", {"ann": 7, "bob": 7}),
            ("reverse", "bob", {"ann": 9, "bob": 7}),
        ):
            with self.subTest(kind, **years), self.env.cr.savepoint() as savepoint:
                edition, found = self._both_ways(kind, **years)
                proposal = self._run(edition).proposal_ids
                self.assertEqual(proposal.mentor_enrolment_id, found[mentor, "mentor"])
                savepoint.rollback()

    def test_a_run_proposes_no_mirror_of_an_offer(self):
        edition, found = self._both_ways(ann=9, bob=7)
        self._pair(found["bob", "mentor"], found["ann", "mentee"], offer=True)
        self.assertFalse(self._run(edition).proposal_ids)

    @mute_logger("odoo.sql_db")
    def test_by_hand_nobody_becomes_the_mentor_of_their_mentor(self):
        _edition, found = self._both_ways(ann=9, bob=7)
        self._pair(found["ann", "mentor"], found["bob", "mentee"], offer=True)
        before = self._mails()
        mirror = self._pair(found["bob", "mentor"], found["ann", "mentee"])
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            mirror.action_offer()
        self.assertFalse(self._mails(found["ann", "mentee"].partner_id) - before)

    def test_who_lapsed_after_their_yes_keeps_no_group_from_starting(self):
        pairing, _mentor, mentees, users = self._group()
        pairing.with_user(users[0]).action_accept_offer()
        lapsed = mentees[0].partner_id
        lapsed.member_line_ids.unlink()
        before = self._mails(lapsed)
        for user in (*users[1:], self.mentor_user):
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        self.assertNotIn(lapsed, pairing._present_members().partner_id)
        self.assertFalse(mentees[0].held_places)
        self.assertEqual(len(self._mails(lapsed) - before), 1)
        # staff read why; those left out took part in nothing, and can be asked again
        self.assertIn(lapsed.name, pairing.activity_ids.summary)
        own = pairing.member_ids.filtered(lambda m: m.partner_id == lapsed)
        self.assertEqual((own.answer, own.introduced_on), ("pending", False))
        self._line(lapsed)
        pairing.action_add(mentees[0].id)
        pairing.with_user(users[0]).action_accept_offer()
        self.assertIn(lapsed, pairing._present_members().partner_id)

    def test_who_lapsed_stays_while_something_else_is_in_the_way(self):
        pairing, mentor, mentees, users = self._group()
        for user in users:
            pairing.with_user(user).action_accept_offer()
        lapsed = mentees[0].partner_id
        (lapsed | mentor.partner_id).member_line_ids.unlink()
        before = self._mails(lapsed)
        pairing.with_user(self.mentor_user).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        self.assertFalse(self._mails(lapsed) - before)
        self.assertIn(lapsed, pairing._willing().partner_id)

    def test_a_lapse_that_leaves_too_few_is_for_staff(self):
        _edition, users, sign_ups = self._of_peers(2)
        pairing = self._pair(*sign_ups, offer=True)
        pairing.with_user(users[0]).action_accept_offer()
        users[0].partner_id.member_line_ids.unlink()
        pairing.with_user(users[1]).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        self.assertTrue(pairing.activity_ids)

    def test_a_three_is_explained_two_by_two(self):
        edition, users, sign_ups = self._of_peers(3)
        edition.action_close_enrolment()
        matching = self._run(edition)
        text = str(matching.proposal_ids.explanation)
        names = [user.name for user in users]
        self.assertEqual(text.count("<table"), 3)
        for one, other in ((0, 1), (0, 2), (1, 2)):
            pair = f"{names[one]} – {names[other]}"
            self.assertIn(pair, text)
        self.assertNotIn("mentee", text.lower())
        sign_ups[2].action_withdraw()
        pair = self._run(edition).proposal_ids
        self.assertEqual(str(pair.explanation).count("<table"), 1)
        self.assertTrue(pair.summary)

    def test_an_odd_peer_is_told_why_they_are_left(self):
        edition, _users, _sign_ups = self._of_peers(3)
        edition.group_size = 2
        edition.action_close_enrolment()
        left = self._run(edition).unmatched_line_ids
        self.assertEqual(left.reason, "left_over")

    def test_the_price_of_another_peer_lets_the_whole_three_go(self):
        edition, _users, sign_ups = self._of_peers(5)
        edition.action_close_enrolment()
        following = self._run(edition)._following()
        following._pin(sign_ups[:3], [])
        following.action_run()
        three = following.proposal_ids.filtered("pinned")
        self.assertEqual(len(three._people()), 3)
        free = sign_ups[3]
        lines, current = following.sudo()._alternatives(sign_ups[0], 5)
        self.assertEqual(current, three)
        (line,) = (line for line in lines if line["other_enrolment_id"] == free.id)
        again = following._following()
        again._pin([sign_ups[0], free], [])
        again.action_run()
        self.assertEqual(
            following.matched_count - again.matched_count, line["price_matched"]
        )
        self.assertAlmostEqual(
            following.total_score - again.total_score, line["price"], places=1
        )

    def test_three_that_are_rejected_are_apart_and_can_be_allowed_again(self):
        edition, _users, sign_ups = self._of_peers(3)
        edition.action_close_enrolment()
        matching = self._run(edition)
        matching.proposal_ids.action_reject()
        again = matching._following()
        again.action_run()
        self.assertFalse(again.proposal_ids)
        again.rejected_ids.action_unreject()
        last = again._following()
        last.action_run()
        self.assertEqual(set(last.proposal_ids._people()), set(sign_ups))

    def test_who_was_paired_in_one_role_hears_once_that_it_is_called_off(self):
        edition, found = self._both_ways(ann=9, bob=7)
        self._pair(found["ann", "mentor"], found["bob", "mentee"], accept=True)
        for many in (50, 1):
            with self.subTest(many), self.env.cr.savepoint() as savepoint:
                before = self._mails()
                self.patch(mentorship_called_off, "MANY", many)
                edition.action_cancel()
                self._run_jobs()
                for name in ("ann", "bob"):
                    partner = found[name, "mentor"].partner_id
                    self.assertEqual(len(self._mails(partner) - before), 1, name)
                savepoint.rollback()

    def test_mails_of_a_large_edition_that_is_called_off_are_made_in_the_background(
        self,
    ):
        pairing, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            pairing.with_user(user).action_accept_offer()
        self._planned(pairing, self.mentor_user)
        before = self._mails()
        self.patch(mentorship_called_off, "MANY", 2)
        pairing.edition_id.action_cancel()
        self.assertFalse((self._mails() - before).filtered("attachment_ids"))
        self._run_jobs()
        for user in (self.mentor_user, *users):
            (told,) = self._mails(user.partner_id) - before
            self.assertTrue(told.attachment_ids)
