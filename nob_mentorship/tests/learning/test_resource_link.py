from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ...models.learning.resource_link import INSIDE
from ..rhythm.test_day import DayCase

HOME = "127.0.0.1"


@contextmanager
def website():
    """Run a real server, and yield (its address, {path: status}, [path asked for])."""
    statuses, asked = {}, []

    class Pages(BaseHTTPRequestHandler):
        def answer(self):
            asked.append(self.path)
            self.send_response(statuses.get(self.path, 404))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = answer  # noqa: N815

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer((HOME, 0), Pages)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOME}:{server.server_port}", statuses, asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@tagged("post_install", "-at_install", "mentorship")
class TestDeadLinks(DayCase):
    """A weekly look at each link; two failing weeks bring it to the coordinators
    (R21, P12).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the links that ship lead out of this machine
        cls.env["mentorship.resource"].search([]).active = False
        cls._open()

    def setUp(self):
        super().setUp()
        self.url, self.statuses, self.asked = self.enterContext(website())
        self.env["ir.config_parameter"].set_param(INSIDE, HOME)

    def _resource(self, path="/page", **values):
        return self.env["mentorship.resource"].create(
            {
                "programme_id": self.programme.id,
                "name": "Reading",
                "url": f"{self.url}{path}",
                **values,
            }
        )

    def _look(self, weeks=0):
        """Run the job, some weeks from now."""
        cron = type(self.env["ir.cron"])
        day = self.today + timedelta(weeks=weeks)
        with (
            self._on(day),
            patch.object(cron, "_commit_progress", return_value=float("inf")),
        ):
            self.env["mentorship.resource"]._cron_links()
        return day

    def test_once_a_week_and_each_address_once(self):
        self.statuses["/page"] = 200
        both = self._resource() | self._resource()
        self._look()
        self._look()
        self.assertEqual(self.asked, ["/page"])
        self.assertEqual(both.mapped("link_checked_on"), [self.today] * 2)
        self._look(1)
        self.assertEqual(self.asked, ["/page"] * 2)

    def test_two_failing_weeks_are_told_and_one_is_not(self):
        resource = self._resource()
        self._look()
        self.assertEqual(resource.link_failures, 1)
        self.assertFalse(self._day())
        # another look in the same week counts for nothing
        self._look()
        self.assertEqual(resource.link_failures, 1)
        with self._on(self._look(1)):
            (line,) = self._day()
            self.assertEqual(self._why(line), ["dead_link"])
            self.assertEqual(line.mentorship_since, self.today)
            self.assertEqual(line.user_id, self.coordinator)
            action = line.action_mentorship_links()
            self.assertEqual(action["res_model"], "mentorship.resource")
            self.assertEqual(
                action["context"]["search_default_programme_id"], self.programme.id
            )

    def test_a_page_that_is_back_is_forgotten(self):
        resource = self._resource()
        self._look()
        self.statuses["/page"] = 200
        self._look(1)
        self.assertEqual((resource.link_failures, resource.link_failed_on), (0, False))
        self.statuses["/page"] = 410
        with self._on(self._look(2)):
            self.assertFalse(self._day())

    def test_a_login_and_a_busy_server_are_no_dead_link(self):
        for status in (401, 403, 429, 500, 503):
            with self.subTest(status):
                resource = self._resource(f"/{status}")
                self.statuses[f"/{status}"] = status
                for weeks in range(3):
                    self._look(weeks)
                self.assertEqual(resource.link_failures, 0)

    def test_a_new_link_takes_the_line_away(self):
        resource = self._resource()
        self._look()
        with self._on(self._look(1)):
            self.assertTrue(self._day())
            self.statuses["/other"] = 200
            resource.with_user(self.coordinator).url = f"{self.url}/other"
            self.assertEqual(resource.link_failures, 0)
            self.assertFalse(resource.link_checked_on)
            self.assertFalse(self._day())
        # other words are no new link
        resource.with_user(self.coordinator).name = "Other words"
        self.assertFalse(resource.link_checked_on)

    def test_what_is_archived_is_left_alone(self):
        resource = self._resource()
        self._look()
        resource.active = False
        self._look(1)
        self.assertEqual((resource.link_failures, len(self.asked)), (1, 2))
        self.assertFalse(self._day())

    def test_two_dead_links_are_one_line_in_the_latest_edition(self):
        self._resource("/one")
        self._resource("/two")
        later = self.today + timedelta(days=100)
        following = self._open(self._edition(name="2031", date_start=later))
        self._look()
        with self._on(self._look(1)):
            (line,) = self._day()
            self.assertEqual(line.mentorship_edition_id, following)
            self.assertFalse(self._day(self.other_coordinator))

    def test_nothing_in_the_own_network_is_asked_for(self):
        self.env["ir.config_parameter"].set_param(INSIDE, False)
        resource = self._resource()
        for weeks in range(3):
            self._look(weeks)
        self.assertEqual(self.asked, [])
        self.assertEqual(resource.link_failures, 0)
        self.assertTrue(resource.link_checked_on)

    def test_a_link_that_changed_during_the_look_is_not_blamed(self):
        resource = self._resource()
        links = "odoo.addons.nob_mentorship.models.learning.resource_link.links"

        def change_meanwhile(urls, _allowed):
            resource.url = f"{self.url}/new"
            return dict.fromkeys(urls, "gone")

        with patch(f"{links}.look_at", change_meanwhile):
            self._look()
        self.assertEqual(resource.link_failures, 0)

    def test_only_the_job_writes_what_was_seen(self):
        resource = self._resource()
        for user in (self.coordinator, self.manager):
            for name, value in (
                ("link_failures", 5),
                ("link_failed_on", self.today),
                ("link_checked_on", fields.Date.today()),
            ):
                with self.subTest(name), self.assertRaises(AccessError):
                    resource.with_user(user).write({name: value})
