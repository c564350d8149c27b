from importlib.util import find_spec

from markupsafe import Markup

from odoo import fields, models

from ...tools import conf, room_page
from ...tools.keyring import KeyringError
from ...tools.seal import NoKey, SealError
from ..evaluation import box, templates, verified
from ..evaluation import health as ballots
from ..sealed import address
from ..sealed import keys as room_keys


class ResConfigSettings(models.TransientModel):
    """The health of the installation, and the category of aspiring members."""

    _inherit = "res.config.settings"

    mentorship_health = fields.Html(compute="_compute_mentorship_health")
    mentorship_has_aspirant = fields.Boolean(compute="_compute_mentorship_health")
    mentorship_has_kept_texts = fields.Boolean(compute="_compute_mentorship_health")
    mentorship_key = fields.Char(compute="_compute_mentorship_key")
    mentorship_key_ok = fields.Boolean(compute="_compute_mentorship_key")
    mentorship_page = fields.Char(compute="_compute_mentorship_page")
    mentorship_page_ok = fields.Boolean(compute="_compute_mentorship_page")
    mentorship_ballots = fields.Char(compute="_compute_mentorship_ballots")
    mentorship_ballots_ok = fields.Boolean(compute="_compute_mentorship_ballots")

    def _compute_mentorship_key(self):
        problem = self._mentorship_key_problem()
        for settings in self:
            settings.mentorship_key_ok = not problem
            settings.mentorship_key = problem or self.env._(
                "The key is present: version %s.", room_keys.masters().newest
            )

    def _mentorship_key_problem(self):
        """Return why evaluations stay closed and recovery phrases do not work, or
        None."""
        try:
            masters = room_keys.masters()
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
            room_keys.check_ways(self.sudo().env)
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

    def _compute_mentorship_ballots(self):
        problem = self._mentorship_ballots_problem()
        for settings in self:
            settings.mentorship_ballots_ok = not problem
            settings.mentorship_ballots = problem or self.env._(
                "You can open and close evaluations on this server. Folders: %s.",
                ", ".join(box.folders()),
            )

    def _mentorship_ballots_problem(self):
        """Return why evaluations cannot be opened or closed here, or None."""
        # sudo: where this server stores its keys; reads nothing of an evaluation
        env = self.sudo().env
        if code := ballots.trouble(env):
            return self.env["mentorship.evaluation"]._box_problem(code)
        return None

    def _mentorship_ballots_warnings(self):
        """Return the weaknesses that make a box easier to open than necessary, one line
        each.
        """
        # sudo: as above
        env, warnings = self.sudo().env, []
        if box.is_here() and (shared := ballots.shared(env)):
            warnings.append(
                self.env._(
                    "These are on the same disk: %s. A copy of that disk is enough to "
                    "read the answers of an open evaluation. Move them to different "
                    "disks.",
                    ", ".join(shared),
                )
            )
        if env["mentorship.evaluation"]._open_boxes() and not verified.knows_box(env):
            warnings.append(verified.why_not(self.env))
        warnings += self.env["mentorship.evaluation"]._unknown_keys_warnings()
        for view in templates.changed_views(env):
            warnings.append(
                self.env._(
                    "The view “%s”, part of the evaluation form, was changed or added "
                    "after the installation. Check whether it contains a script.",
                    view.display_name,
                )
            )
        for asset in templates.added_scripts(env):
            warnings.append(
                self.env._(
                    "The script “%s” was added to the evaluation form after the "
                    "installation. Check what it does.",
                    asset.path,
                )
            )
        return warnings

    def _compute_mentorship_page(self):
        problem = self._mentorship_page_problem()
        for settings in self:
            settings.mentorship_page_ok = not problem
            settings.mentorship_page = problem or self._mentorship_page_place()

    def _mentorship_page_place(self):
        """Return where the pairs' page is served from, and what that implies."""
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

        A separate host is checked if its folder is accessible to Odoo.
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

    def _compute_mentorship_health(self):
        lines = self._mentorship_problems()
        # sudo: only whether any exist
        has_kept = bool(self.sudo().env["mentorship.shipped"]._kept())
        for settings in self:
            settings.mentorship_has_aspirant = bool(self._mentorship_aspirant())
            settings.mentorship_has_kept_texts = has_kept
            settings.mentorship_health = (
                Markup("<ul>%s</ul>")
                % Markup().join(Markup("<li>%s</li>") % line for line in lines)
                if lines
                else Markup("<p>%s</p>") % self.env._("All is well.")
            )

    def _mentorship_problems(self):
        """Return what is missing, one line each."""
        # sudo: only an administrator can open the settings; reads no member's data
        env = self.sudo().env
        problems = []
        for name, purpose in (
            ("cryptography", self.env._("sealing")),
            ("icalendar", self.env._("calendar invitations")),
            ("networkx", self.env._("matching")),
            ("scipy", self.env._("matching")),
        ):
            if not find_spec(name):
                problems.append(
                    self.env._(
                        "The Python library %(name)s is missing: %(purpose)s does not "
                        "work.",
                        name=name,
                        purpose=purpose,
                    )
                )
        if not env.ref("nob_mentorship.group_mentorship_manager").all_user_ids:
            problems.append(
                self.env._(
                    "There is no mentorship manager: give a user that role under Users."
                )
            )
        if not env["ir.mail_server"].search_count([], limit=1):
            problems.append(
                self.env._(
                    "No outgoing mail server is set up here; e-mails go to the one in "
                    "the server's configuration, if any."
                )
            )
        cron = env.ref("nob_mentorship.ir_cron_daily", raise_if_not_found=False)
        if not cron or not cron.active:
            problems.append(
                self.env._(
                    "The daily job is off: dates are not acted on and reminders are "
                    "not sent."
                )
            )
        cron = env.ref("nob_mentorship.ir_cron_keys", raise_if_not_found=False)
        if not cron or not cron.active:
            problems.append(
                self.env._(
                    "The job that checks evaluation keys is off: leftover keys are not "
                    "destroyed, and lost keys are not reported."
                )
            )
        for programme in env["mentorship.programme"].search(
            [("coordinator_ids", "=", False)]
        ):
            problems.append(self.env._("%s has no coordinator.", programme.name))
        problems += self._mentorship_keyless(env)
        for problem in (
            self._mentorship_key_problem(),
            self._mentorship_page_problem(),
            self._mentorship_ballots_problem(),
        ):
            if problem:
                problems.append(problem)
        problems += self._mentorship_ballots_warnings()
        # sudo: an administrator reads the titles of texts shipped with the addon
        for name in self.sudo().env["mentorship.shipped"]._kept():
            problems.append(
                self.env._(
                    "“%s” was changed here, and the addon has a newer text: a manager "
                    "can compare them under Changed texts.",
                    env.ref(f"nob_mentorship.{name}").display_name,
                )
            )
        if not self._mentorship_aspirant():
            problems.append(
                self.env._("There is no membership category for aspirant members.")
            )
        return problems

    def _mentorship_keyless(self, env):
        """Return a line for each programme with coordinators who cannot receive
        messages, and for each without an independent contact.

        :param env: as superuser
        """
        programmes = env["mentorship.programme"].search(
            [("coordinator_ids", "!=", False)]
        )
        return [
            self.env._(
                "%(programme)s: members cannot write to %(names)s yet. Each of them "
                "needs to make a key under Messages.",
                programme=programme.name,
                names=programme.keyless_names,
            )
            for programme in programmes.filtered("keyless_names")
        ] + [
            self.env._(
                "%s: a message past the coordinators would not reach anyone. Choose a "
                "contact on the programme.",
                programme.name,
            )
            for programme in programmes.filtered("has_nobody_past")
        ]

    def _mentorship_aspirant(self):
        """Return the membership category of aspiring members, if there is one."""
        return self.env.ref(
            "nob_mentorship.membership_category_aspirant", raise_if_not_found=False
        )

    def action_mentorship_kept_texts(self):
        """Open the texts that an update kept, for a manager."""
        return self.env["mentorship.kept.text"].action_open()

    def action_mentorship_aspirant(self):
        """Create the membership category of aspiring members, once (R2)."""
        if not self._mentorship_aspirant():
            category = self.env["membership.membership_category"].create(
                {"name": "Aspirant member"}
            )
            category.with_context(lang="nl_NL").name = "Aspirant-lid"
            self.env["ir.model.data"].create(
                {
                    "module": "nob_mentorship",
                    "name": "membership_category_aspirant",
                    "model": category._name,
                    "res_id": category.id,
                    "noupdate": True,
                }
            )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
