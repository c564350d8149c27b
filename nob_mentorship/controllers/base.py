import functools
import time
from contextlib import contextmanager
from posixpath import join, normpath

import psycopg2
from werkzeug.exceptions import HTTPException, NotFound

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..portal.base import done, house
from ..portal.base.refused import FieldsRefused
from ..tools import kept
from ..tools.form import LARGEST_ID


class NotDone(Exception):
    """An action is impossible; `page_route` responds with the page that says why.

    :param page: the response
    """

    def __init__(self, page):
        super().__init__()
        self.page = page


def view_route(paths, auth="user", **options):
    """A route of a page that only shows data.

    :param paths: a path, or a list of them
    :param str auth: ``user``, or ``public`` for visitors without a login
    :param options: further options for Odoo's own `route`
    """
    shown = {"type": "http", "website": True, "methods": ["GET"]}
    return route(paths, auth=auth, **{**shown, **options})


def page_route(paths, page=".", auth="user", keep=True):
    """A route of a page with a form, which checks the form's token instead of Odoo:
    what was typed in an expired session is filled in again.

    :param paths: a path, or a list of them
    :param str page: the path of the page with the form, relative to the route
    :param str auth: ``user``, or ``public`` for visitors without a login
    :param bool keep: False if typed values must not be stored on the server
    """
    keep = keep and auth == "user"

    def decorate(take):
        @view_route(
            paths,
            auth=auth,
            methods=["GET", "POST"],
            csrf=False,
            mentorship_form=page,
            mentorship_kept=keep,
        )
        @functools.wraps(take)
        def taken(self, *args, **params):
            if request.httprequest.method == "POST":
                params.pop(kept.USER, None)
                self._check_token(params.pop("csrf_token", None), page, keep)
            try:
                return take(self, *args, **params)
            except NotDone as refused:
                return refused.page

        return taken

    return decorate


def form_route(path, page=".."):
    """A route that receives a form. Any other request, after logging in again or from
    an old tab, is redirected to the page with the form.

    :param str page: the path of that page; by default, the address without its last
        part
    """

    def decorate(take):
        @page_route(path, page=page)
        @functools.wraps(take)
        def taken(self, *args, **params):
            if self._posted:
                return take(self, *args, **params)
            return self._go(normpath(join(request.httprequest.path, page)))

        return taken

    return decorate


class MentorshipController(CustomerPortal):
    """Shared by all members' pages: finding own records, acting on them, rendering."""

    @property
    def _posted(self):
        """Tell whether a form arrived in time; only such a form changes anything. A
        HEAD request, as link checkers send, is answered like a GET, and has no form
        token.
        """
        return request.httprequest.method == "POST" and not self._late

    @property
    def _late(self):
        """Tell whether the form that was sent belongs to an expired session."""
        return getattr(request, "mentorship_late", False)

    def _check_token(self, token, page, keep):
        """Check that a form was sent in the session it was made for: if not, it is
        kept, and the request continues as one that only shows the page.
        """
        if request.validate_csrf(token):
            kept.forget(request.session, request.httprequest.path)
        else:
            request.mentorship_late = True
            request.env["ir.http"]._keep_typed(request.session.uid, page, keep)

    @property
    def _partner(self):
        return request.env.user.partner_id

    @property
    def _server_env(self):
        """The environment of `portal/`, as superuser: pages are rendered from records
        that `_find` returned.
        """
        # sudo: for records that `_find` found among the member's own, or staff's rights
        # and rules let them see
        return request.env(su=True)

    def _find(self, model, record_id):
        """Return a record that the logged-in member can see, as superuser.

        :raises NotFound: for a record of others, and for one that does not exist
        :raises HTTPException: for a record that was once the member's: redirects to the
            page that says it is over
        """
        if record := self._own(model, record_id):
            return record
        if former := self._former(model, record_id):
            raise HTTPException(response=self._go(former._former_path()))
        raise NotFound()

    def _own(self, model, record_id):
        """Return a record that the logged-in member can see, as superuser; an empty
        recordset for any other.
        """
        # sudo: the search includes the check that it is the member's own; members who
        # are employees have no access rights of their own
        records = request.env[model].sudo()
        return records._search_whole(
            [
                ("id", "=", min(record_id, LARGEST_ID)),
                *records._member_domain(self._partner),
            ],
            limit=1,
        )

    def _former(self, model, record_id):
        """Return a record that used to be the logged-in member's, as superuser; an
        empty recordset for any other.
        """
        # sudo: the search includes the check that it was the member's own
        records = request.env[model].sudo()
        return records.search(
            Domain("id", "=", min(record_id, LARGEST_ID))
            & Domain(records._former_domain(self._partner))
            & ~Domain(records._member_domain(self._partner)),
            limit=1,
        )

    @contextmanager
    def _whole(self, page, **values):
        """Do something completely or not at all; the records it acts on check the
        user's rights.

        :param page: a function that returns the page for a failure; it takes ``error``,
            a message in the member's language, ``errors``, {input: message}, and
            `values`
        :raises NotFound: if the record is not the member's
        :raises NotDone: with that page
        """
        errors = {}
        try:
            with request.env.cr.savepoint():
                yield
        except AccessError as error:
            raise NotFound() from error
        except FieldsRefused as error:
            said, errors = str(error), error.errors
        except UserError as error:
            said = str(error)
        except psycopg2.IntegrityError as error:
            said = request.env["mentorship.guarded"]._constraint_message(error)
        else:
            return
        raise NotDone(page(error=said, errors=errors, **values))

    def _typed(self, name):
        """Return the text of a form field, or an empty string."""
        return request.httprequest.form.get(name, "")

    def _kept(self, part="."):
        """Return what this member typed into a form of this page that arrived after
        their session had expired: a MultiDict, or None.

        :param str part: the target of the form, relative to the page
        """
        path = normpath(join(request.httprequest.path, part))
        return kept.kept(request.session, path, request.env.uid, time.time())

    def _word_of_late(self):
        """Return the message for a page whose form arrived too late, or None."""
        if self._posted or request.params.get("done"):
            return None
        where = request.session, request.httprequest.path, request.env.uid, time.time()
        again = kept.tell(*where)
        if again:
            return request.env._(
                "This page was open for too long, so nothing was sent. What you filled "
                "in is still here: please check it and send it again."
            )
        if self._late or again is not None:
            return request.env._(
                "This page was open for too long, so nothing was sent. Please check it "
                "and send it again."
            )
        return None

    def _html_lang(self):
        """Return the language of a page, as an HTML language code."""
        return (request.env.lang or "en_US").replace("_", "-")

    def _page(self, template, error=None, errors=None, **values):
        """Render a member's page, which is never cached.

        :param str error: why an action failed, in the member's language
        :param dict errors: {input: error message}
        """
        response = request.render(
            f"nob_mentorship.{template}",
            {
                "page_name": "mentorship",
                "html_lang": self._html_lang(),
                "house": house.style(self._server_env.company),
                "error": error,
                "errors": errors or {},
                "late": self._word_of_late(),
                "done": None
                if error
                else done.words(request.env, request.params.get("done")),
                **values,
            },
        )
        if error or self._late:
            response.status_code = 422
        return self._kept_nowhere(response)

    def _kept_nowhere(self, response, referrer="same-origin"):
        """Keep a response out of caches and out of other sites' frames, and do not
        reveal its address to other servers.
        """
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Referrer-Policy"] = referrer
        return response

    def _go(self, path, done=None):
        """Redirect the member to a page, with a message about what was just done."""
        return request.redirect(f"{path}?done={done}" if done else path)
