from odoo.http import content_disposition, request, route

from ..room import door, forms, items, logins, veil
from ..tools.seal import SealError
from .base import MentorshipController

PAIRING = "/my/mentorship/pairing/<int:pairing_id>"


def room_route(*paths, methods=("POST",)):
    """A route into a room: its form reaches nothing but `room/door.py`, and
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
    """What all pages of a room share: entering, taking a form, showing texts."""

    def _enter(self, pairing):
        """Return the `door.Visit` of the logged-in member.

        :raises NotFound: for anybody who is no present member
        """
        return self._opened(door.enter, pairing)

    def _opened(self, enter, pairing):
        """Return the visit, also when the room stays closed: then it says why.

        :param enter: `door.enter` or `door.enter_as_recipient`
        """
        try:
            return enter(pairing, self._partner)
        except door.Closed as closed:
            notice = self._closed(closed)
            return door.Visit(pairing, self._partner, request.env.user, closed=notice)

    def _closed(self, closed):
        """Return the values of the notice on a room that stays closed."""
        _ = request.env._
        text = {
            "no_key": _(
                "The room is closed: the key that opens it is not on this server. Your "
                "texts are safe, and nothing can be written until the key is back."
            ),
            "wrong_key": _(
                "The room is closed: the key on this server is not the one your texts "
                "were sealed with. Nothing is lost; please tell the programme."
            ),
            "login": _("The room opens after you log in once more."),
            "changed": _(
                "Your login changed: the password was set anew, or the login, the "
                "e-mail address or the contact. To protect what was written, the room "
                "is closed for you until somebody else in it confirms that it is you, "
                "or until tomorrow if nobody objects."
            ),
        }[closed.reason]
        if closed.standing and closed.standing.objected:
            text = _(
                "Somebody in the room said that your login is not right. The room "
                "stays closed for you until they confirm that it is you. Speak to "
                "them, or to the programme."
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

    def _conflict(self, item, sent):
        """Return a sentence when this item was saved since the form was opened."""
        # of the agreement each version is a record of its own
        name = "version" if "version" in item._fields else "revision"
        if sent.get(name) == str(item[name]):
            return None
        return request.env._(
            "This was changed in the meantime, and nothing of yours is lost: what is "
            "saved now stands beside what you typed. Put together what you want to "
            "keep, and save again."
        )

    def _write_room(self, visit, action):
        """Do something in a room that can be written in, whole or not at all.

        :param action: function without arguments; returns the readers who are told
            that there is something new, or None
        :return: None when it is done, else why not
        """

        def whole():
            visit.pairing._check_writable()
            readers = action()
            if readers:
                visit.pairing._note_activity(visit.partner, readers)
            # all that follows from it happens now, before the answer is made
            request.env.cr.flush()

        return self._try_to_seal(whole)

    def _try_to_seal(self, action):
        """As `_try`, for what is sealed on the way."""
        try:
            return self._try(action)
        except SealError:
            return request.env._(
                "Your key to this room was changed or damaged outside it, so nothing "
                "can be saved. Please tell the programme."
            )

    def _show(self, visit, template, error=None, **values):
        """Render a page with its texts behind a veil, then lift it (promise 1)."""
        response = self._page(template, error, closed=visit.closed, **values)
        response.flatten()
        page, lift = response.get_data(), visit.veil.lift
        response.headers["Content-Security-Policy"] = veil.policy(page)
        # what this page causes is settled before there is any text
        request.env.cr.flush()
        return veil.send_late(response, lambda: lift(page))

    def _notes(self, visit, notes):
        """Return the values of notes, with their files, that this visitor may read."""
        texts, files = visit.open(notes), visit.open(notes.file_ids)
        return [
            {
                **self._pages._note_line(note, self._partner),
                "texts": visit.hide(texts[note]),
                "files": [
                    {
                        "url": f"/my/mentorship/file/{file.id}",
                        "texts": visit.hide(files[file]),
                    }
                    for file in note.file_ids
                    if file in files
                ],
            }
            for note in notes
            if note in texts
        ]

    def _lines(self, visit, records, line):
        """Return the values of what this visitor may read, each with its texts.

        :param line: function of a record and a partner that returns its open values
        """
        texts = visit.open(records)
        return [
            {**line(record, self._partner), "texts": visit.hide(texts[record])}
            for record in records
            if record in texts
        ]

    def _download(self, visit, file, reader):
        """Return the answer that holds a file, for its reader to keep."""
        texts = items.read(visit.keys, reader, file).get(file)
        try:
            content = items.read_content(visit.keys, file) if texts else None
        except SealError:
            content = None
        if content is None:
            return self._show(
                visit,
                "portal_room_unreadable",
                request.env._("This file cannot be opened. It was changed or damaged."),
            )
        response = request.make_response(
            b"",
            headers=[
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", content_disposition(texts["name"].text())),
                ("Content-Security-Policy", "default-src 'none'; sandbox"),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        return veil.send_late(response, content.open)


class MentorshipRoomPage(MentorshipRoomController):
    """The room itself, as part of the pairing's page."""

    def _room_page(self, pairing, error=None, **values):
        """Render the page of a pairing with all that this member may read in it."""
        pages = self._pages
        if not pairing._has_room_for(self._partner):
            page = pages._pairing_page(pairing, self._partner)
            return self._page("portal_pairing", error, room=None, **values, **page)
        visit = self._enter(pairing)
        if not visit.closed:
            pairing._seen_by(self._partner)
        notes = pairing._notes_read_by(self._partner, pages._notes_on_page)
        goals, plans, agreements, consents = (
            pairing._in_room(f"mentorship.{name}")
            for name in ("goal", "plan", "agreement", "consent")
        )
        agreements = agreements.filtered(lambda a: a.state != "replaced")
        return self._show(
            visit,
            "portal_pairing",
            error,
            room=pages._room(pairing, self._partner),
            notes=self._notes(visit, notes),
            goals=self._lines(visit, goals, pages._goal_line),
            plans=self._lines(visit, plans, pages._plan_line),
            agreements=self._lines(visit, agreements, pages._agreement_line),
            consents=self._lines(visit, consents, pages._consent_line),
            alarms=[pages._alarm_line(row) for row in visit.alarms],
            **{"errors": {}, **values},
            **pages._pairing_page(pairing, self._partner),
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
