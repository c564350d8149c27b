"""Checks the contents of a ballot against the questions of its form; plain Python, no
ORM.

Each answer is converted to the form in which Odoo Surveys accepts it. All ballots of a
form have the same length, whatever their contents.

    questions = [Question(7, "scale", low=1, high=5), Question(8, "text_box")]
    answers, wrong = read({"7": "4", "8": "Meer tijd."}, questions)
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime

TEXT_LIMIT = 2000
"""The maximum number of characters of one text."""
BLOCK = 1024
ENVELOPE = 512
"""The number of bytes that a ballot needs for all but the answers."""
LONGEST = 131_072
"""The maximum number of bytes inside a ballot."""
NUMBER_BYTES = 40
LARGEST_NUMBER = 1e15
"""The largest number that Odoo Surveys can store; a larger one would keep the box from
opening."""
CHARACTER_BYTES = 4
CHOICES = frozenset(("simple_choice", "multiple_choice"))
TEXTS = frozenset(("char_box", "text_box"))
KINDS = CHOICES | TEXTS | {"numerical_box", "scale", "date", "datetime", "matrix"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class BallotError(Exception):
    """The data sent is not a ballot of this form."""


@dataclass(frozen=True)
class Question:
    """A question of a form, with the limits of its answers.

    :param int number: its id
    :param str kind: one of `KINDS`, as Odoo Surveys names them
    :param frozenset options: ids of the possible answers; for a matrix, of its columns
    :param tuple rows: ids of the rows of a matrix
    :param bool several: a row of a matrix takes more than one answer
    :param bool comment: the choice has a comment field
    :param int low: the lowest value of a scale; :param int high: the highest
    :param frozenset triggers: the question is asked if one of these answers was chosen;
        empty: always
    """

    number: int
    kind: str
    options: frozenset = frozenset()
    rows: tuple = ()
    several: bool = False
    comment: bool = False
    low: int = 0
    high: int = 10
    triggers: frozenset = frozenset()


def read(sent, questions):
    """Return ({number: [value, comment]}, {number: error code}).

    A value is in the form that Odoo Surveys accepts: a string, a list of strings for a
    multiple choice, {row: [columns]} for a matrix, or None without an answer.

    :param sent: {number of the question as a string: the value as the page sends it}
    :param questions: in the order of the form
    :return: the error code is ``too_long`` or ``invalid``
    """
    if not isinstance(sent, dict):
        raise BallotError
    answers, wrong, chosen = {}, {}, set()
    for question in questions:
        if question.triggers and not question.triggers & chosen:
            continue
        try:
            value, comment = _read(sent.get(str(question.number)), question)
        except BallotError as error:
            wrong[question.number] = str(error)
            continue
        answers[question.number] = [value, comment]
        if question.kind in CHOICES:
            chosen.update(map(int, value if isinstance(value, list) else [value or 0]))
    return answers, wrong


def read_sealed(answers, questions):
    """Return the same as :func:`read`, for answers as stored in a ballot.

    :param answers: {number of the question as a string: [value, comment]}; anything
        else is ignored
    """
    sent = {}
    for question in questions:
        answer = (
            answers.get(str(question.number)) if isinstance(answers, dict) else None
        )
        if isinstance(answer, list) and len(answer) == 2:
            sent[str(question.number)] = _collected(*answer, question)
    return read(sent, questions)


def _collected(value, comment, question):
    """Return a value and its comment in the form in which Odoo's survey page sends
    them."""
    if not comment or question.kind not in CHOICES | {"matrix"}:
        return value
    if question.kind == "matrix":
        return {**(value if isinstance(value, dict) else {}), "comment": comment}
    chosen = value if isinstance(value, list) else [value]
    return [*chosen, {"comment": comment}]


def _read(sent, question):
    """Return the (value, comment) that was sent for a question."""
    if question.kind == "matrix":
        return _read_matrix(sent or {}, question)
    pieces = sent if isinstance(sent, list) else [sent]
    comments = [piece for piece in pieces if isinstance(piece, dict)]
    values = [piece for piece in pieces if piece not in (None, "", False)]
    values = [piece for piece in values if not isinstance(piece, dict)]
    if question.kind in CHOICES:
        chosen = list(dict.fromkeys(str(_known(v, question.options)) for v in values))
        if question.kind == "simple_choice":
            if len(chosen) > 1:
                raise BallotError("invalid")
            chosen = chosen[0] if chosen else None
        return chosen, _comment(comments, question)
    if len(values) > 1 or comments:
        raise BallotError("invalid")
    return (_plain(values[0], question) if values else None), ""


def _read_matrix(sent, question):
    if not isinstance(sent, dict):
        raise BallotError("invalid")
    comment = _comment([{"comment": sent.get("comment", "")}], question)
    rows = {}
    for row, columns in sent.items():
        if row == "comment":
            continue
        if not isinstance(columns, list):
            raise BallotError("invalid")
        known = sorted({_known(column, question.options) for column in columns})
        if len(known) > 1 and not question.several:
            raise BallotError("invalid")
        if known:
            rows[str(_known(row, question.rows))] = [str(column) for column in known]
    return (rows or None), comment


def _comment(comments, question):
    texts = [_text(comment.get("comment", "")) for comment in comments]
    texts = [text for text in texts if text]
    if len(texts) > 1 or (texts and not question.comment):
        raise BallotError("invalid")
    return texts[0] if texts else ""


def _known(value, known):
    """Return the number of an option or row.

    :raises BallotError: if the question has none with this number
    """
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise BallotError("invalid") from None
    if number not in known:
        raise BallotError("invalid")
    return number


def _plain(value, question):
    """Return the value of a question that is answered with one text or number."""
    if isinstance(value, (list, bool)):
        raise BallotError("invalid")
    text = _text(str(value))
    try:
        if question.kind == "scale":
            if not question.low <= int(text) <= question.high:
                raise BallotError("invalid")
            return str(int(text))
        if question.kind == "numerical_box" and text:
            number = float(text)
            if not abs(number) <= LARGEST_NUMBER or len(text) > NUMBER_BYTES // 2:
                raise BallotError("invalid")
        elif question.kind == "date" and text:
            return date.fromisoformat(text).isoformat()
        elif question.kind == "datetime" and text:
            moment = datetime.fromisoformat(text).replace(tzinfo=None, microsecond=0)
            return moment.isoformat(" ")
    except ValueError:
        raise BallotError("invalid") from None
    return text or None


def _text(text):
    if not isinstance(text, str):
        raise BallotError("invalid")
    text = CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    text = text.encode("utf-8", "replace").decode()
    if len(text) > TEXT_LIMIT:
        raise BallotError("too_long")
    return text


def length(questions):
    """Return the inner length in bytes of a ballot of this form: enough for the longest
    answer, in whole kilobytes, up to the maximum for a ballot.
    """
    longest = NUMBER_BYTES + ENVELOPE
    for question in questions:
        choices = len(question.options) * NUMBER_BYTES
        longest += 3 * NUMBER_BYTES + choices
        longest += len(question.rows) * (NUMBER_BYTES + choices)
        if question.kind in TEXTS:
            longest += TEXT_LIMIT * CHARACTER_BYTES
        if question.comment:
            longest += TEXT_LIMIT * CHARACTER_BYTES
    return min(math.ceil(longest / BLOCK) * BLOCK, LONGEST)
