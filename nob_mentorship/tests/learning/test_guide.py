from datetime import date, datetime, time, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages


class GuideCase(MentorshipCase):
    """A pairing of the year 2030, and the talks of its members."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.pairing.write(
            {"date_start": date(2030, 1, 1), "date_end": date(2030, 12, 31)}
        )
        cls.resources = cls.env["mentorship.resource"]
        cls.guides = cls.programme.resource_ids.filtered(lambda r: r.kind == "guide")

    def _talk(self, month, day, state="held", clock=time(10)):
        start = datetime.combine(date(2030, month, day), clock)
        return self.env["mentorship.meeting"].create(
            {
                "pairing_id": self.pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "state": state,
            }
        )

    def _guide(self, talk, partner=None):
        return Pages(self.env).guide(talk, partner or self.mentee)

    def _stage(self, talk):
        return (self._guide(talk) or {}).get("stage")

    def _next(self, month, day):
        """Return the stage of the next talk, as of a day."""
        with self._on(date(2030, month, day)):
            guide = Pages(self.env).next_guide(self.pairing, self.mentee)
        return (guide or {}).get("stage")


@tagged("post_install", "-at_install", "mentorship")
class TestGuide(GuideCase):
    """Each talk has the guide that fits it, in the words of the programme (P16)."""

    def test_each_talk_has_the_guide_that_fits(self):
        days = (1, 15), (2, 20), (4, 1), (7, 20), (9, 1), (12, 10)
        talks = [self._talk(*day) for day in days]
        self.assertEqual(
            [self._stage(talk) for talk in talks],
            ["first", "second", None, "half_way", None, "last"],
        )

    def test_a_talk_just_after_midnight_is_on_its_own_day(self):
        for month, day in ((1, 15), (2, 20), (4, 1)):
            self._talk(month, day)
        # half past twelve in Amsterdam, on the day that is half way
        half = self._talk(7, 1, clock=time(22, 30))
        self._talk(9, 1)
        self.assertEqual(self._stage(half), "half_way")

    def test_a_talk_that_was_called_off_has_none_and_counts_for_none(self):
        off = self._talk(1, 10, "cancelled")
        first, second = self._talk(1, 15), self._talk(2, 20, "planned")
        self.assertEqual(
            [self._stage(talk) for talk in (off, first, second)],
            [None, "first", "second"],
        )

    def test_of_two_talks_in_a_year_the_late_one_is_the_last(self):
        self._talk(1, 15)
        late = self._talk(12, 1, "planned")
        self.assertEqual(self._stage(late), "last")
        after = self._talk(12, 20, "planned")
        self.assertEqual([self._stage(late), self._stage(after)], ["second", "last"])

    def test_going_on_together_moves_half_way_and_the_end(self):
        self._talk(1, 15)
        self._talk(2, 20)
        late = self._talk(12, 10, "planned")
        self.pairing.prolonged_until = date(2031, 6, 30)
        self.assertEqual(self._stage(late), "half_way")

    def test_the_next_talk_has_a_guide_before_it_is_planned(self):
        self.assertEqual(self._next(1, 2), "first")
        self._talk(1, 15)
        self.assertEqual(self._next(1, 20), "second")
        self._talk(2, 20)
        self.assertIsNone(self._next(4, 1))
        self.assertEqual(self._next(8, 1), "half_way")
        self.assertEqual(self._next(12, 1), "last")

    def test_after_the_end_the_last_one_stays_for_thirty_days(self):
        self._talk(1, 15)
        self.pairing.action_complete()
        self.pairing.ended_on = date(2030, 12, 31)
        self.assertEqual(self._next(12, 31), "last")
        with self._on(date(2031, 1, 30)):
            guide = Pages(self.env).next_guide(self.pairing, self.mentee)
        self.assertEqual((guide["stage"], guide["url"]), ("last", ""))
        with self._on(date(2031, 1, 31)):
            self.assertIsNone(Pages(self.env).next_guide(self.pairing, self.mentee))

    def test_in_the_last_month_it_is_the_last_whatever_came_before(self):
        self.assertEqual(self._next(11, 30), "first")
        self.assertEqual(self._next(12, 5), "last")
        # two talks are still planned: the page says what they lead to
        self._talk(12, 10, "planned")
        self._talk(12, 20, "planned")
        self.assertEqual(self._next(12, 5), "last")

    def test_after_an_early_end_there_is_none(self):
        self.pairing.with_user(self.mentee_user).action_end()
        self.assertIsNone(self._next(12, 20))

    def test_a_planned_talk_comes_first(self):
        planned = self._talk(1, 15, "planned")
        guide = Pages(self.env).next_guide(self.pairing, self.mentee)
        self.assertEqual(guide["stage"], "first")
        self.assertEqual(guide["url"], f"/my/mentorship/meeting/{planned.id}/guide")

    def test_a_guide_of_mentors_is_not_shown_to_a_mentee(self):
        talk = self._talk(1, 15)
        general = self._guide(talk)["name"]
        self.resources.create(
            {
                "programme_id": self.programme.id,
                "name": "For mentors alone",
                "kind": "guide",
                "audience": "mentor",
                "stage": "first",
                "questions": "What do you listen for?",
                "sequence": 99,
            }
        )
        self.assertEqual(self._guide(talk, self.mentor)["name"], "For mentors alone")
        self.assertEqual(self._guide(talk)["name"], general)
        self.guides.active = False
        self.assertIsNone(self._guide(talk))

    def test_what_else_there_is_for_a_talk_stands_below_its_guide(self):
        for audience in ("mentor", "mentee"):
            self.resources.create(
                {
                    "programme_id": self.programme.id,
                    "name": f"A video for the {audience}",
                    "kind": "video",
                    "url": "https://a.example",
                    "stage": "first",
                    "audience": audience,
                }
            )
        more = [line["name"] for line in self._guide(self._talk(1, 15))["more"]]
        self.assertIn("A video for the mentee", more)
        self.assertNotIn("A video for the mentor", more)

    def test_its_texts_are_lines_and_safe_html(self):
        guide = self.guides.filtered(lambda r: r.stage == "first")
        guide.write(
            {
                "questions": "– One?\n\n  • Two?\n",
                "to_agree": False,
                "body": "<p>Read</p><script>alert(1)</script>",
            }
        )
        talk = self._talk(1, 15)
        texts = self._guide(talk)
        self.assertEqual(texts["questions"], ["One?", "Two?"])
        self.assertEqual(texts["to_agree"], [])
        self.assertEqual(texts["body"], "<p>Read</p>")
        guide.body = "<p><br></p>"
        self.assertEqual(self._guide(talk)["body"], "")

    def test_a_guide_says_what_talk_it_is_for_and_has_questions(self):
        values = {"programme_id": self.programme.id, "name": "Guide", "kind": "guide"}
        for missing in (
            {"stage": "first"},
            {"stage": "first", "questions": " \n"},
            {"questions": "Why?"},
        ):
            with self.subTest(missing), self.assertRaises(ValidationError):
                self.resources.create(values | missing)
        article = self.resources.create(values | {"kind": "article"})
        with self.assertRaises(ValidationError):
            article.kind = "guide"

    def test_the_page_of_an_edition_leaves_guides_and_other_roles_out(self):
        (self.programme.resource_ids - self.guides).unlink()
        for audience in (False, "mentor", "mentee"):
            self.resources.create(
                {
                    "programme_id": self.programme.id,
                    "name": f"For {audience}",
                    "audience": audience,
                }
            )
        pages = Pages(self.env)
        shown = {
            partner: [
                line["name"]
                for line in pages.edition(self.edition, partner)["edition"]["resources"]
            ]
            for partner in (self.mentor, self.mentee, self.member)
        }
        self.assertEqual(shown[self.mentor], ["For False", "For mentor"])
        self.assertEqual(shown[self.mentee], ["For False", "For mentee"])
        # one who has not signed up yet may look at both
        self.assertEqual(len(shown[self.member]), 3)

    def test_guides_of_a_hidden_programme_are_not_read(self):
        mine = self.guides.with_user(self.mentee_user)
        self.assertEqual(len(mine.search([("id", "in", mine.ids)])), 4)
        self.assertTrue(mine[0].read(["questions", "body"]))
        self.programme.active = False
        self.env.invalidate_all()
        self.assertFalse(mine.search([("id", "in", mine.ids)]))
        with self.assertRaises(AccessError):
            mine[0].read(["questions"])

    def test_no_member_changes_a_guide(self):
        with self.assertRaises(AccessError):
            self.guides[0].with_user(self.mentor_user).questions = "Mine?"


@tagged("post_install", "-at_install", "mentorship")
class TestStart(GuideCase):
    """A programme starts with a guide for each talk, which its staff can change."""

    def test_a_new_programme_starts_with_the_four(self):
        stages = ["first", "second", "half_way", "last"]
        self.assertEqual(self.guides.mapped("stage"), stages)
        ours = self.env.ref("nob_mentorship.guide_nob_first")
        own = self.guides[0]
        for lang in ("en_US", "nl_NL"):
            here = {"lang": lang}
            for name in ("name", "questions", "to_agree", "body"):
                self.assertEqual(
                    own.with_context(**here)[name], ours.with_context(**here)[name]
                )
        own.with_user(self.coordinator).questions = "Our own?"
        self.assertNotEqual(ours.questions, "Our own?")

    def test_staff_get_back_what_is_missing_alone(self):
        first, second = self.guides[:2]
        first.active = False
        second.unlink()
        self.programme.with_user(self.coordinator).action_add_guides()
        now = self.programme.resource_ids.filtered(lambda r: r.kind == "guide")
        self.assertEqual(sorted(now.mapped("stage")), ["half_way", "last", "second"])
        with self.assertRaises(UserError):
            self.programme.action_add_guides()
        with self.assertRaises(AccessError):
            self.programme.with_user(self.other_coordinator).action_add_guides()
        with self.assertRaises(AccessError):
            self.programme.with_user(self.mentor_user).action_add_guides()

    def test_no_guide_comes_from_another_company(self):
        company = self.env["res.company"].create({"name": "Second association"})
        theirs = self.env["mentorship.programme"].create(
            {
                "name": "Theirs",
                "code": "THEIRS",
                "contact_email": "theirs@test.example",
                "company_id": company.id,
            }
        )
        self.assertFalse(theirs.resource_ids)

    def test_a_guide_of_a_removed_programme_does_not_come_with_an_update(self):
        shipped = self.env["mentorship.shipped"]
        women = self.env.ref("nob_mentorship.programme_women")
        self.assertTrue(shipped._has_its_place("guide_women_first"))
        women.unlink()
        self.assertFalse(shipped._has_its_place("guide_women_first"))
        self.assertTrue(shipped._has_its_place("guide_nob_first"))
        self.assertTrue(shipped._has_its_place("mail_template_offer"))
        self.assertTrue(shipped._has_its_place("survey_final_mentee"))
