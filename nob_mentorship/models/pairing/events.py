from datetime import datetime, time, timedelta

from odoo import fields, models
from odoo.fields import Domain


class MentorshipPairing(models.Model):
    """What happens to a pairing, for the timetable (R63).

    Each method returns what happened in an edition between two days, both included:
    [(record, day, members)], with the ``mentorship.pairing.member`` it concerns. A
    pause holds everything, and the days count anew from its end.
    """

    _inherit = "mentorship.pairing"

    resumed_on = fields.Date("Pause ended on", readonly=True, copy=False)

    def _under_way(self, edition):
        """Return the domain of the pairings of an edition that run and do not pause."""
        today = fields.Date.context_today(self)
        return (
            Domain("edition_id", "=", edition.id)
            & Domain("state", "=", "active")
            & Domain("paused_until", "=", False)
            & (Domain("date_end", ">=", today) | Domain("prolonged_until", ">=", today))
        )

    def _found_under_way(self, edition, domain):
        """Return pairings under way, with their members."""
        found = self._search_whole(self._under_way(edition) & Domain(domain))
        found.member_ids.mapped("partner_id.name")
        return found

    def _counted_from(self, day):
        """Return the day that the days since an event are counted from."""
        self.ensure_one()
        return max(day, self.resumed_on or day)

    def _since_then(self, pairings, day_of, first, last):
        """Return what happened between two days to pairings; see the class.

        :param day_of: a function of a pairing that returns a day, or False
        """
        found = []
        for pairing in pairings:
            if day := day_of(pairing):
                day = pairing._counted_from(day)
                if first <= day <= last:
                    found.append((pairing, day, pairing._willing()))
        return found

    def _happened_no_contact(self, edition, first, last):
        """Return the introductions after which someone has not been in touch."""
        pairings = self._found_under_way(
            edition,
            [
                ("date_start", "<=", last),
                (
                    "member_ids",
                    "any",
                    [
                        ("role", "!=", "mentor"),
                        ("introduced_on", "!=", False),
                        ("first_contact_on", "=", False),
                        ("left_on", "=", False),
                    ],
                ),
            ],
        )
        found = []
        for pairing in pairings:
            there = pairing._willing()
            mentor = there.filtered(lambda member: member.role == "mentor")
            lacking = (there - mentor).filtered(
                lambda member: member.introduced_on and not member.first_contact_on
            )
            for introduced, members in lacking.grouped("introduced_on").items():
                day = pairing._counted_from(introduced)
                if first <= day <= last:
                    found.append((pairing, day, members | mentor))
        return found

    def _happened_no_agreement(self, edition, first, last):
        """Return the first contacts after which nobody has agreed on anything."""
        pairings = self._found_under_way(
            edition,
            [
                ("first_contact_on", "<=", last),
                ("agreement_state", "in", ("none", "asked")),
            ],
        )
        return self._since_then(pairings, lambda p: p.first_contact_on, first, last)

    def _happened_no_goal(self, edition, first, last):
        """Return the agreements after which no goal was set."""
        pairings = self._found_under_way(
            edition,
            [
                ("agreement_state", "in", ("agreed", "asked_again")),
                ("goal_count", "=", 0),
            ],
        )

        def agreed(pairing):
            days = pairing.agreement_ids.filtered("agreed_on").mapped("agreed_on")
            return min(days, default=False)

        return self._since_then(pairings, agreed, first, last)

    def _happened_no_meeting(self, edition, first, last):
        """Return the last meetings, or else first contacts, after which none is
        planned.
        """
        ahead = [("state", "=", "planned"), ("stop", ">", fields.Datetime.now())]
        pairings = self._found_under_way(
            edition,
            Domain("first_contact_on", "<=", last)
            & Domain("meeting_ids", "not any", ahead),
        )
        held = self.env["mentorship.meeting"]._read_group(
            [("pairing_id", "in", pairings.ids), ("state", "=", "held")],
            ["pairing_id"],
            ["id:recordset"],
        )
        latest = {
            pairing: max(meeting._day() for meeting in meetings)
            for pairing, meetings in held
        }
        return self._since_then(
            pairings,
            lambda pairing: max(
                pairing.first_contact_on,
                latest.get(pairing, pairing.first_contact_on),
            ),
            first,
            last,
        )

    def _happened_offer(self, edition, first, last):
        """Return the offers of which half of the time to answer is over for those who
        have not answered (P2), unless a question about it waits, or staff have
        reminded them today.
        """
        today = fields.Date.context_today(self)
        between = [("remind_on", ">=", first), ("remind_on", "<=", last)]
        pairings = self._search_whole(
            Domain("edition_id", "=", edition.id)
            & self._unanswered_domain()
            & Domain("member_ids", "any", between)
            & Domain("expires_on", ">=", today)
            & ~self._question_waits()
        )
        return [
            (pairing, day, members)
            for pairing in pairings
            for day, members in pairing._unanswered()
            .filtered(lambda member: member.reminded_on != today)
            .grouped("remind_on")
            .items()
            if day and first <= day <= last
        ]

    def _happened_half_way(self, edition, first, last):
        """Return the pairings whose halfway day it is."""
        pairings = self._found_under_way(
            edition, [("first_contact_on", "!=", False), ("date_start", "<=", last)]
        )

        return [
            (pairing, pairing._half_way_on(), pairing._willing())
            for pairing in pairings
            if first <= pairing._half_way_on() <= last
        ]

    def _happened_end_ahead(self, edition, first, last):
        """Return the pairings that end."""
        between = Domain("date_end", ">=", first) & Domain("date_end", "<=", last)
        later = Domain("prolonged_until", ">=", first) & Domain(
            "prolonged_until", "<=", last
        )
        pairings = self._found_under_way(
            edition,
            Domain("first_contact_on", "!=", False)
            & ((Domain("prolonged_until", "=", False) & between) | later),
        )
        return [
            (pairing, pairing.prolonged_until or pairing.date_end, pairing._willing())
            for pairing in pairings
        ]


