from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged

from ..pages import Pages
from .offers import OfferCase


@tagged("post_install", "-at_install")
class TestNotNow(OfferCase):
    """A member who was asked says “not now”, until a day (P19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = cls.today + timedelta(days=60)

    def _not_now(self, user=None, until=None):
        member = self.pairing.with_user(user or self.mentee_user)
        member.action_not_now(until or str(self.day))

    # the answer

    def test_the_offer_ends_as_with_a_no(self):
        before = self._mails()
        for _twice in range(2):
            self._not_now()
        self.assertEqual(
            (self.pairing.state, self.mentee_row.answer), ("declined", "not_now")
        )
        self.assertEqual(self.mentee_enrolment.away_until, self.day)
        self.assertEqual(self.mentee_enrolment.state, "accepted")
        self.assertEqual(self.mentor_enrolment.held_places, 0)
        self.assertFalse(self._told(before, self.mentee))
        self.assertEqual(len(self._told(before, self.mentor)), 1)

    def test_until_that_day_they_do_not_count_as_without_a_pairing(self):
        edition, sign_ups = self.pairing.edition_id, self.mentee_enrolment.browse()

        def unpaired(day):
            edition.invalidate_recordset()
            with self._on(day):
                found = sign_ups.search(
                    sign_ups._without_pairing() & Domain("edition_id", "=", edition.id)
                )
                self.assertEqual(edition.unpaired_count, len(found))
            return found

        self._not_now()
        self.assertEqual(unpaired(self.today), self.mentor_enrolment)
        self.assertEqual(
            unpaired(self.day), self.mentor_enrolment | self.mentee_enrolment
        )

    def test_the_other_reads_the_same_as_after_a_no(self):
        said = []
        for say in (
            lambda own: own.action_decline_offer(),
            lambda own: own.action_not_now(self.day),
        ):
            before = self._mails()
            with self.env.cr.savepoint() as undone:
                say(self.pairing.with_user(self.mentee_user))
                (mail,) = self._mails(self.mentor) - before
                page = Pages(self.env, self.mentor_user)
                said.append(
                    (mail.subject, mail.body_html, str(page.overview(self.mentor)))
                )
                undone.rollback()
            self.env.invalidate_all()
        self.assertEqual(*said)

    def test_the_day_is_from_tomorrow_until_a_year_ahead(self):
        latest = self.today + relativedelta(years=1)
        for wrong in (
            *(self.today, self.today - timedelta(days=1), latest + timedelta(days=1)),
            *("", False, None, "soon", "2030-02-31", "\x00", "9" * 5000, 7, [1], {}),
        ):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.pairing.with_user(self.mentee_user).action_not_now(wrong)
        self.assertEqual(self.mentee_row.answer, "pending")
        moment = datetime.combine(latest, time())
        for right in (self.today + timedelta(days=1), moment):
            with self.env.cr.savepoint() as undone:
                self.pairing.with_user(self.mentee_user).action_not_now(right)
                self.assertEqual(self.mentee_row.answer, "not_now")
                undone.rollback()
            self.env.invalidate_all()

    def test_nobody_says_it_for_another(self):
        staff = self.coordinator | self.manager
        for user in self._strangers() | staff:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.pairing.with_user(user).action_not_now(str(self.day))
        self.assertEqual(self.mentee_row.answer, "pending")

    def test_who_answered_does_not_say_it_afterwards(self):
        self.pairing.with_user(self.mentee_user).action_accept_offer()
        with self.assertRaisesRegex(UserError, "has ended"):
            self._not_now()
        self.assertFalse(self.mentee_enrolment.away_until)

    def test_staff_note_it_for_a_member_who_calls(self):
        wizard = self.env["mentorship.answer.wizard"].with_user(self.coordinator)
        values = {"member_id": self.mentee_row.id, "answer": "not_now"}
        with self.assertRaisesRegex(UserError, "Choose a day"):
            wizard.create(values).action_note()
        wizard.create({**values, "until": self.day}).action_note()
        self.assertEqual(
            (self.mentee_row.answer, self.mentee_row.word_by_id),
            ("not_now", self.coordinator),
        )
        self.assertEqual(self.mentee_enrolment.away_until, self.day)

    def test_in_a_group_only_that_person_is_out(self):
        pairing, _mentor, mentees, users = self._group()
        before = self._mails()
        pairing.with_user(users[0]).action_not_now(self.day)
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(len(pairing._present_members()), 3)
        self.assertEqual(mentees[0].held_places, 0)
        self.assertFalse(self._mails() - before)
        with self.assertRaises(AccessError):
            pairing.with_user(users[0]).read(["state"])

    # until that day

    def test_nobody_offers_them_anything_before(self):
        self._not_now()
        again = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        self.assertIn(self.mentee.name, again.away_names)
        with self.assertRaisesRegex(UserError, "said “not now”: no offers before"):
            again.with_user(self.coordinator).action_offer()
        with self._on(self.day - timedelta(days=1)), self.assertRaises(UserError):
            again.with_user(self.coordinator).action_offer()
        with self._on(self.day):
            again.with_user(self.coordinator).action_offer()
        self.assertEqual(again.state, "offered")

    def test_the_matching_leaves_them_out_and_says_why(self):
        self._not_now()
        second = self._enrol(self._member("second", years=1).partner_id, "mentee")
        run = self.env["mentorship.matching"].create({"edition_id": self.edition.id})
        run.action_run()
        self.assertEqual(run.proposal_ids.mentee_enrolment_ids, second)
        (line,) = run.unmatched_line_ids.filtered(lambda u: u.role == "mentee")
        self.assertEqual(
            (line.enrolment_id, line.reason), (self.mentee_enrolment, "away")
        )
        self.assertIn("no offers before", line.details)
        with self._on(self.day):
            run.action_run_again()
        latest = run.search([("edition_id", "=", self.edition.id)], limit=1)
        self.assertIn(self.mentee_enrolment, latest.proposal_ids.mentee_enrolment_ids)

    def test_a_proposal_made_before_is_not_published(self):
        with self.env.cr.savepoint():
            self.pairing.with_user(self.coordinator).action_retract()
        run = self.env["mentorship.matching"].create({"edition_id": self.edition.id})
        run.action_run()
        proposal = run.proposal_ids
        self.assertEqual(proposal.mentee_enrolment_ids, self.mentee_enrolment)
        self.mentee_enrolment.away_until = self.day
        self.assertIn("no offers before", proposal.problem)
        self.assertEqual(run.problem_count, 1)
        run.with_user(self.coordinator).action_publish()
        self.assertFalse(proposal.pairing_id)
        self.assertIn("no offers before", proposal.refusal)

    def test_a_mentor_who_is_away_is_not_chosen(self):
        self.mentor_enrolment.shown = True
        self.edition.own_choice = True
        self._not_now(self.mentor_user)
        second = self._enrol(self._member("second", years=1).partner_id, "mentee")
        self.assertFalse(second._mentors_to_choose())
        with self._on(self.day):
            self.assertEqual(second._mentors_to_choose(), self.mentor_enrolment)

    def test_a_group_does_not_ask_them_to_join(self):
        pairing, _mentor, mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            pairing.with_user(user).action_accept_offer()
        pairing.with_user(users[2]).action_not_now(self.day)
        self.assertEqual(pairing.state, "active")
        staff = pairing.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "no offers before"):
            staff.action_add(mentees[2].id)
        with self._on(self.day):
            staff.action_add(mentees[2].id)
        row = pairing.member_ids.filtered(lambda m: m.enrolment_id == mentees[2])
        self.assertEqual((row.answer, row.live), ("pending", True))

    def test_after_that_day_the_same_two_can_be_paired(self):
        self._not_now()
        with self._on(self.day):
            pool = self.edition._pool(self.edition)
        self.assertFalse(pool.flags.any())

    # staff, and the member's own page

    def test_staff_see_it_and_end_it_early(self):
        self._not_now()
        staff = self.mentee_enrolment.with_user(self.coordinator)
        self.assertTrue(staff.is_away)
        found = staff.search([("away_until", ">", "today")])
        self.assertEqual(found, self.mentee_enrolment)
        for user in self._strangers() | self.mentee_user:
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.mentee_enrolment.with_user(user).action_available()
        with self.assertRaises(AccessError):
            staff.away_until = False
        for _twice in range(2):
            staff.action_available()
        self.assertFalse(staff.away_until or staff.is_away)
        again = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        again.with_user(self.coordinator).action_offer()

    def test_the_members_own_page_says_until_when(self):
        self._not_now()
        said = Pages(self.env, self.mentee_user).enrolment_story(self.mentee_enrolment)
        self.assertIn("will not make you an offer before", said)

    def test_a_mentee_who_chooses_is_available_again(self):
        self.edition.own_choice = True
        self._not_now()
        other = self._enrol(self.member, "mentor", shown=True)
        mentee = self.mentee_enrolment.with_user(self.mentee_user)
        mentee._choose([str(other.id)])
        self.assertFalse(self.mentee_enrolment.away_until)
        self.assertEqual(self.mentee_enrolment.held_places, 1)

    def test_it_is_exported_and_forgotten(self):
        self._not_now()
        values = Pages(self.env).export(self.mentee)
        self.assertEqual(values["enrolments"][0]["away_until"], str(self.day))
        self.mentee_enrolment.action_withdraw()
        self.assertFalse(self.mentee_enrolment.away_until)


@tagged("post_install", "-at_install")
class TestNotNowChoice(OfferCase):
    """Where mentees choose, the next mentor is asked (R50)."""

    def test_the_next_mentor_is_asked(self):
        self.pairing.with_user(self.coordinator).action_retract()
        self.pairing.unlink()
        self.edition.own_choice = True
        second_user = self._member("second_mentor", years=12)
        second = self._enrol(second_user.partner_id, "mentor", shown=True)
        self.mentor_enrolment.shown = True
        self.mentee_enrolment.with_user(self.mentee_user)._choose(
            [str(self.mentor_enrolment.id), str(second.id)]
        )
        first = self.mentee_enrolment.member_ids.pairing_id
        before = self._mails()
        first.with_user(self.mentor_user).action_not_now(
            self.today + timedelta(days=90)
        )
        states = self.mentee_enrolment.choice_ids.sorted("sequence").mapped("state")
        self.assertEqual(states, ["declined", "asked"])
        self.assertEqual(len(self._told(before, second_user.partner_id)), 1)
        self.assertEqual(len(self._told(before, self.mentee)), 1)
        self.assertFalse(self._told(before, self.mentor))


@tagged("post_install", "-at_install")
class TestMeetAgain(OfferCase):
    """A sign-up with “not now” is no obstacle to what runs already."""

    def test_another_offer_of_the_same_mentor_goes_on(self):
        user = self._member("second", years=1)
        second = self._enrol(user.partner_id, "mentee")
        other = self._pair(self.mentor_enrolment, second, offer=True)
        self.pairing.with_user(self.mentor_user).action_not_now(
            self.today + timedelta(days=60)
        )
        for member in (self.mentor_user, user):
            other.with_user(member).action_accept_offer()
        self.assertEqual(other.state, "active")
