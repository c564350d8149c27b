from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from ...portal.sealed import forms, message
from ...portal.sealed.identity import half_of
from ...tools.form import LARGEST_ID
from .api import SealedApi, sealed_route
from .pace import Pace

MOST_HANDLES = 200
PACE = Pace(5)
"""The maximum number of new conversations per login and day."""


class SealedMessageController(SealedApi):
    """Sealed conversations with the coordinators.

    A member's conversation is found by a handle that their browser generated, not by
    who is logged in; a coordinator is authorised by their login.
    """

    @property
    def _messages(self):
        # sudo: found by a handle, or among those that the user can read
        return request.env["mentorship.message"].sudo()

    def _programme(self, sent):
        """Return a programme that the member takes or took part in.

        :raises NotFound: for any other, and for one that does not exist
        """
        number = forms.whole_number(sent, "programme", 1, LARGEST_ID)
        # sudo: the search includes the check that the member takes part
        programmes = request.env["mentorship.programme"].sudo()
        # an archived one can still have a conversation
        found = programmes.with_context(active_test=False).search(
            Domain("id", "=", number) & Domain(programmes._speak_domain(self._partner))
        )
        if not found:
            raise NotFound()
        return found

    # --- the member's side ------------------------------------------------------

    @sealed_route("message/ways")
    def sealed_message_ways(self, sent):
        return message.ways_values(self._programme(sent))

    @sealed_route("message/mine")
    def sealed_message_mine(self, sent):
        """Return the conversations of the given handles; nothing for unknown ones."""
        handles = forms.read_handles(sent, MOST_HANDLES)
        found = self._messages.search(
            [("handle_hash", "in", [self._messages._hash(each) for each in handles])]
        )
        by_hash = {each.handle_hash: each for each in found}
        hashes = [self._messages._hash(each) for each in handles]
        return {
            "found": [
                message.conversation_values(by_hash[each], self._partner)
                for each in hashes
                if each in by_hash
            ]
        }

    @sealed_route("message/begin")
    def sealed_message_begin(self, sent):
        programme = self._programme(sent)
        self._check_as(sent)
        way = forms.text(sent, "way")
        if way not in message.WAYS:
            raise forms.Wrong("way")
        handle = forms.text(sent, "handle", forms.HEX_KEY)
        is_new = not self._messages._by_handle(handle)
        if is_new and PACE.is_spent(half_of(request.session)):
            raise UserError(
                request.env._(
                    "You have started %s conversations today. Continue one of those, "
                    "or call or email the programme.",
                    PACE.most,
                )
            )
        found = self._messages._begin(programme, way, handle, forms.read_message(sent))
        if is_new:
            PACE.note(half_of(request.session))
        return message.conversation_values(found, self._partner)

    def _by_handle(self, sent):
        """Return a conversation by its author's handle.

        :raises NotFound: if there is none
        """
        found = self._messages._by_handle(forms.text(sent, "handle", forms.HEX_KEY))
        if not found:
            raise NotFound()
        return found

    @sealed_route("message/add")
    def sealed_message_add(self, sent):
        found = self._by_handle(sent)
        self._check_as(sent)
        found._add(forms.read_message(sent))
        return message.conversation_values(found, self._partner)

    @sealed_route("message/withdraw")
    def sealed_message_withdraw(self, sent):
        """Destroy a conversation at its author's request."""
        self._by_handle(sent).unlink()
        return {}

    # --- the reader's side ------------------------------------------------------

    def _mine(self, sent=None):
        """Return the conversations that the user can read, or the one named.

        :raises NotFound: for one that is not among them
        """
        mine = self._messages._read_by(request.env.user)
        if sent is None:
            return mine
        number = forms.whole_number(sent, "id", 1, LARGEST_ID)
        found = mine.filtered(lambda each: each.id == number)
        if not found:
            raise NotFound()
        return found

    def _shown(self, found):
        return {
            **message.conversation_values(found, self._partner),
            "participants": message.participants_values(found.programme_id),
        }

    @sealed_route("message/inbox")
    def sealed_message_inbox(self, _sent):
        return {"found": [message.summary_values(each) for each in self._mine()]}

    @sealed_route("message/read")
    def sealed_message_read(self, sent):
        return self._shown(self._mine(sent))

    @sealed_route("message/answer")
    def sealed_message_answer(self, sent):
        found = self._mine(sent)
        self._check_as(sent)
        answer = forms.read_answer(sent)
        if not found.text_ids.filtered(lambda text: text.uuid == answer["uuid"]):
            found._check_seen(forms.text(sent, "last", forms.UUID))
        found._add(answer, by_staff=True)
        return self._shown(found)

    @sealed_route("message/done")
    def sealed_message_done(self, sent):
        found = self._mine(sent)
        found._check_seen(forms.text(sent, "last", forms.UUID))
        found.action_done()
        return self._shown(found)
