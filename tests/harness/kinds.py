"""A form with a question of every kind that core has, and answers to it."""

COMMENT = {"comments_allowed": True, "comments_message": "Anders"}
MANY = 'Een ‘lange’ tekst: <b>é</b> 😀 "x" \\n & ½\n\tnieuwe regel. '
TEXT_LIMIT = 2000


def _choices(*names):
    return [(0, 0, {"value": name, "sequence": n}) for n, name in enumerate(names)]


def make(client, title, survey_type="mentorship"):
    """Create the form; return the id of the survey.

    The second question is asked only after the first choice of the first one.
    """
    abc, rows = _choices("A", "B", "C"), _choices("X", "Y")
    matrix = {"suggested_answer_ids": abc, "matrix_row_ids": rows, **COMMENT}
    kinds = [
        ("simple_choice", {"constr_mandatory": True, "suggested_answer_ids": abc}),
        ("text_box", {}),
        ("simple_choice", {"suggested_answer_ids": abc, **COMMENT}),
        (
            "simple_choice",
            {"suggested_answer_ids": abc, **COMMENT, "comment_count_as_answer": True},
        ),
        ("multiple_choice", {"suggested_answer_ids": abc, **COMMENT}),
        (
            "multiple_choice",
            {"suggested_answer_ids": abc, **COMMENT, "comment_count_as_answer": True},
        ),
        ("text_box", {}),
        ("char_box", {}),
        ("numerical_box", {}),
        ("scale", {"scale_min": 0, "scale_max": 5}),
        ("date", {}),
        ("datetime", {}),
        ("matrix", {"matrix_subtype": "simple", **matrix}),
        ("matrix", {"matrix_subtype": "multiple", **matrix}),
    ]
    values = {
        "title": title,
        "survey_type": survey_type,
        "questions_layout": "one_page",
        "question_and_page_ids": [
            (
                0,
                0,
                {"title": f"{n} {kind}", "question_type": kind, "sequence": n, **more},
            )
            for n, (kind, more) in enumerate(kinds)
        ],
    }
    survey = client.call("survey.survey", "create", [values])
    questions = client.call(
        "survey.question",
        "search_read",
        [[("survey_id", "=", survey)]],
        {"order": "id"},
    )
    first, second = questions[0], questions[1]
    trigger = {"triggering_answer_ids": [(6, 0, first["suggested_answer_ids"][:1])]}
    client.call("survey.question", "write", [[second["id"]], trigger])
    return survey


def answers(form):
    """Return {name: the value the page sends}, valid answers.

    :param form: `polls.Form` of a form made here
    """
    (one, *_), (two, *_), *rest = form.questions
    choice, counted, several, several_counted, text, char, number = rest[:7]
    scale, day, moment, matrix, matrices = rest[7:]
    first, other = (str(option) for option in form.questions[0][2][:2])

    def pick(question, *indexes):
        return [str(question[2][index]) for index in indexes]

    def row(question, index):
        return str(question[3][index])

    def sent(main, conditional="", **values):
        kinds = ("text_box", "char_box", "numerical_box", "date", "datetime")
        empty = {str(n): "" for n, kind, *_ in form.questions if kind in kinds}
        return {**empty, str(one): main, str(two): conditional, **values}

    def full(comment, string, **values):
        return {
            str(choice[0]): [*pick(choice, 2), {"comment": comment}],
            str(counted[0]): pick(counted, 1)[0],
            str(several[0]): [*pick(several, 0, 2), {"comment": comment}],
            str(several_counted[0]): pick(several_counted, 1, 2),
            str(text[0]): string,
            str(char[0]): "Een regel",
            str(number[0]): "12.5",
            str(scale[0]): "4",
            str(day[0]): "2031-02-28",
            str(moment[0]): "2031-02-28 13:45:00",
            str(matrix[0]): {
                row(matrix, 0): pick(matrix, 1),
                row(matrix, 1): pick(matrix, 2),
                "comment": comment,
            },
            str(matrices[0]): {
                row(matrices, 0): pick(matrices, 0, 2),
                row(matrices, 1): pick(matrices, 1),
            },
            **values,
        }

    long = (MANY * 100)[:TEXT_LIMIT].strip().ljust(TEXT_LIMIT, "x")
    return {
        "everything": sent(first, "Omdat", **full("Ook nog", "Een tekst")),
        "as little as can be": sent(other),
        "long and strange": sent(first, long, **full(long, long)),
        "the condition not met": sent(other, "Stil verstuurd"),
        "the condition met, unanswered": sent(first),
        "comments alone": sent(
            other,
            **{
                str(choice[0]): {"comment": "Geen van drie"},
                str(counted[0]): {"comment": "Iets anders"},
                str(several[0]): {"comment": "Niets"},
                str(several_counted[0]): {"comment": "Iets anders"},
                str(matrix[0]): {"comment": "Zonder rijen"},
            },
        ),
        "nought": sent(other, **{str(scale[0]): "0", str(number[0]): "0"}),
        "a matrix half filled in": sent(
            other, **{str(matrix[0]): {row(matrix, 1): pick(matrix, 0)}}
        ),
    }


NEVER = [True, [["a"]], [{"comment": 5}], {"comment": ["x"]}]
NO_CHOICE = [
    0.5,
    "x",
    -1,
    1e999,
    2**70,
    "9" * 6000,
    "\x00x",
    ["", "x"],
    [None, {}, "x"],
]
WRONG = {
    "simple_choice": [*NO_CHOICE, "both"],
    "multiple_choice": [*NO_CHOICE, ["both", "x"]],
    "text_box": [["a", "b"], {"comment": "x"}, "x" * 2001, "é" * 2001],
    "char_box": [["a", "b"], {"comment": "x"}, "x" * 2001],
    "numerical_box": [
        "x",
        "1,5",
        "nan",
        "inf",
        "-Infinity",
        "1e999",
        "1" * 30,
        ["1", "2"],
    ],
    "scale": [1e999, "x", "6", "-1", "1.5", 2**70, "9" * 6000, ["1", "2"]],
    "date": ["x", "2031-02-30", "28-02-2031", "2031", 5, "99999-01-01"],
    "datetime": ["x", "2031-02-28 25:00", "28-02-2031 10:00", "99999-01-01 00:00:00"],
    "matrix": [1e999, "x", ["x"], 5, {"x": ["y"]}, {"1": "x"}, {"1": ["x"]}, {"1": {}}],
}
"""{kind of question: values that are not valid answers}."""


def long(client, title, count):
    """Create a form with many questions, a text and a choice in turn; return its id."""
    texts = {"question_type": "text_box"}
    choices = {
        "question_type": "simple_choice",
        "suggested_answer_ids": _choices("A", "B", "C"),
    }
    questions = [
        {"title": f"Vraag {n}", "sequence": n, **(texts if n % 2 else choices)}
        for n in range(count)
    ]
    values = {
        "title": title,
        "survey_type": "mentorship",
        "questions_layout": "one_page",
        "question_and_page_ids": [(0, 0, question) for question in questions],
    }
    return client.call("survey.survey", "create", [values])
