"""Is a user's login still what it was when they could first read something?

Who sets a password without the old one, or changes the login, the e-mail or the
partner of a user, could enter a room as somebody else. So each user who may read in a
pairing has a row there with a signature over their login as it was. A login that does
not fit it any more closes the room for that user; all members are told.
"""

import hashlib
import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import fields

from ..models.mentorship_room_access import REOPENS_AFTER_HOURS
from ..tools.seal import SealError
from .keys import Keys

_proving = ContextVar("users whose change is being proven", default=frozenset())


@dataclass(frozen=True)
class Login:
    """A user's login as it stands in the database.

    :param password: the password's hash, empty where none was ever set
    """

    user_id: int
    partner_id: int
    login: str
    email: str
    password: str

    @property
    def print(self):
        """Return a fingerprint, as text."""
        values = [self.user_id, self.partner_id, self.login, self.email, self.password]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()


def read(users):
    """Return {user id: `Login`} as the database has them now."""
    users.env.flush_all()
    users.env.cr.execute(
        """
        SELECT u.id, u.partner_id, u.login, coalesce(lower(p.email), ''),
               coalesce(u.password, '')
          FROM res_users u JOIN res_partner p ON p.id = u.partner_id
         WHERE u.id = ANY(%s)
        """,
        [users.ids],
    )
    return {row[0]: Login(*row) for row in users.env.cr.fetchall()}


def users_of(partners):
    """Return {partner id: their active `res.users`, the first, or none}."""
    # sudo: who has a login is needed to say who reads; it is shown to nobody
    users = partners.env["res.users"].sudo()
    found = dict.fromkeys(partners.ids, users)
    for user in users.search([("partner_id", "in", partners.ids)], order="id desc"):
        found[user.partner_id.id] = user
    return found


@dataclass(frozen=True)
class Standing:
    """Whether a user may enter.

    :param datetime since: when the room closed for them (naive UTC), None while open
    :param bool objected: a member said that this is not right
    :param others: rows of others for whom the room is closed now
    """

    since: datetime | None = None
    objected: bool = False
    others: object = ()

    @property
    def is_open(self):
        return self.since is None


def trust(keys, pairing, users):
    """Trust the logins of users in a pairing as they are now, where no login is on
    record yet; return {user id: trusted}, without those who never chose a password."""
    rows = _rows(pairing, users)
    trusted = {row.user_id.id for row in rows}
    new = [
        login
        for login in read(users).values()
        if login.user_id not in trusted and login.password
    ]
    if new:
        # the pairing's row first: who does the same at this moment comes after
        pairing._touch()
    for login in new:
        rows.create(
            {
                "pairing_id": pairing.id,
                "user_id": login.user_id,
                "trusted": _trusted(keys, pairing, login),
            }
        )
        trusted.add(login.user_id)
    return trusted


def standing(keys, pairing, user, known):
    """Return the `Standing` of a user who wants to enter, and take note of it.

    :param known: function that tells whether anything in the pairing was written for
        this user as the one they were; then a missing row is no first visit
    """
    every = _rows(pairing)
    others = _closed(keys, every.filtered(lambda row: row.user_id != user))
    rows = every.filtered(lambda row: row.user_id == user)
    login = read(user)[user.id]
    if not rows:
        if not known():
            trust(keys, pairing, user)
            return Standing(others=others)
        pairing._touch()
        rows = rows.create({"pairing_id": pairing.id, "user_id": user.id})
    if keys.signed(rows.trusted, *_trust_context(pairing, login)):
        return Standing(others=others)
    if not _is_closed(keys, rows, login):
        _close(keys, rows, login)
    elif not rows.objected and rows.closed_on <= fields.Datetime.now() - timedelta(
        hours=REOPENS_AFTER_HOURS
    ):
        confirm(keys, rows)
        return Standing(others=others)
    return Standing(rows.closed_on, rows.objected)


def confirm(keys, row):
    """Open the room again for the user of a row, as their login is now."""
    login = read(row.user_id)[row.user_id.id]
    row.write(
        {
            "trusted": _trusted(keys, row.pairing_id, login),
            "closed_on": False,
            "closed_seal": False,
            "objected": False,
        }
    )


def object_to(keys, row):
    """Keep the room closed for the user of a row until a member confirms."""
    login = read(row.user_id)[row.user_id.id]
    _close(keys, row, login, objected=True, since=row.closed_on)


def notice(users):
    """Close the rooms of users whose login no longer fits, and tell their members."""
    users = users.filtered(lambda user: user.id not in _proving.get())
    # sudo: whoever changed a login; nothing is shown to them
    rows = (
        users.env["mentorship.room.access"]
        .sudo()
        .search([("user_id", "in", users.ids), ("trusted", "!=", False)])
    )
    if not rows:
        return
    try:
        keys = Keys(rows.env)
    except SealError:
        return
    logins = read(rows.user_id)
    for row in rows:
        login = logins[row.user_id.id]
        fits = keys.signed(row.trusted, *_trust_context(row.pairing_id, login))
        if not fits and not _is_closed(keys, row, login):
            _close(keys, row, login)


@contextmanager
def proven(user, old, new):
    """Keep rooms open over a change of password by who knows the old one.

    :param str old: the password that was given as the old one
    :param str new: the password that is set
    """
    before = read(user)[user.id]
    token = _proving.set(_proving.get() | {user.id})
    try:
        yield
    finally:
        _proving.reset(token)
    after = read(user).get(user.id)
    if after == before:
        return
    context = user._crypt_context()
    same = (before.partner_id, before.login, before.email)
    if (
        same == (after.partner_id, after.login, after.email)
        and before.password
        and context.verify(old, before.password)
        and context.verify(new, after.password)
    ):
        _renew(user, before, after)
    notice(user)


def _renew(user, before, after):
    # sudo: the user's own rows, after both passwords were verified
    rows = user.env["mentorship.room.access"].sudo().search([("user_id", "=", user.id)])
    try:
        keys = Keys(user.env) if rows else None
    except SealError:
        return
    for row in rows:
        if keys.signed(row.trusted, *_trust_context(row.pairing_id, before)):
            row.trusted = _trusted(keys, row.pairing_id, after)


def _rows(pairing, users=None):
    """Return the rows of a pairing, those of some users or all."""
    rows = pairing.env["mentorship.room.access"].search_fetch(
        [("pairing_id", "=", pairing.id)],
        ["pairing_id", "user_id", "trusted", "closed_on", "objected", "closed_seal"],
    )
    return rows if users is None else rows.filtered(lambda row: row.user_id in users)


def _trust_context(pairing, login):
    return ("trust", pairing.id, login.user_id, login.print)


def _trusted(keys, pairing, login):
    return keys.sign(*_trust_context(pairing, login))


def _closed_context(row, login):
    when = fields.Datetime.to_string(row.closed_on)
    return ("closed", row.pairing_id.id, login.print, when, bool(row.objected))


def _closed(keys, rows):
    """Return those rows for whose users the room is closed now."""
    rows = rows.filtered("closed_on")
    logins = read(rows.user_id) if rows else {}
    return rows.filtered(lambda row: _is_closed(keys, row, logins[row.user_id.id]))


def _is_closed(keys, row, login):
    return bool(row.closed_on) and keys.signed(
        row.closed_seal, *_closed_context(row, login)
    )


def _close(keys, row, login, objected=False, since=None):
    row.write({"closed_on": since or fields.Datetime.now(), "objected": objected})
    row.closed_seal = keys.sign(*_closed_context(row, login))
    if not objected:
        row._tell_closed()
