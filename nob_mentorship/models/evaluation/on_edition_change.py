from odoo import api, fields, models
from odoo.fields import Domain

from .. import odoo_inside
from ..edition.ready import PLANNED
from .change_readers import TAKING_PART


class MentorshipEdition(models.Model):
    """The changes that follow from what members of an edition said, and those that its
    own participants read (R66).
    """

    _inherit = "mentorship.edition"

    change_ids = fields.One2many("mentorship.change", "edition_id", "Changes")
    change_count = fields.Integer("Number of changes", compute="_compute_change_count")
    open_change_count = fields.Integer(
        "Open changes of earlier editions", compute="_compute_open_change_count"
    )

    @api.depends("change_ids")
    def _compute_change_count(self):
        for edition in self:
            edition.change_count = len(edition.change_ids)

    @api.depends("programme_id", "state")
    def _compute_open_change_count(self):
        changes = self.env["mentorship.change"]
        for edition in self:
            planned = edition.state in PLANNED and bool(edition.programme_id)
            edition.open_change_count = (
                changes.search_count(edition._open_changes()) if planned else 0
            )

    def _open_changes(self):
        """Return the domain of the changes that were agreed in other editions of this
        programme, and are not done.
        """
        return (
            Domain("programme_id", "=", self.programme_id.id)
            & Domain("edition_id", "!=", self._origin.id)
            & Domain("state", "=", "agreed")
        )

    def action_view_changes(self):
        """Open the changes of these editions."""
        return self._open_list("mentorship_change_action")

    def action_open_changes(self):
        """Open the changes of earlier editions that are not done."""
        self.ensure_one()
        self._check_staff()
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_change_action"
        )
        return {**action, "domain": list(self._open_changes()), "context": {}}

    def _changes_to_read(self):
        """Return the domain of the published changes that were heard in an earlier
        edition of this programme.
        """
        self.ensure_one()
        if not self.date_start:
            return Domain.FALSE
        return (
            Domain("published", "=", True)
            & Domain("state", "in", ("agreed", "done"))
            & Domain("programme_id", "=", self.programme_id.id)
            & Domain("edition_id.date_start", "<", self.date_start)
        )

    def _reads_changes(self, partner):
        """Tell whether a member takes part in this edition, and so reads what changed
        before it.
        """
        self.ensure_one()
        return bool(
            self.env["mentorship.enrolment"].search_count(
                [
                    ("edition_id", "=", self.id),
                    ("partner_id", "=", partner.id),
                    ("state", "in", TAKING_PART),
                ],
                limit=1,
            )
        )
