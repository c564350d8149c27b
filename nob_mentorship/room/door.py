"""May this request enter a room; and what did its form say?

Only a controller that Odoo's dispatcher called may open a room, for the member whose
session the request has. The same controller called by a view, a server action or an
automation, in the member's own request, is refused: their code is on the stack then.
"""

import contextlib
import secrets
import sys
from contextvars import ContextVar
from dataclasses import dataclass, field
from email.message import Message
from io import BytesIO
from weakref import ref

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge
from werkzeug.wsgi import LimitedStream

from odoo import http
from odoo.http import STORED_SESSION_BYTES, Application, request, root
from odoo.service import model as service

from ..tools import seal
from . import items, logins
from .keys import Keys
from .veil import Veil

MARK = "mentorship_login"
TICKET = "mentorship_room"
"""The cookie that a browser gets at a login: a session's id alone opens no room."""
FORM_BYTES = 64 * 1024 * 1024
BALLOT_BYTES = 4 * 1024 * 1024
DRAIN_BYTES = 256 * 1024 * 1024
ON_THE_WAY = frozenset((http.__file__, service.__file__))
"""Where Odoo's own way from a request to its controller runs, beside `ir.http`."""
OWN = tuple(
    f"{__package__.rpartition('.')[0]}.{name}." for name in ("room", "controllers")
)

# what belongs to a request at hand, where nothing but this module finds it
_form = ContextVar("(reference to the request, its form)", default=None)
_login = ContextVar("(reference to the request, who logged in)", default=None)
_ticket = ContextVar("(reference to the request, its ticket)", default=None)


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
    """What a form said.

    :param dict fields: {name: `Secret`}, of each name the first
    :param body: `Secret` of what was sent, where it was no form
    :param bool too_large: it was more than anybody can mean, and not read
    """

    fields: dict = field(default_factory=dict)
    body: seal.Secret = field(default_factory=lambda: seal.Secret(""))
    too_large: bool = False

    def get(self, name):
        """Return what a field says that is no secret, empty when there is none."""
        return self.secret(name).text()

    def secret(self, name):
        """Return the `Secret` typed in a field, an empty one when there is none."""
        return self.fields.get(name) or seal.Secret("")


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

    def open(self, records):
        """Return {item: {name: `Secret`}} of those this visitor may read."""
        return items.read(self.keys, self.partner, records) if self.keys else {}

    def seal(self, item, texts, readers):
        """Seal the texts of an item that this visitor wrote."""
        items.write(self.keys, item, texts, readers)

    def hide(self, texts):
        """Return {name: token} of {name: `Secret`}; None for what is unreadable."""
        if texts is None:
            return None
        return {name: self.veil.hide(text) for name, text in texts.items()}


def take_ticket():
    """Take the ticket out of the request, before anything else can see it.

    Who has a session's id, and not its ticket, has not stolen the way into a room.
    """
    raw = _raw()
    if _held(_ticket) is not None:
        return
    ticket = raw.cookies.get(TICKET, "")
    _ticket.set((_this_request(), ticket))
    if not ticket:
        return
    for environ in (raw.environ, request.httprequest.environ):
        pieces = environ.get("HTTP_COOKIE", "").split(";")
        kept = [piece for piece in pieces if not piece.strip().startswith(TICKET + "=")]
        environ["HTTP_COOKIE"] = ";".join(kept)
    vars(raw).pop("cookies", None)
    # the server itself holds what it heard
    frame = sys._getframe(1)
    while frame:
        headers = getattr(frame.f_locals.get("self"), "headers", None)
        if isinstance(headers, Message):
            del headers["Cookie"]
        frame = frame.f_back


def take_form():
    """Take the form out of the request, before anything else can see it.

    Called once the route is known to belong to a room.
    """
    raw = _raw()
    if raw.method != "POST" or _held(_form) is not None:
        return
    _form.set((_this_request(), _take(raw)))


