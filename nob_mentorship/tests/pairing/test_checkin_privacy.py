from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..pages import Pages
from .test_checkin import SECRET, CheckinCase

REPORT = "We agreed to meet every third week"


@tagged("post_install", "-at_install")
class TestCheckinPrivacy(CheckinCase):
    """What the coordinators note of a talk is theirs (R16, R65)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        checkins = cls.env["mentorship.checkin"].with_user(cls.coordinator)
        cls.checkin = checkins.create(
            {
                "pairing_id": cls.pairing.id,
                "date": cls.now - timedelta(days=1),
                "summary": SECRET,
                "report": REPORT,
            }
        )
        cls.checkin.action_hold()
        cls.strangers = (
            cls.mentor_user,
            cls.mentee_user,
            cls.member_user,
            cls.employee,
            cls.administrator,
            cls.other_coordinator,
            cls.env.ref("base.public_user"),
        )
        cls.env.flush_all()

    def _ways(self, records):
        """Yield (name, function) of each way to read what was noted."""
        numbers = [("id", "=", self.checkin.id)]
        secret = [*numbers, ("summary", "ilike", "another job")]
        noted = records.browse(self.checkin.id)
        return {
            "read": lambda: noted.read(["summary"]),
            "web_read": lambda: noted.web_read({"summary": {}}),
            "search_read": lambda: records.search_read(numbers, ["summary"]),
            "search": lambda: records.search(secret),
            "search_count": lambda: records.search_count(secret),
            "name_search": lambda: records.name_search("Bas"),
            "formatted_read_group": lambda: records.formatted_read_group(
                numbers, ["summary"], ["__count"]
            ),
            "export": lambda: noted.export_data(["summary"]),
            "copy": noted.copy,
            "hold": noted.action_hold,
            "share": noted.action_share_report,
        }

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_but_the_staff_of_the_programme_reads_it(self):
        for user in self.strangers:
            records = self.env["mentorship.checkin"].with_user(user)
            for name, way in self._ways(records).items():
                with self.subTest(f"{user.login} {name}"):
                    try:
                        with self.env.cr.savepoint():
                            found = way()
                    except AccessError:
                        continue
                    self.assertFalse(found)
        for user in (self.coordinator, self.manager):
            mine = self.checkin.with_user(user)
            self.assertEqual(mine.summary, SECRET)
            self.assertTrue(mine.search([("summary", "ilike", "another job")]))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_path_leads_to_it(self):
        for user in self.strangers:
            for model, path in (
                ("mentorship.pairing", "checkin_ids"),
                ("mentorship.edition", "checkin_ids"),
                ("res.partner", "checkin_ids"),
            ):
                self.assertNotIn(path, self.env[model].with_user(user)._fields)
        pairing = self.pairing.with_user(self.mentee_user)
        with self.assertRaises(AccessError):
            pairing.read(["checkin_count"])

    def test_staff_read_nothing_about_themselves(self):
        for user in (self.coordinator, self.manager):
            member = self.pairing.member_ids.filtered(lambda m: m.role == "mentee")
            member.enrolment_id.partner_id = user.partner_id
            self.env.flush_all()
            checkins = self.env["mentorship.checkin"].with_user(user)
            self.assertFalse(checkins.search([("id", "=", self.checkin.id)]))
            with self.assertRaises(AccessError):
                checkins.browse(self.checkin.id).read(["summary"])
            self.assertFalse(self.pairing.with_user(user).checkin_count)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._plan(user=user)

    def test_a_member_finds_it_in_no_page_and_no_export(self):
        self.checkin.action_share_report()
        planned = self._plan(summary=SECRET, report=f"{REPORT}, a draft")
        for user in (self.mentor_user, self.mentee_user):
            pages, partner = Pages(self.env, user), user.partner_id
            told = pages.export(partner)
            shown = pages.pairing(self.pairing, partner)
            for text in (str(told), str(shown), str(pages.overview(partner))):
                self.assertNotIn(SECRET, text)
                self.assertNotIn("a draft", text)
            (pairing,) = told["pairings"]
            self.assertEqual(len(pairing["checkins"]), 2)
            self.assertIn(REPORT, str(pairing["checkins"]))
            self.assertEqual([one["id"] for one in shown["checkins"]], [planned.id])

    def test_a_talk_is_on_the_page_of_who_is_invited_alone(self):
        checkin = self._plan(kind="mentee", mode="in_person", location="Brugstraat 12")
        page = Pages(self.env, self.mentee_user)
        (line,) = page.pairing(self.pairing, self.mentee)["checkins"]
        self.assertEqual(line["place"], "Brugstraat 12")
        self.assertEqual(line["title"], "Talk with Coen Verhagen")
        other = Pages(self.env, self.mentor_user).pairing(self.pairing, self.mentor)
        self.assertEqual(other["checkins"], [])
        checkin.action_cancel()
        self.assertEqual(page.pairing(self.pairing, self.mentee)["checkins"], [])

    def test_no_message_tells_of_it(self):
        messages = self.env["mail.message"].search(
            [("model", "=like", "mentorship.%"), ("body", "ilike", "another job")]
        )
        self.assertFalse(messages)
        self.assertNotIn("message_ids", self.checkin._fields)

    def test_erasing_a_person_destroys_the_texts_and_keeps_the_numbers(self):
        self.checkin.action_share_report()
        mine = self.checkin.with_user(self.mentee_user)
        mine._answer(1, "no", "These are my words")
        planned = self._plan(summary=SECRET)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.env.invalidate_all()
        for checkin in (self.checkin.sudo(), planned.sudo()):
            self.assertFalse(checkin.summary or checkin.report or checkin.shared_report)
            self.assertNotIn(self.mentee, checkin.partner_ids)
        self.assertEqual((self.checkin.state, self.checkin.version), ("held", 1))
        answer = self.checkin.answer_ids
        self.assertEqual(answer.agrees, "no")
        self.assertFalse(answer.words)
        self.assertNotEqual(answer.partner_id, self.mentee)
        self.assertEqual(planned.partner_ids, self.mentor)

    def test_who_is_erased_after_the_end_is_taken_off(self):
        self.pairing.action_complete()
        planned = self._plan(kind="mentee")
        both = self._plan()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(planned.state, "cancelled")
        self.assertEqual((both.state, both.partner_ids), ("planned", self.mentor))

    def test_retention_destroys_the_texts_and_keeps_the_numbers(self):
        self.checkin.action_share_report()
        self.pairing.action_complete()
        self.env.flush_all()
        over = self.today + relativedelta(months=self.edition.retention_months, days=40)
        with self._on(over):
            self._run_day()
        self.assertTrue(self.pairing.room_cleared_on)
        self.env.invalidate_all()
        checkin = self.checkin.sudo()
        self.assertFalse(checkin.summary or checkin.report or checkin.shared_report)
        self.assertEqual(checkin.state, "held")
        with self.assertRaisesRegex(UserError, "have been destroyed"):
            self.checkin.summary = "Anew"
        with self.assertRaisesRegex(UserError, "have been destroyed"):
            self._plan(summary="Anew")

    def test_a_merge_keeps_the_talks(self):
        double = self.env["res.partner"].create(
            {"name": "B. de Groot", "email": self.mentee.email}
        )
        self.checkin.action_share_report()
        self.checkin.with_user(self.mentee_user)._answer(1, "no", "")
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mentee | double).ids, self.mentee)
        self.env.invalidate_all()
        self.assertEqual(self.checkin.answer_ids.partner_id, self.mentee)
        self.assertEqual(self.checkin.partner_ids, self.mentor | self.mentee)

    def test_the_pairs_own_talks_stay_theirs(self):
        self._planned(self.pairing, self.mentee_user)
        self.assertFalse(
            {"summary", "report"} & set(self.env["mentorship.meeting"]._fields)
        )
        with self.assertRaises(AccessError):
            self.pairing.meeting_ids.with_user(self.coordinator).read(["location"])
