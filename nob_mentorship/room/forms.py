"""What members write in a room: names of the texts, and reading them from a form."""

from ..tools import form
from ..tools.seal import Secret

NOTE = ("text",)
GOAL = ("specific", "measurable", "achievable", "relevant")
PLAN = ("now", "ahead", "steps", "support")
AGREEMENT = (
    "goals",
    "responsibilities",
    "communication",
    "meetings",
    "privacy",
    "network",
    "accountability",
    "difficulty",
)
TEXT_LIMIT = 20000
FILE_LIMIT = 10 * 1024 * 1024
MOST_FILES = 5
NAME_LIMIT = 200


def read_texts(sent, names, required=()):
    """Return ({name: `Secret`}, {name: code of what is wrong}).

    :param sent: a `door.Form`
    :param names: the fields to read
    :param required: those that must not be empty
    """
    texts, wrong = {}, {}
    for name in names:
        try:
            texts[name] = _cleaned(sent.secret(name))
            if name in required and not texts[name]:
                wrong[name] = "missing"
        except form.FormError as error:
            wrong[name] = error.code
    return texts, wrong


def _cleaned(secret):
    text = secret.text().replace("\r\n", "\n")
    return Secret(form.read_text(text, TEXT_LIMIT))


def read_files(sent):
    """Return (list of ({name, type, size}, content), code of what is wrong or None).

    All of them are `Secret`.

    :param sent: a `door.Form`
    """
    if len(sent.files) > MOST_FILES:
        return [], "too_many_files"
    if any(len(content) > FILE_LIMIT for _name, _type, content in sent.files):
        return [], "file_too_large"
    return [
        (
            {
                "name": Secret(file_name(name.text())),
                "type": kind,
                "size": Secret(str(len(content))),
            },
            content,
        )
        for name, kind, content in sent.files
    ], None


def file_name(name):
    """Return a file's name without folders and control characters, its end kept."""
    name = form.read_text(name.replace("\\", "/").rpartition("/")[2][-NAME_LIMIT:])
    return " ".join(name.split())[-NAME_LIMIT:] or "file"
