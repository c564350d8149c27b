from datetime import timedelta

import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..pages import Pages


@tagged("post_install", "-at_install", "mentorship")
class TestNews(MentorshipCase):
    """News is shown from its date until its last day, to the members of its programme
    (R23).
    """

    def _news(self, name, start=0, end=None, programme=None):
        day = self.today + timedelta(days=start)
        return self.env["mentorship.news"].create(
            {
                "programme_id": (programme or self.programme).id,
                "name": name,
                "date": day,
                "date_end": end is not None and self.today + timedelta(days=end),
            }
        )

    def _on_the_edition(self):
        page = Pages(self.env).edition(self.edition, self.mentee)["edition"]
        return [line["name"] for line in page["news"]]

    def _on_the_overview(self, partner):
        return [line["name"] for line in Pages(self.env).overview(partner)["news"]]

    def test_a_member_reads_none_that_is_not_shown_by_any_way(self):
        today, over = self._news("Today"), self._news("Over", -5, -1)
        ahead, archived = self._news("Ahead", 1), self._news("Archived")
        archived.active = False
        news = self.env["mentorship.news"].with_user(self.mentee_user)
        found = news.with_context(active_test=False).search(
            [("programme_id", "=", self.programme.id)]
        )
        self.assertEqual(found, today)
        for hidden in (over, ahead, archived):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                hidden.with_user(self.mentee_user).read(["name"])
        everything = today | over | ahead | archived
        self.assertEqual(everything.filtered("is_shown"), today)

    def test_the_latest_comes_first_and_what_is_over_or_ahead_is_hidden(self):
        self._open()
        self._news("Old", -9)
        self._news("Ends today", -5, 0)
        self._news("Over", -5, -1)
        self._news("Ahead", 1)
        self._news("Today")
        self.assertEqual(self._on_the_edition(), ["Today", "Ends today", "Old"])

    def test_who_takes_part_reads_it_on_the_overview(self):
        self._open()
        self._news("Ours")
        self._news("Theirs", programme=self.other_programme)
        self._news("Over", -5, -1)
        sign_up = self._enrol(self.mentee, "mentee")
        self.assertEqual(self._on_the_overview(self.mentee), ["Ours"])
        # another member finds it on the page of the edition
        self.assertEqual(self._on_the_overview(self.member), [])
        sign_up.action_withdraw()
        self.assertEqual(self._on_the_overview(self.mentee), [])

    def test_the_overview_shows_three_at_most(self):
        self._open()
        self._enrol(self.mentee, "mentee")
        for days in range(5):
            self._news(f"News {days}", -days)
        shown = self._on_the_overview(self.mentee)
        self.assertEqual(shown, ["News 0", "News 1", "News 2"])

    @mute_logger("odoo.sql_db")
    def test_it_does_not_end_before_its_date(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self._news("Backwards", 3, 1)
            self.env.flush_all()

    def test_a_copy_has_no_last_day(self):
        self.assertFalse(self._news("Again", 0, 10).copy().date_end)

    def test_no_member_writes_it(self):
        news = self._news("Ours")
        for user in (self.mentor_user, self.mentee_user, self.other_coordinator):
            with self.assertRaises(AccessError):
                news.with_user(user).name = "Mine"
        news.with_user(self.coordinator).date_end = self.today
        self.assertEqual(news.date_end, self.today)
