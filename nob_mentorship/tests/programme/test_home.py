from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase
from ..pages import Pages


@tagged("post_install", "-at_install")
class TestHome(HttpCase, MentorshipCase):
    """The overview leads with a person and a moment, or the way to them."""

    def _talk(self, pairing, days, **values):
        start = Datetime.now().replace(microsecond=0) + timedelta(days=days)
        return self.env["mentorship.meeting"].create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(hours=1),
                "attendee_ids": pairing.member_ids.partner_id.ids,
                "planner_id": self.mentee.id,
                **values,
            }
        )

    def _home(self, partner=None):
        return Pages(self.env).overview(partner or self.mentee)

    def test_the_next_talk_comes_first_with_its_buttons(self):
        pairing = self._active_pair()
        pairing.with_user(self.mentee_user).action_first_contact()
        self._talk(pairing, 9)
        video = {"mode": "video", "video_url": "https://video.example/us"}
        talk = self._talk(pairing, 2, **video)
        step = self._home()["step"]
        self.assertIn("Video call with", step["title"])
        self.assertEqual(step["url"], "https://video.example/us")
        self.assertEqual(step["label"], "Join")
        ways = [link["url"] for link in step["also"]]
        self.assertEqual(ways[0], f"/my/mentorship/meeting/{talk.id}/calendar")
        self.assertTrue(step["faces"][0]["initials"])
        self.assertTrue(self._home()["more_steps"], "what else there is to do")

    def test_a_talk_without_a_video_link_goes_to_the_calendar(self):
        pairing = self._active_pair()
        pairing.with_user(self.mentee_user).action_first_contact()
        self._talk(pairing, 2, location="Cafe De Kroon")
        step = self._home()["step"]
        self.assertEqual(step["label"], "Add to calendar")
        self.assertEqual(step["place"], "Cafe De Kroon")

    def test_the_calendar_file_is_for_the_pair_and_asks_no_answer(self):
        pairing = self._active_pair()
        talk = self._talk(pairing, 2)
        path = f"/my/mentorship/meeting/{talk.id}/calendar"
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        answer = self.url_open(path)
        self.assertIn("METHOD:PUBLISH", answer.text)
        self.assertIn(talk.uid, answer.text.replace("\r\n ", ""))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        talk.action_cancel()
        page = self.url_open(path, allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.authenticate(self.member_user.login, self.member_user.login)
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_who_waits_sees_the_way_with_days(self):
        self.edition.intake = True
        self._open()
        sign_up = self._enrol(self.mentee, "mentee")
        (line,) = self._home()["waiting"]
        states = [point["state"] for point in line["progress"]]
        self.assertEqual(states, ["done", "now", "later", "later"])
        sign_up.action_accept()
        (line,) = self._home()["waiting"]
        states = [point["state"] for point in line["progress"]]
        self.assertEqual(states, ["done", "done", "now", "later"])
        self.assertTrue(line["progress"][2]["day"])
        mentor = self._enrol(self.mentor, "mentor")
        mentor.action_accept()
        self._pair(mentor, sign_up, offer=True)
        home = self._home()
        self.assertFalse(home["waiting"])
        self.assertTrue(home["step"])

    def test_what_is_over_is_folded(self):
        pairing = self._active_pair()
        self.assertEqual(len(self._home()["pairings"]), 1)
        pairing.action_complete()
        home = self._home()
        self.assertFalse(home["pairings"])
        self.assertEqual(home["past"][0]["url"], f"/my/mentorship/pairing/{pairing.id}")
