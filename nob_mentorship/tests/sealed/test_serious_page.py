"""A complaint, about a mentor or a coordinator, is two taps away (R18, R52)."""

from datetime import timedelta

from lxml import html

from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase


@tagged("post_install", "-at_install")
class TestSeriousPage(HttpCase, MentorshipCase):
    """One tap opens the ways, the other one leads past the coordinators."""

    def setUp(self):
        super().setUp()
        for user in (self.mentor_user, self.mentee_user):
            user.lang = "en_US"

    def _ways(self, login, path):
        """Return the links that the first tap on a page shows."""
        self.authenticate(login, login)
        page = html.fromstring(self.url_open(path).text)
        (_first,) = page.xpath("//button[@data-bs-target='#serious_dialog']")
        (dialog,) = page.xpath("//div[@id='serious_dialog']")
        return dialog.xpath(".//a/@href")

    def _check(self, login, *paths, programme=None):
        number = (programme or self.programme).id
        for path in paths:
            with self.subTest(path, login=login):
                links = self._ways(login, path)
                for place in (f"speak/{number}", f"speak/{number}/past"):
                    self.assertTrue([each for each in links if each.endswith(place)])

    def test_from_home_and_from_a_pairing_in_every_state(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
            offer=True,
        )
        page = f"/my/mentorship/pairing/{pairing.id}"
        self._check("test_mentee", "/my/mentorship", page)
        for member in pairing.member_ids:
            member._answer("accepted")
        self._check("test_mentee", "/my/mentorship", page)
        pairing.action_end()
        self._check("test_mentor", "/my/mentorship", page)
        # when its room is closed too
        pairing.ended_on = self.today - timedelta(days=60)
        self._check("test_mentor", "/my/mentorship", page)

    def test_who_left_a_group_finds_it_too(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        users[0].lang = "en_US"
        group.with_user(users[0]).action_end()
        page = f"/my/mentorship/pairing/{group.id}"
        self._check(users[0].login, "/my/mentorship", page)
