import re
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...portal.pairing import report_form
from ..pages import Pages, refused
from .test_checkin import SECRET, CheckinCase

REPORT = "We agreed to meet\nevery third week"


class ReportCase(CheckinCase):
    """A talk with both took place, and the coordinator wrote a report."""

    def setUp(self):
        super().setUp()
        self.checkin = self._held(summary=SECRET, report=REPORT)
        self.env.flush_all()

    def _say(self, user, agrees="yes", words="", version=1):
        return self.checkin.with_user(user)._answer(version, agrees, words)

    def _reports(self, user):
        return Pages(self.env, user).pairing(self.pairing, user.partner_id)["reports"]


@tagged("post_install", "-at_install")
class TestCheckinReport(ReportCase):
    """Both read the report of a talk once it is shared, and a no is kept (R65)."""

    def test_a_report_is_shared_and_answered(self):
        self._mailed()
        self.assertEqual(self._reports(self.mentee_user), [])
        self.checkin.action_share_report()
        self.checkin.action_share_report()
        self.assertEqual(self._mailed(), {"mentor": 1, "mentee": 1})
        link = f"/my/mentorship/pairing/{self.pairing.id}"
        self.assertIn(link, self._mails(self.mentee)[-1].body_html)
        both = self.mentor | self.mentee
        self.assertEqual(self.checkin.unanswered_ids, both)
        self._say(self.mentor_user)
        self._say(self.mentee_user, "no", "It was every second week")
        self.assertFalse(self.checkin.unanswered_ids)
        said = {one.partner_id: one.agrees for one in self.checkin.answer_ids}
        self.assertEqual(said, {self.mentor: "yes", self.mentee: "no"})
        words = self.checkin.answer_ids.filtered("words").words
        self.assertEqual(words, "It was every second week")
        (line,) = self._reports(self.mentee_user)
        self.assertEqual((line["text"], line["answer"]), (REPORT, "no"))
        # the other reads only the report
        (line,) = self._reports(self.mentor_user)
        self.assertNotIn("second week", str(line))

    def test_before_it_is_shared_nobody_reads_or_answers_it(self):
        for version in (0, 1):
            with self.assertRaises(AccessError):
                self._say(self.mentee_user, version=version)
        self.assertEqual(self._reports(self.mentor_user), [])

    def test_only_the_report_of_a_talk_with_both_is_shared(self):
        for kind in ("mentor", "mentee"):
            alone = self._held(kind=kind, report=REPORT)
            with self.assertRaisesRegex(UserError, "with everyone"):
                alone.action_share_report()
        planned = self._plan(report=REPORT)
        with self.assertRaisesRegex(UserError, "took place"):
            planned.action_share_report()
        with self.assertRaisesRegex(UserError, "Write the report"):
            self._held(report=" \n").action_share_report()

    def test_nobody_answers_for_somebody_else(self):
        self.checkin.action_share_report()
        for user in (
            self.member_user,
            self.employee,
            self.coordinator,
            self.manager,
            self.administrator,
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._say(user)
        answers = self.env["mentorship.checkin.answer"]
        for user in (self.mentee_user, self.coordinator, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                answers.with_user(user).create(
                    {
                        "checkin_id": self.checkin.id,
                        "partner_id": self.mentor.id,
                        "version": 1,
                        "agrees": "yes",
                        "on_date": self.now,
                    }
                )
        self._say(self.mentee_user, "no")
        for user in (self.mentee_user, self.coordinator, self.manager):
            answer = self.checkin.answer_ids.with_user(user)
            for act in (lambda a=answer: a.write({"agrees": "yes"}), answer.unlink):
                with self.assertRaises(AccessError):
                    act()

    def test_who_was_not_invited_does_not_read_it(self):
        self.checkin.sudo().partner_ids = self.mentor
        self.checkin.action_share_report()
        self.assertEqual(self._reports(self.mentee_user), [])
        with self.assertRaises(AccessError):
            self._say(self.mentee_user)

    def test_who_read_it_stay_the_same_people(self):
        self.checkin.partner_ids = self.mentor
        self.checkin.partner_ids = self.mentor | self.mentee
        self.checkin.action_share_report()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            self.checkin.partner_ids = self.mentor

    def test_who_left_does_not_answer(self):
        self.checkin.action_share_report()
        self.pairing.member_ids.filtered(
            lambda member: member.partner_id == self.mentee
        ).left_on = self.today
        with self.assertRaises(AccessError):
            self._say(self.mentee_user)
        self._say(self.mentor_user)

    def test_after_the_end_both_can_still_answer(self):
        self.checkin.action_share_report()
        self.pairing.with_user(self.mentee_user).action_end()
        for user in (self.mentee_user, self.mentor_user):
            self._say(user)

    def test_an_answer_is_given_once_and_kept(self):
        self.checkin.action_share_report()
        self._say(self.mentee_user, "no", "Not so")
        self._say(self.mentee_user, "no", "Other words")
        with self.assertRaisesRegex(UserError, "answered already"):
            self._say(self.mentee_user, "yes")
        answer = self.checkin.answer_ids
        self.assertEqual((answer.agrees, answer.words), ("no", "Not so"))

    def test_a_change_is_read_once_it_is_shared_and_answered_anew(self):
        self.checkin.action_share_report()
        self._say(self.mentee_user, "no", "Not so")
        self.checkin.report = "Every second week"
        self.assertTrue(self.checkin.is_unshared)
        (line,) = self._reports(self.mentee_user)
        self.assertEqual((line["text"], line["answer"]), (REPORT, "no"))
        self._mailed()
        self.checkin.action_share_report()
        self.assertEqual(self._mailed(), {"mentor": 1, "mentee": 1})
        (line,) = self._reports(self.mentee_user)
        self.assertEqual((line["text"], line["answer"]), ("Every second week", False))
        self.assertEqual(self.checkin.unanswered_ids, self.mentor | self.mentee)
        with self.assertRaisesRegex(UserError, "has changed"):
            self._say(self.mentee_user, "yes", version=1)
        self._say(self.mentee_user, "yes", version=2)
        kept = self.checkin.answer_ids.sorted("version")
        self.assertEqual(kept.mapped("agrees"), ["no", "yes"])
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.checkin.unlink()

    def test_a_report_is_no_markup(self):
        self.checkin.report = "<script>alert('x')</script>"
        self.checkin.action_share_report()
        (line,) = self._reports(self.mentee_user)
        self.assertEqual(line["text"], "<script>alert('x')</script>")

    def _form(self, user, **form):
        post = {"report": str(self.checkin.id), "version": "1", "agrees": "yes"}
        mine = self.pairing.with_user(user)
        return refused(report_form.answer, mine, MultiDict({**post, **form}))

    def test_a_form_says_what_is_wrong_with_it(self):
        self.checkin.action_share_report()
        for agrees in ("", "maybe", "\0"):
            self.assertIn("agrees", self._form(self.mentee_user, agrees=agrees))
        self.assertIn("words", self._form(self.mentee_user, words="a" * 301))
        for number in ("", "x", "-1", "9" * 5000, "\0", "\u0663", "0"):
            with self.assertRaises(UserError):
                self._form(self.mentee_user, report=number)
            with self.assertRaises(UserError):
                self._form(self.mentee_user, version=number)
        self.assertFalse(self.checkin.answer_ids)
        self.assertEqual(self._form(self.mentee_user, words="a\0 b\nc"), {})
        self.assertEqual(self.checkin.answer_ids.words, "a b c")

    def test_a_report_of_another_pair_is_not_there(self):
        self.checkin.action_share_report()
        self.edition.late_enrolment = True
        other = self._pair(
            self.pairing.mentor_enrolment_id,
            self._enrol(self.member, "mentee"),
            accept=True,
        )
        with self.assertRaisesRegex(UserError, "no longer here"):
            report_form.answer(
                other.with_user(self.mentor_user),
                MultiDict(
                    {"report": str(self.checkin.id), "version": "1", "agrees": "no"}
                ),
            )


@tagged("post_install", "-at_install")
class TestCheckinPage(HttpCase, ReportCase):
    """The page of a pairing shows the talk ahead, and asks about a report."""

    def _page(self, user):
        self.authenticate(user.login, user.login)
        return self.url_open(self._path()).text

    def _path(self):
        return f"/my/mentorship/pairing/{self.pairing.id}"

    def _send(self, **form):
        token = re.search(
            r'name="csrf_token" value="([^"]+)"', self.url_open(self._path()).text
        )[1]
        data = {"csrf_token": token, "report": self.checkin.id, "version": "1", **form}
        return self.url_open(f"{self._path()}/report", data=data)

    def test_a_member_reads_it_and_answers(self):
        link = "https://video.example/talk"
        self._plan(mode="video", video_url=link)
        self.checkin.action_share_report()
        page = self._page(self.mentee_user)
        for text in ("With the coordinators", link, "Coen Verhagen", "every third"):
            self.assertIn(text, page)
        self.assertNotIn(SECRET, page)
        answer = self._send(words="Not me")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Please say whether you agree", answer.text)
        self.assertIn('value="Not me"', answer.text)
        answer = self._send(agrees="no", words="Not me")
        self.assertIn("Thank you for your answer", answer.text)
        self.assertIn("You do not agree", answer.text)
        self.assertEqual(self.checkin.answer_ids.agrees, "no")
        again = self._send(agrees="yes")
        self.assertEqual(again.status_code, 422)
        self.assertIn("answered already", again.text)

    def test_nobody_else_comes_near(self):
        self.checkin.action_share_report()
        for user in (self.member_user, self.coordinator, self.administrator):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(self._path()).status_code, 404)

    def test_looking_answers_nothing(self):
        self.checkin.action_share_report()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        shown = self.url_open(f"{self._path()}/report?agrees=yes&version=1")
        self.assertTrue(shown.url.endswith(self._path()))
        self.assertFalse(self.checkin.answer_ids)

    def test_a_talk_is_gone_once_it_is_over(self):
        planned = self._plan()
        self.assertIn("With the coordinators", self._page(self.mentor_user))
        planned.sudo().date = self.now - timedelta(hours=3)
        self.assertNotIn("With the coordinators", self._page(self.mentor_user))
