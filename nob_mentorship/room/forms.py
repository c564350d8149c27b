"""What members write to the coordinators: its name, and reading it from a form."""

from ..tools import form
from ..tools.seal import Secret

NOTE = ("text",)
TEXT_LIMIT = 20000


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
