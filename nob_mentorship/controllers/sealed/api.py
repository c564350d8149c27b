import functools
import json
from urllib.parse import urlsplit

import psycopg2
from werkzeug.exceptions import HTTPException, NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route

from ...models.sealed import address
from ...models.sealed.trust import Newer
from ...portal.sealed import forms
from ...portal.sealed.forms import OCTETS, Wrong
from ...tools import conf, room_page
from ...tools.seal import SealError

MOST = 2**21
"""The maximum number of bytes of a request: enough for a list of people, or a text."""


def sealed_route(name, most=MOST):
    """A route for a request of the sealed page: JSON in, JSON or bytes out, for
    logged-in users.

    Accepted only from the page's own host. An error gives a status and a message; a
    request is done completely or not at all.

    :param str name: the name of the request
    :param int most: the maximum number of bytes of the request
    """

    def decorate(take):
        @route(
            f"{room_page.PATH}/api/{name}",
            type="http",
            auth="public",
            methods=["POST", "OPTIONS"],
            csrf=False,
            max_content_length=most,
        )
        @functools.wraps(take)
        def taken(self, **_params):
            origin = request.httprequest.headers.get("Origin", "")
            try:
                if not self._is_page(origin):
                    return self._answer({}, 404)
            except conf.Unreadable:
                # the permitted host is unknown
                return self._answer({}, 503)
            if request.httprequest.method == "OPTIONS":
                return self._answer({}, 200, origin)
            return self._answer(*self._taken(take), origin)

        return taken

    return decorate


class SealedApi(Controller):
    """Shared by all requests of the sealed page."""

    @property
    def _partner(self):
        # sudo: a member reads and writes their own, as each method ensures
        return request.env.user.partner_id.sudo()

    def _check_as(self, sent):
        """Raise unless the page has the member's current keys.

        :raises Newer: for an old tab, and for the page of a previously logged-in user
        """
        identity = self._partner.mentorship_identity_ids._of(self._partner)
        identity._check_is(forms.text(sent, "as", forms.RECIPIENT))

    def _taken(self, take):
        """Return (response, status) for a request."""
        if not request.session.uid:
            return {}, 401
        try:
            sent = self._sent()
            with request.env.cr.savepoint():
                return take(self, sent), 200
        except (AccessError, NotFound):
            return {}, 404
        except Newer as error:
            return {"sentence": str(error)}, 409
        except UserError as error:
            return {"sentence": str(error)}, 422
        except psycopg2.IntegrityError as error:
            said = request.env["mentorship.guarded"]._constraint_message(error)
            return {"sentence": said}, 409
        except SealError:
            return {"sentence": self._without_key()}, 422
        except (ValueError, RecursionError):
            return {}, 400
        except HTTPException as error:
            return {}, error.code

    def _sent(self):
        """Return a request as a dict: JSON and, after a zero byte, the attached bytes.

        :raises Wrong: for anything else
        """
        head, zero, octets = request.httprequest.get_data().partition(b"\0")
        sent = json.loads(head)
        if not isinstance(sent, dict):
            raise Wrong
        return {**sent, OCTETS: octets if zero else None}

    def _without_key(self):
        return request.env._(
            "Five words do not work on this website right now. Choose another way, and "
            "tell the organisers."
        )

    def _is_page(self, origin):
        """Tell whether an address is that of the page's host."""
        try:
            said = room_page.origin(origin)
        except ValueError:
            return False
        if room := address.room_url():
            return said == room_page.origin(room)
        return urlsplit(said).netloc == request.httprequest.host.lower()

    def _answer(self, answer, status, origin=""):
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if origin and address.room_url():
            headers |= {
                "Access-Control-Allow-Origin": origin,
                "Access-Control-Allow-Credentials": "true",
                "Access-Control-Allow-Headers": "Content-Type",
                "Access-Control-Allow-Methods": "POST",
                "Vary": "Origin",
            }
        if isinstance(answer, bytes):
            headers["Content-Type"] = "application/octet-stream"
            return request.make_response(answer, list(headers.items()))
        return request.make_json_response(answer, headers=headers, status=status)
