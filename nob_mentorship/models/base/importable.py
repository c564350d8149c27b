from odoo import api, models

FOLDER = "/nob_mentorship/static/import"
FILES = {
    "mentorship.edition": "editions",
    "mentorship.enrolment": "sign_ups",
    "mentorship.pairing": "pairings",
    "mentorship.interest": "interested",
    "mentorship.past.pair": "past_pairs",
}
"""{model: the file of its template, without its language}"""


class MentorshipImportable(models.AbstractModel):
    """The files that the import screen offers (P14)."""

    _name = "mentorship.importable"
    _description = "Mentorship: import templates"

    @api.model
    def get_import_templates(self):
        templates = super().get_import_templates()
        if self._name not in FILES:
            return templates
        label = {
            "mentorship.edition": self.env._("Import template for editions"),
            "mentorship.enrolment": self.env._("Import template for sign-ups"),
            "mentorship.pairing": self.env._("Import template for pairings"),
            "mentorship.interest": self.env._("Import template for interested members"),
            "mentorship.past.pair": self.env._("Import template for past pairs"),
        }[self._name]
        language = "nl" if (self.env.lang or "").startswith("nl") else "en"
        path = f"{FOLDER}/{FILES[self._name]}_{language}.csv"
        return [*templates, {"label": label, "template": path}]
