from odoo import api, fields, models

from ..room.ballots import Box
from ..tools.seal import SealError

PAGE = "/mentorship/evaluation/"


class MentorshipEvaluationInvitation(models.Model):
    """Who was asked, and that they answered; never what. Read by no one.

    No dates and no users are kept of a row. At closing all rows are written anew, in
    random order, and the hashes of the tokens go.
    """

    _name = "mentorship.evaluation.invitation"
    _inherit = ["mentorship.mailing"]
    _description = "Mentorship: who was asked for an evaluation"
    _rec_name = "evaluation_id"
    _log_access = False
    _recipients_secret = True

    evaluation_id = fields.Many2one(
        "mentorship.evaluation", required=True, index=True, ondelete="cascade"
    )
    programme_id = fields.Many2one(related="evaluation_id.programme_id")
    partner_id = fields.Many2one("res.partner", index=True, ondelete="restrict")
    role = fields.Selection(
        [("mentor", "Mentor"), ("mentee", "Mentee"), ("peer", "Peer")]
    )
    responded = fields.Boolean(default=False, required=True)
    token_hash = fields.Char(groups=fields.NO_ACCESS)
    # for mails alone: whoever has it can answer in this person's place, once
    form_link = fields.Char(
        compute="_compute_form_link", compute_sudo=True, groups=fields.NO_ACCESS
    )

    _person_once = models.UniqueIndex("(evaluation_id, partner_id)")
    _token_once = models.UniqueIndex("(token_hash)")

    @api.model
    def _tell_refused(self, lines):
        """Tell how many mails could not be made, and not whose."""
        asked = self.browse(lines.mapped("res_id")).exists()
        for evaluation, invitations in asked.grouped("evaluation_id").items():
            evaluation._tell_problem(
                self.env._("%s mails could not be made.", len(invitations))
            )

    def _mail_company(self):
        return self.evaluation_id.company_id

    def _compute_form_link(self):
        for evaluation, invitations in self.grouped("evaluation_id").items():
            try:
                box = Box(evaluation)
            except SealError:
                invitations.form_link = False
                continue
            base = evaluation.programme_id.get_base_url()
            for invitation in invitations:
                token = box.token(invitation.partner_id.id)
                invitation.form_link = f"{base}{PAGE}{token}"

    def _own_link(self):
        """Return the path of this person's form, None while the key is not here."""
        try:
            return PAGE + Box(self.evaluation_id).token(self.partner_id.id)
        except SealError:
            return None
