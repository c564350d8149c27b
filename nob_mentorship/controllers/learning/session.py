from functools import partial

from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ...portal.learning import session as session_page
from ...portal.learning import session_request
from ..base import MentorshipController, page_route, view_route


class MentorshipSessionPortal(MentorshipController):
    """Briefings and workshops, and the topics that members would like (R51, R62)."""

    @view_route("/my/mentorship/sessions")
    def sessions(self, **_params):
        """Show the sessions to come, and what members would like."""
        return self._sessions_page()

    @page_route("/my/mentorship/session/<int:session_id>")
    def session(self, session_id, **params):
        """Show a session; sign up, sign off, or confirm with the code of the room."""
        session = self._find("mentorship.session", session_id)
        own, typed = session.sudo(False), request.httprequest.form
        if not self._posted:
            return self._session_page(session)
        page = partial(self._session_page, session, typed=typed)
        done = None
        if params.get("do") == "sign_up":
            with self._whole(page):
                line = own._sign_up()
                done = "session_" + ("waiting" if line.state == "waiting" else "going")
        elif params.get("do") == "sign_off":
            with self._whole(page):
                own._sign_off()
            done = "session_off"
        elif params.get("do") == "confirm":
            with self._whole(page):
                known = own._confirm(self._typed("code"))
            # only now: the try that was counted stays
            with self._whole(page):
                if not known:
                    session_page.refuse_code(self._server_env)
            done = "session_attended"
        else:
            with self._whole(page):
                raise UserError(request.env._("Please choose one of the options."))
        return self._go(f"/my/mentorship/session/{session.id}", done)

    @view_route("/my/mentorship/session/<int:session_id>/calendar")
    def session_calendar(self, session_id, **_params):
        """Return a session in which the member has a place as a file for their
        calendar."""
        session = self._find("mentorship.session", session_id)
        shown = session_page.page(self._server_env, session, self._partner)
        if not shown["session"]["calendar"]:
            return self._go(f"/my/mentorship/session/{session.id}")
        name = request.env._("mentorship session %s", session.day)
        return self._kept_nowhere(
            request.make_response(
                session._calendar("PUBLISH", self._partner),
                headers=[
                    ("Content-Type", "text/calendar; charset=utf-8"),
                    ("Content-Disposition", content_disposition(f"{name}.ics")),
                    ("X-Content-Type-Options", "nosniff"),
                ],
            )
        )

    @page_route("/my/mentorship/edition/<int:edition_id>/topic")
    def propose(self, edition_id, **_params):
        """Propose a topic for a session to the coordinators."""
        edition = self._find("mentorship.edition", edition_id)
        requests = request.env["mentorship.session.request"]
        page = partial(self._topic_page, edition)
        with self._whole(page):
            requests._own_enrolment(edition)
        if not self._posted:
            return page(typed=self._kept())
        typed = request.httprequest.form
        with self._whole(page, typed=typed):
            topic = session_request.read(self._server_env, typed)
            requests._propose(edition, topic)
        return self._go(session_page.PAGE, "topic_proposed")

    @page_route("/my/mentorship/topic/<int:topic_id>")
    def topic(self, topic_id, **params):
        """Say that one would like a session about a topic, or no longer; take back
        one's own."""
        topic = self._find("mentorship.session.request", topic_id)
        own = topic.sudo(False)
        if not self._posted:
            return self._sessions_page()
        acts = {
            "me_too": (partial(own._say, True), "topic_me_too"),
            "not_me": (partial(own._say, False), "topic_not_me"),
            "take_back": (own._take_back, "topic_taken_back"),
        }
        with self._whole(self._sessions_page):
            if params.get("do") not in acts:
                raise UserError(request.env._("Please choose one of the options."))
            act, done = acts[params["do"]]
            act()
        return self._go(session_page.PAGE, done)

    def _session_page(self, session, error=None, errors=None, typed=None):
        values = session_page.page(self._server_env, session, self._partner, typed)
        return self._page("portal_session", error, errors, **values)

    def _sessions_page(self, error=None, errors=None):
        values = session_page.values(self._server_env, self._partner)
        return self._page("portal_sessions", error, errors, **values)

    def _topic_page(self, edition, error=None, errors=None, typed=None):
        values = session_request.form(self._server_env, edition, typed)
        return self._page("portal_session_topic", error, errors, **values)
