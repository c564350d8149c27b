from odoo import fields, models
from odoo.exceptions import UserError


class MentorshipGoal(models.Model):
    """A goal of the mentee, or of the mentor; SMART, in the author's words (R53, R56).

    The words are sealed; the deadline, the progress and the state are not.
    """

    _name = "mentorship.goal"
    _inherit = ["mentorship.sealed"]
    _description = "Mentorship goal"
    _order = "state, due_on, id"

    term = fields.Selection(
        [("short", "Short term"), ("long", "Long term")], required=True, default="short"
    )
    due_on = fields.Date("By when")
    progress = fields.Integer("Progress (%)", default=0)
    state = fields.Selection(
        [("open", "Under way"), ("done", "Reached"), ("dropped", "Let go")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    done_on = fields.Date(readonly=True, copy=False)

    _progress_range = models.Constraint(
        "CHECK(progress BETWEEN 0 AND 100)", "Progress must be between 0 and 100."
    )

    def _note_progress(self, progress):
        """Record the progress; at 100 the goal is reached, and below that it is under
        way again.

        :param int progress: 0 to 100
        :raises UserError: if the goal was dropped
        """
        for goal in self:
            if goal.state == "dropped":
                raise UserError(self.env._("This goal was let go."))
            done = progress >= 100
            goal.progress = progress
            goal._set_state(
                "done" if done else "open",
                done_on=(goal.done_on or fields.Date.context_today(self))
                if done
                else False,
            )

    def _drop(self):
        """Drop a goal, which stays readable."""
        self._set_state("dropped", done_on=False)

    def _resume(self):
        """Resume a goal that was dropped or reached."""
        for goal in self:
            goal._set_state("open", done_on=False, progress=min(goal.progress, 90))
