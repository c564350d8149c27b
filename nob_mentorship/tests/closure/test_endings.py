from datetime import timedelta

import icalendar

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase, control
from ..pages import Pages


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestEndings(MentorshipCase):
    """However a pairing or an edition ends, its people are told once, and truthfully
    (R5, R6, R22, R33, N7, N10)."""

    def _subjects(self, partner):
        return self._mails(partner).mapped("subject")

    def _next(self, name="2031"):
        """Return an open edition of the year after."""
        edition = self._edition(name=name)
        return self._open(edition)

    # turns and priority

    def _left_out(self):
        """Close an edition that found no one for the mentee; return the next
        edition."""
        self._open()
        self._enrol(self.mentee, "mentee")
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()
        return self._next()

    def test_who_was_paired_is_not_told_that_nobody_was_found(self):
        pairing = self._active_pair()
        pairing.action_end()
        before = self._mails(self.mentee)
        self.edition.action_close()
        sign_up = pairing.member_ids.enrolment_id
        self.assertEqual(set(sign_up.mapped("state")), {"completed"})
        self.assertFalse(self._mails(self.mentee) - before)

    def test_priority_lasts_one_turn(self):
        second = self._left_out()
        turn = self._enrol(self.mentee, "mentee", edition=second)
        self.assertTrue(turn.priority)
        mentor = self._enrol(self.mentor, "mentor", edition=second)
        self._pair(mentor, turn, accept=True)
        second.action_close_enrolment()
        second.action_start()
        second.action_close()
        third = self._next("2032")
        self.assertFalse(self._enrol(self.mentee, "mentee", edition=third).priority)

    @control
    def test_a_turn_that_was_called_off_costs_no_priority(self):
        second = self._left_out()
        self._enrol(self.mentee, "mentee", edition=second)
        second.action_cancel()
        third = self._next("2032")
        self.assertTrue(self._enrol(self.mentee, "mentee", edition=third).priority)

    def test_the_waiting_list_knows_who_comes_first(self):
        self.edition.mentee_places = 1
        self._open()
        taken = self._enrol(self._member("taken", years=1).partner_id, "mentee")
        first = self._enrol(self.mentee, "mentee")
        left_out = self._enrol(self.member, "mentee", priority=True)
        self.assertEqual((first.state, left_out.state), ("waiting", "waiting"))
        taken.action_withdraw()
        self.assertEqual((first.state, left_out.state), ("waiting", "accepted"))

    # an edition that is called off, or opens after all

    def test_an_edition_that_runs_is_called_off_with_one_mail(self):
        pairing = self._active_pair()
        before = self._mails()
        self.edition.with_user(self.coordinator).action_cancel()
        self.assertEqual(self.edition.state, "not_planned")
        self.assertEqual(pairing.state, "ended")
        sign_ups = pairing.member_ids.enrolment_id
        self.assertEqual(set(sign_ups.mapped("state")), {"withdrawn"})
        for partner in (self.mentor, self.mentee):
            new = self._mails(partner) - before
            self.assertEqual(len(new), 1)
            self.assertIn("gaat niet door", new.subject)

    def test_an_open_offer_of_an_edition_that_is_called_off_is_one_mail(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        self._pair(mentor, self._enrol(self.mentee, "mentee"), offer=True)
        before = self._mails()
        self.edition.action_cancel()
        for partner in (self.mentor, self.mentee):
            self.assertEqual(len(self._mails(partner) - before), 1)

    def test_an_open_offer_at_the_close_is_one_mail(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        self._pair(mentor, self._enrol(self.mentee, "mentee"), offer=True)
        self.edition.action_close_enrolment()
        self.edition.action_start()
        before = self._mails()
        self.edition.action_close()
        for partner in (self.mentor, self.mentee):
            self.assertEqual(len(self._mails(partner) - before), 1)

    def test_who_heard_that_there_is_none_hears_that_it_opens_after_all(self):
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self.edition.action_not_planned()
        before = self._mails(self.mentee)
        self._open()
        self.assertEqual(len(self._mails(self.mentee) - before), 1)

    def test_who_was_in_an_edition_called_off_hears_that_it_opens_after_all(self):
        self._open()
        self._enrol(self.mentee, "mentee")
        self.edition.action_cancel()
        before = self._mails(self.mentee)
        self._open()
        self.assertEqual(len(self._mails(self.mentee) - before), 1)

    @control
    def test_a_draft_with_a_proposal_opens(self):
        sign_ups = self._enrol(self.mentor, "mentor", submit=False)
        sign_ups |= self._enrol(self.mentee, "mentee", submit=False)
        self._pair(*sign_ups)
        self._open()
        self.assertEqual(self.edition.state, "enrolment")

    def test_that_nothing_is_planned_is_news_for_a_while(self):
        self.edition.action_not_planned()
        self.env.flush_all()
        pages = Pages(self.env, self.mentee_user)

        def shown():
            cards = pages.overview(self.mentee)["programmes"]
            return [e["name"] for card in cards for e in card["editions"]]

        self.assertIn(self.edition.display_name, shown())
        with self._on(self.edition.date_start + timedelta(days=800)):
            self.assertNotIn(self.edition.display_name, shown())
        self._next()
        self.assertNotIn(self.edition.display_name, shown())

    # a refusal

    def test_a_refusal_is_taken_back(self):
        self.edition.intake = True
        self._open()
        enrolment = self._enrol(self.mentee, "mentee").with_user(self.coordinator)
        enrolment.action_refuse("The wrong person")
        before = self._mails(self.mentee)
        for _twice in range(2):
            enrolment.action_reconsider()
        self.assertEqual(enrolment.state, "submitted")
        self.assertFalse(enrolment.refusal_reason)
        self.assertEqual(len(self._mails(self.mentee) - before), 1)
        enrolment.action_accept()
        self.assertEqual(enrolment.state, "accepted")

    def test_a_refusal_of_an_edition_that_is_over_stands(self):
        self.edition.intake = True
        self._open()
        enrolment = self._enrol(self.mentee, "mentee")
        enrolment.action_refuse("No")
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()
        with self.assertRaisesRegex(UserError, "has ended"):
            enrolment.action_reconsider()

    # an offer that staff take back

    def test_an_offer_that_nobody_answered_is_taken_back(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        pairing = self._pair(mentor, self._enrol(self.mentee, "mentee"), offer=True)
        before = self._mails()
        seen = pairing.with_user(self.coordinator)
        for _twice in range(2):
            seen.action_retract()
        self.assertEqual((pairing.state, mentor.held_places), ("proposed", 0))
        for partner in (self.mentor, self.mentee):
            self.assertEqual(len(self._mails(partner) - before), 1)
        with self.assertRaises(AccessError):
            pairing.with_user(self.mentee_user).action_accept_offer()
        former = pairing._former_domain(self.mentee)
        self.assertIn(pairing, pairing.search(former))
        seen.action_offer()
        self.assertEqual(pairing.state, "offered")

    def test_an_offer_that_somebody_answered_is_not_taken_back(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        pairing = self._pair(mentor, self._enrol(self.mentee, "mentee"), offer=True)
        pairing.with_user(self.mentor_user).action_accept_offer()
        with self.assertRaisesRegex(UserError, "has already answered"):
            pairing.with_user(self.coordinator).action_retract()
        self.assertEqual(pairing.state, "offered")

    # the end of an edition

    def test_staff_are_told_once_that_an_edition_is_over(self):
        self._active_pair()
        self.coordinator.lang = "en_US"
        late = self.edition.date_end + timedelta(days=1)
        told = self.edition.activity_ids.search_count
        about = [("summary", "=", "The programme has ended")]
        for days in range(3):
            with self._on(late + timedelta(days=days)):
                self._run_reminders()
        self.assertEqual(told(about), 1)
        self.edition.date_end = late + timedelta(days=30)
        with self._on(late + timedelta(days=31)):
            self._run_reminders()
        self.assertEqual(told(about), 2)

    def test_nobody_signs_up_late_for_what_is_over(self):
        self.edition.late_enrolment = True
        self._active_pair()
        self.assertTrue(self.edition._accepts_enrolment())
        with self._on(self.edition.date_end + timedelta(days=1)):
            self.assertFalse(self.edition._accepts_enrolment())

    def test_a_changed_end_reaches_the_pairings_that_end_with_it(self):
        pairing = self._active_pair()
        pairing.action_pause(self.today + timedelta(days=10))
        own = self._active_pairing_of_its_own()
        before = own.date_end
        new = self.edition.date_end + timedelta(days=20)
        self.edition.with_user(self.coordinator).date_end = new
        self.assertEqual(pairing.date_end, new + timedelta(days=10))
        self.assertEqual(own.date_end, before)

    def _active_pairing_of_its_own(self):
        """Return a pairing that does not end with the edition."""
        self.edition.late_enrolment = True
        mentor = self._enrol(self._member("own", years=9).partner_id, "mentor")
        own = self._pair(mentor, self._enrol(self.member, "mentee"), accept=True)
        own.sudo().date_end = self.today + timedelta(days=100)
        return own

    def test_completing_calls_off_what_is_still_planned(self):
        pairing = self._active_pair()
        meeting = self._planned(pairing, self.mentee_user)
        pairing.with_user(self.coordinator).action_complete()
        self.assertEqual(meeting.state, "cancelled")

    def _methods(self, mail):
        """Return what each calendar of a mail asks for."""
        return [
            icalendar.Calendar.from_ical(attachment.raw)["method"]
            for attachment in mail.attachment_ids
        ]

    def test_an_end_is_one_mail_for_each_with_every_meeting(self):
        for end in ("action_end", "action_complete", "action_cancel"):
            with self.subTest(end), self.env.cr.savepoint() as savepoint:
                pairing = self._active_pair()
                for days in (3, 5, 7):
                    self._planned(pairing, self.mentee_user, days)
                before = self._mails()
                on = pairing.edition_id if end == "action_cancel" else pairing
                getattr(on.with_user(self.coordinator), end)()
                for partner in (self.mentor, self.mentee):
                    mail = self._mails(partner) - before
                    self.assertEqual(len(mail), 1)
                    self.assertEqual(self._methods(mail), ["CANCEL"] * 3)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_ends_it_reads_the_same_as_the_other(self):
        pairing = self._active_pair()
        before = self._mails()
        pairing.with_user(self.mentee_user).action_end()
        mails = self._mails() - before
        self.assertEqual(len(mails), 2)
        self.assertEqual(len(set(mails.mapped("subject"))), 1)

    def test_who_withdraws_gets_one_mail_that_empties_the_calendar(self):
        pairing = self._active_pair()
        self._planned(pairing, self.mentee_user)
        before = self._mails()
        sign_up = pairing.mentee_enrolment_ids
        sign_up.with_user(self.mentee_user).action_withdraw()
        for partner in (self.mentor, self.mentee):
            mail = self._mails(partner) - before
            self.assertEqual(len(mail), 1)
            self.assertEqual(self._methods(mail), ["CANCEL"])

    def test_a_mentor_of_two_who_withdraws_has_every_meeting_in_one_mail(self):
        pairing = self._active_pair()
        mentor = pairing.mentor_enrolment_id
        self.edition.late_enrolment = True
        second = self._pair(mentor, self._enrol(self.member, "mentee"), accept=True)
        self._planned(pairing, self.mentor_user, 3)
        self._planned(second, self.mentor_user, 5)
        before = self._mails()
        mentor.with_user(self.mentor_user).action_withdraw()
        mail = self._mails(self.mentor) - before
        self.assertEqual(self._methods(mail), ["CANCEL"] * 2)
        message = self.env["ir.mail_server"]._build_email__(
            "from@test.example",
            "to@test.example",
            mail.subject,
            mail.body_html,
            subtype="html",
            attachments=[(a.name, a.raw, a.mimetype) for a in mail.attachment_ids],
        )
        calendars = [
            part
            for part in message.walk()
            if part.get_content_type() == "text/calendar"
        ]
        inside = [part for part in calendars if not part.get_filename()]
        self.assertEqual((len(calendars), len(inside)), (2, 1))

    def test_who_has_two_roles_hears_of_each_meeting_that_is_off(self):
        pairing = self._active_pair()
        self.edition.late_enrolment = True
        own = self._enrol(self.mentor, "mentee")
        other = self._enrol(self.member, "mentor")
        second = self._pair(other, own, accept=True)
        self._planned(pairing, self.mentor_user, 3)
        self._planned(second, self.mentor_user, 5)
        before = self._mails()
        self.edition.with_user(self.coordinator).action_cancel()
        mail = self._mails(self.mentor) - before
        self.assertEqual(len(mail), 1)
        self.assertEqual(self._methods(mail), ["CANCEL"] * 2)

    def test_who_leaves_a_group_gets_one_mail(self):
        pairing, silent = self._started_group()
        silent._answer("accepted")
        for days in (3, 5):
            self._planned(pairing, self.mentor_user, days)
        members = pairing.member_ids.filtered(lambda m: m.role == "mentee")
        users = members.partner_id.user_ids
        left = users[0]
        before = self._mails()
        pairing.with_user(left).action_end()
        self.assertEqual(pairing.state, "active")
        mail = self._mails(left.partner_id) - before
        self.assertEqual(len(mail), 1)
        self.assertEqual(self._methods(mail), ["CANCEL"] * 2)
        for stays in (self.mentor, users[1].partner_id):
            self.assertEqual(len(self._mails(stays) - before), 1)

    def test_nothing_is_mailed_to_who_was_erased(self):
        pairing = self._active_pair()
        self._planned(pairing, self.mentee_user)
        address = self.mentee.email
        self.assertTrue(self._mails(self.mentee))
        self.mentee._mentorship_erase()
        queued = self.env["mail.mail"].search([("state", "=", "outgoing")])
        self.assertFalse(queued.filtered(lambda m: self.mentee in m.recipient_ids))
        self.assertNotIn(address, str(queued.mapped("email_to")))
        self.assertTrue(self._mails(self.mentor))

    def test_who_goes_on_after_a_pause_tells_the_others_once(self):
        pairing = self._active_pair()
        pairing.with_user(self.mentee_user).action_pause(
            self.today + timedelta(days=20)
        )
        before = self._mails()
        for _twice in range(2):
            pairing.with_user(self.mentee_user).action_resume()
        self.assertEqual(len(self._mails(self.mentor) - before), 1)
        self.assertFalse(self._mails(self.mentee) - before)

    # a mentee who does not answer

    def _peers(self, count=3):
        """Return peers who were asked, as a pairing, and their users."""
        edition = self._open(self._edition(name="peers", kind="peer"))
        users = [self._member(f"peer_{n}", years=3) for n in range(count)]
        sign_ups = [self._enrol(user.partner_id, "peer", edition) for user in users]
        pairing = self.env["mentorship.pairing"].create(
            {
                "edition_id": edition.id,
                "mentee_enrolment_ids": [
                    Command.set([sign_up.id for sign_up in sign_ups])
                ],
            }
        )
        pairing.action_offer()
        return pairing, users

    def test_peers_who_said_yes_start_without_the_silent_one(self):
        pairing, users = self._peers()
        for user in users[:2]:
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        silent = users[2].partner_id
        # a member who may no longer take part, and did not answer, does not block the
        # others
        silent.member_line_ids.unlink()
        before = self._mails()
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "active")
        self.assertEqual(
            pairing._present_members().partner_id,
            users[0].partner_id | users[1].partner_id,
        )
        (told,) = self._mails(silent) - before
        self.assertRegex(told.subject, "ended|verlopen|gestopt|afgelopen")
        sign_up = pairing.member_ids.enrolment_id.filtered(
            lambda e: e.partner_id == silent
        )
        self.assertFalse(sign_up.held_places)

    @control
    def test_peers_of_whom_one_said_yes_are_over_when_the_time_is(self):
        pairing, users = self._peers()
        pairing.with_user(users[0]).action_accept_offer()
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "declined")

    @control
    def test_peers_who_cannot_start_are_over_when_the_time_is(self):
        pairing, users = self._peers()
        for user in users[:2]:
            pairing.with_user(user).action_accept_offer()
        users[1].partner_id.member_line_ids.unlink()
        before = self._mails(users[2].partner_id)
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "declined")
        self.assertEqual(len(self._mails(users[2].partner_id) - before), 1)
        self.assertFalse(any(pairing.member_ids.enrolment_id.mapped("held_places")))

    def test_what_is_in_the_way_of_a_start_keeps_nobody_from_leaving(self):
        pairing, users = self._peers()
        for user in users[:2]:
            pairing.with_user(user).action_accept_offer()
        users[1].partner_id.member_line_ids.unlink()
        last = pairing.member_ids.filtered(
            lambda m: m.partner_id == users[2].partner_id
        )
        last.enrolment_id.with_user(self.coordinator).action_withdraw()
        self.assertEqual(last.enrolment_id.state, "withdrawn")
        self.assertEqual(pairing.state, "offered")

    def test_a_lapsed_silent_one_keeps_no_group_from_starting(self):
        pairing, _mentor, mentees, users = self._group()
        mentees[2].partner_id.member_line_ids.unlink()
        for user in (self.mentor_user, *users[:2]):
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        self.assertNotIn(mentees[2].partner_id, pairing._willing().partner_id)

    # pairs that outlive their edition

    def _outlived(self, days=90):
        """Return a pairing that goes on after its edition, which is closed, and its
        last day."""
        pairing = self._active_pair()
        until = pairing.date_end + timedelta(days=days)
        pairing.action_prolong(until)
        self.edition.action_close()
        return pairing, until

    def test_who_ends_what_outlived_its_edition_is_done(self):
        pairing, _until = self._outlived()
        pairing.with_user(self.mentee_user).action_end()
        states = set(pairing.member_ids.enrolment_id.mapped("state"))
        self.assertEqual(states, {"completed"})

    def test_a_membership_that_ends_is_noticed_after_the_edition_too(self):
        pairing, _until = self._outlived()
        line = self.mentee.member_line_ids
        line.date_to = self.today - timedelta(days=100)
        line.date_from = self.today - timedelta(days=200)
        line.date = line.date_from
        self._run_day()
        sign_up = pairing.mentee_enrolment_ids
        self.assertEqual(sign_up.lapse_noted_on, self.today)

    def test_nobody_is_thanked_in_the_middle_of_a_pause(self):
        pairing, until = self._outlived(days=10)
        paused = pairing.date_end - timedelta(days=5)
        with self._on(paused):
            pairing.action_pause(until + timedelta(days=20))
        with self._on(until + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "active")
        with self._on(pairing.prolonged_until + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "completed")

    def test_one_person_does_not_pause_for_a_year(self):
        pairing = self._active_pair()
        own = pairing.with_user(self.mentee_user)
        with self.assertRaisesRegex(UserError, "at the latest|add up to six months"):
            own.action_pause(self.today + timedelta(days=360))
        own.action_pause(self.today + timedelta(days=183))
        with self.assertRaisesRegex(UserError, "at the latest|add up to six months"):
            own.action_pause(self.today + timedelta(days=184))
        with self._on(self.today + timedelta(days=184)):
            self._run_day()
            with self.assertRaisesRegex(UserError, "six months"):
                own.action_pause(self.today + timedelta(days=190))
            pairing.with_user(self.coordinator).action_pause(
                self.today + timedelta(days=190)
            )

    def test_a_wish_to_go_on_is_the_next_step_of_the_other(self):
        pairing = self._active_pair()
        until = pairing.date_end + timedelta(days=30)
        pairing.with_user(self.mentor_user).action_prolong(until)
        pages = Pages(self.env)

        def steps(partner):
            return str(pages.pairing_steps(pairing, partner))

        self.assertIn("would like to continue", steps(self.mentee))
        self.assertNotIn("would like to continue", steps(self.mentor))
        page = pages.pairing(pairing, self.mentee)["pairing"]
        self.assertEqual(page["prolong_asked"], str(until))
        pairing.with_user(self.mentee_user).action_prolong(until)
        self.assertNotIn("would like to continue", steps(self.mentee))

    # a group with a member who does not answer

    def _started_group(self):
        """Return a group that has started, and its member who did not answer."""
        pairing, _mentor, mentees, _users = self._group()
        for member in pairing.member_ids:
            if member.enrolment_id != mentees[2]:
                member._answer("accepted")
        self.assertEqual(pairing.state, "active")
        silent = pairing.member_ids.filtered(lambda m: m.enrolment_id == mentees[2])
        return pairing, silent

    def test_who_does_not_answer_a_group_that_started_is_reminded_and_expires(self):
        pairing, silent = self._started_group()
        held = pairing.mentor_enrolment_id.held_places
        before = self._mails(silent.partner_id)
        with self._on(pairing.member_ids[0].remind_on):
            for _twice in range(2):
                self._run_reminders()
        reminded = self._mails(silent.partner_id) - before
        self.assertEqual(len(reminded), 1)
        with self._on(pairing.expires_on + timedelta(days=1)):
            for _twice in range(2):
                self._run_day()
        self.assertEqual(pairing.state, "active")
        self.assertEqual((silent.answer, silent.live), ("pending", False))
        with self.assertRaises(UserError):
            silent._answer("accepted")
        self.assertEqual(len(self._mails(silent.partner_id) - before), 2)
        self.assertEqual(pairing.mentor_enrolment_id.held_places, held - 1)

    @control
    def test_who_answers_a_group_in_time_is_in_it(self):
        pairing, silent = self._started_group()
        silent._answer("accepted")
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(silent.answer, "accepted")

    # joining later

    def _newcomer(self, pairing):
        """Return the accepted sign-up of a person who is in no group, and the user."""
        user = self._member("newcomer", years=1)
        pairing.edition_id.late_enrolment = True
        return self._enrol(user.partner_id, "mentee", edition=pairing.edition_id), user

    def test_a_place_that_a_leaver_frees_is_filled(self):
        pairing, mentor, mentees, users = self._group()
        for member in pairing.member_ids:
            member._answer("accepted")
        newcomer, user = self._newcomer(pairing)
        staff = pairing.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "no free place"):
            staff.action_add(newcomer.id)
        pairing.with_user(users[0]).action_end()
        self.assertEqual(pairing.state, "active")
        meeting = self._planned(pairing, self.mentor_user)
        staff.action_add(newcomer.id)
        self.assertIn("Een mentorschap met", self._mails(user.partner_id)[-1].subject)
        self.assertEqual(newcomer.state, "accepted")
        before = self._mails()
        pairing.with_user(user).action_accept_offer()
        self.assertEqual((newcomer.state, mentor.free_places), ("matched", 0))
        self.assertIn(user.partner_id, meeting.attendee_ids)
        for partner in (self.mentor, users[1].partner_id):
            (told,) = self._mails(partner) - before
            self.assertIn(user.name, told.body_html)
        self.assertFalse(self._mails(users[0].partner_id) - before)
        self.assertEqual(mentees[0].state, "accepted")

    def test_who_may_not_join_is_not_asked(self):
        pairing, mentor, mentees, users = self._group()
        newcomer, _user = self._newcomer(pairing)
        staff = pairing.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "that has started"):
            staff.action_add(newcomer.id)
        for member in pairing.member_ids:
            member._answer("accepted")
        pairing.with_user(users[0]).action_end()
        for wrong in (mentor.id, mentees[1].id, 0, False, "x"):
            with self.subTest(wrong), self.assertRaises(UserError):
                staff.action_add(wrong)
        self.env["mentorship.exclusion"].create(
            {
                "partner_id": newcomer.partner_id.id,
                "other_partner_id": users[1].partner_id.id,
            }
        )
        with self.assertRaisesRegex(UserError, "must not be paired"):
            staff.action_add(newcomer.id)
        for other in (self.mentor_user, self.employee, self.other_coordinator):
            with self.subTest(other.login), self.assertRaises(AccessError):
                pairing.with_user(other).action_add(newcomer.id)
        with self.assertRaises(UserError):
            self.env["mentorship.pairing.member"].with_user(
                self.coordinator
            ).with_context(mentorship_joins=True).create(
                {"pairing_id": pairing.id, "enrolment_id": newcomer.id}
            )
