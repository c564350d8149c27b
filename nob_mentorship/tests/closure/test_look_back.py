"""A pair looks back together, in words that only they read (R68, promise 1)."""

from datetime import timedelta
from uuid import uuid4

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.pairing.stage import CLOSURE_DAYS
from ...models.sealed.trust import Newer
from ...portal.sealed import forms, room
from ..common import MentorshipCase
from ..pages import Pages

DAY = timedelta(days=1)
KIND = "mentorship.lookback"


class LookBackCase(MentorshipCase):
    """A pair in the last month of its programme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair().sudo()
        cls.pairing.date_end = cls.today + CLOSURE_DAYS * DAY
        cls.pairing.member_ids.first_contact_on = cls.today
        cls.env.flush_all()

    def _write(self, author):
        return self._text(self.pairing, "lookback", author)

    def _uuids(self):
        return {p: uuid for uuid, p in self.pairing._room_people().items()}


@tagged("post_install", "-at_install")
class TestLookBack(LookBackCase):
    """Who writes it, when, and what of it others see."""

    def test_each_writes_one_and_reads_the_other(self):
        before = self._mails()
        own, other = self._write(self.mentee), self._write(self.mentor)
        told = self._mails() - before
        self.assertEqual(told.recipient_ids, self.mentor | self.mentee)
        uuids = self._uuids()
        for partner in (self.mentee, self.mentor):
            shown = room.room_values(self.pairing, partner)
            self.assertTrue(shown["lookback"])
            texts = {
                text["uuid"]: text["open"]["own"]
                for text in shown["texts"]
                if text["kind"] == "lookback"
            }
            mine = own if partner == self.mentee else other
            self.assertEqual(texts, {each.uuid: each == mine for each in (own, other)})
            found = self.pairing._texts_for(KIND, uuids[partner])
            self.assertEqual(found, own | other)

    def test_a_second_one_of_the_same_member_is_refused(self):
        self._write(self.mentee)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._write(self.mentee)

    def test_a_change_follows_the_revision_that_its_author_saw(self):
        own = self._write(self.mentee)
        uuids = [*self._uuids().values()]
        sent = {"uuid": own.uuid, "revision": 2, "sealed": "eQ==", "readers": uuids}
        self.pairing._save_text(KIND, self.mentee, sent, {})
        self.assertEqual((own.revision, own.ciphertext), (2, "eQ=="))
        with self.assertRaises(Newer):
            self.pairing._save_text(KIND, self.mentee, {**sent, "sealed": "eg=="}, {})
        # no one changes the words of the other
        with self.assertRaises(AccessError):
            self.pairing._save_text(KIND, self.mentor, {**sent, "revision": 3}, {})

    def test_one_that_no_longer_opens_makes_room_for_its_authors_next(self):
        lost = self._write(self.mentee)
        self.pairing._drop_lost(KIND, self.mentor, lost.uuid)
        self.pairing._drop_lost(KIND, self.mentee, str(uuid4()))
        self.assertTrue(lost.exists())
        self.pairing._drop_lost(KIND, self.mentee, lost.uuid)
        self.assertFalse(lost.exists())
        self._write(self.mentee)

    def test_it_is_written_from_the_last_month_on(self):
        self.pairing.date_end += DAY
        self.assertFalse(room.room_values(self.pairing, self.mentee)["lookback"])
        with self.assertRaisesRegex(UserError, "last month"):
            self._write(self.mentee)
        self.pairing.date_end -= DAY
        self.pairing.prolonged_until = self.today + 90 * DAY
        with self.assertRaises(UserError):
            self._write(self.mentee)
        self.pairing.prolonged_until = self.today
        self.assertTrue(self._write(self.mentee))

    def test_after_the_end_it_is_written_for_as_long_as_the_room_is_read(self):
        self.pairing.action_complete()
        last = self.today + CLOSURE_DAYS * DAY
        with self._on(last):
            self.assertTrue(self._write(self.mentee))
            self.assertTrue(self.pairing._has_room_for(self.mentor))
        with self._on(last + DAY):
            with self.assertRaises(UserError):
                self._write(self.mentor)
            self.assertFalse(self.pairing._has_room_for(self.mentor))

    def test_nothing_else_is_written_after_the_end(self):
        self.pairing.action_complete()
        for kind, values in (
            ("note", {}),
            ("goal", {"term": "short"}),
            ("plan", {}),
            ("agreement", {}),
        ):
            with self.subTest(kind), self.assertRaises(UserError):
                self._text(self.pairing, kind, self.mentee, **values)
        own = self._write(self.mentee)
        with self.assertRaises(UserError):
            own._pass_on(self._uuids()[self.mentee], self._uuids()[self.mentor], "eA==")

    def test_after_an_early_end_no_one_looks_back(self):
        self.pairing.with_user(self.mentee_user).action_end()
        for partner in (self.mentee, self.mentor):
            self.assertFalse(room.room_values(self.pairing, partner)["lookback"])
            with self.assertRaises(UserError):
                self._write(partner)

    def test_in_a_pairing_of_before_the_app_no_one_looks_back(self):
        past = self.env["mentorship.pairing"]._record_past(
            self._past_edition(),
            self.mentor,
            self.mentee,
            {
                "state": "completed",
                "date_start": self.today - 300 * DAY,
                "ended_on": self.today - DAY,
                "held_meeting_count": 3,
            },
        )
        self.assertTrue(past._has_room_for(self.mentee))
        self.assertFalse(past._may_look_back())

    def test_staff_see_the_day_and_nothing_more(self):
        self.assertFalse(self.pairing.looked_back_on)
        own = self._write(self.mentee)
        self.env.flush_all()
        for user in (self.coordinator, self.manager):
            seen = self.pairing.with_user(user)
            (row,) = seen.read(["looked_back_on"])
            self.assertEqual(row["looked_back_on"], self.today)
            with self.assertRaises(AccessError):
                seen.read(["lookback_ids"])
        for user in (
            *(self.coordinator, self.manager, self.administrator),
            *(self.mentee_user, self.mentor_user, self.member_user),
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                own.with_user(user).read(["author_id"])
        with self.assertRaises(AccessError):
            self.pairing.with_user(self.mentee_user).read(["looked_back_on"])
        with self.assertRaises(AccessError):
            self.pairing.with_user(self.coordinator).write({"looked_back_on": False})

    def test_with_retention_the_words_go_and_the_day_stays(self):
        own = self._write(self.mentee)
        self.pairing.action_complete()
        self.pairing._clear_room()
        self.assertFalse(own.ciphertext or own.reader_uuids or own.copies)
        self.assertEqual(self.pairing.looked_back_on, self.today)
        self.assertFalse(self.pairing._may_look_back())

    def test_erasing_a_member_takes_their_words_alone(self):
        own, other = self._write(self.mentee), self._write(self.mentor)
        self.pairing.action_complete()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(own.ciphertext)
        self.assertNotEqual(own.author_id, self.mentee)
        self.assertTrue(other.ciphertext)
        self.assertEqual(self.pairing.looked_back_on, self.today)

    def test_what_the_page_sends_is_read_and_nothing_else(self):
        sent = {
            "kind": "lookback",
            "open": {},
            "uuid": str(uuid4()),
            "revision": 1,
            "sealed": "eA==",
            "readers": [*self._uuids().values()],
        }
        for partner in (self.mentee, self.mentor):
            read = forms.read_open(sent, self.pairing, partner)
            self.assertEqual(read, ("lookback", {}))
        self.assertIn("lookback", forms.ONE_EACH)
        with self.assertRaises(forms.Wrong):
            forms.read_replaced({"open": {"replaces": "x"}})

    def test_the_members_page_leads_there_until_it_is_written(self):
        def steps(who):
            return str(Pages(self.env).pairing_steps(self.pairing, who))

        self.assertIn("Look back together", steps(self.mentee))
        self._write(self.mentee)
        self.assertNotIn("Look back together", steps(self.mentee))
        self.assertIn("Look back together", steps(self.mentor))
        self.pairing.paused_until = self.today + DAY
        self.assertNotIn("Look back together", steps(self.mentor))

    def test_a_room_without_one_asks_the_database_no_more_than_before(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            room.room_values(self.pairing, self.mentee)
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self._write(self.mentee)
        self.assertLessEqual(count(), few + 1)
