"""The coordinator whom members ask: a face and a first name (R20, R27)."""

from ...tools.names import greeted
from ..base import face, words


def of(env, programme):
    """Return the values of the line "Questions?" of a programme.

    :param programme: one ``mentorship.programme``
    :return: {``face``: see `face.of`, or None without a coordinator, ``text``: a
        sentence with a link}
    """
    person = programme._to_ask()
    address = words.link(programme._question_link(), programme.contact_email)
    if not person:
        return {"face": None, "text": env._("Questions? Write to %s.", address)}
    return {
        "face": face.of(person),
        "text": env._(
            "Questions? Ask %(name)s: %(address)s.",
            name=greeted(person.name),
            address=address,
        ),
    }
