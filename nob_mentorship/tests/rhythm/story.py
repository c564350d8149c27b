"""A year of twelve mentorships, worked out by hand.

``deeds.csv`` says what happens on which day: what members do, and what befalls them.
``ledger.csv`` says which reminders go out then, to whom, with the timetable that a
programme starts with:

- the sign-up closes in a week: who is on the list of interested members, without a
  sign-up; it closes tomorrow: who has not sent theirs
- the programme starts in a week: who is not ready, since the edition asks mentors for
  the self-check
- half of the days to answer an offer are over: who has not answered
- no first contact after 7 days: who should make it; after 14: they and the mentor;
  after 21: the coordinator
- no agreement 21 days after the first contact: everyone
- no goal 14 days after the agreement: the mentee, or the peers
- no meeting planned, 42 days after the last one or the first contact: everyone; after
  63 days: the coordinator
- a meeting tomorrow: those who attend; one of yesterday that nobody marked: the same
- a session tomorrow: those who have a place; none is planned in this year
- halfway, and 30 days before the end: everyone who has been in contact
- the edition has ended: the coordinator

At most three in a week for each member: of "both roles", the fourth one waits until the
first one is a week old. A pause holds all of them and moves the end by as many days.
After a mail that bounced, its reader gets none.

The edition signs up from 4 January to 5 February 2027, and runs from 1 March 2027 to
29 February 2028; offers are sent on 15 February and expire after 14 days. Hours are not
in the table: reminders go out when the quiet hours end, at 8:00 where the reader is.
"""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

YEAR = Path(__file__).with_name("year")
HERE, UTC = ZoneInfo("Europe/Amsterdam"), ZoneInfo("UTC")
FIRST, LAST = date(2027, 1, 4), date(2028, 5, 31)
START, END = date(2027, 3, 1), date(2028, 2, 29)
PEOPLE = {
    "group": {
        "mentor": "mentor",
        "first mentee": "mentee",
        "second mentee": "mentee",
        "third mentee": "mentee",
    },
    "peers": {"first peer": "peer", "second peer": "peer"},
}
PAIR = {"mentor": "mentor", "mentee": "mentee"}
SAME = {("both roles too", "mentee"): ("both roles", "mentor")}
"""People who are in two mentorships."""


