from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.form import LARGEST_ID
from .. import odoo_inside
from .labels import field_labels, field_title


class MentorshipGuarded(models.AbstractModel):
    """Field-level access to a record, defined in one place.

    * ``_method_fields``: written only by the model's own methods;
    * ``_pair_fields``: private to the pair, never readable through the interfaces;
    * ``_fixed_fields``: chosen at the start, and fixed once :meth:`_is_fixed` holds;
    * ``_portal_accessible_fields``: readable and writable by portal users.
    """

    _name = "mentorship.guarded"
    _inherit = ["mentorship.named", "mentorship.bounded", "mentorship.importable"]
    _description = "Mentorship: field access and state changes"

    _method_fields = frozenset({"state"})
    _pair_fields = frozenset()
    _fixed_fields = frozenset()
    _portal_readable = frozenset()
    _portal_writable = frozenset()

    @api.model
    def _portal_accessible_fields(self):
        """Return the fields that a portal user can read and write.

        :return: (readable, writable), two frozensets of field names
        """
        return self._portal_readable | self._portal_writable, self._portal_writable

    def _register_hook(self):
        """Refuse to load the registry if this version of Odoo no longer calls our
        checks.
        """
        result = super()._register_hook()
        odoo_inside.check_asked(self, self._pair_fields)
        return result

    def _has_field_access(self, field, operation):
        if self.env.su:
            return True
        if not super()._has_field_access(field, operation):
            return False
        if field.name in self._pair_fields:
            return False
        if operation == "write" and (
            field.name in self._method_fields or self._follows(field)
        ):
            return False
        # asked for each value that is read: a column is faster than the groups
        if self.env.user.share:
            readable, writable = self._portal_accessible_fields()
            return field.name in (readable if operation == "read" else writable)
        return True

    @staticmethod
    def _follows(field):
        """Tell whether a field's value is computed from others, so that users cannot
        write it.

        Where such a field is stored, the interfaces would let users write it despite
        the rules.
        """
        return bool(field.readonly and (field.related or field.compute))

    def _check_access(self, operation):
        """Answer the same for a missing record as for a hidden one."""
        try:
            return super()._check_access(operation)
        except MissingError:
            # sudo: finds which ids were ever used, so that all of them get the same
            # answer
            there = self.sudo().exists().with_env(self.env)
        absent = self - there
        if refused := super(MentorshipGuarded, there)._check_access(operation):
            # the rules read them with superuser rights
            refused[0].invalidate_recordset()
            absent |= refused[0]
        return absent, self._not_yours

    def copy_data(self, default=None):
        # before any of these is read
        self.check_access("read")
        return super().copy_data(default)

    def export_data(self, fields_to_export):
        # before any of these is read
        self.check_access("read")
        return super().export_data(fields_to_export)

    def read(self, fields=None, load="_classic_read"):
        found = super().read(fields, load)
        if len(found) < len(self._origin) and not self.env.su:
            raise self._not_yours()
        return found

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        fixed = self._fixed_fields & vals.keys()
        if fixed and not self.env.su:
            for record in self.filtered(lambda record: record._is_fixed()):
                for name in fixed:
                    if record[name] != odoo_inside.as_value(record, name, vals[name]):
                        raise UserError(
                            self.env._(
                                "“%(field)s” of %(record)s can no longer be changed.",
                                field=field_title(self, name),
                                record=record.display_name,
                            )
                        )
        return super().write(vals)

    @api.model
    def _stored_fields(self):
        """Return the names of the columns that are fetched together: all but the long
        texts, and who wrote the record when.
        """
        return [
            name
            for name, field in self._fields.items()
            if field.store
            and field.prefetch is True
            and field.type not in ("one2many", "many2many")
            and name not in models.MAGIC_COLUMNS
        ]

    @api.model
    def _search_whole(self, domain, **options):
        """Search records, and read their columns in the same query.

        :param options: of `search_fetch`
        """
        return self.search_fetch(domain, self._stored_fields(), **options)

    def _is_fixed(self):
        """Tell whether the choices made at the start can no longer change."""
        return False

    def _check_staff(self):
        """Raise unless the caller is allowed to change these records as staff.

        :raises AccessError: for all users but the programme's staff
        """
        if not self.env.su:
            self.check_access("write")

    @api.model
    def _former_domain(self, _partner):
        """Return the domain of records that once were a member's; see
        :meth:`_former_path`.
        """
        return Domain.FALSE

    def _former_path(self):
        """Return the page that tells a former member of this record that it is over."""
        return "/my/mentorship"

    def _is_staff(self):
        """Tell whether the caller is staff of the programmes of these records."""
        return self.env.su or self.has_access("write")

    @api.model
    def _at(self, number):
        """Return the record with this id, or an empty recordset if there is none.

        :param number: the id as received, of any type
        """
        if isinstance(number, bool) or not isinstance(number, int):
            return self.browse()
        return self.search([("id", "=", min(number, LARGEST_ID))])

    def _to_move(self, target, sources):
        """Return the records that still have to move to the state `target`.

        Records already in that state are left out, so that a double click does nothing.

        :param str target: the state to move to
        :param sources: the states from which `target` can be reached
        :raises UserError: when a record is in any other state
        """
        todo = self.filtered(lambda record: record.state != target)
        labels = field_labels(self, "state")
        for record in todo:
            if record.state not in sources:
                raise UserError(
                    self.env._(
                        "This is “%(state)s”, so it cannot become “%(target)s”.",
                        state=labels[record.state],
                        target=labels[target],
                    )
                )
        return todo

    def _set_state(self, state, **values):
        """Write the state; only for the methods that lead to it."""
        # sudo: `state` is closed to every user; the calling method checked the caller's
        # rights
        self.sudo().write({"state": state, **values})

    def _touch(self):
        """Lock the rows by writing them unchanged.

        A concurrent transaction that touches or writes the same rows then fails, is
        retried, and sees what this one did (promise 5).
        """
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = write_date WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                self.ids,
            )
        )

    @api.model
    def _constraint_message(self, error):
        """Return the message for a violated database constraint.

        :param psycopg2.IntegrityError error: the error from the database
        """
        return odoo_inside.constraint_message(self, error)

    @api.model
    def _sql_error_to_message_generic(self, exc):
        # Odoo's own messages name columns and keys
        if isinstance(exc, UniqueViolation):
            return self.env._(
                "This already exists, or it has changed in the meantime. Reload the "
                "page and try again."
            )
        return super()._sql_error_to_message_generic(exc)

    def _bulk_result(self, _method):
        """Return a sentence about the result of a bulk action, besides the count of
        records done.

        :param str _method: the name of the action
        :return: a sentence, or None if “done” says enough
        """
        return None

    def _in_bulk(self, method, *args, name="", reached=(), after=None, alone=False):
        """Run a public action on each record; report what was done, what was not, and
        why.

        :param reached: the states in which nothing is left to do; records in these
            states are counted separately. For the other parameters see
            :meth:`MentorshipJob._run`.

        :return: a client action that shows the result, or the progress so far
        """
        todo = self.filtered(lambda record: record.state not in reached)
        return self.env["mentorship.job"]._run(
            todo, method, args, name, after, alone, idle=len(self) - len(todo)
        )
