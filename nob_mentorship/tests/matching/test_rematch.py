"""After a pairing ended, its mentee is first in line for another one (P15, R67)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import MentorshipCase
from .common import MatchingCase


class RematchCase(MatchingCase):
    """A running edition in which the pairing of the first mentor and the last mentee
    ended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor_left, cls.mentee_left = cls.mentors[0], cls.mentees[2]
        cls.pairing = cls._pair(cls.mentor_left, cls.mentee_left, accept=True)
        cls.edition.action_start()

    def _end(self, who=None):
        """End the pairing, by one of its members or by staff."""
        members = self.pairing.member_ids
        own = members.filtered(lambda member: member.enrolment_id == who)
        self.pairing._end(own, self.env["mentorship.end.reason"])
        self.env.flush_all()
        self.env.invalidate_all()

    def _opened(self, action, user=None):
        """Return the form that a button opens, as the user who pressed it."""
        self.assertEqual(action["target"], "new")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return wizard.with_user(user or self.coordinator)


@tagged("post_install", "-at_install")
class TestFirstInLine(RematchCase):
    """In the matching of the edition, whoever ended it."""

    def test_with_one_mentor_left_that_mentee_is_served(self):
        self._end()
        (self.mentors[0] | self.mentors[2]).action_withdraw()
        # no weight decides it: another mentee fits this mentor best
        for weight in (0.0, 5.0):
            pairs = self._pairs(self._run(weight_priority=weight))
            self.assertEqual(pairs, {"Mentee 2": "Mentor 1"})
        self.assertFalse(self.mentee_left.priority)

    def test_it_makes_no_difference_who_ended_it(self):
        told = []
        for who in (self.mentor_left, self.mentee_left, None):
            with self.env.cr.savepoint() as savepoint:
                self._end(who)
                both = self.mentor_left | self.mentee_left
                matching = self._run()
                told.append(
                    (
                        both.mapped("rematch_since"),
                        both.mapped("state"),
                        self._pairs(matching),
                        matching.proposal_ids.mapped("score"),
                        [str(each) for each in matching.proposal_ids.mapped("parts")],
                    )
                )
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(told[0][0], [self.today, self.today])
        self.assertEqual(told[1:], told[:1] * 2)

    def test_members_do_not_read_it(self):
        own = self._enrol(self.mentee, "mentee")
        partner = self._enrol(self.mentor, "mentor")
        self._pair(partner, own, accept=True).action_end()
        self.assertEqual(own.rematch_since, self.today)
        for enrolment, user in (
            (own, self.mentee_user),
            (own, self.mentor_user),
            (partner, self.mentee_user),
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                enrolment.with_user(user).read(["rematch_since"])

    def test_the_two_are_never_proposed_to_each_other_again(self):
        self._end()
        self.edition.repeat_pairs = True
        (self.mentors[1] | self.mentors[2]).action_withdraw()
        pairs = self._pairs(self._run())
        self.assertEqual(pairs, {"Mentee 0": "Mentor 0"})

    def test_the_proposal_says_why(self):
        self._end()
        proposal = self._of(self._run(), self.mentee_left)
        self.assertIn("pairing ended on", proposal.summary)
        self.assertNotIn("left out last time", str(proposal.explanation))

    def test_without_a_proposal_they_are_the_first_in_the_list(self):
        self._end()
        self.mentors.action_withdraw()
        lines = self._run().unmatched_line_ids
        self.assertEqual(lines[0].enrolment_id, self.mentee_left)
        self.assertIn("pairing ended on", lines[0].details)
        self.assertNotIn("pairing ended on", lines[1].details)

    def test_with_a_new_pairing_they_wait_no_longer(self):
        self._end()
        new = self._pair(self.mentors[1], self.mentee_left, offer=True)
        self.assertEqual(self.mentee_left.rematch_since, self.today)
        for member in new.member_ids:
            member._answer("accepted")
        self.assertFalse(self.mentee_left.rematch_since)

    def test_who_said_no_to_an_offer_does_not_come_first(self):
        offer = self._pair(self.mentors[1], self.mentees[0], offer=True)
        offer.member_ids[0]._answer("declined")
        self.assertFalse(self.mentees[0].rematch_since)


@tagged("post_install", "-at_install")
class TestRematch(RematchCase):
    """One click to the best free mentors, and one more makes the offer."""

    def _ways(self):
        """Return what each button opens, as the coordinator."""
        staff = self.coordinator
        row = self.pairing.member_ids.filtered(
            lambda member: member.enrolment_id == self.mentee_left
        )
        self.mentors[1].action_withdraw()
        self.mentors[2].action_withdraw()
        line = self._run().unmatched_line_ids.filtered(
            lambda line: line.enrolment_id == self.mentee_left
        )
        self.edition.sudo()._refresh_day()
        (task,) = self.mentee_left.activity_ids
        return {
            "the pairing": self.pairing.with_user(staff),
            "its people": row.with_user(staff),
            "the sign-up": self.mentee_left.with_user(staff),
            "the run": line.with_user(staff),
            "the day": task.with_user(staff),
        }

    def test_every_list_leads_there_in_one_click(self):
        self._end()
        for name, record in self._ways().items():
            with self.subTest(name):
                day = record._name == "mail.activity"
                action = (
                    record.action_mentorship_pair() if day else record.action_rematch()
                )
                form = self._opened(action)
                self.assertEqual(form.enrolment_id, self.mentee_left)
                self.assertEqual(form.ended_on, self.today)

    def test_the_best_free_mentors_are_there_without_the_one_just_left(self):
        self._end()
        self.edition.repeat_pairs = True
        self._pair(self.mentors[1], self.mentees[1], accept=True)
        new = self._mentor("new", self.topics[2])
        form = self._opened(self.pairing.with_user(self.coordinator).action_rematch())
        self.assertEqual(form.line_ids.other_enrolment_id, self.mentors[2] | new)
        scores = form.line_ids.mapped("score")
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertIn("Writing", form.line_ids[0].because)
        # by hand, staff can choose anyone
        action = form.action_by_hand()
        self.assertEqual(action["res_model"], "mentorship.pairing")

    def test_one_more_click_makes_the_offer_once(self):
        self._end()
        mine = self.mentee_left.with_user(self.coordinator)
        line = self._opened(mine.action_rematch()).line_ids[0]
        before = self._mails()
        actions = [line.action_offer() for _twice in range(2)]
        self.assertEqual(*[action["res_id"] for action in actions])
        pairing = self.env["mentorship.pairing"].browse(actions[0]["res_id"])
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(pairing.mentee_enrolment_ids, self.mentee_left)
        self.assertEqual(pairing.mentor_enrolment_id, line.other_enrolment_id)
        self.assertEqual(len(self._mails() - before), 2)
        # it can be taken back, and made again
        pairing.with_user(self.coordinator).action_retract()
        self.assertEqual(pairing.state, "proposed")
        self.assertTrue(mine.action_rematch())

    def test_before_a_run_and_with_the_rejections_of_one(self):
        self._end()
        matching = self._run()
        self._of(matching, self.mentee_left).action_reject()
        gone = matching.rejected_ids.mentor_enrolment_id
        form = self._opened(
            self.mentee_left.with_user(self.coordinator).action_rematch()
        )
        self.assertTrue(gone)
        self.assertNotIn(gone, form.line_ids.other_enrolment_id)
        self.assertTrue(form.line_ids)

    def test_a_mentor_who_is_free_again_finds_a_mentee(self):
        self._end()
        mine = self.mentor_left.with_user(self.coordinator)
        form = self._opened(mine.action_rematch())
        self.assertEqual(
            form.line_ids.other_enrolment_id, self.mentees - self.mentee_left
        )
        pairing = self.env["mentorship.pairing"].browse(
            form.line_ids[0].action_offer()["res_id"]
        )
        self.assertEqual(pairing.mentor_enrolment_id, self.mentor_left)
        self.assertEqual(pairing.state, "offered")

    def _refused(self, words, act):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            act()
        self.env.invalidate_all()

    def test_what_is_not_possible_says_so(self):
        mine = self.mentee_left.with_user(self.coordinator)
        # the pairing still goes on
        self._refused("already has a pairing", mine.action_rematch)
        self._end()
        self.mentee_left.away_until = self.today + timedelta(days=9)
        self._refused("not now", mine.action_rematch)
        self.mentee_left.away_until = False
        with self.env.cr.savepoint() as savepoint:
            self.mentee_left.partner_id.member_line_ids.state = "canceled"
            self._refused("member", mine.action_rematch)
            savepoint.rollback()
        self.env.invalidate_all()
        self._refused("Choose one", (mine | self.mentees[0]).action_rematch)
        self.mentee_left.action_withdraw()
        self._refused("has withdrawn", mine.action_rematch)
        self._refused("not accepted", self._enrolled_late().action_rematch)
        self.edition.action_close()
        self._refused("neither open", mine.action_rematch)

    def _enrolled_late(self):
        partner = self._person("late", 2)
        draft = self._enrol(partner, "mentee", submit=False)
        return draft.with_user(self.coordinator)

    def test_what_changed_since_the_form_was_opened_is_said(self):
        self._end()
        mine = self.mentee_left.with_user(self.coordinator)
        lines = self._opened(mine.action_rematch()).line_ids
        self._pair(lines[0].other_enrolment_id.sudo(), self.mentees[0], offer=True)
        self._refused("no free place", lines[0].action_offer)
        self._exclude(self.mentee_left, lines[1].other_enrolment_id.sudo())
        self._refused("must not be paired", lines[1].action_offer)
        self.assertEqual(self.mentee_left.state, "accepted")
        again = self._opened(mine.action_rematch())
        self.assertFalse(again.line_ids)

    def test_nobody_but_its_staff_looks_or_offers(self):
        self._end()
        own = self._enrol(self.mentee, "mentee")
        for user in (
            self.other_coordinator,
            self.employee,
            self.mentee_user,
            self.administrator,
        ):
            for record in (own, self.mentee_left, self.pairing):
                with self.subTest(user.name), self.assertRaises(AccessError):
                    record.with_user(user).action_rematch()
        line = self._opened(
            self.mentee_left.with_user(self.coordinator).action_rematch()
        ).line_ids[0]
        for user in (self.other_coordinator, self.manager, self.mentee_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                line.with_user(user).action_offer()

    def test_staff_who_take_part_do_not_pair_themselves(self):
        self._end()
        self._line(self.coordinator.partner_id)
        self.coordinator.partner_id.professional_since = "2000-01-01"
        own = self._enrol(self.coordinator.partner_id, "mentor")
        mine = own.with_user(self.coordinator)
        self._refused("ask a colleague", mine.action_rematch)
        form = self._opened(
            self.mentee_left.with_user(self.coordinator).action_rematch()
        )
        self.assertNotIn(own, form.line_ids.other_enrolment_id)


@tagged("post_install", "-at_install")
class TestRematchOfGroups(MentorshipCase):
    """A member who left a group is asked to join another one."""

    def test_another_group_with_a_place_is_offered(self):
        group, _mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        edition = group.edition_id
        second = self._enrol(self.member, "mentor", edition, max_mentees=3)
        people = [self._member(f"other{n}", years=1).partner_id for n in range(2)]
        other = self._pair(
            second,
            *(self._enrol(partner, "mentee", edition) for partner in people),
            accept=True,
        )
        group.with_user(users[0]).action_end()
        left = mentees[0]
        self.assertEqual((left.state, group.state), ("accepted", "active"))
        self.assertEqual(left.rematch_since, self.today)
        row = group.member_ids.filtered(lambda m: m.enrolment_id == left)
        action = row.with_user(self.coordinator).action_rematch()
        form = self.env[action["res_model"]].browse(action["res_id"])
        (line,) = form.with_user(self.coordinator).line_ids
        self.assertEqual(line.group_id, other)
        line.action_offer()
        asked = other.member_ids.filtered(lambda m: m.enrolment_id == left)
        self.assertEqual(asked.answer, "pending")
        other.with_user(users[0]).action_accept_offer()
        self.assertEqual(left.state, "matched")
        self.assertFalse(left.rematch_since)

    def test_a_mentor_is_told_that_a_group_needs_two(self):
        edition = self._edition(name="2035", kind="group")
        self._open(edition)
        mentor = self._enrol(self.mentor, "mentor", edition, max_mentees=3)
        self._enrol(self.mentee, "mentee", edition)
        action = mentor.with_user(self.coordinator).action_rematch()
        form = self.env[action["res_model"]].browse(action["res_id"])
        self.assertFalse(form.line_ids)

    def test_who_must_be_kept_apart_is_not_asked_to_join(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        group.with_user(users[0]).action_end()
        new = self._enrol(
            self._member("newcomer", years=1).partner_id, "mentee", group.edition_id
        )
        mine = new.with_user(self.coordinator)

        def offered():
            action = mine.action_rematch()
            return self.env[action["res_model"]].browse(action["res_id"]).line_ids

        self.assertEqual(offered().group_id, group)
        self.env["mentorship.exclusion"].create(
            {
                "partner_id": new.partner_id.id,
                "other_partner_id": users[1].partner_id.id,
            }
        )
        self.assertFalse(offered())


@tagged("post_install", "-at_install")
class TestRematchOfPeers(MatchingCase):
    """A peer whose pairing ended is paired first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.circle = cls._edition(name="2036", kind="peer", group_size=2)
        cls._open(cls.circle)
        cls.peers = cls.env["mentorship.enrolment"]
        for number in range(3):
            cls.peers |= cls._enrol(
                cls._person(f"peer {number}", 5),
                "peer",
                cls.circle,
                topic_ids=[Command.set(cls.topics[0].ids)],
            )

    def test_of_three_peers_it_is_in_the_pair(self):
        gone = self._enrol(self._person("gone", 5), "peer", self.circle)
        self._pair(gone, self.peers[2], accept=True).action_end()
        gone.action_withdraw()
        (proposal,) = self._run(self.circle).proposal_ids
        self.assertIn(self.peers[2], proposal.mentee_enrolment_ids)
