import time
from posixpath import join, normpath
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound, abort

from odoo import api, models
from odoo.http import SessionExpiredException, request
from odoo.tools import consteq, hmac

from ...tools import kept


class IrHttp(models.AbstractModel):
    """Keep what a member typed if their session has ended meanwhile."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        try:
            return super()._match(path_info)
        except ValueError:
            # an address contains an integer too long for Python to parse
            raise NotFound() from None

    @classmethod
    def _serve_fallback(cls):
        # PostgreSQL stores no NUL, so nothing has such an address
        return None if "\0" in request.httprequest.path else super()._serve_fallback()

    @classmethod
    def _authenticate(cls, endpoint):
        uid, sent = request.session.uid, request.httprequest
        try:
            return super()._authenticate(endpoint)
        except SessionExpiredException:
            routing = endpoint.routing
            page = routing.get("mentorship_form")
            if not page or sent.method != "POST":
                raise
            cls._keep_typed(uid, page, routing["mentorship_kept"])
            page = normpath(join(sent.path, page))
            abort(request.redirect_query("/web/login", {"redirect": page}))

    @classmethod
    def _keep_typed(cls, uid, page=".", whole=True):
        """Store the typed values in this visitor's session, for the user the form was
        made for, unless another website sent them. Preferences never come here: they
        wait in the browser.

        :param uid: the id of the session's user, or None if unknown
        :param str page: the path of the page with the form, as it was sent
        :param bool whole: False to record only that a form arrived
        """
        sent = request.httprequest
        origin = sent.headers.get("Origin")
        own = not origin or cls._host_of(origin) == sent.host
        if not own or (sent.content_length or 0) > kept.BYTES:
            return
        whose = cls._whose_form(sent.form.get(kept.USER, ""))
        typed = sent.form if whose and whole else MultiDict()
        if whose := whose or uid:
            page = normpath(join(sent.path, page))
            kept.keep(request.session, sent.path, page, typed, whose, time.time())

    @api.model
    def _form_of(self, uid):
        """Return the value in a form that identifies the user it was made for."""
        # sudo: the secret needed for the signature
        return f"{uid}-{hmac(self.sudo().env, 'nob_mentorship.form', uid)}"

    @classmethod
    def _whose_form(cls, said):
        """Return the id of the user that a form was made for, or None if unknown.

        :param str said: see :meth:`_form_of`
        """
        number = said.partition("-")[0]
        if not (number.isascii() and number.isdigit() and len(number) < 12):
            return None
        made = request.env["ir.http"]._form_of(int(number))
        fits = consteq(said.encode(), made.encode())
        return int(number) if fits else None

    @classmethod
    def _host_of(cls, origin):
        """Return the host of an address, or None if it is not an address."""
        try:
            return urlsplit(origin).netloc
        except ValueError:
            return None
