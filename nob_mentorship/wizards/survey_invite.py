from odoo import api, models


class SurveyInvite(models.TransientModel):
    """Odoo's invitation stores recipient and answer together, so it is disabled for our
    forms.
    """

    _inherit = "survey.invite"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.survey_id._refuse_for_forms()
        return wizards
