import json
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.nob_mentorship.tools import ballot, ballot_file, cuts
from odoo.addons.nob_mentorship.tools.ballot import (
    BallotError,
    Question,
    length,
    read,
    read_sealed,
)

FORM = [
    Question(1, "simple_choice", options=frozenset((11, 12)), comment=True),
    Question(2, "multiple_choice", options=frozenset((21, 22, 23))),
    Question(3, "text_box"),
    Question(4, "char_box"),
    Question(5, "numerical_box"),
    Question(6, "scale", low=1, high=5),
    Question(7, "date"),
    Question(8, "datetime"),
    Question(9, "matrix", options=frozenset((91, 92)), rows=(93, 94), comment=True),
    Question(10, "text_box", triggers=frozenset((12,))),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


class TestBallot(TestCase):
    """A form's answers become a ballot of one size, or a sentence on what is wrong."""

    def test_every_kind_of_answer_comes_out_as_it_went_in(self):
        sent = {
            "1": ["12", {"comment": "Beide"}],
            "2": ["21", "23"],
            "3": "Meer\r\ntijd é 😀",
            "4": "Kort",
            "5": "2.5",
            "6": "4",
            "7": "2030-02-28",
            "8": "2030-02-28 10:30:00",
            "9": {"93": ["91"], "94": ["92"], "comment": "Zo"},
            "10": "Omdat",
        }
        answers, wrong = read(sent, FORM)
        self.assertFalse(wrong)
        self.assertEqual(
            answers,
            {
                1: ["12", "Beide"],
                2: [["21", "23"], ""],
                3: ["Meer\ntijd é 😀", ""],
                4: ["Kort", ""],
                5: ["2.5", ""],
                6: ["4", ""],
                7: ["2030-02-28", ""],
                8: ["2030-02-28 10:30:00", ""],
                9: [{"93": ["91"], "94": ["92"]}, "Zo"],
                10: ["Omdat", ""],
            },
        )
        sealed = {str(number): answer for number, answer in answers.items()}
        self.assertEqual(read_sealed(sealed, FORM), (answers, {}))

    def test_a_question_that_was_not_asked_has_no_answer(self):
        answers, wrong = read({"1": "11", "10": "Toch iets"}, FORM)
        self.assertFalse(wrong)
        self.assertNotIn(10, answers)

    def test_what_does_not_belong_is_named(self):
        for number, value in {
            1: ["11", "12"],
            2: ["99"],
            3: {"comment": "x"},
            4: ["a", "b"],
            5: "inf",
            6: "6",
            7: "gisteren",
            8: "2030-13-01 10:00:00",
            9: {"95": ["91"]},
        }.items():
            _answers, wrong = read({str(number): value}, FORM)
            self.assertEqual(wrong, {number: "invalid"})
        for number in ("nan", "1e308", "-1e16"):
            self.assertEqual(read({"5": number}, FORM)[1], {5: "invalid"})
        _answers, wrong = read({"3": "x" * (ballot.TEXT_LIMIT + 1)}, FORM)
        self.assertEqual(wrong, {3: "too_long"})
        for sent in (None, [], "text", 3):
            with self.assertRaises(BallotError):
                read(sent, FORM)

    def test_the_longest_ballot_is_as_long_as_an_empty_one(self):
        longest = "\U0001f600" * ballot.TEXT_LIMIT
        for text in (longest, '"' * ballot.TEXT_LIMIT, "\n." * 1000):
            answers, wrong = read(
                {
                    "1": ["12", {"comment": text}],
                    "2": ["21", "22", "23"],
                    "3": text,
                    "4": text,
                    "5": "-1.234567890123e-300",
                    "6": "5",
                    "7": "2030-02-28",
                    "8": "2030-02-28 10:30:00",
                    "9": {"93": ["91"], "94": ["92"], "comment": text},
                    "10": text,
                },
                FORM,
            )
            self.assertFalse(wrong)
            empty, _wrong = read({}, FORM)
            self.assertEqual(self._length(answers), self._length(empty))

    def test_a_form_longer_than_a_ballot_has_room_for_takes_what_fits(self):
        many = [Question(number, "text_box") for number in range(99)]
        self.assertEqual(length(many), ballot.LONGEST)
        self.assertEqual(length([]), ballot.BLOCK)
        for form in (FORM, many, FORM[:1]):
            self.assertFalse(length(form) % 256)

    def _length(self, answers):
        """Return how many bytes a ballot with these answers has."""
        said = {str(number): answer for number, answer in answers.items()}
        packed = ballot_file.content("0" * 64, "0" * 32, "mentor", said, length(FORM))
        return len(packed)

    @given(st.dictionaries(st.sampled_from([str(n) for n in range(12)]), ANYTHING))
    def test_anything_that_is_sent_is_read_or_refused(self, sent):
        answers, wrong = read(json.loads(json.dumps(sent)), FORM)
        self.assertLessEqual(set(wrong.values()), {"invalid", "too_long"})
        self.assertFalse(answers.keys() & wrong.keys())
        self.assertEqual(self._length(answers), length(FORM))

    @given(st.dictionaries(st.sampled_from([str(n) for n in range(12)]), ANYTHING))
    def test_anything_that_is_sealed_is_an_answer_or_none(self, sealed):
        answers, wrong = read_sealed(json.loads(json.dumps(sealed)), FORM)
        self.assertLessEqual(set(wrong.values()), {"invalid", "too_long"})
        self.assertFalse(answers.keys() & wrong.keys())
        self.assertEqual(read_sealed(7, FORM)[1], {})

    def test_roles_are_kept_apart_only_where_each_is_no_small_group(self):
        self.assertEqual(
            cuts.atoms({"mentor": 5, "mentee": 6}, 5),
            [frozenset({"mentor"}), frozenset({"mentee"})],
        )
        both = frozenset({"mentor", "mentee"})
        self.assertEqual(cuts.atoms({"mentor": 4, "mentee": 6}, 5), [both])
        self.assertEqual(cuts.atoms({"mentor": 2, "mentee": 2}, 5), [])
        self.assertEqual(cuts.atoms({"mentee": 4}, 5), [])
        self.assertEqual(cuts.atoms({}, 3), [])
