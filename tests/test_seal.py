import os
import stat
import tempfile
from pathlib import Path
from unittest import TestCase
from unittest.mock import patch

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.nob_mentorship.tools import keyring, seal

CONTEXTS = st.tuples(st.text(), st.integers(), st.none() | st.integers(), st.text())
CONTEXT = ("ballot", 31, 7, 12, "[[12, 5]]", 1)


def a_key():
    """Return a new key that seals."""
    return AESGCM(seal.new_key())


class TestSeal(TestCase):
    """A ciphertext only opens with its own key, for the record it belongs to."""

    @given(st.binary(), CONTEXTS)
    def test_what_is_sealed_opens_again(self, content, context):
        key = a_key()
        sealed = seal.seal(key, content, context)
        self.assertEqual(seal.open_sealed(key, sealed, context), content)
        self.assertNotEqual(sealed, seal.seal(key, content, context))
        if len(content) > 4:
            self.assertNotIn(content, sealed)

    def test_any_byte_that_is_changed_is_noticed(self):
        key = a_key()
        sealed = seal.seal(key, b"What no one else may read", CONTEXT)
        for place in range(len(sealed)):
            for change in (1, 128, 255):
                other = bytearray(sealed)
                other[place] ^= change
                self._is_shut(key, bytes(other), CONTEXT)

    def test_any_truncation_is_noticed(self):
        key = a_key()
        sealed = seal.seal(key, b"What no one else may read", CONTEXT)
        for length in range(len(sealed)):
            self._is_shut(key, sealed[:length], CONTEXT)
            self._is_shut(key, sealed[length + 1 :], CONTEXT)
        for more in (b"\0", b"x", sealed):
            self._is_shut(key, sealed + more, CONTEXT)

    @given(st.binary(max_size=200))
    def test_what_was_never_sealed_does_not_open(self, sealed):
        self._is_shut(a_key(), sealed, CONTEXT)

    def test_another_key_does_not_open_it(self):
        sealed = seal.seal(a_key(), b"A text", CONTEXT)
        self._is_shut(a_key(), sealed, CONTEXT)

    def test_another_context_does_not_open_it(self):
        key = a_key()
        sealed = seal.seal(key, b"A text", CONTEXT)
        for place, part in enumerate(CONTEXT):
            for other in (str(part), None, 99, "mentorship.goal", "", "[[12, 6]]"):
                if other != part:
                    moved = (*CONTEXT[:place], other, *CONTEXT[place + 1 :])
                    self._is_shut(key, sealed, moved)
        for other in (CONTEXT[1:], CONTEXT[:-1], (*CONTEXT, 1), (CONTEXT,), ()):
            self._is_shut(key, sealed, other)

    @given(CONTEXTS, CONTEXTS)
    def test_no_two_contexts_are_taken_for_one(self, one, other):
        key = a_key()
        sealed = seal.seal(key, b"", one)
        if one == other:
            self.assertEqual(seal.open_sealed(key, sealed, other), b"")
        else:
            self._is_shut(key, sealed, other)

    def test_an_error_says_nothing(self):
        key = a_key()
        sealed = seal.seal(key, b"A text", CONTEXT)
        with self.assertRaises(seal.SealError) as caught:
            seal.open_sealed(key, sealed[:-1], CONTEXT)
        self.assertEqual(str(caught.exception), "")
        self.assertIsNone(caught.exception.__cause__)

    def test_without_a_master_key_there_is_none_to_seal_with(self):
        empty = seal.Keyring().masters()
        self.assertFalse(empty)
        with self.assertRaises(seal.NoKey):
            empty.newest  # noqa: B018
        with self.assertRaises(seal.NoKey):
            empty.key(1)
        right = seal.new_key()
        for wrong in ({0: right}, {-1: right}, {1: b"short"}, {1: b""}, {1: right * 2}):
            with self.assertRaises(ValueError):
                seal.Keyring(wrong)

    def test_the_newest_master_key_seals_and_the_older_ones_open(self):
        ring = seal.Keyring({1: seal.new_key()})
        both = keyring.grown(ring).masters()
        self.assertEqual((ring.masters().newest, both.newest), (1, 2))
        sealed = seal.seal(ring.masters().key(1), b"A text", CONTEXT)
        self.assertEqual(seal.open_sealed(both.key(1), sealed, CONTEXT), b"A text")
        self._is_shut(both.key(2), sealed, CONTEXT)

    def test_a_keyring_does_not_show_its_keys(self):
        ring = seal.Keyring({1: b"k" * 32, 2: b"m" * 32})
        for shown in (repr(ring), str(ring), f"{ring}"):
            self.assertEqual(shown, "Keyring([1, 2])")

    def _is_shut(self, key, sealed, context):
        with self.assertRaises(seal.SealError):
            seal.open_sealed(key, sealed, context)


