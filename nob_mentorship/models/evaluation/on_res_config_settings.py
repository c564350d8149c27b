from odoo import fields, models

from . import box, health, templates, verified


class ResConfigSettings(models.TransientModel):
    """The part of the settings about the keys and the form of evaluations."""

    _inherit = "res.config.settings"

    mentorship_ballots = fields.Char(compute="_compute_mentorship_ballots")
    mentorship_ballots_ok = fields.Boolean(compute="_compute_mentorship_ballots")

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
        if code := health.trouble(env):
            return self.env["mentorship.evaluation"]._box_problem(code)
        return None

    def _mentorship_ballots_warnings(self):
        """Return the weaknesses that make a box easier to open than necessary, one line
        each.
        """
        # sudo: as above
        env, warnings = self.sudo().env, []
        if box.is_here() and (shared := health.shared(env)):
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
