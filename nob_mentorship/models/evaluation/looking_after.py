import logging
import secrets
from datetime import timedelta

from odoo import api, fields, models

from ...tools.apart import Refused
from . import box, closing

_logger = logging.getLogger(__name__)
JOB = "nob_mentorship.ir_cron_keys"
LOOKED = "nob_mentorship.keys_looked_at"
"""The parameter in which servers with a ballot folder note when they last checked; no
key is destroyed because of it."""
BY_DATE = (
    ("mentorship.edition", "pulse"),
    ("mentorship.edition", "look_back"),
    ("mentorship.evaluation", "open"),
    ("mentorship.evaluation", "close"),
)
"""The daily steps that need the ballot folders; see `MentorshipDaily`."""
WELL = ("ready", "closing")
MOST_CHECKED = 1000
"""The maximum number of evaluations that the program checks at once."""
UNSEEN = timedelta(hours=26)
"""The time without a check after which managers are told that no server checks."""
AGAIN = timedelta(hours=1)
"""The time until the next check after a problem."""
LEAST, MOST = 60, 300
"""The range of seconds after which another server can take over."""


class MentorshipEvaluation(models.Model):
    """Monitoring the keys of open evaluations, while problems can still be solved.

    Each server with a ballot folder checks when it starts, and one of them does so
    daily. A server without one invites people and accepts answers as usual; it reports
    nothing about the keys, and leaves the daily check to a server that has them.
    """

    _inherit = "mentorship.evaluation"

    box_trouble = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    box_warning = fields.Char(compute="_compute_box_warning", compute_sudo=True)

    @api.depends("box_trouble", "state", "closing")
    @api.depends_context("lang")
    def _compute_box_warning(self):
        for evaluation in self:
            code = evaluation.state == "open" and evaluation.box_trouble
            evaluation.box_warning = code and evaluation._box_problem(code)

    @api.model
    def _cron_keys(self):
        """Do the daily work that needs the ballot folders; a server without them leaves
        it to another.
        """
        if not box.is_here():
            self._leave_keys_to_others()
            return
        self._move_by_date()
        self._destroy_due_keys()
        try:
            self._look_after_keys()
            self.env["ir.cron"]._commit_progress()
        except closing.IN_THE_WAY:
            # another server is checking now
            self.env.cr.rollback()

    @api.model
    def _leave_keys_to_others(self):
        """Run the job again soon, until a server with a ballot folder picks it up; tell
        managers once if there seems to be none left.
        """
        # sudo: the server's own work
        evaluations = self.sudo()
        if not evaluations.search_count([("box_uuid", "!=", False)], limit=1):
            return
        if self._is_looked_after():
            self._look_soon(timedelta(seconds=LEAST + secrets.randbelow(MOST - LEAST)))
            return
        since = fields.Datetime.now() - UNSEEN
        for evaluation in self._open_boxes():
            if evaluation.opened_on < since and not evaluation.box_trouble:
                evaluation._note_trouble("unseen")
        self._look_soon(AGAIN)

    @api.model
    def _look_soon(self, wait=timedelta()):
        """Run the job once more, unless that is already scheduled."""
        now = fields.Datetime.now()
        at = now + wait
        # sudo: a job of the addon
        job = self.env.ref(JOB).sudo()
        planned = [
            ("cron_id", "=", job.id),
            ("call_at", ">", now),
            ("call_at", "<=", at),
        ]
        if not job.env["ir.cron.trigger"].search_count(planned, limit=1):
            job._trigger(at)

    @api.model
    def _is_looked_after(self):
        """Tell whether a server with a ballot folder checked within the last day."""
        # sudo: reads only when a server last checked
        looked = self.env["ir.config_parameter"].sudo().get_param(LOOKED) or ""
        return looked >= fields.Datetime.to_string(fields.Datetime.now() - UNSEEN)

    @api.model
    def _leaves_box_to_others(self):
        """Tell whether another server, with the ballot folder, opens and closes
        evaluations by the calendar.
        """
        return not box.is_here() and self._is_looked_after()

    @api.model
    def _move_by_date(self):
        """Open and close evaluations by the calendar: the daily job may have run on a
        server without a ballot folder.
        """
        today = fields.Date.context_today(self)
        for model, step in BY_DATE:
            # sudo: the daily job
            records = self.env[model].sudo()
            for record in records.search(getattr(records, f"_due_{step}")(today)):
                try:
                    getattr(record, f"_day_{step}")()
                    self.env["ir.cron"]._commit_progress()
                except closing.IN_THE_WAY:
                    self.env.cr.rollback()
                except Exception:
                    # the daily job tells a manager; the keys are monitored
                    self.env.cr.rollback()
                    _logger.exception("%s(%s): %s", model, record.id, step)

    @api.model
    def _open_boxes(self):
        """Return the evaluations that are open and have a paper."""
        # sudo: the server's own look at its folders
        return self.sudo().search([("state", "=", "open"), ("paper", "!=", False)])

    @api.model
    def _look_after_keys(self):
        """Check that the keys of open evaluations are readable, and tell managers once
        about any that is not; then check again soon.
        """
        evaluations = self._open_boxes()
        found = {}
        for at in range(0, len(evaluations), MOST_CHECKED):
            names = evaluations[at : at + MOST_CHECKED].mapped("box_uuid")
            found |= self._found_keys(names, signing=True)
        for evaluation in evaluations:
            code = found.get(evaluation.box_uuid) or False
            if code not in closing.OF_THE_MOMENT:
                evaluation._note_trouble(code)
        # sudo: writes only when this server checked
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(LOOKED, fields.Datetime.to_string(fields.Datetime.now()))
        if found:
            self._look_soon(AGAIN)

    def _note_trouble(self, code):
        """Record a problem with the key and tell managers, or record that all is
        well."""
        if self.box_trouble != code:
            self.box_trouble = code
        told = type(self)._said_trouble
        if code:
            self._tell_managers(told, lambda spoken: spoken._box_problem(code))
        else:
            self._untell_managers(told)

    @api.model
    def _found_keys(self, names, signing=False):
        """Return {uuid: problem code} for evaluations.

        :param names: their uuids
        :param bool signing: whether the signing key is needed as well; it opens nothing
        """
        named = [name for name in names if box.is_name(name)]
        unnamed = dict.fromkeys(set(names) - set(named), "no_evaluation")
        try:
            (found,) = box.ask(self.env, "check", evaluations=sorted(set(named)))
        except Refused as refused:
            return {**unnamed, **dict.fromkeys(named, refused.code)}
        # problems of the server come before the problems they cause
        codes = [found["key"], *found["folders"]]
        wrong = next((code for code in codes if code != "ready"), None)
        if signing and not box.SIGNER.fullmatch(found["box"]):
            wrong = wrong or found["box"]
        standings = {
            name: "folder_empty" if standing == "partly" else standing
            for name, standing in found["evaluations"].items()
        }
        return unnamed | {
            name: wrong or standing
            for name, standing in standings.items()
            if wrong or standing not in WELL
        }
