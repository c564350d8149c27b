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

from ..portal.base.refused import FieldsRefused
from ..tools import kept
from ..tools.form import LARGEST_ID


class NotDone(Exception):
    """Something cannot be done; `page_route` answers with the page that says why.

    :param page: the answer
    """

    def __init__(self, page):
        super().__init__()
        self.page = page


def view_route(paths, auth="user", **options):
    """A route of a page that only shows something.

    :param paths: a path, or a list of them
    :param str auth: ``user``, or ``public`` for visitors without a login
    :param options: more for Odoo's own `route`
    """
    shown = {"type": "http", "website": True, "methods": ["GET"]}
    return route(paths, auth=auth, **{**shown, **options})


def page_route(paths, page=".", auth="user", keep=True):
    """A route of a page that takes its own form, and checks the form's token in core's
    place: what was typed in a session that has ended stands in the form again.

    :param paths: a path, or a list of them
    :param str page: path of the page with the form, as seen from the route
    :param str auth: ``user``, or ``public`` for who has no login
    :param bool keep: False where what is typed must not be kept on the server
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
    """A route that takes a form. Who comes to it otherwise is led to its page: after
    logging in again, or by an old tab.

    :param str page: path of that page, unless it is the address without its last part
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
    """What the members' pages share: finding one's own, acting, rendering."""

    @property
    def _posted(self):
        """Whether a form was sent, in time: only that changes anything. A HEAD, as link
        checkers send it, is answered as a GET, and carries no token of a form."""
        return request.httprequest.method == "POST" and not self._late

    @property
    def _late(self):
        """Whether the form that was sent belongs to a session that has ended."""
        return getattr(request, "mentorship_late", False)

    def _check_token(self, token, page, keep):
        """Look whether a form was sent in the session that it was made for: if not, it
        is kept, and the request goes on as one that only looks at the page."""
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
        """The environment of `portal/`, with the rights of the server: pages are made
        of records that `_find` found."""
        return request.env(su=True)

    def _find(self, model, record_id):
        """Return a record that the logged-in member may see, as a superuser record.

        :raises NotFound: for anybody else's, as for one that does not exist
        :raises HTTPException: for what was the member's once: it leads to the page that
            says it is over
        """
        # sudo: whose it is, is part of the search; members who are employees have no
        # access rights of their own
        records = request.env[model].sudo()
        record = records.search_fetch(
            [
                ("id", "=", min(record_id, LARGEST_ID)),
                *records._member_domain(self._partner),
            ],
            records._stored_fields(),
            limit=1,
        )
        if record:
            return record
        if former := self._former(model, record_id):
            raise HTTPException(response=self._go(former._former_path()))
        raise NotFound()

    def _former(self, model, record_id):
        """Return a record that was the logged-in member's and is not any more, as a
        superuser record; an empty record set for any other."""
        # sudo: whose it was, is part of the search
        records = request.env[model].sudo()
        return records.search(
            Domain("id", "=", min(record_id, LARGEST_ID))
            & Domain(records._former_domain(self._partner))
            & ~Domain(records._member_domain(self._partner)),
            limit=1,
        )

    @contextmanager
    def _whole(self, page, **values):
        """Do something whole or not at all; the records it acts on check who asks.

        :param page: function that gives the page where it cannot be done; it takes
            ``error``, a sentence in the member's language, ``errors``, {input:
            sentence}, and `values`
        :raises NotFound: when the record is not the member's
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
        """Return the text of a field of the form, empty when there is none."""
        return request.httprequest.form.get(name, "")

    def _kept(self, part="."):
        """Return what this member typed into a form of this page that came after their
        session had ended: a MultiDict, None when there is nothing.

        :param str part: where the form is sent to, as seen from the page
        """
        path = normpath(join(request.httprequest.path, part))
        return kept.kept(request.session, path, request.env.uid, time.time())

    def _word_of_late(self):
        """Return the sentence on a page whose form came too late, None on any other."""
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
        """Return the language of a page, as HTML names it."""
        return (request.env.lang or "en_US").replace("_", "-")

    def _page(self, template, error=None, errors=None, **values):
        """Render a member's page; what it shows is kept in no cache.

        :param str error: why something was not done, in the member's language
        :param dict errors: {input: what is wrong with it}
        """
        response = request.render(
            f"nob_mentorship.{template}",
            {
                "page_name": "mentorship",
                "html_lang": self._html_lang(),
                "error": error,
                "errors": errors or {},
                "late": self._word_of_late(),
                "done": None if error else self._done(request.params.get("done")),
                **values,
            },
        )
        if error or self._late:
            response.status_code = 422
        return self._kept_nowhere(response)

    def _kept_nowhere(self, response, referrer="same-origin"):
        """Let no cache, no frame of others and no other server have an answer."""
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Referrer-Policy"] = referrer
        return response

    def _go(self, path, done=None):
        """Lead the member to a page, with a word on what was just done."""
        return request.redirect(f"{path}?done={done}" if done else path)

    def _done(self, code):
        """Return the sentence for what was just done."""
        _ = request.env._
        return {
            "saved": _("Saved. Nothing has been sent yet."),
            "changed": _("Saved."),
            "told": _("Saved. Only the coordinators or a manager can read it."),
            "taken": _("Taken back and deleted."),
            "signed_up": _("Thank you, your sign-up has been sent."),
            "withdrawn": _("You have withdrawn."),
            "next_time": _(
                "You have withdrawn. We will ask you again for the next edition."
            ),
            "chosen": _("We have asked your first choice and will let you know."),
            "not_asked": _("We won't ask anyone else."),
            "interested": _("You will hear from us when the next edition opens."),
            "not_interested": _("You are no longer on the list."),
            "yes": _("Thank you for saying yes."),
            "no": _("Thank you for your answer. You can be matched with someone else."),
            "taken_back": _(
                "You have taken back your request. You can choose another mentor."
            ),
            "contact": _("Thank you for letting us know. Enjoy your mentorship!"),
            "meeting": _(
                "The meeting is planned, and the invitations are on their way."
            ),
            "held": _("The meeting is marked as held."),
            "moved": _("The meeting has been changed, and everyone has been told."),
            "as_it_was": _("Nothing changed, so nothing was sent."),
            "cancelled": _(
                "The meeting has been cancelled, and everyone has been told."
            ),
            "paused": _("The mentorship is paused."),
            "resumed": _("The mentorship continues."),
            "wish": _("Saved. You will continue once everyone else agrees."),
            "prolonged": _("You continue together."),
            "ended": _("You have left this mentorship. We will let the others know."),
        }.get(code)
