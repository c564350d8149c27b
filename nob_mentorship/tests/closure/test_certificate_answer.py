"""A certificate that needs an answer tells its member, and no one else."""

import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models import odoo_inside
from ..pages import Pages
from .certificates import CertificateCase

REPORT = "nob_mentorship.certificate_report_action"
OF_EACH = {
    *("id", "code", "enrolment_id", "partner_id", "role", "meetings", "hours"),
    *("create_date", "write_date"),
}
"""The columns in which the rows of two members differ in any case."""
ROWS = "SELECT array_agg(t::text ORDER BY id) FROM mentorship_certificate t"


class AnswerCase(CertificateCase):
    """The mentee answered the final evaluation, and the mentor did not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.certificate_answer = True
        cls.evaluation = cls._final(answered=cls.mentee, asked=cls.mentor)


@tagged("post_install", "-at_install", "mentorship")
class TestCertificateAnswer(AnswerCase):
    """Staff never learn who answered by the certificates (promise 4)."""

    def _all(self, user=None):
        """Issue all certificates as staff; return them, the mentee's first."""
        edition = self.edition.with_user(user or self.coordinator)
        self.told = edition.action_issue_certificates()["params"]["message"]
        found = self.certificates.search([])
        return found.sorted(lambda each: each.partner_id != self.mentee)

    def test_it_counts_for_who_answered_or_was_not_asked(self):
        mine, theirs = self._all()
        self.assertTrue(mine.depends_on_answer and theirs.depends_on_answer)
        self.assertTrue(mine._counts())
        self.assertFalse(theirs._counts())
        self.assertEqual(self.certificates._find(mine.code), mine)
        self.assertFalse(self.certificates._find(theirs.code))
        self.evaluation.invitation_ids.responded = True
        self.assertTrue(theirs._counts())
        self.evaluation.invitation_ids.filtered(
            lambda each: each.partner_id == self.mentor
        ).unlink()
        self.assertTrue(theirs._counts())

    def test_an_answer_to_another_form_does_not_count(self):
        _mine, theirs = self._all()
        for values in ({"moment": "midway"}, {"counts_for_certificate": False}):
            other = self._final(answered=self.mentor)
            other.sudo().write({"state": "draft"})
            other.write(values)
            other._set_state("closed")
            self.assertFalse(theirs._counts(), values)

    def test_the_final_evaluation_is_opened_first(self):
        self.evaluation.sudo().write({"state": "draft"})
        with self.assertRaisesRegex(UserError, "open it first"):
            self._all()
        with self.assertRaisesRegex(UserError, "open it first"):
            self._issue()

    def test_the_rows_differ_in_nothing_that_an_answer_decides(self):
        mine, theirs = self._all()
        self.env.flush_all()
        rows = []
        for certificate in (mine, theirs):
            self.env.cr.execute(
                "SELECT to_jsonb(c) FROM mentorship_certificate c WHERE id = %s",
                [certificate.id],
            )
            (row,) = self.env.cr.fetchone()
            rows.append({k: v for k, v in row.items() if k not in OF_EACH})
        self.assertEqual(*rows)

    def test_no_interface_shows_staff_any_of_them(self):
        certificates = self._all()
        for user in (self.coordinator, self.manager, self.administrator):
            mine = certificates.with_user(user)
            empty = mine.browse()
            if user != self.administrator:
                self.assertFalse(empty.search([]))
                self.assertEqual(empty.search_count([]), 0)
                self.assertFalse(empty._read_group([], ["edition_id"], ["__count"]))
                self.assertFalse(empty.name_search("Bas"))
                edition = self.edition.with_user(user)
                self.assertEqual(edition.certificate_count, 0)
            for certificate in mine:
                for act in (
                    lambda one=certificate: one.read(["state"]),
                    lambda one=certificate: one.read(["write_date", "create_uid"]),
                    lambda one=certificate: one.export_data(["display_name"]),
                    lambda one=certificate: one.copy(),
                    lambda one=certificate: one.write({"state": "revoked"}),
                    lambda one=certificate: odoo_inside.pdf(
                        one.env, REPORT, one.ids, {}
                    ),
                ):
                    with self.assertRaises(AccessError):
                        act()
            self.assertFalse(mine.exists())

    def test_no_path_leads_staff_to_one(self):
        self._all()
        for user in (self.coordinator, self.manager):
            sign_ups = self.env["mentorship.enrolment"].with_user(user)
            for domain in (
                [("certificate_ids", "!=", False)],
                [("certificate_ids.state", "=", "issued")],
                [("certificate_ids", "any", [("depends_on_answer", "=", True)])],
                [("certificate_ids.code", "=like", "A%")],
            ):
                with self.subTest(str(domain)), self.assertRaises(AccessError):
                    sign_ups.search(domain)
            self.assertNotIn("certificate_ids", sign_ups.fields_get())

    def test_staff_see_the_same_of_both_whatever_they_do(self):
        for act in (
            lambda one: one.action_issue_certificate(),
            lambda one: one.action_issue_certificate(),
            lambda one: one.action_revoke_certificate(),
            lambda one: one.action_issue_certificate(),
        ):
            seen = []
            for sign_up in (self.own, self.mentors):
                mine = sign_up.with_user(self.coordinator)
                notes = len(sign_up.message_ids)
                act(mine)
                self.env.flush_all()
                seen.append(
                    (
                        mine.certificate_state,
                        mine.certificate_on,
                        len(sign_up.message_ids) - notes,
                        mine._asks_revoke_certificate().lines,
                    )
                )
            self.assertEqual(*seen)

    def test_a_job_reports_the_same_of_both(self):
        self._all()
        self.assertIn("2 of 2 done", self.told)
        job = self.env["mentorship.job"]._start(
            (self.own | self.mentors).with_user(self.coordinator).sudo(),
            "_issue_certificate",
        )
        self._run_jobs()
        self.assertEqual(job.line_ids.mapped("state"), ["done", "done"])
        self.assertEqual(job.line_ids.mapped("reason"), [False, False])

    def test_both_get_the_same_mail_which_staff_do_not_read(self):
        before = self._mails()
        self._all()
        texts = set()
        mails = self._mails() - before
        self.assertEqual(len(mails), 2)
        for mail, partner in zip(mails, mails.recipient_ids, strict=True):
            body = re.sub(r"/enrolment/\d+", "", mail.body_html)
            for name in (partner.name, partner.name.split()[0]):
                body = body.replace(name, "")
            # a member who never logged in gets a link with a key of their own
            texts.add((mail.subject, re.sub(r"/to/\d+/\w+", "", body)))
            self.assertFalse(mail.res_id)
            message = mail.mail_message_id
            for user in (self.coordinator, self.manager):
                with self.assertRaises(AccessError):
                    message.with_user(user).read(["body"])
        self.assertEqual(len(texts), 1)

    def test_an_answer_changes_no_row_of_a_certificate(self):
        _mine, theirs = self._all()
        self.env.flush_all()
        self.env.cr.execute(ROWS)
        (before,) = self.env.cr.fetchone()
        self.evaluation.invitation_ids.responded = True
        self.assertTrue(theirs._counts())
        Pages(self.env).certificate(self.mentors)
        self.env.flush_all()
        self.env.cr.execute(ROWS)
        self.assertEqual(self.env.cr.fetchone()[0], before)

    def test_only_the_member_reads_on_a_page_whether_it_counts(self):
        mine, _theirs = self._all()
        pages = Pages(self.env, self.mentee_user)
        own = pages.certificate(self.own)
        self.assertIn(mine._shown_code(), own["check_url"])
        self.assertTrue(own["secret"])
        (line,) = pages.overview(self.mentee)["certificates"]
        self.assertEqual(line["url"], f"/my/mentorship/certificate/{mine.id}")
        waiting = Pages(self.env, self.mentor_user).certificate(self.mentors)
        self.assertFalse(waiting["url"])
        self.assertEqual(
            waiting["form_url"], f"/my/mentorship/evaluation/{self.evaluation.id}"
        )
        self.evaluation._set_state("closed")
        late = Pages(self.env, self.mentor_user).certificate(self.mentors)
        self.assertIn("yours is missing", late["text"])
        self.assertFalse(late["form_url"])
        # staff who look at the pages as a member
        for partner in (self.mentee, self.mentor):
            seen = Pages(self.env).overview(partner, own=False)
            self.assertEqual(seen["certificates"], [])

    def test_a_setting_that_changes_leaves_what_was_issued(self):
        certificates = self._all()
        self.edition.certificate_answer = False
        self.assertEqual(set(certificates.mapped("depends_on_answer")), {True})
        mine = certificates.with_user(self.manager).browse()
        self.assertFalse(mine.search([]))