def rows(name):
    """Return the rows of a table, as dicts."""
    with (YEAR / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


def at(day, hour):
    """Return an hour of a day in Amsterdam, in UTC and without a time zone."""
    local = datetime(day.year, day.month, day.day, hour, 5, tzinfo=HERE)
    return local.astimezone(UTC).replace(tzinfo=None)


class Story:
    """People whose mentorships are told in deeds: with a test, or on a real database.

    Needs ``env``, ``programme``, ``_edition``, ``_on`` and ``_run_timetable``.
    """

    def _live(self, day, deeds):
        """Live one day: what goes out in the morning, then what people do."""
        self._begin(day)
        self._run_timetable()
        for row in deeds:
            self._do(day, **row)

    def _prepare(self):
        """Make the editions and the people."""
        values = {"date_start": START, "date_end": END}
        sign_up = {"enrolment_start": FIRST, "enrolment_end": date(2027, 2, 5)}
        asks = {"ready_self_check": True}
        one = self._edition(name="2027", **values, **sign_up, **asks)
        one.state = "enrolment"
        none = {"enrolment_start": False, "enrolment_end": False}
        group = self._edition(name="2027 G", kind="group", **values, **none)
        peers = self._edition(name="2027 P", kind="peer", **values, **none)
        (group | peers).state = "running"
        self.editions = {"group": group, "peers": peers, "": one}
        self.pairings, self.people = {}, {}

    def _begin(self, day):
        """Do what happens by itself before the first reminder of a day."""
        one = self.editions[""]
        if day == date(2027, 2, 6):
            one.state = "matching"
        elif day == START:
            one.state = "running"
        for pairing in self.pairings.values():
            if pairing.paused_until and pairing.paused_until < day:
                pairing._day_unpause()
        if day == date(2027, 7, 1):
            (self.editions["group"] | self.editions["peers"]).state = "closed"
        if day == END + timedelta(days=2):
            one.state = "closed"
            for pairing in self.pairings.values():
                if pairing.state == "active" and pairing.date_end < day:
                    pairing.state = "completed"

    def _person(self, story, who):
        key = SAME.get((story, who), (story, who))
        if key not in self.people:
            name = " ".join(key)
            self.people[key] = self.env["res.partner"].create(
                {
                    "name": name,
                    "email": f"{name.replace(' ', '.')}@test.example",
                    "tz": "Europe/Amsterdam",
                }
            )
        return self.people[key]

    def _edition_of(self, story):
        return self.editions.get(story, self.editions[""])

    def _pairing(self, story, **values):
        """Make the pairing of a story."""
        edition = self._edition_of(story)
        enrolments = self.env["mentorship.enrolment"].create(
            [
                {
                    "edition_id": edition.id,
                    "partner_id": self._person(story, who).id,
                    "role": role,
                    "state": "matched",
                    "max_mentees": 4,
                    "question": "How?",
                }
                for who, role in PEOPLE.get(story, PAIR).items()
            ]
        )
        pairing = self.env["mentorship.pairing"].create(
            {
                "edition_id": edition.id,
                "member_ids": [
                    (0, 0, {"enrolment_id": enrolment.id}) for enrolment in enrolments
                ],
            }
        )
        pairing.write(values)
        self.pairings[story] = pairing
        return pairing

    def _member_of(self, story, who):
        partner = self._person(story, who)
        members = self.pairings[story].member_ids
        return members.filtered(lambda member: member.partner_id == partner)

    def _do(self, today, story, who, deed, on, **_row):
        """Do what a row says."""
        on = on and date.fromisoformat(on)
        getattr(self, f"_do_{deed}")(today, story, who, on)

    def _do_introduced(self, day, story, _who, _on):
        pairing = self._pairing(story, state="active", date_start=day, date_end=END)
        pairing.member_ids.write({"answer": "accepted", "introduced_on": day})

    def _do_offered(self, day, story, _who, _on):
        end = day + timedelta(days=14)
        pairing = self._pairing(story, state="offered", offered_on=day, expires_on=end)
        pairing.member_ids._note_asked(day, 14)

    def _do_yes(self, _day, story, who, _on):
        self._member_of(story, who).answer = "accepted"

    def _do_no(self, _day, story, who, _on):
        self._member_of(story, who).answer = "declined"
        self.pairings[story].state = "declined"

    def _do_first_contact(self, day, story, who, _on):
        members = self._member_of(story, who)
        if members.role != "mentee":
            # it is noted for all
            everyone = self.pairings[story].member_ids
            members = everyone.filtered(lambda member: member.role != "mentor")
        members.first_contact_on = day

    def _do_agreement(self, day, story, who, _on):
        self.env["mentorship.agreement"].create(
            {
                "pairing_id": self.pairings[story].id,
                "author_id": self._person(story, who).id,
                "version": 1,
                "state": "agreed",
                "agreed_on": day,
            }
        )

    def _do_goal(self, _day, story, who, _on):
        self.env["mentorship.goal"].create(
            {
                "pairing_id": self.pairings[story].id,
                "author_id": self._person(story, who).id,
            }
        )

    def _do_plan(self, _day, story, who, on, state="planned"):
        pairing = self.pairings[story]
        there = pairing.member_ids.filtered(lambda member: not member.left_on)
        self.env["mentorship.meeting"].create(
            {
                "pairing_id": pairing.id,
                "start": at(on, 15),
                "stop": at(on, 16),
                "attendee_ids": there.partner_id.ids,
                "planner_id": self._person(story, who).id,
                "state": state,
            }
        )

    def _do_met(self, day, story, who, on):
        self._do_plan(day, story, who, on, state="held")

    def _planned(self, story, on=None):
        meetings = self.pairings[story].meeting_ids
        return meetings.filtered(
            lambda meeting: (
                meeting.state == "planned" and on in (None, meeting.start.date())
            )
        )

    def _do_held(self, _day, story, _who, on):
        self._planned(story, on).state = "held"

    def _do_move(self, _day, story, _who, on):
        self._planned(story).write({"start": at(on, 15), "stop": at(on, 16)})

    def _do_pause(self, _day, story, _who, on):
        self.pairings[story].action_pause(on)

    def _do_end(self, day, story, who, _on):
        if who == "third mentee":
            self._member_of(story, who).left_on = day
        else:
            self.pairings[story].state = "ended"

    def _do_bounce(self, _day, story, who, _on):
        self._person(story, who).message_bounce = 1

    def _do_interested(self, _day, story, who, _on):
        self.env["mentorship.interest"]._note(self.programme, self._person(story, who))

    def _do_draft(self, _day, story, who, _on):
        self.env["mentorship.enrolment"].create(
            {
                "edition_id": self.editions[""].id,
                "partner_id": self._person(story, who).id,
                "role": "mentee",
            }
        )

    def _do_accepted(self, _day, story, who, _on):
        self.env["mentorship.enrolment"].create(
            {
                "edition_id": self.editions[""].id,
                "partner_id": self._person(story, who).id,
                "role": "mentor",
                "state": "accepted",
            }
        )

    def _ledger(self):
        editions = [edition.id for edition in self.editions.values()]
        return self.env["mentorship.reminder.sent"].search(
            [("edition_id", "in", editions), ("state", "!=", "unreached")], order="id"
        )

    def _told(self, row):
        """Return a row of the ledger as a row of the table."""
        queued = row.queued_at.replace(tzinfo=UTC).astimezone(HERE).date()
        record = self.env[row.res_model].browse(row.res_id)
        if row.res_model == "mentorship.meeting":
            record = record.pairing_id
        story = next(
            (name for name, pairing in self.pairings.items() if pairing == record),
            "before" if queued < START else "after",
        )
        who = next(
            (
                end
                for start, end in [*self.people, *SAME]
                if start == story and self._person(start, end) == row.partner_id
            ),
            "coordinator",
        )
        return (str(queued), story, who, row.event)
