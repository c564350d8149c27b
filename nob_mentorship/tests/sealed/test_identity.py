from base64 import b64decode, b64encode
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.sealed import identity as identity_module
from ...models.sealed import keys as room_keys
from ...models.sealed.identity import MOST_WAYS
from ...models.sealed.trust import MOST_AHEAD, Newer
from ...portal.sealed import identity as page
from ...tools import seal
from ...tools.sealed_text import Keys
from ...tools.sealed_ways import key_of_way, open_keys
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship")
class TestIdentity(MentorshipCase):
    """A member's public keys, the ways that open the secret ones, and their list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = Keys.make()
        cls.identity = cls._identity(cls.mentee, cls.keys)

    def _way(self, kind):
        return self.identity.way_ids.filtered(lambda way: way.kind == kind)

    def test_a_way_opens_what_the_browser_sealed(self):
        for kind in ("phrase", "recovery"):
            sealed = b64decode(self._way(kind)._to_open())
            self.assertEqual(open_keys(sealed, key_of_way(kind, bytes(32))), self.keys)

    def test_what_a_phrase_sealed_needs_the_master_key_as_well(self):
        way = self._way("phrase")
        self.assertEqual(way.master_version, room_keys.masters().newest)
        stored = b64decode(way.sealed_keys)
        self.assertFalse(stored.startswith(b"age-encryption"))
        self.assertTrue(b64decode(way._to_open()).startswith(b"age-encryption"))
        # bound to the keys that it opens, and to its salt
        way.salt = b64encode(b"t" * 16).decode()
        with self.assertRaises(seal.SealError):
            way._to_open()

    def test_a_rotation_wraps_what_phrases_sealed(self):
        way = self._way("phrase")
        before = way._to_open()
        ring = seal.Keyring({1: bytes(32), 2: bytes([1] * 32)})
        old = seal.Keyring({1: bytes(32)})
        place = self.identity.recipient, way.salt
        with self._master(old.masters()):
            version, wrapped = room_keys.wrap_way(before, place)
        way.write({"sealed_keys": wrapped, "master_version": version})
        with self._master(ring.masters()):
            with patch.object(self.env.cr, "commit", lambda: None):
                done = room_keys.rewrap_ways(self.env, ring.masters())
            self.assertEqual(done, 1)
            self.assertEqual((way.master_version, way._to_open()), (2, before))

    def test_settings_say_whether_the_master_key_fits_what_it_sealed(self):
        def problem(*keys):
            ring = {version: bytes([byte] * 32) for version, byte in keys}
            with self._master(seal.Keyring(ring).masters()):
                return self.env["res.config.settings"]._mentorship_key_problem()

        way = self._way("phrase")
        before, place = way._to_open(), (self.identity.recipient, way.salt)
        with self._master(seal.Keyring({1: bytes([7] * 32)}).masters()):
            _version, wrapped = room_keys.wrap_way(before, place)
        way.write({"sealed_keys": wrapped, "master_version": 1})
        self.assertFalse(problem((1, 7)))
        self.assertFalse(problem((1, 7), (2, 8)))
        self.assertIn("no key", problem())
        self.assertIn("a version of the key", problem((2, 7)))
        self.assertIn("sealed with", problem((1, 8)))
        # a damaged row is not another key
        self._identity(self.mentor).way_ids.filtered("master_version").write(
            {"sealed_keys": wrapped, "master_version": 1}
        )
        self.assertFalse(problem((1, 7)))
        way.sealed_keys = wrapped[::-1]
        self.assertIn("sealed with", problem((1, 7)))

    def _master(self, masters):
        return patch.object(room_keys, "masters", lambda: masters)

    def test_one_identity_is_current_and_the_one_before_stays(self):
        anew = self._identity(self.mentee)
        self.assertEqual(self.identity.state, "replaced")
        self.assertEqual(anew.state, "current")
        self.assertEqual(anew.member_uuid, self.identity.member_uuid)
        self.assertEqual(self.env["mentorship.identity"]._of(self.mentee), anew)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            # a second device that knows of the first identity only
            anew._make(
                self.mentee,
                self.identity.recipient,
                {"recipient": "x", "signer": "x", "succession": ""},
                [],
                1,
                "eA==",
            )
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.identity._set_state("current")
            self.env.flush_all()

    def test_others_are_told_of_earlier_keys_as_far_as_each_step_is_signed(self):
        signed = [self._identity(self.mentee, succession=step) for step in ("a", "b")]
        self.assertEqual(
            signed[1]._earlier(),
            [
                {
                    "recipient": signed[0].recipient,
                    "signer": signed[0].signer,
                    "succession": "a",
                },
                {
                    "recipient": self.identity.recipient,
                    "signer": self.identity.signer,
                    "succession": "",
                },
            ],
        )
        anew = self._identity(self.mentee)
        self.assertEqual(anew._earlier(), [])
        self.assertEqual(len(self._identity(self.mentee, succession="c")._earlier()), 1)
        self.assertEqual(anew.browse()._earlier(), [])
        with patch.object(identity_module, "MOST_STEPS", 1):
            self.assertEqual(len(signed[1]._earlier()), 1)

    def test_an_old_tab_changes_nothing_of_newer_keys(self):
        self.identity._check_is(self.keys.recipient)
        anew = self._identity(self.mentee)
        with self.assertRaises(Newer):
            anew._check_is(self.keys.recipient)
        with self.assertRaises(Newer):
            self.env["mentorship.identity"]._check_is(self.keys.recipient)

    def test_the_only_way_and_the_recovery_code_stay(self):
        with self.assertRaises(UserError):
            self.identity._remove_way(self._way("recovery"))
        self.identity._remove_way(self._way("phrase"))
        self.assertEqual(self.identity.way_ids.mapped("kind"), ["recovery"])

    def test_a_new_recovery_code_replaces_the_one_before(self):
        old = self._way("recovery")
        self.identity._add_way(
            {"kind": "recovery", "label": "recovery", "sealed_keys": "eA=="}
        )
        self.assertFalse(old.exists())
        self.assertEqual(len(self._way("recovery")), 1)

    def test_there_are_not_more_ways_than_anybody_needs(self):
        values = {"kind": "passkey", "label": "Phone", "sealed_keys": "eA=="}
        for _number in range(MOST_WAYS - 2):
            self.identity._add_way(values)
        with self.assertRaises(UserError):
            self.identity._add_way(values)

    def test_a_label_has_an_end(self):
        with self.assertRaises(ValidationError):
            self._way("phrase").label = "x" * 61

    def test_a_list_goes_forward_only(self):
        trust = self.identity.trust_ids
        trust._save(self.identity, 2, "eA==")
        for revision in (1, 2):
            with self.assertRaises(Newer):
                trust._save(self.identity, revision, "eQ==")
        self.assertEqual((trust.revision, trust.sealed_list), (2, "eA=="))
        # a stolen session uses up no revisions: the owner needs some to go on
        with self.assertRaises(UserError):
            trust._save(self.identity, 3 + MOST_AHEAD, "eQ==")
        trust._save(self.identity, 2 + MOST_AHEAD, "eA==")
        # if the row was lost, it is made again
        trust.unlink()
        self.env["mentorship.trust"]._save(self.identity, 7, "eg==")
        self.assertEqual(self.identity.trust_ids.revision, 7)

    def test_a_merge_keeps_the_name_in_texts(self):
        uuid = self.identity.member_uuid
        double = self.mentee.copy({"name": "M. Mentee"})
        double._mentorship_member_uuid()
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mentee | double).ids, double, extra_checks=False)
        self.env.invalidate_all()
        self.assertFalse(self.mentee.exists())
        self.assertEqual(self.identity.partner_id, double)
        self.assertEqual(double._mentorship_member_uuid(), uuid)

    def test_a_merge_of_two_with_keys_leaves_one_current(self):
        double = self.mentee.copy({"name": "M. Mentee"})
        other = self._identity(double)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.mentee | double).ids, self.mentee, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(
            self.env["mentorship.identity"]._of(self.mentee), self.identity
        )
        self.assertEqual((other.partner_id, other.state), (self.mentee, "replaced"))

    def test_erasing_a_person_destroys_their_keys(self):
        self.mentee._mentorship_erase()
        self.assertFalse(self.identity.exists())
        self.assertFalse(self.mentee.mentorship_uuid)

    def test_keys_last_as_long_as_there_is_something_to_open(self):
        identities = self.env["mentorship.identity"]
        today = fields.Date.today()
        later = today + timedelta(days=60)
        due = lambda day: identities.search(identities._due_forget(day))  # noqa: E731
        self.assertNotIn(self.identity, due(today))
        self.assertIn(self.identity, due(later))
        pairing = self._active_pair()
        self.assertNotIn(self.identity, due(later))
        pairing.action_complete()
        self.assertNotIn(self.identity, due(later))
        pairing.room_cleared_on = today
        self.assertIn(self.identity, due(later))
        # coordinators get messages
        self.assertNotIn(self._identity(self.coordinator.partner_id), due(later))
        self.identity._day_forget()
        self.assertFalse(self.identity.exists())

    def test_keys_of_who_may_have_written_last_as_long_as_messages(self):
        """The author is not known: everyone who could have written stays, paired or
        not."""
        identities = self.env["mentorship.identity"]
        later = fields.Date.today() + timedelta(days=60)
        due = lambda: identities.search(identities._due_forget(later))  # noqa: E731
        other = self._identity(self.member)
        self._open()
        self._enrol(self.mentee, "mentee")
        self.assertIn(self.identity, due())
        message = self._conversation()
        self.assertNotIn(self.identity, due())
        self.assertIn(other, due())
        self.programme.active = False
        self.assertNotIn(self.identity, due())
        message.unlink()
        self.assertIn(self.identity, due())

    def test_the_page_is_told_nothing_that_opens(self):
        session = {}
        told = page.me(self.env(user=self.mentee_user), self.mentee, session)
        self.assertEqual(told["member"]["uuid"], self.identity.member_uuid)
        self.assertEqual(
            [set(way) for way in told["identity"]["ways"]],
            [{"id", "kind", "label", "credential", "salt"}] * 2,
        )
        self.assertIs(told["loggedOut"], False)
        # a logout in this browser is told once
        session[page.LOGGED_OUT] = True
        me = [page.me(self.env, self.mentee, session)["loggedOut"] for _ in "ab"]
        self.assertEqual(me, [True, False])
        # the half of "keep open on this device" goes with the session
        self.assertEqual(len(b64decode(told["half"])), 32)
        self.assertEqual(page.half_of(session), told["half"])
        self.assertNotEqual(page.half_of({}), told["half"])
