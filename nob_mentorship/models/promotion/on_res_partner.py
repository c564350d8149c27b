from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac, sql

from ...tools.promotion import mailbox

STOP = "/mentorship/stop"


class ResPartner(models.Model):
    """A member's wish for no more invitations to sign up. It holds for every edition,
    and for the person rather than the address; mails about a mentorship that they take
    part in still reach them (R30).
    """

    _inherit = "res.partner"

    mentorship_unasked_on = fields.Date(
        "No invitations to sign up since", copy=False, groups=fields.NO_ACCESS
    )

    def _mentorship_stop_invitations(self):
        """Note that these contacts want no more invitations; so do other contacts with
        the same mailbox, because they are read by the same person.
        """
        everyone = self._mentorship_of_mailbox()
        todo = everyone.filtered(lambda one: not one.mentorship_unasked_on)
        todo.mentorship_unasked_on = fields.Date.context_today(self)

    def _mentorship_take_invitations(self):
        """Note that these members want invitations again; so do other contacts with
        the same mailbox that have no login, and so cannot say so themselves.
        """
        everyone = self._mentorship_of_mailbox()
        todo = everyone.filtered(lambda one: one in self or not one.user_ids)
        todo.mentorship_unasked_on = False

    def _mentorship_of_mailbox(self):
        """Return these contacts and all others with the same mailbox, as superuser."""
        # sudo: the reader of a mail or the member themselves, for their own wish only
        everyone = self.sudo().with_context(active_test=False)
        addresses = filter(None, everyone.mapped("email_normalized"))
        return everyone | everyone.search(self._mentorship_in_mailboxes(addresses))

    @api.model
    def _mentorship_in_mailboxes(self, addresses, path=""):
        """Return the domain of the records with the mailbox of one of these addresses.

        :param addresses: normalized
        :param str path: what leads to their contact, with a dot at its end
        """
        name, found = f"{path}email_normalized", Domain.FALSE
        for box in {mailbox(address) for address in addresses}:
            local, _at, domain = (sql.escape_psql(part) for part in box.rpartition("@"))
            found |= Domain(name, "=", box)
            found |= Domain(name, "=like", f"{local}+%@{domain}")
        return found

    @api.model
    def _mentorship_unasked(self):
        """Return the domain of the contacts that are sent no invitation."""
        return Domain("mentorship_unasked_on", "!=", False)

    def _mentorship_may_be_asked(self):
        """Tell whether mail reaches this contact, and they are not on Odoo's own list
        of those who want no mailings.
        """
        return self._is_reached() and not self.is_blacklisted

    @api.model
    def _mentorship_stop_key(self, row, partner_id):
        """Return the key of the link with which a reader stops invitations. It is valid
        for ever, and for nothing else.

        :param int row: the id of the ``mentorship.promotion.sent``
        :param int partner_id: the id of its contact when it was mailed
        """
        # sudo: the secret needed to make the key
        return hmac(self.sudo().env, "nob_mentorship.stop", (row, partner_id))[:40]

    @api.model
    def _mentorship_stop_path(self, row, partner_id):
        """Return the path of that link; for the parameters, see
        :meth:`_mentorship_stop_key`.
        """
        key = self._mentorship_stop_key(row, partner_id)
        return f"{STOP}/{row}/{partner_id}/{key}"

    @api.model
    def _mentorship_stop_fits(self, row, partner_id, key):
        """Tell whether a key was made for this mail."""
        made = self._mentorship_stop_key(row, partner_id)
        return consteq(key.encode(), made.encode())
