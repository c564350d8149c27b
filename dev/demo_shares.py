"""Shares texts outside a room of the demonstration; runs in Odoo's shell.

A mentee shares with the coordinator what they learned from a talk, and the mentor asks
for their plan. All of it is sealed here, as their browsers would.
"""

from base64 import b64decode
from uuid import uuid4

from odoo.addons.nob_mentorship.portal.sealed import consent as forms
from odoo.addons.nob_mentorship.tools import sealed_text, sealed_trust

SHARED = {
    "about": "",
    "purpose": "Dan hoef ik het niet uit te leggen als we volgende week bellen over "
    "de werkdruk bij mij op kantoor.",
}
ASKED = {
    "about": "Waar je naartoe wilt.",
    "purpose": "De coördinator kent iemand die vier dagen werkt en partner is. Met je "
    "plan erbij weet ze of jullie aan elkaar iets hebben.",
}


def fill(pairing, mentor, mentee, coordinator):
    """Share one thing, and ask for another.

    :param pairing: one ``mentorship.pairing``, as superuser
    :param mentor: ``demo_member.Member``, and so are the others
    """
    note = pairing.note_ids.filtered(
        lambda each: each.kind == "outcome" and each.author_id == mentee.partner
    )[:1]
    _share(pairing, mentee, coordinator, note)
    _ask(pairing, mentor, mentee, coordinator, "plan", ASKED)


def _meet(uuid, *members):
    """Let each person accept the others for one consent."""
    for member in members:
        others = [each for each in members if each is not member]
        member.meet(uuid, others)


def _ask(pairing, asker, giver, recipient, kind, words, item=None, record=None):
    """Return (consent, the content that was sent for it)."""
    uuid = str(uuid4())
    _meet(uuid, *dict.fromkeys((asker, giver, recipient)))
    text = {
        "kind": kind,
        **words,
        "recipient": {
            "uuid": recipient.uuid,
            "name": recipient.partner.name,
            "address": "",
        },
        "item": item,
    }
    readers = [giver.uuid] if giver is not asker else []
    sent, _digest = asker.seal("consent-ask", uuid, text, readers, uuid, "consents")
    consent = pairing._new_consent(
        asker.partner,
        giver.partner,
        recipient.partner,
        forms.read_kind({"kind": kind}),
        forms.read_asked(sent),
        record,
    )
    return consent, uuid


def _share(pairing, giver, recipient, note):
    place = {"uuid": note.uuid, "room": pairing._room_name(), "kind": "note"}
    sealed = b64decode(note.ciphertext)
    authors = sealed_trust.authors_of(giver.trust)
    body, digest = sealed_text.open_text(sealed, giver.keys, authors, place)
    item = {"uuid": note.uuid, "revision": body["revision"], "hash": digest}
    consent, uuid = _ask(pairing, giver, giver, recipient, "note", SHARED, item, note)
    said = {
        "consent": uuid,
        "answer": "yes",
        "recipient": recipient.uuid,
        "purpose": SHARED["purpose"],
        "compared": False,
        "item": {**item, "kind": "note", "room": place["room"]},
    }
    readers = [recipient.uuid]
    answer, _digest = giver.seal("consent-answer", uuid, said, readers, "", "consents")
    passed = sealed_text.pass_on(sealed, giver.keys, recipient.keys.recipient)
    given, _to = forms.read_given(
        {"given": {"text": giver.coded(passed), "to": recipient.keys.recipient}}
    )
    user = giver.partner.user_ids[:1]
    consent = consent.with_user(user).sudo()
    consent._grant(note, forms.read_answer({"answer": answer}), given)
