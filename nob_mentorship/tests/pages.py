"""The members' pages and forms, as `portal/` makes and reads them."""

from ..models.base.form_words import sentence
from ..portal.base import words
from ..portal.base.refused import FieldsRefused
from ..portal.closure import certificate, export, thanks
from ..portal.core import link
from ..portal.edition import page as edition
from ..portal.edition import steps as edition_steps
from ..portal.enrolment import again, story
from ..portal.enrolment import form as enrolment_form
from ..portal.enrolment import page as enrolment
from ..portal.evaluation import changes
from ..portal.evaluation import overview as evaluations
from ..portal.learning import guide, ready, resources, self_check
from ..portal.learning import session as sessions
from ..portal.pairing import meeting, meeting_form, room, series_form
from ..portal.pairing import page as pairing
from ..portal.pairing import steps as pairing_steps
from ..portal.preference import choice
from ..portal.preference import form as preference_form
from ..portal.preference import page as preference
from ..portal.programme import overview
from ..portal.promotion import page as promotion
from ..portal.promotion import voice
from ..tools.form import FormError

PAGES = {
    "overview": overview.values,
    "preview": overview.preview,
    "link_sent": link.sent,
    "edition": edition.values,
    "sign_up_steps": edition_steps.of_sign_up,
    "enrolment": enrolment.values,
    "again": again.steps,
    "enrolment_story": story.of,
    "accepted_story": story.accepted,
    "evaluation_steps": evaluations.steps,
    "summaries": evaluations.summaries,
    "changes": changes.values,
    "thanks": thanks.values,
    "thanks_asked": thanks.asked,
    "voice": voice.asked,
    "promotion": promotion.values,
    "meeting": meeting.values,
    "guide": guide.for_meeting,
    "next_guide": guide.next_for,
    "resources": resources.values,
    "resource": resources.page,
    "ready": ready.lists,
    "self_check": self_check.values,
    "sessions": sessions.values,
    "session": sessions.page,
    "pairing": pairing.values,
    "pairing_steps": pairing_steps.of,
    "room": room.values,
    "choice": choice.values,
    "preference": preference.values,
    "export": export.values,
    "certificate": certificate.values,
    "certificate_lines": certificate.lines,
    "timezone_name": words.timezone_name,
}


class Pages:
    """The values of pages, as a member sees them: a method each, by its name above.

    :param env: an environment
    :param user: ``res.users`` of the viewer; the environment's user if none is given
    """

    def __init__(self, env, user=None, **context):
        self.env = env(
            user=user.id if user else None,
            su=True,
            context={**env.context, **context},
        )

    def __getattr__(self, name):
        return lambda *args, **values: PAGES[name](self.env, *args, **values)

    def sentence(self, code, **values):
        """Return the sentence for a :class:`FormError`."""
        return sentence(self.env, FormError(code, **values))


def refused(read, *args, **values):
    """Return {input: message} of what a form refuses, {} if it accepts everything."""
    try:
        read(*args, **values)
    except FieldsRefused as error:
        return error.errors
    return {}


def save_sign_up(own, post, send=False, step=None):
    """Save a form of a sign-up; return what it refuses."""
    return refused(enrolment_form.save, own, post, send, step)


def send_sign_up(own, post):
    """Send a sign-up that was saved; return what the form refuses."""
    return refused(enrolment_form.send, own, post)


def tell_staff(own, post):
    """Save the form of preferences; return what it refuses."""
    return refused(preference_form.save, own, post)


def read_meeting(env, post, moves=False):
    """Return (values, refusals) of a form of a meeting."""
    try:
        return meeting_form.read(env, post, moves), {}
    except FieldsRefused as error:
        return {}, error.errors


def read_series(env, post, pairing, start):
    """Return (series, refusals) of the part of that form that repeats a meeting."""
    try:
        return series_form.read(env, post, pairing, start), {}
    except FieldsRefused as error:
        return None, error.errors
