from odoo import api, fields, models

from . import links

OWN_PAGE = "/my/mentorship/evaluation/"


class MentorshipEvaluationInvitation(models.Model):
    """Whether a person was asked and has answered, without the answer. No user can read
    it.

    No dates or users are stored for a row. The paper contains the hash of its random
    number, so that no invitation can be added later. At closing, all rows are rewritten
    in random order, without the numbers and the tokens.
    """

    _name = "mentorship.evaluation.invitation"
    _inherit = ["mentorship.mailing"]
    _description = "Mentorship: invitation to an evaluation"
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
    later = fields.Boolean(
        help="Asked after the opening, through a supplement to the opening paper."
    )
    # only of a pulse: the edition, and after how many days it was due. The name is not
    # `edition_id`, so that no note about an edition identifies the members asked
    pulse_edition_id = fields.Many2one("mentorship.edition", ondelete="cascade")
    pulse_day = fields.Integer("Pulse after (days)")
    drawn_number = fields.Char(groups=fields.NO_ACCESS)
    token_ids = fields.One2many(
        "mentorship.evaluation.token", "invitation_id", groups=fields.NO_ACCESS
    )
    # in a queued mail, a personal link replaces it: see `links.fill`
    form_link = fields.Char(
        compute="_compute_form_link", compute_sudo=True, groups=fields.NO_ACCESS
    )

    _person_once = models.UniqueIndex("(evaluation_id, partner_id)")
    _number_once = models.UniqueIndex("(drawn_number)")
    # closing writes a day that was emptied in the database as 0
    _pulse_once = models.UniqueIndex(
        "(pulse_edition_id, partner_id, pulse_day) WHERE pulse_day > 0"
    )

    @api.model
    def _tell_refused(self, lines):
        """Tell how many mails failed, but not the recipients."""
        asked = self.browse(lines.mapped("res_id")).exists()
        for evaluation, invitations in asked.grouped("evaluation_id").items():
            evaluation._tell_problem(
                self.env._("%s emails could not be created.", len(invitations))
            )

    def _mail_company(self):
        return self.evaluation_id.company_id

    def _compute_form_link(self):
        for invitation in self:
            path = f"{OWN_PAGE}{invitation.evaluation_id.id}"
            invitation.form_link = f"{links.base(invitation)}{path}"

    def _complete_mail(self, mail):
        links.fill(self, mail)
