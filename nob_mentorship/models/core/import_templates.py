"""The files that the import screen offers: fill in, and bring in as they are (P14)."""

from odoo import api, models

FOLDER = "/nob_mentorship/static/import"


def _template(env, name, label):
    """Return what the import screen lists, in the language of the user.

    :param str name: of the file, without its language
    """
    language = "nl" if (env.lang or "").startswith("nl") else "en"
    return [{"label": label, "template": f"{FOLDER}/{name}_{language}.csv"}]


class MentorshipEdition(models.Model):
    _inherit = "mentorship.edition"

    @api.model
    def get_import_templates(self):
        label = self.env._("Import template for editions")
        return super().get_import_templates() + _template(self.env, "editions", label)


class MentorshipEnrolment(models.Model):
    _inherit = "mentorship.enrolment"

    @api.model
    def get_import_templates(self):
        label = self.env._("Import template for sign-ups")
        return super().get_import_templates() + _template(self.env, "sign_ups", label)


class MentorshipPairing(models.Model):
    _inherit = "mentorship.pairing"

    @api.model
    def get_import_templates(self):
        label = self.env._("Import template for pairings")
        return super().get_import_templates() + _template(self.env, "pairings", label)


class MentorshipInterest(models.Model):
    _inherit = "mentorship.interest"

    @api.model
    def get_import_templates(self):
        label = self.env._("Import template for interested members")
        return super().get_import_templates() + _template(self.env, "interested", label)
