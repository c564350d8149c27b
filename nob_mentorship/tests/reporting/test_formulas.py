"""What members and staff type is a text in every file that leaves Odoo."""

import io
import json
import zipfile

import openpyxl

from odoo import http
from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase

FORMULA = '=HYPERLINK("https://thief.example","Click")'
OTHERS = ("+1+1", "-1+1", "@SUM(1)", " =1+1", "{=1+1}")


@tagged("post_install", "-at_install")
class TestFormulas(HttpCase, MentorshipCase):
    """Files of lists and pivot tables with names that a spreadsheet would run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls.mentee.name = FORMULA
        cls.sign_up = cls._enrol(cls.mentee, "mentee")
        cls.more = cls.env["mentorship.enrolment"]
        for number, name in enumerate(OTHERS):
            partner = cls._member(f"formula{number}", years=1).partner_id
            partner.name = name
            cls.more |= cls._enrol(partner, "mentee")

    def setUp(self):
        super().setUp()
        self.authenticate("test_coordinator", "test_coordinator")

    def _file(self, path, data):
        answer = self.url_open(
            path,
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        return answer.content

    def _exported(self, kind, **values):
        return self._file(
            f"/web/export/{kind}",
            {
                "model": "mentorship.enrolment",
                "fields": [
                    {"name": "partner_id/name", "label": "Name", "type": "char"},
                    {"name": "question", "label": "Question", "type": "text"},
                ],
                "ids": (self.sign_up | self.more).ids,
                "domain": [],
                "import_compat": False,
                "context": {},
                **values,
            },
        )

    def _assert_no_formula(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    self.assertNotIn(b"<f>", parts.read(name))
                    self.assertNotIn(b"<f ", parts.read(name))
        (sheet,) = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        self.assertNotIn("f", {cell.data_type for cell in cells})
        return " ".join(str(cell.value) for cell in cells)

    def test_no_name_is_a_formula_in_an_excel_file(self):
        words = self._assert_no_formula(self._exported("xlsx"))
        for text in (FORMULA, *OTHERS):
            self.assertIn(text, words)

    def test_no_name_is_a_formula_in_a_grouped_file(self):
        content = self._exported("xlsx", groupby=["partner_id"])
        words = self._assert_no_formula(content)
        self.assertIn(f"'{FORMULA} (1)", words)

    def test_no_name_is_a_formula_in_a_csv_file(self):
        text = self._exported("csv").decode()
        for line in text.splitlines()[1:]:
            with self.subTest(line):
                self.assertTrue(line.startswith("\"'"))

    def test_no_header_is_a_formula_in_a_pivot_table(self):
        content = self._file(
            "/web/pivot/export_xlsx",
            {
                "title": "Figures",
                "model": "mentorship.report",
                "measure_count": 1,
                "origin_count": 1,
                "col_group_headers": [[{"title": FORMULA, "width": 1, "height": 1}]],
                "measure_headers": [{"title": FORMULA, "is_bold": True}],
                "rows": [
                    {
                        "title": FORMULA,
                        "indent": 0,
                        "values": [{"value": FORMULA, "is_bold": False}],
                    }
                ],
            },
        )
        self._assert_no_formula(content)
