import io
from datetime import date
from unittest import TestCase

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.nob_mentorship.tools import figures
from odoo.addons.nob_mentorship.tools.ballot import LARGEST_NUMBER
from odoo.addons.nob_mentorship.tools.sheets import workbook
from odoo.addons.nob_mentorship.tools.tally import Asked, Tally, Words

NUMBERS = st.dictionaries(
    st.floats(-LARGEST_NUMBER, LARGEST_NUMBER), st.integers(1, 50), min_size=1
)


class TestFigures(TestCase):
    """Counts become figures that people read."""

    def test_mean_and_deviation_are_of_all_who_answered(self):
        self.assertEqual(
            figures.mean_and_deviation({2: 1, 4: 2, 5: 1}), (3.75, 1.0897247358851685)
        )
        self.assertEqual(figures.mean_and_deviation({}), (None, None))

    def test_few_numbers_are_shown_one_by_one_and_many_in_intervals(self):
        self.assertEqual(
            figures.number_bars({3.5: 2, 1: 1}, str), [("1", 1), ("3.5", 2)]
        )
        bars = figures.number_bars(dict.fromkeys(range(40), 1), str)
        self.assertEqual(bars[0], ("0 – < 10", 10))
        self.assertEqual([count for _label, count in bars], [10, 10, 10, 10])

    @given(NUMBERS)
    def test_every_number_is_in_one_bar(self, counts):
        bars = figures.number_bars(counts, str)
        self.assertEqual(sum(n for _label, n in bars), sum(counts.values()))
        self.assertLessEqual(len(bars), figures.MOST_VALUES)
        figures.mean_and_deviation(counts)

    def test_dates_are_shown_by_month_or_far_apart_by_year(self):
        def month(day):
            return f"{day:%Y-%m}"

        def year(day):
            return f"{day:%Y}"

        near = {date(2030, 2, 1): 2, date(2029, 12, 1): 1}
        self.assertEqual(
            figures.date_bars(near, month, year), [("2029-12", 1), ("2030-02", 2)]
        )
        far = {**near, date(2020, 1, 1): 4}
        self.assertEqual(
            figures.date_bars(far, month, year), [("2020", 4), ("2029", 1), ("2030", 2)]
        )

    def test_a_choice_that_has_other_words_in_another_form_is_the_same_choice(self):
        key = ("way", "choice")
        new = Asked(1, 10, key, "How?", "choice", options={1: ("p", "In person")})
        old = Asked(2, 20, key, "How?", "choice", options={2: ("p", "Face to face")})
        people = {(10, False): {"mentee": 5}, (20, False): {"mentee": 6}}
        values = {
            (10, False): {"mentee": {1: 5}},
            (20, False): {"mentee": {2: 6}},
        }
        tally = Tally(people, values, {1: 5, 2: 5}, Words(str, str, str))
        others = {"2029": [old], "2030": [new]}
        (figure,) = tally.figures([new, old], others, None)
        self.assertEqual(figure["bars"], [("In person", 11, 100)])
        self.assertEqual([p["shares"] for p in figure["trend"]], [[100], [100]])

    def test_a_workbook_holds_texts_as_texts(self):
        texts = [
            "=1+1",
            "+31",
            "-1",
            "@SUM(A1)",
            "http://a.example",
            "1",
            "a\x00b\ufffe",
        ]
        content = workbook(
            [("A/B", ["Text"], [[text] for text in texts] + [[None], [2.5]])]
        )
        (sheet,) = openpyxl.load_workbook(io.BytesIO(content))
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual([cell.value for cell in cells[:6]], texts[:6])
        self.assertEqual({cell.data_type for cell in cells[:7]}, {"s"})
        self.assertEqual(cells[6].value, "ab")
        self.assertEqual(cells[-1].value, 2.5)
