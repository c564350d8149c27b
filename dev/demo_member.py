"""A member of the demonstration at their browser; runs in Odoo's shell.

The texts are sealed here, outside the server's models. The models get what the page's
routes pass them, read by the same forms.
"""

import secrets
from base64 import b64encode
from datetime import datetime, time, timedelta
from uuid import uuid4

from odoo import fields

from odoo.addons.nob_mentorship.portal.sealed import forms, room
from odoo.addons.nob_mentorship.tools import sealed_text, sealed_trust, sealed_ways


def _coded(raw):
    return b64encode(raw).decode()


class Member:
    """A member with keys of their own.

    :param partner: one ``res.partner``, as superuser
    :param str words: five, that open the keys
    """

    def __init__(self, partner, words):
        self.partner, self.uuid = partner, partner._mentorship_member_uuid()
        self.keys = sealed_text.Keys.make()
        self.halves = sealed_trust.public_halves(self.keys)
        self.trust = sealed_trust.new_trust(self.uuid, partner.name, self.keys)
        sent = {
            **self.halves,
            "succession": "",
            "ways": [self._phrase(words), self._recovery()],
        }
        sealed = self._next_list()
        self.identity = partner.env["mentorship.identity"]._make(
            partner,
            "",
            forms.read_keys(sent),
            forms.read_ways(sent),
            self.trust["revision"] - 1,
            forms.coded({"trust": sealed}, "trust", forms.LONGEST_LIST),
        )

    def _phrase(self, words):
        salt = secrets.token_bytes(forms.SALT_BYTES)
        key = sealed_ways.key_of_way("phrase", sealed_ways.stretch(words, salt))
        sealed = sealed_ways.seal_keys(self.keys, key)
        return {
            "kind": "phrase",
            "label": "Vijf woorden",
            "salt": _coded(salt),
            "sealed": _coded(sealed),
        }

    def _recovery(self):
        """Return a way by a recovery code. The code is not kept: the words are
        enough."""
        key = sealed_ways.key_of_way("recovery", secrets.token_bytes(16))
        sealed = sealed_ways.seal_keys(self.keys, key)
        return {"kind": "recovery", "label": "recovery", "sealed": _coded(sealed)}

    def _next_list(self):
        sealed, self.trust = sealed_trust.seal_trust(self.trust, self.uuid, self.keys)
        return _coded(sealed)

    def save_list(self):
        """Save the list as it is now."""
        sent = {"revision": self.trust["revision"], "sealed": self._next_list()}
        self.identity.trust_ids._save(self.identity, *forms.read_trust(sent))

    def enter(self, uuid, people, others, state):
        """Accept the people of a room, and take the keys of those who have some.

        :param str uuid: of the room
        :param people: {uuid: partner} of everyone in it
        :param others: :class:`Member` of those with keys
        :param str state: see :func:`sealed_trust.take_keys`
        """
        names = {each: partner.name for each, partner in people.items()}
        self.trust = sealed_trust.pin_room(self.trust, uuid, names)
        for other in others:
            self.trust = sealed_trust.take_keys(
                self.trust, other.uuid, other.halves, state
            )
        self.save_list()

    def meet(self, uuid, others):
        """Accept others for a consent, without comparing; people already known stay so.

        :param str uuid: of the consent
        :param others: :class:`Member`
        """
        view = sealed_trust.among_consents(self.trust)
        names = {each.uuid: each.partner.name for each in (self, *others)}
        view = sealed_trust.pin_room(view, uuid, names)
        for other in others:
            if not view["people"][other.uuid]["print"]:
                view = sealed_trust.take_keys(
                    view, other.uuid, other.halves, "accepted"
                )
        consents = view["rooms"]
        self.trust = {**view, "rooms": self.trust["rooms"], "consents": consents}
        self.save_list()

    @staticmethod
    def coded(raw):
        """Return bytes in the form in which the page sends them."""
        return _coded(raw)

    def seal(self, kind, place, text, readers, uuid="", places="rooms"):
        """Return a text as the page sends it, and its hash.

        :param str kind: as in `docs/sealed-format.md`
        :param str place: uuid of the room
        :param list readers: uuids of the others
        :param str uuid: of the text, "" for one that is drawn
        :param str places: ``consents`` where the place is one
        """
        uuids = [self.uuid, *readers]
        view = {**self.trust, "rooms": self.trust[places]}
        recipients, named = sealed_trust.readers_of(view, place, uuids)
        body = {
            "uuid": uuid or str(uuid4()),
            "room": place,
            "kind": kind,
            "readers": named,
            "revision": 1,
            "previous": "",
            # the list as it was last kept
            "trust": self.trust["revision"] - 1,
            "text": text,
        }
        sealed, digest = sealed_text.seal(body, self.keys, recipients)
        sent = {
            "kind": kind,
            "uuid": body["uuid"],
            "revision": 1,
            "sealed": _coded(sealed),
            "readers": uuids,
        }
        return sent, digest

    def see(self, sent, digest):
        """Note a text that was read or written here."""
        self.trust = sealed_trust.note_seen(self.trust, sent, digest)


