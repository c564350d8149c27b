from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..enrolment.needs import TAKES_PART
from ..pairing.needs import CALLS
from .on_edition import NAMED

AHEAD_DAYS = 14


class MentorshipEdition(models.Model):
    """The timetable of an edition, and what it tells the coordinators (R32, R63)."""

    _inherit = "mentorship.edition"

    reminder_ids = fields.One2many(
        "mentorship.reminder", "edition_id", "Timetable", copy=True
    )

    reminders_ahead = fields.Html(
        "Reminders of the next 14 days",
        compute="_compute_reminders_ahead",
        compute_sudo=True,
        help="If nothing else happens.",
    )

    @api.depends(
        "reminder_ids.days",
        "reminder_ids.event",
        "reminder_ids.audience",
        "reminder_ids.active",
    )
    def _compute_reminders_ahead(self):
        for edition in self:
            days = self.env["mentorship.timetable"]._ahead(
                edition._origin, edition.reminder_ids, AHEAD_DAYS
            )
            told = [edition._ahead_line(day, ones) for day, ones in days.items()]
            edition.reminders_ahead = Markup("<ul>%s</ul>") % Markup().join(told)

    def _ahead_line(self, day, ones):
        """Return one day of the list of reminders ahead."""
        by_line = {}
        for one in ones:
            names = by_line.setdefault(one.line, [])
            names.append(self.env["res.partner"].browse(one.due.reader).name or "")
        told = Markup().join(
            Markup("<li>%s (%s): %s</li>")
            % (line.display_name, len(names), self._some_of(names))
            for line, names in by_line.items()
        )
        return Markup("<li><b>%s</b><ul>%s</ul></li>") % (
            format_date(self.env, day, date_format="EEEE d MMMM"),
            told,
        )

    def _some_of(self, names):
        """Return names as text; of many, the first ones and how many more there are."""
        shown = ", ".join(names[:NAMED])
        more = len(names) - NAMED
        return f"{shown}, {self.env._('and %s more.', more)}" if more > 0 else shown

    def _take_timetable(self):
        """Copy the timetable of the programme, unless this edition has one."""
        for edition in self.with_context(active_test=False):
            if not edition.reminder_ids:
                lines = edition.programme_id.reminder_ids
                # sudo: the user could make an edition of this programme, which creates
                # its own lines
                lines.sudo().copy({"edition_id": edition.id, "programme_id": False})

    def _plan_reminder(self, line, about, partner):
        """Plan the activity of a line of the timetable.

        :param line: one ``mentorship.reminder`` for the coordinator
        :param about: the pairing or the edition that it is about
        :param partner: the contact of the user who gets it
        """
        user = partner.user_ids.filtered("active")[:1]
        here = self.with_context(lang=user.lang)
        _, days = here.env._, line.days
        words = {
            "no_contact": _("No first contact for %s days", days),
            "no_agreement": _("No agreement for %s days", days),
            "no_goal": _("No goal for %s days", days),
            "no_meeting": _("No meeting for %s days", days),
            "half_way": _("Halfway"),
            "end_ahead": _("Ends in %s days", days),
            "ended": _("The programme has ended"),
        }
        notes = {
            "no_contact": _("Call them: do they need help to begin?"),
            "no_meeting": _("Call them: do they still want to meet?"),
            "ended": _(
                "Its last day was %s. Check the pairings with too few meetings, then "
                "close the edition: everyone is thanked, and prolonged pairings "
                "continue.",
                format_date(here.env, self.date_end, date_format="d MMMM yyyy"),
            ),
        }
        values = {"summary": words[line.event], "note": notes.get(line.event, "")}
        if line.event in CALLS:
            # the pairing may be on the day for that already
            here._ask_person(
                "silent",
                about,
                about.reached_on,
                user_id=user.id,
                automated=True,
                mentorship_reminder_id=line.id,
                **values,
            )
            return
        about.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, **values
        )

    def _tell_unreached(self, partner):
        """Ask for a person for a member whom reminders do not reach."""
        for enrolment in self.enrolment_ids.filtered(
            lambda each: each.partner_id == partner and each.state in TAKES_PART
        ):
            self._ask_person("unreached", enrolment, automated=True)

    def _tell_reminder_failed(self, line, error):
        """Plan an activity about a line that fails, or keep the existing one."""
        user = self._manager() or self._responsible()
        told = self.with_context(lang=user.lang)
        summary = told.env._("A reminder could not be sent")
        note = Markup("<p><b>%s</b></p><p>%s</p>") % (
            line.with_context(lang=user.lang).display_name,
            str(error)[:500],
        )
        known = self.activity_ids.filtered(
            lambda activity: (activity.user_id, activity.summary) == (user, summary)
        )
        if known:
            known[0].note = note
        elif user:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=note,
                user_id=user.id,
            )
