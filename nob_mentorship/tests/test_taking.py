from contextlib import contextmanager
from unittest.mock import patch

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.tests import HttpCase, tagged

from ..room import taking
from .test_evaluation import TEXT, EvaluationCase


@tagged("post_install", "-at_install")
class TestTaking(HttpCase, EvaluationCase):
    """A ballot leaves its request before anything else can see it."""

    def setUp(self):
        super().setUp()
        self.evaluation.action_open()
        token = self._token(self.evaluation, self.people[0])
        self._path = f"/survey/submit/mentorship/{token}"

    def _send(self, body=None):
        body = body or self._body(self.evaluation).text()
        kind = {"Content-Type": "application/json"}
        answer = self.url_open(self._path, data=body, headers=kind)
        self.assertEqual(answer.status_code, 200)
        return answer.json()["result"][1]

    @contextmanager
    def _meanwhile(self, does):
        """Have other code run in the request, on its way into the box."""
        cls = self.registry["mentorship.evaluation"]
        original = cls._questions

        def also(records):
            does()
            return original(records)

        with patch.object(cls, "_questions", also):
            yield

    def _cast(self):
        self.env.invalidate_all()
        return self.env["mentorship.evaluation.ballot"].search_count(
            [("evaluation_id", "=", self.evaluation.id)]
        )

    def test_other_code_in_the_request_does_not_take_a_ballot(self):
        tried = []

        def take():
            try:
                tried.append(taking.ballot().body.text())
            except NotFound:
                tried.append("shut")

        with self._meanwhile(take):
            self.assertIn("survey_content", self._send())
        self.assertEqual(tried, ["shut"])
        self.assertEqual(self._cast(), 1)

    def test_other_code_in_the_request_does_not_see_a_ballot(self):
        seen = []

        def look():
            request, raw = http.request, http.request.httprequest
            seen.extend((request.params, raw.form, raw.files, raw.values))
            seen.extend((raw.data, raw.get_data(), request.get_http_params()))
            seen.extend((raw.cookies, raw.environ, raw.headers))

        with self._meanwhile(look):
            self.assertIn("survey_content", self._send())
        self.assertEqual(len(seen), 10)
        self.assertNotIn(TEXT, str(seen))
        self.assertIn(self._path, str(seen))
        self.assertEqual(self._cast(), 1)

    def test_a_body_that_is_no_ballot_is_answered_and_casts_nothing(self):
        for body in (
            "{}",
            "no JSON",
            '{"params": []}',
            "x" * (taking.BALLOT_BYTES + 1),
        ):
            with self.subTest(body[:20]):
                self.assertGreater(len(self._send(body)["error"]), 20)
                self.assertEqual(self._cast(), 0)
