from odoo import api, models


class ResUsers(models.Model):
    """Act when users join or leave the staff, and keep the time zone of a user who logs
    in abroad."""

    _inherit = "res.users"

    def _login(self, credential, user_agent_env):
        # Odoo silently sets the time zone of a first login to that of the browser: a
        # member who happens to be abroad that day would see wrong times ever after
        asked = self.with_context(mentorship_login=True)
        return super(ResUsers, asked)._login(credential, user_agent_env)

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["mentorship.preference"]._hide_from(users)
        if not all(users.mapped("share")):
            self.env["digest.digest"]._refresh_overview()
        return users

    def write(self, vals):
        if self.env.context.get("mentorship_login") and all(self.mapped("share")):
            vals = {name: value for name, value in vals.items() if name != "tz"}
        ended = self.filtered("active") if vals.get("active") is False else self[:0]
        result = super().write(vals)
        if "partner_id" in vals:
            # the coordinator whom members ask is kept in memory
            self.env.registry.clear_cache()
        if "group_ids" in vals:
            self.env["mentorship.preference"]._hide_from(self)
        # Odoo also writes groups of no user at all, even while the addon is removed
        if self and {"active", "group_ids"} & vals.keys():
            # sudo: a user who can change users may not be able to see the programmes
            programmes = self.env["mentorship.programme"].sudo()
            for programme in programmes.search(programmes._due_leave(None)):
                programme._day_leave()
                programme._tell_left(ended)
            self.env["digest.digest"]._refresh_overview()
        return result


class ResGroups(models.Model):
    """When users join a group, hide from them the unhandled preferences in which they
    are named, and send the weekly overview to new staff."""

    _inherit = "res.groups"

    def write(self, vals):
        result = super().write(vals)
        if {"user_ids", "implied_ids", "implied_by_ids"} & vals.keys():
            # sudo: reads only whose name it is
            self.env["mentorship.preference"]._hide_from(self.sudo().all_user_ids)
            self.env["digest.digest"]._refresh_overview()
        return result


class ResPartner(models.Model):
    """When a user's name changes, hide from that user the unhandled preferences that
    contain it. A new address has not bounced."""

    _inherit = "res.partner"

    def write(self, vals):
        if "email" in vals:
            vals = {"message_bounce": 0, **vals}
        result = super().write(vals)
        if "name" in vals:
            # sudo: only finds the login of this contact
            users = self.sudo().with_context(active_test=False).user_ids
            self.env["mentorship.preference"]._hide_from(users)
        return result
