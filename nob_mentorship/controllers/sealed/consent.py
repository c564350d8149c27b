from base64 import b64decode
from datetime import timedelta

from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ...models.sealed.trust import Newer
from ...portal.sealed import consent, forms
from ...tools.form import LARGEST_ID
from .api import SealedApi, sealed_route

FOLLOW_UP_DAYS = 366


class SealedConsentController(SealedApi):
    """Sharing from a room: asking, deciding, reading and revoking."""

    def _sharing(self, sent):
        """Return a pairing from which the caller can request or offer sharing: one
        whose room they can enter, or that they coordinate; as superuser.

        :raises NotFound: for a pairing of others, and for one that does not exist
        """
        number = forms.whole_number(sent, "room", 1, LARGEST_ID)
        # sudo: the caller's part in it is checked below
        pairing = request.env["mentorship.pairing"].sudo()
        pairing = pairing.search(Domain("id", "=", number))
        inside = pairing and pairing._has_room_for(self._partner)
        if not inside and not (pairing and self._coordinates(pairing)):
            raise NotFound()
        return pairing

    def _coordinates(self, pairing):
        mine = pairing.with_user(request.env.user)
        return self._partner in pairing._coordinators() and mine.has_access("read")

    def _consent(self, sent):
        """Return a consent that involves the caller, as superuser.

        :raises NotFound: for a consent of others, and for one that does not exist
        """
        number = forms.whole_number(sent, "id", 1, LARGEST_ID)
        # sudo: the search includes the check that it involves the caller
        consents = request.env["mentorship.consent"].sudo()
        found = consents.search(
            Domain("id", "=", number) & Domain(consents._member_domain(self._partner))
        )
        if not found:
            raise NotFound()
        return found

    def _values(self, found):
        return consent.consent_values(found, self._partner)

    @sealed_route("consents")
    def sealed_consents(self, _sent):
        """Return the consents that involve the caller, as giver, asker or recipient."""
        # sudo: the search includes the check that they involve the caller
        consents = request.env["mentorship.consent"].sudo()
        found = consents.search(consents._member_domain(self._partner), limit=200)
        return {"consents": [consent.line_values(e, self._partner) for e in found]}

    @sealed_route("consent")
    def sealed_consent(self, sent):
        return self._values(self._consent(sent))

    @sealed_route("consent/sharing")
    def sealed_consent_sharing(self, sent):
        return consent.sharing_values(self._sharing(sent), self._partner)

    @sealed_route("consent/find")
    def sealed_consent_find(self, sent):
        """Return the person with an address, for a caller who may share with them."""
        found = self._recipient(self._sharing(sent), sent)
        return {"found": consent.person_values(found) if found else None}

    def _recipient(self, pairing, sent):
        return pairing._find_recipient(self._partner, forms.text(sent, "to"))

    @sealed_route("consent/ask")
    def sealed_consent_ask(self, sent):
        """Request that a text is shared, or offer it."""
        pairing = self._sharing(sent)
        self._check_as(sent)
        uuids = pairing._room_people()
        giver = uuids.get(forms.text(sent, "giver", forms.UUID))
        recipient = self._recipient(pairing, sent)
        who = forms.text(sent, "recipient", forms.UUID)
        asked, kind = consent.read_asked(sent), consent.read_kind(sent)
        own = self._partner._mentorship_member_uuid()
        gives = giver and giver._mentorship_member_uuid()
        if not giver or set(asked["readers"]) != {own, gives}:
            raise Newer(
                request.env._(
                    "The people in this room have changed in the meantime, so nothing "
                    "was saved. Please reload the page."
                )
            )
        if not recipient or recipient._mentorship_member_uuid() != who:
            raise UserError(
                request.env._("You cannot share anything with this person right now.")
            )
        item = None
        if chosen := sent.get("item"):
            item = self._item(pairing, kind, chosen)
        elif not self._partner & pairing.mentor_id and not self._coordinates(pairing):
            raise NotFound()
        found = pairing._new_consent(self._partner, giver, recipient, kind, asked, item)
        return self._values(found)

    def _item(self, pairing, model, chosen):
        """Return the text of a room that the page names, in that revision.

        :param dict chosen: ``uuid`` and ``revision``
        :raises Newer: if it changed or was deleted meanwhile
        """
        if not isinstance(chosen, dict):
            raise forms.Wrong("item")
        # sudo: of a room that the caller can enter
        item = request.env[model].sudo()
        item = item.search(
            [
                ("uuid", "=", forms.text(chosen, "uuid", forms.UUID)),
                ("pairing_id", "=", pairing.id),
            ]
        )
        if not item or item.revision != forms.whole_number(chosen, "revision", 1):
            raise Newer(
                request.env._(
                    "This text has changed in the meantime, so nothing was shared. "
                    "Reload the page and read it again."
                )
            )
        return item

    @sealed_route("consent/yes", most=forms.LONGEST_TEXT * 2 + 100_000)
    def sealed_consent_yes(self, sent):
        """Share a text: with a signed yes, and a copy for the recipient."""
        found = self._consent(sent)
        self._check_as(sent)
        found._check_open()
        answer, (given, to) = consent.read_answer(sent), consent.read_given(sent)
        item = self._item(found.pairing_id, found.item_kind, sent.get("item"))
        offered = found._shared_item()
        if offered != item if offered else item.author_id != found.giver_id:
            raise NotFound()
        found.pairing_id._check_recipient(found.recipient_id)
        identity = found.env["mentorship.identity"]._of(found.recipient_id)
        # a concurrent change of keys locks this row as well
        identity._touch()
        if identity.recipient != to:
            raise Newer(
                request.env._(
                    "%s has started again in the meantime, so nothing was shared. "
                    "Reload the page.",
                    found.recipient_id.name,
                )
            )
        found._grant(item, answer, given)
        return self._values(found)

    @sealed_route("consent/no")
    def sealed_consent_no(self, sent):
        found = self._consent(sent)
        self._check_as(sent)
        found._refuse(consent.read_answer(sent))
        return self._values(found)

    @sealed_route("consent/revoke")
    def sealed_consent_revoke(self, sent):
        found = self._consent(sent)
        self._check_as(sent)
        found._revoke()
        return self._values(found)

    @sealed_route("consent/opened")
    def sealed_consent_opened(self, sent):
        """Record that the recipient read it."""
        found = self._granted(sent)
        self._check_as(sent)
        found._note_opened()
        return {}

    def _granted(self, sent):
        """Return a consent under which the caller can read a text now."""
        found = self._consent(sent)
        if found.recipient_id != self._partner or found.state != "granted":
            raise NotFound()
        return found

    @sealed_route("consent/file")
    def sealed_consent_file(self, sent):
        """Return a file of the shared note, still sealed by its author."""
        number = forms.whole_number(sent, "id", 1, LARGEST_ID)
        found = self._consent({"id": number})
        if found.recipient_id == self._partner:
            self._granted(sent)
        elif found.giver_id != self._partner:
            raise NotFound()
        note = found._shared_item()
        uuid = forms.text(sent, "uuid", forms.UUID)
        if note._name != "mentorship.note":
            raise NotFound()
        file = note.file_ids.filtered(lambda each: each.uuid == uuid)
        if not file.content:
            raise NotFound()
        return b64decode(file.content)

    @sealed_route("consent/follow-up")
    def sealed_consent_follow_up(self, sent):
        """Plan an activity for a coordinator who read a text: only that there is one,
        not what it is about.
        """
        found = self._granted(sent)
        pairing = found.pairing_id
        if not self._coordinates(pairing):
            raise NotFound()
        today = fields.Date.context_today(pairing)
        day = forms.text(sent, "day", forms.DAY)
        day = fields.Date.to_date(day) if day else None
        if not day or not today <= day <= today + timedelta(days=FOLLOW_UP_DAYS):
            raise UserError(
                request.env._("Choose a day between today and a year from now.")
            )
        pairing.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=day,
            summary=request.env._("Follow up on what was shared with you"),
            user_id=request.env.user.id,
        )
        return {}
