from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MailActivity(models.Model):
    """Which lines of the coordinators' day a user may read, and be given (R27)."""

    _inherit = "mail.activity"

    @api.model
    def _mentorship_of_ones_pairing(self):
        """Return the domain of the lines that the user may not read: they are about a
        pairing that the user is in. This is no record rule, because Odoo's own rules
        may not need a field of ours.
        """
        mine = Domain("partner_id", "=", self.env.user.partner_id.id)
        pairings = Domain("member_ids", "any!", mine)
        return Domain("mentorship_pairing_id", "any!", pairings)

    @api.model
    def _mentorship_within_reach(self):
        """Return the domain of the activities that the user could read: their own, and
        those on records, which for our lines are in an edition that the user can see.
        Odoo counts the lines of a page before it takes out what the user may not read:
        a page of lines of other programmes would be empty.
        """
        editions = self.env["mentorship.edition"].with_context(active_test=False)
        line = Domain("mentorship_edition_id", "=", False)
        if editions.has_access("read"):
            line |= Domain("mentorship_edition_id", "in", editions._search([]))
        own = Domain("user_id", "=", self.env.uid)
        return own | (Domain("res_model", "!=", False) & line)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **options):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & ~self._mentorship_of_ones_pairing()
            domain &= self._mentorship_within_reach()
        return super()._search(domain, *args, bypass_access=bypass_access, **options)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == "create" or not self:
            return result
        # sudo: which of these lines are about a pairing of the user's own
        lines = self.sudo().with_context(active_test=False)
        own = Domain("id", "in", self.ids) & self._mentorship_of_ones_pairing()
        hidden = self.browse(lines._search(own).get_result_ids())
        if not hidden:
            return result
        if result:
            return result[0] | hidden, result[1]
        return hidden, lambda: hidden._make_access_error(operation)

    def _mentorship_check_reader(self):
        """Raise if a line of the day was given to a user who may not read what it is
        about.
        """
        # sudo: the lines that the user has just written
        for line in self.sudo().filtered("mentorship_edition_id"):
            # the companies that are selected are those of another user
            record = self.env[line.res_model].with_context(allowed_company_ids=[])
            record = record.browse(line.res_id)
            if not record.with_user(line.user_id).has_access("read"):
                raise UserError(
                    self.env._(
                        "%(user)s does not read “%(record)s”. Choose someone who "
                        "coordinates this programme.",
                        user=line.user_id.name,
                        record=line.res_name,
                    )
                )
