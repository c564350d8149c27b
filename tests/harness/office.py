"""The office of an association: many members, and actions on all of them at once."""

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
import requests

from dev import postgres

from . import clock
from .bulk import JOBS
from .kills import killed_at, restart, was_killed
from .world import PASSWORD, World

TO_DO = "SELECT count(*) FROM mentorship_job_line WHERE state = 'todo'"
TO_SEND = "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'"
SLOW = """
CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(0.1);
    RETURN NEW;
END $$;
CREATE TRIGGER take_a_while BEFORE UPDATE ON mentorship_enrolment
    FOR EACH ROW WHEN (NEW.state = 'accepted') EXECUTE FUNCTION take_a_while();
"""
FAST = "DROP FUNCTION take_a_while CASCADE"
GONE = (requests.ConnectionError, requests.Timeout)
EDITION, SIGN_UP = "mentorship.edition", "mentorship.enrolment"


class Office:
    """A manager, on a server of their own.

    :param smtp: `Catcher` of its mails
    :param int count: how many mentors sign up at once, and as many mentees
    """

    def __init__(self, server, smtp, count):
        self.server, self.smtp, self.count = server, smtp, count
        # other modules on this worker may have members of the same names
        self._earlier = len(smtp.messages)
        self.world = World(server)
        self.world.manager("job_staf", "Jo Staf")
        self.login()

    def login(self):
        self.staff = self.server.client("job_staf", PASSWORD)
        # preparing thousands of records is not what is tested here
        self.staff.patience = 3600
        self.world.admin = self.server.client()

    def call(self, model, method, *args):
        return self.staff.call(model, method, args)

    def members(self, name):
        """Return the ids of new members, as many for each role."""
        values = [
            {"name": f"{name} {n}", "email": f"{name}.{n}@leden.example"}
            for n in range(2 * self.count)
        ]
        partners = self.world.admin.call("res.partner", "create", [values])
        today = clock.today()
        line = {
            "membership_id": self.world.membership,
            "member_price": 0,
            "date": str(today),
            "date_from": str(today - timedelta(days=100)),
            "date_to": str(today + timedelta(days=265)),
            "state": "paid",
        }
        lines = [{"partner_id": partner, **line} for partner in partners]
        self.world.admin.call("membership.membership_line", "create", [lines])
        since = {"professional_since": str(today - timedelta(days=4000))}
        self.world.admin.call("res.partner", "write", [partners[: self.count], since])
        return partners

    def sign_up(self, edition, partners):
        """Have members sign up, half of them as mentors; return the sign-ups."""
        values = [
            {
                "edition_id": edition,
                "partner_id": partner,
                "role": "mentor" if n < self.count else "mentee",
                "question": n >= self.count and "Hoe verder?",
            }
            for n, partner in enumerate(partners)
        ]
        sign_ups = self.call(SIGN_UP, "create", values)
        self.call(SIGN_UP, "action_bulk_submit", sign_ups)
        self.work()
        return sign_ups

    def work(self):
        """Do the remaining work of bulk actions."""
        self._as_often_as_needed(lambda: self.server.run_cron(JOBS), TO_DO)

    def _as_often_as_needed(self, run, left):
        """Run a scheduled action until it leaves as many records as it found, as Odoo's
        scheduler does; one run ends when its time is over."""
        before, now = None, self._count(left)
        while now != before:
            run()
            before, now = now, self._count(left)

    def _count(self, statement):
        ((count,),) = postgres.query(statement, self.server.db)
        return int(count)

    def through(self, points, folder):
        """Kill the server at each point, and let it go on from there."""
        for point in points:
            restart(self.server, folder)
            killed_at(self.server, folder, f"models.{point}")
            with pytest.raises(GONE):
                self.work()
            was_killed(self.server)
        self.server.restart()
        self.login()
        self.work()

    def states(self, model, ids):
        rows = self.staff.call(model, "read", [ids, ["state"]])
        return Counter(row["state"] for row in rows)

    def is_done(self, job, total):
        """Check that a job has ended, and did everything."""
        fields = ["state", "total", "done_count", "refused_count"]
        (row,) = self.staff.call("mentorship.job", "read", [[job], fields])
        assert [row[name] for name in fields] == ["done", total, total, 0]

    def accepting(self, name, year):
        """Have everyone be accepted; return the job, the sign-ups, and the mails each
        member has so far."""
        everybody = self.members(name)
        edition = self.world.edition(self.staff, name=year, intake=True)
        self.call(EDITION, "action_open_enrolment", [edition])
        sign_ups = self.sign_up(edition, everybody)
        (before,) = self.mails(name)
        with self.slow():
            shown = self.call(SIGN_UP, "action_bulk_accept", sign_ups)
        return shown["res_id"], sign_ups, before

    @contextmanager
    def slow(self):
        """Make sign-ups too many to be accepted at once, on any machine."""
        postgres.query(SLOW, self.server.db)
        try:
            yield
        finally:
            postgres.query(FAST, self.server.db)

    def mails(self, name):
        """Send the waiting mails; return how many mails each member of this office has
        received, as {number of mails: members}."""
        self._as_often_as_needed(self.server.send_mails, TO_SEND)
        mails = self.smtp.messages[self._earlier :]
        got = [message.recipients[0] for message in mails]
        each = Counter(address for address in got if address.startswith(f"{name}."))
        return Counter(each.values())
