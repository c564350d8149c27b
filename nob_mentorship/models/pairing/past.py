from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date


class MentorshipPairing(models.Model):
    """A pairing of an edition that ran before this app was used (P14). It is over when
    it is recorded, so no one is paired unasked (promise 5), and no one is mailed.
    """

    _inherit = "mentorship.pairing"

    @api.model
    def _record_past(self, edition, mentor, mentee, values):
        """Return the pairing of two people in such an edition; a new one if there is
        none. Its history counts: exclusions and places of today are not looked at.

        :param edition: an edition that was taken over
        :param mentor: one ``res.partner``, also an archived one; of peers, one of them
        :param mentee: likewise
        :param dict values: ``state`` (``completed`` or ``ended``), ``date_start`` and
            ``ended_on``, and ``held_meeting_count``
        :raises AccessError, UserError: if the caller may not record it, or the values
            cannot be right
        """
        if not (mentor and mentee):
            raise UserError(
                self.env._("A pairing has a mentor and a mentee: please choose both.")
            )
        if mentor == mentee:
            raise UserError(self.env._("A member cannot be paired with themselves."))
        roles = ("peer", "peer") if edition.kind == "peer" else ("mentor", "mentee")
        sign_ups = [
            self.env["mentorship.enrolment"]._record_past(
                edition, partner, role, "completed"
            )
            for partner, role in zip((mentor, mentee), roles, strict=True)
        ]
        self._check_past_days(values["date_start"], values["ended_on"])
        # sudo: staff of the programme, checked above; users cannot write what only
        # methods write
        pairings = self.sudo().with_context(tracking_disable=True, mentorship_past=True)
        there = pairings.search(
            [
                ("member_ids", "any", [("enrolment_id", "=", sign_up.id)])
                for sign_up in sign_ups
            ]
        )
        if there:
            there._check_recorded_so(values)
            return there
        return pairings._create_past(edition, sign_ups, values)

    @api.model
    def _create_past(self, edition, sign_ups, values):
        """Create a pairing that is over; for the parameters, see :meth:`_record_past`.

        :param sign_ups: the ``mentorship.enrolment`` of each person, a list
        """
        start, end = values["date_start"], values["ended_on"]
        ended = values["state"] == "ended"
        member = {"answer": "accepted", "introduced_on": start}
        if ended:
            member |= {"left_on": end, "left_at_end": True}
        pairing = self.create(
            {
                "edition_id": edition.id,
                "state": values["state"],
                "date_start": start,
                "date_end": end,
                "member_ids": [
                    Command.create({**member, "enrolment_id": sign_up.id})
                    for sign_up in sign_ups
                ],
            }
        )
        # computed as of today when it was created
        pairing.write(
            {"ended_on": end, "held_meeting_count": values["held_meeting_count"]}
        )
        if ended:
            pairing.ending_ids.create({"pairing_id": pairing.id, "asked_on": end})
        return pairing

    @api.model
    def _check_past_days(self, start, end):
        """Raise unless a pairing with these days is over.

        :raises UserError: worded for staff
        """
        if not start:
            raise UserError(self.env._("Fill in since when they were paired."))
        if end < start:
            raise UserError(
                self.env._(
                    "The last day, %(end)s, is before the first, %(start)s.",
                    start=format_date(self.env, start),
                    end=format_date(self.env, end),
                )
            )
        if end > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "This pairing is not over: its last day, %s, is in the future.",
                    format_date(self.env, end),
                )
            )

    def _check_recorded_so(self, values):
        """Raise unless this pairing was recorded with the same values.

        :raises UserError: with the days that it has
        """
        if any(self[name] != value for name, value in values.items()):
            raise UserError(
                self.env._(
                    "%(names)s are already in this edition, from %(start)s until "
                    "%(end)s. To change that, delete their pairing first.",
                    names=self.display_name,
                    start=format_date(self.env, self.date_start),
                    end=format_date(self.env, self.ended_on),
                )
            )
