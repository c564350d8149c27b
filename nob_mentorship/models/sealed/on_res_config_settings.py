from odoo import fields, models

from ...tools import conf, room_page
from ...tools.keyring import KeyringError
from ...tools.seal import NoKey, SealError
from . import address, keys


class ResConfigSettings(models.TransientModel):
    """The part of the settings about the master key and the page where pairs write."""

    _inherit = "res.config.settings"

    mentorship_key = fields.Char(compute="_compute_mentorship_key")
    mentorship_key_ok = fields.Boolean(compute="_compute_mentorship_key")
    mentorship_page = fields.Char(compute="_compute_mentorship_page")
    mentorship_page_ok = fields.Boolean(compute="_compute_mentorship_page")

    def _compute_mentorship_key(self):
        problem = self._mentorship_key_problem()
        for settings in self:
            settings.mentorship_key_ok = not problem
            settings.mentorship_key = problem or self.env._(
                "The key is present: version %s.", keys.masters().newest
            )

    def _mentorship_key_problem(self):
        """Return why evaluations stay closed and recovery phrases do not work, or
        None."""
        try:
            masters = keys.masters()
        except KeyringError as error:
            return self.env._("The key cannot be read: %s.", error)
        if not masters:
            return self.env._(
                "There is no key: evaluations cannot be opened or closed, and members "
                "cannot open their texts with five words. The README explains how to "
                "make a key."
            )
        try:
            # this only checks whether it is the right key
            keys.check_ways(self.sudo().env)
        except NoKey:
            return self.env._(
                "Members' five words need a version of the key that is not on this "
                "server."
            )
        except SealError:
            return self.env._(
                "This is not the key that members' five words were sealed with. The "
                "words open nothing until the right key is back."
            )
        return None

    def _compute_mentorship_page(self):
        problem = self._mentorship_page_problem()
        for settings in self:
            settings.mentorship_page_ok = not problem
            settings.mentorship_page = problem or self._mentorship_page_place()

    def _mentorship_page_place(self):
        """Return a sentence on the host of the pairs' page, and its consequences."""
        if room := address.room_url():
            return self.env._(
                "The page is on its own host, %s: scripts in Odoo's pages cannot "
                "reach what is open in it.",
                room,
            )
        return self.env._(
            "The page is on Odoo's own host: a script in any other page of this host "
            "can use what is open in the browser of a visitor. To prevent that, give "
            "the page its own host: room_url in Odoo's configuration."
        )

    def _mentorship_page_problem(self):
        """Return why members cannot use the page as intended, or None.

        A separate host is checked only if Odoo's configuration names its folder.
        """
        try:
            version = room_page.version()
            room, folder = address.room_url(), address.configured("room_dir")
        except room_page.NotBuilt as error:
            return str(error)
        except conf.Unreadable:
            return self.env._(
                "Odoo's configuration file cannot be read, so the page where pairs "
                "write stays closed."
            )
        if room and folder and room_page.written(folder) != version:
            return self.env._(
                "The page at %s has a different version from Odoo: run the command "
                "mentorship_key page again, and let its web server send the new "
                "headers.",
                room,
            )
        return None
