import time
from posixpath import join, normpath
from urllib.parse import urlsplit

from werkzeug.exceptions import NotFound, abort

from odoo import models
from odoo.http import SessionExpiredException, request

from ..room import door
from ..tools import kept


class IrHttp(models.AbstractModel):
    """Takes what belongs to the pair's room out of a request; marks who logged in;
    keeps what a member typed whose session has ended meanwhile."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        door.take_ticket()
        try:
            return super()._match(path_info)
        except ValueError:
            # a number in an address that is longer than Python reads
            raise NotFound() from None

    @classmethod
    def _authenticate(cls, endpoint):
        uid, sent = request.session.uid, request.httprequest
        try:
            return super()._authenticate(endpoint)
        except SessionExpiredException:
            page = endpoint.routing.get("mentorship_form")
            if not page or sent.method != "POST":
                raise
            cls._keep_typed(uid, page)
            page = normpath(join(sent.path, page))
            abort(request.redirect_query("/web/login", {"redirect": page}))

    @classmethod
    def _keep_typed(cls, uid, page="."):
        """Keep what was typed in the session of this visitor, unless another website
        sent it. No text of the pair's room comes here: it waits in the browser.

        :param uid: whose session it was, None when that is unknown
        :param str page: path of the page with the form, as seen from where it was sent
        """
        sent = request.httprequest
        origin = sent.headers.get("Origin")
        own = not origin or cls._host_of(origin) == sent.host
        if own and (sent.content_length or 0) <= kept.BYTES:
            page = normpath(join(sent.path, page))
            kept.keep(request.session, sent.path, page, sent.form, uid, time.time())

    @classmethod
    def _host_of(cls, origin):
        """Return the host of an address, None where it is no address."""
        try:
            return urlsplit(origin).netloc
        except ValueError:
            return None

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if rule.endpoint.routing.get("mentorship_room"):
            door.take_form()
        if rule.endpoint.routing.get("mentorship_ballot"):
            door.take_ballot()
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _post_dispatch(cls, response):
        sid = request.session.sid
        result = super()._post_dispatch(response)
        door.mark_login(sid, response)
        return result
