import json
import re
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.evaluation import box
from .. import ballots
from ..common import MentorshipCase
from ..pages import Pages


class EvaluationCase(MentorshipCase):
    """An edition of six mentors and six mentees, and an evaluation of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ballots.with_box(cls)
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "email": f"person{n}@test.example"}
                for n in range(12)
            ]
        )
        enrolments = cls.env["mentorship.enrolment"].create(
            [
                {
                    "edition_id": cls.edition.id,
                    "partner_id": person.id,
                    "role": "mentor" if n < 6 else "mentee",
                    "question": "How?",
                    "state": "matched",
                }
                for n, person in enumerate(cls.people)
            ]
        )
        cls.pairings = cls.env["mentorship.pairing"].create(
            [
                {
                    "edition_id": cls.edition.id,
                    "member_ids": [
                        fields.Command.create({"enrolment_id": e.id}) for e in pair
                    ],
                }
                for pair in zip(enrolments[:6], enrolments[6:], strict=True)
            ]
        )
        cls.pairings.member_ids.answer = "accepted"
        cls.pairings.state = "active"
        cls.edition.state = "running"
        cls.evaluation = cls._evaluation(audience="all")

    @classmethod
    def _evaluation(cls, **values):
        return cls.env["mentorship.evaluation"].create(
            {"edition_id": cls.edition.id, **values}
        )

    def _link(self, mail):
        """Return the link to a form in a mail: (id, token, hash of the paper)."""
        return re.findall(
            r"/mentorship/evaluation/(\d+)#([0-9a-f]{32})\.([0-9a-f]{64})",
            mail.body_html,
        )


@tagged("post_install", "-at_install")
class TestEvaluation(EvaluationCase):
    """What staff do with an evaluation, and what they cannot do."""

    def test_opening_asks_each_once_in_the_transaction_that_opens(self):
        self.evaluation.with_user(self.coordinator).action_open()
        self.evaluation.with_user(self.coordinator).action_open()
        self.assertEqual(self.evaluation.state, "open")
        self.assertEqual(self.evaluation.invited_count, 12)
        for person in self.people:
            (mail,) = self._mails(person)
            ((number, token, paper),) = self._link(mail)
            self.assertEqual(int(number), self.evaluation.id)
            self.assertEqual(paper, self.evaluation.paper_hash)
            found = self.env["mentorship.evaluation.token"].search(
                [("token_hash", "=", ballots.hashed(token))]
            )
            self.assertEqual(found.invitation_id.partner_id, person)
            # the message that others could find holds no personal link
            self.assertNotIn(token, mail.mail_message_id.body)
            self.assertTrue(mail.auto_delete)
            self.assertFalse(mail.model and mail.res_id)

    def test_the_database_keeps_no_token(self):
        self.evaluation.action_open()
        token, _paper = ballots.fragment(self.evaluation, self.people[0])
        hashes = self.env["mentorship.evaluation.token"].search([]).mapped("token_hash")
        self.assertIn(ballots.hashed(token), hashes)
        self.assertNotIn(token, hashes)

    def test_a_mail_that_is_looked_at_holds_no_link_of_anybodys_own(self):
        self.evaluation.action_open()
        tokens = self.env["mentorship.evaluation.token"]
        before = tokens.search_count([])
        invitation = self.evaluation.invitation_ids[0]
        template = self.env.ref("nob_mentorship.mail_template_evaluation")
        for env in (self.env, self.env(user=self.administrator)):
            try:
                found = template.with_env(env)._render_field(
                    "body_html", invitation.ids
                )
            except (AccessError, UserError):
                continue
            self.assertNotIn(
                "#", found[invitation.id].partition("/evaluation/")[2][:60]
            )
            self.assertIn("/my/mentorship/evaluation/", found[invitation.id])
        self.assertEqual(tokens.search_count([]), before)

    def test_who_joins_later_stands_in_a_supplement(self):
        self.pairings[5].state = "proposed"
        self.evaluation.action_open()
        self.assertEqual(self.evaluation.invited_count, 10)
        with self.assertRaisesRegex(UserError, "already been asked"):
            self.evaluation.action_ask_later()
        self.pairings[5].state = "active"
        self._mails().unlink()
        self.evaluation.with_user(self.coordinator).action_ask_later()
        self.assertEqual(self.evaluation.invited_count, 12)
        self.assertEqual(self.evaluation.later_count, 2)
        late = self.pairings[5].member_ids.partner_id
        self.assertEqual(self._mails().recipient_ids, late)
        (supplement,) = self.evaluation.supplements
        self.assertEqual(json.loads(supplement["supplement"])["invited"], 2)
        self.assertEqual(ballots.answer(self.evaluation, late[0]), "in_box")

    def test_who_is_asked_depends_on_audience_and_moment(self):
        mentees = self._evaluation(audience="mentee")
        self.assertEqual(
            dict(mentees._audience()), dict.fromkeys(self.people[6:], "mentee")
        )
        self.assertFalse(self._evaluation(audience="peer")._audience())
        self.pairings[0].with_context(tracking_disable=True).action_end()
        self.assertIn(self.people[0], dict(self.evaluation._audience()))
        self.pairings[1].mentee_enrolment_ids.action_withdraw()
        self.assertNotIn(self.people[7], dict(self.evaluation._audience()))
        self._enrol(self.mentee, "mentee", submit=False).state = "submitted"
        needs = self._evaluation(moment="needs", audience="mentee")
        self.assertIn(self.mentee, dict(needs._audience()))
        self.assertNotIn(self.mentee, dict(mentees._audience()))

    def test_an_audience_below_the_minimum_is_refused_with_the_reason(self):
        self.pairings[2:].write({"state": "proposed"})
        mentees = self._evaluation(audience="mentee")
        with self.assertRaisesRegex(UserError, "Only 2 would be asked"):
            mentees.action_open()
        self.assertFalse(mentees.invitation_ids)

    def test_a_form_that_would_name_people_is_refused_with_every_reason(self):
        form = self.evaluation.survey_id
        form.write(
            {
                "questions_layout": "page_per_question",
                "users_login_required": True,
                "access_mode": "public",
            }
        )
        form.question_ids[-1].write({"question_type": "char_box", "save_as_email": 1})
        with self.assertRaises(UserError) as refused:
            self.evaluation.action_open()
        self.assertEqual(len(str(refused.exception).splitlines()), 4)
        self.assertEqual(self.evaluation.state, "draft")

    def test_what_was_fixed_at_the_opening_stays(self):
        self.evaluation.action_open()
        other = self.evaluation.survey_id._copy_form()
        for values in (
            {"min_responses": 3},
            {"audience": "mentor"},
            {"survey_id": other.id},
            {"moment": "final"},
        ):
            for env in (self.evaluation, self.evaluation.with_user(self.manager)):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    env.write(values)
        self.evaluation.closes_on = self.today + timedelta(days=9)
        mine = self.evaluation.with_user(self.coordinator)
        mine.measures = "Nothing yet."
        for env in (self.evaluation, mine.with_context(lang="en_US")):
            with self.assertRaisesRegex(UserError, "not a later one"):
                env.closes_on = self.today + timedelta(days=90)

    @mute_logger("odoo.sql_db")
    def test_the_minimum_is_never_below_three(self):
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self._evaluation(min_responses=2)

    def test_staff_change_no_state_and_no_count_themselves(self):
        mine = self.evaluation.with_user(self.manager)
        for values in ({"state": "closed"}, {"reminder_count": 0}, {"closing": True}):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                mine.write(values)

    def test_a_form_in_use_does_not_change(self):
        self.evaluation.action_open()
        form = self.evaluation.survey_id
        question = form.question_ids[0]
        for change in (
            lambda: form.write({"title": "Other"}),
            lambda: form.write({"survey_type": "custom"}),
            form.action_archive,
            form.unlink,
            lambda: question.write({"title": "Other"}),
            question.copy,
            question.unlink,
            lambda: question.suggested_answer_ids[0].write({"value": "Other"}),
            question.suggested_answer_ids[0].unlink,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
        copied = form._copy_form()
        copied.title = "Other"
        self.assertEqual(
            copied.question_ids.mapped("mentorship_key"),
            form.question_ids.mapped("mentorship_key"),
        )

    def test_who_may_read_an_ordinary_survey_is_told_that_it_is_no_form(self):
        survey = self.env["survey.survey"].create({"title": "Ordinary"})
        self.manager.group_ids += self.env.ref("survey.group_survey_user")
        self.manager.lang = "en_US"
        mine = self.env["mentorship.evaluation"].with_user(self.manager)
        mine = mine.with_context(lang="en_US")
        with self.assertRaisesRegex(
            ValidationError, "“Ordinary” is not an evaluation form"
        ):
            mine.create({"edition_id": self.edition.id, "survey_id": survey.id})

    def test_one_form_serves_one_evaluation(self):
        self.evaluation.action_open()
        second = self._evaluation(audience="mentor")
        second.survey_id = self.evaluation.survey_id
        with self.assertRaisesRegex(UserError, "take a copy"):
            second.action_open()

    def test_reminders_go_twice_and_only_to_who_has_not_answered(self):
        self.evaluation.action_open()
        self.assertEqual(ballots.answer(self.evaluation, self.people[0]), "in_box")
        self._mails().unlink()
        for number in (1, 2):
            with self._on(self.today + timedelta(days=number)):
                self.evaluation.with_user(self.coordinator).action_remind()
                with self.assertRaises(UserError):
                    self.evaluation.action_remind()
        self.assertFalse(self._mails(self.people[0]))
        for person in self.people[1:]:
            mails = self._mails(person)
            self.assertEqual(len(mails), 2)
            # each mail has a token of its own, and all of them answer once
            tokens = [token for mail in mails for _n, token, _p in self._link(mail)]
            self.assertEqual(len(set(tokens)), 2)
        with (
            self._on(self.today + timedelta(days=3)),
            self.assertRaisesRegex(UserError, "already been reminded twice"),
        ):
            self.evaluation.action_remind()

    def test_without_a_ballot_folder_nothing_is_opened_and_the_rest_goes_on(self):
        with (
            self._without("folders", []),
            self.assertRaisesRegex(UserError, "no ballot"),
        ):
            self.evaluation.action_open()
        self.assertEqual(self.evaluation.state, "draft")
        self.evaluation.action_open()
        with self._without("folders", []):
            with self.assertRaisesRegex(UserError, "set box_key"):
                self.evaluation.action_remind()
            with ballots.box_key(self.evaluation):
                said = ballots.answer(self.evaluation, self.people[0])
                self.evaluation.action_remind()
        self.assertEqual(said, "in_box")
        self.assertEqual(self.evaluation.reminder_count, 1)

    def test_without_the_master_key_nothing_is_opened(self):
        for missing in ("", "/nowhere/mentorship.key"):
            with (
                self._without("key_file", missing),
                self.assertRaisesRegex(UserError, "master key is not on this server"),
            ):
                self.evaluation.action_open()
        self.assertEqual(self.evaluation.state, "draft")

    def _without(self, name, value):
        return patch.object(box, name, return_value=value)

    def test_the_summary_is_published_after_closing_to_who_took_part(self):
        mine = self.evaluation.with_user(self.coordinator)
        mine.summary = "We meet more often."
        with self.assertRaises(UserError):
            mine.action_publish()
        self.evaluation.state = "closed"
        self.assertFalse(self._summaries(self.people[0]))
        mine.action_publish()
        self.assertEqual(
            [s["text"] for s in self._summaries(self.people[0])],
            ["We meet more often."],
        )
        self.assertFalse(self._summaries(self.member))
        mine.action_unpublish()
        self.assertFalse(self._summaries(self.people[0]))

    def _summaries(self, partner):
        enrolments = self.env["mentorship.enrolment"].sudo()
        own = enrolments.search([("partner_id", "=", partner.id)])
        return Pages(self.env).summaries(own)

    def test_a_member_sees_the_form_as_a_step_and_staff_do_not(self):
        self.evaluation.action_open()
        pages = Pages(self.env)
        path = f"/my/mentorship/evaluation/{self.evaluation.id}"
        for own in (True, False):
            values = pages.overview(self.people[6], own=own)
            steps = [values["step"], *values["more_steps"]]
            urls = [step["url"] for step in steps if step]
            self.assertEqual(path in urls, own)
        ballots.answer(self.evaluation, self.people[6])
        self.assertFalse(pages.evaluation_steps(self.people[6]))

    def test_that_one_answered_is_known_for_a_certificate_and_nothing_else(self):
        self.evaluation.action_open()
        enrolment = self.pairings[0].mentee_enrolment_ids
        self.assertFalse(enrolment._answered_evaluations())
        ballots.answer(self.evaluation, enrolment.partner_id)
        self.assertEqual(enrolment._answered_evaluations(), self.evaluation)
        self.evaluation.counts_for_certificate = False
        self.assertFalse(enrolment._answered_evaluations())


@tagged("post_install", "-at_install")
class TestCalendar(EvaluationCase):
    """The rhythm of an edition."""

    def test_a_start_plans_midway_and_final_for_each_role(self):
        edition = self._edition(
            name="2031",
            date_end=self.today + timedelta(days=405),
            state="matching",
        )
        edition.action_start()
        planned = {(e.moment, e.audience): e for e in edition.evaluation_ids}
        self.assertEqual(
            set(planned),
            {(m, a) for m in ("midway", "final") for a in ("mentor", "mentee")},
        )
        midway = planned["midway", "mentor"]
        half = edition.date_start + (edition.date_end - edition.date_start) // 2
        self.assertEqual(midway.opens_on, half)
        self.assertEqual(planned["final", "mentee"].closes_on, edition.date_end)
        self.assertEqual(len(edition.evaluation_ids.survey_id), 4)
        edition.action_plan_evaluations()
        self.assertEqual(len(edition.evaluation_ids), 4)

    def test_an_edition_without_the_calendar_plans_nothing(self):
        edition = self._edition(name="2031", evaluate=False, state="matching")
        edition.action_start()
        self.assertFalse(edition.evaluation_ids)

    def test_who_is_reminded_stands_in_no_list_for_staff(self):
        jobs = self.env["mentorship.job"]
        with patch("odoo.addons.nob_mentorship.models.base.mailing.MANY", 1):
            self.evaluation.with_user(self.coordinator).action_open()
        self.assertTrue(jobs.search([]).line_ids)
        for user in (self.coordinator, self.manager):
            self.assertFalse(jobs.with_user(user).search([]))
            self.assertFalse(jobs.line_ids.with_user(user).search([]))
        sent = len(self._mails())
        self._run_jobs()
        self.assertEqual(len(self._mails()), sent + 12)
        self.assertFalse(jobs.search([]))

    @mute_logger("odoo.addons.nob_mentorship.models.base.job_attempt")
    def test_mails_that_fail_are_told_as_a_number(self):
        with patch("odoo.addons.nob_mentorship.models.base.mailing.MANY", 1):
            self.evaluation.with_user(self.coordinator).action_open()
        self.env.ref("nob_mentorship.mail_template_evaluation").unlink()
        self._run_jobs()
        (activity,) = self.evaluation.activity_ids
        self.assertIn("12", activity.note)
        for person in self.people:
            self.assertNotIn(person.name, activity.note)

    def test_the_day_opens_and_reminds(self):
        self.evaluation.write(
            {"opens_on": self.today, "closes_on": self.today + timedelta(days=20)}
        )
        cron = self._run_day
        with self._on(self.today - timedelta(days=1)):
            cron()
        self.assertEqual(self.evaluation.state, "draft")
        cron()
        cron()
        asked = self.evaluation.sudo().invitation_ids.partner_id
        mails = self._mails().filtered(lambda mail: mail.recipient_ids & asked)
        self.assertEqual((self.evaluation.state, len(mails)), ("open", 12))
        sent = []
        for day in range(1, 21):
            with self._on(self.today + timedelta(days=day)):
                cron()
                cron()
            sent.append(self.evaluation.reminder_count)
        self.assertEqual(sent, [0] * 9 + [1] * 8 + [2] * 3)

    def test_what_cannot_open_by_itself_is_told_to_the_coordinator_once(self):
        self.evaluation.write({"opens_on": self.today})
        self.evaluation.survey_id.users_login_required = True
        for _run in range(2):
            self._run_day()
        (activity,) = self.evaluation.activity_ids
        self.assertEqual(activity.user_id, self.coordinator)
        self.assertIn("in te loggen", activity.note)
