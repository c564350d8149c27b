"""May this request enter a room; and what did its form say?

Only a controller that Odoo's dispatcher called may open a room, for the member whose
session the request has. The same controller called by a view, a server action or an
automation, in the member's own request, is refused: their code is on the stack then.
"""

import sys
from dataclasses import dataclass, field
from io import BytesIO
from weakref import WeakKeyDictionary

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound, RequestEntityTooLarge

from odoo.http import STORED_SESSION_BYTES, Application, request, root
from odoo.tools import safe_eval

from odoo.addons.base.models import ir_qweb

from ..tools import seal
from . import items, logins
from .keys import Keys
from .veil import Veil

MARK = "mentorship_login"
FORM_BYTES = 64 * 1024 * 1024
DRAIN_BYTES = 256 * 1024 * 1024
CALLED_BY_OTHERS = frozenset((safe_eval.__file__, ir_qweb.__file__))
"""Where the code of views and server actions runs."""

_forms = WeakKeyDictionary()
_logins = WeakKeyDictionary()


class Closed(Exception):
    """The room cannot be opened for this member now.

    :param str reason: ``no_key``, ``wrong_key``, ``login`` or ``changed``
    :param standing: `logins.Standing` when the login changed
    """

    def __init__(self, reason, standing=None):
        super().__init__(reason)
        self.reason, self.standing = reason, standing


@dataclass(frozen=True)
class Form:
    """What a form said: strings by name, and files.

    :param list files: (file name, media type, content in bytes) each
    :param bool too_large: it was more than anybody can mean, and not read
    """

    fields: ImmutableMultiDict = field(default_factory=ImmutableMultiDict)
    files: tuple = ()
    too_large: bool = False

    def get(self, name):
        """Return the text typed in a field, empty when there is none."""
        return self.fields.get(name, "")


@dataclass(frozen=True)
class Visit:
    """A member before a room, in the request at hand: inside, or told why not.

    :param pairing: ``mentorship.pairing``, with the server's rights
    :param partner: the member's ``res.partner``
    :param user: the member's ``res.users``
    :param keys: `Keys`, None while the room is closed for this member
    :param closed: why it is closed, as the page says it, None when it is open
    :param alarms: rows of others in the room whose login changed, for them to judge
    :param veil: `Veil` of the page that is the answer
    """

    pairing: object
    partner: object
    user: object
    keys: Keys | None = None
    closed: dict | None = None
    alarms: object = ()
    veil: Veil = field(default_factory=Veil)

    def read(self, records):
        """Return {item: its texts} of those this visitor may read."""
        return items.read(self.keys, self.partner, records) if self.keys else {}

    def write(self, item, texts, readers, content=None):
        """Seal the texts of an item that this visitor wrote."""
        items.write(self.keys, item, texts, readers, content)

    def hide(self, texts):
        """Return {name: token} for a dict of texts; None for what is unreadable."""
        if texts is None:
            return None
        return {name: self.veil.hide(text) for name, text in texts.items()}


def take_form():
    """Take the form out of the request, before anything else can see it.

    Called once the route is known to belong to a room.
    """
    current, raw = request._get_current_object(), _raw()
    if current in _forms or raw.method != "POST":
        return
    length = raw.content_length or 0
    raw.max_content_length = raw.max_form_memory_size = FORM_BYTES
    try:
        files = tuple(
            (file.filename, file.mimetype, file.read())
            for file in raw.files.getlist("files")
            if file.filename
        )
        form = Form(raw.form, files)
    except RequestEntityTooLarge:
        _drain(raw, length)
        form = Form(too_large=True)
    vars(raw).update(
        form=ImmutableMultiDict(), files=ImmutableMultiDict(), stream=BytesIO()
    )
    vars(raw).pop("values", None)
    _forms[current] = form


def form():
    """Return the `Form` of this request.

    :raises NotFound: when something else than Odoo's dispatcher asks
    """
    _check_dispatched()
    return _forms.get(request._get_current_object(), Form())


def enter(pairing, partner):
    """Open a room for the logged-in member.

    :param pairing: a ``mentorship.pairing`` found among the member's own, superuser
    :param partner: the partner of the logged-in user
    :return: the `Visit`
    :raises Closed: with the reason; :raises NotFound: for anybody else
    """
    if not pairing._has_room_for(partner):
        raise NotFound()
    return _visit(pairing, partner)


def enter_as_recipient(pairing, partner):
    """As :func:`enter`, for who is no member and was let read one thing: the caller
    checked which, and reads nothing else."""
    return _visit(pairing, partner)


def _visit(pairing, partner):
    _check_dispatched()
    user = request.env.user
    if user.partner_id != partner or request.session.uid != user.id:
        raise NotFound()
    try:
        keys = Keys(pairing.env, pairing)
    except seal.NoKey:
        raise Closed("no_key") from None
    except seal.SealError:
        raise Closed("wrong_key") from None
    if not _is_marked(keys, user.id, request.session.sid):
        raise Closed("login")
    user = user.with_env(pairing.env)
    standing = logins.standing(
        keys, pairing, user, lambda: items.were_for(pairing, user)
    )
    if not standing.is_open:
        raise Closed("changed", standing)
    own = partner.with_env(pairing.env)
    return Visit(pairing, own, user, keys, alarms=standing.others)


def note_authenticated(uid):
    """Note that in this request somebody proved to be a user."""
    if request:
        _logins[request._get_current_object()] = uid


def mark_login(sid_before):
    """Mark the session as that of who logged in, once its id is the one it keeps.

    A session that somebody made on the server, without a login, has no such mark.

    :param str sid_before: the session's id before it was rotated
    """
    session = request.session
    rotated = session.sid[:STORED_SESSION_BYTES] != sid_before[:STORED_SESSION_BYTES]
    uid = _logins.get(request._get_current_object())
    marked = session.get(MARK)
    if (not uid and not (rotated and marked)) or request.env.cr.readonly:
        return
    try:
        keys = Keys(request.env)
    except seal.SealError:
        return
    if not uid and _is_marked(keys, marked[0], sid_before):
        uid = marked[0]
    if uid and (session.uid or session.get("pre_uid")) == uid:
        session[MARK] = [uid, _mark(keys, uid, session.sid)]
        root.session_store.save(session)
        session.is_dirty = False


def _is_marked(keys, uid, sid):
    marked = request.session.get(MARK) or [None, ""]
    return marked[0] == uid and keys.signed(marked[1], *_mark_context(uid, sid))


def _mark(keys, uid, sid):
    return keys.sign(*_mark_context(uid, sid))


def _mark_context(uid, sid):
    return ("login", uid, sid[:STORED_SESSION_BYTES])


def _check_dispatched():
    frame = sys._getframe(1)
    while frame and frame.f_code is not Application.__call__.__code__:
        file = frame.f_code.co_filename
        if file in CALLED_BY_OTHERS or not file.endswith(".py"):
            break
        frame = frame.f_back
    else:
        if frame:
            return
    raise NotFound()


def _raw():
    """Return the request as the server parsed it, which core hides from others."""
    return request.httprequest._HTTPRequest__wrapped


def _drain(raw, length):
    """Read a body that is too large to its end, so that the answer is heard."""
    left = min(length, DRAIN_BYTES)
    stream = raw.environ["wsgi.input"]
    while left > 0 and (piece := stream.read(min(left, 1 << 16))):
        left -= len(piece)
