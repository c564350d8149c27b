"""“Not now”: a member who takes part, but gets no offers before a day (P19)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date


class MentorshipEnrolment(models.Model):
    """The day before which a member gets no offers; only the member's “not now” sets
    it.
    """

    _inherit = "mentorship.enrolment"

    away_until = fields.Date(
        "No offers before",
        readonly=True,
        copy=False,
        help="The member said “not now” to an offer until this day.",
    )
    is_away = fields.Boolean(compute="_compute_is_away")

    @api.depends("away_until")
    def _compute_is_away(self):
        for enrolment in self:
            enrolment.is_away = enrolment._is_away()

    def _is_away(self):
        """Tell whether this member gets no offers today."""
        today = fields.Date.context_today(self)
        return bool(self.away_until) and self.away_until > today

    @api.model
    def _unavailable(self):
        """Return the domain of sign-ups that cannot be paired today, or cannot be
        paired again.
        """
        return (
            Domain("state", "not in", ("accepted", "matched"))
            | Domain("free_places", "=", 0)
            | Domain("away_until", ">", fields.Date.context_today(self))
        )

    @api.model
    def _without_pairing(self):
        """Return the domain of accepted sign-ups without a pairing, except of members
        who said “not now” until a later day.
        """
        today = fields.Date.context_today(self)
        return (
            Domain("state", "=", "accepted")
            & Domain("held_places", "=", 0)
            & (Domain("away_until", "=", False) | Domain("away_until", "<=", today))
        )

    def _away_day(self):
        return format_date(self.env, self.away_until, date_format="d MMMM yyyy")

    def _check_not_away(self):
        """Raise if one of these members gets no offers yet.

        :raises UserError: with the member and the day, worded for staff
        """
        for enrolment in self.filtered(lambda enrolment: enrolment._is_away()):
            raise UserError(enrolment._away_words())

    def _away_words(self):
        """Return, for staff, that this member gets no offers yet."""
        return self.env._(
            "%(member)s said “not now”: no offers before %(day)s.",
            member=self.display_name,
            day=self._away_day(),
        )

    def action_available(self):
        """Let these members get offers again, before the day they chose."""
        self._check_staff()
        # sudo: staff of the programme, checked above; users cannot write it directly
        self.sudo().filtered("away_until").away_until = False
