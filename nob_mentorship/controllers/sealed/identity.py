from werkzeug.exceptions import NotFound

from odoo.http import request

from ...portal.sealed import forms, identity
from ...tools.form import LARGEST_ID
from .api import SealedApi, sealed_route


class SealedIdentityController(SealedApi):
    """A member's keys, the ways to open them, and their trust list."""

    def _identity(self, sent=None):
        """Return the current identity of the member.

        :param dict sent: a request that changes something; it names the keys that the
            page has, so that an old tab cannot change newer ones
        :raises NotFound: if there is none
        :raises Newer: if it is not the one that the page has
        """
        partner = self._partner
        found = partner.mentorship_identity_ids._of(partner)
        if not found:
            raise NotFound()
        if sent is not None:
            found._check_is(forms.text(sent, "as", forms.RECIPIENT))
        return found

    def _way(self, sent):
        """Return one of the member's own ways, by id.

        :raises NotFound: for a way of others, and if there is none
        """
        number = forms.whole_number(sent, "id", 1, LARGEST_ID)
        found = self._identity().way_ids.filtered(lambda way: way.id == number)
        if not found:
            raise NotFound()
        return found

    def _me(self):
        return identity.me(request.env, self._partner, request.session)

    @sealed_route("me")
    def sealed_me(self, _sent):
        return self._me()

    @sealed_route("identity")
    def sealed_identity(self, sent):
        partner = self._partner
        partner.mentorship_identity_ids._make(
            partner,
            forms.text(sent, "replaced"),
            forms.read_keys(sent),
            forms.read_ways(sent),
            forms.whole_number(sent, "revision", 1),
            forms.coded(sent, "trust", forms.LONGEST_LIST),
        )
        return self._me()

    @sealed_route("way/open")
    def sealed_way_open(self, sent):
        return {"sealed": self._way(sent)._to_open()}

    @sealed_route("way/add")
    def sealed_way_add(self, sent):
        self._identity(sent)._add_way(forms.read_way(sent.get("way")))
        return self._me()

    @sealed_route("way/rename")
    def sealed_way_rename(self, sent):
        self._identity(sent)
        self._way(sent).label = forms.read_label(sent)
        return self._me()

    @sealed_route("way/remove")
    def sealed_way_remove(self, sent):
        self._identity(sent)._remove_way(self._way(sent))
        return self._me()

    @sealed_route("trust")
    def sealed_trust(self, sent):
        own = self._identity(sent)
        own.trust_ids._save(own, *forms.read_trust(sent))
        return {}
