"""The form on which members say who they would like to be paired with, or not."""

from ...models.base.form_words import sentence
from ...tools.form import FormError, read_text
from ..base.refused import FieldsRefused


def save(own, post):
    """Keep what a member typed.

    :param own: one ``mentorship.enrolment``, with the rights of the member
    :param post: the form, a ``werkzeug`` MultiDict of strings
    :raises FieldsRefused: of what cannot be read
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
