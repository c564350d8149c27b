from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CLOSURE_DAYS = 30
"""The days before the end in which a pairing rounds off."""
STEPS = {
    "introduced": "grounding",
    "in_contact": "preparation",
    "agreed": "negotiating",
    "goals_set": "supporting",
    "meeting": "supporting",
    "half_way": "supporting",
    "ending": "closure",
}
"""The steps of a pairing (R45), and the stage of mentoring that each belongs to
(R44)."""
FIRST_MONTH = timedelta(days=30)
"""In this time after the introduction, no pairing has too few meetings."""


class MentorshipPairing(models.Model):
    """The step that a pairing is in, by what happened (R44, R45, P18), and whether it
    is late by the rules of its edition.
    """

    _inherit = "mentorship.pairing"

    reached = fields.Selection(
        [
            ("introduced", "Introduced: get in touch"),
            ("in_contact", "In contact: agree how you work together"),
            ("agreed", "Agreed: set a goal"),
            ("goals_set", "Goals set: meet"),
            ("meeting", "Meeting: plan the next one"),
        ],
        "What happened so far",
        compute="_compute_reached",
        store=True,
        compute_sudo=True,
    )
    reached_on = fields.Date(
        "In this step since",
        compute="_compute_reached",
        store=True,
        compute_sudo=True,
        help="Of a pairing that meets: since the last meeting. After a pause, the days "
        "count anew.",
    )
    step = fields.Selection(
        [
            ("introduced", "Introduced: get in touch"),
            ("in_contact", "In contact: agree how you work together"),
            ("agreed", "Agreed: set a goal"),
            ("goals_set", "Goals set: meet"),
            ("meeting", "Meeting: plan the next one"),
            ("half_way", "Halfway: look back together"),
            ("ending", "Ending: round off"),
        ],
        compute="_compute_step",
        compute_sudo=True,
    )
    stage = fields.Selection(
        [
            ("grounding", "Personal grounding"),
            ("preparation", "Preparation"),
            ("negotiating", "Negotiating and initiating"),
            ("supporting", "Supporting"),
            ("closure", "Closure and celebration"),
        ],
        compute="_compute_step",
        compute_sudo=True,
    )
    is_late = fields.Boolean(
        "Late",
        compute="_compute_is_late",
        search="_search_is_late",
        compute_sudo=True,
        help="In one step for longer than the programme allows, with no meeting "
        "planned.",
    )
    is_behind = fields.Boolean(
        "Fewer meetings than expected by now",
        compute="_compute_is_behind",
        search="_search_is_behind",
        compute_sudo=True,
        help="The minimum number of meetings, spread evenly over the programme. It "
        "does not count in the first month.",
    )

    @api.depends(
        "date_start",
        "resumed_on",
        "first_contact_on",
        "agreement_state",
        "agreement_ids.agreed_on",
        "goal_count",
        "plan_count",
        "note_count",
        "meeting_ids.state",
        "meeting_ids.start",
    )
    def _compute_reached(self):
        for pairing in self:
            held = pairing.meeting_ids.filtered(lambda meeting: meeting.state == "held")
            agreed = pairing.agreement_ids.filtered("agreed_on").mapped("agreed_on")
            goals = pairing.goal_ids.filtered(lambda goal: goal.state != "dropped")
            texts = pairing.plan_count + pairing.note_count + pairing.goal_count
            if not pairing.date_start:
                step, day = False, False
            elif held:
                step, day = "meeting", max(meeting._day() for meeting in held)
            elif pairing.agreement_state in ("agreed", "asked_again") and goals:
                written = (goal.written_on or goal.create_date for goal in goals)
                step = "goals_set"
                first = fields.Datetime.context_timestamp(self, min(written))
                day = max([*agreed, first.date()])
            elif pairing.agreement_state in ("agreed", "asked_again"):
                step, day = "agreed", min(agreed, default=False)
            elif pairing.first_contact_on or texts or pairing.agreement_state != "none":
                step, day = "in_contact", pairing.first_contact_on
            else:
                step, day = "introduced", False
            days = (day, pairing.date_start, pairing.resumed_on)
            pairing.reached = step
            pairing.reached_on = step and max(filter(None, days))

    @api.depends("reached", "state", "date_start", "date_end", "prolonged_until")
    def _compute_step(self):
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=CLOSURE_DAYS)
        for pairing in self:
            end = pairing.prolonged_until or pairing.date_end
            # a pairing that was broken off keeps its step: there is nothing to
            # celebrate
            closes = pairing.state != "ended" and end and end <= soon
            half = pairing._half_way_on()
            if pairing.state == "completed" or closes:
                step = "ending"
            elif pairing.reached == "meeting" and half and half <= today:
                step = "half_way"
            else:
                step = pairing.reached
            pairing.step = step
            pairing.stage = STEPS.get(step, False)

    def _half_way_on(self):
        """Return the day halfway between the introduction and the end, or False."""
        end = self.prolonged_until or self.date_end
        return (
            self.date_start and end and self.date_start + (end - self.date_start) // 2
        )

    @api.model
    def _late_domain(self, editions=None):
        """Return the domain of the pairings that are late: nothing happened for longer
        than their edition allows, and no meeting is planned. In the last weeks, no
        pairing is.

        :param editions: the ``mentorship.edition`` records to look in; all if it is
            None
        """
        if editions is None:
            editions = self.env["mentorship.edition"].search_fetch([], ["late_days"])
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=CLOSURE_DAYS)
        ahead = [("state", "=", "planned"), ("stop", ">", fields.Datetime.now())]

        def met_not_marked(days):
            # who planned a year of meetings may not meet
            over = [("stop", "<", fields.Datetime.now() - timedelta(days=days))]
            unmarked = Domain("state", "=", "planned") & Domain(over)
            return Domain("meeting_ids", "any", unmarked)

        return (
            Domain("state", "=", "active")
            & Domain("paused_until", "=", False)
            & (Domain("prolonged_until", ">", soon) | Domain("date_end", ">", soon))
            & Domain.OR(
                Domain("edition_id.late_days", "=", days)
                & Domain("reached_on", "<", today - timedelta(days=days))
                & (met_not_marked(days) | Domain("meeting_ids", "not any", ahead))
                for days in sorted(set(editions.mapped("late_days")))
            )
        )

    def _compute_is_late(self):
        late = self._late_domain(self.edition_id)
        late = self.search(Domain("id", "in", self.ids) & late)
        for pairing in self:
            pairing.is_late = pairing in late

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._late_domain()
        return late if True in value else ~late

    @api.depends(
        "state",
        "held_meeting_count",
        "date_start",
        "date_end",
        "edition_id.min_meetings",
    )
    def _compute_is_behind(self):
        today = fields.Date.context_today(self)
        for pairing in self:
            pairing.is_behind = pairing._meets_too_little(today)

    def _meets_too_little(self, today):
        """Tell whether an active pairing held fewer meetings than expected by a day."""
        start, end = self.date_start, self.date_end
        if self.state != "active" or not start:
            return False
        counts_from = start + FIRST_MONTH
        if end:
            # a shorter programme counts once it is over
            counts_from = min(counts_from, end + timedelta(days=1))
        if today < counts_from:
            return False
        least = self.edition_id.min_meetings
        if end and start < end:
            least = least * min(today - start, end - start) // (end - start)
        return self.held_meeting_count < least

    @api.model
    def _search_is_behind(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        least = self.env["mentorship.edition"]._fields["min_meetings"]

        def to_sql(_model, alias, _query):
            columns = {
                name: SQL.identifier(alias, name, to_flush=self._fields[name])
                for name in ("held_meeting_count", "date_start", "date_end")
            }
            return SQL(
                """(
                    %(today)s >= least(
                        %(date_start)s + %(month)s::int, %(date_end)s + 1
                    )
                    AND %(held_meeting_count)s < (
                        SELECT CASE
                            WHEN %(date_end)s > %(date_start)s THEN div(
                                %(least)s * least(
                                    %(today)s - %(date_start)s,
                                    %(date_end)s - %(date_start)s
                                ),
                                %(date_end)s - %(date_start)s
                            )
                            ELSE %(least)s
                        END
                        FROM mentorship_edition AS edition
                        WHERE edition.id = %(edition)s
                    )
                )""",
                **columns,
                today=today,
                month=FIRST_MONTH.days,
                least=SQL.identifier("edition", "min_meetings", to_flush=least),
                edition=SQL.identifier(alias, "edition_id"),
            )

        behind = (
            Domain("state", "=", "active")
            & Domain("date_start", "!=", False)
            & Domain.custom(
                to_sql=to_sql,
                predicate=lambda pairing: pairing._meets_too_little(today),
            )
        )
        return behind if True in value else ~behind
