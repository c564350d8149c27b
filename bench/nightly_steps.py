"""The hourly and the daily job on many pairings; runs in Odoo's shell."""

import json
import time

from .growth_steps import Counted

SILENT = 50
"""One of so many pairings has been silent for a week."""
DAYS = 7
LIFE = (
    "UPDATE mentorship_edition SET state = 'running', quiet_from = 0, quiet_until = 0",
    f"UPDATE mentorship_reminder SET since = current_date - {DAYS}",
    f"""UPDATE mentorship_pairing
           SET date_start = current_date - {DAYS},
               first_contact_on = CASE WHEN id % {SILENT} > 0 THEN current_date END""",
    f"""UPDATE mentorship_pairing_member
           SET introduced_on = current_date - {DAYS},
               first_contact_on =
                   CASE WHEN pairing_id % {SILENT} > 0 THEN current_date END""",
    """UPDATE mentorship_meeting SET state = 'planned',
              start = current_date + 10 + interval '12 hours',
              stop = current_date + 10 + interval '13 hours'""",
)
"""The pairings started a week ago; most are in contact, and have a meeting planned."""
SAME = f"""
SELECT member.partner_id
  FROM mentorship_pairing pairing
  JOIN mentorship_pairing_member member ON member.pairing_id = pairing.id
 WHERE pairing.state = 'active' AND pairing.paused_until IS NULL
   AND member.role <> 'mentor' AND member.left_on IS NULL
   AND member.first_contact_on IS NULL
   AND member.introduced_on = current_date - {DAYS}
"""
"""Finds those whom the hourly job must remind."""


def live(env):
    """Let the pairings live for a week."""
    for statement in LIFE:
        env.cr.execute(statement)
    env.cr.commit()
    env.invalidate_all()


def serve(env, talk):
    """Measure on request, a line of JSON each.

    :param talk: an open file; an answer is [queries, seconds, records]
    """
    steps = {"hourly": _job(env, "timetable"), "daily": _job(env, "daily")}
    for line in talk:
        name = json.loads(line)
        # the job works with a cursor of its own
        env.cr.commit()
        env.invalidate_all()
        if name == "sql":
            answer = _same(env)
        else:
            sent = _sent(env)
            with Counted() as counted:
                steps[name]()
            env.cr.commit()
            answer = [counted.queries, counted.seconds, _sent(env) - sent]
        print(json.dumps(answer), file=talk, flush=True)


def _job(env, name):
    return env.ref(f"nob_mentorship.ir_cron_{name}").method_direct_trigger


def _sent(env):
    return env["mentorship.reminder.sent"].search_count([])


def _same(env):
    begin = time.perf_counter()
    env.cr.execute(SAME)
    found = env.cr.fetchall()
    return [1, time.perf_counter() - begin, len(found)]
