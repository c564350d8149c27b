from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.form import LINE_LIMIT


class MentorshipReadyWizard(models.TransientModel):
    """Note that members can start although they did not do everything that is asked of
    them, with a reason (R51).
    """

    _name = "mentorship.ready.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Ready anyway"

    _lengths = {"reason": LINE_LIMIT}

    enrolment_ids = fields.Many2many(
        "mentorship.enrolment",
        string="Sign-ups",
        required=True,
        default=lambda self: self._default_enrolment_ids(),
    )
    reason = fields.Char(
        required=True,
        help="For your colleagues. The member can read it in the download of their "
        "data.",
    )
    outlook = fields.Text("What happens", compute="_compute_outlook")

    @api.depends("enrolment_ids")
    def _compute_outlook(self):
        for wizard in self:
            shown = wizard.enrolment_ids._origin._ready_shown()
            wizard.outlook = "\n".join(
                # sudo: the name of a member whose sign-up the user can read
                f"{enrolment.sudo().partner_id.name}: {', '.join(words)}"
                for enrolment, (_state, words) in shown.items()
                if words
            )

    @api.model
    def _default_enrolment_ids(self):
        """Return the selected sign-ups of members who are not ready.

        :raises UserError: if there are none
        """
        enrolments = self.env["mentorship.enrolment"]
        if self.env.context.get("active_model") != enrolments._name:
            return enrolments
        chosen = enrolments.browse(self.env.context.get("active_ids") or []).exists()
        chosen = chosen._filtered_access("read")
        unready = chosen._shown_unready()
        if chosen and not unready:
            raise UserError(
                self.env._("Nothing is asked of these members, or all of it is done.")
            )
        return unready

    def action_note(self):
        """Note it, and report the result to staff."""
        self.enrolment_ids._check_staff()
        return self.enrolment_ids._in_bulk(
            "action_ready_anyway", self.reason, name=self.env._("Ready anyway")
        )
