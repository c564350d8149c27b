from odoo import api, models


class MentorshipRemembered(models.AbstractModel):
    """Rows of which a list is kept in memory, in an ``ormcache``: the lists are short,
    change seldom, and are on many pages. Each change clears it.
    """

    _name = "mentorship.remembered"
    _description = "Mentorship: list kept in memory"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def update_field_translations(self, field_name, translations, source_lang=""):
        self.env.registry.clear_cache()
        return super().update_field_translations(field_name, translations, source_lang)
