from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import hmac

from ...tools import network

MOST_TRIES = 30
"""The number of wrong codes that one network can try within `WITHIN`."""
WITHIN = timedelta(hours=1)


class MentorshipCertificateTry(models.Model):
    """A wrong code that was tried on the public page, without the code. The network it
    came from is not stored, only a keyed hash of it, for little more than an hour.

    A try is a new row, so that tries at the same moment never wait for each other.
    """

    _name = "mentorship.certificate.try"
    _description = "Mentorship: a wrong code of a certificate"
    _rec_name = "tried_at"
    _log_access = False

    network_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    tried_at = fields.Datetime(required=True)

    _by_network = models.Index("(network_hash, tried_at)")

    @api.model
    def _hash(self, address):
        # sudo: the database's secret, without which addresses could be tried
        scope = "nob_mentorship.certificate"
        return hmac(self.sudo().env, scope, network.of(address))

    @api.model
    def _is_spent(self, address):
        """Tell whether the network of an address tried too many wrong codes."""
        recent = Domain("network_hash", "=", self._hash(address)) & Domain(
            "tried_at", ">", fields.Datetime.now() - WITHIN
        )
        return self.search_count(recent, limit=MOST_TRIES) >= MOST_TRIES

    @api.model
    def _note(self, address):
        """Note a wrong code from an address."""
        now = fields.Datetime.now()
        self.create({"network_hash": self._hash(address), "tried_at": now})

    @api.autovacuum
    def _forget(self):
        """Delete the tries that no longer count."""
        self.search([("tried_at", "<=", fields.Datetime.now() - WITHIN)]).unlink()
