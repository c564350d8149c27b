"""Keeps what was typed into a form that arrived after the session had expired, so that
the form can be filled in again after login; plain Python, on a session's dictionary.
"""

from werkzeug.datastructures import MultiDict

KEY = "mentorship_typed"
SECONDS = 3600
CHARACTERS = 30_000
BYTES = 200_000
"""Larger forms are ignored, because ours are never that large."""
USER = "mentorship_user"
"""The form field with the signed id of the user that the form was made for."""
UNKEPT = frozenset({"csrf_token", "password", USER})
BUTTON = "do"


def keep(session, path, page, form, uid, now):
    """Keep what was typed, replacing what was kept before.

    :param session: the dictionary of the visitor's session
    :param str path: address that the form was sent to
    :param str page: address of the page with the form
    :param form: a ``werkzeug`` MultiDict of strings
    :param int uid: id of the user that the form was made for
    :param float now: seconds since 1970
    """
    typed = [pair for pair in form.items(multi=True) if pair[0] not in UNKEPT]
    if sum(len(name) + len(text) for name, text in typed) <= CHARACTERS:
        session[KEY] = {
            "path": path,
            "page": page,
            "typed": typed,
            "uid": uid,
            "until": now + SECONDS,
        }


def kept(session, path, uid, now):
    """Return what a member typed into the form of an address, a ``werkzeug`` MultiDict,
    or None if nothing is kept. For the parameters, see :func:`keep`.
    """
    found = _found(session, uid, now)
    return MultiDict(map(tuple, found["typed"])) if found.get("path") == path else None


def tell(session, page, uid, now):
    """Tell whether a form of this page arrived too late; only the first call tells it.

    :return: None if none did, otherwise whether the typed values were kept
    """
    found = _found(session, uid, now)
    if found.get("page") != page or found.get("told"):
        return None
    session[KEY] = {**found, "told": True}
    return any(name != BUTTON for name, _text in found["typed"])


def forget(session, path):
    """Delete what was kept for an address, because its form has been accepted."""
    if (session.get(KEY) or {}).get("path") == path:
        del session[KEY]


def _found(session, uid, now):
    found = session.get(KEY) or {}
    if found and found["until"] < now:
        del session[KEY]
        return {}
    return found if found and found["uid"] == uid else {}
