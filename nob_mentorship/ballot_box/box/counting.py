"""Which ballots of a set count, and what is reported about them."""

import hashlib
import hmac
import secrets
from collections import Counter

from . import hashes, shape
from .ballot import Dropped, has_size, read, row_hash

FIRST = b"nob-mentorship/first/1\0"
DROPS = ("size", "damaged", "unreadable", "another_paper", "no_token", "not_invited")
"""The reasons why a ballot does not count, in the order in which they are checked."""


class Box:
    """The ballots of one closing.

    :param evaluation: an `Evaluation`
    """

    def __init__(self, evaluation):
        self.evaluation = evaluation
        self.hashes, self.repeated = set(), 0
        self.rows = set()
        self._files = {}
        self._kept = 0

    def add(self, file):
        """Add a ballot; data that cannot be a ballot is represented only by its hash.

        :return: whether there is room for it
        """
        found = hashes.of(hashes.BALLOT, file)
        if found in self.hashes:
            self.repeated += 1
            return True
        self.hashes.add(found)
        if has_size(file, self.evaluation.terms["length"]):
            self._files[found] = file
            self._kept += len(file)
        return self._kept <= shape.MOST_BYTES and len(self._files) <= shape.MOST_BALLOTS

    def add_row(self, token, number):
        """Add the hash of a row, with the number of its invitation."""
        self.rows.add((token, number))

    @property
    def digest(self):
        """Return the hash of the set, over both ballots and rows."""
        return hashes.of_set(self.evaluation.uuid, self.hashes, self.rows)

    def opened(self, identity, secret):
        """Return (report, answers, receipts), the latter two shuffled.

        :param identity: the pyrage identity
        :param bytes secret: the same key, which the sender of the ballots does not know
        """
        dropped, by_invitation = Counter(), {}
        invited = self._invited()
        for found in sorted(self.hashes):
            try:
                body, invitation = self._counted(found, identity, invited)
            except Dropped as drop:
                dropped[drop.code] += 1
                continue
            by_invitation.setdefault(invitation, []).append((found, body))
        # without the key, it is impossible to choose which of several comes first
        first = [
            min(several, key=lambda pair: _rank(secret, pair[0]))
            for several in by_invitation.values()
        ]
        enough = len(first) >= self.evaluation.terms["minimum"]
        answers = _told([body for _found, body in first], self.evaluation.terms)
        receipts = [hashes.receipt(found) for found, _body in first]
        for drawn in (answers, receipts):
            secrets.SystemRandom().shuffle(drawn)
        told = {
            "enough": enough,
            "ballots": len(self.hashes),
            "repeated": self.repeated,
            "counted": len(first),
            "aside": sum(map(len, by_invitation.values())) - len(first),
            "dropped": {code: dropped[code] for code in DROPS},
            "invited": len(self.evaluation.signed.numbers),
            "later": len(self.evaluation.numbers) - len(self.evaluation.signed.numbers),
        }
        return told, answers if enough else [], receipts

    def _counted(self, found, identity, invited):
        """Return (body, invitation) of a ballot that counts."""
        file = self._files.pop(found, None)
        if file is None:
            raise Dropped("size")
        evaluation = self.evaluation
        body = read(file, identity, evaluation.terms, evaluation.paper)
        numbers = invited.get(row_hash(body), ())
        if len(numbers) != 1:
            raise Dropped("no_token")
        (number,) = numbers
        invitation = hashes.of(hashes.INVITATION, bytes.fromhex(number))
        if invitation not in evaluation.numbers:
            raise Dropped("not_invited")
        # kept as bytes, as sealed: thousands of objects would take many times as much
        # memory
        answer = shape.written(body["answers"], ascii_only=False)
        return (body["role"], answer), invitation

    def _invited(self):
        """Return {hash of a row: numbers of invitations}."""
        found = {}
        for token, number in self.rows:
            found.setdefault(token, set()).add(number)
        return found


def _told(bodies, terms):
    """Return the answers as bytes, with their roles if no role is a small group."""
    roles = Counter(role for role, _answer in bodies)
    apart = all(count >= terms["minimum"] for count in roles.values())
    return [
        b'{"answers":%b,"role":%b}' % (answer, shape.written(role if apart else None))
        for role, answer in bodies
    ]


def _rank(secret, found):
    return hmac.digest(secret, FIRST + bytes.fromhex(found), hashlib.sha256)
