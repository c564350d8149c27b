from odoo import api, models

FOLDER = "/nob_mentorship/static/import"


class MentorshipImportable(models.AbstractModel):
    """The files on the import screen, ready to be filled in and imported (P14)."""

    _name = "mentorship.importable"
    _description = "Mentorship: import templates"

    @api.model
    def get_import_templates(self):
        own = {
            "mentorship.edition": (
                "editions",
                self.env._("Import template for editions"),
            ),
            "mentorship.enrolment": (
                "sign_ups",
                self.env._("Import template for sign-ups"),
            ),
            "mentorship.pairing": (
                "pairings",
                self.env._("Import template for pairings"),
            ),
            "mentorship.interest": (
                "interested",
                self.env._("Import template for interested members"),
            ),
        }
        templates = super().get_import_templates()
        if self._name not in own:
            return templates
        name, label = own[self._name]
        language = "nl" if (self.env.lang or "").startswith("nl") else "en"
        path = f"{FOLDER}/{name}_{language}.csv"
        return [*templates, {"label": label, "template": path}]
