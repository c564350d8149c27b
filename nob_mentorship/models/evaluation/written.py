"""The answers from a box, as answers in Odoo Surveys: without person or time."""

from odoo import fields

from ...tools import ballot


def write(evaluation, opened):
    """Write answers.

    :param opened: [(role or None, answers as in the ballot)], shuffled
    """
    questions = evaluation._questions()
    by_number = {
        question.id: question for question in evaluation.survey_id.question_ids
    }
    store(
        evaluation,
        [(role, _valid(answers, questions, by_number)) for role, answers in opened],
    )


def _valid(answers, questions, by_number):
    """Return the parts of an answer that fit its form: {number: (value, comment)}.

    The page sends nothing else; anything else that is sent is dropped.
    """
    read, wrong = ballot.read_sealed(answers, questions)
    for number, (value, comment) in read.items():
        if by_number[number].validate_question(value or "", comment):
            wrong[number] = "invalid"
    return {**read, **dict.fromkeys(wrong, (None, ""))}


def store(evaluation, opened):
    """Store valid answers.

    :param opened: [(role or None, {number: (value, comment)})]
    """
    form, now = evaluation.survey_id, evaluation.env.cr.now()
    now = fields.Datetime.to_string(now)
    inputs = evaluation.env["survey.user_input"].create(
        [
            {
                "survey_id": form.id,
                "mentorship_evaluation_id": evaluation.id,
                "mentorship_role": role,
                "state": "done",
                "start_datetime": now,
                "end_datetime": now,
                "predefined_question_ids": [],
            }
            for role, _answers in opened
        ]
    )
    questions = {question.id: question for question in form.question_ids}
    lines = []
    for user_input, (_role, answers) in zip(inputs, opened, strict=True):
        for number, (value, comment) in answers.items():
            lines += _lines(user_input, questions[number], value, comment)
    evaluation.env["survey.user_input.line"].create(lines)


def _lines(user_input, question, value, comment):
    """Return the values of the lines of one answer, as Odoo creates them."""
    lines = []
    if question.question_type == "matrix":
        # an unanswered matrix is marked as skipped in its first row
        value = value or {row: [False] for row in question.matrix_row_ids.ids[:1]}
        for row, columns in value.items():
            for column in columns:
                line = user_input._get_line_answer_values(
                    question, column, "suggestion"
                )
                lines.append({**line, "matrix_row_id": int(row)})
    else:
        kind = question.question_type
        if kind in ballot.CHOICES:
            kind = "suggestion"
        values = value if isinstance(value, list) else [value]
        if not value:
            # a comment that counts as the answer is the only line
            counts = comment and question.comment_count_as_answer
            values = [] if counts else [None]
        for one in values:
            lines.append(user_input._get_line_answer_values(question, one, kind))
    if comment:
        lines.append(user_input._get_line_comment_values(question, comment))
    return lines
