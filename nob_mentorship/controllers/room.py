from odoo.http import request, route

from ..room import door, forms, logins, veil
from ..tools.seal import SealError
from .base import MentorshipController

PAIRING = "/my/mentorship/pairing/<int:pairing_id>"


def room_route(*paths, methods=("POST",)):
    """A route to messages: its form reaches nothing but `room/door.py`, and
    :meth:`MentorshipRoomController._form` checks the form's token in core's place."""
    return route(
        list(paths),
        type="http",
        auth="user",
        website=True,
        methods=list(methods),
        csrf=False,
        mentorship_room=True,
    )


class MentorshipRoomController(MentorshipController):
    """What all pages of messages share: entering, taking a form, showing texts."""

    def _enter(self, pairing):
        """Return the `door.Visit` of the logged-in member.

        :raises NotFound: for anybody who is no present member
        """
        return self._opened(door.enter, pairing)

    def _opened(self, enter, pairing):
        """Return the visit, also when the door stays closed: then it says why.

        :param enter: `door.enter` or `door.enter_as_recipient`
        """
        try:
            return enter(pairing, self._partner)
        except door.Closed as closed:
            notice = self._closed(closed)
            return door.Visit(pairing, self._partner, request.env.user, closed=notice)

    def _closed(self, closed):
        """Return the values of the notice on a door that stays closed."""
        _ = request.env._
        text = {
            "no_key": _(
                "Messages to the coordinators are closed: the key that opens them is "
                "not on this server. What was written is safe, and nothing can be "
                "written until the key is back."
            ),
            "wrong_key": _(
                "Messages to the coordinators are closed: the key on this server is "
                "not the one they were sealed with. Nothing is lost; please tell the "
                "programme."
            ),
            "login": _("Messages to the coordinators open after you log in once more."),
            "changed": _(
                "Your login changed: the password was set anew, or the login, the "
                "e-mail address or the contact. To protect what was written, messages "
                "to the coordinators are closed for you until somebody else in this "
                "mentorship confirms that it is you, or until tomorrow if nobody "
                "objects."
            ),
        }[closed.reason]
        if closed.standing and closed.standing.objected:
            text = _(
                "Somebody in this mentorship said that your login is not right. "
                "Messages to the coordinators stay closed for you until they confirm "
                "that it is you. Speak to them, or to the programme."
            )
        return {"reason": closed.reason, "text": text}

    def _form(self, visit):
        """Return (the form that was sent, why it cannot be taken or None)."""
        sent, error = self._sent()
        return sent, error or (visit.closed and visit.closed["text"])

    def _sent(self):
        """Return (the form that was sent, why it cannot be taken or None)."""
        sent, _ = door.form(), request.env._
        if sent.too_large:
            return sent, _(
                "This was too much to send at once, so nothing was saved. What you "
                "typed is kept in this browser; please send less."
            )
        if not request.validate_csrf(sent.get("csrf_token")):
            return sent, _(
                "This page was open for too long, so nothing was sent. Your text is "
                "below: please send it again."
            )
        return sent, None

    def _read(self, visit, names, required=()):
        """Return (sent form, texts, {field: sentence}, error or None)."""
        sent, error = self._form(visit)
        texts, wrong = forms.read_texts(sent, names, required)
        wrong = {name: self._pages._form_message(code) for name, code in wrong.items()}
        return sent, texts, wrong, error or (wrong and self._look_below())

    def _look_below(self):
        return request.env._("Please look at the fields marked below.")

    def _try_to_seal(self, action):
        """As `_try`, for what is sealed on the way."""
        try:
            return self._try(action)
        except SealError:
            return request.env._(
                "Your key was changed or damaged outside these pages, so nothing can "
                "be saved. Please tell the programme."
            )

    def _show(self, visit, template, error=None, **values):
        """Render a page with its texts behind a veil, then lift it."""
        response = self._page(template, error, closed=visit.closed, **values)
        response.flatten()
        page, lift = response.get_data(), visit.veil.lift
        response.headers["Content-Security-Policy"] = veil.policy(page)
        # what this page causes is settled before there is any text
        request.env.cr.flush()
        return veil.send_late(response, lambda: lift(page))


class MentorshipRoomPage(MentorshipRoomController):
    """The page of a pairing, and what its members say of each other's logins."""

    def _room_page(self, pairing, error=None, **values):
        """Render the page of a pairing."""
        pages = self._pages
        page = pages._pairing_page(pairing, self._partner)
        if not pairing._has_room_for(self._partner):
            return self._page("portal_pairing", error, room=None, **values, **page)
        visit = self._enter(pairing)
        return self._page(
            "portal_pairing",
            error,
            room=pages._room(pairing, self._partner),
            closed=visit.closed,
            alarms=[pages._alarm_line(row) for row in visit.alarms],
            **values,
            **page,
        )

    @room_route(f"{PAIRING}/access")
    def judge_login(self, pairing_id, **_params):
        """Say that a login which changed is right, or that it is not."""
        pairing = self._find("mentorship.pairing", pairing_id)
        visit = self._enter(pairing)
        sent, error = self._form(visit)
        if error:
            return self._room_page(pairing, error)
        for row in visit.alarms:
            if str(row.id) == sent.get("access_id"):
                if sent.get("answer") == "right":
                    logins.confirm(visit.keys, row)
                else:
                    logins.object_to(visit.keys, row)
        request.env.cr.flush()
        return self._go(f"/my/mentorship/pairing/{pairing.id}", "changed")
