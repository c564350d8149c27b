from odoo import api, models


class SurveyInvite(models.TransientModel):
    """Core's invitation puts recipient and answer side by side; not for our forms."""

    _inherit = "survey.invite"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.survey_id._refuse_for_forms()
        return wizards
