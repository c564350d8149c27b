from odoo import api, models

from .. import odoo_inside


class MentorshipPreference(models.Model):
    """Unhandled preferences, shown where staff pair people."""

    _inherit = "mentorship.preference"

    @api.model
    def _open_counts(self, field, ids):
        """Count the unhandled preferences that the caller can read.

        :param str field: ``edition_id`` or ``enrolment_id``
        :param ids: the ids of the editions or sign-ups
        :return: {id: count}
        """
        if not self.has_access("read"):
            return {}
        groups = self._read_group(
            [(field, "in", ids), ("state", "=", "new")], [field], ["__count"]
        )
        return {record.id: count for record, count in groups}

    @api.model
    def _open_names(self, field, ids):
        """Return the names of the members with unhandled preferences, as text; empty
        if there are none that the caller can read.

        For the parameters, see :meth:`_open_counts`.
        """
        if not self.has_access("read"):
            return ""
        found = self.search([(field, "in", ids), ("state", "=", "new")])
        # sudo: the names of members whose preferences the caller can read
        names = found.sudo().partner_id.mapped("name")
        return self.env["mentorship.edition"]._some_of(names)

    @api.model
    def _open_words(self, field, ids):
        """Return the line that names the members with unhandled preferences, or None if
        there are none that the caller can read.
        """
        names = self._open_names(field, ids)
        return names and self.env._(
            "Requests about pairing that are not handled yet, from: %s", names
        )

    @api.model
    def _open_list(self, domain):
        """Return the action that shows the unhandled preferences."""
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_preference_action"
        )
        action["domain"] = domain
        action["context"] = {"search_default_open": 1}
        return action

    @api.model
    def _warn_of(self, pairing):
        """Warn staff that a member was paired while their preference waits, if the user
        who paired them cannot read it, because it is about or names that user.

        That user is not told of it.

        :param pairing: the ``mentorship.pairing`` whose members are asked
        """
        user = self.env.user
        if user.share:
            return
        # sudo: finds what the caller cannot read, and tells only its readers
        waiting = self.sudo().search(
            [
                ("state", "=", "new"),
                ("kind", "=", "avoid"),
                ("enrolment_id", "in", pairing.sudo().member_ids.enrolment_id.ids),
            ]
        )
        anywhere = self.with_context(allowed_company_ids=[])
        for preference in waiting:
            own = anywhere.browse(preference.id).with_user(user)
            readers = preference._readers()
            if readers and not own.has_access("read"):
                preference._notify_staff(readers[0], paired=True)
