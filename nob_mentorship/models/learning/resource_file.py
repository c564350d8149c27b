import binascii
from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import document
from ..base.labels import field_title


class MentorshipResource(models.Model):
    """The file of a resource: of a kind that only opens, and never runs (R61).

    What a file is follows from its content. Its name says nothing.
    """

    _inherit = "mentorship.resource"

    file = fields.Binary(
        help="PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG, without macros, "
        "of at most 10 MB."
    )
    file_name = fields.Char("Name of the file")
    file_type = fields.Char(
        "Type of the file",
        compute="_compute_file_type",
        store=True,
        help="As its content says, and not its name.",
    )

    @api.depends("file")
    def _compute_file_type(self):
        for resource in self.with_context(bin_size=False):
            content = resource.file and b64decode(resource.file)
            try:
                resource.file_type = content and document.kind_of(content)
            except ValueError:
                # written by other means than a form
                resource.file_type = False

    @api.model
    def _check_file(self, vals):
        """Raise unless the file in some values, if there is one, can be offered.

        :param dict vals: the values as received; the file is base64
        :raises ValidationError: if it is too large, or of another kind
        """
        value = vals.get("file")
        if not value:
            return
        title = field_title(self, "file")
        # four characters for three bytes: one that is too large is not unpacked
        if not isinstance(value, str | bytes) or len(value) > 2 * document.MOST_BYTES:
            content = None
        else:
            try:
                content = b64decode(value)
            except (binascii.Error, ValueError):
                content = b""
        if content is None or len(content) > document.MOST_BYTES:
            raise ValidationError(
                self.env._(
                    "“%(field)s” is too large: a file can have at most %(most)s MB.",
                    field=title,
                    most=document.MOST_BYTES // 1_000_000,
                )
            )
        try:
            document.kind_of(content)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%s” must be a PDF, a document of Word, PowerPoint, Excel or "
                    "OpenDocument without macros, or a picture (JPEG or PNG).",
                    title,
                )
            ) from error

    def _download(self):
        """Return (content, name, type) of the file, as it is sent to members, or None
        without one. The end of its name says what it is.
        """
        self.ensure_one()
        content = b64decode(self.with_context(bin_size=False).file or b"")
        try:
            # anew: staff can change the attachment itself, past our checks
            kind = document.kind_of(content)
        except ValueError:
            return None
        if kind != self.file_type:
            return None
        name = document.safe_name(self.file_name or self.name, kind)
        return content, name, document.TYPES[kind]
