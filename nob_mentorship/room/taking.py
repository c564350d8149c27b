"""Taking a ballot out of the request that brings it, before anything else can see it.

Only a controller that Odoo's dispatcher called gets it. The same controller called by a
view, a server action or an automation, in the member's own request, is refused: their
code is on the stack then.
"""

import contextlib
import sys
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BytesIO
from weakref import ref

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wsgi import LimitedStream

from odoo import http
from odoo.http import Application, request
from odoo.service import model as service

from ..tools.seal import Secret

BALLOT_BYTES = 4 * 1024 * 1024
DRAIN_BYTES = 256 * 1024 * 1024
ON_THE_WAY = frozenset((http.__file__, service.__file__))
"""Where Odoo's own way from a request to its controller runs, beside `ir.http`."""
OWN = tuple(
    f"{__package__.rpartition('.')[0]}.{name}." for name in ("room", "controllers")
)

# what belongs to a request at hand, where nothing but this module finds it
_taken = ContextVar("(reference to the request, what was sent)", default=None)


@dataclass(frozen=True)
class Sent:
    """What was sent to be put into a box.

    :param body: `Secret` of it
    :param bool too_large: it was more than a ballot can be, and not read
    """

    body: Secret = field(default_factory=lambda: Secret(""))
    too_large: bool = False


def take_ballot():
    """Take a ballot out of the request, before anything else can see it.

    Called once the route is known to take ballots.
    """
    raw = _raw()
    if _held() is not None:
        return
    length = raw.content_length or 0
    if length > BALLOT_BYTES:
        _drain(raw, length)
        sent = Sent(too_large=True)
    else:
        sent = Sent(Secret(raw.get_data(cache=False)))
    vars(raw).update(stream=BytesIO())
    _taken.set((_this_request(), sent))


def ballot():
    """Return what this request `Sent`.

    :raises NotFound: when something else than Odoo's dispatcher asks
    """
    _check_dispatched()
    return _held() or Sent()


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


def _held():
    """Return what this request sent, None before it was taken and for another one."""
    held = _taken.get()
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
