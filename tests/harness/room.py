"""A pairing on a running server, as its members use it: pages, messages to the
coordinators, and texts that their own programs sealed."""

import base64
from html import unescape
from uuid import uuid4

from odoo.addons.nob_mentorship.tools import sealed_text, sealed_ways

ROOT = "/my/mentorship"
OPEN = {
    "note": {"about": "note", "meeting": 0},
    "goal": {"term": "short", "due": ""},
}
"""{kind of a text: what of it is not sealed}"""


class Room:
    """What members do in one pairing, each in their own web session.

    :param stage: a `Stage`
    :param pairing: the id of an active pairing of its people
    """

    def __init__(self, stage, pairing):
        self.stage, self.pairing = stage, pairing
        self.path = f"{ROOT}/pairing/{pairing}"

    def page(self, who, path=""):
        """Return the answer of a page; `path` below the pairing's, or a whole one."""
        whole = path if path.startswith("/") else f"{self.path}{path and '/'}{path}"
        return self.stage.client(who).get(whole)

    def text(self, who, path=""):
        """Return a page's HTML, with entities as characters."""
        return unescape(self.page(who, path).text)

    def send(self, who, path, form=None, expect=303):
        """Send a form and return the answer."""
        whole = path if path.startswith("/") else f"{self.path}/{path}"
        answer = self.stage.post(who, whole, form or {})
        assert answer.status_code == expect, (answer.status_code, answer.text[:3000])
        return answer

    def message(self, who, text):
        """Write to the coordinators; return the id of the message."""
        self.send(who, "coordinator", {"text": text})
        return self.newest("note")

    def newest(self, model):
        """Return the id of the newest record of a model in this pairing."""
        rows = self.query(
            f"SELECT max(id) FROM mentorship_{model.replace('.', '_')}"
            f" WHERE pairing_id = {self.pairing}"
        )
        return rows[0][0]

    def query(self, statement):
        """Return the rows of a statement on the server's database."""
        from dev import postgres

        return postgres.query(statement, self.stage.server.db)


class SealedRoom(Room):
    """The room of a pairing, with members whose keys are here and not in a browser."""

    def __init__(self, stage, pairing):
        super().__init__(stage, pairing)
        # a member has the same keys in every room
        self.keys = vars(stage).setdefault("sealed_keys", {})

    def ask(self, who, name, **sent):
        """Return what a question of the sealed page answers."""
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
                trust=_coded(b"a list that nobody reads here"),
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
            open=OPEN.get(kind, {}),
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


def _coded(raw):
    return base64.b64encode(raw).decode()
