from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import MentorshipCase, control

ASKED = "How are you doing?"
NOTE = "Call them."


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestCorrespondence(MentorshipCase):
    """What staff write to members comes from the programme, and reaches them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.seen = cls.pairing.with_user(cls.coordinator)
        cls.sender = cls.programme._sender()

    def _post(self, record, partners=None, **values):
        return record.message_post(
            body=ASKED,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(partners or self.env["res.partner"]).ids,
            **values,
        )

    def _written(self, action, **values):
        """Fill in the form that an action opens, and send it."""
        composer = self.env["mail.compose.message"].with_user(self.coordinator)
        composer = composer.with_context(**action["context"]).create(
            {"body": "<p>See you on Monday.</p>", **values}
        )
        composer.action_send_mail()

    @contextmanager
    def _warnings(self):
        """Collect the messages that the writer gets at once."""
        told = []
        users = type(self.env["res.users"])
        with patch.object(
            users,
            "_bus_send",
            lambda user, kind, message, **_kw: told.append((user, message["message"])),
        ):
            yield told

    def test_the_people_concerned_are_suggested(self):
        told = self.seen._message_get_suggested_recipients()
        self.assertEqual(
            {each["partner_id"] for each in told}, {self.mentor.id, self.mentee.id}
        )
        own = self.pairing.mentee_enrolment_ids.with_user(self.coordinator)
        told = own._message_get_suggested_recipients()
        self.assertEqual([each["partner_id"] for each in told], self.mentee.ids)

    def test_of_a_proposal_nobody_is_suggested(self):
        late = self._enrol_late()
        proposed = self._pair(self.pairing.mentor_enrolment_id, late)
        self.assertFalse(proposed._message_get_suggested_recipients())
        with self.assertRaises(UserError):
            proposed.with_user(self.coordinator).action_mail()

    def _enrol_late(self):
        self.edition.late_enrolment = True
        return self._enrol(self.member, "mentee")

    def test_a_mail_to_a_pair_is_of_the_programme(self):
        message = self._post(self.seen, self.mentor | self.mentee)
        self.assertEqual(message.author_id, self.coordinator.partner_id)
        for partner in (self.mentor, self.mentee):
            mail = self._mails(partner)[-1]
            self.assertEqual(mail.email_from, self.sender)
            self.assertEqual(mail.reply_to, self.sender)
            path = f"/my/mentorship/pairing/{self.pairing.id}"
            self.assertIn(path, mail.body_html)
            self.assertNotIn(self.coordinator.email, mail.body_html)
        self.assertIn(message, self.pairing.message_ids)

    def test_nobody_reads_the_address_of_another(self):
        self._post(self.seen, self.mentor | self.mentee)
        mails = self._mails(self.mentor) | self._mails(self.mentee)
        self.assertFalse(
            [mail.id for mail in mails if "X-Msg-To" in (mail.headers or "")]
        )
        for mail in self._mails(self.mentee)[-1]:
            self.assertNotIn(self.mentor.email, mail.body_html)
            self.assertFalse(mail.email_to or mail.email_cc)

    @control
    def test_a_note_is_for_colleagues_and_stays_theirs(self):
        with self._warnings() as told:
            message = self.seen.message_post(body=NOTE, message_type="comment")
        self.assertEqual(
            message.email_from, self.coordinator.partner_id.email_formatted
        )
        self.assertFalse(message.notified_partner_ids)
        self.assertFalse(told)

    def test_who_writes_to_no_one_is_told_so(self):
        self.edition.message_unsubscribe(self.edition.message_partner_ids.ids)
        with self._warnings() as told:
            self._post(self.edition.with_user(self.coordinator))
        ((user, text),) = told
        self.assertEqual(user, self.coordinator)
        self.assertIn("has no recipients", text)

    def test_who_is_not_reached_is_named(self):
        self.mentor.write({"email": False, "name": "Zaphira Quist"})
        with self._warnings() as told:
            self._post(self.seen, self.mentor | self.mentee)
        ((_user, text),) = told
        self.assertIn("Zaphira Quist", text)
        self.assertNotIn(self.mentee.name, text)

    def test_a_mail_to_chosen_members_stands_on_each_sign_up(self):
        self.member.email = False
        enrolments = self.edition.enrolment_ids | self._enrol_late()
        action = enrolments.with_user(self.coordinator).action_mail()
        self.assertIn("2 members", action["name"])
        self.assertIn("not to 1", action["name"])
        before = self._mails()
        self._written(action)
        mails = self._mails() - before
        self.assertEqual(mails.recipient_ids, self.mentor | self.mentee)
        for mail in mails:
            self.assertEqual((mail.email_from, mail.reply_to), (self.sender,) * 2)
            self.assertIn("/my/mentorship/enrolment/", mail.body_html)
        for enrolment in self.pairing.member_ids.enrolment_id:
            self.assertIn("See you on Monday", str(enrolment.message_ids[0].body))

    def test_all_participants_are_mailed_from_the_edition(self):
        self._enrol(self.member, "mentor", submit=False)
        action = self.edition.with_user(self.coordinator).action_mail_participants()
        before = self._mails()
        self._written(action)
        mails = self._mails() - before
        self.assertEqual(mails.recipient_ids, self.mentor | self.mentee)

    def test_a_pair_is_mailed_from_a_list_too(self):
        before = self._mails()
        self._written(self.seen.action_mail())
        mails = self._mails() - before
        self.assertEqual(mails.recipient_ids, self.mentor | self.mentee)
        self.assertEqual(set(mails.mapped("reply_to")), {self.sender})

    def test_a_mentor_of_two_pairs_gets_one_mail(self):
        late = self._enrol_late()
        second = self._pair(self.pairing.mentor_enrolment_id, late, accept=True)
        pairings = (self.pairing | second).with_user(self.coordinator)
        action = pairings.action_mail()
        self.assertIn("3 members", action["name"])
        before = self._mails()
        self._written(action)
        mails = self._mails() - before
        self.assertEqual(
            sorted(mails.recipient_ids.ids),
            sorted((self.mentor | self.mentee | self.member).ids),
        )
        self.assertEqual(sum(len(mail.recipient_ids) for mail in mails), 3)

    def test_a_mail_without_a_text_is_not_sent(self):
        action = self.seen.action_mail()
        before = self._mails()
        for body in (False, "", "<p><br></p>", "<p>  </p>"):
            with (
                self.subTest(body),
                self.assertRaisesRegex(UserError, "Write a message first"),
            ):
                self._written(action, body=body)
        self.assertEqual(self._mails(), before)

    def test_who_is_archived_is_not_mailed(self):
        self.mentor_user.active = False
        self.mentor.active = False
        action = self.seen.action_mail()
        self.assertIn("1 members (not to 1 who are archived", action["name"])
        before = self._mails()
        self._written(action)
        mails = self._mails() - before
        self.assertEqual(mails.recipient_ids, self.mentee)

    def test_who_wants_no_newsletter_is_mailed(self):
        self.env["mail.blacklist"]._add(self.mentee.email)
        self._written(self.seen.action_mail())
        self.assertEqual(self._mails(self.mentee)[-1].state, "outgoing")

    def test_nothing_is_sent_before_all_is_done(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        cron.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        before = self._mails()
        with patch.object(type(self.env["mail.mail"]), "send") as send:
            self._written(self.seen.action_mail())
        send.assert_not_called()
        self.assertEqual(set((self._mails() - before).mapped("state")), {"outgoing"})
        self.env.cr.flush()
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_nobody_else_writes_to_them(self):
        for user in (self.mentee_user, self.employee, self.other_coordinator):
            for record in (self.pairing, self.pairing.mentee_enrolment_ids):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).action_mail()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.edition.with_user(user).action_mail_participants()
