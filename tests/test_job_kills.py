"""Bulk actions meet kills, other servers, colleagues and errors on the way: each is
done once, none is lost, and one that cannot be done leaves the others done.

`JOBS=2500 make pytest ARGS=tests/test_job_kills.py` does the same with 5,000 members.
"""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from dev import postgres

from .harness.office import EDITION, SIGN_UP, Office
from .harness.server import beside, running

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("JOBS", "60"))
"""The number of mentors, and of mentees."""
JOB = "base.job_work:MentorshipJob"
LINE = "base.job_line:MentorshipJobLine"
POINTS = {
    "open": (f"{LINE}._settle:before", f"{JOB}._commit:after"),
    "accept": (
        f"{LINE}._settle:after",
        f"{JOB}._commit:before",
        f"{JOB}._commit:after",
    ),
    "publish": (f"{JOB}._commit:before", f"{JOB}._finish:before"),
}
"""The points at which the server is killed, one after the other, for `killed_at`."""
RUN, PAIRING = "mentorship.matching", "mentorship.pairing"


@pytest.fixture(scope="module")
def office(smtp):
    with running(smtp_port=smtp.port) as server:
        yield Office(server, smtp, COUNT)


def test_an_edition_is_opened_accepted_and_published_through_kills(office, tmp_path):
    everybody = office.members("gedood")
    invited = {"enrolment_mode": "invitation", "invited_ids": [(6, 0, everybody)]}
    edition = office.world.edition(office.staff, name="2061", intake=True, **invited)
    office.call(EDITION, "action_open_enrolment", [edition])
    office.through(POINTS["open"], tmp_path)
    assert office.mails("gedood") == {1: len(everybody)}

    sign_ups = office.sign_up(edition, everybody)
    assert office.mails("gedood") == {2: len(everybody)}
    with office.slow():
        shown = office.call(SIGN_UP, "action_bulk_accept", sign_ups)
    office.through(POINTS["accept"], tmp_path)
    office.is_done(shown["res_id"], len(everybody))
    assert office.states(SIGN_UP, sign_ups) == {"accepted": len(everybody)}
    assert office.mails("gedood") == {3: len(everybody)}

    (run,) = office.call(RUN, "create", [{"edition_id": edition}])
    office.call(RUN, "action_run", [run])
    shown = office.call(RUN, "action_publish", [run])
    office.through(POINTS["publish"], tmp_path)
    office.is_done(shown["res_id"], COUNT)
    pairings = office.call(PAIRING, "search", [("edition_id", "=", edition)])
    assert office.states(PAIRING, pairings) == {"offered": COUNT}
    assert office.mails("gedood") == {4: len(everybody)}


WORK = "env['mentorship.job'].sudo()._cron_jobs()"
"""The work itself, because Odoo lets only one server run the scheduled action."""


def test_two_servers_at_once_do_each_record_once(office):
    job, sign_ups, before = office.accepting("samen", "2062")

    (model,) = office.world.search("ir.model", [("model", "=", "mentorship.job")], [])
    action = office.world.create(
        "ir.actions.server",
        name="Work",
        model_id=model["id"],
        state="code",
        code=WORK,
    )

    def work(server):
        server.client().call("ir.actions.server", "run", [[action]])

    with beside(office.server) as other, ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (office.server, other)))
    office.work()
    office.is_done(job, len(sign_ups))
    assert office.states(SIGN_UP, sign_ups) == {"accepted": len(sign_ups)}
    assert office.mails("samen") == {before + 1: len(sign_ups)}


@contextlib.contextmanager
def database(server):
    """Yield a cursor of a separate connection; nothing is committed automatically."""
    connection = psycopg2.connect(dbname=server.db, **postgres.connection())
    with contextlib.closing(connection), connection.cursor() as cr:
        yield cr


def test_what_a_colleague_works_on_waits_and_the_others_do_not(office):
    job, sign_ups, before = office.accepting("collega", "2063")
    with database(office.server) as cr:
        cr.execute(
            "SELECT FROM mentorship_enrolment WHERE id = %s FOR UPDATE", [sign_ups[-2]]
        )
        office.work()
    assert office.states(SIGN_UP, sign_ups) == {
        "accepted": len(sign_ups) - 1,
        "submitted": 1,
    }
    office.work()
    office.is_done(job, len(sign_ups))
    assert office.mails("collega") == {before + 1: len(sign_ups)}


REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = {number} AND NEW.state = 'accepted' THEN
        RAISE EXCEPTION 'not this one';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON mentorship_enrolment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
"""
"""An error that occurs only at the commit, after many records were done."""


def test_an_error_at_the_commit_leaves_the_others_done(office):
    job, sign_ups, before = office.accepting("fout", "2064")
    with database(office.server) as cr:
        cr.execute(REFUSE.format(number=sign_ups[-2]))
        cr.connection.commit()
        office.work()
        cr.execute("DROP FUNCTION refuse CASCADE")
        cr.connection.commit()
    assert office.states(SIGN_UP, sign_ups) == {
        "accepted": len(sign_ups) - 1,
        "submitted": 1,
    }
    refused = [("job_id", "=", job), ("state", "=", "refused")]
    (line,) = office.call("mentorship.job.line", "search_read", refused, ["reason"])
    assert "not this one" in line["reason"]
    assert office.mails("fout") == {before: 1, before + 1: len(sign_ups) - 1}
