"""Certificates: 500 issued in one job, and their PDFs, against core's own report of a
certification; and the public page that confirms one, against the login page."""

import time

import requests

from dev import paths, postgres
from tests.harness.rpc import Client
from tests.harness.server import running

from .databases import filled
from .fill import MANAGER, PASSWORD
from .measure import Row, side_by_side

MANY, DRAWN, GOAL = 500, 10, 1.2
"""`DRAWN` PDFs are made on each side, and count for as many as there are: each takes
as long as the next, since nothing is kept."""
ROUNDS, WARM = 80, 10
OURS, CORE = "nob_mentorship.certificate_report", "survey.certification_report_view"


def rows():
    """Measure; return the lines of the table."""
    calls = (
        f"fill_certificates.pairs(env, {MANY})",
        f"fill_certificates.certified(env, {DRAWN + 1})",
    )
    with (
        filled(*calls, modules=(paths.ADDON.name,)) as name,
        running(source=name) as server,
    ):
        staff = Client(server.url, server.db).login(MANAGER, PASSWORD)
        admin = server.client()
        for key in ("report.url", "web.base.url"):
            admin.call("ir.config_parameter", "set_param", [key, server.url])
        issued = _issue(server, staff)
        ours, core = _drawn(server, staff, admin)
        return [
            Row(
                f"certificates {MANY} ({issued:.1f} s for the job)",
                issued + ours * MANY,
                core * MANY,
                GOAL,
            ),
            _page(server),
        ]


def _ids(server, table):
    rows = postgres.query(f"SELECT id FROM {table} ORDER BY id", server.db)
    return [int(number) for (number,) in rows]


def _issue(server, staff):
    """Issue all certificates; return the seconds until the last mail is queued."""
    (edition,) = (
        int(number)
        for (number,) in postgres.query(
            "SELECT id FROM mentorship_edition WHERE name = '2049'", server.db
        )
    )
    staff.patience = 3600
    begin = time.perf_counter()
    staff.call("mentorship.edition", "action_issue_certificates", [[edition]])
    while len(_ids(server, "mentorship_certificate")) < MANY:
        server.run_cron("nob_mentorship.ir_cron_jobs")
    taken = time.perf_counter() - begin
    if len(_ids(server, "mentorship_certificate")) != MANY:
        raise RuntimeError("not every member has one certificate")
    return taken


def _drawn(server, staff, admin):
    """Return the median time of one PDF on each side."""
    mine = iter(_ids(server, "mentorship_certificate"))
    theirs = iter(_ids(server, "survey_user_input"))

    def draw(client, report, ids):
        answer = client.get(f"/report/pdf/{report}/{next(ids)}")
        if not answer.content.startswith(b"%PDF"):
            raise RuntimeError(f"{report} answers {answer.status_code}")

    return side_by_side(
        lambda: draw(staff, OURS, mine),
        lambda: draw(admin, CORE, theirs),
        DRAWN,
        warm=1,
    )


def _page(server):
    """Return the line of the public page."""
    ((code,),) = postgres.query(
        "SELECT code FROM mentorship_certificate LIMIT 1", server.db
    )
    session = requests.Session()

    def fetch(path):
        answer = session.get(server.url + path, timeout=120)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")

    times = side_by_side(
        lambda: fetch(f"/mentorship/certificate/{code}"),
        lambda: fetch("/web/login"),
        ROUNDS,
        WARM,
    )
    return Row("certificate page", *times, GOAL)
