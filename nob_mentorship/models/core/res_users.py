from odoo import api, models


class ResUsers(models.Model):
    """Who leaves staff, or comes to it, is thought of; a login abroad changes no time
    zone."""

    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        # core sets the time zone of a first login to that of the browser, silently: a
        # member who is abroad that day would meet an hour late ever after
        asked = self.with_context(mentorship_login=True)
        return super(ResUsers, asked)._login(credential, user_agent_env)

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["mentorship.preference"]._hide_from(users)
        return users

    def write(self, vals):
        if self.env.context.get("mentorship_login") and all(self.mapped("share")):
            vals = {name: value for name, value in vals.items() if name != "tz"}
        result = super().write(vals)
        if "group_ids" in vals:
            self.env["mentorship.preference"]._hide_from(self)
        if {"active", "group_ids"} & vals.keys():
            # sudo: whoever may change a user may not see the programmes
            programmes = self.env["mentorship.programme"].sudo()
            for programme in programmes.search(programmes._due_leave(None)):
                programme._day_leave()
        return result


class ResGroups(models.Model):
    """Who comes to a group is thought of in what members wrote before."""

    _inherit = "res.groups"

    def write(self, vals):
        result = super().write(vals)
        if {"user_ids", "implied_ids", "implied_by_ids"} & vals.keys():
            # sudo: only whose name it is
            self.env["mentorship.preference"]._hide_from(self.sudo().all_user_ids)
        return result


class ResPartner(models.Model):
    """The same, for a name that changes: it may stand in what a member wrote."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "name" in vals:
            # sudo: only to find out whose login this is
            users = self.sudo().with_context(active_test=False).user_ids
            self.env["mentorship.preference"]._hide_from(users)
        return result
