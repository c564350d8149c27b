from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.sealed import message as message_module
from ...models.sealed.trust import Newer
from ...portal.sealed import message
from ..common import MentorshipCase

TABLES = (
    "mentorship_message",
    "mentorship_message_text",
    "mentorship_message_res_users_rel",
)


@tagged("post_install", "-at_install", "mentorship")
class TestMessage(MentorshipCase):
    """Sealed conversations with the coordinators, as the server keeps them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.messages = cls.env["mentorship.message"]
        cls.second = cls._user("second", "nob_mentorship.group_mentorship_coordinator")
        cls.programme.coordinator_ids += cls.second
        cls._identity(cls.coordinator.partner_id)

    def _uuid(self, user):
        identities = self.env["mentorship.identity"]
        return identities._of(user.partner_id).member_uuid

    def _sent(self, conversation, *readers):
        return {
            "uuid": str(uuid4()),
            "room": conversation.uuid,
            "sealed": "eA==",
            "readers": [self._uuid(user) for user in readers or [self.coordinator]],
        }

    def test_a_conversation_is_for_its_readers(self):
        one, both = (
            self._conversation(),
            self._conversation(self.coordinator | self.second),
        )
        for user, seen in (
            (self.coordinator, one | both),
            (self.second, both),
            (self.other_coordinator, self.messages),
            (self.manager, self.messages),
            (self.administrator, self.messages),
        ):
            mine = self.messages.with_user(user)
            with self.subTest(user.name):
                if mine.has_access("read"):
                    self.assertEqual(mine.search([]), seen)
                by_page = self.messages.search(self.messages._reader_domain(user))
                self.assertEqual(by_page, seen)

    def test_who_coordinates_no_more_reads_no_more(self):
        one = self._conversation()
        self.programme.coordinator_ids -= self.coordinator
        self.assertFalse(self.messages.with_user(self.coordinator).search([]))
        self.assertFalse(
            self.messages.search(self.messages._reader_domain(self.coordinator))
        )
        self.assertFalse(one._readers())
        # a new one gets no older messages
        self._identity(self.second.partner_id)
        self.assertFalse(
            self.messages.search(self.messages._reader_domain(self.second))
        )

    def test_past_the_coordinators_is_for_others(self):
        self._identity(self.manager.partner_id)
        past = self._conversation(self.manager, "past")
        self.assertEqual(self.messages.with_user(self.manager).search([]), past)
        self.assertFalse(self.messages.with_user(self.coordinator).search([]))
        # and not by becoming one of them
        self.programme.coordinator_ids += self.manager
        self.assertFalse(self.messages.with_user(self.manager).search([]))
        self.assertNotIn(self.manager, self.programme._speak_to("past"))

    def test_who_is_past_the_coordinators_no_more_reads_no_more(self):
        self._identity(self.manager.partner_id)
        past = self._conversation(self.manager, "past")
        self.assertEqual(self.messages._read_by(self.manager), past)
        self.programme.appeal_user_id = self.other_coordinator
        self.assertFalse(self.messages._read_by(self.manager))
        with self.assertRaises(AccessError):
            past.with_user(self.manager).action_done()
        self.assertFalse(self.messages._read_by(self.other_coordinator))

    def test_who_stands_past_the_coordinators(self):
        self.assertIn(self.manager, self.programme._speak_to("past"))
        self.programme.appeal_user_id = self.other_coordinator
        self.assertEqual(self.programme._speak_to("past"), self.other_coordinator)
        with self.assertRaises(ValidationError):
            self.programme.appeal_user_id = self.coordinator
        with self.assertRaises(ValidationError):
            self.programme.coordinator_ids += self.other_coordinator

    def test_a_full_programme_is_open_again_once_its_readers_mark_messages(self):
        one = self._conversation()
        with patch.object(message_module, "MOST_OPEN", 1):
            with self.assertRaises(UserError):
                self._conversation()
            # it does not stop a member who writes past the coordinators
            self._conversation(self.manager, "past")
            one.with_user(self.coordinator).action_done()
            try:
                self._conversation()
            except UserError as error:
                self.fail(error)

    def test_what_came_meanwhile_is_not_marked_or_answered_over(self):
        one = self._conversation()
        shown = one.text_ids.uuid
        one._check_seen(shown)
        one._add(self._sent(one))
        for last in (shown, str(uuid4())):
            with self.assertRaises(Newer):
                one._check_seen(last)
        one._check_seen(one.text_ids[-1].uuid)

    def test_nobody_is_written_for_who_reads_no_messages_now(self):
        readers = self.coordinator | self.second
        self._identity(self.second.partner_id)
        sent = self._sent(self.messages, *readers) | {"room": str(uuid4())}
        self.programme.coordinator_ids -= self.second
        for wrong in (sent, {**sent, "readers": [str(uuid4())]}):
            with self.assertRaises(Newer):
                self.messages._begin(self.programme, "coordinators", "a" * 64, wrong)
        self.second.active = False
        self.programme.coordinator_ids += self.second
        with self.assertRaises(Newer):
            self.messages._begin(self.programme, "coordinators", "a" * 64, sent)
        self.assertFalse(self.messages.search([]))

    def test_who_has_no_key_is_named_and_left_out(self):
        values = message.ways_values(self.programme)["ways"]["coordinators"]
        self.assertEqual(values["without"], [self.second.name])
        self.assertEqual(
            [person["uuid"] for person in values["people"]],
            [self._uuid(self.coordinator)],
        )
        # to look draws and writes nothing
        self.assertFalse(self.second.partner_id.mentorship_uuid)
        self.programme.coordinator_ids = False
        values = message.ways_values(self.programme)["ways"]["coordinators"]
        self.assertEqual(values, {"people": [], "without": []})

    def test_a_text_that_arrives_twice_is_kept_once(self):
        handle = "b" * 64
        sent = self._sent(self.messages) | {"room": str(uuid4())}
        begin = lambda who: self.messages._begin(  # noqa: E731
            self.programme, "coordinators", who, sent
        )
        one = begin(handle)
        self.assertEqual(begin(handle), one)
        self.assertEqual(len(one.text_ids), 1)
        # no one continues another author's conversation
        with self.assertRaises(AccessError):
            begin("c" * 64)

    def test_its_states(self):
        one = self._conversation()
        self.assertEqual((one.state, one.is_told), ("waiting", False))
        self.messages._cron_tell()
        one._add(self._sent(one), by_staff=True)
        self.assertEqual((one.state, one.is_told), ("answered", True))
        one.with_user(self.coordinator).action_done()
        self.assertEqual(one.state, "done")
        for user in (self.second, self.manager, self.mentee_user):
            with self.assertRaises(AccessError):
                one.with_user(user).action_done()
        one._add(self._sent(one))
        self.assertEqual((one.state, one.is_told), ("waiting", False))
        with self.assertRaises(AccessError):
            one.with_user(self.coordinator).write({"state": "done"})

    def test_readers_are_told_once_and_of_nothing(self):
        mails = self.env["mail.mail"]
        before = mails.search([])
        self._identity(self.second.partner_id)
        for readers in (self.coordinator, self.coordinator | self.second):
            self._conversation(readers)
        self.assertFalse(mails.search([]) - before)
        activities = self.env["mail.activity"].search([])
        self.messages._cron_tell()
        told = mails.search([]) - before
        self.assertEqual(len(told), 2)
        # each reader has one line, which is about no record
        lines = self.env["mail.activity"].search([]) - activities
        self.assertEqual(lines.user_id, self.coordinator | self.second)
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertFalse(line.res_model or line.summary or line.note)
        for mail in told:
            for name in (self.mentee.name, self.mentor.name, self.programme.name):
                self.assertNotIn(name, f"{mail.subject} {mail.body_html}")
            self.assertFalse(mail.model or mail.res_id or mail.recipient_ids)
            # nor is it from a person
            robot = self.env.ref("base.partner_root")
            self.assertEqual(mail.author_id, robot)
            self.assertEqual({mail.email_from, mail.reply_to}, {robot.email_formatted})
        self.messages._cron_tell()
        self.assertEqual(mails.search([]) - before, told)

    def _written(self):
        """Return the transactions that wrote the rows of messages."""
        self.env.flush_all()
        found = set()
        for table in TABLES:
            self.env.cr.execute(f"SELECT xmin::text FROM {table}")
            found |= {number for (number,) in self.env.cr.fetchall()}
        return found

    def test_rows_are_written_together_when_they_are_told(self):
        made = self.messages
        for _each in range(2):
            # as two requests would
            with self.env.cr.savepoint():
                made |= self._conversation()
        before = self._written()
        with self.env.cr.savepoint():
            self.messages._cron_tell()
        after = self._written()
        self.assertEqual(len(after), 1)
        self.assertFalse(after & before)
        self.assertTrue(all(made.mapped("is_told")))

    def test_no_column_says_who_or_when(self):
        self._conversation()
        self.env.flush_all()
        people = self.mentee | self.mentor
        for table in (*TABLES, "mentorship_trust"):
            self.env.cr.execute(
                "SELECT column_name, data_type FROM information_schema.columns"
                " WHERE table_name = %s",
                [table],
            )
            columns = dict(self.env.cr.fetchall())
            with self.subTest(table):
                self.assertFalse({"create_uid", "write_uid"} & columns.keys())
                self.assertFalse(
                    [kind for kind in columns.values() if "timestamp" in kind]
                )
        self.env.cr.execute("SELECT * FROM mentorship_message")
        row = " ".join(map(str, self.env.cr.fetchone()))
        for partner in people:
            self.assertNotIn(partner._mentorship_member_uuid(), row)

    def test_a_manager_sees_the_number_of_those_that_were_told(self):
        def count():
            return self.programme.with_user(self.manager).sealed_message_count

        self._conversation()
        self._identity(self.manager.partner_id)
        self._conversation(self.manager, "past")
        self.assertEqual(count(), 0)
        self.messages._cron_tell()
        self.env.invalidate_all()
        self.assertEqual(count(), 1)

    def test_it_is_destroyed_a_year_after_its_last_text(self):
        one, kept = self._conversation(), self._conversation()
        one.last_on = self.today - timedelta(days=366)
        kept.last_on = self.today - timedelta(days=365)
        self.assertEqual(self.messages.search(one._due_forget(self.today)), one)
        self._run_day()
        self.assertFalse(one.exists())
        self.assertTrue(kept.exists())

    def test_who_is_erased_reads_no_messages(self):
        one = self._conversation()
        self.coordinator.partner_id.action_mentorship_erase()
        self.assertFalse(one.reader_ids)
        self.assertTrue(one.text_ids.ciphertext)

    def test_a_member_writes_to_their_own_programmes_alone(self):
        programmes = self.env["mentorship.programme"]
        found = lambda partner: programmes.search(  # noqa: E731
            programmes._speak_domain(partner)
        )
        self.assertEqual(found(self.mentee), self.programme)
        self.assertFalse(found(self.member))

    def test_all_participants_are_served_alike(self):
        """The reader's browser looks up the author."""
        self._identity(self.mentee)
        self._identity(self.mentor)
        self._identity(self.member)
        served = message.participants_values(self.programme)
        self.assertEqual(
            {person["name"] for person in served}, {self.mentee.name, self.mentor.name}
        )

    def test_a_conversation_has_an_end(self):
        one = self._conversation()
        for _each in range(199):
            one._add(self._sent(one))
        with self.assertRaises(UserError):
            one._add(self._sent(one))
