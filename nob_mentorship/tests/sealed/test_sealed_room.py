from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.sealed import file as file_module
from ...models.sealed.trust import Newer
from ...portal.sealed import forms, room
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship")
class TestSealedRoom(MentorshipCase):
    """Texts of a room, as the server keeps them: it sees ciphertext, and the
    readers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.uuids = {
            partner: uuid for uuid, partner in cls.pairing._room_people().items()
        }

    def _sent(self, readers, revision=1, uuid=None, sealed="eA=="):
        return {
            "uuid": uuid or str(uuid4()),
            "revision": revision,
            "sealed": sealed,
            "readers": [self.uuids[reader] for reader in readers],
        }

    def _save(self, author, text, **values):
        note = {"kind": "note", "audience": "room", **values}
        return self.pairing._save_text("mentorship.note", author, text, note)

    def test_a_text_is_for_its_readers(self):
        note, readers = self._save(self.mentee, self._sent([self.mentee, self.mentor]))
        self.assertEqual(readers, self.mentee | self.mentor)
        alone, _readers = self._save(self.mentee, self._sent([self.mentee]))
        find = lambda who: self.pairing._texts_for(  # noqa: E731
            "mentorship.note", self.uuids[who]
        )
        self.assertEqual(find(self.mentor), note)
        self.assertEqual(find(self.mentee), alone | note)

    def test_nobody_outside_the_room_is_written_for(self):
        uuid = self.member._mentorship_member_uuid()
        text = self._sent([self.mentee])
        text["readers"].append(uuid)
        with self.assertRaises(Newer):
            self._save(self.mentee, text)
        self.assertFalse(self.pairing.note_ids)

    def test_a_revision_follows_the_one_before(self):
        first = self._sent([self.mentee])
        note, _readers = self._save(self.mentee, first)
        # the same once more, because the answer was lost
        self.assertEqual(self._save(self.mentee, first)[0], note)
        self.assertEqual(self.pairing.note_count, 1)
        for revision in (1, 3):
            with self.assertRaises(Newer):
                other = self._sent([self.mentee], revision, first["uuid"], "eQ==")
                self._save(self.mentee, other)
        second = self._sent([self.mentee], 2, first["uuid"], "eQ==")
        self._save(self.mentee, second)
        self.assertEqual((note.revision, note.ciphertext), (2, "eQ=="))

    def test_a_text_stays_its_authors(self):
        first = self._sent([self.mentee, self.mentor])
        self._save(self.mentee, first)
        with self.assertRaises(AccessError):
            taken = self._sent([self.mentor], 2, first["uuid"], "eQ==")
            self._save(self.mentor, taken)

    def test_nothing_is_written_once_it_is_over(self):
        self.pairing.action_complete()
        with self.assertRaises(UserError):
            self._save(self.mentee, self._sent([self.mentee]))

    def test_what_is_cleared_leaves_nothing(self):
        note, _readers = self._save(self.mentee, self._sent([self.mentee]))
        self.pairing._clear_room()
        self.assertFalse(note.ciphertext or note.reader_uuids)
        self.assertTrue(note.exists())

    def test_a_text_is_passed_on_by_a_reader_to_a_member(self):
        note, _readers = self._save(self.mentee, self._sent([self.mentee]))
        mentee, mentor = self.uuids[self.mentee], self.uuids[self.mentor]
        with self.assertRaises(AccessError):
            note._pass_on(mentor, mentor, "eQ==")
        with self.assertRaises(Newer):
            note._pass_on(mentee, str(uuid4()), "eQ==")
        note._pass_on(mentee, mentor, "eQ==")
        told = room.text_values("note", note, mentor, self.mentor)
        self.assertEqual((told["copies"], told["sealed"]), (["eQ=="], "eA=="))
        self.assertEqual(told["given"], [mentor])
        self.assertEqual(self.pairing._texts_for("mentorship.note", mentor), note)
        # a new revision is for the readers its author names
        text = self._sent([self.mentee], 2, note.uuid, "eg==")
        self._save(self.mentee, text)
        self.assertFalse(note.copies)

    def test_a_copy_that_was_passed_on_stays_beside_what_others_pass_on(self):
        """A reader who passes on rubbish destroys nothing."""
        note, _readers = self._save(self.mentee, self._sent([self.mentee, self.mentor]))
        mentee, mentor = self.uuids[self.mentee], self.uuids[self.mentor]
        note._pass_on(mentee, mentor, "eQ==")
        note._pass_on(mentor, mentor, "eg==")
        told = room.text_values("note", note, mentor, self.mentor)
        self.assertCountEqual(told["copies"], ["eQ==", "eg=="])
        # each reader has one to give
        note._pass_on(mentor, mentor, "ew==")
        told = room.text_values("note", note, mentor, self.mentor)
        self.assertCountEqual(told["copies"], ["eQ==", "ew=="])
        # a copy that does not open is asked for again
        note._refuse_copies(mentee)
        self.assertTrue(note.copies)
        note._refuse_copies(mentor)
        told = room.text_values("note", note, mentor, self.mentor)
        self.assertEqual((told["copies"], told["given"]), ([], []))
        for odd in ("x", 5, [], {"x": "y"}, {"x": {}}):
            note.copies = odd
            self.assertEqual(note._copies(), {})

    def test_texts_tell_that_a_member_without_keys_had_some(self):
        identities = self.env["mentorship.identity"]
        people = self.mentee, self.mentor, self.member
        tell = lambda: [identities._were_there(each) for each in people]  # noqa: E731
        self.assertEqual(tell(), [False] * 3)
        # a listed reader may not have had keys yet
        note, _readers = self._save(self.mentee, self._sent([self.mentee, self.mentor]))
        self.assertEqual(tell(), [True, False, False])
        note._pass_on(self.uuids[self.mentee], self.uuids[self.mentor], "eQ==")
        self.assertEqual(tell(), [True, True, False])
        self.pairing._clear_room()
        self.assertEqual(tell(), [False] * 3)
        self._identity(self.mentor)._set_state("replaced")
        self.assertEqual(tell(), [False, True, False])
        version = self.pairing._save_agreement(
            self.mentor, self._sent([self.mentee, self.mentor]), 0
        )
        version._accept_signed(self.mentee, {"uuid": str(uuid4()), "sealed": "eA=="})
        self.assertEqual(tell(), [True, True, False])

    def test_an_agreement_follows_the_version_that_its_author_saw(self):
        both = [self.mentee, self.mentor]
        first = self._sent(both)
        self.pairing._save_agreement(self.mentor, first, 0)
        # sent once more, because the answer was lost
        self.pairing._save_agreement(self.mentor, first, 0)
        with self.assertRaises(Newer):
            self.pairing._save_agreement(self.mentee, self._sent(both), 0)
        second = self.pairing._save_agreement(self.mentee, self._sent(both), 1)
        self.assertEqual(second.version, 2)
        # a version that is not for its author holds no one up, and neither does the one
        # it replaced
        second.reader_uuids = False
        self.pairing._save_agreement(self.mentor, self._sent(both), 0)
        for odd in (-1, "1", None):
            with self.assertRaises(forms.Wrong):
                forms.read_followed({"open": {"follows": odd}})

    def test_acceptances_that_are_none_are_nothing(self):
        both = [self.mentee, self.mentor]
        version = self.pairing._save_agreement(self.mentor, self._sent(both), 0)
        for odd in ("x", [None], {}, [1, {}, {"uuid": 1, "sealed": "x"}]):
            version.acceptances = odd
            self.assertEqual(version._acceptances(), [])
        version.acceptances = [None, {"uuid": "a", "sealed": "b", "more": 1}]
        self.assertEqual(version._acceptances(), [{"uuid": "a", "sealed": "b"}])

    def test_the_names_in_texts_stay_the_same(self):
        self.assertEqual(self.pairing._room_name(), self.pairing._room_name())
        self.assertEqual(set(self.pairing._room_people().values()), set(self.uuids))
        anew = self._identity(self.mentee)
        self.assertEqual(anew.member_uuid, self.uuids[self.mentee])

    def test_a_page_is_few_queries_however_many_notes_there_are(self):
        self._identity(self.mentee)
        self._identity(self.mentor)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            told = room.room_values(self.pairing, self.mentee)
            return self.env.cr.sql_log_count - before, len(told["texts"])

        self._save(self.mentee, self._sent([self.mentee]))
        few, one = count()
        for _number in range(20):
            self._save(self.mentee, self._sent([self.mentee]))
        many, all_of_them = count()
        self.assertEqual((one, all_of_them), (1, 21))
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 20)

    def test_who_a_note_is_for_is_counted(self):
        for readers, audience in (
            ([self.mentee, self.mentor], "room"),
            ([self.mentee], "self"),
        ):
            sent = {
                "kind": "note",
                "open": {"about": "note", "meeting": 0},
                **self._sent(readers),
            }
            kind, values = forms.read_open(sent, self.pairing, self.mentee)
            self.assertEqual((kind, values["audience"]), ("note", audience))

    def test_what_is_no_secret_of_a_goal_is_read(self):
        sent = {"kind": "goal", **self._sent([self.mentee])}
        read = lambda **values: forms.read_open(  # noqa: E731
            {**sent, "open": values}, self.pairing, self.mentee
        )
        _kind, values = read(term="long", due="2030-02-28")
        self.assertEqual(values["term"], "long")
        self.assertEqual(str(values["due_on"]), "2030-02-28")
        for wrong in (
            {"term": "long", "due": "2030-02-31"},
            {"term": "long", "due": "0030-02-01"},
            {"term": "never", "due": ""},
            {"term": "long"},
        ):
            with self.assertRaises(ValueError):
                read(**wrong)

    def test_a_plan_is_the_mentees(self):
        sent = {"kind": "plan", "open": {}, **self._sent([self.mentor])}
        with self.assertRaises(forms.Wrong):
            forms.read_open(sent, self.pairing, self.mentor)
        _kind, values = forms.read_open(sent, self.pairing, self.mentee)
        self.pairing._save_text(
            "mentorship.plan", self.mentee, self._sent([self.mentee]), values
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.pairing._save_text(
                "mentorship.plan", self.mentee, self._sent([self.mentee]), values
            )

    def test_a_plan_makes_room_for_the_one_that_names_it(self):
        plans = self.env["mentorship.plan"]
        lost = plans.create(
            {
                "pairing_id": self.pairing.id,
                "author_id": self.mentee.id,
                "uuid": str(uuid4()),
            }
        )
        read = forms.read_replaced
        self.assertEqual(read({"open": {}}), "")
        self.assertEqual(read({"open": {"replaces": lost.uuid}}), lost.uuid)
        for wrong in ("x", None, 3):
            with self.assertRaises(forms.Wrong):
                read({"open": {"replaces": wrong}})
        self.pairing._drop_lost("mentorship.plan", self.mentee, "")
        self.pairing._drop_lost("mentorship.plan", self.mentee, str(uuid4()))
        self.pairing._drop_lost("mentorship.plan", self.mentor, lost.uuid)
        self.assertTrue(lost.exists())
        self.pairing._drop_lost("mentorship.plan", self.mentee, lost.uuid)
        self.assertFalse(lost.exists())


@tagged("post_install", "-at_install", "mentorship")
class TestLeavingTheRoom(MentorshipCase):
    """When a pair ends, both can read for thirty days and then neither; a member who
    leaves a group reads nothing from then on (promise 1)."""

    def _rooms(self, *partners):
        """Return which of these partners have a room, and can find it."""
        found = self.env["mentorship.pairing"].concat(*self.pairings)
        there = [
            partner
            for partner in partners
            if self.pairing._has_room_for(partner)
            and self.pairing in found.search(found._room_domain(partner))
        ]
        return self.env["res.partner"].concat(*there)

    def _pass(self, days):
        self.pairing.ended_on = self.today - timedelta(days=days)
        self.env.flush_all()

    def test_a_pair_reads_alike_whoever_ended_it(self):
        self.pairing = self._active_pair()
        self.pairings = [self.pairing]
        both = self.mentor | self.mentee
        enders = {
            "the mentee": lambda: self.pairing.with_user(
                self.mentee.user_ids
            ).action_end(),
            "the mentor": lambda: self.pairing.with_user(
                self.mentor.user_ids
            ).action_end(),
            "staff": self.pairing.action_end,
            "the edition": self.pairing.action_complete,
        }
        for name, end in enders.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                end()
                self.assertEqual(self._rooms(*both), both)
                self._pass(30)
                self.assertEqual(self._rooms(*both), both)
                self._pass(31)
                self.assertFalse(self._rooms(*both))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_who_leaves_a_group_reads_nothing_from_then_on(self):
        self.pairing, _mentor, _mentees, users = self._group()
        self.pairings = [self.pairing]
        for member in self.pairing.member_ids:
            member._answer("accepted")
        people = self.pairing.member_ids.partner_id
        leaver = users[0].partner_id
        self.assertEqual(self._rooms(*people), people)
        self.pairing.with_user(users[0]).action_end()
        self.assertEqual(self.pairing.state, "active")
        self.assertEqual(self._rooms(*people), people - leaver)
        # neither of the two ways in is left to the other to close
        self.assertFalse(self.pairing._has_room_for(leaver))
        self.assertFalse(self.pairing.search(self.pairing._room_domain(leaver)))
        # and not once the others are through
        self.pairing.action_end()
        self.assertEqual(self._rooms(*people), people - leaver)


@tagged("post_install", "-at_install", "mentorship")
class TestSealedFiles(MentorshipCase):
    """Files arrive before the note that names them, and go with it (R9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.uuids = {
            partner: uuid for uuid, partner in cls.pairing._room_people().items()
        }
        cls.files = cls.env["mentorship.note.file"]

    def _file(self, author=None):
        uuid = str(uuid4())
        self.files._keep(self.pairing, author or self.mentee, uuid, b"eA==")
        return self.files.search([("uuid", "=", uuid)])

    def _note(self, *readers):
        text = {
            "uuid": str(uuid4()),
            "revision": 1,
            "sealed": "eA==",
            "readers": [self.uuids[reader] for reader in (self.mentee, *readers)],
        }
        values = {"kind": "note", "audience": "room"}
        return self.pairing._save_text("mentorship.note", self.mentee, text, values)[0]

    def test_a_file_that_arrives_twice_is_kept_once(self):
        file = self._file()
        self.files._keep(self.pairing, self.mentee, file.uuid, b"eQ==")
        self.assertEqual(self.files.search([("uuid", "=", file.uuid)]), file)
        self.assertEqual(file.content, b"eA==")

    def test_only_so_many_wait_for_a_note(self):
        for _each in range(30):
            self._file()
        with self.assertRaises(UserError):
            self._file()
        self._file(self.mentor)

    def test_a_room_keeps_only_so_many_files_of_a_member(self):
        note, files = self._note(), [self._file(), self._file()]
        note._name_files([file.uuid for file in files])
        with patch.object(file_module, "MOST_OF_ROOM", 2):
            with self.assertRaises(UserError):
                self._file()
            self._file(self.mentor)
            files[0].unlink()
            self._file()

    def test_a_note_takes_the_files_it_names_and_drops_the_others(self):
        note, one, other = self._note(), self._file(), self._file()
        note._name_files([one.uuid, other.uuid])
        self.assertEqual(note.file_ids, one | other)
        note._name_files([other.uuid])
        self.assertEqual((note.file_ids, one.exists()), (other, self.files))

    def test_a_note_takes_no_file_of_another(self):
        note, theirs = self._note(), self._file(self.mentor)
        for uuid in (theirs.uuid, str(uuid4())):
            with self.assertRaises(UserError):
                note._name_files([uuid])
        taken = self._file()
        note._name_files([taken.uuid])
        with self.assertRaises(UserError):
            self._note()._name_files([taken.uuid])

    def test_a_file_is_for_the_readers_of_its_note(self):
        note, file = self._note(self.mentor), self._file()
        mentor, mentee = self.uuids[self.mentor], self.uuids[self.mentee]
        with self.assertRaises(AccessError):
            self.pairing._file_for(mentee, file.uuid)
        note._name_files([file.uuid])
        for reader in (mentor, mentee):
            self.assertEqual(self.pairing._file_for(reader, file.uuid), file)
        alone, own = self._note(), self._file()
        alone._name_files([own.uuid])
        with self.assertRaises(AccessError):
            self.pairing._file_for(mentor, own.uuid)

    def test_what_no_note_names_goes_after_a_day(self):
        file, kept = self._file(), self._file()
        self._note()._name_files([kept.uuid])
        find = lambda: self.files.search(self.files._due_drop(self.today))  # noqa: E731
        self.assertFalse(find())
        for each in file | kept:
            self.env.cr.execute(
                "UPDATE mentorship_note_file"
                " SET create_date = now() - interval '2 days'"
                " WHERE id = %s",
                [each.id],
            )
        self.assertEqual(find(), file)

    def test_a_note_that_goes_takes_its_files(self):
        removed, cleared = self._note(), self._note()
        for note in (removed, cleared):
            note._name_files([self._file().uuid])
        removed._remove()
        self.assertEqual(self.files.search([("uuid", "!=", False)]).note_id, cleared)
        self.pairing._clear_room()
        self.assertFalse(self.files.search([("uuid", "!=", False)]))

    def test_nothing_arrives_once_it_is_over(self):
        self.pairing.action_complete()
        with self.assertRaises(UserError):
            self._file()
