from collections import Counter
from hashlib import sha256

from odoo import fields


class Pace:
    """How often something is done in one login and one day.

    Counted in memory alone: no row and no session is left that tells who did it.

    :param int most: how often
    """

    def __init__(self, most):
        self.most, self.day, self.counts = most, None, Counter()

    def _key(self, half):
        return sha256(half.encode()).digest()

    def is_spent(self, half):
        """Tell whether it was done often enough today.

        :param str half: what the session holds for the page, the same until a logout
        """
        today = fields.Date.today()
        if self.day != today:
            self.day = today
            self.counts.clear()
        return self.counts[self._key(half)] >= self.most

    def note(self, half):
        """Count once more."""
        self.counts[self._key(half)] += 1
