from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

DAYS = (30, 90)
"""A member is due for a pulse this many days after their mentorship started."""
LASTS = timedelta(days=30)
"""A pulse that was due longer ago makes no sense any more."""
OPEN_DAYS = 14


class MentorshipEdition(models.Model):
    """The pulses of an edition: three questions, 30 and 90 days after the start of a
    mentorship, to many members at once (N13).

    Who is due is found anew each day from what happened. The invitations tell who was
    asked, so each member is asked once for each of the two.
    """

    _inherit = "mentorship.edition"

    evaluated_since = fields.Date(
        "Evaluations count from",
        # editions that run when this version is installed get that day
        default=fields.Date.context_today,
        readonly=True,
        copy=False,
        help="No pulse and no look back is asked that was due before this day.",
    )

    @api.model
    def _due_pulse(self, _today):
        """Return the editions in which members can be due for a pulse."""
        return (
            Domain("evaluate", "=", True)
            & Domain("state", "in", ("running", "closed"))
            & Domain("pairing_ids", "any", [("state", "=", "active")])
        )

    def _day_pulse(self):
        """Open a pulse if enough members are due; otherwise they wait for more."""
        self._open_when_enough("pulse", self._pulse_due(), OPEN_DAYS)

    def _under_way_now(self):
        """Return the members in a pairing that runs and does not pause, each with the
        first of theirs: {``res.partner``: ``mentorship.pairing.member``}.
        """
        running = self.env["mentorship.pairing"]._under_way(self)
        members = self.env["mentorship.pairing.member"].search(
            Domain("pairing_id", "any", running)
            & Domain("answer", "=", "accepted")
            & Domain("left_on", "=", False)
            & Domain("partner_id.active", "=", True)
        )
        first = {}
        for member in members.filtered(_began).sorted(lambda m: (_began(m), m.id)):
            first.setdefault(member.partner_id, member)
        return first

    def _pulse_due(self):
        """Return the members who are due for a pulse today and were not asked for it.

        :return: {``res.partner``: (role, the number of days: one of :data:`DAYS`)}
        """
        today = fields.Date.context_today(self)
        there, due = self._under_way_now(), {}
        asked = dict(
            self.env["mentorship.evaluation.invitation"]._read_group(
                [("pulse_edition_id", "=", self.id)], ["partner_id"], ["pulse_day:max"]
            )
        )
        since = self.evaluated_since or today
        for partner, member in there.items():
            last = asked.get(partner) or 0
            for day in (each for each in DAYS if each > last):
                on = _began(member) + timedelta(days=day)
                if since <= on <= today <= on + LASTS:
                    due[partner] = (member.role, day)
        return due

    def _tell_pulse_fell(self):
        """Plan an activity: the last pulse of this edition is much lower than the one
        before it.

        It names no pairing, no member and no figure; the results have the figures.
        """
        edition = self.with_context(lang=self._responsible().lang)
        edition._tell_coordinators(
            edition.env._("The pulse went down"),
            edition.env._(
                "The answers to the last pulse are lower than those to the one before: "
                "at least one point of five, on average. Compare the results of both "
                "under “Evaluations”. The answers are anonymous, so this is about the "
                "edition as a whole: ask around how it is going."
            ),
        )


def _began(member):
    """Return the day on which a member's mentorship started, or False."""
    return member.introduced_on or member.pairing_id.date_start
