from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..pages import Pages
from .readiness import ReadyCase


@tagged("post_install", "-at_install")
class TestReady(ReadyCase):
    """What each role is asked before the introduction, and who is ready (R21, R51)."""

    def test_each_role_has_its_own_list_and_the_next_step_comes_first(self):
        self.assertEqual(
            self._asked(self.as_mentor),
            {"Read “Tips”": False, "Do the self-check": False},
        )
        self.assertEqual(self._asked(self.as_mentee), {"Read “Trust”": False})
        page = Pages(self.env, self.mentor_user).overview(self.mentor)
        self.assertEqual(page["step"]["title"], "Read “Tips”")
        self.assertEqual(page["step"]["url"], f"/my/mentorship/resource/{self.tips.id}")
        self._read(self.mentor, self.tips)
        page = Pages(self.env, self.mentor_user).overview(self.mentor)
        self.assertEqual(page["step"]["title"], "Do the self-check")
        self._check()
        page = Pages(self.env, self.mentor_user).overview(self.mentor)
        self.assertTrue(page["ready"][0]["ready"])
        self.assertFalse(page["step"])

    def test_what_is_asked_is_not_shown_a_second_time(self):
        self.text.moment = "before"
        other = self._resource("Other", moment="before")
        self.assertEqual(self._now(self.mentee), [other.name])

    def test_staff_read_who_is_ready_and_what_is_missing(self):
        self.assertEqual(
            self._state(self.as_mentor), ("no", "Read “Tips”, Do the self-check")
        )
        self._read(self.mentor, self.tips)
        self.assertEqual(self._state(self.as_mentor), ("no", "Do the self-check"))
        self._check()
        self.assertEqual(self._state(self.as_mentor), ("yes", False))
        found = self.env["mentorship.enrolment"].with_user(self.coordinator)
        mine = [("edition_id", "=", self.edition.id)]
        for domain, expected in (
            ([("ready_state", "=", "yes")], self.as_mentor),
            ([("ready_state", "=", "no")], self.as_mentee),
            ([("ready_state", "in", ["yes", "no"])], self.as_mentor | self.as_mentee),
            ([("ready_state", "!=", "no")], self.as_mentor),
            ([("ready_state", "=", False)], found.browse()),
        ):
            with self.subTest(str(domain)):
                self.assertEqual(found.search(mine + domain), expected)
        edition = self.edition.with_user(self.coordinator)
        self.assertEqual((edition.ready_count, edition.not_ready_count), (1, 1))

    def test_nothing_is_asked_by_default_and_after_the_introduction(self):
        plain = self._open(self._edition(name="2031"))
        new = self._enrol(self.member, "mentee", edition=plain)
        self.assertFalse(plain.ready_asks)
        self.assertEqual(self._state(new), (False, False))
        self.assertFalse(self._asked(new))
        self._pair(self.as_mentor, self.as_mentee, accept=True)
        self.assertEqual(self.as_mentee.state, "matched")
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self.assertFalse(self._asked(self.as_mentee))

    def test_an_edition_starts_with_the_defaults_of_its_programme(self):
        self.programme.write(
            {
                "ready_mentee_resource_ids": self.text.ids,
                "ready_terms": "everyone",
                "ready_waits": True,
            }
        )
        edition = self._edition(name="2031")
        self.assertEqual(edition.ready_mentee_resource_ids, self.text)
        self.assertEqual((edition.ready_terms, edition.ready_waits), ("everyone", True))
        self.assertTrue(edition.ready_asks)
        following = self.edition.copy()
        self.assertEqual(following.ready_mentor_resource_ids, self.tips)
        self.assertFalse(self.programme.copy().ready_mentee_resource_ids)

    def test_a_resource_of_another_programme_is_refused(self):
        other = self._resource("Other", programme_id=self.other_programme.id)
        for record in (self.edition, self.programme):
            with self.assertRaisesRegex(ValidationError, "another programme"):
                record.ready_mentor_resource_ids = other
        with self.assertRaises(ValidationError):
            self.edition.ready_days = 367

    def test_what_is_archived_or_deleted_is_not_asked_for(self):
        self._check()
        self.tips.active = False
        self.assertEqual(self._state(self.as_mentor), ("yes", False))
        self.text.unlink()
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self.assertFalse(self._asked(self.as_mentee))

    def test_both_roles_of_a_member_have_a_list_each(self):
        both = self._enrol(self.mentor, "mentee")
        self._get_ready(self.mentor)
        self.assertEqual(self._state(self.as_mentor), ("yes", False))
        self.assertEqual(self._state(both), ("no", "Read “Trust”"))
        self.assertEqual(both._still_asked(), ["Read “Trust”"])

    def test_terms_that_staff_signed_up_for_are_agreed_to_later(self):
        self.edition.ready_terms = "mentee"
        self.assertEqual(self._state(self.as_mentee), ("no", "Read “Trust”"))
        self.programme.terms = "<p>You keep what you hear to yourself.</p>"
        self._read(self.mentee)
        self.assertEqual(self._state(self.as_mentee), ("no", "Agree to the terms"))
        own = self.as_mentee.with_user(self.mentee_user)
        with self.assertRaises(AccessError):
            self.as_mentee.with_user(self.member_user)._accept_terms(1)
        own._accept_terms(1)
        self.assertEqual(self._state(self.as_mentee), ("yes", False))


