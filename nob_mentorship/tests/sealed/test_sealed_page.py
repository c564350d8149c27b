import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ... import hooks
from ...models.sealed import address
from ...tools import conf, room_page
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship")
class TestSealedPage(MentorshipCase):
    """Where the page is on which pairs write, and what administrators see of it."""

    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.folder / "odoo.conf"
        self.enterContext(patch.object(address, "config", {"config": str(self.file)}))
        self.enterContext(patch.object(address, "HAS_FILE", True))
        self.addCleanup(address._section.cache_clear)

    def _say(self, *lines):
        """Let the configuration say something, as of a start of Odoo."""
        self.file.write_text("[nob_mentorship]\n" + "\n".join(lines) + "\n")
        address._section.cache_clear()

    def _settings(self):
        settings = self.env["res.config.settings"].new({})
        return settings.mentorship_page, settings.mentorship_page_ok

    def test_what_cannot_be_read_is_not_the_default(self):
        for spoilt in (None, b"[nob_mentorship", b"\xff", b"no section"):
            if spoilt:
                self.file.write_bytes(spoilt)
            with self.assertRaises(conf.Unreadable):
                address.room_url()
            with self.assertRaises(conf.Unreadable):
                address.page()
            said, is_ok = self._settings()
            self.assertIn("cannot be read", said)
            self.assertFalse(is_ok)
        self._say("room_url = https://room.example.nl/")
        self.assertEqual(address.room_url(), "https://room.example.nl")
        # Odoo reads its configuration once, and so do we
        self.file.unlink()
        self.assertEqual(address.room_url(), "https://room.example.nl")

    def test_without_the_page_nothing_is_installed(self):
        with (
            patch.object(room_page, "files", self._not_built),
            self.assertRaisesRegex(UserError, "run `make bundle`"),
        ):
            hooks.pre_init_hook(self.env)
        hooks.pre_init_hook(self.env)

    @staticmethod
    def _not_built():
        raise room_page.NotBuilt(room_page.MISSING)

    def test_a_section_without_the_option_is_the_default(self):
        self._say("key_file = x")
        self.assertEqual(address.room_url(), "")
        self.assertEqual(address.page(), room_page.path())
        with patch.object(address, "HAS_FILE", False):
            self.assertEqual(address.room_url(), "")

    def test_settings_say_what_the_place_of_the_page_means(self):
        self._say()
        said, is_ok = self._settings()
        self.assertIn("a script in any other page of this host can use", said)
        self.assertTrue(is_ok)
        self._say("room_url = https://room.example.nl")
        said, is_ok = self._settings()
        self.assertIn("https://room.example.nl", said)
        self.assertTrue(is_ok)

    def test_settings_say_that_the_host_of_the_page_has_another_version(self):
        url = "https://room.example.nl"
        self._say(f"room_url = {url}", f"room_dir = {self.folder}")
        # nothing was written yet
        self.assertIn("a different version from Odoo", self._settings()[0])
        room_page.write(self.folder, url, "https://crm.example.nl", b"{}")
        self.assertTrue(self._settings()[1])
        with patch.object(room_page, "version", lambda: "0123456789ab"):
            said, is_ok = self._settings()
            health = self.env["res.config.settings"].new({}).mentorship_health
        self.assertIn("a different version from Odoo", said)
        self.assertIn("a different version from Odoo", health)
        self.assertFalse(is_ok)
