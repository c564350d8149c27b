from datetime import timedelta

from babel import Locale
from werkzeug.datastructures import MultiDict

from odoo.tests import HttpCase, tagged

from ..portal.base.words import day
from ..tools import places
from .common import MentorshipCase
from .pages import Pages, read_meeting, save_sign_up
from .preference.test_choice import ChoiceCase

DUTCH = Locale("nl")


@tagged("post_install", "-at_install", "fault")
class TestPlaces(MentorshipCase):
    """A time zone is called after its place, in the reader's language."""

    def test_a_zone_is_called_after_its_place(self):
        known = [
            "Africa/Abidjan",
            "Asia/Calcutta",
            "Asia/Kolkata",
            "Etc/GMT+3",
            "Europe/Amsterdam",
            "US/Eastern",
            "UTC",
        ]
        found = places.names(known, DUTCH, "Europe/Amsterdam")
        self.assertEqual(
            list(found.items()),
            [
                ("Asia/Calcutta", "India – Calcutta"),
                ("Africa/Abidjan", "Ivoorkust – Abidjan"),
                ("Europe/Amsterdam", "Nederland – Amsterdam"),
                ("US/Eastern", "Verenigde Staten – New York"),
            ],
        )
        self.assertIn("Etc/GMT+3", places.names(known, DUTCH, "Etc/GMT+3"))

    def test_a_zone_of_no_place_is_called_by_its_hours(self):
        pages = Pages(self.env, self.mentee_user)
        for zone, name in (("Etc/GMT+3", "GMT-03:00"), ("UTC", "GMT+00:00")):
            self.mentee_user.tz = zone
            self.assertEqual(pages.timezone_name(), name)


