from odoo import models
from odoo.tools import consteq, hmac

from . import odoo_inside

ROOT = "/my/mentorship"
LINK = "/mentorship/to"


class ResPartner(models.Model):
    """The way of a contact from a mail to a page, with or without a login."""

    _inherit = "res.partner"

    def _mentorship_link(self, path):
        """Return the address of a page for this member, which stays the same for good.

        Who never logged in gets one that knows them: see :meth:`_mentorship_way`. It
        goes into mails of the server alone: to whoever else asks, it is the page's own.

        :param str path: of one of the members' pages
        """
        self.ensure_one()
        if not self.env.su or not self._mentorship_is_new():
            return self.get_base_url() + path
        return f"{self.get_base_url()}{LINK}/{self.id}/{self._mentorship_key()}{path}"

    def _mentorship_way(self, key, path):
        """Return where a link leads that knows who it was made for.

        Who never logged in chooses a password, and comes to the page then. For anybody
        else, and with a wrong key, it is the page itself, which asks to log in.

        :param str key: the key in the link
        """
        self.ensure_one()
        fits = consteq(key.encode(), self._mentorship_key().encode())
        if not (fits and self.active and self._mentorship_is_new()):
            return path
        # sudo: whose key it is gets a token of their own
        partner = self.sudo().with_context(signup_valid=True, relative_url=True)
        if self.user_ids and partner.signup_type != "signup":
            partner.signup_prepare()
        return odoo_inside.sign_up_link(partner, path)

    def _mentorship_is_new(self):
        """Tell whether this contact never logged in."""
        return not any(self.user_ids.mapped("login_date"))

    def _mentorship_key(self):
        """Return the key of this contact's links. It fits as long as they have this
        address and never logged in, and lets them choose a password, no more."""
        whose = (self.id, self.email_normalized or "")
        # sudo: the secret that no key can be made without
        return hmac(self.sudo().env, "nob_mentorship.link", whose)[:40]

    def _mentorship_mail_link(self, path):
        """Mail these contacts a link to a page.

        :param str path: of one of the members' pages
        """
        mailing = self.env["mentorship.mailing"]
        template = mailing._mail_template("mail_template_link")
        template = template.with_context(mentorship_path=path)
        mailing._settle(template.send_mail_batch(self.ids))
