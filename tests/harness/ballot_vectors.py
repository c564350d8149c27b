"""Rewrites `client/test/ballot_vectors.json`, after a change of the format: `python -m
tests.harness.ballot_vectors`."""

import json
import sys
from base64 import b64encode
from datetime import date

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dev import paths

from . import age_file

sys.path.insert(0, str(paths.ADDON / "ballot_box"))

from box import hashes, paper, shape

FILE = paths.ADDON / "client" / "test" / "ballot_vectors.json"
UUID = "7d2f0a64-5b1c-4e8e-9a53-1c2d3e4f5a6b"
TOKEN = "00112233445566778899aabbccddeeff"
NUMBERS = [bytes([number] * 16) for number in range(1, 8)]
FORMS = {
    "nl_NL": '{"title":"Hoe gaat het?"}',
    "en_US": '{"title":"How are you doing?"}',
}


def main():
    box, identity = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()
    papers = Papers(box, str(identity.to_public()))
    right = papers.right()
    ballots = Ballots(identity, paper.paper_hash(right["paper"]))
    forms = [hashes.of(b"nob-mentorship/form/1\0", t.encode()) for t in FORMS.values()]
    vectors = {
        "box": {
            "seed": box.private_bytes_raw().hex(),
            "signer": box.public_key().public_bytes_raw().hex(),
        },
        "evaluation": {
            "uuid": UUID,
            "secret": str(identity),
            "recipient": str(identity.to_public()),
        },
        "numbers": [
            {"number": n.hex(), "hash": hashes.of(hashes.INVITATION, n)}
            for n in NUMBERS
        ],
        "forms": {"texts": FORMS, "hashes": sorted(forms), "form": papers.form},
        "token": {
            "token": TOKEN,
            "hash": (sent := hashes.of(hashes.TOKEN, bytes.fromhex(TOKEN))),
            "row": hashes.of(hashes.ROW, bytes.fromhex(sent)),
            "fragment": f"{TOKEN}.{paper.paper_hash(right['paper'])}",
        },
        "papers": papers.all(right),
        "ballots": ballots.all(),
        "receipts": [
            {"typed": "abcd-efgh-jkmn", "means": "ABCDEFGHJKMN"},
            {"typed": " OIL0 1234 5678 ", "means": "011012345678"},
            {"typed": "ABCD-EFGH-JKMU", "means": None},
            {"typed": "ABCD-EFGH-JKM", "means": None},
        ],
    }
    FILE.write_text(json.dumps(vectors, indent=4, ensure_ascii=False) + "\n")