class MentorshipMeeting(models.Model):
    """The meetings that are ahead, or that nobody marked, for the timetable (R63)."""

    _inherit = "mentorship.meeting"

    def _concerned(self, edition, domain, moment, first, last):
        """Return the planned meetings of pairings under way whose day lies between two
        days, in order of time.

        :param str moment: the field that says when: ``start`` or ``stop``
        """
        pairings = self.env["mentorship.pairing"]._under_way(edition)
        # the day in their time zone is at most one away from that of the server
        midnight, day = time(), timedelta(days=1)
        meetings = self._search_whole(
            Domain("state", "=", "planned")
            & Domain("pairing_id", "any", pairings)
            & Domain(moment, ">=", datetime.combine(first - day, midnight))
            & Domain(moment, "<", datetime.combine(last + 2 * day, midnight))
            & Domain(domain),
            order="start, id",
        )
        found = []
        for meeting in meetings:
            day = meeting._day(moment)
            if first <= day <= last:
                members = meeting.pairing_id._willing().filtered(
                    lambda member, meeting=meeting: (
                        member.partner_id in meeting.attendee_ids
                    )
                )
                found.append((meeting, day, members))
        return found

    def _happened_meeting_ahead(self, edition, first, last):
        """Return the planned meetings between two days; see `mentorship.pairing`."""
        ahead = [("start", ">", fields.Datetime.now())]
        return self._concerned(edition, ahead, "start", first, last)

    def _happened_did_you_meet(self, edition, first, last):
        """Return the meetings that ended between two days, and that nobody marked; with
        `mentorship_ahead` in the context, also those that will.
        """
        ahead = self.env.context.get("mentorship_ahead")
        over = [] if ahead else [("stop", "<=", fields.Datetime.now())]
        return self._concerned(edition, over, "stop", first, last)
