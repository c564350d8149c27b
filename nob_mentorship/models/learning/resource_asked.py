from odoo import models
from odoo.fields import Domain

from ..programme.settings import LISTS
from .on_edition_ready import UNDER_WAY


class MentorshipResource(models.Model):
    """A resource that an edition asks its members to read before the introduction
    (R21): once it is archived or deleted, it is not asked for, and no pair waits for
    it.
    """

    _inherit = "mentorship.resource"

    def unlink(self):
        self.check_access("unlink")
        editions = self._asking()
        result = super().unlink()
        editions._settle_ready()
        return result

    def _asking(self):
        """Return the editions under way that ask to read one of these, as superuser."""
        # sudo: the caller may change these resources; only pairs that wait for no one
        # are introduced
        editions = self.env["mentorship.edition"].sudo()
        return editions.with_context(active_test=False).search(
            Domain("state", "in", UNDER_WAY)
            & Domain.OR(Domain(name, "in", self.ids) for name in LISTS)
        )