@tagged("post_install", "-at_install", "fault")
class TestWords(MentorshipCase):
    """The text of a page fits the moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = Pages(cls.env, cls.mentee_user)
        cls.mentor.name, cls.mentee.name = "Anouk de Wit", "Bas de Groot"

    def test_who_is_left_alone_reads_who_the_other_was(self):
        pairing = self._active_pair()
        pairing.with_user(self.mentor_user).action_end()
        page = self.pages.pairing(pairing, self.mentee)
        self.assertEqual(page["pairing"]["names"], "Anouk de Wit")
        room = self.pages.room(pairing, self.mentee)
        self.assertEqual(room["names"], "Anouk de Wit")
        # the other member can read the room for as long
        self.assertTrue(pairing._has_room_for(self.mentor))

    def test_ones_own_wish_is_told_as_ones_own(self):
        pairing = self._active_pair()
        until = pairing.date_end + timedelta(days=100)
        pairing.with_user(self.mentee_user).action_prolong(until)
        for person, own in ((self.mentee, True), (self.mentor, False)):
            (wish,) = self.pages.pairing(pairing, person)["sentences"]["wishes"]
            self.assertEqual("Bas de Groot" in wish, not own)

    def test_a_name_is_no_markup(self):
        pairing = self._active_pair()
        self.mentee.name = "<i>Bas</i> %s & %(day)s"
        until = pairing.date_end + timedelta(days=100)
        pairing.with_user(self.mentee_user).action_prolong(until)
        (wish,) = self.pages.pairing(pairing, self.mentor)["sentences"]["wishes"]
        self.assertIn("&lt;i&gt;Bas&lt;/i&gt; %s &amp; %(day)s", wish)
        self.assertIn(f"<strong>{day(self.pages.env, until)}</strong>", wish)
        preview = self.pages.preview(self.mentee)
        self.assertIn("<strong>&lt;i&gt;Bas", preview)
        sent = self.pages.link_sent("<b>a</b>@leden.example")
        self.assertIn("<strong>&lt;b&gt;a&lt;/b&gt;@", sent)

    def test_a_meeting_is_moved_to_a_later_moment(self):
        post = MultiDict(
            {
                "date": str(self.today - timedelta(days=5)),
                "time": "15:30",
                "minutes": "0",
                "mode": "in_person",
            }
        )
        words = self.pages.sentence
        for moves, code in ((False, "in_the_past"), (True, "moved_to_the_past")):
            _values, errors = read_meeting(self.pages.env, post, moves)
            self.assertEqual(errors["date"], words(code))
            self.assertEqual(
                errors["minutes"], words("not_a_number", least=5, most=480)
            )
            self.assertIn("480", errors["minutes"])
        undated = MultiDict({**post, "date": ""})
        _values, errors = read_meeting(self.pages.env, undated)
        self.assertEqual(errors["date"], words("missing"))

    def test_a_number_is_told_with_its_bounds(self):
        self._open()
        sign_up = self._enrol(self.mentor, "mentor", submit=False)
        form = MultiDict({"max_mentees": "99", "motivation": "", "employer": ""})
        errors = save_sign_up(sign_up, form)
        self.assertRegex(errors["max_mentees"], r"\b1\b.*\b20\b")

    def _accepted(self):
        """Return the accepted sign-ups of the mentor and of the mentee."""
        self._open()
        sign_ups = (
            self._enrol(self.mentor, "mentor"),
            self._enrol(self.mentee, "mentee"),
        )
        for sign_up in sign_ups:
            sign_up.action_accept()
        return sign_ups

    def test_who_has_a_proposal_reads_of_it_with_the_sign_up(self):
        sign_ups = self._accepted()
        story = self.pages.accepted_story(sign_ups[1])
        self._pair(*sign_ups, offer=True)
        self.assertNotEqual(self.pages.accepted_story(sign_ups[1]), story)

    def test_a_member_reads_what_a_state_means_for_them(self):
        sign_ups = self._accepted()
        page = self.pages.enrolment(sign_ups[1])["enrolment"]
        self.assertRegex(page["state_label"], "^(You are taking part|Je doet mee)$")
        pairing = self._pair(*sign_ups, offer=True)
        for user, words in (
            (self.mentee_user, "waiting for your answer|wacht op jouw antwoord"),
            (self.mentor_user, "you said yes|je hebt ja gezegd"),
        ):
            page = self.pages.pairing(pairing, self.mentee)["pairing"]
            self.assertRegex(page["state_label"], words)
            pairing.with_user(user).action_accept_offer()
        page = self.pages.pairing(pairing, self.mentee)["pairing"]
        self.assertNotRegex(page["state_label"], "Proposal|Voorstel")

    def test_two_editions_to_sign_up_for_are_told_apart(self):
        self._open()
        cards = [
            {
                "editions": [
                    {"open": True, "name": name, "line": "", "url": ""}
                    for name in ("NOB 2031", "VN 2031")
                ]
            }
        ]
        titles = [step["title"] for step in self.pages.sign_up_steps(cards)]
        self.assertEqual(len({*titles}), 2)


@tagged("post_install", "-at_install", "fault")
class TestTakenBack(HttpCase, ChoiceCase):
    """A member who takes back their own question is not thanked for an answer."""

    def test_a_question_taken_back_is_no_answer(self):
        self._choose(self.ann)
        pairing = self.enrolment._asked_choice().pairing_id
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        path = f"/my/mentorship/pairing/{pairing.id}"
        token = self.url_open(path).text.split('csrf_token: "')[1].split('"')[0]
        form = {"csrf_token": token, "answer": "no"}
        answer = self.url_open(f"{path}/answer", data=form)
        self.assertIn("done=taken_back", answer.url)

    def test_who_may_choose_hears_so_when_accepted(self):
        template = self.env.ref("nob_mentorship.mail_template_accepted")
        template = template.with_context(lang="en_US")
        for sign_up, heard in ((self.enrolment, True), (self.ann, False)):
            body = template._render_field("body_html", sign_up.ids)[sign_up.id]
            self.assertEqual("choose your mentor yourself" in body, heard, body)
