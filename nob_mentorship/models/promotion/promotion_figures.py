import time
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.promotion import told

KEPT_DAYS = 180
"""The number of days that it is kept to whom a mailing went."""
MOST = 1_000_000
"""The number up to which the openings of a page are counted."""
PER_MINUTE = 100
"""The number of openings that are counted in a minute: more are no readers."""
LENGTH = 16
"""The number of characters of the mark of a mailing."""


class MentorshipPromotion(models.Model):
    """What a mailing brought: how many were mailed, opened the page and signed up. No
    figure is of fewer than five people, and no one is followed: the page counts how
    often it was opened, not by which readers (R30).
    """

    _inherit = "mentorship.promotion"

    opened_minute = fields.Integer(
        "Opened in minute", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    opened_lately = fields.Integer(
        "Opened in that minute", readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    mailed_words = fields.Char("Mailed", compute="_compute_figures", compute_sudo=True)
    opened_words = fields.Char(
        "Page opened",
        compute="_compute_figures",
        compute_sudo=True,
        help="How often the page was opened from the email. It is not known by whom: "
        "one reader can open it several times.",
    )
    joined_words = fields.Char(
        "Signed up afterwards", compute="_compute_figures", compute_sudo=True
    )

    @api.depends("state", "opened", "sent_ids.state")
    @api.depends_context("lang")
    def _compute_figures(self):
        for promotion in self:
            mailed, joined, others = promotion._numbers()
            promotion.mailed_words = promotion._figure_words(told(mailed))
            promotion.opened_words = promotion._figure_words(told(promotion.opened))
            # neither who did not, nor who signed up without a mail, may be few
            shown = told(joined, mailed)
            if others > 0 and told(others) is None:
                shown = None
            promotion.joined_words = promotion._figure_words(shown)

    def _numbers(self):
        """Return how many were mailed, how many of these signed up, and how many others
        did.
        """
        mailed = self.sent_ids.filtered(lambda row: row.state == "mailed")
        signed_up = self.env["mentorship.enrolment"].search(
            Domain("edition_id", "=", self.edition_id.id)
            & Domain("state", "not in", ("draft", "withdrawn"))
        )
        people = signed_up.partner_id
        if not self.sent_ids and self.mailed_kept:
            others = max(len(people) - self.joined_kept, 0)
            return self.mailed_kept, self.joined_kept, others
        joined = people & mailed.partner_id
        return len(mailed), len(joined), len(people - joined)

    def _figure_words(self, number):
        """Return a figure in words.

        :param number: the figure, or None if it cannot be told
        """
        if number is None:
            return self.env._("Too few to show")
        return self._figure(number)

    @api.model
    def _count_opened(self, via):
        """Count that the page was opened from a mailing, at most so often in a minute.
        It waits for no one, and is not tried again: of two openings at the very same
        moment, one may not be counted.

        :param str via: the mark in the address, as received
        """
        if len(via) != LENGTH or not via.isascii() or not via.isalnum():
            return
        names = ["via", "state", "opened", "opened_minute", "opened_lately"]
        self.flush_model(names)
        count = SQL(
            """UPDATE mentorship_promotion
                  SET opened = COALESCE(opened, 0) + 1,
                      opened_lately = CASE WHEN opened_minute = %(minute)s
                                           THEN opened_lately + 1 ELSE 1 END,
                      opened_minute = %(minute)s
                WHERE id IN (SELECT id
                               FROM mentorship_promotion
                              WHERE via = %(via)s
                                AND state <> 'draft'
                                AND COALESCE(opened, 0) < %(most)s
                                AND (opened_minute IS DISTINCT FROM %(minute)s
                                     OR opened_lately < %(per_minute)s)
                                FOR NO KEY UPDATE SKIP LOCKED)""",
            minute=int(time.time() // 60),
            via=via,
            most=MOST,
            per_minute=PER_MINUTE,
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(count, log_exceptions=False)
        except SerializationFailure:
            return
        self.invalidate_model(names)

    @api.autovacuum
    def _forget(self):
        """Delete to whom old mailings went, and keep how many there were (retention).
        The links with which their readers stop invitations go on working.
        """
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = Domain("state", "=", "sent") & Domain("sent_at", "<", before)
        for promotion in self.search(old & Domain("sent_ids", "!=", False)):
            mailed, joined, _others = promotion._numbers()
            promotion.write({"mailed_kept": mailed, "joined_kept": joined})
            promotion.sent_ids.unlink()
