from datetime import datetime, time, timedelta

from odoo import fields, models


class MentorshipSession(models.Model):
    """The sessions that are ahead, for the timetable (R63)."""

    _inherit = "mentorship.session"

    def _happened_session_ahead(self, edition, first, last):
        """Return the published sessions whose day, in the time zone of the edition,
        lies between two days, with those who have a place; see `mentorship.pairing`.
        Who got it today has just read in a mail when it is.
        """
        # that day is at most one away from that of the server
        midnight, day = time(), timedelta(days=1)
        sessions = self._search_whole(
            [
                ("edition_id", "=", edition.id),
                ("state", "=", "published"),
                ("start", ">", fields.Datetime.now()),
                ("start", ">=", datetime.combine(first - day, midnight)),
                ("start", "<", datetime.combine(last + 2 * day, midnight)),
            ],
            order="start, id",
        )
        here = sessions.with_context(tz=edition._session_zone())

        def day_of(moment):
            return fields.Datetime.context_timestamp(here, moment).date()

        today = day_of(fields.Datetime.now())
        told = not self.env.context.get("mentorship_ahead")
        found = []
        for session in sessions:
            on = day_of(session.start)
            going = session.line_ids.filtered(
                lambda line: (
                    line.state == "going"
                    and not (told and day_of(line.write_date) == today)
                )
            )
            if first <= on <= last and going:
                found.append((session, on, going))
        return found
