from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..base.test_confirm import AskCase
from .offers import OfferCase


@tagged("post_install", "-at_install")
class TestRetract(OfferCase):
    """Staff take back an offer that nobody answered (P19)."""

    def test_everyone_asked_gets_one_kind_mail(self):
        before = self._mails()
        for _twice in range(2):
            self.seen.action_retract()
        for partner in (self.mentor, self.mentee):
            (mail,) = self._mails(partner) - before
            self.assertIn("taken back", mail.subject)
            self.assertIn("need not answer", mail.body_html)
            self.assertIn("sign-up stays as it is", mail.body_html)

    def test_the_place_is_free_and_the_pairing_can_be_offered_again(self):
        self.assertEqual(self.mentor_enrolment.held_places, 1)
        self.seen.action_retract()
        self.assertEqual(
            (
                self.pairing.state,
                self.mentor_enrolment.held_places,
                self.mentee_enrolment.held_places,
                self.pairing.expires_on,
            ),
            ("proposed", 0, 0, False),
        )
        self.assertEqual(self.mentee_enrolment.state, "accepted")
        self.seen.action_offer()
        self.assertEqual(self.pairing.state, "offered")
        self.pairing.with_user(self.mentee_user).action_accept_offer()

    def test_nobody_but_staff_takes_it_back(self):
        for user in self._strangers() | self.mentor_user | self.mentee_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_retract()
        self.assertEqual(self.pairing.state, "offered")

    def test_any_answer_keeps_it(self):
        self.pairing.with_user(self.mentor_user).action_accept_offer()
        before = self._mails()
        with self.assertRaisesRegex(UserError, "already answered"):
            self.seen.action_retract()
        self.assertEqual(self.pairing.state, "offered")
        self.assertFalse(self._mails() - before)

    def test_not_now_in_a_group_is_an_answer(self):
        pairing, _mentor, _mentees, users = self._group()
        pairing.with_user(users[0]).action_not_now(self.today + timedelta(days=30))
        with self.assertRaisesRegex(UserError, "already answered"):
            pairing.with_user(self.coordinator).action_retract()

    def test_a_question_goes_with_the_offer(self):
        mentee = self.pairing.with_user(self.mentee_user)
        mentee.action_ask_back("When do we meet?")
        self.assertTrue(self.pairing.activity_ids)
        self.seen.action_retract()
        self.assertFalse(self.env["mentorship.offer.question"].search([]))
        self.assertFalse(self.pairing.activity_ids)
        self.seen.action_offer()
        mentee.action_ask_back("And now?")
        self.assertTrue(self.mentee_row.question_ids.waits)