def take_ballot():
    """Take a ballot out of the request, before anything else can see it."""
    raw = _raw()
    if _held(_form) is not None:
        return
    length = raw.content_length or 0
    if length > BALLOT_BYTES:
        _drain(raw, length)
        taken = Form(too_large=True)
    else:
        taken = Form(body=seal.Secret(raw.get_data(cache=False)))
    vars(raw).update(stream=BytesIO())
    _form.set((_this_request(), taken))


def _take(raw):
    length = raw.content_length or 0
    raw.max_content_length = raw.max_form_memory_size = FORM_BYTES
    try:
        taken = Form({name: seal.Secret(text) for name, text in raw.form.items()})
    except RequestEntityTooLarge:
        _drain(raw, length)
        taken = Form(too_large=True)
    vars(raw).update(
        form=ImmutableMultiDict(), files=ImmutableMultiDict(), stream=BytesIO()
    )
    vars(raw).pop("values", None)
    return taken


def form():
    """Return the `Form` of this request.

    :raises NotFound: when something else than Odoo's dispatcher asks
    """
    _check_dispatched()
    return _held(_form) or Form()


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
        _login.set((_this_request(), uid))


def mark_login(sid_before, response):
    """Mark the session as that of who logged in, once its id is the one it keeps.

    A session that somebody made on the server, without a login, has no such mark; one
    that is used by another browser has not the ticket that belongs to it.

    :param str sid_before: the session's id before it was rotated
    :param response: the answer that brings a new ticket to the browser
    """
    session, uid, marked = request.session, _held(_login), request.session.get(MARK)
    rotated = session.sid[:STORED_SESSION_BYTES] != sid_before[:STORED_SESSION_BYTES]
    if (not uid and not (rotated and marked)) or request.env.cr.readonly:
        return
    try:
        keys = Keys(request.env)
    except seal.SealError:
        return
    ticket = _held(_ticket)
    if uid:
        ticket = secrets.token_urlsafe(24)
        response.set_cookie(
            TICKET, ticket, httponly=True, samesite="Lax", secure=_is_secure()
        )
    elif _is_marked(keys, marked[0], sid_before):
        uid = marked[0]
    if uid and (session.uid or session.get("pre_uid")) == uid:
        session[MARK] = [uid, keys.sign(*_mark_context(uid, session.sid, ticket))]
        root.session_store.save(session)
        session.is_dirty = False


def _is_secure():
    return request.httprequest.scheme == "https"


def _is_marked(keys, uid, sid):
    marked, ticket = request.session.get(MARK) or [None, ""], _held(_ticket)
    return bool(ticket) and (
        marked[0] == uid and keys.signed(marked[1], *_mark_context(uid, sid, ticket))
    )


def _mark_context(uid, sid, ticket):
    return ("login", uid, sid[:STORED_SESSION_BYTES], ticket)


def _check_dispatched():
    """Raise unless Odoo's dispatcher called the controller, and nothing else did.

    Between the server and here there is only the code that leads a request to its
    controller. A view, a server action, or what they left to be called later, would
    stand between.
    """
    frame = sys._getframe(1)
    while frame and frame.f_code is not Application.__call__.__code__:
        module = frame.f_globals.get("__name__", "")
        file = frame.f_code.co_filename
        source = getattr(sys.modules.get(module), "__file__", None)
        if file != source or not (
            file in ON_THE_WAY
            or module.startswith(OWN)
            or (module.startswith("odoo.addons.") and module.endswith(".ir_http"))
        ):
            raise NotFound()
        frame = frame.f_back
    if not frame:
        raise NotFound()


def _this_request():
    return ref(request._get_current_object())


def _held(variable):
    """Return what a variable holds for this request, None for another one's."""
    held = variable.get()
    return held[1] if held and held[0]() is request._get_current_object() else None


def _raw():
    """Return the request as the server parsed it, which core hides from others."""
    return request.httprequest._HTTPRequest__wrapped


def _drain(raw, length):
    """Read a body that is too large to its end, so that the answer is heard."""
    limit = min(length, DRAIN_BYTES)
    stream = vars(raw).get("stream") or LimitedStream(raw.environ["wsgi.input"], limit)
    with contextlib.suppress(HTTPException):
        while stream.read(1 << 16):
            pass
