import re

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import escape_psql

from .labels import field_labels

BETWEEN = re.compile(r"[\s%_]+")
AROUND = "–—·,:;()"
"""Characters that separate the parts of a name."""
LIKE = ("like", "ilike", "=like", "=ilike")


class MentorshipNamed(models.AbstractModel):
    """Find a record by the name shown on screen, and find none for nonsense (P14).

    ``_name_parts`` lists the paths to the parts of the name: texts, selections, and
    records, which are found by their own names. Without it, a model is searched by its
    ``_rec_name``; a model with neither has few records, whose names are compared.
    """

    _name = "mentorship.named"
    _description = "Mentorship: search by displayed name"

    _name_parts = ()

    @api.model
    def _search_display_name(self, operator, value):
        if operator in ("=", "in"):
            texts = [value] if operator == "=" else value
            texts = [text for text in texts if text]
            names = ("display_name", *self._own_names())
            shown = Domain.OR(Domain(name, "in", texts) for name in names)
        elif operator in LIKE:
            if not value:
                return Domain.TRUE
            if not operator.startswith("=") and not self._words(value):
                return Domain.FALSE
            texts = [value]
            shown = Domain("display_name", operator, value)
        else:
            return NotImplemented
        found = Domain.OR(self._with_words(str(text)) for text in texts)
        if operator == "ilike" and self._parts_of_name():
            return found
        records = self.with_context(active_test=False).search(found)
        return Domain("id", "in", records.filtered_domain(shown).ids)

    @api.model
    def _parts_of_name(self):
        """Return the paths to the parts of the displayed name."""
        return self._name_parts or tuple(filter(None, [self._rec_name]))

    @api.model
    def _own_names(self):
        """Return the parts that each identify a record, if given in full."""
        own = [self._fields.get(name) for name in self._parts_of_name()]
        return [field.name for field in own if field and field.type == "char"]

    @staticmethod
    def _words(text):
        """Return the words of a text, without the separators between parts of a
        name."""
        words = (word.strip(AROUND) for word in BETWEEN.split(text))
        return [word for word in words if word]

    @api.model
    def _with_words(self, text):
        """Return the domain of records whose name may contain every word of a text."""
        parts = self._parts_of_name()
        return Domain.AND(
            Domain.OR(self._with_word(part, word) for part in parts)
            for word in self._words(text)
            if parts
        )

    @api.model
    def _with_word(self, part, word):
        """Return the domain of records with a word in some part of their name."""
        records = self
        for name in part.split("."):
            model, field = records, records._fields[name]
            records = self.env[field.comodel_name] if field.relational else model
        if field.type == "selection":
            labels = field_labels(model, name).items()
            word = word.casefold()
            return Domain(
                part, "in", [key for key, label in labels if word in label.casefold()]
            )
        if field.relational and isinstance(records, self.pool["mentorship.named"]):
            return Domain(part, "any", records._with_words(word))
        return Domain(part, "ilike", escape_psql(word))
