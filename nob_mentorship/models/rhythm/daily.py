import logging

from psycopg2 import errors

from odoo import api, fields, models
from odoo.fields import Domain

from ..base.job_attempt import IN_THE_WAY
from ..evaluation import at_start

_logger = logging.getLogger(__name__)

STEPS = (
    # before the sign-up closes, on its last day
    ("mentorship.edition", "count_eligible"),
    ("mentorship.edition", "close_enrolment"),
    ("mentorship.pairing", "expire"),
    ("mentorship.pairing", "introduce"),
    ("mentorship.pairing", "unpause"),
    ("mentorship.pairing", "wind_up"),
    ("mentorship.edition", "clear_rooms"),
    ("mentorship.edition", "forget"),
    ("mentorship.edition", "forget_reminders"),
    ("mentorship.edition", "forget_day"),
    ("mentorship.edition", "forget_sessions"),
    ("mentorship.enrolment", "forget"),
    ("res.partner", "mentorship_picture"),
    ("mentorship.calendar.address", "forget"),
    ("mentorship.identity", "forget"),
    ("mentorship.note.file", "drop"),
    ("mentorship.message", "forget"),
    ("mentorship.edition", "pulse"),
    ("mentorship.edition", "look_back"),
    ("mentorship.evaluation", "open"),
    ("mentorship.evaluation", "remind"),
    ("mentorship.evaluation", "close"),
    ("mentorship.evaluation", "compare"),
    ("mentorship.edition", "note_lapses"),
    ("mentorship.edition", "day"),
    ("mentorship.programme", "leave"),
)
"""The steps of a day, in order. For each step, the model has a method ``_due_<step>``,
which returns the `Domain` of the records that are due on a day, and ``_day_<step>``,
which performs the step for one record."""
RUNNING = Domain("state", "=", "running") & Domain("step", "!=", False)
"""The domain of the jobs of the current run."""


class MentorshipDaily(models.AbstractModel):
    """The daily steps; a failure in one does not stop the others.

    A step is a ``mentorship.job`` that belongs to one run: after a kill or a time
    limit, the run continues there. The next run starts afresh; what failed or was
    missed is still due.
    """

    _name = "mentorship.daily"
    _description = "Mentorship: daily job"

    def _register_hook(self):
        """Check the keys of evaluations when a server starts."""
        result = super()._register_hook()
        at_start.plan(self.pool)
        return result

    @api.model
    def _run(self):
        """Run the steps that are due today, or as many as time allows."""
        today = fields.Date.context_today(self)
        jobs = self.env["mentorship.job"]
        # a run that never finished: its remaining work is due today
        jobs.search(RUNNING & Domain("day", "<", today))._set_state("done")
        for model, step in STEPS:
            if not self._plan(self.env[model], step, today)._work():
                return
        run = jobs.search(RUNNING, order="id")
        if not all(job._work() for job in run):
            return
        for line in run.line_ids.filtered(lambda line: line.state == "todo"):
            line._settle(line.env._("Someone else was working on this."))
        self._tell_failures(run.refused_ids)
        run._set_state("done")
        self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _plan(self, records, step, today):
        """Put the due records on the list of a step.

        :param records: an empty recordset of the step's model
        :return: the step's job; empty if nothing is due
        """
        due = getattr(records, f"_due_{step}")(today)
        if job := self._job(records, step):
            due &= Domain("id", "not in", job.line_ids.mapped("res_id"))
        # what is kept and forgotten does not depend on the lists of staff
        if found := records.browse(records._search(due, order="id", active_test=False)):
            try:
                self._add(found, step, today)
                self.env["ir.cron"]._commit_progress()
            except errors.UniqueViolation:
                # another server has just started this step: the work is shared
                self.env.cr.rollback()
        return self._job(records, step)

    @api.model
    def _job(self, records, step):
        """Return the job of a step in this run, or an empty recordset."""
        key = Domain("step", "=", f"{records._name}.{step}")
        return self.env["mentorship.job"].search(RUNNING & key)

    @api.model
    def _add(self, records, step, today):
        """Add records to the list of a step, for now or for later in this run."""
        job = self._job(records, step)
        if records and job:
            job._add(records)
        elif records:
            key = f"{records._name}.{step}"
            job._start(records, f"_day_{step}", step=key, day=today)

    @api.model
    def _tell_failures(self, lines):
        """Plan one activity for the manager of each edition, which lists the failed
        records.
        """
        by_edition = {}
        for line in lines:
            edition = line._edition()
            by_edition[edition] = by_edition.get(edition, lines.browse()) | line
        for edition, failed in by_edition.items():
            try:
                with self.env.cr.savepoint():
                    edition._tell_manager(failed)
            except IN_THE_WAY:
                raise
            except Exception:
                _logger.exception("%s: staff could not be told of %s", edition, failed)

    @api.model
    def _names(self):
        """Return {step: its description}."""
        _ = self.env._
        return {
            "mentorship.edition.count_eligible": _("Count who could sign up"),
            "mentorship.edition.close_enrolment": _("Close sign-up"),
            "mentorship.pairing.expire": _("Let the offer expire"),
            "mentorship.pairing.introduce": _("Introduce the pair that is ready"),
            "mentorship.pairing.unpause": _("End the pause"),
            "mentorship.pairing.wind_up": _("End the pairing with its edition"),
            "mentorship.edition.clear_rooms": _("Find the rooms to clear"),
            "mentorship.pairing.clear_room": _("Clear the room"),
            "mentorship.edition.pulse": _("Open a pulse"),
            "mentorship.edition.look_back": _("Open the look back"),
            "mentorship.evaluation.open": _("Open the evaluation"),
            "mentorship.evaluation.remind": _("Send a reminder of the evaluation"),
            "mentorship.evaluation.close": _("Close the evaluation"),
            "mentorship.evaluation.compare": _("Compare the pulse with the one before"),
            "mentorship.edition.note_lapses": _("Look for memberships that ended"),
            "mentorship.edition.forget": _("Clear the texts of old sign-ups"),
            "mentorship.edition.forget_reminders": _("Forget old reminders"),
            "mentorship.edition.forget_day": _("Forget old notes about members"),
            "mentorship.edition.forget_sessions": _(
                "Delete what members asked for in old editions"
            ),
            "mentorship.enrolment.forget": _("Clear the texts of sign-ups"),
            "mentorship.enrolment.forget_old": _("Clear the texts of old sign-ups"),
            "res.partner.mentorship_picture": _(
                "Delete pictures of members who take part in nothing"
            ),
            "mentorship.calendar.address.forget": _(
                "Delete calendar addresses of members who take part in nothing"
            ),
            "mentorship.identity.forget": _(
                "Destroy keys that no longer open anything"
            ),
            "mentorship.note.file.drop": _("Destroy files that no note names"),
            "mentorship.message.forget": _("Destroy old messages to coordinators"),
            "mentorship.edition.day": _("Bring the coordinators' day up to date"),
            "mentorship.programme.leave": _("Look for coordinators who left"),
        }
