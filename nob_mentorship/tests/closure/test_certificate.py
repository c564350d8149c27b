from base64 import b64decode, b64encode
from io import BytesIO

import psycopg2
from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ...portal.closure import certificate as page
from ...tools import certificate_code, network, paper_text
from ..pages import Pages
from .certificates import CertificateCase

SIGNATURE = "certificate_signature"


def drawn(width=40, height=20):
    """Return a small picture, as the interfaces send it."""
    file = BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, "PNG")
    return b64encode(file.getvalue())


@tagged("post_install", "-at_install", "mentorship")
class TestCertificate(CertificateCase):
    """Staff issue certificates, one by one or all at once, and take them back (R69)."""

    def test_one_is_issued_and_its_member_told_once(self):
        before = self._mails()
        certificate = self._issue()
        for _twice in range(2):
            self._issue()
        mail = self._mails(self.mentee) - before
        self.assertEqual(len(mail), 1)
        self.assertIn(self.edition.display_name, mail.subject)
        self.assertIn(f"/my/mentorship/enrolment/{self.own.id}", mail.body_html)
        self.assertNotIn(certificate._shown_code(), mail.body_html)
        self.assertEqual(
            (certificate.state, certificate.issued_on), ("issued", self.today)
        )
        self.assertEqual((certificate.meetings, certificate.hours), (2, 3.0))
        self.assertEqual(
            (certificate.role, certificate.programme_name, certificate.edition_name),
            ("mentee", "Test programme", "2030"),
        )
        self.assertEqual(certificate.date_from, self.pairing.date_start)
        seen = self.own.with_user(self.coordinator)
        self.assertEqual(seen.certificate_state, "issued")

    def test_all_are_issued_with_a_report_and_none_twice(self):
        left = self._enrol_who_left()
        edition, before = self.edition.with_user(self.coordinator), self._mails()
        told = edition.action_issue_certificates()["params"]["message"]
        self.assertIn("2 of 3 done", told)
        self.assertIn(f"{left.display_name}: ", told)
        self.assertEqual(len(self._mails() - before), 2)
        again = edition.action_issue_certificates()["params"]["message"]
        self.assertIn("nothing left to do for 2", again)
        self.assertEqual(len(self._mails() - before), 2)
        self.assertEqual(len(self.certificates.search([])), 2)

    def _enrol_who_left(self):
        """Return the sign-up of a member whose mentorship ended early."""
        self.edition.late_enrolment = True
        user = self._member("left", years=1)
        sign_up = self._enrol(user.partner_id, "mentee")
        mentor = self._enrol(self._member("other", years=9).partner_id, "mentor")
        pairing = self._pair(mentor, sign_up, accept=True)
        pairing.with_user(user).action_end()
        # the mentor of that pairing is not part of the story
        mentor.member_ids.answer = "declined"
        return sign_up

    def test_who_gets_none_reads_why_not(self):
        left = self._enrol_who_left()
        with self.assertRaisesRegex(UserError, "no mentorship that was completed"):
            self._issue(left)
        left.action_withdraw()
        with self.assertRaisesRegex(UserError, "withdrew"):
            self._issue(left)
        self.edition.min_meetings = 3
        with self.assertRaisesRegex(UserError, "2, of at least 3"):
            self._issue()
        self.edition.certificate_meetings = False
        self.assertTrue(self._issue())
        self.edition.certificate = False
        with self.assertRaisesRegex(UserError, "gives no certificates"):
            self._issue(self.mentors)
        with self.assertRaisesRegex(UserError, "gives no certificates"):
            self.edition.with_user(self.coordinator).action_issue_certificates()

    def test_a_meeting_without_the_member_does_not_count(self):
        self._held(self.pairing, 5, self.mentor)
        self.assertEqual(self._issue().meetings, 2)
        self.assertEqual(self._issue(self.mentors).meetings, 3)

    def test_members_who_go_on_without_the_programme_get_theirs(self):
        self.pairing.member_ids.informal_on = self.today
        self.assertTrue(self.pairing.is_informal)
        self.assertEqual(self._issue().state, "issued")

    def test_a_mentorship_under_way_waits(self):
        self.own.state = "matched"
        with self.assertRaisesRegex(UserError, "still under way"):
            self._issue()

    def test_what_was_taken_back_is_not_found_and_issued_anew_with_another_code(self):
        certificate = self._issue()
        first = certificate.code
        staff = self.own.with_user(self.coordinator)
        before = self._mails()
        for _twice in range(2):
            staff.action_revoke_certificate()
        self.assertEqual(
            (certificate.state, certificate.revoked_on), ("revoked", self.today)
        )
        self.assertFalse(self.certificates._find(first))
        self.assertFalse(self._mails() - before)
        told = self.edition.with_user(self.coordinator).action_issue_certificates()
        self.assertIn("You decided", told["params"]["message"])
        staff.action_issue_certificate()
        self.assertEqual(certificate.state, "issued")
        self.assertFalse(certificate.revoked_on)
        self.assertFalse(self.certificates._find(first))
        self.assertEqual(self.certificates._find(certificate.code), certificate)

    def test_staff_can_decide_before_anything_is_issued(self):
        staff = self.own.with_user(self.coordinator)
        staff.action_revoke_certificate()
        self.assertEqual(staff.certificate_state, "revoked")
        told = self.edition.with_user(self.coordinator).action_issue_certificates()
        self.assertIn("1 of 2 done", told["params"]["message"])
        self.assertFalse(Pages(self.env).certificate(self.own))

    def test_only_staff_of_the_programme_issue_and_take_back(self):
        self._issue()
        for user in (
            self.other_coordinator,
            self.employee,
            self.administrator,
            self.mentee_user,
            self.mentor_user,
        ):
            own, edition = self.own.with_user(user), self.edition.with_user(user)
            for act in (
                own.action_issue_certificate,
                own.action_revoke_certificate,
                edition.action_issue_certificates,
            ):
                with (
                    self.subTest(f"{user.login} {act.__name__}"),
                    self.assertRaises(AccessError),
                ):
                    act()

    def test_no_one_reads_a_code_or_writes_a_certificate(self):
        certificate = self._issue()
        for user in (self.coordinator, self.manager):
            mine = certificate.with_user(user)
            self.assertEqual(mine.search([]), mine)
            for act in (
                lambda mine=mine: mine.read(["code"]),
                lambda mine=mine: mine.search([("code", "=like", "A%")]),
                lambda mine=mine: mine.write({"state": "revoked"}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.search([], order="code"),
            ):
                with self.assertRaises(AccessError):
                    act()
            self.assertNotIn("code", mine.fields_get())

    def test_it_is_found_by_its_shown_name(self):
        mine = self._issue().with_user(self.coordinator)
        self.assertEqual(mine.name_search(mine.display_name)[0][0], mine.id)
        self.assertIn("Bas de Groot", mine.display_name)
        self.assertFalse(mine.name_search("Zqxw"))

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_one(self):
        self._issue()
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self.certificates.create({"enrolment_id": self.own.id})
            self.env.flush_all()

    def test_it_says_what_was_so_and_the_name_of_now(self):
        certificate = self._issue()
        self.edition.name = "2099"
        self.mentee.name = "Bas Nieuwenhuis"
        confirmed = dict(page.confirmed(certificate))
        self.assertEqual(confirmed["Name"], "Bas Nieuwenhuis")
        self.assertEqual(confirmed["Edition"], "2030")
        self.assertEqual(len(confirmed), 4)

    def test_an_erased_member_has_none_any_more(self):
        certificate = self._issue()
        code = certificate.code
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(certificate.exists())
        self.assertFalse(self.certificates._find(code))

    def test_it_goes_with_a_merge(self):
        certificate = self._issue()
        double = self.env["res.partner"].create(
            {"name": "B. de Groot", "email": self.mentee.email}
        )
        self.env.flush_all()
        groups = "base.group_partner_manager,base.group_system"
        groups += ",account.group_account_readonly"
        groups += ",nob_mentorship.group_mentorship_manager"
        staff = self._user("merging", groups)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(staff).create({})._merge(
            (self.mentee | double).ids, self.mentee.with_user(staff)
        )
        self.env.invalidate_all()
        self.assertEqual(certificate.partner_id, self.mentee)
        self.assertTrue(self.certificates._find(certificate.code))

    def test_it_is_in_the_download_of_its_member_alone(self):
        certificate = self._issue()
        (mine,) = Pages(self.env).export(self.mentee)["certificates"]
        self.assertEqual(mine["code"], certificate._shown_code())
        self.assertEqual(mine["meetings_held"], 2)
        self.assertFalse(Pages(self.env).export(self.mentor)["certificates"])

    def test_the_questions_count_as_the_actions_do(self):
        edition = self.edition.with_user(self.coordinator)
        asked = edition._asks_issue_certificates()
        self.assertIn("Members who get one: 2", asked.lines)
        self._issue()
        asked = edition._asks_issue_certificates()
        self.assertIn("Members who get one: 1", asked.lines)
        self.assertIn("Issued already: 1", asked.lines)
        own = self.own.with_user(self.coordinator)
        self.assertIn("Meetings held: 2", own._asks_issue_certificate().lines)
        self.assertTrue(own._asks_revoke_certificate().text)

    def test_an_edition_takes_the_settings_of_its_programme(self):
        self.programme.write(
            {
                "certificate": True,
                "certificate_answer": True,
                "certificate_signer": "Jan",
                SIGNATURE: drawn(),
            }
        )
        copied = self._edition(name="2031")
        self.assertTrue(copied.certificate and copied.certificate_answer)
        self.assertEqual(copied.certificate_signer, "Jan")
        self.assertTrue(copied[SIGNATURE])
        # a form asks for the size of a picture
        taken = self.programme.with_context(bin_size=True)._settings_values()
        self.assertEqual(taken[SIGNATURE], self.programme[SIGNATURE])

    def test_a_signature_is_a_picture_and_no_book(self):
        large = b64encode(b"x" * 20_000_000)
        for record in (self.programme, self.edition):
            for value in (large, b64encode(b"no picture"), "no base64 ✗", 7, [1]):
                with (
                    self.subTest(f"{record._name} {str(value)[:20]}"),
                    self.assertRaisesRegex(ValidationError, "“Signature” must be"),
                    self.env.cr.savepoint(),
                ):
                    record.with_user(self.manager).write({SIGNATURE: value})
            record.with_user(self.manager).write({SIGNATURE: drawn()})
            self.assertTrue(record[SIGNATURE])
            record[SIGNATURE] = False

    def test_a_signature_is_kept_small(self):
        self.edition[SIGNATURE] = drawn(4000, 3000)
        content = b64decode(self.edition[SIGNATURE])
        with Image.open(BytesIO(content)) as kept:
            self.assertLessEqual(kept.width, 1200)
            self.assertLessEqual(kept.height, 400)


@tagged("post_install", "-at_install")
class TestCertificateTools(TransactionCase):
    """Codes, networks and texts on paper."""

    def test_a_code_is_read_however_it_is_typed(self):
        code = certificate_code.new()
        shown = certificate_code.grouped(code)
        self.assertEqual(len(shown), 34)
        for typed in (
            code,
            shown,
            shown.lower(),
            f"  {shown.replace('-', ' ')}\n",
            shown.replace("-", "–"),
            shown.replace("-", " - "),
        ):
            with self.subTest(typed):
                self.assertEqual(certificate_code.read(typed), code)

    def test_anything_else_is_no_code(self):
        code = certificate_code.new()
        for typed in (
            *("", " ", "\x00", "-", "x" * 100_000, "é" * 28, "ſ" * 28, "ı" * 28),
            *(code[:-1], f"{code}A", f"\x00{code}", f"{code[:-1]}I", f"{code[:-1]}1"),
            *("'; DROP TABLE x; --", "%", "_" * 28, "１" * 28),
        ):
            with self.subTest(typed[:40]):
                self.assertEqual(certificate_code.read(typed), "")

    def test_codes_are_drawn_from_all_letters(self):
        codes = {certificate_code.new() for _many in range(400)}
        self.assertEqual(len(codes), 400)
        self.assertEqual(set("".join(codes)), set(certificate_code.ALPHABET))
        self.assertGreaterEqual(
            len(certificate_code.ALPHABET) ** certificate_code.LETTERS, 2**128
        )

    def test_an_address_of_version_6_is_its_network(self):
        self.assertEqual(network.of("2001:db8::1"), network.of("2001:db8::2:3"))
        self.assertNotEqual(network.of("2001:db8:0:1::1"), network.of("2001:db8::1"))
        self.assertNotEqual(network.of("192.0.2.1"), network.of("192.0.2.2"))
        self.assertEqual(network.of("::ffff:192.0.2.1"), network.of("192.0.2.1"))
        for odd in ("", None, "unix:", "x" * 500):
            self.assertEqual(network.of(odd), odd or "")

    def test_a_text_knows_its_size_and_direction(self):
        self.assertEqual(paper_text.direction("מאיה כהן"), "rtl")
        self.assertEqual(paper_text.direction("مايا"), "rtl")
        for text in ("Maya", "123", "", None, "É"):
            self.assertEqual(paper_text.direction(text), "ltr")
        self.assertEqual(paper_text.step("x" * 10, (10, 20)), 0)
        self.assertEqual(paper_text.step("x" * 11, (10, 20)), 1)
        self.assertEqual(paper_text.step("王" * 10, (10, 20)), 1)
        self.assertEqual(paper_text.step("x" * 120, (10, 20)), 2)
