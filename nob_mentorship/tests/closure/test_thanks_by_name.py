from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...tools.thanks import Thanked, lists
from ..common import MentorshipCase
from ..pages import Pages

WRONG = ("", "maybe", "unasked", None, [], "\x00")


class ThanksCase(MentorshipCase):
    """A closed edition of three pairs that thanks by name; no one was asked yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.wall_of_thanks = True
        cls._open()
        cls.users = [
            cls._member(f"thanked_{letter}", years=10 if n < 3 else 1)
            for n, letter in enumerate("fedcba")
        ]
        cls.enrolments = cls.env["mentorship.enrolment"]
        for n, user in enumerate(cls.users):
            role = "mentor" if n < 3 else "mentee"
            cls.enrolments |= cls._enrol(user.partner_id, role)
        cls.pairings = cls.env["mentorship.pairing"]
        for mentor, mentee in zip(cls.enrolments[:3], cls.enrolments[3:], strict=True):
            cls.pairings |= cls._pair(mentor, mentee, accept=True)
        cls.edition.action_close_enrolment()
        cls.edition.action_start()
        cls.edition.action_close()
        cls.names = [user.name for user in cls.users]
        cls.pages = Pages(cls.env, cls.member_user, lang="en_US")
        cls._in_english()

    def _say(self, answer, *numbers):
        """Let these people answer, each for themselves."""
        for number in numbers:
            own = self.enrolments[number].with_user(self.users[number])
            own.action_answer_thanks(answer)

    def _shown(self):
        """Return {title: names} of what the member reads of this edition."""
        self.env.invalidate_all()
        found = {}
        for programme in self.pages.thanks(self.member)["programmes"]:
            self.assertEqual(programme["name"], self.programme.name)
            for edition in programme["editions"]:
                self.assertEqual(edition["name"], self.edition.name)
                for column in edition["lists"]:
                    found[column["title"]] = column["names"]
        return found

    def _everyone(self):
        return sorted(name for names in self._shown().values() for name in names)


@tagged("post_install", "-at_install", "mentorship")
class TestThanksByName(ThanksCase):
    """Only a stated yes names a member, and nothing but a name and a role (R69)."""

    def test_a_yes_of_ones_own_counts_and_nothing_else_does(self):
        self.assertEqual(set(self.enrolments.mapped("named_in_thanks")), {"unasked"})
        self.assertEqual(self._shown(), {})
        self._say("yes", 0, 1, 2, 3, 4)
        self.assertEqual(
            self._shown(),
            {
                "Mentors": sorted(self.names[:3]),
                "Mentees": sorted(self.names[3:5]),
            },
        )
        self._say("no", 5)
        self.assertNotIn(self.names[5], self._everyone())
        self._say("yes", 5)
        self.assertEqual(self._everyone(), sorted(self.names))

    def test_a_pair_is_not_shown_by_its_names(self):
        self._say("yes", 0, 3)
        self.assertEqual(self._shown(), {})
        self._say("yes", 1, 4)
        self.assertEqual(self._shown(), {})
        values = str(self.pages.thanks(self.member))
        for name in self.names:
            self.assertNotIn(name, values)

    def test_who_takes_it_back_is_gone_at_once(self):
        self._say("yes", *range(6))
        self._say("no", 0)
        self.assertEqual(self._everyone(), sorted(self.names[1:]))
        self._say("no", 1)
        self.assertEqual(self._shown(), {})

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_says_so_for_a_member(self):
        sign_up = self.enrolments[0]
        for user in (
            self.users[1],
            self.coordinator,
            self.manager,
            self.administrator,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user.login):
                mine = sign_up.with_user(user)
                with self.assertRaises(AccessError):
                    mine.action_answer_thanks("yes")
                with self.assertRaises(AccessError):
                    mine.write({"named_in_thanks": "yes"})
        with self.assertRaises(AccessError):
            sign_up.with_user(self.users[0]).write({"named_in_thanks": "yes"})
        self.assertEqual(sign_up.named_in_thanks, "unasked")

    def test_what_is_no_answer_is_refused(self):
        own = self.enrolments[0].with_user(self.users[0])
        for value in WRONG:
            with self.subTest(value), self.assertRaises(UserError):
                own.action_answer_thanks(value)
        self.assertEqual(own.named_in_thanks, "unasked")

    def test_before_the_end_nobody_is_asked(self):
        other = self._edition(name="2032", wall_of_thanks=True)
        self._open(other)
        own = self._enrol(self.mentee, "mentee", edition=other)
        self.assertIsNone(self.pages.thanks_asked(own))
        with self.assertRaisesRegex(UserError, "completed"):
            own.with_user(self.mentee_user).action_answer_thanks("yes")
        self.assertTrue(self.pages.thanks_asked(self.enrolments[0]))

    def test_who_left_is_neither_asked_nor_named(self):
        self._say("yes", *range(6))
        self.pairings[0].sudo().member_ids.filtered(
            lambda member: member.enrolment_id == self.enrolments[0]
        ).left_on = self.today
        self.assertNotIn(self.names[0], self._everyone())
        self.pairings[1].sudo().state = "ended"
        self.assertEqual(self._shown(), {})
        self._say("no", 1)
        with self.assertRaisesRegex(UserError, "completed"):
            self._say("yes", 1)

    def test_while_an_edition_runs_it_names_no_one(self):
        self._say("yes", *range(6))
        self.edition.sudo().state = "running"
        self.assertEqual(self._shown(), {})

    def test_an_edition_that_does_not_thank_by_name_asks_no_one(self):
        self._say("yes", *range(5))
        self.edition.wall_of_thanks = False
        self.assertEqual(self._shown(), {})
        self.assertIsNone(self.pages.thanks_asked(self.enrolments[5]))
        # who said yes can still take it back
        self.assertEqual(self.pages.thanks_asked(self.enrolments[0])["answer"], "yes")
        self._say("no", 0)
        self.assertEqual(self.enrolments[0].named_in_thanks, "no")

    def test_archived_and_erased_members_vanish(self):
        self._say("yes", *range(6))
        self.users[5].active = False
        gone = self.users[5].partner_id
        gone.active = False
        self.assertEqual(self._everyone(), sorted(self.names[:5]))
        gone.active = True
        self.users[0].partner_id.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(self._everyone(), sorted(self.names[1:]))
        self.assertEqual(self.enrolments[0].named_in_thanks, "unasked")
        self.assertNotIn("Former", str(self.pages.thanks(self.member)))

    def test_a_programme_hands_the_setting_to_its_editions(self):
        self.programme.wall_of_thanks = True
        self.assertTrue(self._edition(name="2040").wall_of_thanks)
        self.assertTrue(self.edition.copy().wall_of_thanks)
        self.programme.wall_of_thanks = False
        self.assertFalse(self._edition(name="2041").wall_of_thanks)

    def test_ones_own_answer_is_in_ones_own_export(self):
        partner = self.users[0].partner_id
        (before,) = self.pages.export(partner)["enrolments"]
        self.assertIsNone(before["named_in_thanks"])
        self._say("yes", 0)
        facts = self.pages.export(partner)
        self.assertEqual(facts["enrolments"][0]["named_in_thanks"], "Yes")
        self.assertEqual(facts["badges"], ["Mentor"])

    def test_who_is_no_member_and_never_took_part_reads_no_name(self):
        self._say("yes", *range(6))
        stranger = self._user("stranger", "base.group_portal").partner_id
        self.assertEqual(self._read_by(stranger), (False, False))
        line = self._line(stranger)
        self.assertEqual(self._read_by(stranger), (True, True))
        line.date_to = self.today - timedelta(days=1)
        self.assertEqual(self._read_by(stranger), (False, False))
        # those who took part read it also after their membership
        former = self.users[0].partner_id
        former.member_line_ids.date_to = self.today - timedelta(days=1)
        self.assertEqual(self._read_by(former), (True, True))

    def _read_by(self, partner):
        """Tell whether someone reads names, and is led to them from the edition."""
        self.env.flush_all()
        self.env.invalidate_all()
        led = self.pages.edition(self.edition, partner)["edition"]["thanks"]
        return bool(self.pages.thanks(partner)["programmes"]), bool(led)

    def test_another_company_reads_no_name(self):
        self._say("yes", *range(6))
        company = self.env["res.company"].create({"name": "Second association"})
        theirs = self._user("theirs", "base.group_portal")
        theirs.write({"company_id": company.id, "company_ids": [(6, 0, company.ids)]})
        self._line(theirs.partner_id)
        self.assertEqual(self.pages.thanks(theirs.partner_id)["programmes"], [])


@tagged("post_install", "-at_install")
class TestLists(MentorshipCase):
    """Which names an edition shows, worked out by hand."""

    def _thanked(self, *people):
        """Return the people, each as (name, role, pairings)."""
        return [
            Thanked(number, name, role, frozenset(pairings))
            for number, (name, role, pairings) in enumerate(people)
        ]

    def test_five_people_of_two_pairings_are_named_by_role(self):
        found = lists(
            self._thanked(
                ("bea", "mentee", {1}),
                ("Cas", "mentor", {1}),
                ("Anna", "mentee", {2}),
                ("Daan", "mentor", {2}),
                ("Anna", "mentee", {3}),
            )
        )
        self.assertEqual(
            found, {"mentee": ["Anna", "Anna", "bea"], "mentor": ["Cas", "Daan"]}
        )

    def test_one_group_is_not_named(self):
        group = [("Mentor", "mentor", {1})]
        group += [(f"Mentee {n}", "mentee", {1}) for n in range(6)]
        self.assertEqual(lists(self._thanked(*group)), {})

    def test_a_mentor_of_everyone_is_not_shown_as_one(self):
        people = [("Mentor", "mentor", {1, 2, 3, 4})]
        people += [(f"Mentee {n}", "mentee", {n}) for n in range(1, 5)]
        found = lists(self._thanked(*people))
        self.assertEqual(
            found, {"": ["Mentee 1", "Mentee 2", "Mentee 3", "Mentee 4", "Mentor"]}
        )

    def test_a_person_with_two_roles_counts_once(self):
        both = [
            Thanked(1, "Anna", role, frozenset({1})) for role in ("mentor", "mentee")
        ]
        others = [
            Thanked(n, f"Person {n}", "mentee", frozenset({n})) for n in range(2, 5)
        ]
        self.assertEqual(lists([*both, *others]), {})
        self.assertEqual(lists([]), {})