class Papers:
    """Papers, right and wrong."""

    def __init__(self, box, recipient):
        self.box, self.recipient = box, recipient
        forms = sorted(
            hashes.of(b"nob-mentorship/form/1\0", text.encode())
            for text in FORMS.values()
        )
        joined = b"".join(map(bytes.fromhex, forms))
        self.form = hashes.of(b"nob-mentorship/forms/1\0", joined)
        self.terms = {
            "evaluation": UUID,
            "form": self.form,
            "minimum": 3,
            "audience": "mentee",
            "length": 2048,
            "closes": date(2027, 5, 31).isoformat(),
        }
        self.numbers = [hashes.of(hashes.INVITATION, number) for number in NUMBERS]

    def right(self):
        """Return a paper with two supplements, as it is passed on."""
        signed = paper.write_paper(
            self.box, self.terms, self.recipient, self.numbers[:4]
        )
        first = paper.write_supplement(
            self.box,
            paper.paper_hash(signed.text),
            1,
            paper.paper_hash(signed.text),
            self.numbers[4:6],
        )
        second = paper.write_supplement(
            self.box,
            paper.paper_hash(signed.text),
            2,
            paper.supplement_hash(first.text),
            self.numbers[6:],
        )
        return {
            "paper": signed.text,
            "signature": signed.signature,
            "supplements": [
                {"supplement": each.text, "signature": each.signature}
                for each in (first, second)
            ],
        }

    def all(self, right):
        """Return {"name", "given", "hash"} of papers; ``invited`` of those in order."""
        text, first, second = right["paper"], *right["supplements"]
        says = json.loads(text)
        found = [
            {
                "name": "a paper with two supplements",
                "given": right,
                "hash": paper.paper_hash(text),
                "says": says,
                "invited": 7,
            },
            {
                "name": "a paper alone",
                "given": {**right, "supplements": []},
                "hash": paper.paper_hash(text),
                "says": says,
                "invited": 4,
            },
        ]

        def wrong(name, given, digest=None):
            digest = digest or paper.paper_hash(given["paper"])
            found.append({"name": name, "given": given, "hash": digest, "wrong": True})

        wrong("another hash in the link", right, "ab" * 32)
        other = Ed25519PrivateKey.generate()
        wrong("signed by another key", {**right, **self._signed(says, other)})
        flipped = f"{int(right['signature'][0], 16) ^ 1:x}{right['signature'][1:]}"
        wrong("a changed signature", {**right, "signature": flipped})
        wrong("a changed minimum", {**right, "paper": text.replace(":3,", ":4,")})
        for name, value in {
            "an extra name": {**says, "more": 1},
            "a missing name": {k: v for k, v in says.items() if k != "closes"},
            "another format": {**says, "format": "nob-mentorship/paper/2"},
            "a minimum of two": {**says, "minimum": 2},
            "a minimum as text": {**says, "minimum": "3"},
            "a length that is no step": {**says, "length": 2049},
            "an unknown audience": {**says, "audience": "friends"},
            "a recipient of another kind": {
                **says,
                "recipient": says["recipient"].replace("age1", "agf1"),
            },
            "a day that is none": {**says, "closes": "2027-02-30"},
        }.items():
            wrong(name, {**right, "supplements": [], **self._signed(value, self.box)})
        wrong(
            "no JSON", {**right, "supplements": [], **self._signed_text("{", self.box)}
        )
        wrong("supplements in another order", {**right, "supplements": [second, first]})
        wrong("the second supplement alone", {**right, "supplements": [second]})
        wrong("a supplement twice", {**right, "supplements": [first, first]})
        forged = {**first, "signature": second["signature"]}
        wrong("a supplement that is not signed", {**right, "supplements": [forged]})
        return found

    def _signed(self, value, key):
        return self._signed_text(shape.written(value).decode(), key)

    def _signed_text(self, text, key):
        signature = key.sign(hashes.PAPER + text.encode()).hex()
        return {"paper": text, "signature": signature}


class Ballots:
    """Ballots, right and wrong."""

    def __init__(self, identity, digest):
        self.identity, self.digest = identity, digest
        self.body = {
            "paper": digest,
            "token": TOKEN,
            "role": "mentee",
            "answers": {
                "12": ["4", ""],
                "13": [["31", "32"], "Eén ding tegelijk. 🙂"],
                "14": [{"41": ["51"]}, ""],
                "15": [None, ""],
            },
        }

    def all(self):
        """Return {"name", "file", "hash", "receipt"}; ``body`` of those that count."""
        body = self.body
        return [
            self._made("a ballot", body, body),
            self._made("no answers", {**body, "answers": {}}, {**body, "answers": {}}),
            self._made("another paper", {**body, "paper": "ab" * 32}),
            self._made("another role", {**body, "role": "mentor"}),
            self._made("an extra name", {**body, "more": 1}),
            self._made("a number with a fraction", {**body, "answers": {"1": 1.5}}),
            self._made("too deep", {**body, "answers": {"1": [[[[[["x"]]]]]]}}),
            self._made("another length", body, length=2304),
        ]

    def _made(self, name, body, counts=None, length=2048):
        content = json.dumps(body, ensure_ascii=False).encode().ljust(length)
        file = age_file.seal(content, str(self.identity.to_public()))
        assert pyrage.decrypt(file, [self.identity]) == content
        found = hashes.of(hashes.BALLOT, file)
        made = {
            "name": name,
            "file": b64encode(file).decode(),
            "hash": found,
            "receipt": hashes.receipt(found),
        }
        return {**made, "body": counts} if counts else {**made, "wrong": True}


if __name__ == "__main__":
    main()
