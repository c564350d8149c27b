from importlib.util import find_spec

from markupsafe import Markup

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The health of the installation, and the category of aspiring members."""

    _inherit = "res.config.settings"

    mentorship_health = fields.Html(compute="_compute_mentorship_health")
    mentorship_has_aspirant = fields.Boolean(compute="_compute_mentorship_health")
    mentorship_has_kept_texts = fields.Boolean(compute="_compute_mentorship_health")

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
        """Return a line for each thing that is missing."""
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
                    "No outgoing mail server is set up here; emails go to the one in "
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
        messages, and for each without an alternative contact who can read them.

        :param env: as superuser
        """
        programmes = env["mentorship.programme"].search(
            [("coordinator_ids", "!=", False)]
        )
        return (
            [
                self.env._(
                    "%(programme)s: members cannot write to %(names)s yet. Each of "
                    "them needs to make a key under Messages.",
                    programme=programme.name,
                    names=programme.keyless_names,
                )
                for programme in programmes.filtered("keyless_names")
            ]
            + [
                self.env._(
                    "%s: a message to the alternative contact would not reach anyone. "
                    "Choose a contact on the programme.",
                    programme.name,
                )
                for programme in programmes.filtered("has_nobody_past")
            ]
            + [
                self.env._(
                    "%(programme)s: members cannot write past the coordinators yet. "
                    "One of these people needs to make a key under Messages: "
                    "%(names)s.",
                    programme=programme.name,
                    names=", ".join(programme._speak_to("past").mapped("name")),
                )
                for programme in programmes - programmes.filtered("has_nobody_past")
                if not programme._speak_people("past")
            ]
        )

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
