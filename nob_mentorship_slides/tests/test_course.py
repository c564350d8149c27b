"""A resource that is a course: who attends it, and what completing it says (R61)."""

from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.nob_mentorship.tests.learning.test_resource import ResourceCase
from odoo.addons.nob_mentorship.tests.pages import Pages

from .. import hooks


@tagged("post_install", "-at_install", "mentorship")
class TestCourse(ResourceCase):
    """A course for attendees only, with one lesson, in a programme with an open
    edition."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["slide.channel.partner"]
        cls.notes = cls.env["mentorship.resource.read"]
        cls.course = cls._course("Listening well")
        cls._open()
        cls.mentee_sign_up = cls._enrol(cls.mentee, "mentee")
        cls.mentor_sign_up = cls._enrol(cls.mentor, "mentor")

    @classmethod
    def _course(cls, name):
        return cls.env["slide.channel"].create(
            {
                "name": name,
                "visibility": "members",
                "enroll": "invite",
                "is_published": True,
                "user_id": cls.env.ref("base.user_admin").id,
                "slide_ids": [
                    Command.create(
                        {
                            "name": "A lesson",
                            "slide_category": "article",
                            "html_content": "<p>Listen.</p>",
                            "is_published": True,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _offered(cls, **values):
        values = {"kind": "course", "channel_id": cls.course.id, **values}
        return cls._resource("Listening well", **values)

    def _attends(self, partner, course=None):
        return bool(
            self.rows.search(
                [
                    ("channel_id", "=", (course or self.course).id),
                    ("partner_id", "=", partner.id),
                    ("member_status", "!=", "invited"),
                ]
            )
        )

    def _complete(self, partner):
        self.env["slide.slide.partner"].create(
            {
                "slide_id": self.course.slide_ids.id,
                "partner_id": partner.id,
                "completed": True,
            }
        )

    def _done(self, partner, resource):
        return Pages(self.env).resource(resource, partner)["resource"]["done"]

    def test_who_takes_part_attends_and_is_led_to_it(self):
        resource = self._offered()
        self.assertTrue(self._attends(self.mentee))
        self.assertTrue(self._attends(self.mentor))
        self.assertFalse(self._attends(self.member))
        self.assertTrue(resource.url.endswith(self.course.website_url))
        page = Pages(self.env).resource(resource, self.mentee)["resource"]
        self.assertEqual(page["url"], resource.url)
        self.assertEqual(page["kind"], "Course")
        self.course.with_user(self.mentee_user).check_access("read")
        with self.assertRaises(AccessError):
            self.course.with_user(self.member_user).check_access("read")
        # who comes later
        self._enrol(self.member, "mentee")
        self.assertTrue(self._attends(self.member))
        # twice changes nothing
        before = self.rows.search([("channel_id", "=", self.course.id)])
        resource.write({"active": True})
        self.assertEqual(
            self.rows.search([("channel_id", "=", self.course.id)]), before
        )

    def test_a_course_for_mentors_is_attended_by_mentors(self):
        self._offered(audience="mentor")
        self.assertTrue(self._attends(self.mentor))
        self.assertFalse(self._attends(self.mentee))

    def test_no_one_is_mailed_about_it(self):
        before = self._mails()
        self._offered()
        self.assertFalse(self._mails() - before)
        followers = self.course.message_partner_ids
        self.assertFalse(followers & (self.mentee | self.mentor))

    def test_who_completes_it_has_read_it_once(self):
        resource = self._offered()
        self.assertFalse(self._done(self.mentee, resource))
        self._complete(self.mentee)
        self.assertTrue(self._done(self.mentee, resource))
        self.assertEqual(self.mentee_sign_up._has_read(resource), self.mentee_sign_up)
        self.assertFalse(self._done(self.mentor, resource))
        self.assertEqual(len(self.notes.search([])), 1)
        # the note is the member's own
        self.notes._note(self.mentee, resource, False)
        self.assertFalse(self._done(self.mentee, resource))

    def test_who_completed_it_before_has_read_it(self):
        self.rows.create({"channel_id": self.course.id, "partner_id": self.mentee.id})
        self._complete(self.mentee)
        resource = self._offered()
        self.assertTrue(self._done(self.mentee, resource))
        # and notes nothing of someone who takes no part
        self.rows.create({"channel_id": self.course.id, "partner_id": self.member.id})
        self._complete(self.member)
        self.assertEqual(len(self.notes.search([])), 1)
        self._enrol(self.member, "mentee")
        self.assertTrue(self._done(self.member, resource))

    def test_who_withdraws_no_longer_attends_unless_on_their_own(self):
        self.rows.create({"channel_id": self.course.id, "partner_id": self.mentor.id})
        self._offered()
        for sign_up in (self.mentee_sign_up, self.mentor_sign_up):
            sign_up.action_withdraw()
        self.assertFalse(self._attends(self.mentee))
        self.assertTrue(self._attends(self.mentor))

    def test_who_withdraws_leaves_a_course_whose_resource_is_gone_too(self):
        first, second = self._offered(), self._course("Asking well")
        other = self._offered(channel_id=second.id)
        first.active = False
        other.unlink()
        self.assertTrue(self._attends(self.mentee))
        self.mentee_sign_up.action_withdraw()
        self.assertFalse(self._attends(self.mentee))
        self.assertFalse(self._attends(self.mentee, second))

    def test_who_left_by_themselves_stays_out(self):
        resource = self._offered()
        self.course._remove_membership(self.mentee.ids)
        self.assertFalse(self._attends(self.mentee))
        self.mentee_sign_up._set_state("accepted")
        resource.audience = False
        self.assertFalse(self._attends(self.mentee))

    def test_a_note_that_was_taken_back_stays_so(self):
        resource = self._offered()
        self._complete(self.mentee)
        self.notes._note(self.mentee, resource, False)
        self.mentee_sign_up._set_state("matched")
        self.assertFalse(self._done(self.mentee, resource))

    def test_who_withdraws_in_one_role_attends_in_the_other(self):
        self._offered()
        both = self._enrol(self.member, "mentor"), self._enrol(self.member, "mentee")
        both[0].action_withdraw()
        self.assertTrue(self._attends(self.member))
        both[1].action_withdraw()
        self.assertFalse(self._attends(self.member))
        row = self.rows.with_context(active_test=False).search(
            [("partner_id", "=", self.member.id)]
        )
        self._enrol(self.member, "mentee", edition=self._open(self._edition(name="9")))
        self.assertTrue(row.active)

    def test_a_course_is_chosen_and_seen_by_who_chooses_it(self):
        with self.assertRaisesRegex(ValidationError, "choose which one"):
            self._resource("No course", kind="course")
        mine = self.resources.with_user(self.coordinator)
        values = {
            "programme_id": self.programme.id,
            "name": "Hidden",
            "kind": "course",
            "channel_id": self.course.id,
        }
        # for attendees only, of whom the coordinator is none
        with self.assertRaises(AccessError):
            mine.create(values)
        self.course.write({"visibility": "connected"})
        self.assertTrue(mine.create(values).url)

    def test_its_link_is_not_looked_at_as_long_as_it_is_there(self):
        resource = self._offered()
        due = self.resources._links_due(self.today + timedelta(days=30))
        self.assertNotIn(resource, self.resources.search(due))
        resource.link_failures = 5
        dead = self.resources._dead_links()
        self.assertNotIn(resource, self.resources.search(dead))
        resource.channel_id = self._course("Another")
        self.assertTrue(resource.url.endswith(resource.channel_id.website_url))
        resource.write({"kind": "article", "link_failures": 5})
        self.assertIn(resource, self.resources.search(dead))

    def test_only_users_of_elearning_read_who_attends(self):
        self._offered()
        row = self.rows.search([("partner_id", "=", self.mentee.id)])
        for user in (self.coordinator, self.manager, self.employee, self.mentor_user):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["partner_id"])

    def test_an_erased_member_attends_nothing(self):
        self._offered()
        self._complete(self.mentee)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        rows = self.rows.with_context(active_test=False)
        self.assertFalse(rows.search([("partner_id", "=", self.mentee.id)]))

    def test_uninstalled_it_takes_off_who_has_not_begun(self):
        self._offered()
        self._complete(self.mentee)
        hooks.uninstall_hook(self.env)
        self.assertTrue(self._attends(self.mentee))
        self.assertFalse(self._attends(self.mentor))
