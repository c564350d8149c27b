from odoo import fields, models


class MentorshipEdition(models.Model):
    """The numbers that the board and the form of an edition show."""

    _inherit = "mentorship.edition"

    enrolment_count = fields.Integer(compute="_compute_figures")
    to_accept_count = fields.Integer(compute="_compute_figures")
    waiting_count = fields.Integer(compute="_compute_figures")
    unpaired_count = fields.Integer(compute="_compute_figures")
    pairing_count = fields.Integer(compute="_compute_figures")
    offered_count = fields.Integer(compute="_compute_figures")
    active_count = fields.Integer(compute="_compute_figures")
    no_contact_count = fields.Integer(compute="_compute_figures")
    too_few_count = fields.Integer(compute="_compute_figures")

    def _compute_figures(self):
        """Count the records that the board and the form show, with two queries for all
        editions."""
        figures = {edition.id: {} for edition in self}
        for edition, state, held, count in self.env["mentorship.enrolment"]._read_group(
            [("edition_id", "in", self.ids)],
            ["edition_id", "state", "held_places"],
            ["__count"],
        ):
            counts = figures[edition.id]
            keys = [f"enrolment.{state}"]
            if state == "accepted" and not held:
                keys.append("unpaired")
            for key in keys:
                counts[key] = counts.get(key, 0) + count
        for edition, state, silent, few, count in self.env[
            "mentorship.pairing"
        ]._read_group(
            [("edition_id", "in", self.ids)],
            ["edition_id", "state", "no_first_contact", "too_few_meetings"],
            ["__count"],
        ):
            counts = figures[edition.id]
            for key in [f"pairing.{state}"] + [
                key for key, holds in (("silent", silent), ("few", few)) if holds
            ]:
                counts[key] = counts.get(key, 0) + count
        for edition in self:
            counts = figures.get(edition.id, {})
            edition.enrolment_count = sum(
                count
                for key, count in counts.items()
                if key.startswith("enrolment.") and not key.endswith("withdrawn")
            )
            edition.to_accept_count = counts.get("enrolment.submitted", 0)
            edition.waiting_count = counts.get("enrolment.waiting", 0)
            edition.unpaired_count = counts.get("unpaired", 0)
            edition.pairing_count = sum(
                count for key, count in counts.items() if key.startswith("pairing.")
            )
            edition.offered_count = counts.get("pairing.offered", 0)
            edition.active_count = counts.get("pairing.active", 0)
            edition.no_contact_count = counts.get("silent", 0)
            edition.too_few_count = counts.get("few", 0)
