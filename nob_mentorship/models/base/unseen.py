from odoo import models


class MentorshipUnseen(models.AbstractModel):
    """Records that a person cannot see behave as if they did not exist (R49).

    A user who can see all records except those about themselves would otherwise learn
    that there is one. `mentorship.guarded` gives the same answer from outside; for the
    code of a page or a method that a person called, such records do not exist.
    """

    _name = "mentorship.unseen"
    _description = "Mentorship: hidden as if it did not exist"

    def read(self, fields=None, load="_classic_read"):
        # a computed name is made without a check of access
        self._origin.check_access("read")
        return super().read(fields, load)

    def exists(self):
        """Return the records that exist for the caller."""
        found = super().exists()
        numbers = [record.id for record in found if record.id]
        if self.env.su or not numbers:
            return found
        # a search loads none of the hidden records into the cache, where others could
        # read them
        seen = self.browse()
        if seen.has_access("read"):
            seen = seen.search([("id", "in", numbers)])
        return found - (found.browse(numbers) - seen)
