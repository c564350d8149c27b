from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

LONGEST = timedelta(days=366)
"""How far ahead the last day of an absence can be."""
EVENING = time(23, 59, 59)


class MentorshipAwayWizard(models.TransientModel):
    """Say on the day that one is out of office, and see who takes over (P22).

    The days are those of the user's own preferences in Odoo.
    """

    _name = "mentorship.away.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Out of office"
    _rec_name = "date_to"

    date_from = fields.Date(
        "First day",
        required=True,
        default=lambda self: self._planned()[0] or fields.Date.context_today(self),
    )
    date_to = fields.Date(
        "Last day", required=True, default=lambda self: self._planned()[1]
    )
    is_planned = fields.Boolean(compute="_compute_is_planned")
    problem = fields.Char(compute="_compute_outlook")
    outlook = fields.Text("What happens", compute="_compute_outlook")

    def _zone(self):
        """Return the user's time zone."""
        return ZoneInfo(self.env.user.partner_id._mentorship_timezone())

    def _moment(self, day, clock):
        """Return a time of a day in the user's zone, as the database has it."""
        moment = datetime.combine(day, clock, self._zone())
        return moment.astimezone(UTC).replace(tzinfo=None)

    @api.model
    def _planned(self):
        """Return the first and the last day of the user's absence now or later, each a
        `date` or False; False twice if there is none.
        """
        user = self.env.user
        first, last = (
            moment and moment.replace(tzinfo=UTC).astimezone(self._zone()).date()
            for moment in (user.out_of_office_from, user.out_of_office_to)
        )
        over = last and last < fields.Date.context_today(self)
        return (False, False) if not first or over else (first, last)

    @api.depends("date_from", "date_to")
    def _compute_is_planned(self):
        self.is_planned = bool(self._planned()[0])

    @api.depends("date_from", "date_to")
    def _compute_outlook(self):
        for wizard in self:
            wizard.problem = wizard._refusal()
            wizard.outlook = False if wizard.problem else wizard._outlook()

    def _refusal(self):
        """Return why these days are refused, or False; a day that is missing is none
        to refuse yet.
        """
        _, today = self.env._, fields.Date.context_today(self)
        first, last = self.date_from, self.date_to
        if first and first < min(today, self._planned()[0] or today):
            return _("Choose a first day from today on.")
        if first and last and last < first:
            return _("The last day is before the first day.")
        if last and last < today:
            return _("Choose a last day from today on.")
        if (last or first or today) > today + LONGEST:
            return _("Choose days within a year from now.")
        return False

    def _outlook(self):
        """Return who takes over, as lines of text."""
        _, user = self.env._, self.env.user
        # sudo: the lines of the user, and the names of the colleagues who get them
        editions = self.env["mentorship.edition"].sudo()
        counts, left, alone = editions._standing_in_for(user)
        lines = [
            _("%(name)s takes over your lines: %(count)s", name=other.name, count=count)
            for other, count in counts.items()
        ]
        if alone:
            names = format_list(self.env, alone.mapped("display_name"))
            lines.append(_("No one else is at work now for: %s", names))
        if left:
            lines.append(
                _("Lines that stay with you, because no one can take them: %s", left)
            )
        if planned := self._count_checkins():
            lines.append(
                _(
                    "Your check-ins in these days: %s. Colleagues find them under "
                    "“Of colleagues who are away”, and can take them over.",
                    planned,
                )
            )
        lines.append(_("After your last day, your lines come back to you."))
        return "\n".join(lines)

    def _count_checkins(self):
        """Return how many check-ins the user planned in these days."""
        if not (self.date_from and self.date_to):
            return 0
        return self.env["mentorship.checkin"].search_count(
            [
                ("partner_id", "=", self.env.user.partner_id.id),
                ("state", "=", "planned"),
                ("date", ">=", self._moment(self.date_from, time.min)),
                ("date", "<=", self._moment(self.date_to, EVENING)),
            ]
        )

    def action_apply(self):
        """Be out of office on these days, and open the day; if they have begun, the
        lines are handed over at once.

        :raises UserError: if the days are impossible
        """
        self.ensure_one()
        self.check_access("write")
        if problem := self._refusal():
            raise UserError(problem)
        # Odoo gives a user their own record with superuser rights
        self.env.user.write(
            {
                "out_of_office_from": self._moment(self.date_from, time.min),
                "out_of_office_to": self._moment(self.date_to, EVENING),
            }
        )
        return self.env["mentorship.edition"].action_open_day()

    def action_back(self):
        """Be back at work: the lines come back at once."""
        self.ensure_one()
        self.check_access("write")
        # Odoo gives a user their own record with superuser rights
        self.env.user.write({"out_of_office_from": False, "out_of_office_to": False})
        return self.env["mentorship.edition"].action_open_day()
