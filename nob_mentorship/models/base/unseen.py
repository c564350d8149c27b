from odoo import models


class MentorshipUnseen(models.AbstractModel):
    """What a person may not see is to them as what is not there (R49).

    Who may see all records but those about themselves would learn that there is one.
    `mentorship.guarded` answers alike from outside; for the code of a page or a method
    that a person called they do not exist.
    """

    _name = "mentorship.unseen"
    _description = "Mentorship: hidden as if it did not exist"

    def read(self, fields=None, load="_classic_read"):
        # a name that follows from others is made without asking whose it is
        self._origin.check_access("read")
        return super().read(fields, load)

    def exists(self):
        """Return those of the records that are there for the caller."""
        found = super().exists()
        numbers = [record.id for record in found if record.id]
        if self.env.su or not numbers:
            return found
        # a search leaves nothing of the hidden ones in memory, for others to read
        seen = self.browse()
        if seen.has_access("read"):
            seen = seen.search([("id", "in", numbers)])
        return found - (found.browse(numbers) - seen)
