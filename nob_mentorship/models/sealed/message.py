from hashlib import sha256

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .trust import Newer

MOST_TEXTS = 200
"""Texts of one conversation."""
MOST_OPEN = 1000
"""Conversations for the same readers of one programme that are not done: who wrote how
many, no count can know, and what is none its readers mark as done."""
KEPT_DAYS = 365
"""Days that a conversation is kept after its last text."""


class MentorshipMessage(models.Model):
    """A sealed conversation of a member with the coordinators, or with who stands past
    them (R18, R52).

    No column says who the member is, and none the time: the member's browser knows a
    conversation by a handle that it drew, of which a hash lies here. Rows are written
    again, all together, when their readers are told of them.
    """

    _name = "mentorship.message"
    _inherit = ["mentorship.guarded"]
    _description = "Sealed conversation with the coordinators"
    _rec_name = "programme_id"
    _order = "since desc, id desc"
    _log_access = False

    _method_fields = frozenset({"state", "since", "last_on", "reader_ids"})

    uuid = fields.Char(
        required=True, readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    handle_hash = fields.Char(
        "Handle", required=True, readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    programme_id = fields.Many2one(
        "mentorship.programme",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    addressee = fields.Selection(
        [("coordinators", "The coordinators"), ("past", "Past the coordinators")],
        "For",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("answered", "Answered"), ("done", "Marked as done")],
        required=True,
        readonly=True,
        default="waiting",
    )
    since = fields.Date(required=True, readonly=True)
    last_on = fields.Date("Last text", required=True, readonly=True)
    reader_ids = fields.Many2many(
        "res.users",
        string="Readers",
        readonly=True,
        help="The people it was sealed for.",
    )
    is_told = fields.Boolean("Told", readonly=True, groups=fields.NO_ACCESS)
    text_ids = fields.One2many(
        "mentorship.message.text", "message_id", groups=fields.NO_ACCESS
    )

    _uuid_once = models.UniqueIndex("(uuid)")
    _handle_once = models.UniqueIndex("(handle_hash)")

    @api.model
    def _hash(self, handle):
        """Return what is kept of the handle by which an author finds it."""
        return sha256(handle.encode()).hexdigest()

    @api.model
    def _by_handle(self, handle):
        """Return the conversation of an author, by what their browser alone knows."""
        return self.search([("handle_hash", "=", self._hash(handle))])

    @api.model
    def _reader_domain(self, user):
        """Return which conversations a member of staff reads: those sealed for them, as
        long as they coordinate the programme; or, past the coordinators, do not.

        :param user: one ``res.users``
        """
        coordinates = Domain("programme_id.coordinator_ids", "in", user.ids)
        return Domain("reader_ids", "in", user.ids) & (
            (Domain("addressee", "=", "coordinators") & coordinates)
            | (Domain("addressee", "=", "past") & ~coordinates)
        )

    def _readers(self):
        """Return the users who read this conversation now."""
        self.ensure_one()
        now = self.reader_ids & self.programme_id._speak_to(self.addressee)
        return now.filtered("active")

    @api.model
    def _read_by(self, user):
        """Return the conversations that a member of staff reads now."""
        found = self.search(self._reader_domain(user))
        return found.filtered(lambda message: user in message._readers())

    @api.model
    def _begin(self, programme, addressee, handle, text):
        """Keep the first text of a conversation.

        :param programme: one ``mentorship.programme``
        :param str addressee: see the field
        :param str handle: drawn by the author's browser
        :param dict text: ``uuid``, ``room``, ``sealed`` in base64, and ``readers``,
            uuids of staff
        :raises Newer: when the readers are not those of now
        """
        known = self.search([("uuid", "=", text["room"])])
        if known:
            # sent once more, because the answer was lost
            if known != self._by_handle(handle):
                raise AccessError(
                    self.env._("This does not exist, or you do not have access to it.")
                )
            known._add(text)
            return known
        there = [
            ("programme_id", "=", programme.id),
            ("addressee", "=", addressee),
            ("state", "!=", "done"),
        ]
        if self.search_count(there) >= MOST_OPEN:
            raise UserError(
                self.env._(
                    "There are too many messages here. Please call or e-mail the "
                    "programme."
                )
            )
        today = fields.Date.context_today(self)
        message = self.create(
            {
                "uuid": text["room"],
                "handle_hash": self._hash(handle),
                "programme_id": programme.id,
                "addressee": addressee,
                "since": today,
                "last_on": today,
                "reader_ids": [
                    Command.set(self._named(programme, addressee, text).ids)
                ],
            }
        )
        message._add(text)
        return message

    @api.model
    def _named(self, programme, addressee, text):
        """Return the users whom a text names as its readers.

        :raises Newer: when one of them does not read messages here any more
        """
        people = programme._speak_people(addressee)
        if not text["readers"] or not set(text["readers"]) <= people.keys():
            raise Newer(
                self.env._(
                    "The people who read messages here have changed in the meantime, "
                    "so nothing was sent. Your text is still there: check the names "
                    "and send it again."
                )
            )
        users = self.env["res.users"]
        return users.concat(*(people.get(uuid, users) for uuid in text["readers"]))

    def _add(self, text, by_staff=False):
        """Keep one more text; one that arrives twice is kept once.

        :param dict text: see :meth:`_begin`
        :param bool by_staff: whether it is an answer
        """
        self.ensure_one()
        self._touch()
        if self.text_ids.filtered(lambda each: each.uuid == text["uuid"]):
            return
        if not by_staff:
            # only to those among the readers who still are
            self._named(self.programme_id, self.addressee, text)
        if len(self.text_ids) >= MOST_TEXTS:
            raise UserError(
                self.env._("This conversation is too long. Please start a new one.")
            )
        today = fields.Date.context_today(self)
        self.text_ids.create(
            {
                "message_id": self.id,
                "uuid": text["uuid"],
                "ciphertext": text["sealed"],
                "day": today,
                "by_staff": by_staff,
            }
        )
        self._set_state(
            "answered" if by_staff else "waiting",
            last_on=today,
            **({} if by_staff else {"is_told": False}),
        )

    def _touch(self):
        # as the method of all models does, without a date
        self.env.cr.execute(
            SQL(
                "UPDATE mentorship_message SET uuid = uuid WHERE id = ANY(%s)", self.ids
            )
        )

    def _check_seen(self, last):
        """Raise unless a reader saw all that was written.

        :param str last: uuid of the last text on their screen
        :raises Newer: when more came meanwhile
        """
        self._touch()
        if self.text_ids[-1:].uuid != last:
            raise Newer(
                self.env._(
                    "Something new was written here in the meantime. Read it first; "
                    "nothing was sent or marked."
                )
            )

    def action_done(self):
        """Note that nothing is left to do; a new text brings it back."""
        # sudo: whether they are the caller's is asked of the user
        if self.sudo() - self.sudo()._read_by(self.env.user):
            raise AccessError(
                self.env._("This does not exist, or you do not have access to it.")
            )
        self._set_state("done")

    def action_open(self):
        """Lead to the sealed page, which alone shows what was written."""
        self.ensure_one()
        return self._page(f"messages/{self.id}")

    @api.model
    def _page(self, place):
        """Return the action that leads to a place in the sealed page."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/mentorship/room?to={place}",
            "target": "self",
        }

    @api.model
    def _due_forget(self, today):
        """Return the conversations whose last text is a year old."""
        return Domain("last_on", "<", today - relativedelta(days=KEPT_DAYS))

    def _day_forget(self):
        """Destroy a conversation (promise 7)."""
        self.unlink()


class MentorshipMessageText(models.Model):
    """One text of a conversation, as its author's browser sealed it (promise 1)."""

    _name = "mentorship.message.text"
    _inherit = ["mentorship.guarded"]
    _description = "Text of a sealed conversation with the coordinators"
    _rec_name = "message_id"
    _order = "id"
    _log_access = False

    _method_fields = frozenset()

    message_id = fields.Many2one(
        "mentorship.message", required=True, index=True, ondelete="cascade"
    )
    uuid = fields.Char(required=True, readonly=True, copy=False)
    ciphertext = fields.Text(groups=fields.NO_ACCESS, copy=False)
    day = fields.Date(required=True, readonly=True)
    by_staff = fields.Boolean("An answer", readonly=True)

    _uuid_once = models.UniqueIndex("(uuid)")
