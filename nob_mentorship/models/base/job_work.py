import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .job import AT_ONCE
from .job_attempt import IN_THE_WAY, is_limit

BATCH = 20
"""The maximum number of records in one background transaction; a kill undoes at most
these."""
TURN = 1
"""The number of transactions of a job before the next job gets its turn."""
TRIES = 5
"""The number of attempts at a record that another transaction blocks."""
LOCK_TIMEOUT = "300ms"
"""How long to wait for a record that a colleague is changing."""


class MentorshipJob(models.Model):
    """Background processing of bulk actions, safe against kills and concurrent
    servers."""

    _inherit = "mentorship.job"

    @api.model
    def _cron_jobs(self):
        """Process the waiting jobs in turn, so that a short job does not wait for a
        long one.
        """
        running = Domain("state", "=", "running") & Domain("step", "=", False)
        moved = True
        while moved:
            moved = False
            for job in self.search(running, order="id"):
                before = job._left()
                if not job._work(TURN):
                    return
                moved = moved or job._left() < before
        if self.search_count(running & Domain("line_ids.state", "=", "todo"), limit=1):
            # rows that another server is working on
            soon = fields.Datetime.now() + timedelta(minutes=1)
            self.env.ref("nob_mentorship.ir_cron_jobs")._trigger(soon)
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work(self, most=None):
        """Process the remaining lines, several per transaction.

        :param int most: the maximum number of transactions, or None for all
        :return: False if time runs out before the work is done
        """
        whole = 1 if self.alone else BATCH
        size, tries, skipped, turns, left = whole, 0, set(), 0, True
        while self and turns != most:
            if not left:
                return False
            try:
                self.env.cr.execute(SQL("SET LOCAL lock_timeout = %s", LOCK_TIMEOUT))
                count = self._advance(size, skipped)
                left = self._commit(count)
            except IN_THE_WAY:
                # alone, and in a new transaction that sees recent changes
                self.env.cr.rollback()
                size, tries = 1, tries + 1
                if tries == TRIES:
                    line = self._todo(1, skipped)
                    if not line:
                        return True
                    skipped.update(line.ids)
                    tries = 0
                left = self._commit(0)
            except Exception as error:
                self.env.cr.rollback()
                if is_limit(error):
                    raise
                if size == 1 and not self._blame(error, skipped):
                    return True
                # the commit failed, so the record is unknown: process them one by one
                size = 1
                left = self._commit(0)
            else:
                if not count:
                    return True
                size, tries, turns = whole, 0, turns + 1
        return True

    def _blame(self, error, skipped):
        """Mark the next record as failed; return False if it was the closing step that
        failed.
        """
        line = self._todo(1, skipped)
        if line:
            line._settle(self._reason(error, line.with_env(self._acting())))
            return True
        self.problem = self._reason(error, self)
        self._set_state("done")
        self._commit(0)
        return False

    def _todo(self, size, skipped=()):
        """Return the next lines to process."""
        return self.env["mentorship.job.line"].search(
            [
                ("job_id", "=", self.id),
                ("state", "=", "todo"),
                ("id", "not in", list(skipped)),
            ],
            limit=size,
        )

    def _advance(self, size, skipped):
        """Process the next records that no other server is working on.

        :return: the number of records processed
        """
        lines = self._todo(size, skipped).try_lock_for_update()
        end = time.monotonic() + AT_ONCE
        for count, line in enumerate(lines, 1):
            line._do()
            if time.monotonic() > end:
                return count
        if not lines and not self.step:
            self._finish()
        return len(lines)

    def _commit(self, count):
        """Commit, and return the number of seconds left.

        Odoo is told of at least one remaining record, so that it continues until the
        cron says that all is done.
        """
        return self.env["ir.cron"]._commit_progress(count, remaining=self._left() + 1)

    def _left(self):
        """Return the number of records left to process."""
        return self.env["mentorship.job.line"].search_count(
            [("job_id", "=", self.id), ("state", "=", "todo")]
        )

    def _finish(self):
        """Run the closing step and notify the user of the result, only once."""
        if self._todo(1) or not self.try_lock_for_update() or self.state == "done":
            return
        if self.after:
            concluding = self._acting()[self.after["model"]].browse(self.after["ids"])
            reason = self._attempt(concluding.exists(), self.after["method"])
            if reason:
                # it is retried every hour, until the cause is fixed
                if reason != self.problem:
                    self.problem = reason
                    self._tell_user()
                return
            self.problem = False
        self.arguments = False
        self._set_state("done")
        if self.user_id:
            self._tell_user()
        else:
            # these are not shown anywhere, and staff must not read which members were
            # mailed
            self.env["mentorship.daily"]._tell_failures(self.refused_ids)
            records = self._acting()[self.model]
            if isinstance(records, self.pool["mentorship.mailing"]):
                records._tell_refused(self.refused_ids)
            # a member who asked for a link cannot get a second one at once:
            # `_mentorship_ask_link`
            if self.method != "_mentorship_mail_link" or not self.line_ids:
                self.unlink()
