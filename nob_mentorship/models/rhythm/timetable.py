import logging
from collections import defaultdict
from datetime import UTC, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_domain_extract

from ...tools import timetable
from ..base.job_attempt import IN_THE_WAY
from .events import COORDINATOR, COORDINATOR_LASTS, EVENTS

_logger = logging.getLogger(__name__)
BATCH = 50
"""The maximum number of reminders of one transaction."""
LOCK = 1_852_402_037
"""The number of the lock that one server holds while it sends: no other sends then."""
DAY = timedelta(days=1)


class Found(NamedTuple):
    """A reminder that is due, with its records.

    :param due: a `tools.timetable.Due`
    :param line: one ``mentorship.reminder``
    :param about: the record that it is about
    :param person: the record that the mail is made from; empty for an activity
    """

    due: timetable.Due
    line: models.BaseModel
    about: models.BaseModel
    person: models.BaseModel


class MentorshipTimetable(models.AbstractModel):
    """The reminders that go out by the timetables of the editions (R32, R63).

    Found anew each hour from what happened, so that a run that was missed or killed is
    made up for; a row of the ledger makes sure that each goes out once.
    """

    _name = "mentorship.timetable"
    _description = "Mentorship: timetable"

    @api.model
    def _cron_hourly(self):
        """Send what is due; running it again is harmless."""
        self._run()

    @api.model
    def _run(self):
        """Send the reminders that are due, unless another server is doing it."""
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not self.env.cr.fetchone()[0]:
            return
        try:
            # what another server has just sent is seen from here on
            self.env["ir.cron"]._commit_progress()
            self._send_all()
        except IN_THE_WAY:
            # someone changed the same records: the next run sends the rest
            self.env.cr.rollback()
        except Exception:
            self.env.cr.rollback()
            raise
        finally:
            self.env.cr.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    @api.model
    def _send_all(self):
        """Send what is due, the most urgent first for each reader, in transactions of
        at most `BATCH`.
        """
        editions = self.env["mentorship.edition"].search(self._in_use())
        due = [one for edition in editions for one in self._due_of(edition)]
        due.sort(key=lambda one: one.due.rank)
        while due:
            batch, due = due[:BATCH], due[BATCH:]
            self._send_some(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=len(due)):
                return

    @api.model
    def _in_use(self):
        """Return the domain of the editions whose timetable is in use."""
        outlived = Domain("state", "=", "closed") & Domain(
            "pairing_ids", "any", [("state", "=", "active")]
        )
        return Domain("state", "in", ("enrolment", "matching", "running")) | outlived

    @api.model
    def _due_of(self, edition):
        """Return the reminders of an edition that are due and did not go out: today, or
        tomorrow where it has begun in the time zone of a reader.

        :return: [Found]
        """
        today = fields.Date.context_today(self)
        found = []
        for line in edition.reminder_ids:
            try:
                with self.env.cr.savepoint():
                    found += self._found(edition, line, today, today + DAY)
            except IN_THE_WAY:
                raise
            except Exception as error:
                self._tell_failed(edition, line, error)
        return self._not_gone(edition, found)

    @api.model
    def _found(self, edition, line, first, last):
        """Return what a line of a timetable makes due: those that make sense on any day
        from `first` to `last`.

        :return: [Found]
        """
        event = EVENTS[line.event]
        lasts = COORDINATOR_LASTS if line.audience == COORDINATOR else event.lasts
        shift = -line.days * DAY if event.ahead else line.days * DAY
        begin = max(line._counts_from(), first - lasts * DAY)
        if begin > last:
            return []
        records = self.env[event.model]
        happened = getattr(records, f"_happened_{line.event}")(
            edition, begin - shift, last - shift
        )
        found = []
        for about, day, people in happened:
            until = day + shift + lasts * DAY
            if event.ahead:
                until = min(until, day)
            for reader, person in self._readers(edition, line, about, people):
                due = timetable.Due(
                    line._origin.id,
                    f"{about._name},{about.id}",
                    reader.id,
                    day + shift,
                    event.urgency,
                    until,
                    (edition.quiet_from, edition.quiet_until),
                    reader._most_reminders(edition),
                )
                found.append(Found(due, line, about, person))
        return found

    @api.model
    def _readers(self, edition, line, about, people):
        """Return whom a line reminds: [(contact, record that the mail is made from)].

        :param about: the record that the event happened to
        :param people: those whom the event concerns
        """
        if line.audience == COORDINATOR:
            partner = edition._looks_after(about).partner_id
            return [(partner, people.browse())] if partner else []
        if line.audience == "mentor":
            people = people.filtered(lambda member: member.role == "mentor")
        elif line.audience == "mentee":
            people = people.filtered(lambda member: member.role != "mentor")
        return [(person.partner_id, person) for person in people]

    @api.model
    def _not_gone(self, edition, found):
        """Return those of the reminders found that did not go out.

        :param found: [Found]
        """
        if not found:
            return []
        once = [name for name, event in EVENTS.items() if event.once]
        first = min(one.due.day for one in found)
        rows = self.env["mentorship.reminder.sent"].search_fetch(
            Domain("edition_id", "=", edition.id)
            & (Domain("due_on", ">=", first) | Domain("reminder_id.event", "in", once)),
            ["reminder_id", "res_model", "res_id", "partner_id", "due_on"],
        )
        gone = {
            self._key(
                row.reminder_id,
                f"{row.res_model},{row.res_id}",
                row.partner_id.id,
                row.due_on,
            )
            for row in rows
        }
        return [
            one for one in found if self._key(one.line, *one.due.key[1:]) not in gone
        ]

    @api.model
    def _key(self, line, about, reader, day):
        """Return what makes two reminders the same: not the day, if the event is the
        same when its day moves; not the reader, if another coordinator was told.
        """
        once = EVENTS[line.event].once
        reader = None if line.audience == COORDINATOR else reader
        return line._origin.id, about, reader, None if once else day

    @api.model
    def _send_some(self, batch):
        """Send those of a batch that may go out now; one that fails stops no other.

        :param batch: [Found]
        """
        now = fields.Datetime.now()
        readers = self.env["res.partner"].browse({one.due.reader for one in batch})
        moments = {reader.id: self._moment(reader, now) for reader in readers}
        for one in batch:
            today = moments[one.due.reader].date()
            if not one.person and one.due.day <= today <= one.due.until:
                self._try(self._plan_activity, one, now)
        by_key = {one.due.key: one for one in batch if one.person}
        ledger = self.env["mentorship.reminder.sent"]
        failed = True
        while failed:
            going = timetable.chosen(
                [one.due for one in by_key.values()],
                moments,
                ledger._counts(readers.ids, now - timetable.WEEK),
            )
            # the place of one that fails is for the next one
            found = [by_key.pop(due.key) for due in going]
            done = [self._try(self._queue, one, now) for one in found]
            failed = not all(done)

    @api.model
    def _moment(self, reader, now):
        """Return a moment as the clock of a reader shows it.

        :param now: a `datetime` in UTC, without a time zone
        """
        zone = ZoneInfo(reader._mentorship_timezone())
        return now.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    @api.model
    def _try(self, send, one, now):
        """Do one thing; a failure is told to staff, and is tried again later.

        :return: whether it was done
        """
        try:
            with self.env.cr.savepoint():
                send(one, now)
        except IN_THE_WAY:
            raise
        except Exception as error:
            self._tell_failed(one.line.edition_id, one.line, error)
            return False
        return True

    @api.model
    def _tell_failed(self, edition, line, error):
        """Log a failure, and tell staff if that is possible."""
        _logger.exception("%s: the reminder “%s” failed", edition, line.display_name)
        try:
            with self.env.cr.savepoint():
                edition._tell_reminder_failed(line, error)
        except IN_THE_WAY:
            raise
        except Exception:
            _logger.exception("%s: staff could not be told", edition)

    @api.model
    def _queue(self, one, now):
        """Queue the mail of a reminder, and write its row of the ledger."""
        ledger, person = self.env["mentorship.reminder.sent"], one.person
        edition, mark = one.line.edition_id, EVENTS[one.line.event].mark
        if mark and person[mark]:
            return
        if not person.partner_id._is_reached():
            if ledger._note(one.due, edition, "unreached", now):
                edition._tell_unreached(person.partner_id)
            return
        key = timetable.message_id(one.due, *self._mail_key_parts(edition))
        if not ledger._note(one.due, edition, "mailed", now, key):
            return
        context = {}
        if one.about._name in ("mentorship.meeting", "mentorship.edition"):
            context[one.about._name.replace(".", "_")] = one.about
        mails = person._queue_mail(one.line.template_id, context)
        mails.mail_message_id.message_id = key
        if mark:
            person[mark] = fields.Date.context_today(self)

    @api.model
    def _mail_key_parts(self, edition):
        """Return the domain and the secret that the Message-IDs are made with."""
        domain = email_domain_extract(edition.programme_id.contact_email)
        # sudo: only the identity of this database
        settings = self.env["ir.config_parameter"].sudo()
        return domain or "nob-mentorship", settings.get_param("database.uuid")

    @api.model
    def _plan_activity(self, one, now):
        """Plan the activity of a line for the coordinator."""
        edition = one.line.edition_id
        if self.env["mentorship.reminder.sent"]._note(
            one.due, edition, "activity", now
        ):
            reader = self.env["res.partner"].browse(one.due.reader)
            edition._plan_reminder(one.line, one.about, reader)

    @api.model
    def _ahead(self, edition, lines, days):
        """Return what goes out in the coming days, if nothing else happens.

        :param lines: of its timetable, saved or not
        :param int days: how far to look
        :return: {day: [Found]}
        """
        today = fields.Date.context_today(self)
        found = [
            one
            for line in lines.filtered(lambda line: line.active and line.event)
            for one in self.with_context(mentorship_ahead=True)._found(
                edition, line, today, today + days * DAY
            )
            if one.due.until >= today
        ]
        by_day = defaultdict(list)
        for one in self._not_gone(edition, found):
            by_day[max(one.due.day, today)].append(one)
        return dict(sorted(by_day.items()))
