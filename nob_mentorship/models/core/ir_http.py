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
    """Keeps what a member typed whose session has ended meanwhile."""

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
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
            routing = endpoint.routing
            page = routing.get("mentorship_form")
            if not page or sent.method != "POST":
                raise
            cls._keep_typed(uid, page, routing["mentorship_kept"])
            page = normpath(join(sent.path, page))
            abort(request.redirect_query("/web/login", {"redirect": page}))

    @classmethod
    def _keep_typed(cls, uid, page=".", whole=True):
        """Keep what was typed in the session of this visitor, for who had the form,
        unless another website sent it. No preference comes here: it waits in the
        browser.

        :param uid: whose session it is, None when that is unknown
        :param str page: path of the page with the form, as seen from where it was sent
        :param bool whole: False to keep alone that it came
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
        """Return what a form holds that says for whom it was made."""
        # sudo: the secret that nothing can be signed without
        return f"{uid}-{hmac(self.sudo().env, 'nob_mentorship.form', uid)}"

    @classmethod
    def _whose_form(cls, said):
        """Return the id of the user for whom a form was made, None where it is unknown.

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
        """Return the host of an address, None where it is no address."""
        try:
            return urlsplit(origin).netloc
        except ValueError:
            return None