@tagged("post_install", "-at_install", "mentorship")
class TestCertificatePreview(HttpCase, AnswerCase):
    """Staff who look at a page as its member find no certificate on it."""

    def test_the_preview_is_the_same_for_both(self):
        self.edition.with_user(self.coordinator).action_issue_certificates()
        self.env.flush_all()
        self.authenticate(self.manager.login, self.manager.login)
        for sign_up in (self.own, self.mentors):
            page = self.url_open(f"/my/mentorship/preview/{sign_up.id}")
            self.assertEqual(page.status_code, 200)
            self.assertNotIn("mentorship_certificate", page.text)
        for certificate in self.certificates.search([]):
            path = f"/my/mentorship/certificate/{certificate.id}"
            self.assertEqual(self.url_open(path).status_code, 404)

    def test_the_member_finds_it(self):
        self.edition.with_user(self.coordinator).action_issue_certificates()
        self.env.flush_all()
        for user, sign_up, found in (
            (self.mentee_user, self.own, True),
            (self.mentor_user, self.mentors, False),
        ):
            self.authenticate(user.login, user.login)
            certificate = sign_up.certificate_ids
            for place in (f"enrolment/{sign_up.id}", f"pairing/{self.pairing.id}"):
                page = self.url_open(f"/my/mentorship/{place}").text
                self.assertIn("mentorship_certificate", page)
                self.assertEqual(certificate._shown_code() in page, found)
                self.assertEqual("linkedin.com/profile/add" in page, found)
            path = f"/my/mentorship/certificate/{certificate.id}"
            status = self.url_open(path).status_code
            self.assertEqual(status, 200 if found else 404)
