from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import ics

MOST = 27
"""The maximum number of meetings that are planned at once: a year, every two weeks."""
FILE_NAME = "mentorship-meetings.ics"


class MentorshipMeeting(models.Model):
    """Meetings that are planned together, and can each be changed on their own
    (P24)."""

    _inherit = "mentorship.meeting"

    series_uid = fields.Char("Series", readonly=True, copy=False)

    @api.model
    def _plan_series(self, pairing, values, starts):
        """Plan the meetings of a series, and send each member one invitation to all.

        A meeting that is already planned like this is left as it is.

        :param pairing: an active pairing of the caller
        :param dict values: of the first one, as for :meth:`_plan`
        :param starts: when each begins, naive UTC
        :return: the planned meetings at these times, old and new
        :raises UserError: for too many, for one in the past, or for a time at which
            another meeting of this pairing begins
        """
        pairing = self._may_plan(pairing)
        if len(starts) > MOST or any(start < fields.Datetime.now() for start in starts):
            raise UserError(
                self.env._(
                    "You can plan at most %s meetings at once, and none in the past.",
                    MOST,
                )
            )
        lasts = values["stop"] - values["start"]
        new = {
            "mode": values["mode"],
            "location": values.get("location"),
            "video_url": values.get("video_url"),
        }
        there = pairing.meeting_ids.filtered(
            lambda m: m.state == "planned" and m.start in starts
        )
        for meeting in there.sorted("start"):
            if not meeting._is_as({**new, "stop": meeting.start + lasts}):
                raise UserError(
                    self.env._(
                        "You already meet on %s, in another place or for another "
                        "length of time. Choose another day or time, or cancel that "
                        "meeting first.",
                        meeting._when(self.env.user.partner_id),
                    )
                )
        uid = str(uuid4())
        # a double click plans and invites only once
        taken = there.mapped("start")
        added = self._add(
            pairing,
            [
                {**new, "series_uid": uid, "start": start, "stop": start + lasts}
                for start in starts
                if start not in taken
            ],
        )
        added._invite_to_all()
        return there | added

    def _rest_of_series(self):
        """Return this meeting and the later ones of its series, those that are still
        planned.
        """
        self.ensure_one()
        return self.pairing_id.meeting_ids.filtered(
            lambda m: (
                m.state == "planned"
                and (m == self or (m.series_uid and m.series_uid == self.series_uid))
                and m.start >= self.start
            )
        )

    def _cancel_rest(self):
        """Cancel this meeting and the later ones of its series, by a member of the
        pairing, with one mail to each member.
        """
        meeting = self._as_participant()
        meeting._to_move("cancelled", ("planned",))
        # one that has begun may take place
        rest = meeting._rest_of_series()._to_come()
        # as in `_move`
        rest._touch()
        for each in rest:
            each._set_state("cancelled", sequence=each.sequence + 1)
        rest._tell_all(
            "mail_template_meetings_cancelled",
            lambda member: rest._calendars("CANCEL", member.partner_id),
        )

    def _invite_to_all(self, members=None):
        """Mail one invitation to all of these meetings of a pairing, with one calendar
        file.

        The file asks for no answer: a request for one is about a single meeting (RFC
        5546, 3.2.2). What changes later is mailed for each meeting, by :meth:`_invite`,
        and has the same `uid`.

        :param members: the ``mentorship.pairing.member`` records to mail: a newcomer,
            or all who attend
        """
        if len(self) == 1:
            self._invite("REQUEST", members)
        else:
            self._tell_all(
                "mail_template_meetings",
                lambda member: self._calendar_of_all(member.partner_id),
                members,
            )

    def _tell_all(self, template, attach, members=None):
        """Send each member one mail about all of these meetings of a pairing.

        :param str template: the name of the mail template
        :param attach: as for `_mail`
        :param members: as for :meth:`_invite_to_all`
        """
        if not self:
            return
        self._fix_organizer()
        present = self.pairing_id.member_ids.filtered(
            lambda member: member.partner_id in self.attendee_ids
        )
        (members or present)._mail(
            template,
            attach=attach,
            mentorship_meetings=self.sorted("start"),
            mentorship_from=self[0]._writer(),
            mentorship_among=self.attendee_ids,
        )

    def _calendar_of_all(self, reader):
        """Return the values of the attachment with all meetings that a member attends,
        a list of one.
        """
        appointments = [
            meeting._appointment("PUBLISH", reader)
            for meeting in self._attended_by(reader)
        ]
        return [
            {
                "name": FILE_NAME,
                "raw": ics.calendar(appointments, "PUBLISH"),
                "mimetype": "text/calendar",
                "res_model": "mail.message",
                "res_id": 0,
            }
        ]

    def _in_one_place(self):
        """Return the first of these meetings if all are held in the same way and place;
        otherwise none.
        """
        places = {(meeting.mode, meeting._place()) for meeting in self}
        return self[:1] if len(places) == 1 else self.browse()
