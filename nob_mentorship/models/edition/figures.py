from odoo import fields, models
from odoo.fields import Domain


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
    too_few_count = fields.Integer(
        compute="_compute_figures", help="Pairings behind with their meetings."
    )
    late_count = fields.Integer(compute="_compute_figures")
    is_unpaired_late = fields.Boolean(
        compute="_compute_figures",
        help="Sign-up is over, no offer waits, and someone has no pairing.",
    )

    def _compute_figures(self):
        """Count the records that the board and the form show, with six queries for
        all editions."""
        figures = {edition.id: {} for edition in self}
        enrolments = self.env["mentorship.enrolment"]
        pairings = self.env["mentorship.pairing"]
        here = Domain("edition_id", "in", self.ids)
        for edition, state, count in enrolments._read_group(
            here, ["edition_id", "state"], ["__count"]
        ):
            figures[edition.id][f"enrolment.{state}"] = count
        for edition, count in enrolments._read_group(
            here & enrolments._without_pairing(), ["edition_id"], ["__count"]
        ):
            figures[edition.id]["unpaired"] = count
        for edition, state, silent, count in pairings._read_group(
            here, ["edition_id", "state", "no_first_contact"], ["__count"]
        ):
            counts = figures[edition.id]
            for key in [f"pairing.{state}"] + ["silent"] * silent:
                counts[key] = counts.get(key, 0) + count
        for name in ("is_behind", "is_late"):
            for edition, count in pairings._read_group(
                here & Domain(name, "=", True), ["edition_id"], ["__count"]
            ):
                figures[edition.id][name] = count
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
            edition.too_few_count = counts.get("is_behind", 0)
            edition.late_count = counts.get("is_late", 0)
            edition.is_unpaired_late = bool(
                edition.unpaired_count
                and not edition.offered_count
                and edition.state in ("matching", "running")
                and not edition._accepts_enrolment()
            )
