import secrets
from collections import Counter, defaultdict

from odoo import models
from odoo.tools import format_date, formatLang

from ...tools.figures import DECIMALS
from ...tools.tally import Asked, Tally, Words, by_key

KINDS = {
    "simple_choice": "choice",
    "multiple_choice": "several",
    "matrix": "matrix",
    "scale": "scale",
    "numerical_box": "number",
    "date": "date",
    "datetime": "date",
    "char_box": "text",
    "text_box": "text",
}
VALUES = {
    "scale": "value_scale",
    "numerical_box": "value_numerical_box",
    "date": "value_date:month",
    "datetime": "value_datetime:month",
}
shuffle = secrets.SystemRandom().shuffle


class MentorshipEvaluation(models.Model):
    """The results of each question: figures counted by the database, and texts."""

    _inherit = "mentorship.evaluation"

    def _questions_of(self, shown, alike, role):
        """Return the results to show for each question in a cut.

        Questions of several forms are one if their key, type and scale are the same.
        The number of queries depends on neither the answers nor the evaluations.

        :param shown: the evaluations in the cut whose group of respondents can be shown
        :param alike: the evaluations to compare over the editions
        :param role: the role of the cut, or None
        :return: list of dicts: ``title``, ``also`` (other wordings of it), ``kind``
            (choice, several, matrix, scale, number, date, text), ``low`` and ``high``
            (of a scale), ``texts`` (answers and comments, in random order) and
            ``figures`` (see :meth:`Tally.figures`)
        """
        own = self & shown
        asked = by_key((own + (shown - own))._asked())
        to_compare = by_key(alike.sorted(_start)._asked())
        tally, texts = (shown | alike)._tally(), shown._texts(role)
        name = "display_name" if len(alike.programme_id) > 1 else "name"
        editions = {e.id: e._point_name(name) for e in alike}
        found = []
        for key, questions in asked.items():
            others = defaultdict(list)
            for other in to_compare.get(key, ()):
                others[editions[other.form]].append(other)
            words = [text for one in questions for text in texts[one.number]]
            shuffle(words)
            first = questions[0]
            titles = dict.fromkeys(one.title for one in questions)
            found.append(
                {
                    "title": first.title,
                    "also": [title for title in titles if title != first.title],
                    "kind": first.kind,
                    "low": first.low,
                    "high": first.high,
                    "figures": tally.figures(questions, others, role),
                    "texts": words,
                }
            )
        return found

    def _point_name(self, name):
        """Return the name under which an evaluation is compared with others: that of
        its edition, and for a pulse, of which an edition has several, its last day.

        :param str name: the field with the name of the edition
        """
        edition = self.edition_id[name]
        if self.moment != "pulse" or not self.closes_on:
            return edition
        day = format_date(self.env, self.closes_on, date_format="d MMM yyyy")
        return f"{edition}, {day}"

    def _alike(self, scope, role):
        """Return the evaluations to compare with these over the editions: of the same
        programmes and, unless the cut is of one role, of the same audience.
        """
        return scope.filtered(
            lambda evaluation: (
                evaluation.programme_id in self.programme_id
                and (role or evaluation.audience in self.mapped("audience"))
            )
        )

    def _asked(self):
        """Return the `Asked` of all questions of these evaluations, in order."""
        return [
            Asked(
                evaluation.id,
                question.id,
                (
                    _key(question),
                    KINDS[question.question_type],
                    *((question.scale_min, question.scale_max) if scale else ()),
                ),
                question.title,
                KINDS[question.question_type],
                options=_labels(question.suggested_answer_ids),
                rows=_labels(question.matrix_row_ids),
                low=question.scale_min,
                high=question.scale_max,
                ends={
                    question.scale_min: question.scale_min_label,
                    question.scale_max: question.scale_max_label,
                },
            )
            for evaluation in self
            for question in evaluation.survey_id.question_ids
            if question.question_type in KINDS
            for scale in [question.question_type == "scale"]
        ]

    def _tally(self):
        """Return the `Tally` of the answers to these evaluations, in two queries.

        Date-times are stored as people wrote them, so no time zone applies.
        """
        # sudo: counts of evaluations that the user can read; `Tally` shows only groups
        # that are large enough
        lines = self.env["survey.user_input.line"].sudo().with_context(tz="UTC")
        domain = [
            ("user_input_id.mentorship_evaluation_id", "in", self.ids),
            ("skipped", "=", False),
            ("answer_type", "in", ("suggestion", *VALUES)),
        ]
        place = ["question_id", "matrix_row_id", "user_input_id.mentorship_role"]
        people = defaultdict(dict)
        for question, row, role, count in lines._read_group(
            domain, place, ["user_input_id:count_distinct"]
        ):
            people[question.id, row.id][role or None] = count
        values = defaultdict(lambda: defaultdict(Counter))
        for question, row, role, kind, option, *numbers, count in lines._read_group(
            domain,
            [*place, "answer_type", "suggested_answer_id", *VALUES.values()],
            ["__count"],
        ):
            value = {"suggestion": option.id, **dict(zip(VALUES, numbers, strict=True))}
            value = value[kind].date() if kind == "datetime" else value[kind]
            values[question.id, row.id][role or None][value] += count
        return Tally(
            people,
            values,
            {evaluation.id: evaluation.min_responses for evaluation in self},
            Words(
                self._number,
                lambda day: format_date(self.env, day, date_format="MMMM yyyy"),
                lambda day: format_date(self.env, day, date_format="yyyy"),
            ),
        )

    def _number(self, number):
        digits = 0 if number == int(number) else DECIMALS
        return formatLang(self.env, number, digits=digits)

    def _texts(self, role):
        """Return {question id: [text]}, including comments, without any link to a
        person.

        Callers must shuffle the texts of each question every time they show them, using
        the operating system's randomness. In alphabetical order, texts could be at the
        same position in two questions, if a person begins all texts alike; a fresh
        random order reveals nothing, however often it is viewed.

        :param role: only of people in that role, or None for all
        """
        domain = [
            ("user_input_id.mentorship_evaluation_id", "in", self.ids),
            ("skipped", "=", False),
            ("answer_type", "in", ("char_box", "text_box")),
        ]
        if role:
            domain.append(("user_input_id.mentorship_role", "=", role))
        texts = defaultdict(list)
        # sudo: evaluations that the user can read, and whole groups of respondents;
        # reads no other answers of theirs
        for question, short, long in (
            self.env["survey.user_input.line"]
            .sudo()
            ._read_group(
                domain,
                ["question_id"],
                ["value_char_box:array_agg", "value_text_box:array_agg"],
            )
        ):
            texts[question.id] = [text for text in (*short, *long) if text]
        return texts


def _labels(options):
    return {option.id: (_key(option), option.value or "") for option in options}


def _key(record):
    return record.mentorship_key or f"{record._name},{record.id}"


def _start(evaluation):
    start = evaluation.edition_id.date_start
    return (str(start or ""), str(evaluation.closed_on or ""), evaluation.id)
