from datetime import date, timedelta

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.programme.settings import BOUNDS
from .common import MentorshipCase

ABSENT = 2**31 - 1


@tagged("post_install", "-at_install", "fault")
class TestTold(MentorshipCase):
    """A public method tells no one what does not concern them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls.mentor.name = "Zaphira Quist"
        cls.enrolments = (
            cls._enrol(cls.mentor, "mentor"),
            cls._enrol(cls.mentee, "mentee"),
        )
        cls.proposed = cls._pair(*cls.enrolments)

    def _refused(self, act):
        """Return the word of a refusal, as the user reads it."""
        with self.assertRaises(AccessError) as caught:
            act()
        return str(caught.exception)

    def test_of_a_proposal_its_people_learn_nothing(self):
        mine = self.proposed.with_user(self.mentee_user)
        soon = self.today + timedelta(days=30)
        words = {
            name: self._refused(lambda name=name, args=args: getattr(mine, name)(*args))
            for name, args in (
                ("action_end", ()),
                ("action_accept_offer", ()),
                ("action_decline_offer", ()),
                ("action_first_contact", ()),
                ("action_pause", (soon,)),
                ("action_resume", ()),
                ("action_prolong", (soon,)),
                ("write", ({"edition_id": self.edition.id},)),
            )
        }
        for name, told in words.items():
            with self.subTest(name):
                self.assertNotIn("Zaphira", told)
                self.assertNotIn("offer", told)

    def test_who_is_not_there_is_as_who_is_hidden(self):
        for model, record, methods in (
            (
                "mentorship.enrolment",
                self.enrolments[0],
                ("action_withdraw", "action_submit", "action_not_this_year"),
            ),
            ("mentorship.pairing", self.proposed, ("action_accept_offer",)),
        ):
            for method in methods:
                with self.subTest(f"{model} {method}"):
                    told = {
                        self._refused(getattr(each.with_user(self.member_user), method))
                        for each in (record, self.env[model].browse(ABSENT))
                    }
                    self.assertEqual(len(told), 1)

    def test_who_said_no_to_a_group_does_not_end_it(self):
        pairing, _mentor, _mentees, users = self._group()
        pairing.with_user(users[0]).action_decline_offer()
        for user in (self.mentor_user, *users[1:]):
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "active")
        self._refused(pairing.with_user(users[0]).action_end)
        self.assertEqual(pairing.state, "active")


@tagged("post_install", "-at_install", "fault")
class TestBounds(MentorshipCase):
    """Numbers and dates have two bounds, whatever way they come."""

    def test_a_setting_lies_between_its_bounds(self):
        self.assertTrue(BOUNDS)
        for record in (self.programme, self.edition):
            for name, (least, most) in BOUNDS.items():
                for value in (least - 1, most + 1, 999_999, 2**31, -(2**40)):
                    with (
                        self.subTest(f"{record._name} {name} {value}"),
                        self.assertRaises(ValidationError),
                        self.env.cr.savepoint(),
                    ):
                        record[name] = value
                        self.env.flush_all()
                for value in (least, most):
                    record[name] = value

    @mute_logger("odoo.sql_db")
    def test_an_edition_is_of_this_century(self):
        for name in ("enrolment_start", "enrolment_end", "date_start", "date_end"):
            for day in (date(1015, 1, 1), date(1999, 12, 31), date(9999, 12, 31)):
                refused = False
                try:
                    with self.env.cr.savepoint():
                        self.edition[name] = day
                        self.env.flush_all()
                except (psycopg2.IntegrityError, ValidationError):
                    refused = True
                self.assertTrue(refused, f"{name} {day}")

    def test_nobody_works_for_a_thousand_years(self):
        for day in (date(1015, 3, 1), date(9999, 1, 1)):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.member.professional_since = day
        # earlier values count as unknown
        self.env.cr.execute(
            "UPDATE res_partner SET professional_since = '1015-03-01' WHERE id = %s",
            [self.member.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.member.work_experience_years, 0)

    def test_members_are_found_by_their_years_with_every_operator(self):
        partners = self.env["res.partner"]
        for years in (None, -1, 0, 1, 4, 5, 6, 30):
            days = 366 * (years or 0)
            partners |= partners.create(
                {
                    "name": f"Years {years}",
                    "professional_since": years is not None
                    and self.today - timedelta(days=days),
                }
            )
        for operator, value in (
            *(
                (op, n)
                for op in (">", ">=", "<", "<=")
                for n in (0, 1, 4.5, 5, 999_999)
            ),
            *((op, n) for op in ("=", "!=") for n in (0, 5, 7)),
            ("in", [0, 5]),
            ("not in", [0, 5]),
        ):
            with self.subTest(f"{operator} {value}"):
                domain = [("work_experience_years", operator, value)]
                found = partners.search([("id", "in", partners.ids), *domain])
                self.assertEqual(found, partners.filtered_domain(domain) & found)
                self.assertEqual(set(found), set(partners.filtered_domain(domain)))

    def test_every_number_day_text_and_choice_has_two_bounds(self):
        """Each of our fields that staff write, with a value out of its bounds."""
        absurd = {
            "integer": (-1, 2**31, 2**40, "x", float("nan")),
            "float": (float("nan"), float("inf"), 10.0**12, "x"),
            "date": ("1015-03-01", "9999-12-31", "yesterday", 7),
            "datetime": ("1015-03-01 10:00:00", "9999-12-31 10:00:00", "soon"),
            "char": ("x" * 6000,),
            "text": ("x" * 300_000,),
            "html": ("x" * 300_000,),
            "selection": ("no such choice", 7),
        }
        tried, wrong = 0, []
        for model in sorted(self.env):
            records = self.env[model]
            if records._abstract or not isinstance(
                records, self.registry["mentorship.bounded"]
            ):
                continue
            staff = records.with_user(self.manager)
            for name, field in records._fields.items():
                if (
                    field.type not in absurd
                    or field.readonly
                    or field.related
                    or not field.store
                    or name in models.MAGIC_COLUMNS
                    or field.groups == fields.NO_ACCESS
                    or not staff._has_field_access(field, "write")
                ):
                    continue
                for value in absurd[field.type]:
                    tried += 1
                    try:
                        records._check_bounds({name: value})
                    except ValidationError:
                        continue
                    wrong.append(f"{model}.{name} takes {value!r:.40}")
        self.assertGreater(tried, 200)
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def test_what_a_program_writes_keeps_to_the_bounds(self):
        sign_up = self._enrol(self.mentee, "mentee", submit=False)
        for record, values in (
            (sign_up, {"question": "x" * 5001}),
            (sign_up, {"stated_professional_since": "1015-01-01"}),
            (sign_up, {"stated_gender": "x"}),
            (self.programme, {"name": "x" * 501}),
            (self.programme, {"sequence": 2**40}),
            (self.edition, {"eligibility_domain": "[" * 6000}),
            (self.edition, {"eligibility_domain": "[" * 900 + "]" * 900}),
        ):
            with (
                self.subTest(f"{record._name} {[*values]}"),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                record.with_user(self.manager).write(values)

    def test_a_condition_asks_nothing_that_not_all_staff_may_know(self):
        for condition in (
            "[('mentorship_enrolment_ids.question', '=like', 'a%')]",
            "[('is_mentor', '=', True)]",
            "[('message_ids.body', 'ilike', 'x')]",
            "[('mentorship_enrolment_ids', 'any', [('state', '=', 'draft')])]",
            "[('parent_id.message_ids', '!=', False)]",
        ):
            with (
                self.subTest(condition),
                self.assertRaisesRegex(ValidationError, "cannot look at|kan niet"),
                self.env.cr.savepoint(),
            ):
                self.edition.with_user(self.manager).eligibility_domain = condition
        # an earlier one does not block any other setting
        self.env.cr.execute(
            "UPDATE mentorship_edition SET eligibility_domain = %s WHERE id = %s",
            ["[('is_mentor', '=', False)]", self.edition.id],
        )
        self.env.invalidate_all()
        self.edition.offer_days = 10
        self.edition.eligibility_domain = "[('city', '=', 'Utrecht')]"

    def test_a_reason_that_goes_to_a_member_is_no_book(self):
        sign_up = self._waiting()
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            sign_up.with_user(self.manager).action_refuse("x" * 501)
        self.assertEqual(sign_up.state, "submitted")

    def _waiting(self):
        self.edition.intake = True
        self._open()
        return self._enrol(self.mentee, "mentee")

    def test_questions_go_to_one_address(self):
        programme = self.programme.with_user(self.manager)
        for wrong in (
            "bureau",
            "a@nob.example, b@nob.example",
            "Bureau <bureau@nob.example>",
            "bureau @nob.example",
        ):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                programme.contact_email = wrong
        programme.write(
            {
                "contact_email": "Vragen+vn@nob.example",
                "contact_subject": "Vraag & antwoord?",
            }
        )
        self.assertEqual(
            programme._question_link(),
            "mailto:Vragen+vn@nob.example?subject=Vraag%20%26%20antwoord%3F",
        )
