"""The hourly job meets kills and a second server: each reminder goes out once, and each
mail on the wire is in the ledger."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from dev import postgres

from .harness import clock
from .harness.kills import killed_at, restart, was_killed
from .harness.office import EDITION, GONE, Office
from .harness.server import beside, running

pytestmark = pytest.mark.slow

COUNT = 60
"""The number of pairs: more than one transaction of the job."""
WORK = "env['mentorship.timetable'].sudo()._cron_hourly()"
"""The work itself: Odoo lets only one server run a scheduled action, and gives it up
for a while once it was killed three times."""
TIMETABLE = "models.rhythm.timetable:MentorshipTimetable"
LEDGER = "models.rhythm.reminder_sent:MentorshipReminderSent"
MAILING = "models.base.mailing:MentorshipMailing"
POINTS = (
    f"{TIMETABLE}._due_of:before",
    f"{TIMETABLE}._due_of:after",
    f"{TIMETABLE}._send_some:before",
    f"{LEDGER}._note:before",
    f"{LEDGER}._note:after",
    f"{MAILING}._queue_mail:before",
    f"{MAILING}._queue_mail:after",
    f"{TIMETABLE}._queue:after",
    f"{TIMETABLE}._send_some:after",
    f"{TIMETABLE}._send_some:commit",
)
"""The points at which the server is killed, one after the other."""
AGO = """
UPDATE mentorship_edition SET state = 'running', quiet_from = 0, quiet_until = 0
 WHERE id = {edition};
UPDATE mentorship_reminder SET since = '{start}' WHERE edition_id = {edition};
UPDATE mentorship_pairing
   SET state = 'active', date_start = '{start}', date_end = date '{start}' + 365
 WHERE edition_id = {edition};
UPDATE mentorship_pairing_member
   SET answer = 'accepted', introduced_on = '{start}'
 WHERE edition_id = {edition};
"""
"""The pairs were introduced some days ago."""
ROWS = """
SELECT sent.mail_key, partner.email FROM mentorship_reminder_sent sent
  JOIN res_partner partner ON partner.id = sent.partner_id
 WHERE sent.edition_id = {}
"""


class Night:
    """Pairs that have been silent, and the reminders that they get."""

    def __init__(self, smtp, server):
        self.office = Office(server, smtp, COUNT)
        everybody = self.office.members("klok")
        self.edition = self.office.world.edition(self.office.staff, name="2071")
        self.office.call(EDITION, "action_open_enrolment", [self.edition])
        sign_ups = self.office.sign_up(self.edition, everybody)
        self.office.call(
            "mentorship.pairing",
            "create",
            [
                {
                    "edition_id": self.edition,
                    "mentor_enrolment_id": mentor,
                    "mentee_enrolment_ids": [(6, 0, [mentee])],
                }
                for mentor, mentee in zip(
                    sign_ups[:COUNT], sign_ups[COUNT:], strict=True
                )
            ],
        )
        self.office.mails("klok")
        self.before = len(self.office.smtp.messages)
        world = self.office.world
        timetable = [("model", "=", "mentorship.timetable")]
        (model,) = world.search("ir.model", timetable, [])
        self.action = world.create(
            "ir.actions.server",
            name="Work",
            model_id=model["id"],
            state="code",
            code=WORK,
        )

    def work(self, server):
        """Run the hourly job on a server."""
        server.client().call("ir.actions.server", "run", [[self.action]])

    def started(self, days):
        """Let the pairs have been introduced some days ago."""
        start = clock.of_server().toordinal() - days
        start = clock.of_server().fromordinal(start)
        statement = AGO.format(edition=self.edition, start=start)
        postgres.query(statement, self.office.server.db)

    def ledger(self):
        """Return [(Message-ID, address)] of the reminders."""
        return postgres.query(ROWS.format(self.edition), self.office.server.db)

    def on_the_wire(self):
        """Send the waiting mails; return [(Message-ID, address)] of those that came."""
        self.office.mails("klok")
        return [
            (message["Message-ID"].strip(), message.recipients[0])
            for message in self.office.smtp.messages[self.before :]
            if message.recipients[0].startswith("klok.")
        ]

    def agrees(self, each):
        """Check that both tell the same, and how many mails people got.

        :param dict each: {number of mails: people}
        """
        rows, mails = self.ledger(), self.on_the_wire()
        assert Counter(map(tuple, rows)) == Counter(mails)
        assert len(set(mails)) == len(mails)
        got = Counter(Counter(address for _key, address in mails).values())
        assert got == each


@pytest.fixture(scope="module")
def night(smtp):
    with running(smtp_port=smtp.port) as server:
        yield Night(smtp, server)


def test_kills_on_the_way_neither_lose_nor_double_a_reminder(night, tmp_path):
    night.started(7)
    server = night.office.server
    for point in POINTS:
        restart(server, tmp_path)
        killed_at(server, tmp_path, point)
        with pytest.raises(GONE):
            night.work(server)
        was_killed(server)
    server.restart()
    night.office.login()
    for _again in range(2):
        night.work(server)
    night.agrees({1: COUNT})


def test_two_servers_at_once_send_each_reminder_once(night):
    night.started(14)
    with beside(night.office.server) as other, ThreadPoolExecutor(2) as pool:
        for _again in range(3):
            list(pool.map(night.work, (night.office.server, other)))
    night.work(night.office.server)
    night.agrees({1: COUNT, 2: COUNT})
