from odoo import api, models

from .. import odoo_inside


class MentorshipPreference(models.Model):
    """What members wrote and staff have not handled yet, where people are paired."""

    _inherit = "mentorship.preference"

    @api.model
    def _open_counts(self, field, ids):
        """Count what is not handled yet, of what the caller may read.

        :param str field: ``edition_id`` or ``enrolment_id``
        :param ids: of the editions or sign-ups
        :return: {id: count}
        """
        if not self.has_access("read"):
            return {}
        groups = self._read_group(
            [(field, "in", ids), ("state", "=", "new")], [field], ["__count"]
        )
        return {record.id: count for record, count in groups}

    @api.model
    def _open_list(self, domain):
        """Return the action that shows what is not handled yet."""
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_preference_action"
        )
        action["domain"] = domain
        action["context"] = {"search_default_open": 1}
        return action

    @api.model
    def _warn_of(self, pairing):
        """Warn staff that a member was paired while what they wrote waits, where who
        paired them may not read it: it is about them, or names them.

        Who paired them learns nothing of it.

        :param pairing: one ``mentorship.pairing`` whose people are asked
        """
        user = self.env.user
        if user.share:
            return
        # sudo: what the caller may not read is looked for, and told to its readers
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
