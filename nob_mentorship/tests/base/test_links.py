from datetime import timedelta
from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages, read_meeting

CALL = "https://video.example/l/meetup-join/19%3ameeting_" + "A" * 64 + "%40thread.v2"
REWRITTEN = (
    f"https://eur01.safelinks.example/?url={quote(CALL, safe='')}"
    f"&data=05%7C02%7C{'b' * 1300}%3D&reserved=0"
)
"""The link of a call as a mail program rewrites it, with the usual length."""


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestLinks(MentorshipCase):
    """A link is accepted as it is pasted, and no blank is in the middle of it."""

    AROUND = ("{}", "<{}>", "  {}\n", "\u00a0<{}>\u200b", "\ufeff< {} >\t")
    WRONG = (
        "https://video.example/a b",
        "https://video.example/a\nb",
        "https://video.example/\u00a0b",
        "https://video.example/\u200bb",
        "Join: <https://video.example>",
        "<https://video.example/a> <https://video.example/b>",
        "https://video.example/" + "a" * 2000,
        "javascript:alert(1)",
        "data:text/html,<b>hello</b>",
        "https:///room",
        "https://user:secret@video.example/room",
        "https://user@video.example/room",
        "video.example/room",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()

    def _form(self, link):
        day = self.today + timedelta(days=20)
        post = {"date": str(day), "time": "15:30", "minutes": "60", "mode": "video"}
        pages = Pages(self.env, self.mentee_user)
        return read_meeting(pages.env, MultiDict({**post, "video_url": link}))

    def _import(self, link):
        """Return the meeting that an import of the server's own makes."""
        stamp = fields.Datetime.now() + timedelta(days=9)
        names = ["pairing_id/.id", "start", "stop", "mode", "video_url"]
        row = [str(self.pairing.id), str(stamp), str(stamp + timedelta(hours=1))]
        result = self.env["mentorship.meeting"].load(names, [[*row, "video", link]])
        return self.env["mentorship.meeting"].browse(result["ids"] or []), result

    def test_a_link_is_accepted_as_it_is_pasted(self):
        self.assertGreater(len(REWRITTEN), 1400)
        for link in (CALL, REWRITTEN):
            for around in self.AROUND:
                with self.subTest(around, link=link[:30]):
                    pasted = around.format(link)
                    values, errors = self._form(pasted)
                    self.assertFalse(errors)
                    self.assertEqual(values["video_url"], link)
                    meeting, result = self._import(pasted)
                    self.assertFalse(result["messages"])
                    self.assertEqual(meeting.video_url, link)
                    meeting.video_url = f" <{link}> "
                    self.assertEqual(meeting.video_url, link)
                    resource = self.env["mentorship.resource"].create(
                        {
                            "name": "Reading",
                            "programme_id": self.programme.id,
                            "url": pasted,
                        }
                    )
                    self.assertEqual(resource.url, link)

    def test_what_is_no_link_is_refused_at_its_field(self):
        meeting = self._import(CALL)[0]
        for link in self.WRONG:
            with self.subTest(link[:30]):
                _values, errors = self._form(link)
                self.assertEqual(set(errors), {"video_url"})
                found, result = self._import(link)
                self.assertFalse(found)
                self.assertEqual(
                    [m["message"] for m in result["messages"]], [errors["video_url"]]
                )
                with self.assertRaises(UserError):
                    meeting.video_url = link
                self.assertEqual(meeting.video_url, CALL)

    def test_an_empty_link_is_none(self):
        for link in ("", "  ", "\u00a0", "<>"):
            values, errors = self._form(link)
            self.assertEqual((values["video_url"], errors), ("", {}))

    def test_a_long_link_is_whole_in_the_calendar(self):
        meeting, _result = self._import(f"<{REWRITTEN}>")
        meeting.planner_id = self.mentee
        content = meeting._calendar("REQUEST", self.mentor)
        unfolded = content.replace(b"\r\n ", b"").decode()
        self.assertIn(REWRITTEN.partition("?")[0], unfolded)
        self.assertIn("b" * 1300, unfolded)
