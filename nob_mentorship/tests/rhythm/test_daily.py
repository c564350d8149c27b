from datetime import timedelta
from unittest.mock import patch

from psycopg2.extras import Json

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.rhythm.daily import STEPS
from ..common import PORTAL, MentorshipCase
from ..queries import recorded_queries

LOGGERS = (
    "odoo.addons.nob_mentorship.models.base.job_attempt",
    "odoo.addons.nob_mentorship.models.rhythm.daily",
)
SUMMARY = "The daily job could not do everything"


AT_ONCE = "odoo.addons.nob_mentorship.models.base.job.AT_ONCE"


@tagged("post_install", "-at_install")
class TestDaily(MentorshipCase):
    """Whatever is wrong with one record, the rest of the day is done (R31, N6, N9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.manager | cls.coordinator).lang = "en_US"
        cls.programme.coordinator_ids = cls.coordinator
        cls._open()
        cls.others = cls._users(other_mentor=PORTAL, other_mentee=PORTAL)
        for user in cls.others:
            user.partner_id.professional_since = cls.today - timedelta(days=3650)
            cls._line(user.partner_id)
        cls.good, cls.bad = (
            cls._pair(
                cls._enrol(mentor, "mentor"), cls._enrol(mentee, "mentee"), offer=True
            )
            for mentor, mentee in (
                (cls.mentor, cls.mentee),
                cls.others.mapped("partner_id"),
            )
        )

    def _broken_day(self, pairing):
        """Let the day go wrong for one pairing."""
        states = type(self.env["mentorship.pairing"])
        original = states._decline

        def decline(records, *args, **kwargs):
            if records & pairing:
                raise ZeroDivisionError("not for members\nsecret")
            return original(records, *args, **kwargs)

        return patch.object(states, "_decline", decline)

    def _activities(self, edition=None):
        return (edition or self.edition).activity_ids.filtered(
            lambda activity: activity.summary == SUMMARY
        )

    @mute_logger(*LOGGERS)
    def test_one_record_that_fails_leaves_the_others_done_and_the_manager_told(self):
        late = self.good.expires_on + timedelta(days=1)
        with self._on(late), self._broken_day(self.bad):
            for _twice in range(2):
                self._run_day()
        self.assertEqual((self.good.state, self.bad.state), ("declined", "offered"))
        (activity,) = self._activities()
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn(self.bad.display_name, activity.note)
        self.assertNotIn(self.good.display_name, activity.note)
        self.assertNotIn("secret", activity.note)
        with self._on(late):
            self._run_day()
        self.assertEqual(self.bad.state, "declined")

    @mute_logger(*LOGGERS)
    def test_a_step_that_fails_for_each_record_stops_no_other_step(self):
        self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id, "moment": "final", "audience": "mentee"}
        )
        # kept as long as there is staff
        self._identity(self.coordinator.partner_id)
        self._conversation()
        self.env["mentorship.note.file"].create(
            {"pairing_id": self.good.id, "author_id": self.mentee.id, "uuid": "u"}
        )
        self.env["mentorship.calendar.address"]._make(self.mentee)
        late = self.good.expires_on + timedelta(days=60)
        for model, step in STEPS:
            with self.subTest(f"{model} {step}"):
                records = self.env[model]
                everything = patch.object(
                    type(records), f"_due_{step}", return_value=Domain.TRUE
                )
                poison = patch.object(
                    type(records), f"_day_{step}", side_effect=KeyError(step)
                )
                with everything, poison, self._on(late):
                    self._run_day()
                jobs = self.env["mentorship.job"]
                self.assertFalse(jobs.search([("state", "=", "running")]))
                job = jobs.search([("step", "=", f"{model}.{step}")], limit=1)
                lines = job.refused_ids
                self.assertTrue(lines)
                everything = self.env[model].with_context(active_test=False)
                self.assertEqual(len(lines), everything.search_count([]))
                for line in lines:
                    self.assertIn(step, line.reason)

    @mute_logger(*LOGGERS)
    def test_an_absurd_number_in_one_edition_stops_no_other(self):
        other = self._edition(name="2031", state="running")
        lapsed = self._user("lapsed", PORTAL).partner_id
        self._line(lapsed, -300, -200)
        enrolment = self._enrol(lapsed, "mentee", edition=other, submit=False)
        enrolment.state = "accepted"
        self.edition.state = "running"
        self.env.cr.execute(
            "UPDATE mentorship_edition SET lapse_grace_days = 999999 WHERE id = %s",
            [self.edition.id],
        )
        self.env.invalidate_all()
        self._run_day()
        self.assertEqual(enrolment.lapse_noted_on, self.today)
        (activity,) = self._activities()
        self.assertIn(self.edition.display_name, activity.note)
        self.assertFalse(self._activities(other))

    @mute_logger(*LOGGERS, "odoo.addons.mail.models.mail_render_mixin")
    def test_a_broken_template_stops_only_what_it_is_for(self):
        template = self.env.ref("nob_mentorship.mail_template_offer_expired")
        # Odoo checks records on saving; an import, or a field that is gone, breaks them
        # later
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = %s WHERE id = %s",
            [Json({"en_US": '<p t-out="object.no_such_field"/>'}), template.id],
        )
        template.invalidate_recordset()
        late = self.good.expires_on + timedelta(days=1)
        closing = self._edition(name="2031", state="enrolment")
        closing.enrolment_end = self.today - timedelta(days=1)
        closing.enrolment_start = closing.enrolment_end
        with self._on(late):
            self._run_day()
        self.assertEqual(closing.state, "matching")
        (activity,) = self._activities()
        for pairing in (self.good, self.bad):
            self.assertEqual(pairing.state, "offered")
            self.assertIn(pairing.display_name, activity.note)

    @mute_logger(*LOGGERS)
    def test_a_template_that_was_deleted_stops_only_what_it_is_for(self):
        self.env.ref("nob_mentorship.mail_template_offer_expired").unlink()
        with self._on(self.good.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertIn(self.good.display_name, self._activities().note)

    def test_a_record_deleted_on_the_way_is_passed_over(self):
        job = self.env["mentorship.job"]._start(self.good | self.bad, "_day_expire")
        self.env.cr.execute(
            "DELETE FROM mentorship_pairing WHERE id = %s", [self.bad.id]
        )
        self.env.invalidate_all()
        with self._on(self.good.expires_on + timedelta(days=1)):
            self._run_jobs()
        self.assertEqual(self.good.state, "declined")
        # no one asked for it, so nothing is kept of it either
        self.assertFalse(job.exists())

    @mute_logger(*LOGGERS)
    def test_without_a_coordinator_a_manager_who_may_see_it_is_told(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.manager.write({"company_ids": [(4, company.id)], "company_id": company.id})
        self.manager.company_ids = company
        (second,) = self._users(
            second_manager="nob_mentorship.group_mentorship_manager"
        )
        second.lang = "en_US"
        self.programme.write(
            {"company_id": self.env.company.id, "coordinator_ids": [(5,)]}
        )
        late = self.good.expires_on + timedelta(days=1)
        with self._on(late), self._broken_day(self.bad):
            self._run_day()
        self.assertEqual(self._activities().user_id, second)

    def test_what_is_not_due_any_more_is_left_alone(self):
        """An offer that gets more time while the day runs does not expire (P2)."""
        day = self.good.expires_on + timedelta(days=1)
        with self._on(day):
            self.env["mentorship.daily"]._add(self.good | self.bad, "expire", day)
            self.good.expires_on = day
            sent = len(self._mails())
            self._run_day()
        self.assertEqual((self.good.state, self.bad.state), ("offered", "declined"))
        self.assertEqual(len(self._mails()), sent + 2)

    def test_a_room_whose_texts_are_kept_longer_now_is_not_cleared(self):
        for member in self.bad.member_ids:
            member._answer("accepted")
        self.bad._end(self.bad.member_ids.browse(), self.env["mentorship.end.reason"])
        over = self.today + timedelta(days=200)
        with self._on(over):
            self.env["mentorship.daily"]._add(self.bad, "clear_room", over)
            self.edition.retention_months = 24
            self._run_day()
        self.assertFalse(self.bad.room_cleared_on)

    def test_a_day_that_was_missed_is_caught_up(self):
        draft = self._enrol(self.member, "mentee", submit=False)
        with self._on(self.edition.enrolment_end):
            self._run_reminders()
        self.assertEqual(len(self._mails(draft.partner_id)), 1)

    def test_a_quiet_day_asks_the_database_as_often_whoever_takes_part(self):
        self.edition.state = "running"
        self._take_part(1)
        few = self._quiet_day()
        self._take_part(10)
        self.assertEqual(self._quiet_day(), few)

    def _take_part(self, count):
        """Let some members take part."""
        for number in range(count):
            partner = self._user(f"more_{count}_{number}", PORTAL).partner_id
            self._line(partner)
            enrolment = self._enrol(partner, "mentee", submit=False)
            enrolment.state = "accepted"

    def _quiet_day(self):
        """Return how many queries a day takes on which nothing falls due."""
        for _warm in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self._run_day()
        return len(queries)

    @mute_logger(*LOGGERS)
    def test_mails_that_fail_for_each_end_and_are_told(self):
        """Also if they belong to no edition, and no one may read the recipients
        (N9)."""
        self.env.ref("nob_mentorship.mail_template_accepted").unlink()
        enrolments = self.good.member_ids.enrolment_id
        self.env["mentorship.job"]._start(
            enrolments.sudo().with_user(SUPERUSER_ID),
            "_queue_mail",
            ["mail_template_accepted", {}],
        )
        self._run_jobs()
        self.assertFalse(self.env["mentorship.job"].search([]))
        told = self.edition.activity_ids.filtered(
            lambda activity: activity.summary == "Some emails could not be created"
        )
        self.assertIn(enrolments[0].display_name, told.note)


@tagged("post_install", "-at_install")
class TestJob(MentorshipCase):
    """A bulk action: what was done and what was not, however long it takes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coordinator.lang = "en_US"
        cls.edition.intake = True
        cls._open()
        cls.sign_ups = cls._enrol(cls.mentee, "mentee") | cls._enrol(
            cls.member, "mentee"
        )

    def _accept(self, user=None, seconds=0):
        with patch(AT_ONCE, seconds):
            return self.sign_ups.with_user(
                user or self.coordinator
            ).action_bulk_accept()

    def test_what_is_quick_is_done_at_once(self):
        told = self._accept(seconds=60)
        self.assertEqual(told["params"]["message"], "2 of 2 done.\n2 accepted")
        self.assertFalse(self.env["mentorship.job"].search([]))

    def test_what_takes_longer_goes_on_and_tells_how_far_it_is(self):
        shown = self._accept()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        job = job.with_user(self.coordinator)
        self.assertEqual((job.total, job.done_count, job.state), (2, 1, "running"))
        self._run_jobs()
        job.invalidate_recordset()
        self.assertEqual((job.total, job.done_count, job.state), (2, 2, "done"))
        self.assertEqual(set(self.sign_ups.mapped("state")), {"accepted"})
        self.assertEqual(
            [len(self._mails(e.partner_id)) for e in self.sign_ups], [2, 2]
        )

    def test_what_is_asked_twice_is_done_once(self):
        first = self._accept()
        # one was done before the job began, and needs nothing
        again = self._accept(seconds=60)
        self.assertEqual(again["res_id"], first["res_id"])
        # of others beside it, those are told apart
        new = self._enrol(self._member("late", years=1).partner_id, "mentee")
        with patch(AT_ONCE, 60):
            told = (
                (self.sign_ups | new).with_user(self.coordinator).action_bulk_accept()
            )
        self.assertIn("1 of 2 done", told["params"]["message"])
        self.assertIn("has already started this", told["params"]["message"])
        self.assertEqual(len(self.env["mentorship.job"].search([])), 1)
        self.assertEqual(self.sign_ups.mapped("state"), ["accepted", "submitted"])

    def test_of_a_job_nothing_is_told_who_may_not_do_the_same(self):
        self._accept()
        for user in (self.mentee_user, self.employee, self.other_coordinator):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.sign_ups.with_user(user).action_bulk_accept()

    def test_what_could_not_be_done_says_why(self):
        self.sign_ups[1].sudo().state = "refused"
        shown = self._accept()
        self._run_jobs()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        self.assertEqual((job.done_count, job.refused_count), (1, 1))
        self.assertIn("Refused", job.refused_ids.reason)

    def test_a_job_has_the_rights_of_who_asked(self):
        shown = self._accept()
        self.programme.coordinator_ids = self.other_coordinator
        self._run_jobs()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        self.assertEqual(job.refused_count, 1)
        lines = job.with_user(self.coordinator).refused_ids
        self.assertIn("you do not have access", lines.name)

    def test_only_who_asked_sees_it(self):
        shown = self._accept()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        for user in (self.other_coordinator, self.manager):
            self.assertFalse(job.with_user(user).has_access("read"))
        self.assertTrue(job.with_user(self.coordinator).has_access("read"))

    @mute_logger(*LOGGERS)
    def test_a_conclusion_that_fails_is_tried_again(self):
        editions = type(self.edition)
        with patch(AT_ONCE, 0):
            shown = self.sign_ups.with_user(self.coordinator)._in_bulk(
                "action_accept", after=(self.edition.sudo(), "_wind_up_closed")
            )
        job = self.env["mentorship.job"].browse(shown["res_id"])
        with patch.object(editions, "_wind_up_closed", side_effect=KeyError("x")):
            self._run_jobs()
            self._run_jobs()
        self.assertEqual(job.state, "running")
        self.assertIn("KeyError", job.problem)
        with patch.object(editions, "_wind_up_closed") as concluded:
            self._run_jobs()
        concluded.assert_called_once_with()
        self.assertEqual((job.state, job.problem), ("done", False))

    def test_a_week_later_it_is_forgotten(self):
        self._accept()
        self._run_jobs()
        jobs = self.env["mentorship.job"]
        for days, left in ((6, 1), (2, 0)):
            self.env.cr.execute(
                "UPDATE mentorship_job SET write_date = write_date - %s * '1 day'"
                "::interval",
                [days],
            )
            self.env.invalidate_all()
            jobs._forget()
            self.assertEqual(len(jobs.search([])), left)

    def test_erasing_a_member_takes_out_what_is_said_of_them(self):
        self.sign_ups[1].sudo().state = "refused"
        shown = self._accept()
        self._run_jobs()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        self.assertTrue(job.refused_ids)
        self.sign_ups[1].partner_id.with_user(self.manager).action_mentorship_erase()
        job.invalidate_recordset()
        self.assertFalse(job.refused_ids)
        self.assertEqual(job.done_count, 1)

    def test_erasing_finds_a_name_with_marks_in_what_managers_were_told(self):
        partner = self.sign_ups[1].partner_id
        partner.name = "'t Hart, A."
        job = self.env["mentorship.job"]._start(self.sign_ups, "action_accept")
        for line in job.line_ids:
            line._settle("Not today.")
        self.edition._tell_manager(job.line_ids)
        activity = self.edition.activity_ids[-1:]
        self.assertIn("Hart", activity.note)
        activity.action_done()
        partner.with_user(self.manager).action_mentorship_erase()
        told = self.edition.message_ids.mapped("body")
        self.assertFalse([body for body in told if "Hart" in body])

    def test_mails_to_many_are_made_in_the_background(self):
        with patch("odoo.addons.nob_mentorship.models.base.mailing.MANY", 1):
            self.sign_ups._mail("mail_template_accepted")
        sent = len(self._mails())
        self._run_jobs()
        self.assertEqual(len(self._mails()), sent + 2)
        self._run_jobs()
        self.assertEqual(len(self._mails()), sent + 2)

    def test_who_mails_many_sees_how_far_it_is(self):
        with patch("odoo.addons.nob_mentorship.models.base.mailing.MANY", 1):
            self.sign_ups.with_user(self.coordinator)._mail("mail_template_accepted")
        job = self.env["mentorship.job"].with_user(self.coordinator).search([])
        self.assertEqual((job.total, job.state), (2, "running"))
        self._run_jobs()
        job.invalidate_recordset()
        self.assertEqual((job.done_count, job.state), (2, "done"))

    def test_who_asked_is_told_that_it_is_done(self):
        self.sign_ups[1].sudo().state = "refused"
        self._accept()
        told = []
        users = type(self.env["res.users"])
        send = patch.object(
            users, "_bus_send", lambda user, *args, **_kw: told.append((user, *args))
        )
        with send:
            self._run_jobs()
        ((user, kind, message),) = told
        self.assertEqual((user, kind), (self.coordinator, "simple_notification"))
        self.assertIn("1 of 2 done", message["message"])
        self.assertEqual(message["type"], "warning")

    def test_no_interface_starts_or_changes_a_job(self):
        shown = self._accept()
        job = self.env["mentorship.job"].browse(shown["res_id"])
        for user in (self.coordinator, self.manager, self.administrator):
            with self.subTest(user.login), self.assertRaises(UserError):
                job.with_user(user).write({"name": "other"})
            with self.subTest(user.login), self.assertRaises(UserError):
                job.with_user(user).create({"name": "x", "model": "res.users"})
