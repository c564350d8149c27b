"""The form for preferences about the person to be paired with."""

from ...models.base.form_words import sentence
from ...tools.form import FormError, read_text
from ..base.refused import FieldsRefused


def save(own, post):
    """Store what a member typed.

    :param own: one ``mentorship.enrolment``, with the member's rights
    :param post: the form, a ``werkzeug`` MultiDict of strings
    :raises FieldsRefused: with the fields that cannot be read
    :raises AccessError, UserError: see `_tell_staff` of the sign-up
    """
    texts, errors = {}, {}
    for kind in ("wish", "avoid"):
        try:
            texts[kind] = read_text(post.get(kind))
        except FormError as error:
            errors[kind] = sentence(own.env, error)
    if errors:
        raise FieldsRefused(own.env, errors)
    own._tell_staff(texts, bool(post.get("about_coordinator")))
