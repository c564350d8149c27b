from contextlib import suppress
from urllib.parse import quote

from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route

from ...models.evaluation import box
from ...models.sealed import address
from ...tools import apart, conf, room_page

VERSION = f"<string(length={room_page.VERSION_LENGTH}):version>"


class SealedPageController(Controller):
    """Serve the sealed page on Odoo's own host: files and, from the database, only
    which box key is its own.
    """

    @route(
        room_page.PATH,
        type="http",
        auth="user",
        methods=["GET"],
        website=False,
        list_as_website_content=False,
    )
    def sealed_page(self, to="", **_params):
        """Redirect to the page, and to the part of it that a link names."""
        try:
            page = address.page()
        except (room_page.NotBuilt, conf.Unreadable) as error:
            return request.make_response(str(error), status=503)
        return request.redirect(
            f"{page}#{quote(to, safe='/-')}", local=not address.room_url()
        )

    @route(
        [
            f"{room_page.PATH}/{VERSION}/",
            f"{room_page.PATH}/{VERSION}/<path:name>",
        ],
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def sealed_file(self, version, name="index.html", **_params):
        """Return a file of the page; for an earlier version, redirect to the current
        one.
        """
        try:
            files, room = room_page.files(), address.room_url()
        except (room_page.NotBuilt, conf.Unreadable) as error:
            return request.make_response(str(error), status=503)
        if room:
            # only one host serves the page, and it is not this one
            return request.redirect(address.page(), code=302, local=False)
        if version != room_page.version():
            if name != "index.html":
                raise NotFound()
            return request.redirect(room_page.path(), code=302)
        content = files.get(name)
        if name == address.SETTINGS:
            content = address.settings(signer=self._signer())
        if content is None:
            raise NotFound()
        host = request.httprequest.host_url
        headers = {
            **room_page.headers(host),
            "Content-Type": room_page.content_type(name),
        }
        return request.make_response(content, list(headers.items()))

    def _signer(self):
        """Return the public half of the box key, or None if it is unknown here."""
        with suppress(apart.Refused):
            return box.signer(request.env)
