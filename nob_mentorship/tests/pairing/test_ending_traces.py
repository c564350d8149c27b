"""What an ending leaves behind elsewhere, and what staff in a pair read of it (N11)."""

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..rhythm.test_day import DAY, DayCase
from ..sealed.test_consent import ConsentCase
from .test_ending import EndingCase


@tagged("post_install", "-at_install")
class TestConsentOfAnEnding(ConsentCase):
    """What was shared ends in the same way, whoever asked."""

    def test_a_consent_does_not_tell_who_asked(self):
        for asker in (self.mentor_user, self.mentee_user, self.coordinator):
            with self.subTest(asker.name), self.env.cr.savepoint() as undone:
                granted, asked = self._granted(), self._asked()
                self.pairing.with_user(asker).action_end()
                for consent in granted | asked:
                    self.assertEqual(consent.ended_because, "over")
                undone.rollback()
            self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTraces(EndingCase):
    """Nothing that stays names the asker."""

    def test_no_author_of_a_row_or_message_is_the_asker(self):
        seen = self.pairing.message_ids
        for asker in (self.mentor_user, self.mentee_user, self.coordinator):
            with self.subTest(asker.name), self.env.cr.savepoint() as undone:
                pairing = self.pairing.with_user(asker)
                pairing.with_context(tracking_disable=False).action_end(self.reason.id)
                self.env.flush_all()
                self.env.cr.precommit.run()
                messages = self.pairing.message_ids - seen
                self.assertTrue(messages)
                self.assertNotIn(asker.partner_id, messages.author_id)
                self.assertNotIn(asker, messages.create_uid)
                self.assertEqual(self.pairing.write_uid.id, SUPERUSER_ID)
                for row in self.pairing.member_ids:
                    self.assertEqual(row.write_uid.id, SUPERUSER_ID)
                undone.rollback()
            self.env.invalidate_all()

    def test_the_ending_itself_names_a_member_in_one_field_only(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        ending = self.pairing.ending_ids
        self.assertEqual(ending.create_uid.id, SUPERUSER_ID)
        self.assertEqual(ending.write_uid.id, SUPERUSER_ID)

    def test_who_of_staff_ended_it_is_kept(self):
        self.pairing.with_user(self.coordinator).action_end(self.reason.id)
        self.assertEqual(self.pairing.ending_ids.create_uid, self.coordinator)

    def _coordinate(self, user):
        """Make a member of the pair coordinate the programme as well."""
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        user.write({"group_ids": [(6, 0, role.ids)]})
        self.programme.coordinator_ids |= user

    def test_a_coordinator_in_the_pair_reads_nothing_of_its_ending(self):
        self._coordinate(self.mentor_user)
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        self.env.flush_all()
        self.env.invalidate_all()
        ending = self.pairing.ending_ids
        mine = self.pairing.with_user(self.mentor_user)
        self.assertFalse(ending.with_user(self.mentor_user).search([]))
        with self.assertRaises(AccessError):
            ending.with_user(self.mentor_user).read(["reason_id"])
        self.assertFalse(mine.end_reason_ids)
        self.assertFalse(mine.member_ids.mapped("end_reason_id"))
        self.assertFalse(mine.search([("ending_ids.reason_id", "=", self.reason.id)]))
        self.env.invalidate_all()
        theirs = self.pairing.with_user(self.coordinator)
        self.assertEqual(theirs.end_reason_ids, self.reason)

    def test_a_coordinator_in_the_pair_sees_no_line_about_it(self):
        self._coordinate(self.mentor_user)
        self.pairing.with_user(self.mentee_user).action_ask_talk()
        line = self.pairing.activity_ids
        self.assertEqual(line.user_id, self.coordinator)
        self.env.invalidate_all()
        mine = line.with_user(self.mentor_user)
        self.assertFalse(mine.search([("id", "=", line.id)]))
        with self.assertRaises(AccessError):
            mine.read(["summary"])
        own = self.pairing.with_user(self.mentor_user)
        self.assertFalse(own.activity_ids)
        for name in ("activity_summary", "activity_type_id", "activity_type_icon"):
            self.assertFalse(own.read([name])[0][name], name)
        for domain in (
            [("activity_ids.summary", "ilike", self.mentee.name)],
            [("activity_summary", "ilike", self.mentee.name)],
        ):
            self.assertNotIn(own, own.search(domain))
        with self.assertRaises(AccessError):
            mine.write({"res_id": self.pairing.id + 1})

    def test_a_coordinator_in_the_pair_reads_no_note_about_it(self):
        self._coordinate(self.mentor_user)
        self.pairing.with_user(self.mentee_user).action_ask_talk()
        line = self.pairing.activity_ids.with_user(self.coordinator)
        line.action_feedback(feedback="Zebrafink: tired of it.")
        self.env.flush_all()
        self.env.invalidate_all()
        noted = [("model", "=", "mentorship.pairing"), ("body", "ilike", "Zebrafink")]
        messages = self.env["mail.message"]
        self.assertTrue(messages.with_user(self.coordinator).search(noted))
        self.assertFalse(messages.with_user(self.mentor_user).search(noted))
        own = self.pairing.with_user(self.mentor_user)
        self.assertNotIn(own, own.search([("message_ids.body", "ilike", "Zebrafink")]))

    def test_a_talk_comes_to_no_one_in_the_pair(self):
        manager = self.env.ref("nob_mentorship.group_mentorship_manager")
        self.mentor_user.write({"group_ids": [(6, 0, manager.ids)]})
        self.programme.coordinator_ids = self.mentor_user
        self.pairing.with_user(self.mentee_user).action_ask_talk()
        line = self.pairing.activity_ids
        self.assertTrue(line.user_id)
        self.assertNotEqual(line.user_id, self.mentor_user)
        (manager.all_user_ids - self.mentor_user).active = False
        line.unlink()
        with self.assertRaisesRegex(UserError, "No coordinator can be reached"):
            self.pairing.with_user(self.mentee_user).action_ask_talk()

    def test_a_talk_is_asked_for_no_longer_once_it_ended(self):
        self.pairing.with_user(self.mentee_user).action_ask_talk()
        self.pairing.with_user(self.mentee_user).action_end()
        self.assertFalse(self.pairing.activity_ids)

    def test_what_was_noted_goes_with_the_person_and_with_the_retention(self):
        for forget in (self._erase, self._wait):
            with self.subTest(forget.__name__), self.env.cr.savepoint() as undone:
                self.pairing.with_user(self.mentee_user).action_ask_talk()
                line = self.pairing.activity_ids.with_user(self.coordinator)
                line.action_feedback(feedback="Zebrafink: tired of it.")
                self.assertIn("Zebrafink", self._noted())
                forget()
                self.assertNotIn("Zebrafink", self._noted())
                undone.rollback()
            self.env.invalidate_all()

    def _noted(self):
        self.env.flush_all()
        messages = self.env["mail.message"].search(
            [("model", "=", "mentorship.pairing"), ("res_id", "=", self.pairing.id)]
        )
        return " ".join(map(str, messages.mapped("body")))

    def _erase(self):
        self.mentee.with_user(self.manager).action_mentorship_erase()

    def _wait(self):
        self.pairing.with_user(self.coordinator).action_complete()
        self.edition.action_close()
        later = max(self.edition.date_end, self.today)
        months = self.edition.retention_months
        with self._on(later + 31 * (months + 2) * DAY):
            self._run_day()


@tagged("post_install", "-at_install")
class TestDayGuarded(DayCase):
    """Lines of the day are only what our own code made of them."""

    def test_an_employee_does_not_disturb_the_day(self):
        member = self._late_pair().member_ids[0]
        lines = self.env["mail.activity"].with_user(self.employee)
        made = lines.create(
            {
                "user_id": self.employee.id,
                "mentorship_edition_id": self.edition.id,
                "mentorship_owner_id": self.employee.id,
                "mentorship_member_id": member.id,
                "mentorship_since": self.today - 900 * DAY,
            }
        )
        made.write({"mentorship_edition_id": self.edition.id})
        self.env.flush_all()
        self.assertFalse(made.sudo().mentorship_edition_id)
        self.assertFalse(made.sudo().mentorship_owner_id)
        self.assertFalse(made.sudo().mentorship_member_id)
        self.assertEqual(made.sudo().mentorship_since, self.today)
        (line,) = self._day()
        self.assertEqual(self._why(line), ["silent"])

    def test_a_line_of_another_model_hides_none(self):
        pairing = self._late_pair()
        kind = self.env.ref("nob_mentorship.activity_silent")
        other = self.env["mail.activity"].create(
            {
                "activity_type_id": kind.id,
                "res_model_id": self.env.ref("base.model_res_partner").id,
                "res_id": self.mentee.id,
                "user_id": self.coordinator.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_id = %s, mentorship_edition_id = %s"
            " WHERE id = %s",
            [pairing.id, self.edition.id, other.id],
        )
        lines = self._day().filtered(lambda line: line.res_id == pairing.id)
        self.assertIn("mentorship.pairing", lines.mapped("res_model"))

    def test_a_line_is_not_given_to_someone_who_may_not_read_it(self):
        self._late_pair()
        line = self._day()
        before = line.sudo().user_id
        with self.assertRaisesRegex(UserError, "does not read"):
            line.user_id = self.employee
        line.invalidate_recordset()
        line.sudo().user_id = before
        line.user_id = self.manager
        self.assertEqual(line.sudo().user_id, self.manager)

    def test_who_lost_the_programme_gets_nothing_back_after_a_holiday(self):
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids = [(4, other.id)]
        self._late_pair()
        line = self._day()
        first, second = line.user_id, (self.coordinator | other) - line.user_id
        now = fields.Datetime.now()
        first.write({"out_of_office_from": now - DAY, "out_of_office_to": now + DAY})
        self.assertEqual(self._day(second).user_id, second)
        self.programme.coordinator_ids -= first
        first.write({"out_of_office_from": False, "out_of_office_to": False})
        self.env.invalidate_all()
        line = self._day(second)
        self.assertEqual(line.user_id, second)
        self.assertFalse(line.sudo().mentorship_owner_id)

    def test_a_holiday_ends_for_a_colleague_of_another_company(self):
        other = self._user("second", "nob_mentorship.group_mentorship_coordinator")
        self.programme.coordinator_ids = [(4, other.id)]
        self._late_pair()
        line = self._day()
        first, second = line.user_id, (self.coordinator | other) - line.user_id
        company = self.env["res.company"].create({"name": "Second company"})
        second.company_ids |= company
        now = fields.Datetime.now()
        first.write({"out_of_office_from": now - DAY, "out_of_office_to": now + DAY})
        self.assertEqual(self._day(second).user_id, second)
        first.write({"out_of_office_from": False, "out_of_office_to": False})
        self.env.invalidate_all()
        editions = self.env["mentorship.edition"].with_user(second)
        both = second.company_ids.ids
        editions.with_context(allowed_company_ids=both).action_open_day()
        self.assertEqual(line.sudo().user_id, first)
        mine = line.with_user(second).with_context(allowed_company_ids=both)
        mine.user_id = second
        mine.user_id = first

    def test_a_question_comes_back_the_next_day(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        pairing.with_user(self.mentee_user).action_ask_back("Can we meet online?")
        (line,) = self._day()
        self.assertEqual(self._why(line), ["question"])
        line.action_mentorship_done()
        self.assertFalse(self._day())
        with self._on(self.today + DAY):
            (line,) = self._day()
            self.assertEqual(self._why(line), ["question"])
            self.assertEqual(line.mentorship_since, self.today)
            pairing.with_user(self.coordinator).action_answer_question("Yes.")
            self.assertFalse(self._day())

    def test_a_question_that_no_one_could_be_told_of_is_there_later(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        pairing.with_user(self.mentee_user).action_ask_back("Can we meet online?")
        pairing.sudo().activity_ids.unlink()
        (line,) = self._day()
        self.assertEqual(self._why(line), ["question"])

    def test_staff_in_an_offer_neither_remind_nor_extend_it(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        role = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        self.mentor_user.write({"group_ids": [(6, 0, role.ids)]})
        self.programme.coordinator_ids |= self.mentor_user
        mine = pairing.with_user(self.mentor_user)
        for act in (mine.action_remind, mine.action_extend_offer):
            with self.assertRaisesRegex(UserError, "your own pairing"):
                act()

    def test_a_mail_from_the_day_begins_with_a_text(self):
        self._late_pair()
        line = self._day()
        action = line.action_mentorship_mail()
        composers = self.env["mail.compose.message"].with_user(self.coordinator)
        composer = composers.with_context(**action["context"]).create({})
        template = self.env.ref("nob_mentorship.mail_template_how_is_it")
        self.assertEqual(composer.template_id, template)
        self.assertTrue(composer.body)
        before = self._mails()
        composer.action_send_mail()
        sent = self._mails() - before
        self.assertEqual(sent.recipient_ids, self.mentor | self.mentee)
        self.assertEqual(len(set(sent.mapped("subject"))), 1)
