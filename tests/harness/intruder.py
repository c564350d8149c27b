"""A thief who logs in as a member by writing into the database."""

import base64
import contextlib
import hashlib
import json
import secrets
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from .rpc import Client
from .watcher import REACH, Watcher

WORD = "wachtwoord-van-de-dief"
TURN = """
member = env["res.users"].sudo().browse({user})
request.session.update({{
    "uid": member.id,
    "login": member.login,
    "session_token": member._compute_session_token(request.session.sid),
}})
"""
KEY = """
keys = env["res.users.apikeys"].with_user({user}).sudo()
keep(keys._generate(None, "dief", None))
"""


class Intruder:
    """A thief who enters in the mentee's name, and leaves no trace.

    :param couple: `Couple`
    """

    def __init__(self, couple):
        self.couple, self.server = couple, couple.server
        self.watcher = Watcher(couple.stage)
        self.login = couple.stage.login("mentee")
        ((self.user,),) = self.query(
            f"SELECT id FROM res_users WHERE login = '{self.login}'"
        )

    def query(self, statement):
        return self.couple.query(statement)

    def client(self, login, password):
        return Client(self.server.url, self.server.db).login(login, password)

    @contextlib.contextmanager
    def password(self):
        """Log in with a hash of the thief's own, and put the old one back."""
        name = f"dief_{secrets.token_hex(4)}"
        thief, _partner = self.couple.stage.world.user(
            name, "Dirk Dief", "base.group_portal"
        )
        self.couple.stage.world.admin.call(
            "res.users", "write", [[thief], {"password": WORD}]
        )
        was = f"(SELECT password FROM res_users WHERE id = {self.user})"
        self.query(f"CREATE TABLE aside AS SELECT {was} AS password")
        self.query(
            "UPDATE res_users SET password = (SELECT password FROM res_users"
            f" WHERE id = {thief}) WHERE id = {self.user}"
        )
        client = self.client(self.login, WORD)
        yield client
        self.query(
            "UPDATE res_users SET password = (SELECT password FROM aside)"
            f" WHERE id = {self.user}"
        )
        self.query("DROP TABLE aside")

    @contextlib.contextmanager
    def passkey(self):
        """Log in with a passkey that was put beside the member's own, and remove it."""
        key = ec.generate_private_key(ec.SECP256R1())
        point, name = key.public_key().public_numbers(), secrets.token_bytes(16)
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        self.query(
            "INSERT INTO auth_passkey_key"
            " (name, credential_identifier, public_key, sign_count, create_uid)"
            f" VALUES ('Telefoon', '{plain(name)}', '{plain(public)}', 0, {self.user})"
        )
        yield self._signed_in(key, name)
        self.query(
            "DELETE FROM auth_passkey_key"
            f" WHERE credential_identifier = '{plain(name)}'"
        )

    def _signed_in(self, key, name):
        client = Client(self.server.url, self.server.db)
        options = client.json("/auth/passkey/start-auth", {})
        ((base,),) = self.query(
            "SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'"
        )
        parts = urlsplit(base)
        said = json.dumps(
            {
                "type": "webauthn.get",
                "challenge": options["challenge"],
                "origin": f"{parts.scheme}://{parts.netloc}",
            }
        ).encode()
        host = hashlib.sha256(options["rpId"].encode()).digest()
        data = host + bytes([0b101]) + (1).to_bytes(4, "big")
        signed = key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "id": plain(name),
            "rawId": plain(name),
            "type": "public-key",
            "response": {
                "clientDataJSON": plain(said),
                "authenticatorData": plain(data),
                "signature": plain(signed),
            },
        }
        page = client.get("/web/login").text
        token = page.partition('csrf_token: "')[2].partition('"')[0]
        client.session.post(
            f"{self.server.url}/web/login",
            data={
                "csrf_token": token,
                "type": "webauthn",
                "login": "",
                "password": "",
                "webauthn_response": json.dumps(response),
            },
            timeout=60,
        )
        client.uid = client.json("/web/session/get_session_info", {})["uid"]
        return client

    def session(self):
        """Return the administrator's own session, changed into the member's."""
        client = self.server.client()
        action, _name = self.watcher.action(REACH + TURN.format(user=self.user))
        client.call("ir.actions.server", "run", [[action]])
        client.uid = int(self.user)
        return client

    def second_user(self):
        """Return the login of an additional user for the mentee's contact."""
        world, login = self.couple.stage.world, f"tweede_{secrets.token_hex(4)}"
        world.create(
            "res.users",
            login=login,
            partner_id=self.couple.stage.partners["mentee"],
            password=WORD,
            group_ids=[(6, 0, [world.ref("base.group_portal")])],
        )
        return login

    @contextlib.contextmanager
    def api_key(self):
        """Yield a key for the member, and remove it."""
        yield self.watcher.run(KEY.format(user=self.user)).strip()
        self.query(f"DELETE FROM res_users_apikeys WHERE user_id = {self.user}")


def plain(content):
    """Return bytes in base64 for addresses, without its end."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def ask(client, what, **values):
    """Return the response of the sealed page's server to a question."""
    return client.session.post(
        f"{client.url}/mentorship/room/api/{what}",
        json=values,
        headers={"Origin": client.url},
        timeout=60,
    )


def take_all(client, pairing):
    """Return all answers that a session gets, as text: who it is, their ways, list, and
    the room."""
    me = ask(client, "me").json()
    ways = [
        ask(client, "way/open", id=way["id"]).json() for way in me["identity"]["ways"]
    ]
    room = ask(client, "room", room=pairing, offset=0).json()
    return json.dumps([me, ways, room])
