from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.learning import on_enrolment_session
from ...models.learning.session_request import MOST_OPEN
from ..pages import Pages
from .sessions import SessionCase

TOPIC = "Saying no to a client"


@tagged("post_install", "-at_install")
class TestSessionRequest(SessionCase):
    """Members ask for a session, others join in, and staff plan it (R62)."""

    def _propose(self, user=None, text=TOPIC):
        requests = self.env["mentorship.session.request"].with_user(
            user or self.mentee_user
        )
        return requests._propose(self.edition, text).with_user(self.coordinator)

    def _topics(self, user):
        values = Pages(self.env, user).sessions(user.partner_id)
        return {topic["name"]: topic for topic in values["topics"]}

    def test_a_topic_is_read_by_staff_first_and_by_members_once_approved(self):
        request = self._propose()
        self.assertEqual(request.state, "proposed")
        self.assertEqual(request.partner_id, self.mentee)
        self.assertIn(TOPIC, self._topics(self.mentee_user))
        self.assertNotIn(TOPIC, self._topics(self.mentor_user))
        request.action_approve()
        shown = self._topics(self.mentor_user)[TOPIC]
        self.assertEqual(shown["count"], "1 member would like this.")
        self.assertNotIn(self.mentee.name, str(shown))
        self.assertFalse(shown["own"])
        self.assertNotIn(TOPIC, self._topics(self.member_user))

    def test_others_say_me_too_once_and_take_it_back(self):
        request = self._propose()
        mine = request.with_user(self.mentor_user)
        with self.assertRaisesRegex(UserError, "no longer open"):
            mine._say(True)
        request.action_approve()
        for _twice in range(2):
            mine._say(True)
        self.assertEqual(request.voice_count, 2)
        for _twice in range(2):
            mine._say(False)
        self.assertEqual(request.voice_count, 1)
        with self.assertRaises(AccessError):
            request.with_user(self.member_user)._say(True)

    def test_staff_read_how_many_and_not_who(self):
        request = self._propose()
        for user in (self.coordinator, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).read(["voice_ids"])
            with self.assertRaises(AccessError):
                self.env["mentorship.session.voice"].with_user(user).search([])

    def test_everyone_who_said_so_is_told_when_it_is_planned(self):
        request = self._propose()
        request.action_approve()
        request.with_user(self.mentor_user)._say(True)
        context = request.action_plan()["context"]
        session = self._session(
            days=9,
            publish=False,
            audience="mentee",
            name=context["default_name"],
            request_id=context["default_request_id"],
        )
        before = self._mails()
        session.action_publish()
        told = self._mails() - before
        asked = told.filtered(lambda mail: "you asked for" in mail.subject)
        self.assertEqual(
            asked.recipient_ids.sorted(), (self.mentee | self.mentor).sorted()
        )
        # each gets one mail
        self.assertEqual(len(told), len(told.recipient_ids))
        self.assertEqual(request.state, "planned")
        # who asked for it can come, in whatever role
        self._sign_up(self.mentor_user, session=session)
        session.action_cancel()
        self.assertEqual(request.state, "open")

    def test_a_double_click_proposes_once_and_many_are_too_many(self):
        first = self._propose()
        self.assertEqual(self._propose(), first)
        for number in range(MOST_OPEN - 1):
            self._propose(text=f"Topic {number}")
        with self.assertRaisesRegex(UserError, "Take one back"):
            self._propose(text="One more")
        first.with_user(self.mentee_user)._take_back()
        self.assertFalse(first.exists())
        self._propose(text="One more")

    def test_what_was_approved_leaves_room_for_more(self):
        for number in range(MOST_OPEN):
            self._propose(text=f"Topic {number}").action_approve()
        self._propose(text="One more")

    def test_a_topic_of_another_edition_is_not_planned(self):
        request = self._propose()
        other = self._edition(name="2031")
        with self.assertRaisesRegex(ValidationError, "another edition"):
            self._session(publish=False, edition_id=other.id, request_id=request.id)

    def test_what_others_read_is_not_taken_back_and_no_one_elses_ever(self):
        request = self._propose()
        with self.assertRaises(AccessError):
            request.with_user(self.mentor_user)._take_back()
        request.action_approve()
        with self.assertRaisesRegex(UserError, "Others read"):
            request.with_user(self.mentee_user)._take_back()

    def test_a_declined_topic_is_read_by_its_author_alone_with_the_answer(self):
        request = self._propose()
        request.answer = "There is one in spring."
        request.action_decline()
        self.assertNotIn(TOPIC, self._topics(self.mentor_user))
        self.assertEqual(
            self._topics(self.mentee_user)[TOPIC]["answer"], "There is one in spring."
        )

    def test_only_members_of_the_edition_propose(self):
        requests = self.env["mentorship.session.request"]
        for user in (self.member_user, self.coordinator, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                requests.with_user(user)._propose(self.edition, TOPIC)

    def test_only_staff_of_the_programme_approve(self):
        request = self._propose()
        for user in (self.other_coordinator, self.employee, self.mentee_user):
            for method in ("action_approve", "action_decline", "action_plan"):
                act = getattr(request.with_user(user), method)
                with self.subTest(f"{user.login} {method}"):
                    self.assertRaises(AccessError, act)
        with self.assertRaises(AccessError):
            request.write({"state": "open"})
        with self.assertRaises(AccessError):
            request.copy()

    def test_a_topic_is_on_the_coordinators_day_until_it_is_handled(self):
        request = self._propose()
        self.edition.sudo()._refresh_day()
        self.env.invalidate_all()
        (line,) = request.sudo().activity_ids
        self.assertEqual(line.mentorship_edition_id, self.edition)
        self.assertEqual(line.mentorship_since, fields.Date.to_date(line.create_date))
        self.assertEqual(line.user_id, self.coordinator)
        request.action_approve()
        self.edition.sudo()._refresh_day()
        self.assertFalse(request.sudo().activity_ids)

    def test_no_message_and_no_follower_names_who_proposed_it(self):
        requests = self.env["mentorship.session.request"].with_user(self.mentee_user)
        # as a member's own request comes in, without the context of the tests
        requests = requests.with_context(tracking_disable=False)
        request = requests._propose(self.edition, TOPIC)
        self.assertFalse(request.message_ids)
        self.assertFalse(request.message_follower_ids)

    def test_what_no_coordinator_approved_stays_unread_after_a_cancelled_session(self):
        topics = {}
        for approve in (False, True):
            text = f"Topic {approve}"
            topics[approve] = self._propose(text=text)
            if approve:
                topics[approve].action_approve()
            session = self._session(days=9, request_id=topics[approve].id)
            self.assertEqual(topics[approve].state, "planned")
            session.action_cancel()
        self.assertEqual(topics[False].state, "proposed")
        self.assertEqual(topics[True].state, "open")
        self.assertEqual(set(self._topics(self.mentor_user)), {"Topic True"})

    def test_publishing_it_tells_no_one_who_asked_for_it(self):
        request = self._propose()
        request.action_approve()
        self.guests[0].partner_id.email = self.mentee.email = False
        before = {one: one.message_ids for one in self.sign_ups}
        with patch.object(on_enrolment_session, "MANY", 0):
            self._session(days=9, request_id=request.id)
        jobs = self.env["mentorship.job"].with_user(self.coordinator)
        self.assertFalse(jobs.search([("name", "like", "Emails")]))
        mentee = self.pairing.mentee_enrolment_ids
        noted = [
            one.message_ids - before.get(one, one.message_ids) for one in self.sign_ups
        ]
        self.assertTrue(noted[0])
        self.assertTrue(mentee.sudo().message_ids)

    def test_who_leaves_asks_for_nothing_any_more(self):
        proposed, opened = self._propose(), self._propose(text="Another topic")
        opened.action_approve()
        self.pairing.mentee_enrolment_ids.sudo().action_withdraw()
        self.assertFalse(proposed.exists())
        self.assertEqual(opened.voice_count, 0)
        self.assertFalse(opened.partner_id)

    def test_retention_deletes_what_members_asked_for(self):
        request = self._propose()
        session = self._session(days=9, publish=False, request_id=request.id)
        self.edition.sudo().write(
            {
                "state": "closed",
                "date_start": self.today - timedelta(days=300),
                "date_end": self.today,
                "retention_months": 6,
            }
        )
        with self._on(self.today):
            self._run_day()
        self.assertTrue(request.exists())
        with self._on(self.today + timedelta(days=400)):
            self._run_day()
        self.assertFalse(request.exists())
        self.assertTrue(session.exists())
