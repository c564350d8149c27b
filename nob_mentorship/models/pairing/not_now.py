"""“Not now”, beside yes and no (P19)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

LONGEST = relativedelta(years=1)
"""How far ahead the day of a “not now” can be."""


class MentorshipPairing(models.Model):
    """A member who was asked is available later."""

    _inherit = "mentorship.pairing"

    away_names = fields.Char(
        "Not available yet",
        compute="_compute_away_names",
        compute_sudo=True,
        help="People in this pairing who said “not now” until a later day.",
    )

    @api.depends("mentor_enrolment_id", "mentee_enrolment_ids")
    @api.depends_context("lang")
    def _compute_away_names(self):
        for pairing in self:
            people = pairing.mentor_enrolment_id | pairing.mentee_enrolment_ids
            away = people._origin.filtered(lambda enrolment: enrolment._is_away())
            pairing.away_names = ", ".join(
                self.env._(
                    "%(name)s, before %(day)s",
                    name=enrolment.partner_id.name,
                    day=enrolment._away_day(),
                )
                for enrolment in away
            )

    def action_not_now(self, until):
        """Say “not now” as a member: no offers before a day.

        :param until: that day, from tomorrow until a year ahead; a `date` or ISO string
        :raises UserError: for any other day, or if the offer is over
        """
        rows = [pairing._asked_row() for pairing in self]
        until = self._read_later(until)
        for member in rows:
            member._answer("not_now", until)

    @api.model
    def _read_later(self, until):
        """Return the day of a “not now”.

        :param until: as given or typed
        :raises UserError: if it is none
        """
        until = self._read_day(until)
        if not until or not self._is_later(until):
            raise UserError(self._later_words())
        return until

    @api.model
    def _is_later(self, day):
        """Tell whether a “not now” can last until this day."""
        today = fields.Date.context_today(self)
        return today < day <= today + LONGEST

    @api.model
    def _later_words(self):
        return self.env._("Choose a day from tomorrow until a year from now.")
