from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.groups import FEW
from ..base.labels import field_labels
from ..pairing.on_edition import PAIRED
from ..pairing.stage import CLOSURE_DAYS, STEPS

SHAPE = frozenset({"programme_id", "edition_id", "company_id", "year", "kind"})
"""The fields that whole editions have in common: figures can be filtered by them."""
PARTS = frozenset({"state", "stage", "came_about", "prepared", "silent", "end_reason"})
"""The fields that divide the pairs of an edition; figures are of one at a time."""
MEASURES = {
    "days_to_contact": ("%s IS NOT NULL",),
    "held_meeting_count": (),
    "duration_days": (),
    "ended_percent": ("%s = 100", "%s = 0"),
}
"""{measure: the conditions on it whose pairs must be of enough people}: a mean tells
about those who have a value, a percentage about both sides."""


class MentorshipReport(models.Model):
    """Figures of the pairs that started, over editions and years (R32, P9, N15).

    A row is a pair, and no user reads a row: searches find none, and
    :meth:`_read_group` gives the figures of groups that are large enough
    (:mod:`...tools.groups`). No row has a text, a name or a number of a member.
    """

    _name = "mentorship.report"
    _description = "Figures of pairings"
    _auto = False
    _order = "id"

    _depends = {
        "mentorship.pairing": [
            "edition_id",
            "state",
            "reached",
            "came_about",
            "date_start",
            "date_end",
            "prolonged_until",
            "first_contact_on",
            "held_meeting_count",
            "ended_on",
        ],
        "mentorship.pairing.member": [
            "pairing_id",
            "partner_id",
            "answer",
            "prepared",
        ],
        "mentorship.edition": [
            "programme_id",
            "company_id",
            "kind",
            "date_start",
            "enrolment_start",
        ],
        "mentorship.ending": ["pairing_id", "reason_id"],
    }

    programme_id = fields.Many2one("mentorship.programme", readonly=True)
    edition_id = fields.Many2one("mentorship.edition", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    year = fields.Char(readonly=True, help="In which the edition starts.")
    kind = fields.Selection("_kinds", readonly=True)
    state = fields.Selection(
        [
            ("active", "Active"),
            ("completed", "Completed"),
            ("ended", "Ended"),
            (FEW, "Fewer than 5 each, or hidden with these"),
        ],
        readonly=True,
    )
    stage = fields.Selection(
        [
            ("grounding", "Personal grounding"),
            ("preparation", "Preparation"),
            ("negotiating", "Negotiating and initiating"),
            ("supporting", "Supporting"),
            ("closure", "Closure and celebration"),
            ("ended", "Ended early"),
            (FEW, "Fewer than 5 each, or hidden with these"),
        ],
        readonly=True,
    )
    came_about = fields.Selection("_ways", "How it came about", readonly=True)
    prepared = fields.Selection(
        [
            ("yes", "Everyone was prepared"),
            ("no", "Not everyone was prepared"),
            ("unknown", "Unknown"),
            (FEW, "Fewer than 5 each, or hidden with these"),
        ],
        readonly=True,
    )
    silent = fields.Selection(
        [
            ("yes", "Nothing happens"),
            ("no", "Something happens, or it is over"),
            (FEW, "Fewer than 5 each, or hidden with these"),
        ],
        readonly=True,
        help="In one step for longer than the programme allows, with no meeting "
        "planned.",
    )
    end_reason = fields.Char("Reason it ended", readonly=True)
    days_to_contact = fields.Integer(
        "Days to first contact", readonly=True, aggregator="avg"
    )
    # a mean of whole numbers is shown with its decimals
    held_meeting_count = fields.Float(
        "Meetings per pair", digits=(16, 1), readonly=True, aggregator="avg"
    )
    duration_days = fields.Integer("Days it lasted", readonly=True, aggregator="avg")
    ended_percent = fields.Integer("Ended early (%)", readonly=True, aggregator="avg")

    @api.model
    def _kinds(self):
        return [*field_labels(self.env["mentorship.edition"], "kind").items()]

    @api.model
    def _ways(self):
        ways = field_labels(self.env["mentorship.pairing"], "came_about")
        return [*ways.items(), ("unknown", self.env._("Unknown")), self._few()]

    @api.model
    def _few(self):
        """Return the value and the label of the parts that are told together."""
        return FEW, field_labels(self, "state")[FEW]

    @property
    def _table_query(self):
        if not self.env.su:
            # sudo: only the columns of the query; it returns no row
            rows = self.sudo().with_context(mentorship_silent=False)._table_query
            return SQL("SELECT * FROM (%s) AS pairs WHERE FALSE", rows)
        today = fields.Date.context_today(self)
        return SQL(
            """SELECT p.id, p.edition_id, e.programme_id, e.company_id, e.kind,
                      to_char(
                          COALESCE(e.date_start, e.enrolment_start, e.create_date),
                          'YYYY'
                      ) AS year,
                      p.state, %(stage)s AS stage,
                      COALESCE(p.came_about, 'unknown') AS came_about,
                      %(prepared)s AS prepared, %(silent)s AS silent,
                      %(end_reason)s AS end_reason,
                      CASE WHEN p.first_contact_on IS NOT NULL
                           THEN GREATEST(p.first_contact_on - p.date_start, 0)
                      END AS days_to_contact,
                      p.held_meeting_count,
                      GREATEST(COALESCE(p.ended_on, %(today)s) - p.date_start, 0)
                          AS duration_days,
                      CASE WHEN p.state = 'ended' THEN 100 ELSE 0 END AS ended_percent
                 FROM mentorship_pairing p
                 JOIN mentorship_edition e ON e.id = p.edition_id
                WHERE p.state IN %(paired)s AND p.date_start IS NOT NULL""",
            stage=self._stage_sql(today),
            prepared=self._prepared_sql(),
            silent=self._silent_sql(),
            end_reason=self._end_reason_sql(),
            today=today,
            paired=PAIRED,
        )

    @api.model
    def _stage_sql(self, today):
        """Return the SQL of the stage of a pair, as a pairing computes it; a pair that
        ended early is in none.
        """
        steps = SQL(" ").join(
            SQL("WHEN %s THEN %s", step, stage) for step, stage in STEPS.items()
        )
        return SQL(
            """CASE WHEN p.state = 'ended' THEN 'ended'
                    WHEN p.state = 'completed'
                         OR COALESCE(p.prolonged_until, p.date_end) <= %s
                    THEN 'closure'
                    ELSE CASE p.reached %s ELSE 'grounding' END
               END""",
            today + timedelta(days=CLOSURE_DAYS),
            steps,
        )

    @api.model
    def _prepared_sql(self):
        """Return the SQL of whether everyone in a pair was prepared."""
        return SQL(
            """(SELECT CASE WHEN bool_or(m.prepared = 'no') THEN 'no'
                            WHEN bool_and(m.prepared = 'yes') THEN 'yes'
                            ELSE 'unknown' END
                  FROM mentorship_pairing_member m
                 WHERE m.pairing_id = p.id AND m.answer = 'accepted')"""
        )

    @api.model
    def _silent_sql(self):
        """Return the SQL of whether nothing happens in a pair: it is late."""
        if not self.env.context.get("mentorship_silent", True):
            # to find out takes time, and these figures do not say it
            return SQL("NULL::varchar")
        pairings = self.env["mentorship.pairing"]
        late = pairings._search(pairings._late_domain())
        if late.is_empty():
            return SQL("'no'")
        return SQL("CASE WHEN p.id IN %s THEN 'yes' ELSE 'no' END", late.subselect())

    @api.model
    def _end_reason_sql(self):
        """Return the SQL of why a pair ended: ``not_ended``, ``no_reason``, or the
        number of the reason.
        """
        return SQL(
            """CASE WHEN p.state <> 'ended' THEN 'not_ended'
                    ELSE COALESCE(
                        (SELECT n.reason_id::varchar FROM mentorship_ending n
                          WHERE n.pairing_id = p.id ORDER BY n.id DESC LIMIT 1),
                        'no_reason'
                    )
               END"""
        )

    # a row is read by no one

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not self.env.su:
            self.browse().check_access("read")
            domain = Domain.FALSE
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def read(self, fields=None, load="_classic_read"):
        self._origin.check_access("read")
        return super().read(fields, load)

    def export_data(self, fields_to_export):
        self.check_access("read")
        return super().export_data(fields_to_export)

    def _check_access(self, operation):
        if self.env.su or not self:
            return super()._check_access(operation)
        return self, lambda: AccessError(
            self.env._("This does not exist, or you do not have access to it.")
        )
