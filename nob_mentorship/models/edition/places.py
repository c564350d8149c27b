from odoo import api, fields, models


class MentorshipEdition(models.Model):
    """The places of an edition: how many are taken, and who gets one next (R29)."""

    _inherit = "mentorship.edition"

    mentor_taken = fields.Integer(
        "Accepted mentors", compute="_compute_taken", store=True, compute_sudo=True
    )
    mentee_taken = fields.Integer(
        "Accepted mentees", compute="_compute_taken", store=True, compute_sudo=True
    )

    @api.depends("enrolment_ids.state", "enrolment_ids.role")
    def _compute_taken(self):
        counts = dict.fromkeys(self.ids, ())
        for edition, role, count in self.env["mentorship.enrolment"]._read_group(
            [
                ("edition_id", "in", self.ids),
                ("state", "in", ("accepted", "matched", "completed")),
            ],
            ["edition_id", "role"],
            ["__count"],
        ):
            counts[edition.id] += ((role, count),)
        for edition in self:
            taken = dict(counts.get(edition.id, ()))
            edition.mentor_taken = taken.get("mentor", 0)
            edition.mentee_taken = taken.get("mentee", 0) + taken.get("peer", 0)

    def _places_left(self, role):
        """Return the number of free places for a role, or None if there is no limit."""
        self.ensure_one()
        side = "mentor" if role == "mentor" else "mentee"
        limit = self[f"{side}_places"]
        return max(limit - self[f"{side}_taken"], 0) if limit else None

    def _fill_places(self):
        """Give free places to the waiting list: first the members left out last time
        (N7), then first come, first served (R29).
        """
        for edition in self.filtered(
            lambda e: e.state in ("enrolment", "matching", "running")
        ):
            waiting = edition.enrolment_ids.filtered(lambda e: e.state == "waiting")
            for enrolment in waiting.sorted(
                lambda e: (not e.priority, e.waiting_since, e.id)
            ):
                if edition._places_left(enrolment.role) == 0:
                    continue
                if not enrolment._refusals():
                    enrolment._admit()
