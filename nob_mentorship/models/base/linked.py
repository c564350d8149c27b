from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools import form
from . import form_words


class MentorshipLinked(models.AbstractModel):
    """Store links as plain web addresses, without the characters that pasting adds
    (R13).

    ``_link_fields`` lists the names of the fields that hold a link.
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
        """Return the values with their links cleaned for storage.

        :raises ValidationError: if a link is not a web address
        """
        links = {name: vals[name] for name in self._link_fields if vals.get(name)}
        try:
            read = {name: form.read_web_address(raw) for name, raw in links.items()}
        except form.FormError as error:
            raise ValidationError(form_words.sentence(self.env, error)) from error
        return {**vals, **read}
