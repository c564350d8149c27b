from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools import form
from . import form_words


class MentorshipLinked(models.AbstractModel):
    """Links are kept as web addresses, whatever a paste brings along (R13).

    ``_link_fields`` are the names of the fields that hold one.
    """

    _name = "mentorship.linked"
    _description = "Mentorship: holds a link"

    _link_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_links(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_links(vals))

    @api.model
    def _with_links(self, vals):
        """Return the values with their links as they are kept.

        :raises ValidationError: a link that is no web address
        """
        links = {name: vals[name] for name in self._link_fields if vals.get(name)}
        try:
            read = {name: form.read_web_address(raw) for name, raw in links.items()}
        except form.FormError as error:
            raise ValidationError(form_words.sentence(self.env, error)) from error
        return {**vals, **read}
