from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..pages import Pages
from .test_resource import ResourceCase


@tagged("post_install", "-at_install", "mentorship")
class TestRead(ResourceCase):
    """A member notes what they read, and takes it back. Nobody else sees it (P12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notes = cls.env["mentorship.resource.read"]
        cls.resource = cls._resource()

    def _shown(self, partner):
        page = Pages(self.env).resource(self.resource, partner)["resource"]
        return page["done"]

    def test_it_is_noted_once_and_taken_back(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self.assertFalse(self._shown(self.mentee))
        for _twice in range(2):
            self.notes._note(self.mentee, self.resource)
            self.assertEqual(len(self.notes.search([])), 1)
        self.assertTrue(self._shown(self.mentee))
        self.assertEqual(sign_up._has_read(self.resource), sign_up)
        for _twice in range(2):
            self.notes._note(self.mentee, self.resource, False)
            self.assertFalse(self.notes.search([]))
        self.assertFalse(self._shown(self.mentee))
        self.assertFalse(sign_up._has_read(self.resource))

    def test_who_takes_no_part_notes_nothing(self):
        page = Pages(self.env).resource(self.resource, self.member)["resource"]
        self.assertFalse(page["may_note"])
        with self.assertRaisesRegex(UserError, "signed up"):
            self.notes._note(self.member, self.resource)
        self._open()
        self._enrol(self.member, "mentee").action_withdraw()
        with self.assertRaises(UserError):
            self.notes._note(self.member, self.resource)

    def test_a_note_counts_in_each_role_and_not_in_the_next_edition(self):
        self._open()
        both = self._enrol(self.member, "mentor") | self._enrol(self.member, "mentee")
        self.notes._note(self.member, self.resource)
        self.assertEqual(both._has_read(self.resource), both)
        self.edition.action_close_enrolment()
        self.edition.action_start()
        self.edition.action_close()
        following = self._open(self._edition(name="2031"))
        new = self._enrol(self.member, "mentee", edition=following)
        self.assertFalse(new._has_read(self.resource))
        self.assertFalse(self._shown(self.member))

    def test_all_of_several_have_to_be_read(self):
        self._open()
        first, second = (
            self._enrol(partner, "mentee") for partner in (self.mentee, self.member)
        )
        other = self._resource("Another")
        for resource in (self.resource, other):
            self.notes._note(self.mentee, resource)
        self.notes._note(self.member, other)
        both = first | second
        self.assertEqual(both._has_read(self.resource | other), first)
        self.assertEqual(both._has_read(other), both)
        self.assertEqual(both._has_read(self.resources), both)

    def test_nobody_reads_or_writes_a_note_in_an_interface(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self.notes._note(self.mentee, self.resource)
        for user in (
            self.mentee_user,
            self.member_user,
            self.coordinator,
            self.manager,
            self.administrator,
        ):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.notes.with_user(user).search([])
                with self.assertRaises(AccessError):
                    sign_up.with_user(user).read(["read_ids"])
                with self.assertRaises(AccessError):
                    sign_up.with_user(user).search([("read_ids", "!=", False)])
                with self.assertRaises(AccessError):
                    self.notes.with_user(user).create(
                        {
                            "enrolment_id": sign_up.id,
                            "resource_id": self.resource.id,
                            "read_on": self.today,
                        }
                    )

    def _members(self, count, name="reader"):
        """Return members who signed up as mentees."""
        users = [self._member(f"{name}{n}", years=1) for n in range(count)]
        for user in users:
            self._enrol(user.partner_id, "mentee")
        return [user.partner_id for user in users]

    def _told(self):
        """Return what staff read."""
        self.env.invalidate_all()
        return self.resource.with_user(self.coordinator).readers

    def test_staff_see_numbers_from_five_on(self):
        self._open()
        for number, partner in enumerate(self._members(10)[:5]):
            self.assertEqual(self._told(), "2030: too few members to tell", number)
            self.notes._note(partner, self.resource)
        self.assertEqual(self._told(), "2030: 5 members")
        with self.assertRaises(AccessError):
            self.resource.with_user(self.mentee_user).read(["readers"])

    def test_staff_do_not_see_that_everyone_read_it(self):
        self._open()
        readers = self._members(9)
        for partner in readers[:5]:
            self.notes._note(partner, self.resource)
        # 5 of 9: that four did not is told of each of them soon
        self.assertEqual(self._told(), "2030: too few members to tell")
        for partner in readers:
            self.notes._note(partner, self.resource)
        self.assertEqual(self._told(), "2030: too few members to tell")
        # one who leaves is none of those who did not
        self._members(4, "other")
        self._enrol(self.member, "mentee").action_withdraw()
        self.assertEqual(self._told(), "2030: too few members to tell")
        self._enrol(self.mentee, "mentee")
        self.assertEqual(self._told(), "2030: 9 members")

    def test_three_people_with_two_sign_ups_each_are_three(self):
        self._open()
        self._members(8, "other")
        for number in range(3):
            partner = self._member(f"both{number}", years=9).partner_id
            self._enrol(partner, "mentor")
            self._enrol(partner, "mentee")
            self.notes._note(partner, self.resource)
        self.assertEqual(len(self.notes.search([])), 6)
        self.assertEqual(self._told(), "2030: too few members to tell")

    def test_it_goes_with_the_member(self):
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        self.notes._note(self.mentee, self.resource)
        sign_up.with_user(self.mentee_user).action_withdraw()
        self.assertFalse(self.notes.search([]))
        again = self._enrol(self.mentee, "mentee")
        self.notes._note(self.mentee, self.resource)
        self.assertIn(again, again.search(again._with_texts()))
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.notes.search([]))

    def test_erasure_takes_it_also_after_the_end(self):
        pairing = self._active_pair()
        self.notes._note(self.mentee, self.resource)
        pairing.action_complete()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.notes.search([]))

    def test_it_goes_with_the_retention(self):
        pairing = self._active_pair()
        sign_up = pairing.mentee_enrolment_ids
        self.notes._note(self.mentee, self.resource)
        sign_up._forget()
        self.assertFalse(self.notes.search([]))

    def test_merged_contacts_keep_their_notes(self):
        self._open()
        double = self.env["res.partner"].create(
            {
                "name": "M. Mentee",
                "email": self.mentee.email,
                "professional_since": self.mentee.professional_since,
            }
        )
        self._line(double)
        sign_up = self._enrol(double, "mentee")
        self.notes._note(double, self.resource)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mentee | double).ids, self.mentee)
        self.env.invalidate_all()
        self.assertEqual(sign_up.partner_id, self.mentee)
        self.assertTrue(self._shown(self.mentee))

    def test_it_is_in_the_members_own_export(self):
        self._open()
        for partner in (self.mentee, self.member):
            self._enrol(partner, "mentee")
        self.notes._note(self.mentee, self.resource)
        pages = Pages(self.env, self.mentee_user)
        (noted,) = pages.export(self.mentee)["noted_as_read"]
        self.assertEqual(noted["name"], "Reading")
        self.assertEqual(pages.export(self.member)["noted_as_read"], [])
