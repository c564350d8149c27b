from collections import Counter
from hashlib import sha256

from odoo import fields


class Pace:
    """A daily limit for an action within one login.

    Counted only in memory, so that no row or session reveals who did it.

    :param int most: the maximum per day
    """

    def __init__(self, most):
        self.most, self.day, self.counts = most, None, Counter()

    def _key(self, half):
        return sha256(half.encode()).digest()

    def is_spent(self, half):
        """Tell whether today's limit is reached.

        :param str half: the session's half for the page, which stays the same until
            logout
        """
        today = fields.Date.today()
        if self.day != today:
            self.day = today
            self.counts.clear()
        return self.counts[self._key(half)] >= self.most

    def note(self, half):
        """Count once more."""
        self.counts[self._key(half)] += 1
