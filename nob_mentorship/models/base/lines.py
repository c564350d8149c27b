from collections import defaultdict

from odoo import fields
from odoo.fields import Domain


class Lines(fields.One2many):
    """A list of records that the superuser, who renders members' pages, reads in one
    query, with their columns; core takes one to find them, and one for the columns.

    For lists of a few records that are read as a whole.
    """

    def read(self, records):
        if not records.env.su:
            # a user may not be allowed to read every column
            super().read(records)
            return
        self.read_columns(records, records.env[self.comodel_name]._stored_fields())

    def read_columns(self, records, names):
        """Read the lines of these records with some of their columns, in one query: for
        long lists.

        :param records: as the superuser
        :param names: of the columns
        """
        found = records.env[self.comodel_name].with_context(
            active_test=False, **self.context
        )
        domain = self.get_comodel_domain(records) & Domain(
            self.inverse_name, "in", records.ids
        )
        by_record = defaultdict(list)
        for line in found.search_fetch(domain, {*names, self.inverse_name}):
            by_record[line[self.inverse_name].id].append(line.id)
        self._insert_cache(records, [tuple(by_record[id_]) for id_ in records.ids])
