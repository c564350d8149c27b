import time
from datetime import date, timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

AT_ONCE = 0.7
"""The number of seconds that a user waits before the rest continues in the background,
and of one background transaction, for which a colleague may have to wait."""
KEPT_DAYS = 7
"""The number of days that staff can read the result of a job."""


class MentorshipJob(models.Model):
    """A bulk action: the same action on many records, run in the background if needed.

    Each record has its own savepoint, and is marked as done in the same transaction. A
    job that is killed resumes where it stopped: nothing is done twice or skipped. Two
    servers can share the work, since each locks the rows it works on.
    """

    _name = "mentorship.job"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: bulk action"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Asked by", readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("running", "Under way"), ("done", "Done")],
        default="running",
        required=True,
        readonly=True,
    )
    as_server = fields.Boolean(readonly=True, groups=fields.NO_ACCESS)
    model = fields.Char(required=True, readonly=True)
    method = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    arguments = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    context = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    after = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    alone = fields.Boolean(readonly=True, groups=fields.NO_ACCESS)
    problem = fields.Char("Not concluded", readonly=True)
    step = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    day = fields.Date(readonly=True, groups=fields.NO_ACCESS)
    line_ids = fields.One2many("mentorship.job.line", "job_id", readonly=True)
    refused_ids = fields.One2many(
        "mentorship.job.line",
        "job_id",
        "Not done",
        domain=[("state", "=", "refused")],
        readonly=True,
    )
    total = fields.Integer("Chosen", compute="_compute_counts")
    done_count = fields.Integer("Done", compute="_compute_counts")
    refused_count = fields.Integer("Not done", compute="_compute_counts")
    result = fields.Char(compute="_compute_result", compute_sudo=True)

    _one_run = models.UniqueIndex(
        "(step) WHERE state = 'running'",
        "This step of the daily job is already running.",
    )

    _method_fields = frozenset(
        {
            "name",
            "user_id",
            "as_server",
            "state",
            "model",
            "method",
            "arguments",
            "context",
            "after",
            "alone",
            "problem",
            "step",
            "day",
            "line_ids",
            "refused_ids",
        }
    )

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (job, state): count
            for job, state, count in self.env["mentorship.job.line"]._read_group(
                [("job_id", "in", self.ids)], ["job_id", "state"], ["__count"]
            )
        }
        for job in self:
            job.done_count = counts.get((job, "done"), 0)
            job.refused_count = counts.get((job, "refused"), 0)
            todo = counts.get((job, "todo"), 0)
            job.total = todo + job.done_count + job.refused_count

    @api.depends("state", "line_ids.state")
    def _compute_result(self):
        """Describe the result; `sudo`: it shows counts to the user who started the
        job."""
        for job in self:
            job.result = False
            if job.user_id and job.state == "done":
                done = job.line_ids.filtered(lambda line: line.state == "done")
                records = job._acting()[job.model].browse(done.mapped("res_id"))
                seen = records.sudo().exists().with_env(records.env)
                seen = seen._filtered_access("read")
                job.result = seen.sudo()._bulk_result(job.method)

    @api.model
    def _run(self, records, method, args=(), name="", after=None, alone=False, idle=0):
        """Run an action on each record, at once or, if that takes too long, in the
        background.

        :param records: records of one model, in the order to process
        :param str method: the name of the action; it refuses a record by raising a
            `UserError`, or returns the reason if it keeps that with the record
        :param args: the arguments of the action, JSON-serialisable
        :param str name: a description of the action, for staff
        :param after: (records, name of their method) to call at the end
        :param bool alone: give each record its own background transaction, because the
            action has effects that no rollback can undo
        :param int idle: the number of other selected records that need nothing
        :return: a client action that shows the result, or the progress so far
        """
        if idle and not records:
            return self._notification(self._idle_words(idle), "info")
        asked = self._asked_already(records, method, args)
        if asked and len(asked) == len(records):
            return next(iter(asked.values())).job_id._show_to(self.env.user)
        refused = {res_id: line._says_who() for res_id, line in asked.items()}
        seen = set()
        end = time.monotonic() + AT_ONCE
        for record in () if alone else records:
            if record.id not in asked and (
                reason := self._attempt(record, method, args)
            ):
                refused[record.id] = reason
            seen.add(record.id)
            if time.monotonic() > end:
                break
        if len(seen) < len(records):
            job = self._start(records, method, args, name, after, alone=alone)
            for line in job.line_ids:
                if line.res_id in seen or line.res_id in asked:
                    line._settle(refused.get(line.res_id))
            return job._show_to(self.env.user)
        if after:
            concluding, conclude = after
            getattr(concluding, conclude)()
        return self._outcome(
            len(records),
            [
                f"{record.display_name}: {refused[record.id]}"
                for record in records
                if record.id in refused
            ],
            records.filtered(lambda record: record.id not in refused)
            .exists()
            ._bulk_result(method),
            idle,
        )

    @api.model
    def _start(self, records, method, args=(), name="", after=None, **values):
        """Run an action on these records in the background.

        :return: the job; for the parameters see :meth:`_run`
        """
        uid, context = records.env.uid, dict(records.env.context)
        # the daily job has no language, but its messages are read by users who do
        asked = records.env.user
        reader = self.env.company.partner_id if uid == SUPERUSER_ID else asked
        context.setdefault("lang", reader.lang)
        if after:
            concluding, conclude = after
            after = {
                "model": concluding._name,
                "ids": concluding.ids,
                "method": conclude,
            }
        # sudo: the action checks the rights of the job's user for each record; users
        # cannot write jobs directly
        job = self.sudo().create(
            {
                "name": name or method,
                "user_id": uid if uid != SUPERUSER_ID else False,
                "as_server": records.env.su,
                "model": records._name,
                "method": method,
                "arguments": self._as_json(args),
                "context": {
                    key: context[key]
                    for key in ("lang", "tz", "allowed_company_ids")
                    if key in context
                },
                "after": after,
                **values,
            }
        )
        job._add(records)
        if not job.step:
            self.env.ref("nob_mentorship.ir_cron_jobs")._trigger()
        return job

    @api.model
    def _as_json(self, args):
        return [
            fields.Date.to_string(arg) if isinstance(arg, date) else arg for arg in args
        ]

    def _add(self, records):
        """Add records to this job, each once, in their order."""
        self.env.cr.execute(
            SQL(
                """INSERT INTO mentorship_job_line (job_id, res_id, state)
                   SELECT %s, id, 'todo' FROM unnest(%s::integer[])
                        WITH ORDINALITY AS t(id, place)
                   ORDER BY place ON CONFLICT DO NOTHING""",
                self.id,
                records.ids,
            )
        )
        self.invalidate_recordset()

    @api.model
    def _asked_already(self, records, method, args):
        """Return which of these records are already waiting for this action.

        :return: {id of a record: job line, as superuser}
        """
        # sudo: a colleague's job is not shown, and nothing is told of records that the
        # caller cannot change
        lines = self.env["mentorship.job.line"].sudo()
        return {
            line.res_id: line
            for line in lines.search(
                [
                    ("job_id.state", "=", "running"),
                    ("job_id.model", "=", records._name),
                    ("job_id.method", "=", method),
                    ("state", "=", "todo"),
                    ("res_id", "in", records._filtered_access("write").ids),
                ]
            )
            # an empty list is read back as nothing
            if (line.job_id.arguments or []) == self._as_json(args)
        }

    def _acting(self):
        """Return the environment of the user who started the job, with the same
        rights."""
        self.ensure_one()
        user = self.user_id.id or SUPERUSER_ID
        return self.env(user=user, su=self.as_server, context=self.context or {})

    def _record(self, res_id):
        """Return one of the records, in the environment of the job's user."""
        return self._acting()[self.model].browse(res_id)

    @api.autovacuum
    def _forget(self):
        """Delete old finished jobs (retention)."""
        now = fields.Datetime.now()
        done = Domain("state", "=", "done")
        own = done & Domain("write_date", "<", now - timedelta(days=KEPT_DAYS))
        # these are not shown anywhere
        served = done & Domain("user_id", "=", False)
        served &= Domain("write_date", "<", now - timedelta(hours=1))
        self.search(own | served).unlink()
