from odoo import api, models

from ..room import door, logins

LOGIN_FIELDS = {"password", "login", "email", "partner_id"}


class ResUsers(models.Model):
    """Notices when a login changes in a way its owner did not prove (promise 1)."""

    _inherit = "res.users"

    def authenticate(self, credential, user_agent_env):
        info = super().authenticate(credential, user_agent_env)
        door.note_authenticated(info["uid"])
        return info

    def _login(self, credential, user_agent_env):
        # core sets the time zone of a first login to that of the browser, silently: a
        # member who is abroad that day would meet an hour late ever after
        asked = self.with_context(mentorship_login=True)
        return super(ResUsers, asked)._login(credential, user_agent_env)

    def _check_credentials(self, credential, env):
        if credential.get("type") != "password":
            return super()._check_credentials(credential, env)
        # a hash that is out of date is made anew here, by who knows the password
        password = credential.get("password") or ""
        with logins.proven(self.env.user, password, password):
            return super()._check_credentials(credential, env)

    def change_password(self, old_passwd, new_passwd):
        with logins.proven(self.env.user, old_passwd, new_passwd.strip()):
            return super().change_password(old_passwd, new_passwd)

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["mentorship.preference"]._hide_from(users)
        return users

    def write(self, vals):
        if self.env.context.get("mentorship_login") and all(self.mapped("share")):
            vals = {name: value for name, value in vals.items() if name != "tz"}
        result = super().write(vals)
        if LOGIN_FIELDS & vals.keys():
            logins.notice(self)
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
    """The same, for the e-mail address that a login is recovered with; and for the
    name, which may stand in what a member wrote."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if {"email", "name"} & vals.keys():
            # sudo: only to find out whose login this is
            users = self.sudo().with_context(active_test=False).user_ids
            if "email" in vals:
                logins.notice(users)
            if "name" in vals:
                self.env["mentorship.preference"]._hide_from(users)
        return result
