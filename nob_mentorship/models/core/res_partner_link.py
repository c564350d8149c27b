from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac

from .. import odoo_inside

ROOT = "/my/mentorship"
LINK = "/mentorship/to"
PAUSE = timedelta(minutes=10)
"""A member who asks for a link again within this time gets no second mail."""


class ResPartner(models.Model):
    """Links from a mail to a page for a contact, with or without a login."""

    _inherit = "res.partner"

    def _mentorship_link(self, path):
        """Return the permanent address of a page for this member.

        A member who never logged in gets an address that identifies them: see
        :meth:`_mentorship_way`. It is used only in the server's mails: any other caller
        gets the plain address of the page.

        :param str path: the path of one of the members' pages
        """
        self.ensure_one()
        if not self.env.su or not self._mentorship_is_new():
            return self.get_base_url() + path
        return f"{self.get_base_url()}{LINK}/{self.id}/{self._mentorship_key()}{path}"

    def _mentorship_way(self, key, path):
        """Return the target of a link that identifies the member it was made for.

        A member who never logged in first sets a password, and then gets the page. For
        all others, and with a wrong key, it is the page itself, which asks to log in.

        :param str key: the key in the link
        """
        self.ensure_one()
        fits = self._mentorship_fits(key)
        if not (fits and self.active and self._mentorship_is_new()):
            return path
        # sudo: the holder of a valid key gets a token for their own contact
        partner = self.sudo().with_context(signup_valid=True, relative_url=True)
        if self.user_ids and partner.signup_type != "signup":
            partner.signup_prepare()
        return odoo_inside.sign_up_link(partner, path)

    def _mentorship_fits(self, key):
        """Tell whether a key is valid for this contact's links."""
        return consteq(key.encode(), self._mentorship_key().encode())

    def _mentorship_is_new(self):
        """Tell whether this contact may set a password by a link: they never logged in,
        staff did not disable their login, and they are not a colleague.
        """
        logins = self._mentorship_logins()
        return not any(
            login.login_date or not login.active or not login.share for login in logins
        )

    def _mentorship_is_closed(self):
        """Tell whether staff disabled the login of this contact."""
        logins = self._mentorship_logins()
        return bool(logins) and not any(logins.mapped("active"))

    def _mentorship_logins(self):
        """Return the logins of this contact, including those that staff disabled."""
        # sudo: checks whether there is a login, for a link of the contact's own
        return self.sudo().with_context(active_test=False).user_ids

    def _mentorship_key(self):
        """Return the key of this contact's links. It is valid while they have this
        address and never logged in, and only lets them set a password.
        """
        whose = (self.id, self.email_normalized or "")
        # sudo: the secret needed to make the key
        return hmac(self.sudo().env, "nob_mentorship.link", whose)[:40]

    @api.model
    def _mentorship_ask_link(self, address, path):
        """Mail a link to the members with this address. The mails are made after the
        response, so that an unknown address takes as long.

        :param str address: normalized
        :param str path: the path of one of the members' pages
        """
        # sudo: the only result is a mail to the address itself
        partners = self.sudo().search(self._mentorship_visitors(address), limit=5)
        jobs = self.env["mentorship.job"].sudo()
        asked = jobs.line_ids.search(
            [
                ("job_id.model", "=", self._name),
                ("job_id.method", "=", "_mentorship_mail_link"),
                ("job_id.create_date", ">", fields.Datetime.now() - PAUSE),
                ("res_id", "in", partners.ids),
            ]
        )
        partners -= partners.browse(asked.mapped("res_id"))
        partners = partners.with_user(SUPERUSER_ID)
        jobs._start(partners, "_mentorship_mail_link", [path])

    @api.model
    def _mentorship_visitors(self, address):
        """Return the domain of contacts with an address who can use our pages: those
        with a login, current and former participants, members, invited members, and
        those on an interest list.
        """
        # sudo: as `_mentorship_ask_link`
        interests = self.env["mentorship.interest"].sudo()
        invitees = self.env["mentorship.invitee"].sudo()
        at = [("partner_id.email_normalized", "=", address)]
        return Domain("email_normalized", "=", address) & Domain.OR(
            [
                Domain("user_ids", "any", [("active", "in", [True, False])]),
                Domain("mentorship_enrolment_ids", "!=", False),
                Domain("member_line_ids", "!=", False),
                Domain("free_member", "=", True),
                *(
                    Domain("id", "in", named.search(at).partner_id.ids)
                    for named in (interests, invitees)
                ),
            ]
        )

    def _mentorship_mail_link(self, path):
        """Mail these contacts a link to a page.

        :param str path: the path of one of the members' pages
        """
        mailing = self.env["mentorship.mailing"]
        template = mailing._mail_template("mail_template_link")
        template = template.with_context(mentorship_path=path)
        mailing._settle(template.send_mail_batch(self.ids))
