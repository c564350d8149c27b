from base64 import b64decode
from datetime import date, datetime
from math import nan

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import picture
from ...tools.form import TEXT_LIMIT
from ...tools.profession import EARLIEST, LATEST, is_plausible
from .labels import field_title

LONGEST = {"char": 500, "text": TEXT_LIMIT, "html": 200_000}
"""{type of field: maximum number of characters}, unless a model sets another."""
NUMBERS = (0, 1_000_000)
"""The minimum and maximum of a number, unless a model sets others."""


class MentorshipBounded(models.AbstractModel):
    """Keep every value within bounds, whether a form, an import or a program wrote it;
    what should be a picture has to be one.

    An absurd number would stop a calculation far from where it was typed, perhaps for
    all users (Python knows no date 999999 days from today).

    * ``_ranges``: {field: (minimum, maximum)} for numbers, both inclusive;
    * ``_lengths``: {field: maximum number of characters} for texts.
    """

    _name = "mentorship.bounded"
    _inherit = ["mentorship.naming"]
    _description = "Mentorship: numbers, dates and texts between two bounds"

    _ranges = {}
    _lengths = {}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_bounds(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_bounds(vals)
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        field = self._fields.get(field_name)
        for text in translations.values() if field and field.type in LONGEST else ():
            # a text that is translated term by term comes as a dict of terms
            for part in text.values() if isinstance(text, dict) else (text,):
                self._check_length(field_name, part, field.type)
        return super().update_field_translations(field_name, translations, source_lang)

    @api.model
    def _check_bounds(self, vals):
        """Raise for the first value that is out of bounds.

        Fields that no interface can write are skipped: read-only ones, and those closed
        to every user, such as sealed texts.

        :param dict vals: the values as received
        :raises ValidationError: before the field or the database meets the value
        """
        for name, value in vals.items():
            field = self._fields.get(name)
            if not field or name in models.MAGIC_COLUMNS:
                continue
            if name in self._ranges:
                self._check_number(name, value, *self._ranges[name])
            elif value and field.type == "selection":
                self._check_choice(field, value)
            elif not value or field.readonly or field.groups == fields.NO_ACCESS:
                continue
            elif field.type in ("integer", "float"):
                self._check_number(name, value, *NUMBERS)
            elif field.type in ("date", "datetime"):
                self._check_day(name, value)
            elif field.type in LONGEST:
                self._check_length(name, value, field.type)
            elif isinstance(field, fields.Image):
                self._check_picture(name, value)

    def _check_number(self, name, value, least, most):
        try:
            number = float(value or 0)
        except (TypeError, ValueError, OverflowError):
            number = nan
        if not least <= number <= most:
            raise ValidationError(
                self.env._(
                    "“%(field)s” must be a number from %(least)g to %(most)g.",
                    field=field_title(self, name),
                    least=least,
                    most=most,
                )
            )

    def _check_day(self, name, value):
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError):
            day = None
        if not isinstance(day, date | datetime) or not is_plausible(day):
            raise ValidationError(
                self.env._(
                    "“%(field)s” must be a date in the years %(first)s to %(last)s.",
                    field=field_title(self, name),
                    first=EARLIEST.year,
                    last=LATEST.year,
                )
            )

    def _check_choice(self, field, value):
        if value not in list(field.get_values(self.env)):
            raise ValidationError(
                self.env._(
                    "This is not a valid choice for “%s”.",
                    field_title(self, field.name),
                )
            )

    def _check_picture(self, name, value):
        """Raise unless a value is a picture, as the interfaces send it.

        :param value: base64, as text or bytes
        """
        try:
            # four characters for three bytes; one that is too large is not unpacked
            if len(value) > 2 * picture.MOST_BYTES:
                raise ValueError("too large")
            picture.check(b64decode(value))
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._(
                    "“%(field)s” must be a picture (JPEG, PNG or GIF) of at most "
                    "%(most)s MB.",
                    field=field_title(self, name),
                    most=picture.MOST_BYTES // 1_000_000,
                )
            ) from error

    def _check_length(self, name, value, kind):
        most = self._lengths.get(name, LONGEST[kind])
        if isinstance(value, str) and len(value) > most:
            raise ValidationError(
                self.env._(
                    "“%(field)s” can have at most %(most)s characters; this text "
                    "has %(length)s.",
                    field=field_title(self, name),
                    most=most,
                    length=len(value),
                )
            )
