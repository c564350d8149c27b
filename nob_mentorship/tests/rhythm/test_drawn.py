from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from os import environ
from random import Random
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.tests import tagged

from ...tools.timetable import WEEK, is_quiet
from ..common import MentorshipCase
from .story import START, UTC, Story

SEED = int(environ.get("NOB_SEED", "2027"))
PAIRS, DAYS = 40, 350
FIRST = date(2027, 2, 20)
ZONES = ("Europe/Amsterdam", "America/New_York", "Asia/Tokyo", "Pacific/Auckland")
OFTEN = {
    "first_contact": 0.04,
    "agreement": 0.02,
    "goal": 0.02,
    "plan": 0.02,
    "held": 0.3,
    "move": 0.05,
    "pause": 0.003,
    "resume": 0.03,
    "bounce": 0.0005,
    "end": 0.001,
}
"""How likely each deed of a pair is on a day."""


@tagged("post_install", "-at_install", "slow")
class TestDrawn(Story, MentorshipCase):
    """Whatever happens in forty drawn mentorships, and whenever the job runs: nothing
    goes out twice, in the quiet hours, past the weekly maximum, in a pause or after the
    end (R63). `NOB_SEED` draws others.
    """

    def test_what_holds_whatever_happens(self):
        self.draw, self.seen = Random(SEED), 0
        self.ledger = self.env["mentorship.reminder.sent"]
        day = FIRST
        with freeze_time(datetime.combine(day, datetime.min.time())) as clock:
            with self._on(day):
                self._prepare()
                self.editions[""].state = "running"
            until = FIRST + timedelta(days=DAYS)
            while day < until:
                day += timedelta(days=self._step())
                hours = sorted(self.draw.sample(range(24), self.draw.randint(1, 3)))
                for hour in hours:
                    clock.move_to(datetime.combine(day, datetime.min.time()))
                    clock.tick(timedelta(hours=hour, minutes=self.draw.randrange(60)))
                    with self._on(day):
                        self._begin(day)
                        self._run_timetable()
                        self._check_new()
                        self._happen(day)
        self._check_all()

    def _step(self):
        """Return how many days pass: the job can be down, and the clock set back."""
        chance = self.draw.random()
        if chance < 0.01:
            return -3
        if chance < 0.02:
            return 9
        return 2 if chance < 0.1 else 1

    def _happen(self, day):
        """Let the pairs do something, or nothing."""
        for number in range(PAIRS):
            story = f"pair {number}"
            if story not in self.pairings:
                if day >= START and self.draw.random() < 0.1:
                    self._introduce(day, story)
                continue
            for deed, chance in OFTEN.items():
                if self.draw.random() < chance and self._may(deed, story):
                    who = self.draw.choice(("mentor", "mentee"))
                    on = day + timedelta(days=self.draw.randint(2, 40))
                    self._do(day, story, who, deed, str(on))

    def _introduce(self, day, story):
        self._do(day, story, "", "introduced", "")
        for who in ("mentor", "mentee"):
            self._person(story, who).write(
                {
                    "tz": self.draw.choice(ZONES),
                    "mentorship_fewer": self.draw.random() < 0.2,
                }
            )

    def _may(self, deed, story):
        """Tell whether a deed is possible now."""
        pairing = self.pairings[story]
        mentee = self._member_of(story, "mentee")
        planned = pairing.meeting_ids.filtered(lambda m: m.state == "planned")
        if pairing.state != "active":
            return False
        return {
            "first_contact": not mentee.first_contact_on,
            "agreement": pairing.agreement_state == "none",
            "goal": not pairing.goal_count,
            "plan": not planned,
            "held": bool(planned) and planned[0].stop < datetime.now(),
            "move": bool(planned),
            "pause": not pairing.paused_until,
            "resume": bool(pairing.paused_until),
        }.get(deed, True)

    def _do_held(self, _day, story, _who, _on):
        self._planned(story).state = "held"

    def _do_resume(self, _day, story, _who, _on):
        self.pairings[story].action_resume()

    def _check_new(self):
        """Check what just went out, by how things are now."""
        new = self.ledger.search([("id", ">", self.seen)], order="id")
        self.seen = max(new.ids, default=self.seen)
        for row in new.filtered(lambda row: row.state == "mailed"):
            reader = row.partner_id
            pairing = self.env[row.res_model].browse(row.res_id)
            if row.res_model == "mentorship.meeting":
                pairing = pairing.pairing_id
            with self.subTest(event=row.event, reader=reader.name):
                self.assertEqual(pairing.state, "active")
                self.assertFalse(pairing.paused_until)
                self.assertFalse(reader.message_bounce)
                here = row.queued_at.replace(tzinfo=UTC)
                here = here.astimezone(ZoneInfo(reader.tz))
                self.assertFalse(is_quiet(here.hour, 20, 8), here)
                self.assertLessEqual(row.due_on, here.date())
                self.assertGreaterEqual(row.due_on, START)

    def _check_all(self):
        """Check what went out altogether."""
        rows = self.ledger.search([], order="queued_at")
        keys = Counter(
            (row.reminder_id, row.res_model, row.res_id, row.partner_id, row.due_on)
            for row in rows
        )
        self.assertEqual(max(keys.values()), 1)
        mailed = rows.filtered(lambda row: row.state == "mailed")
        self.assertGreater(len(mailed), 5 * PAIRS)
        self.assertGreater(len(set(mailed.mapped("event"))), 6)
        by_reader = defaultdict(list)
        for row in mailed:
            by_reader[row.partner_id].append(row.queued_at)
        for reader, moments in by_reader.items():
            most = 1 if reader.mentorship_fewer else 3
            for first, next_one in zip(moments, moments[most:], strict=False):
                self.assertGreaterEqual(next_one - first, WEEK, reader.name)
        queued = self.env["mail.mail"].search([("message_id", "like", "mentorship-")])
        self.assertEqual(
            Counter(queued.mapped("message_id")), Counter(mailed.mapped("mail_key"))
        )
