from odoo import models


class MentorshipUnseen(models.AbstractModel):
    """What a person may not see is to them as what is not there (R49).

    Odoo answers differently to the number of a record that its rules hide and to a
    number that was never given out; in debug mode it even says the record's name. Who
    may see all records but those about themselves would learn that there is one.
    """

    _name = "mentorship.unseen"
    _description = "Mentorship: hidden as if it were not there"

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

    def _check_access(self, operation):
        # sudo: which numbers were given out, to answer for all of them alike
        there = self.sudo().exists().with_env(self.env)
        refused = super(MentorshipUnseen, there)._check_access(operation)
        unseen = self - there
        if refused:
            # the rules read them with the server's rights
            refused[0].invalidate_recordset()
            unseen |= refused[0]
        if not refused and not unseen:
            return None
        return unseen, self._not_yours