@tagged("post_install", "-at_install")
class TestReadyBriefing(ReadyCase):
    """A briefing is asked of those who can come to one (R51)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.write(
            {
                "ready_mentee_resource_ids": [Command.clear()],
                "ready_briefing": "mentee",
            }
        )
        cls.now = fields.Datetime.now().replace(microsecond=0)

    def _briefing(self, days=5, publish=True, **values):
        start = self.now + timedelta(days=days)
        session = self.env["mentorship.session"].create(
            {
                "edition_id": self.edition.id,
                "name": "Briefing",
                "audience": "mentee",
                "start": start,
                "stop": start + timedelta(hours=1),
                **values,
            }
        )
        if publish:
            session.action_publish()
        return session

    def test_without_one_nothing_is_asked_and_staff_are_warned(self):
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self.assertTrue(self.edition.lacks_briefing)
        self._briefing(audience="mentor")
        self.env.invalidate_all()
        self.assertTrue(self.edition.lacks_briefing)
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self._briefing(publish=False)
        self.env.invalidate_all()
        self.assertFalse(self.edition.lacks_briefing)
        self.assertEqual(self._state(self.as_mentee), ("no", "Come to a briefing"))

    def test_who_was_there_is_ready_and_who_has_a_place_has_nothing_to_do(self):
        session = self._briefing()
        page = Pages(self.env, self.mentee_user).overview(self.mentee)
        self.assertEqual(page["step"]["url"], f"/my/mentorship/session/{session.id}")
        session.with_user(self.mentee_user)._sign_up()
        page = Pages(self.env, self.mentee_user).overview(self.mentee)
        self.assertFalse(page["step"])
        (line,) = page["ready"][0]["lines"]
        self.assertIn("You have a place", line["note"])
        self.as_mentee.admitted_on = self.now - timedelta(days=1)
        session.write(
            {
                "start": self.now - timedelta(hours=2),
                "stop": self.now - timedelta(hours=1),
            }
        )
        self.assertEqual(self._state(self.as_mentee), ("no", "Come to a briefing"))
        session.line_ids.with_user(self.coordinator).action_attended()
        self.assertEqual(self._state(self.as_mentee), ("yes", False))

    def test_who_signs_up_after_the_last_one_is_not_asked(self):
        session = self._briefing()
        session.write(
            {
                "start": self.now - timedelta(days=2, hours=1),
                "stop": self.now - timedelta(days=2),
            }
        )
        # it was over when they were accepted, though not when they signed up
        self.as_mentee.submitted_on = self.now - timedelta(days=3)
        self.as_mentee.admitted_on = self.now - timedelta(days=1)
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self.as_mentee.admitted_on = self.now - timedelta(days=3)
        self.assertEqual(self._state(self.as_mentee), ("no", "Come to a briefing"))
        self.as_mentee.admitted_on = self.now - timedelta(days=1)
        self.assertEqual(self._state(self.as_mentee), (False, False))
        self._briefing()
        self.assertEqual(self._state(self.as_mentee), ("no", "Come to a briefing"))


@tagged("post_install", "-at_install")
class TestReadyPrivacy(ReadyCase):
    """Staff see what a member was told that they see, and nothing else (promise 2)."""

    def test_what_was_noted_before_anyone_asked_stays_the_members(self):
        other = self._resource("Earlier")
        self._read(self.mentee, other, told=False)
        self.edition.ready_mentee_resource_ids = other
        self.assertEqual(self._state(self.as_mentee), ("no", "Read “Earlier”"))
        page = Pages(self.env, self.mentee_user).resource(other, self.mentee)
        self.assertTrue(page["resource"]["unseen"])
        self.assertIn("see whether you noted it", page["resource"]["told"])
        self._read(self.mentee, other)
        self.assertEqual(self._state(self.as_mentee), ("yes", False))

    def test_a_page_that_did_not_say_so_tells_no_one(self):
        page = Pages(self.env, self.mentee_user).resource(self.tips, self.mentee)
        self.assertFalse(page["resource"]["told"])
        # not asked of a mentee: what the form sends does not matter
        self._read(self.mentee, self.tips)
        self.assertFalse(self.notes.search([("told", "=", True)]))

    def test_taken_back_it_is_not_seen_any_more(self):
        self._read(self.mentee)
        self.assertEqual(self._state(self.as_mentee), ("yes", False))
        self.notes._note(self.mentee, self.text, False)
        self.assertEqual(self._state(self.as_mentee), ("no", "Read “Trust”"))
        self._check()
        self._check(did=False)
        self.assertFalse(self.as_mentor.self_checked_on)

    def test_no_member_and_no_other_staff_read_it(self):
        for user in (self.mentee_user, self.mentor_user, self.other_coordinator):
            mine = self.as_mentor.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.read(["ready_state"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.read(["ready_missing"])

    def test_staff_in_an_offer_read_their_own_list_only(self):
        self.programme.coordinator_ids |= self.manager
        self._line(self.coordinator.partner_id)
        self.coordinator.partner_id.professional_since = self.mentee.professional_since
        own = self._enrol(self.coordinator.partner_id, "mentee")
        found = self.env["mentorship.enrolment"].with_user(self.coordinator)
        asked = [("ready_state", "=", "no"), ("edition_id", "=", self.edition.id)]
        self.assertIn(self.as_mentor, found.search(asked))
        self._pair(self.as_mentor, own, offer=True)
        self.assertEqual(self._state(self.as_mentor), (False, False))
        self.assertEqual(self._state(own), ("no", "Read “Trust”"))
        self.assertNotIn(self.as_mentor, found.search(asked))
        self.assertNotEqual(self._state(self.as_mentor, self.manager), (False, False))
        self.assertEqual(self.edition.with_user(self.coordinator).not_ready_count, 2)

    def test_only_who_is_asked_notes_the_self_check_and_only_for_themselves(self):
        for user in (self.mentee_user, self.member_user, self.coordinator):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._check(user)
        self.assertFalse(self.as_mentor.self_checked_on)
        for name in ("self_checked_on", "ready_noted_on", "ready_reason"):
            for user in (self.mentor_user, self.coordinator, self.manager):
                mine = self.as_mentor.with_user(user)
                with (
                    self.subTest(f"{name} {user.login}"),
                    self.assertRaises(AccessError),
                ):
                    mine.write({name: False})

    def test_staff_who_preview_see_nothing_of_it(self):
        page = Pages(self.env, self.coordinator).overview(self.mentor, own=False)
        self.assertFalse(page["ready"])
        self.assertFalse(page["step"])

    def test_it_is_in_the_members_own_export_and_goes_with_them(self):
        self._get_ready(self.mentor)
        self.as_mentor.with_user(self.coordinator).action_ready_anyway("Knows it all")
        exported = Pages(self.env, self.mentor_user).export(self.mentor)
        (own,) = exported["enrolments"]
        self.assertEqual(own["self_checked_on"], str(self.today))
        self.assertEqual(own["ready_reason"], "Knows it all")
        self.assertEqual(exported["noted_as_read"][0]["seen"], "Yes")
        self.mentor.with_user(self.manager).action_mentorship_erase()
        kept = ("self_checked_on", "ready_noted_on", "ready_reason", "ready_by_id")
        for name in kept:
            self.assertFalse(self.as_mentor[name], name)
        self.assertFalse(self.notes.search([("enrolment_id", "=", self.as_mentor.id)]))


@tagged("post_install", "-at_install")
class TestReadyStaff(ReadyCase):
    """What staff do about members who are not ready (R51)."""

    def test_ready_anyway_has_a_reason_and_is_taken_back(self):
        own = self.as_mentee.with_user(self.coordinator)
        for reason in ("", "  ", None, 7, "\0", "x" * 201):
            with self.subTest(repr(reason)[:20]), self.assertRaises(UserError):
                own.action_ready_anyway(reason)
        for _twice in range(2):
            own.action_ready_anyway("Was a mentor\0 before")
        self.assertEqual(self._state(own), ("anyway", False))
        self.assertEqual(own.ready_reason, "Was a mentor before")
        self.assertEqual(own.ready_by_id, self.coordinator)
        (one,) = Pages(self.env, self.mentee_user).overview(self.mentee)["ready"]
        self.assertTrue(one["ready"])
        self.assertFalse(one["lines"])
        for _twice in range(2):
            own.action_not_ready_anyway()
        self.assertEqual(self._state(own), ("no", "Read “Trust”"))

    def test_nobody_else_notes_it(self):
        for user in (self.mentee_user, self.other_coordinator, self.employee):
            for method in ("action_ready_anyway", "action_not_ready_anyway"):
                mine = self.as_mentee.with_user(user)
                with (
                    self.subTest(f"{user.login} {method}"),
                    self.assertRaises(AccessError),
                ):
                    getattr(mine, method)()
        self._line(self.coordinator.partner_id)
        own = self._enrol(self.coordinator.partner_id, "mentee")
        with self.assertRaises(UserError):
            own.with_user(self.coordinator).action_ready_anyway("It is me")

    def test_many_at_once(self):
        chosen = (self.as_mentor | self.as_mentee).with_user(self.coordinator)
        wizards = self.env["mentorship.ready.wizard"].with_user(self.coordinator)
        wizards = wizards.with_context(active_model=chosen._name, active_ids=chosen.ids)
        wizard = wizards.create({"reason": "Were here last year"})
        self.assertEqual(wizard.enrolment_ids, chosen)
        self.assertIn("Do the self-check", wizard.outlook)
        wizard.action_note()
        self.assertEqual(
            {self._state(each)[0] for each in self.as_mentor | self.as_mentee},
            {"anyway"},
        )
        with self.assertRaisesRegex(UserError, "all of it is done"):
            wizards.create({"reason": "Again"})

    def test_who_is_not_ready_is_mailed_once_a_day(self):
        self._get_ready(self.mentor)
        chosen = (self.as_mentor | self.as_mentee).with_user(self.coordinator)
        before = len(self._mails())
        question = chosen._asks_remind_ready()
        self.assertIn("Emails to members: 1", question.lines)
        for _twice in range(2):
            chosen.action_remind_ready()
            self.env.invalidate_all()
        (mail,) = self._mails()[before:]
        self.assertEqual(mail.recipient_ids, self.mentee)
        self.assertIn("Read “Trust”", mail.body_html)

    def test_a_member_without_an_address_is_named(self):
        self.mentee.email = False
        told = self.as_mentee.with_user(self.coordinator).action_remind_ready()
        self.assertIn("no email address", told["params"]["message"])