@tagged("post_install", "-at_install")
class TestRetractJoin(AskCase):
    """Staff take back an offer to join a group that has started (P11, P19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group, cls.mentor_enrolment, mentees, users = cls._group()
        cls.group = cls.group.sudo()
        for user in (cls.mentor_user, *users[:2]):
            cls.group.with_user(user).action_accept_offer()
        # one did not answer, and the group started
        cls.late_user, cls.late = users[2], mentees[2]
        cls.late_user.partner_id.lang = "en_US"
        cls.row = cls.group.member_ids.filtered(
            lambda member: member.enrolment_id == cls.late
        )
        cls.seen = cls.row.with_user(cls.coordinator)

    def _newcomer(self):
        """Return the sign-up of one more mentee."""
        user = self._member("newcomer", years=1)
        return self._enrol(user.partner_id, "mentee", edition=self.group.edition_id)

    def test_the_one_who_was_asked_is_told_and_the_others_are_not(self):
        before = self._mails()
        for _twice in range(2):
            self.seen.action_retract()
        mail = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.late_user.partner_id)
        self.assertIn("taken back", mail.subject)
        self.assertIn(self.mentor.name, mail.body_html)
        self.assertEqual(self.group.state, "active")
        self.assertEqual((self.row.answer, self.row.live), ("pending", False))
        self.assertEqual(self.late.state, "accepted")

    def test_the_place_is_free_and_the_same_member_can_be_asked_again(self):
        staff, newcomer = self.group.with_user(self.coordinator), self._newcomer()
        with self.assertRaisesRegex(UserError, "no free place"):
            staff.action_add(newcomer.id)
        self.seen.action_retract()
        self.assertEqual(
            (self.mentor_enrolment.held_places, self.late.held_places), (2, 0)
        )
        staff.action_add(self.late.id)
        self.assertTrue(self.row.live)
        self.seen.action_retract()
        staff.action_add(newcomer.id)
        self.assertEqual(self.mentor_enrolment.held_places, 3)

    def test_an_answer_keeps_the_offer_to_join(self):
        for answer in ("action_accept_offer", "action_decline_offer"):
            with self.subTest(answer), self.env.cr.savepoint() as undone:
                getattr(self.group.with_user(self.late_user), answer)()
                before = self._mails()
                with self.assertRaisesRegex(UserError, "already answered"):
                    self.seen.action_retract()
                self.assertEqual(self._mails(), before)
                undone.rollback()
            self.env.invalidate_all()

    def test_who_accepted_is_not_taken_out_of_a_group_that_way(self):
        for row in (self.group.member_ids - self.row).with_user(self.coordinator):
            with self.assertRaisesRegex(UserError, "already answered"):
                row.action_retract()
            self.assertTrue(row.sudo().live)

    def test_a_whole_offer_is_taken_back_as_a_whole(self):
        self._open()
        offered = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.member, "mentee"),
            offer=True,
        )
        with self.assertRaisesRegex(UserError, "has not started"):
            offered.member_ids[0].with_user(self.coordinator).action_retract()
        self.assertEqual(offered.state, "offered")

    def test_a_question_goes_and_the_time_of_the_others_runs_on(self):
        self.mentor_enrolment.max_mentees = 4
        staff, newcomer = self.group.with_user(self.coordinator), self._newcomer()
        staff.action_add(newcomer.id)
        last = self.group.expires_on
        self.group.with_user(self.late_user).action_ask_back("Where do you meet?")
        self.assertTrue(self.group.activity_ids)
        with self._on(self.today + timedelta(days=3)):
            self.seen.action_retract()
        self.assertFalse(self.env["mentorship.offer.question"].search([]))
        self.assertFalse(self.group.activity_ids)
        self.assertFalse(self.group.waits_since)
        self.assertEqual(self.group.expires_on, last + timedelta(days=3))

    def test_the_question_of_another_goes_on_waiting(self):
        self.mentor_enrolment.max_mentees = 4
        newcomer = self._newcomer()
        self.group.with_user(self.coordinator).action_add(newcomer.id)
        user = newcomer.partner_id.user_ids
        self.group.with_user(user).action_ask_back("Where do you meet?")
        self.seen.action_retract()
        self.assertTrue(self.group.question_ids.waits)
        self.assertTrue(self.group.activity_ids)

    def test_nobody_but_staff_takes_an_offer_to_join_back(self):
        for user in (
            self.late_user,
            self.mentor_user,
            self.member_user,
            self.employee,
            self.administrator,
            self.other_coordinator,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.row.with_user(user).action_retract()
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.mentor_user.write({"group_ids": [(6, 0, role.ids)]})
        self.programme.coordinator_ids |= self.mentor_user
        with self.assertRaisesRegex(UserError, "your own pairing"):
            self.row.with_user(self.mentor_user).action_retract()
        self.assertTrue(self.row.live)

    def test_the_question_names_who_is_told(self):
        asked = self._ask(self.row, "action_retract")
        self.assertIn(self.late_user.name, asked.question)
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertIn(self._day_words(self.group.expires_on), asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 1)
        self.assertFalse(self.row.live)


@tagged("post_install", "-at_install")
class TestRetractRun(OfferCase):
    """A whole publication is taken back, as far as nobody answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing.with_user(cls.coordinator).action_retract()
        cls.pairing.unlink()
        cls.second_user = cls._member("second", years=1)
        cls.second = cls._enrol(cls.second_user.partner_id, "mentee")
        cls.matching = cls.env["mentorship.matching"].create(
            {"edition_id": cls.edition.id}
        )
        cls.matching.action_run()
        cls.staff = cls.matching.with_user(cls.coordinator)
        cls.staff.action_publish()

    def _pairing_of(self, enrolment):
        return enrolment.member_ids.pairing_id

    def test_a_run_that_nobody_answered_is_taken_back_as_a_whole(self):
        self.assertEqual(
            (self.matching.state, self.matching.offered_count), ("published", 2)
        )
        before = self._mails()
        told = self.staff.action_retract()
        self.assertEqual(told["params"]["type"], "success")
        pairings = self.matching.proposal_ids.pairing_id
        self.assertEqual(pairings.mapped("state"), ["proposed"] * 2)
        self.assertEqual(
            (self.matching.state, self.matching.published_on, self.matching.open_count),
            ("done", False, 2),
        )
        self.assertEqual(self.mentor_enrolment.held_places, 0)
        for partner in (self.mentee, self.second_user.partner_id):
            self.assertEqual(len(self._told(before, partner)), 1)
        # the mentor was asked twice
        self.assertEqual(len(self._told(before, self.mentor)), 2)
        again = self.staff.action_retract()
        self.assertEqual(again["params"]["type"], "warning")

    def test_it_can_be_published_again_with_the_same_pairings(self):
        self.staff.action_retract()
        pairings = self.matching.proposal_ids.pairing_id
        self.staff.action_publish()
        self.assertEqual(self.matching.proposal_ids.pairing_id, pairings)
        self.assertEqual(pairings.mapped("state"), ["offered"] * 2)
        self.assertEqual(
            (self.matching.state, self.matching.open_count), ("published", 0)
        )

    def test_proposals_can_be_changed_once_it_is_taken_back(self):
        self.staff.action_retract()
        proposal = self.matching.proposal_ids[0].with_user(self.coordinator)
        proposal.action_reject()
        self.assertTrue(proposal.rejected)
        proposal.action_unreject()
        self.staff.action_publish()
        self.assertEqual(self.matching.state, "published")

    def test_an_answered_offer_stays_and_the_report_says_why(self):
        answered = self._pairing_of(self.mentee_enrolment)
        answered.with_user(self.mentee_user).action_accept_offer()
        told = self.staff.action_retract()
        self.assertEqual(told["params"]["type"], "warning")
        self.assertIn("already answered", told["params"]["message"])
        self.assertEqual(answered.state, "offered")
        self.assertEqual(self._pairing_of(self.second).state, "proposed")
        self.assertEqual(
            (self.matching.state, self.matching.open_count), ("published", 1)
        )

    def test_taking_back_the_last_one_by_hand_reopens_the_run(self):
        first, last = self.matching.proposal_ids.pairing_id
        first.with_user(self.coordinator).action_retract()
        self.assertEqual(self.matching.state, "published")
        last.with_user(self.coordinator).action_retract()
        self.assertEqual(self.matching.state, "done")

    def test_an_active_pairing_keeps_the_run_published(self):
        active = self._pairing_of(self.mentee_enrolment)
        for member in active.member_ids:
            member._answer("accepted")
        self.staff.action_retract()
        self.assertEqual((active.state, self.matching.state), ("active", "published"))

    def test_nobody_but_staff_takes_a_run_back(self):
        for user in self._strangers() | self.mentor_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.matching.with_user(user).action_retract()
        self.assertEqual(self.matching.offered_count, 2)