class Room:
    """A room of the demonstration.

    :param pairing: one ``mentorship.pairing``, as superuser
    :param members: {contact: :class:`Member`} of all with keys
    :param str state: whether they compared their numbers
    """

    def __init__(self, pairing, members, state):
        self.pairing, self.uuid = pairing, pairing._room_name()
        self.people = pairing._room_people()
        self.uuids = {partner: uuid for uuid, partner in self.people.items()}
        there = [each for each in members.values() if each.uuid in self.people]
        self.members = {each.uuid: each for each in there}
        for each in there:
            others = [other for other in there if other is not each]
            each.enter(self.uuid, self.people, others, state)

    def write(self, author, text, ids):
        """Save a text.

        :param author: :class:`Member`
        :param text: ``demo_texts.Text``
        :param ids: function of an external id that returns its record
        """
        others = [uuid for uuid in self.people if uuid != author.uuid]
        if text.readers is not None:
            others = [self.uuids[ids(each)] for each in text.readers]
        sent, digest = author.seal(text.kind, self.uuid, text.text, others)
        sent["open"] = self._open(text, ids)
        kind, values = forms.read_open(sent, self.pairing, author.partner)
        read = forms.read_text(sent)
        if kind == "agreement":
            newest = max(self.pairing.agreement_ids.mapped("version"), default=0)
            record = self.pairing._save_agreement(author.partner, read, newest)
        else:
            record, _readers = self.pairing._save_text(
                room.MODELS[kind], author.partner, read, values
            )
        for uuid in sent["readers"]:
            if uuid in self.members:
                self.members[uuid].see(sent, digest)
        for contact in text.agreed:
            self._agree(self.members[self.uuids[ids(contact)]], record, sent, digest)
        if text.progress:
            record._note_progress(text.progress)
        self._date(record, text.days)

    def _open(self, text, ids):
        today = fields.Date.today()
        due = str(today + timedelta(days=text.due)) if text.due else ""
        return {
            "about": text.about,
            "meeting": ids(text.meeting).id if text.meeting else 0,
            "term": text.term,
            "due": due,
        }

    def _agree(self, member, version, agreement, digest):
        said = {"agreement": agreement["uuid"], "revision": 1, "hash": digest}
        others = [uuid for uuid in self.people if uuid != member.uuid]
        sent, _digest = member.seal("acceptance", self.uuid, said, others)
        acceptance = forms.read_acceptance({"acceptance": sent})
        version._accept_signed(member.partner, acceptance)

    def _date(self, record, days):
        """Date a text earlier, by days: the demonstration's meetings were earlier as
        well."""
        day = fields.Date.today() - timedelta(days=days)
        hour, minute = 7 + record.id % 13, record.id * 17 % 60
        record.written_on = datetime.combine(day, time(hour, minute))
        if record._name == "mentorship.goal" and record.done_on:
            record.done_on = day + timedelta(days=days // 2)
