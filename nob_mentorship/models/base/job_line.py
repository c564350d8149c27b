from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipJobLine(models.Model):
    """A record of a job: to do, done, or refused with a reason."""

    _name = "mentorship.job.line"
    _inherit = ["mentorship.guarded"]
    _description = "Mentorship: record of a bulk action"
    _order = "id"
    _rec_name = "reason"

    job_id = fields.Many2one(
        "mentorship.job", required=True, readonly=True, ondelete="cascade"
    )
    res_id = fields.Integer(required=True, readonly=True, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("refused", "Not done")],
        default="todo",
        required=True,
        readonly=True,
    )
    name = fields.Char("Record", compute="_compute_name", compute_sudo=True)
    reason = fields.Char(readonly=True)

    _once = models.UniqueIndex(
        "(job_id, res_id)", "This record is already on the list."
    )
    _to_do = models.Index("(job_id, id) WHERE state = 'todo'")
    _refusals = models.Index("(job_id) WHERE state = 'refused'")

    _method_fields = frozenset({"job_id", "res_id", "state", "reason"})

    @api.depends("res_id", "job_id.model")
    def _compute_name(self):
        for line in self:
            record = line.job_id._record(line.res_id).exists()
            if record and record.has_access("read"):
                line.name = record.display_name
            else:
                line.name = self.env._("No longer exists, or you do not have access")

    def _says_who(self):
        """Return a sentence that says which user already asked for this."""
        return self.env._(
            "%s has already started this, and it is still running.",
            self.job_id.user_id.name,
        )

    def _do(self):
        job = self.job_id
        record = job._record(self.res_id)
        if job.step and not self._is_due():
            # a member answered or a date changed after the record was added
            # sudo: the job's own notes
            self.sudo().unlink()
        elif not job.as_server and job.user_id and not job.user_id.active:
            self._settle(
                self.env._("The user who started this action is no longer active.")
            )
        elif record.exists():
            self._settle(job._attempt(record, job.method, job.arguments or ()))
        else:
            # sudo: the job's own notes
            self.sudo().unlink()

    def _is_due(self):
        """Tell whether this record still needs its step of the daily job."""
        job = self.job_id
        record = job._record(self.res_id)
        due = getattr(record, f"_due_{job.step.rpartition('.')[2]}")
        today = fields.Date.context_today(self)
        # a step does not depend on what staff archived
        everything = record.with_context(active_test=False)
        return bool(everything.search_count(due(today) & Domain("id", "=", record.id)))

    def _edition(self):
        """Return the edition of this record, or an empty recordset."""
        self.ensure_one()
        record = self.job_id._record(self.res_id).exists()
        if record._name == "mentorship.edition":
            return record
        # an invitation to an evaluation has no edition, so that it cannot identify its
        # member
        known = "edition_id" in record._fields
        return record.edition_id if known else self.env["mentorship.edition"]

    def _settle(self, reason):
        """Mark this line as done, or record why it was refused."""
        # sudo: the job's own notes
        for line in self.sudo():
            line.write({"state": "refused" if reason else "done", "reason": reason})
