"""An evaluation's form in a browser, before an office that signs and takes ballots.

The page is the one that the server renders. The office answers the requests of the
form's script: it has the keys, and opens what comes in.
"""

import hashlib
import json
import re
import secrets
import uuid

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyrage import decrypt, x25519

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def hashed(what, content):
    """Return a hash of `docs/ballot-format.md`, in hexadecimal."""
    context = f"nob-mentorship/{what}/1\0".encode()
    return hashlib.sha256(context + content).hexdigest()


def receipt(file):
    """Return the receipt of a ballot."""
    number = int(hashed("ballot", file), 16) >> 196
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in range(11, -1, -1))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


class Office:
    """Keys, papers and a box.

    :param int number: of the evaluation whose form is shown
    """

    def __init__(self, number):
        self.box = f"/mentorship/evaluation/{number}"
        self.uuid = str(uuid.uuid4())
        self.identity = x25519.Identity.generate()
        self.signing = Ed25519PrivateKey.generate()
        self.forms, self.paper, self.ballots, self.bodies = [], None, [], []
        self.standing = {"standing": "open", "role": "mentee", "lang": "nl_NL"}
        self.code, self.stored, self.token = "in_box", True, secrets.token_hex(16)

    def sign(self, descriptions, **values):
        """Make a paper for a form.

        :param descriptions: of the form in each language, as the browser writes them
        """
        self.forms = sorted(hashed("form", one.encode()) for one in descriptions)
        public = self.signing.public_key()
        said = {
            "format": "nob-mentorship/paper/1",
            "evaluation": self.uuid,
            "signer": public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
            "recipient": str(self.identity.to_public()),
            "form": hashed("forms", b"".join(map(bytes.fromhex, self.forms))),
            "minimum": 3,
            "audience": "all",
            "length": 65536,
            "closes": "2099-05-31",
            "invited": 8,
            "invitations": "ab" * 32,
            **values,
        }
        self.paper = json.dumps(said)

    @property
    def served(self):
        message = b"nob-mentorship/paper/1\0" + self.paper.encode()
        return {
            "paper": self.paper,
            "signature": self.signing.sign(message).hex(),
            "supplements": [],
            "forms": self.forms,
        }

    @property
    def fragment(self):
        return f"{self.token}.{hashed('paper', self.paper.encode())}"

    @property
    def token_hash(self):
        return hashed("token", bytes.fromhex(self.token))

    def opened(self):
        """Return the contents of the ballots."""
        return [json.loads(decrypt(file, [self.identity])) for file in self.ballots]

    def attend(self, page, html):
        """Answer a page's requests.

        :param page: Playwright's
        :param html: takes and returns the form's page as the server renders it
        """
        page.route(f"**{self.box}/token", self._token)
        page.route(f"**{self.box}/ballot", self._ballot)
        page.route(f"**{self.box}/receipts", self._receipts)
        page.route(re.compile(r"/mentorship/evaluation/[^/?]+(\?.*)?$"), html)

    def dress(self, html):
        """Return the form's page with this office's paper instead of the server's."""
        for name, value in (
            ("box", self.box),
            ("evaluation", self.uuid),
            ("home", "/my/mentorship"),
        ):
            html = re.sub(rf'(<form[^>]*) data-ballot-{name}="[^"]*"', r"\1", html)
            said = f'<form role="form" data-ballot-{name}="{value}"'
            html, found = re.subn(r'<form role="form"', said, html)
            assert found == 1
        served = json.dumps(self.served).replace("<", "\\u003c")
        start, _there, rest = html.partition('<script id="mentorship-paper"')
        assert rest
        head, _end, tail = rest.partition("</script>")
        kind = head.partition(">")[0]
        return f'{start}<script id="mentorship-paper"{kind}>{served}</script>{tail}'

    def _token(self, route):
        asked = route.request.post_data_json
        assert asked == {"token_hash": self.token_hash}
        route.fulfill(json=self.standing)

    def _ballot(self, route):
        body = route.request.post_data_buffer
        self.bodies.append(body)
        assert body[:64].decode() == self.token_hash
        if self.stored and body[64:] not in self.ballots:
            self.ballots.append(body[64:])
        if self.code is None:
            route.abort("connectionreset")
        else:
            route.fulfill(json={"code": self.code})

    def _receipts(self, route):
        found = sorted(receipt(file).replace("-", "") for file in self.ballots)
        route.fulfill(json={"receipts": found})
