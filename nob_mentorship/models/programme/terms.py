from odoo import api, fields, models
from odoo.tools import is_html_empty

from .. import odoo_inside


class MentorshipProgramme(models.Model):
    """The terms that members agree to when they sign up, by version (P25)."""

    _inherit = "mentorship.programme"

    terms = fields.Html(
        translate=True,
        prefetch="texts",
        help="Members agree to these when they send their sign-up. Leave empty if "
        "there are none.",
    )
    terms_version = fields.Integer(
        "Version of the terms",
        readonly=True,
        copy=False,
        help="One higher after each change of the text, in any language.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        programmes = super().create(vals_list)
        programmes._count_terms({})
        for programme in programmes:
            programme._add_guides()
            programme._add_start_set()
        programmes._begin_timetable()
        self.env["digest.digest"]._refresh_overview()
        return programmes

    def update_field_translations(self, field_name, translations, source_lang=""):
        before = self._terms_as_written() if field_name == "terms" else None
        result = super().update_field_translations(
            field_name, translations, source_lang
        )
        if before is not None:
            self._count_terms(before)
        return result

    def _has_terms(self):
        """Tell whether there is something to agree to."""
        self.ensure_one()
        return not is_html_empty(self.terms)

    def _terms_as_written(self):
        """Return the terms of these programmes, as {id: {language: text}}."""
        # sudo: compared only; the caller's right to write them is checked by Odoo
        return {
            programme.id: odoo_inside.translations(programme, "terms") or {}
            for programme in self.sudo()
        }

    def _count_terms(self, before):
        """Raise the version of terms that changed.

        :param dict before: what `_terms_as_written` returned before the change
        """
        for programme in self:
            # sudo: users cannot write this field; the change itself was allowed
            programme = programme.sudo()
            now = odoo_inside.translations(programme, "terms") or {}
            if now != before.get(programme.id, {}):
                programme.terms_version += 1
