from base64 import b64encode
from unittest.mock import patch
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase

TELLING = "odoo.addons.nob_mentorship.models.sealed.message_telling"


@tagged("post_install", "-at_install", "mentorship")
class TestMessageTelling(MentorshipCase):
    """What is left of a message once its readers are told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mentorship.message"]
        cls.second = cls._user("second", "nob_mentorship.group_mentorship_coordinator")
        cls.programme.coordinator_ids += cls.second

    def test_what_is_stored_outside_of_a_row_is_written_again_too(self):
        one = self._conversation()
        long = b64encode(b"".join(uuid4().bytes for _each in range(500))).decode()
        with self.env.cr.savepoint():
            one._add({"uuid": str(uuid4()), "sealed": long}, by_staff=True)
            one.is_told = False
        table = "mentorship_message_text"
        self.env.cr.execute(
            "SELECT reltoastrelid::regclass FROM pg_class WHERE relname = %s", [table]
        )
        (toast,) = self.env.cr.fetchone()

        def pieces():
            self.env.flush_all()
            self.env.cr.execute(f"SELECT DISTINCT chunk_id FROM {toast}")
            return {piece for (piece,) in self.env.cr.fetchall()}

        before = pieces()
        self.assertTrue(before)
        with self.env.cr.savepoint():
            self.messages._cron_tell()
        self.assertFalse(before & pieces())
        self.assertEqual(one.text_ids[-1].ciphertext, long)

    def test_one_who_cannot_be_told_stops_nobody(self):
        self._identity(self.second.partner_id)
        self._conversation(self.coordinator | self.second)
        mails = self.env["mail.mail"]
        before = mails.search([])
        tell = type(self.messages)._tell

        def fail(messages, user):
            if user == self.coordinator:
                # what the database refuses
                messages.env.cr.execute("SELECT 1 / 0")
            return tell(messages, user)

        with (
            patch.object(type(self.messages), "_tell", fail),
            mute_logger("odoo.sql_db"),
            self.assertLogs(TELLING, "ERROR"),
        ):
            self.messages._cron_tell()
        told = mails.search([]) - before
        self.assertEqual(told.mapped("email_to"), [self.second.email_formatted])
