from collections import Counter

from odoo import fields
from odoo.fields import Command

from ..models.evaluation import written
from ..tools import cuts
from .common import MentorshipCase

MATRIX_ROWS, COLUMNS = ("talk", "plan"), ("no", "yes")


class ResultsCase(MentorshipCase):
    """Evaluations that are closed, with answers written as closing writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["survey.survey"].create(
            {
                "title": "Midway",
                "survey_type": "mentorship",
                "question_and_page_ids": [
                    Command.create(q) for q in cls._form_questions()
                ],
            }
        )
        cls.old_edition = cls._edition(name="2029", date_start="2029-09-01")
        cls.edition.date_start = fields.Date.to_date("2030-09-01")

    @classmethod
    def _form_questions(cls):
        def keyed(*keys):
            return [
                Command.create({"value": key.title(), "mentorship_key": key})
                for key in keys
            ]

        kinds = {
            "way": ("simple_choice", {"comments_allowed": True}),
            "topics": ("multiple_choice", {}),
            "grade": ("scale", {"scale_min": 1, "scale_max": 5}),
            "hours": ("numerical_box", {}),
            "since": ("date", {}),
            "last": ("datetime", {}),
            "said": ("text_box", {}),
            "word": ("char_box", {}),
        }
        options = {"way": ("person", "video"), "topics": ("career", "skills", "life")}
        questions = [
            {
                "title": f"What of {key}?",
                "question_type": kind,
                "mentorship_key": key,
                "sequence": number,
                "suggested_answer_ids": keyed(*options.get(key, ())),
                **values,
            }
            for number, (key, (kind, values)) in enumerate(kinds.items())
        ]
        rows = {
            "title": "How was each?",
            "question_type": "matrix",
            "mentorship_key": "each",
            "sequence": 99,
            "suggested_answer_ids": keyed(*COLUMNS),
            "matrix_row_ids": keyed(*MATRIX_ROWS),
        }
        return [*questions, rows]

    @classmethod
    def _closed(cls, people, edition=None, min_responses=5, **values):
        """Return a closed evaluation that people answered.

        :param people: [(role, {key of a question: value}, {key: comment})]
        """
        evaluation = cls.env["mentorship.evaluation"].create(
            {
                "edition_id": (edition or cls.edition).id,
                "moment": "midway",
                "audience": "all",
                "survey_id": cls.form._copy_form().id,
                "min_responses": min_responses,
                **values,
            }
        )
        cls.env["mentorship.evaluation.invitation"].create(
            [
                {"evaluation_id": evaluation.id, "role": role, "responded": True}
                for role, *_answers in people
            ]
            + [{"evaluation_id": evaluation.id, "role": "mentee", "responded": False}]
        )
        counts = Counter(role for role, *_answers in people)
        atoms = cuts.atoms(counts, min_responses)
        alone = {role for atom in atoms if len(atom) == 1 for role in atom}
        opened = [
            (role if role in alone else None, cls._ballot(evaluation, said, comments))
            for role, said, comments in (people if atoms else ())
        ]
        if opened:
            written.store(evaluation, opened)
        evaluation._set_state(
            "closed", closed_on=fields.Datetime.now(), opened_count=len(opened)
        )
        return evaluation

    @classmethod
    def _ballot(cls, evaluation, said, comments):
        """Return answers by key as a ballot: {number: (value, comment)}."""
        ballot = {}
        for question in evaluation.survey_id.question_ids:
            ids = {o.mentorship_key: o.id for o in question.suggested_answer_ids}
            rows = {r.mentorship_key: r.id for r in question.matrix_row_ids}
            value = said.get(question.mentorship_key)
            if rows:
                value = {
                    str(rows[row]): [str(ids[c])] for row, c in (value or {}).items()
                }
            elif ids and isinstance(value, list):
                value = [str(ids[key]) for key in value]
            elif ids and value:
                value = str(ids[value])
            elif value is not None:
                value = str(value)
            ballot[question.id] = (value, comments.get(question.mentorship_key, ""))
        return ballot

    @classmethod
    def _people(cls, rng, sizes, answer=0.8):
        """Return people with random answers, some of which are skipped.

        :param dict sizes: {role: how many}
        """
        people = []
        for role, count in sizes.items():
            for number in range(count):
                said = {
                    "way": rng.choice(("person", "video")),
                    "topics": rng.sample(("career", "skills", "life"), 2),
                    "grade": rng.randint(1, 5),
                    "hours": rng.choice((1, 2.5, 40)),
                    "since": f"2030-0{rng.randint(1, 4)}-11",
                    "last": f"2030-0{rng.randint(1, 4)}-11 10:00:00",
                    "said": f"{role} {number} said",
                    "word": f"{role} {number}",
                    "each": {
                        row: rng.choice(COLUMNS)
                        for row in MATRIX_ROWS
                        if rng.random() < answer
                    },
                }
                said = {k: v for k, v in said.items() if rng.random() < answer}
                comments = {"way": f"{role} {number} added"} if number % 2 else {}
                people.append((role, said, comments))
        return people

    def _show(self, evaluation, user=None, **sent):
        """Return the results for a user: (all of them, {key: question})."""
        self.env.invalidate_all()
        results = evaluation.with_user(user or self.coordinator)._results(sent)
        titles = {question["title"]: question for question in results["questions"]}
        return results, {
            key: titles.get(f"What of {key}?") or titles.get("How was each?")
            for key in (
                "way",
                "topics",
                "grade",
                "hours",
                "since",
                "last",
                "said",
                "each",
            )
        }
