from collections import Counter
from hashlib import sha256

from odoo import fields
from odoo.http import STORED_SESSION_BYTES


class Pace:
    """How often something is done in one login and one day.

    Counted in memory alone: no row and no session is left that tells who did it.

    :param int most: how often
    """

    def __init__(self, most):
        self.most, self.day, self.counts = most, None, Counter()

    def _key(self, sid):
        # the part that stays as the number of a session is renewed
        return sha256(sid[:STORED_SESSION_BYTES].encode()).digest()

    def is_spent(self, sid):
        """Tell whether it was done often enough today.

        :param str sid: number of a session
        """
        today = fields.Date.today()
        if self.day != today:
            self.day = today
            self.counts.clear()
        return self.counts[self._key(sid)] >= self.most

    def note(self, sid):
        """Count once more."""
        self.counts[self._key(sid)] += 1
