from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac

from .. import odoo_inside

ROOT = "/my/mentorship"
LINK = "/mentorship/to"
PAUSE = timedelta(minutes=10)
"""Within it, who asks for a link again gets no second mail."""


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
        fits = self._mentorship_fits(key)
        if not (fits and self.active and self._mentorship_is_new()):
            return path
        # sudo: whose key it is gets a token of their own
        partner = self.sudo().with_context(signup_valid=True, relative_url=True)
        if self.user_ids and partner.signup_type != "signup":
            partner.signup_prepare()
        return odoo_inside.sign_up_link(partner, path)

    def _mentorship_fits(self, key):
        """Tell whether a key is that of this contact's links."""
        return consteq(key.encode(), self._mentorship_key().encode())

    def _mentorship_is_new(self):
        """Tell whether this contact may choose a password by a link: they never logged
        in, staff closed no login of theirs, and none is a colleague's."""
        logins = self._mentorship_logins()
        return not any(
            login.login_date or not login.active or not login.share for login in logins
        )

    def _mentorship_is_closed(self):
        """Tell whether staff closed the login of this contact."""
        logins = self._mentorship_logins()
        return bool(logins) and not any(logins.mapped("active"))

    def _mentorship_logins(self):
        """Return the logins of this contact, those that staff closed too."""
        # sudo: whether there is a login is asked, for a link of the contact's own
        return self.sudo().with_context(active_test=False).user_ids

    def _mentorship_key(self):
        """Return the key of this contact's links. It fits as long as they have this
        address and never logged in, and lets them choose a password, no more."""
        whose = (self.id, self.email_normalized or "")
        # sudo: the secret that no key can be made without
        return hmac(self.sudo().env, "nob_mentorship.link", whose)[:40]

    @api.model
    def _mentorship_ask_link(self, address, path):
        """Have a link mailed to the members with an address, after the answer, which
        takes as long for an address that no member has.

        :param str address: normalized
        :param str path: of one of the members' pages
        """
        # sudo: a mail to the address itself is all that comes of it
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
        """Return the domain of the contacts with an address for whom our pages are:
        who has a login, takes or took part, is a member, is invited, or wants to hear
        of it."""
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

        :param str path: of one of the members' pages
        """
        mailing = self.env["mentorship.mailing"]
        template = mailing._mail_template("mail_template_link")
        template = template.with_context(mentorship_path=path)
        mailing._settle(template.send_mail_batch(self.ids))
