import json
from uuid import uuid4

from odoo.tests import HttpCase, tagged

from ...controllers.sealed.message import PACE
from ...portal.sealed import forms
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship")
class TestMessagePage(HttpCase, MentorshipCase):
    """The requests of the sealed page about messages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.messages = cls.env["mentorship.message"]
        cls._identity(cls.coordinator.partner_id)
        cls._identity(cls.mentee)

    def _ask(self, user, what, **values):
        """Return (status, answer) of a question of the page."""
        of = self.env["mentorship.identity"]._of(user.partner_id)
        answer = self.url_open(
            f"/mentorship/room/api/message/{what}",
            json.dumps({"as": of.recipient, **values}),
            headers={"Origin": self.base_url()},
        )
        return answer.status_code, answer.json()

    def _begin(self, **values):
        of = self.env["mentorship.identity"]._of(self.coordinator.partner_id)
        return {
            "programme": self.programme.id,
            "way": "coordinators",
            "handle": uuid4().hex * 2,
            "uuid": str(uuid4()),
            "room": str(uuid4()),
            "sealed": "eA==",
            "readers": [of.member_uuid],
            **values,
        }

    def test_one_member_does_not_fill_a_programme(self):
        self.authenticate("test_mentee", "test_mentee")
        sent = [self._begin() for _each in range(PACE.most)]
        for each in sent:
            self.assertEqual(self._ask(self.mentee_user, "begin", **each)[0], 200)
        status, answer = self._ask(self.mentee_user, "begin", **self._begin())
        self.assertEqual(status, 422)
        self.assertIn(str(PACE.most), answer["sentence"])
        # a text sent again because the answer was lost is not a second one
        self.assertEqual(self._ask(self.mentee_user, "begin", **sent[0])[0], 200)
        self.assertEqual(self.messages.search_count([]), PACE.most)
        # and no row says that a person wrote much
        self.authenticate("test_mentee", "test_mentee")
        status, _answer = self._ask(self.mentee_user, "begin", **self._begin())
        self.assertEqual(status, 200)

    def test_a_reader_marks_and_answers_what_they_saw(self):
        one = self._conversation()
        shown = one.text_ids.uuid
        one._add({**self._begin(), "room": one.uuid})
        last = one.text_ids[-1].uuid
        self.authenticate("test_coordinator", "test_coordinator")
        answer = {"id": one.id, "uuid": str(uuid4()), "sealed": "eA=="}
        for what, values in (("done", {"id": one.id}), ("answer", answer)):
            status, told = self._ask(self.coordinator, what, **values, last=shown)
            self.assertEqual(status, 409)
            self.assertTrue(told["sentence"])
            self.assertEqual(one.state, "waiting")
        self.assertEqual(
            self._ask(self.coordinator, "answer", **answer, last=last)[0], 200
        )
        # once more, because the answer was lost
        self.assertEqual(
            self._ask(self.coordinator, "answer", **answer, last=last)[0], 200
        )
        self.assertEqual(len(one.text_ids), 3)
        status, _told = self._ask(
            self.coordinator, "done", id=one.id, last=answer["uuid"]
        )
        self.assertEqual((status, one.state), (200, "done"))

    def test_the_form_of_what_is_sent(self):
        good = {
            "uuid": str(uuid4()),
            "room": str(uuid4()),
            "sealed": "eA==",
            "readers": [str(uuid4())],
        }
        self.assertEqual(forms.read_message(good), good)
        for name, wrong in (
            ("readers", []),
            ("readers", "x"),
            ("readers", ["x"]),
            ("room", "x"),
            ("uuid", 3),
            ("sealed", ""),
            ("sealed", "eA==" * 50_001),
        ):
            with self.subTest(name), self.assertRaises(forms.Wrong):
                forms.read_message({**good, name: wrong})
        self.assertEqual(forms.read_handles({"handles": ["a" * 64]}, 1), ["a" * 64])
        for wrong in (None, ["x"], ["a" * 64] * 2):
            with self.assertRaises(forms.Wrong):
                forms.read_handles({"handles": wrong}, 1)
