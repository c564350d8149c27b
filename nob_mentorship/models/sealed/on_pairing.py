from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import AccessError

from .trust import Newer


class MentorshipPairing(models.Model):
    """The pair's room as the sealed page uses it: people, and the texts for them."""

    _inherit = "mentorship.pairing"

    room_uuid = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    def _room_name(self):
        """Return the uuid that identifies this room in texts; generated on first use,
        and permanent.
        """
        self.ensure_one()
        if not self.room_uuid:
            self._touch()
            self.invalidate_recordset(["room_uuid"])
            self.room_uuid = self.room_uuid or str(uuid4())
        return self.room_uuid

    def _room_people(self):
        """Return {uuid: ``res.partner``} for the people in this room now."""
        partners = self._room_members().partner_id
        # one query for all of them
        current = self.env["mentorship.identity"].search_fetch(
            [("partner_id", "in", partners.ids), ("state", "=", "current")],
            ["partner_id", "member_uuid", "recipient", "signer", "succession"],
        )
        names = {each.partner_id: each.member_uuid for each in current}
        return {
            names.get(partner) or partner._mentorship_member_uuid(): partner
            for partner in partners
        }

    def _save_text(self, model, author, text, values):
        """Store a text of this room, sealed by its author's browser.

        :param str model: such as ``mentorship.note``
        :param author: the partner of a present member
        :param dict text: ``uuid``, ``revision``, ``sealed`` in base64, and ``readers``
        :param dict values: the unsealed values of the record
        :return: the record, and the partners who can read it
        :raises Newer: if another tab or device saved this revision, or the people in
            the room changed meanwhile
        :raises UserError: if the room is closed
        """
        self.env[model]._check_room(self)
        people = self._room_people()
        if not set(text["readers"]) <= people.keys():
            raise Newer(
                self.env._(
                    "The people in this room have changed in the meantime, so nothing "
                    "was saved. Please reload the page."
                )
            )
        record = self.env[model].search([("uuid", "=", text["uuid"])])
        if record and (record.pairing_id, record.author_id) != (self, author):
            raise AccessError(
                self.env._("This does not exist, or you do not have access to it.")
            )
        readers = self.env["res.partner"].concat(
            *(partner for uuid, partner in people.items() if uuid in text["readers"])
        )
        if record.revision == text["revision"] and record.ciphertext == text["sealed"]:
            # sent again because the response was lost
            return record, readers
        if record.revision + 1 != text["revision"]:
            raise Newer(
                self.env._("Another of your tabs or devices has saved something newer.")
            )
        record._end_shared("changed")
        if not record:
            record = record.create(
                {
                    "pairing_id": self.id,
                    "author_id": author.id,
                    "uuid": text["uuid"],
                    **values,
                }
            )
        record.write(
            {
                **values,
                "revision": text["revision"],
                "ciphertext": text["sealed"],
                "reader_uuids": f" {' '.join(sorted(text['readers']))} ",
                # those of the previous revision
                "copies": False,
                "written_on": self.env.cr.now().replace(microsecond=0),
            }
        )
        self._note_activity(author, readers)
        return record, readers

    def _drop_lost(self, model, author, uuid):
        """Destroy a text that its author can no longer open: a new one replaces it.

        :param str model: ``mentorship.plan`` or ``mentorship.lookback``
        :param author: the partner of a present member
        :param str uuid: the uuid of the text; "" for none
        """
        self.env[model]._check_room(self)
        lost = self.env[model].search(
            [
                ("uuid", "=", uuid),
                ("uuid", "!=", False),
                ("pairing_id", "=", self.id),
                ("author_id", "=", author.id),
            ]
        )
        lost._end_shared("removed")
        lost.unlink()

    def _save_agreement(self, author, text, follows):
        """Store a new version of the agreement, and ask all members to accept it.

        :param int follows: the number of the version that the author saw, 0 for none
        :raises Newer: if another version arrived meanwhile

        For the other parameters, see :meth:`_save_text`.
        """
        self._check_writable()
        # as the author's page shows them: without versions that the author cannot read
        seen = self.agreement_ids.filtered(
            lambda each: each.state != "replaced" and each._is_for(author)
        )
        newest = max(self.agreement_ids.mapped("version"), default=0)
        known = self.agreement_ids.filtered(lambda each: each.uuid == text["uuid"])
        if not known and max(seen.mapped("version"), default=0) > follows:
            raise Newer(
                self.env._(
                    "There is a newer version of the agreement. Your text is kept: "
                    "reload the page, and read that version first."
                )
            )
        values = {"version": known.version or newest + 1}
        version, _readers = self._save_text(
            "mentorship.agreement", author, text, values
        )
        if not known:
            version._ask()
        return version

    def _texts_for(self, model, uuid, limit=None, offset=0):
        """Return the texts of a model that were sealed for a member, newest first.

        :param str model: such as ``mentorship.note``
        :param str uuid: the uuid of the member
        """
        texts = self.env[model]
        return texts.search_fetch(
            [
                ("pairing_id", "=", self.id),
                ("reader_uuids", "like", f" {uuid} "),
            ],
            # one query for all of them
            texts._stored_fields(),
            limit=limit,
            offset=offset,
            order="id desc",
        )

    def _file_for(self, reader, uuid):
        """Return a file of a note that was sealed for a member.

        :param str reader: the uuid of the member
        :param str uuid: the uuid of the file
        :raises AccessError: if there is none
        """
        files = self.env["mentorship.note.file"]
        found = files.search(
            [
                ("uuid", "=", uuid),
                ("pairing_id", "=", self.id),
                ("note_id.reader_uuids", "like", f" {reader} "),
            ]
        )
        if not found.content:
            raise AccessError(
                self.env._("This does not exist, or you do not have access to it.")
            )
        return found
