import json
from pathlib import Path

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import TranslationImporter, get_po_paths

from ...tools import shipped

RETIRED = Path(shipped.__file__).with_name("retired_terms.json")
"""{language: translations that earlier versions shipped, and this one does not}"""


class MentorshipShippedTerms(models.AbstractModel):
    """Translations of our screens after an update.

    Odoo's update replaces the English text of a screen, but keeps the existing
    translations. A better Dutch translation would never arrive, and an old one would
    remain next to a new English text. Here, a translation from an earlier version of
    ours is replaced; one that the customer chose is kept.
    """

    _inherit = "mentorship.shipped"

    @api.model
    def _update_terms(self):
        """Load this version's translations where the customer still has ours."""
        retired = json.loads(RETIRED.read_text())
        for language, _name in self.env["res.lang"].get_installed():
            importer = TranslationImporter(self.env.cr)
            for path in get_po_paths("nob_mentorship", language):
                importer.load_file(path, language)
            plain, terms = (
                importer.model_translations,
                importer.model_terms_translations,
            )
            base = language.partition("_")[0]
            ours = {_even(text) for text in retired.get(base, ())}
            ours |= {_even(texts[language]) for _key, texts in _walk(plain)}
            for _key, by_term in _walk(terms):
                ours |= {_even(texts[language]) for texts in by_term.values()}
            self._spare(plain, terms, language, ours)
            # Odoo itself leaves the customer's own rows (noupdate) alone
            importer.save(overwrite=True)

    @api.model
    def _spare(self, plain, terms, language, ours):
        """Among the values to be written, drop those for which the customer has other
        translations.
        """
        stored = {
            (model, field): self._stored(model, field)
            for translations in (plain, terms)
            for model, by_field in translations.items()
            for field in by_field
        }
        for (model, field, xmlid), _texts in _walk(plain):
            now = stored[model, field].get(xmlid, {}).get(language)
            if now and _even(now) not in ours:
                del plain[model][field][xmlid]
        for (model, field, xmlid), by_term in _walk(terms):
            texts = stored[model, field].get(xmlid, {})
            if not texts.get(language):
                continue
            words = (
                self.env[model]
                ._fields[field]
                .get_translation_dictionary(texts["en_US"], {language: texts[language]})
            )
            for term in list(by_term):
                now = words.get(term, {}).get(language)
                if now and now != term and _even(now) not in ours:
                    del by_term[term]

    @api.model
    def _stored(self, model, field):
        """Return the stored values of a field, as {xmlid: {language: value}}."""
        self.env[model].flush_model([field])
        self.env.cr.execute(
            SQL(
                """
                SELECT d.module || '.' || d.name, t.%(field)s
                  FROM ir_model_data d JOIN %(table)s t ON t.id = d.res_id
                 WHERE d.module = 'nob_mentorship' AND d.model = %(model)s
                   AND t.%(field)s IS NOT NULL
                """,
                field=SQL.identifier(field),
                table=SQL.identifier(self.env[model]._table),
                model=model,
            )
        )
        return dict(self.env.cr.fetchall())


def _walk(translations):
    """Return [((model, field, external identifier), values to write)]."""
    return [
        ((model, field, xmlid), texts)
        for model, by_field in translations.items()
        for field, by_xmlid in by_field.items()
        for xmlid, texts in by_xmlid.items()
    ]


def _even(text):
    return " ".join(text.split())