class TestKeyring(TestCase):
    """The master keys, in their file."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "mentorship.key"
        environ = {k: v for k, v in os.environ.items() if k != keyring.HELD}
        patched = patch.dict(os.environ, environ, clear=True)
        patched.start()
        self.addCleanup(patched.stop)

    @given(st.dictionaries(st.integers(1, 10**6), st.binary(min_size=32, max_size=32)))
    def test_a_keyring_is_read_as_it_was_written(self, keys):
        text = keyring.written(seal.Keyring(keys))
        for form in (text, text.replace("\n", ","), f"# a word\n\n {text} \r\n"):
            self.assertEqual(self._keys(keyring.parse(form)), keys)

    def test_a_keyring_grows_and_keeps_its_newest(self):
        ring = keyring.grown(seal.Keyring())
        self.assertEqual(ring.versions, [1])
        grown = keyring.grown(ring)
        self.assertEqual(grown.versions, [1, 2])
        self.assertEqual(grown.key(1), ring.key(1))
        self.assertNotEqual(grown.key(2), ring.key(1))
        self.assertEqual(self._keys(keyring.newest_only(grown)), {2: grown.key(2)})
        self.assertEqual(keyring.grown(keyring.newest_only(grown)).versions, [2, 3])

    def test_what_is_no_keyring_is_said_without_its_words(self):
        key = keyring.written(keyring.grown(seal.Keyring())).strip()
        for text in (
            "secretive",
            "1",
            "1:",
            "1:secretive",
            key[:-1],
            key[:-3],
            key.replace("1:", "0:"),
            key.replace("1:", "-1:"),
            key.replace("1:", "one:"),
            key.replace("1:", ""),
            f"{key}\n2:secretive",
            "1:" + "é" * 44,
            "\x00",
        ):
            with self.subTest(text), self.assertRaises(keyring.KeyringError) as caught:
                keyring.parse(text)
            said = str(caught.exception)
            self.assertTrue(said)
            for secret in ("secretive", key[2:12], "é"):
                self.assertNotIn(secret, said)

    def test_a_file_is_its_owners_alone_and_written_whole(self):
        ring = keyring.grown(seal.Keyring())
        umask = os.umask(0)
        self.addCleanup(os.umask, umask)
        for saved in (ring, keyring.grown(ring)):
            keyring.save(saved, self.file)
            self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
            self.assertEqual(self._keys(keyring.load(self.file)), self._keys(saved))
            self.assertEqual(list(self.file.parent.iterdir()), [self.file])
        # remains of an interrupted run are not in the way
        left = self.file.with_name(self.file.name + ".new")
        left.write_text("half")
        left.chmod(0o644)
        keyring.save(ring, self.file)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(keyring.load(self.file).versions, [1])

    def test_a_file_that_cannot_be_saved_leaves_the_old_one(self):
        ring = keyring.grown(seal.Keyring())
        keyring.save(ring, self.file)
        with patch.object(os, "fsync", side_effect=OSError), self.assertRaises(OSError):
            keyring.save(keyring.grown(ring), self.file)
        self.assertEqual(self._keys(keyring.load(self.file)), self._keys(ring))

    def test_a_key_in_the_environment_is_refused_in_one_sentence(self):
        ring = keyring.grown(seal.Keyring())
        keyring.save(ring, self.file)
        held = {keyring.HELD: keyring.written(ring)}
        with (
            patch.dict(os.environ, held),
            self.assertRaisesRegex(keyring.KeyringError, "put them into a file"),
        ):
            keyring.load(self.file)
        self.assertEqual(self._keys(keyring.load(self.file)), self._keys(ring))

    def test_no_file_is_no_key_and_a_strange_one_is_said(self):
        self.assertFalse(keyring.load().versions)
        self.assertFalse(keyring.load(self.file).versions)
        self.file.write_bytes(b"")
        self.assertFalse(keyring.load(self.file).versions)
        self.file.write_bytes(b"\xff\xfe")
        with self.assertRaises(keyring.KeyringError):
            keyring.load(self.file)
        with self.assertRaises(keyring.KeyringError):
            keyring.load(self.file.parent)

    def _keys(self, ring):
        return {version: ring.key(version) for version in ring.versions}
