"""The end of a cancelled edition: all members who signed up are told (R33)."""

from dateutil.relativedelta import relativedelta

from odoo import fields, models

from ..base.mailing import MANY


class MentorshipEnrolment(models.Model):
    """The mail to these members also removes the meetings from their calendars."""

    _inherit = "mentorship.enrolment"

    def _mail_called_off(self):
        """Tell these members that their edition is cancelled, and clear their
        calendars.

        :return: the sign-ups of members who cannot be reached
        """
        paired = self.filtered("member_ids").partner_id
        # a member with both roles gets one mail, whichever role was paired
        busy = self.filtered(lambda enrolment: enrolment.partner_id in paired)
        if len(busy) > MANY:
            # the files are made in the background, one member after another
            name = self._mail_template("mail_template_cancelled").name
            # sudo: the caller checked the rights to cancel; the job continues even if
            # the user loses them meanwhile
            self.env["mentorship.job"]._start(
                busy._one_a_member().with_user(self.env.user).sudo(),
                "_mail_called_off_with_files",
                [fields.Date.to_string(fields.Date.context_today(self))],
                name=self.env._("Emails: %s", name),
            )
            missed = busy.filtered(lambda e: not e.partner_id._has_mail())
        else:
            missed = busy._mail_called_off_with_files()
        rest = self - busy
        return missed | rest._mail("mail_template_cancelled", report=False)

    def _mail_called_off_with_files(self, day=None):
        """Tell members who were paired; see :meth:`_mail_called_off`.

        :param str day: the day on which the edition was cancelled; today by default
        """
        # these pairings just ended with the edition; earlier ends were already mailed
        day = fields.Date.to_date(day) or fields.Date.context_today(self)
        late = day - relativedelta(days=1)
        theirs = self.search(
            [
                ("edition_id", "in", self.edition_id.ids),
                ("partner_id", "in", self.partner_id.ids),
            ]
        )
        pairings = theirs.member_ids.pairing_id.filtered(
            lambda pairing: pairing.ended_on and pairing.ended_on >= late
        )
        meetings = pairings.meeting_ids._to_come()
        meetings = meetings.filtered(lambda meeting: meeting.state == "cancelled")
        attended = {}
        for meeting in meetings:
            for partner in meeting.attendee_ids:
                attended[partner] = attended.get(partner, meetings.browse()) | meeting
        template, off = "mail_template_cancelled", attended.keys()
        busy = self.filtered(lambda enrolment: enrolment.partner_id in off)
        missed = busy._mail(
            template,
            report=False,
            attach=lambda enrolment: attended[enrolment.partner_id]._calendars(
                "CANCEL", enrolment.partner_id
            ),
            mentorship_files=True,
        )
        return missed | (self - busy)._mail(template, report=False)
