"""The room of a pairing, with members who write without a browser."""

import base64
from uuid import uuid4

from odoo.addons.nob_mentorship.tools import sealed_text, sealed_ways

from .room import Room

OPEN = {
    "note": {"about": "note", "meeting": 0},
    "goal": {"term": "short", "due": ""},
}
"""{kind of a text: its parts that are not sealed}"""


class SealedRoom(Room):
    """The room of a pairing, with members whose keys are here and not in a browser."""

    def __init__(self, stage, pairing):
        super().__init__(stage, pairing)
        # a member has the same keys in every room
        self.keys = vars(stage).setdefault("sealed_keys", {})

    def ask(self, who, name, **sent):
        """Return the answer to a request of the sealed page."""
        server = self.stage.server
        answer = self.stage.client(who).session.post(
            f"{server.url}/mentorship/room/api/{name}",
            json=sent,
            headers={"Origin": server.url},
            timeout=120,
        )
        assert answer.status_code == 200, (name, answer.status_code, answer.text)
        return answer.json()

    def key(self, who):
        """Return the keys of a member, made when they are first needed."""
        if who not in self.keys:
            keys = self.keys[who] = sealed_text.Keys.make()
            secret = sealed_ways.key_of_way("recovery", bytes(32))
            way = sealed_ways.seal_keys(keys, secret)
            self.ask(
                who,
                "identity",
                replaced=(self.ask(who, "me")["identity"] or {}).get("recipient", ""),
                recipient=keys.recipient,
                signer=keys.signer.hex(),
                succession="",
                ways=[{"kind": "recovery", "label": "Code", "sealed": _coded(way)}],
                revision=1,
                trust=_coded(b"a list that is never read"),
            )
        return self.keys[who]

    def write(self, who, kind, text, alone=False):
        """Write a text for all that are in the room; return its uuid.

        :param dict text: {name: string}
        :param bool alone: for oneself
        """
        keys = self.key(who)
        room = self.ask(who, "room", room=int(self.pairing), offset=0)
        readers = {
            member["uuid"]: member["recipient"]
            for member in room["members"]
            if member["recipient"] == keys.recipient or not alone
        }
        body = {
            "uuid": str(uuid4()),
            "room": room["uuid"],
            "kind": kind,
            "readers": [[uuid, ""] for uuid in readers],
            "revision": 1,
            "previous": "",
            "trust": 1,
            "text": text,
        }
        sealed, _hash = sealed_text.seal(body, keys, filter(None, readers.values()))
        self.ask(
            who,
            "text/save",
            **{"room": int(self.pairing), "as": keys.recipient, "kind": kind},
            uuid=body["uuid"],
            revision=1,
            sealed=_coded(sealed),
            readers=[*readers],
            open={**OPEN.get(kind, {}), **_follows(kind, room)},
        )
        return body["uuid"]

    def reads(self, who):
        """Return the texts that a member opens with their keys, newest first."""
        keys = self.key(who)
        whose = {k.signer: k.fingerprint for k in self.keys.values()}
        room = self.ask(who, "room", room=int(self.pairing), offset=0)
        return [
            sealed_text.open_text(
                base64.b64decode(text["sealed"]),
                keys,
                whose.get,
                {"uuid": text["uuid"], "room": room["uuid"], "kind": text["kind"]},
            )[0]["text"]
            for text in room["texts"]
        ]


def _follows(kind, room):
    """Return which version of the agreement a new one follows."""
    if kind != "agreement":
        return {}
    known = [text["open"]["version"] for text in room["texts"] if text["kind"] == kind]
    return {"follows": max(known, default=0)}


def _coded(raw):
    return base64.b64encode(raw).decode()


def put_in(partner, pairing):
    """Return SQL that adds a contact to a pairing, as whoever writes the database can:
    with a copy of the mentee's row, whatever columns it has, that no index sees."""
    return (
        "INSERT INTO mentorship_pairing_member SELECT (jsonb_populate_record(m,"
        " jsonb_build_object('id', nextval('mentorship_pairing_member_id_seq'),"
        f" 'partner_id', {partner}, 'live', false))).* FROM mentorship_pairing_member m"
        f" WHERE m.pairing_id = {pairing} AND m.role = 'mentee' LIMIT 1"
    )
