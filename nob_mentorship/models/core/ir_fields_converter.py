from contextlib import suppress

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

OURS = "mentorship."
ENROLMENT = "mentorship.enrolment"


class IrFieldsConverter(models.AbstractModel):
    """An import into our models understands what a line refers to, or says why not
    (P14).

    A member is identified by email address in any case, by member number, or by a name
    that only one person has; a sign-up by its member, in the edition of the line.
    Archived members are found where a field's context says so.
    """

    _inherit = "ir.fields.converter"

    @api.model
    def for_model(self, model, fromtype=str, *, savepoint):
        convert = super().for_model(model, fromtype, savepoint=savepoint)
        if not model._name.startswith(OURS) or "edition_id" not in model._fields:
            return convert

        def convert_in_edition(record, log):
            edition = self._edition_of(model, record, fromtype, savepoint)
            if not edition:
                return convert(record, log)
            there = self.with_context(mentorship_edition=edition)
            read = super(IrFieldsConverter, there).for_model
            return read(model, fromtype, savepoint=savepoint)(record, log)

        return convert_in_edition

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        text = value.strip() if isinstance(value, str) else ""
        if subfield is None and text and model._name.startswith(OURS):
            # a line may refer to earlier lines that are not stored yet
            if flush := self.env.context.get("import_flush"):
                flush(model=field.comodel_name)
            # the same few names recur on many lines
            cache = self.env.context.get("import_cache", {})
            key = (str(field), text, self.env.context.get("mentorship_edition"))
            if key in cache:
                return cache[key], []
            found = self._meant(model, field, text)
            if len(found) > 1:
                raise self._several(found, text)
            if found:
                cache[key] = found.id
                return found.id, []
        return super().db_id_for(model, field, subfield, value, savepoint)

    @api.model
    def _edition_of(self, model, record, fromtype, savepoint):
        """Return the id of the edition that a line names, or None."""
        named = record.get("edition_id")
        if not named:
            return None
        read = self.to_field(
            model, model._fields["edition_id"], fromtype, savepoint=savepoint
        )
        # errors in it are reported with its own column
        with suppress(ValueError):
            return read(named)[0]
        return None

    @api.model
    def _meant(self, model, field, text):
        """Return the records that a text in a column may refer to, among those the
        caller can see.

        :param field: a relational field of `model`
        :return: for a sign-up, also the members with that name, if there are several
        """
        records = self.env[field.comodel_name].with_context(**field.context)
        domain = field.get_comodel_domain(model)
        edition = self.env.context.get("mentorship_edition")
        if records._name == ENROLMENT and edition:
            domain &= Domain("edition_id", "=", edition)
        found = records.browse(
            number for number, _name in records.name_search(text, domain, "=")
        )
        if records._name == "res.partner":
            found |= self._members(text, records)
            found = self._without_duplicates(found, text)
        elif records._name == ENROLMENT:
            partners = self.env["res.partner"]
            members = partners if found else self._members(text, partners)
            if len(members) > 1:
                return members
            found |= records.search(domain & Domain("partner_id", "in", members.ids))
            found = found.filtered(lambda e: e.state != "withdrawn") or found
        return found

    @api.model
    def _members(self, text, partners):
        """Return the members with this email address, member number or name, in any
        case.

        :param partners: an empty ``res.partner``, with the context to search in
        """
        named = escape_psql(text)
        domain = (
            Domain("ref", "=", text)
            | Domain("name", "=ilike", named)
            | Domain("complete_name", "=ilike", named)
        )
        if address := email_normalize(text):
            domain |= Domain("email_normalized", "=", address)
        return partners.search(domain, order="active desc, id", limit=2)

    @api.model
    def _without_duplicates(self, found, text):
        """Leave out the archived duplicates of a contact that a text names by email
        address or member number.
        """
        address = email_normalize(text)
        exact = found.filtered(
            lambda one: text == one.ref or (address and address == one.email_normalized)
        )
        return exact.filtered("active") or found

    @api.model
    def _several(self, found, text):
        """Return the error for a text that matches several records."""
        if found._name in ("res.partner", ENROLMENT):
            way_out = self.env._("Use the email address or the member number instead.")
        else:
            way_out = self.env._("Use the full name as shown on screen.")
        # the import formats the message once more
        said = self.env._("Several records match “%s”.", text.replace("%", "%%"))
        return ValueError(said, {"value": text, "moreinfo": way_out})
