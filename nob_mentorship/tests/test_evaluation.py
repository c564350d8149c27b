import json
import shutil
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..room import ballots, casting, closing, keys
from ..tools.keyring import KeyringError
from ..tools.seal import MasterKeys, SealError, Secret
from .common import MentorshipCase

TEXT = "Meer tijd voor elkaar"


class EvaluationCase(MentorshipCase):
    """An edition of six mentors and six mentees, and an evaluation of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the keys of evaluations that were rolled back
        cls.addClassCleanup(shutil.rmtree, ballots._folder(cls.env), True)
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

    def _answer(self, evaluation, partner, text=TEXT, **values):
        """Answer as somebody who was asked; return the standing."""
        found = casting.find(self.env, self._token(evaluation, partner))
        return casting.cast(found, self._body(evaluation, text, **values)).standing

    def _body(self, evaluation, text=TEXT, **values):
        """Return what the page sends, a `Secret`."""
        sent = {}
        for question in evaluation.survey_id.question_ids:
            value = values.get(question.mentorship_key)
            if question.suggested_answer_ids:
                sent[question.id] = value or question.suggested_answer_ids[0].id
            elif question.question_type == "text_box":
                sent[question.id] = text
            else:
                sent[question.id] = str(value or 3)
        return Secret(json.dumps({"params": sent}))

    def _token(self, evaluation, partner):
        return ballots.Box(evaluation).token(partner.id)


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
            self.assertIn(self._token(self.evaluation, person), mail.body_html)
            self.assertTrue(mail.auto_delete)
            self.assertFalse(mail.model and mail.res_id)

    def test_the_database_keeps_no_token(self):
        self.evaluation.action_open()
        token = self._token(self.evaluation, self.people[0])
        hashes = self.evaluation.invitation_ids.mapped("token_hash")
        self.assertIn(ballots.hashed(token), hashes)
        self.assertNotIn(token, hashes)

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
        with self.assertRaisesRegex(ValidationError, "“Ordinary” is no form"):
            mine.create({"edition_id": self.edition.id, "survey_id": survey.id})

    def test_one_form_serves_one_evaluation(self):
        self.evaluation.action_open()
        second = self._evaluation(audience="mentor")
        second.survey_id = self.evaluation.survey_id
        with self.assertRaisesRegex(UserError, "take a copy"):
            second.action_open()

    def test_reminders_go_twice_and_only_to_who_has_not_answered(self):
        self.evaluation.action_open()
        self.assertEqual(self._answer(self.evaluation, self.people[0]), "cast")
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
            self.assertIn(self._token(self.evaluation, person), mails[0].body_html)
        with (
            self._on(self.today + timedelta(days=3)),
            self.assertRaisesRegex(UserError, "twice already"),
        ):
            self.evaluation.action_remind()

    def test_an_answer_counts_once(self):
        self.evaluation.action_open()
        first, second = self.people[:2]
        self.assertEqual(self._answer(self.evaluation, first), "cast")
        self.assertEqual(self._answer(self.evaluation, first), "answered")
        # two tabs that both found the form open
        stale = casting.find(self.env, self._token(self.evaluation, second))
        self.assertEqual(self._answer(self.evaluation, second), "cast")
        body = self._body(self.evaluation)
        self.assertEqual(casting.cast(stale, body).standing, "answered")
        self.assertEqual(self.evaluation.responded_count, 2)
        self.env.cr.execute("SELECT ciphertext FROM mentorship_evaluation_ballot")
        sealed = [row[0] for row in self.env.cr.fetchall()]
        self.assertEqual(len({len(text) for text in sealed}), 1)
        self.assertEqual(len(set(sealed)), 2)

    def test_a_mandatory_question_is_asked_for(self):
        self.evaluation.action_open()
        found = casting.find(self.env, self._token(self.evaluation, self.people[0]))
        outcome = casting.cast(found, Secret('{"params": {}}'))
        self.assertEqual(outcome.standing, "wrong")
        mandatory = self.evaluation.survey_id.question_ids.filtered("constr_mandatory")
        self.assertEqual(set(outcome.wrong), set(mandatory.ids))
        self.assertFalse(self.evaluation.responded_count)

    def test_without_the_key_nothing_is_opened_nor_taken(self):
        with self._without_key(), self.assertRaisesRegex(UserError, "not on this"):
            self.evaluation.action_open()
        self.assertEqual(self.evaluation.state, "draft")
        self.evaluation.action_open()
        token = self._token(self.evaluation, self.people[0])
        self.env.invalidate_all()
        with self._without_key():
            self.assertEqual(casting.find(self.env, token).standing, "no_key")
            with self.assertRaisesRegex(UserError, "not on this server"):
                self.evaluation.action_remind()
        self.assertEqual(casting.find(self.env, token).standing, "open")

    def _without_key(self):
        return patch.object(ballots, "masters", return_value=MasterKeys({}))

    def test_a_key_file_that_cannot_be_read_is_no_key(self):
        with (
            patch.object(ballots, "masters", side_effect=KeyringError("broken")),
            self.assertRaises(UserError),
        ):
            self.evaluation.action_open()

    def test_what_is_fixed_is_bound_into_every_ballot(self):
        self.evaluation.action_open()
        self._answer(self.evaluation, self.people[0])
        self.env.cr.execute(
            "UPDATE mentorship_evaluation SET min_responses = 3 WHERE id = %s",
            [self.evaluation.id],
        )
        self.evaluation.invalidate_recordset()
        self.env.cr.execute("SELECT ciphertext FROM mentorship_evaluation_ballot")
        (sealed,) = self.env.cr.fetchone()
        with self.assertRaises(SealError):
            ballots.Box(self.evaluation).open(sealed)

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
        return self.env["mentorship.portal.pages"]._published_summaries(partner)

    def test_a_member_sees_the_form_as_a_step_and_staff_do_not(self):
        self.evaluation.action_open()
        pages = self.env["mentorship.portal.pages"]
        path = f"/my/mentorship/evaluation/{self.evaluation.id}"
        for own in (True, False):
            values = pages._overview(self.people[6], own=own)
            steps = [values["step"], *values["more_steps"]]
            urls = [step["url"] for step in steps if step]
            self.assertEqual(path in urls, own)
        self._answer(self.evaluation, self.people[6])
        self.assertFalse(pages._evaluation_steps(self.people[6]))

    def test_that_one_answered_is_known_for_a_certificate_and_nothing_else(self):
        self.evaluation.action_open()
        enrolment = self.pairings[0].mentee_enrolment_ids
        self.assertFalse(enrolment._answered_evaluations())
        self._answer(self.evaluation, enrolment.partner_id)
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
        with patch("odoo.addons.nob_mentorship.models.mentorship_mailing.MANY", 1):
            self.evaluation.with_user(self.coordinator).action_open()
        self.assertTrue(jobs.search([]).line_ids)
        for user in (self.coordinator, self.manager):
            self.assertFalse(jobs.with_user(user).search([]))
            self.assertFalse(jobs.line_ids.with_user(user).search([]))
        sent = len(self._mails())
        self._run_jobs()
        self.assertEqual(len(self._mails()), sent + 12)
        self.assertFalse(jobs.search([]))

    @mute_logger("odoo.addons.nob_mentorship.models.mentorship_job")
    def test_mails_that_fail_are_told_as_a_number(self):
        with patch("odoo.addons.nob_mentorship.models.mentorship_mailing.MANY", 1):
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


@tagged("post_install", "-at_install")
class TestClosing(EvaluationCase):
    """What is left once the box was opened; closing has transactions of its own."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def _close(self, answers, **values):
        """Let people answer, each with a text of their own, and close."""
        self.evaluation.action_open()
        for number, person in enumerate(self.people[:answers]):
            self._answer(self.evaluation, person, f"{TEXT} {number}", **values)
        self.env.flush_all()
        self.evaluation.with_user(self.coordinator).action_close()
        self.env.invalidate_all()
        return self.env["survey.user_input"].search(
            [("mentorship_evaluation_id", "=", self.evaluation.id)]
        )

    def test_answers_are_written_of_nobody_and_the_key_is_gone(self):
        inputs = self._close(12)
        self.assertEqual(len(inputs), 12)
        texts = inputs.user_input_line_ids.mapped("value_text_box")
        self.assertEqual(
            sorted(filter(None, texts)), sorted(f"{TEXT} {n}" for n in range(12))
        )
        for name in ("partner_id", "email", "nickname", "lang_id", "invite_token"):
            self.assertFalse(any(i[name] for i in inputs), name)
        self.assertEqual(inputs.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(len(set(inputs.mapped("create_date"))), 1)
        self.assertFalse(inputs.message_ids)
        self.assertFalse(self.env["mentorship.evaluation.ballot"].search([]))
        self.assertFalse(any(self.evaluation.invitation_ids.mapped("token_hash")))
        self.assertEqual(self.evaluation.responded_count, 12)
        with self.assertRaises(SealError):
            ballots.Box(self.evaluation, closing=True)

    def test_roles_stay_only_where_each_is_large_enough(self):
        inputs = self._close(12)
        roles = inputs.mapped("mentorship_role")
        self.assertEqual((roles.count("mentor"), roles.count("mentee")), (6, 6))

    def test_roles_go_where_one_is_too_small(self):
        inputs = self._close(8)
        self.assertEqual(len(inputs), 8)
        self.assertFalse(any(inputs.mapped("mentorship_role")))

    def test_one_too_few_is_never_opened(self):
        self.assertFalse(self._close(4))
        self.assertEqual(self.evaluation.state, "closed")
        self.assertEqual(
            (self.evaluation.opened_count, self.evaluation.missing_count), (0, 1)
        )
        self.assertFalse(self.env["mentorship.evaluation.ballot"].search([]))

    def test_just_enough_is_opened(self):
        self.assertEqual(len(self._close(5)), 5)

    def test_answers_come_in_another_order_than_they_were_given(self):
        inputs = self._close(12)
        lines = inputs.user_input_line_ids.sorted("id").filtered("value_text_box")
        self.assertNotEqual(
            lines.mapped("value_text_box"), [f"{TEXT} {n}" for n in range(12)]
        )

    def test_a_box_that_was_changed_is_not_opened(self):
        self.evaluation.action_open()
        for person in self.people[:6]:
            self._answer(self.evaluation, person)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM mentorship_evaluation_ballot WHERE id ="
            " (SELECT min(id) FROM mentorship_evaluation_ballot)"
        )
        self.assertEqual(closing.close(self.env, self.evaluation.id), "damaged")
        self.env.invalidate_all()
        self.assertEqual(self.evaluation.state, "open")
        with self.assertRaises(UserError):
            self.evaluation.with_user(self.coordinator).action_discard()
        self.evaluation.with_user(self.manager).action_discard()
        self.assertEqual(self.evaluation.state, "closed")
        self.assertFalse(self.env["survey.user_input"].search([]))

    def test_a_rotated_master_key_still_opens_the_box(self):
        self.evaluation.action_open()
        used = keys.masters()
        grown = MasterKeys({1: used.key(1), 2: used.key(1)})
        self.assertEqual(set(ballots.versions(self.env)), {1})
        self.assertGreaterEqual(ballots.rewrap(self.env, grown), 1)
        self.assertEqual(set(ballots.versions(self.env)), {2})
        with patch.object(ballots, "masters", return_value=grown):
            self.assertTrue(self._token(self.evaluation, self.people[0]))

    def test_keys_that_nothing_needs_are_destroyed_after_a_day(self):
        name = ballots.make_key(self.env)
        self.evaluation.action_open()
        file = ballots._file(self.env, name)
        self.evaluation._destroy_unused_keys()
        self.assertTrue(file.exists())
        with patch.object(ballots, "DAY", -1):
            self.evaluation._destroy_unused_keys()
        self.assertFalse(file.exists())
        self.assertTrue(self._token(self.evaluation, self.people[0]))
