from . import (
    daily,
    on_checkin,
    on_digest,
    on_edition,
    on_edition_away,
    on_edition_day,
    on_edition_timetable,
    on_mail_activity,
    on_programme,
    reminder,
    reminder_sent,
    timetable,
)
