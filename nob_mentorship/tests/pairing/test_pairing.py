from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..pages import Pages


@tagged("post_install", "-at_install")
class TestPairing(MentorshipCase):
    """No one is paired twice, past capacity, against an exclusion, or unasked (promise
    5)."""

    def setUp(self):
        super().setUp()
        self._open()
        self.mentor_enrolment = self._enrol(self.mentor, "mentor")
        self.mentee_enrolment = self._enrol(self.mentee, "mentee")

    def _second_mentee(self):
        user = self._member("second", years=1)
        return self._enrol(user.partner_id, "mentee")

    def test_one_yes_is_not_enough(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        pairing.with_user(self.mentor_user).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(self.mentee_enrolment.state, "accepted")

    def test_a_no_frees_the_place_and_the_pair_can_be_offered_again(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        self.assertEqual(self.mentor_enrolment.held_places, 1)
        pairing.with_user(self.mentee_user).action_decline_offer()
        self.assertEqual(
            (pairing.state, self.mentor_enrolment.held_places), ("declined", 0)
        )
        again = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        self.assertEqual(again.state, "offered")

    def test_answers_are_safe_to_give_twice_and_cannot_be_turned(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        mentor = pairing.with_user(self.mentor_user)
        mentor.action_accept_offer()
        mentor.action_accept_offer()
        with self.assertRaises(UserError):
            mentor.action_decline_offer()
        pairing.with_user(self.mentee_user).action_decline_offer()
        pairing.with_user(self.mentee_user).action_decline_offer()

    def test_nobody_answers_for_somebody_else(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        for user in (
            self.member_user,
            self.employee,
            self.administrator,
            self.coordinator,
            self.manager,
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                pairing.with_user(user).action_accept_offer()

    def test_staff_note_a_yes_with_who_when_and_how(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        for member in pairing.member_ids:
            member.with_user(self.coordinator).action_note_answer(
                "accepted", "telephone"
            )
        self.assertEqual(pairing.state, "active")
        self.assertEqual(pairing.member_ids.word_by_id, self.coordinator)
        with self.assertRaises(AccessError):
            pairing.member_ids[0].with_user(self.mentor_user).action_note_answer(
                "accepted", "telephone"
            )

    def test_contact_data_only_after_both_said_yes(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        pages = Pages(self.env)
        self.mentor.phone = "+31 20 555"
        offered = str(pages.pairing(pairing, self.mentee))
        self.assertNotIn(self.mentor.email, offered)
        self.assertNotIn("+31 20 555", offered)
        for mail in self._mails():
            self.assertNotIn("+31 20 555", mail.body_html)
        for member in pairing.member_ids:
            member._answer("accepted")
        self.assertIn(self.mentor.email, str(pages.pairing(pairing, self.mentee)))

    def test_a_mentor_is_not_asked_past_the_maximum(self):
        self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        second = self._pair(self.mentor_enrolment, self._second_mentee())
        with self.assertRaisesRegex(UserError, "no free place"):
            second.action_offer()

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_to_go_past_the_maximum(self):
        self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        second = self._pair(self.mentor_enrolment, self._second_mentee())
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            second._set_state("offered")
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_a_second_pairing_of_a_mentee(self):
        self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        other = self._enrol(self.member, "mentor", max_mentees=5)
        second = self._pair(other, self.mentee_enrolment)
        self.env.cr.execute(
            "ALTER TABLE mentorship_enrolment DROP CONSTRAINT "
            "mentorship_enrolment_places"
        )
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            second._set_state("offered")
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_the_same_pair_twice(self):
        self.mentor_enrolment.max_mentees = 5
        self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        second = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        self.env.cr.execute(
            "ALTER TABLE mentorship_enrolment DROP CONSTRAINT "
            "mentorship_enrolment_places"
        )
        self.env.cr.execute("DROP INDEX mentorship_pairing_member_mentee_once")
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            second._set_state("offered")
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_nobody_is_paired_with_themselves(self):
        as_mentee = self._enrol(self.mentor, "mentee")
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self._pair(self.mentor_enrolment, as_mentee)

    def test_an_exclusion_holds_in_either_direction(self):
        for pair in ((self.mentor, self.mentee), (self.mentee, self.mentor)):
            exclusion = self.env["mentorship.exclusion"].create(
                {"partner_id": pair[0].id, "other_partner_id": pair[1].id}
            )
            with self.assertRaisesRegex(ValidationError, "must not be paired"):
                self._pair(self.mentor_enrolment, self.mentee_enrolment)
            exclusion.unlink()

    def test_an_exclusion_made_after_the_proposal_stops_the_offer(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        self.env["mentorship.exclusion"].create(
            {"partner_id": self.mentee.id, "other_partner_id": self.mentor.id}
        )
        with self.assertRaisesRegex(UserError, "must not be paired"):
            pairing.action_offer()

    def test_an_exclusion_of_two_who_are_paired_is_refused(self):
        self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        with self.assertRaisesRegex(ValidationError, "currently paired"):
            self.env["mentorship.exclusion"].create(
                {"partner_id": self.mentee.id, "other_partner_id": self.mentor.id}
            )

    def test_an_ineligible_member_is_not_paired(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        days = self.edition.lapse_grace_days + 1
        self.mentee.member_line_ids.date_to = self.today - timedelta(days=days)
        with self.assertRaisesRegex(UserError, "cannot take part"):
            pairing.action_offer()
        self.assertEqual(pairing.state, "proposed")

    def test_people_of_another_edition_cannot_be_paired(self):
        other = self._open(self._edition(name="2031"))
        stranger = self._enrol(self.member, "mentee", edition=other)
        with self.assertRaisesRegex(ValidationError, "must take part in its edition"):
            self._pair(self.mentor_enrolment, stranger)

    def test_an_offer_is_reminded_half_way_and_expires(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        pairing.with_user(self.mentor_user).action_accept_offer()
        mails = len(self._mails())
        with self._on(self.today + timedelta(days=7)):
            self._run_reminders()
            self._run_reminders()
        self.assertEqual(len(self._mails()), mails + 1)
        self.assertIn(self.mentee, self._mails()[-1].recipient_ids)
        with self._on(pairing.expires_on):
            self._run_day()
        self.assertEqual(pairing.state, "offered")
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(
            (pairing.state, self.mentor_enrolment.held_places), ("declined", 0)
        )

    def test_ending_frees_both_and_tells_the_other_kindly(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, accept=True)
        reason = self.env["mentorship.end.reason"].search([], limit=1)
        pairing.with_user(self.mentee_user).action_end(reason.id)
        self.assertEqual(pairing.state, "ended")
        (ending,) = pairing.ending_ids
        self.assertEqual(ending.member_id.partner_id, self.mentee)
        self.assertEqual(ending.reason_id, reason)
        self.assertEqual(self.mentor_enrolment.state, "accepted")
        mail = self._mails(self.mentor)[-1]
        self.assertNotIn(reason.name, mail.body_html)
        pairing.with_user(self.mentee_user).action_end(reason.id)

    def test_when_staff_end_it_both_are_told_and_keep_their_page(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, accept=True)
        reason = self.env["mentorship.end.reason"].search([], limit=1)
        mails = len(self._mails())
        pairing.with_user(self.coordinator).action_end(reason.id)
        self.assertEqual(pairing.state, "ended")
        self.assertEqual(len(self._mails()), mails + 2)
        self.assertEqual(pairing.member_ids.end_reason_id, reason)
        for user in (self.mentor_user, self.mentee_user):
            self.assertTrue(pairing.with_user(user).search([("id", "=", pairing.id)]))

    def test_calling_the_edition_off_ends_what_was_active(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, accept=True)
        self.edition.with_user(self.coordinator).action_cancel()
        self.assertEqual(pairing.state, "ended")
        self.assertEqual(
            set(pairing.member_ids.enrolment_id.mapped("state")), {"withdrawn"}
        )

    def test_withdrawing_ends_the_pairing(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, accept=True)
        self.mentor_enrolment.with_user(self.mentor_user).action_withdraw()
        self.assertEqual(
            (pairing.state, self.mentee_enrolment.state), ("ended", "accepted")
        )

    def test_a_group_starts_with_its_mentor_and_two_mentees(self):
        pairing, mentor, mentees, users = self._group()
        pairing.with_user(users[0]).action_decline_offer()
        self.assertEqual((pairing.state, mentor.held_places), ("offered", 2))
        pairing.with_user(self.mentor_user).action_accept_offer()
        pairing.with_user(users[1]).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        pairing.with_user(users[2]).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        self.assertEqual(mentees[0].state, "accepted")
        pairing.with_user(users[2]).action_end()
        self.assertEqual((pairing.state, mentees[2].state), ("active", "accepted"))
        pairing.with_user(users[1]).action_end()
        self.assertEqual((pairing.state, mentor.state), ("ended", "accepted"))

    def test_who_has_not_answered_gets_nothing_of_a_group_that_started(self):
        pairing, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users[:2]):
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        late = users[2]
        pages = Pages(self.env)
        seen = pages.pairing(pairing, late.partner_id)
        self.assertEqual(seen["pairing"]["state"], "offered")
        self.assertNotIn(self.mentor.email, str(seen))
        by_mentor = pages.pairing(pairing, self.mentor)
        self.assertNotIn(late.partner_id.email, str(by_mentor))
        self.assertIn(users[0].partner_id.email, str(by_mentor))
        with self.assertRaises(AccessError):
            pairing.with_user(late).action_first_contact()
        pairing.with_user(late).action_accept_offer()
        seen = pages.pairing(pairing, late.partner_id)
        self.assertIn(self.mentor.email, str(seen))

    def test_peers_pair_without_a_mentor(self):
        edition = self._edition(name="2033", kind="peer")
        self._open(edition)
        peers = [
            self._enrol(partner, "peer", edition=edition)
            for partner in (self.mentee, self.member)
        ]
        pairing = self._pair(*peers, accept=True)
        self.assertEqual(pairing.state, "active")
        self.assertEqual(pairing.mentee_ids, self.mentee | self.member)

    def test_pairings_are_found_by_their_people(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        found = self.env["mentorship.pairing"].search(
            [("mentee_ids", "in", self.mentee.ids), ("mentor_id", "=", self.mentor.id)]
        )
        self.assertEqual(found, pairing)
        self.assertEqual(
            self.env["res.partner"].search([("is_mentor", "=", True)]) & self.mentor,
            self.mentor,
        )

    def test_state_and_people_cannot_be_written_past_the_methods(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment, offer=True)
        staff = pairing.with_user(self.manager)
        for record, values in (
            (staff, {"state": "active"}),
            (staff.member_ids[0], {"answer": "accepted"}),
            (staff.member_ids[0], {"enrolment_id": self._second_mentee().id}),
            (self.mentee_enrolment.with_user(self.manager), {"state": "matched"}),
            (
                self.mentee_enrolment.with_user(self.manager),
                {"partner_id": self.member.id},
            ),
            (self.edition.with_user(self.manager), {"state": "closed"}),
        ):
            with self.subTest(values), self.assertRaises(UserError):
                record.write(values)
        for records in (staff, staff.member_ids):
            with self.assertRaises(UserError):
                records.unlink()
