from odoo.tests import tagged

from ...models.base.lines import Lines
from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestLines(MentorshipCase):
    """Lists that are read in one query."""

    def _lists(self):
        return [
            (record, name)
            for record in (self._active_pair(), self.programme)
            for name, field in record._fields.items()
            if isinstance(field, Lines)
        ]

    def test_a_list_is_read_in_one_query_with_its_columns(self):
        lists = self._lists()
        self.assertGreater(len(lists), 4)
        for record, name in lists:
            self.env.flush_all()
            self.env.invalidate_all()
            record.sudo().mapped("create_date")
            with self.subTest(name), self.assertQueryCount(1):
                for line in record.sudo()[name]:
                    for column in line._stored_fields():
                        line.mapped(column)

    def test_it_is_what_core_finds_in_its_order(self):
        for record, name in self._lists():
            field = record._fields[name]
            found = self.env[field.comodel_name].sudo().with_context(active_test=False)
            found = found.search([(field.inverse_name, "=", record.id)])
            self.env.invalidate_all()
            there = record.sudo().with_context(active_test=False)[name]
            with self.subTest(name):
                self.assertEqual(there.ids, found.ids)
