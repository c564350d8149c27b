"""A member's own words: theirs alone, and shown only if they and staff agree (R30)."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.promotion.voice import VOICE_LIMIT
from ...tools import kept
from ...tools.promotion import Crowd, crowd, named
from ..closure.test_thanks_by_name import ThanksCase
from ..common import MentorshipCase
from ..pages import Pages

WORDS = "I look at my own work with fresh eyes."
WRONG = ("", "   ", "\x00", None, [], {}, 7, "x" * (VOICE_LIMIT + 1))


class VoiceCase(ThanksCase):
    """A closed edition of three pairs; no one said anything yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.registry.clear_cache()
        cls.voices = cls.env["mentorship.voice"]
        cls.reader = Pages(cls.env, cls.member_user, lang="en_US")

    def _say_words(self, number=0, text=WORDS, named_as="first", everyone=True):
        own = self.enrolments[number].with_user(self.users[number])
        own.action_say(text, named_as, everyone)
        self.env.invalidate_all()
        return self.enrolments[number].voice_ids

    def _approve(self, voice, user=None):
        mine = voice.with_user(user or self.coordinator)
        mine.with_context(mentorship_version=voice.version).action_approve()

    def _said(self, everyone=False):
        """Return what the page shows, as (text, words below it)."""
        self.env.invalidate_all()
        editions = self.env["mentorship.edition"]
        partner = None if everyone else self.member
        page = self.reader.promotion(self.programme, editions, partner)["promotion"]
        return [(voice["text"], voice["by"]) for voice in page["voices"]]


@tagged("post_install", "-at_install", "mentorship")
class TestVoice(VoiceCase):
    """Said by the member, approved by staff, taken back at any moment."""

    def test_it_is_shown_once_staff_approve_it(self):
        voice = self._say_words()
        self.assertEqual(self._said(), [])
        self._approve(voice)
        self.assertEqual(self._said(), [(WORDS, self.users[0].name.split()[0])])
        voice.with_user(self.coordinator).action_refuse()
        self.assertEqual(self._said(), [])

    def test_who_takes_it_back_is_gone_at_once(self):
        voice = self._say_words()
        self._approve(voice)
        self.assertTrue(self._said())
        self.enrolments[0].with_user(self.users[0]).action_unsay()
        self.assertEqual(self._said(), [])
        self.assertFalse(voice.exists())
        self.enrolments[0].with_user(self.users[0]).action_unsay()

    def test_changed_words_are_approved_anew(self):
        voice = self._say_words()
        stale = voice.with_user(self.coordinator).with_context(
            mentorship_version=voice.version
        )
        self._say_words(text="Something else entirely.")
        with self.assertRaisesRegex(UserError, "changed"):
            stale.action_approve()
        self.assertEqual(self._said(), [])
        self._approve(voice)
        self.assertEqual(self._said()[0][0], "Something else entirely.")
        self._say_words(text="Now this.")
        self.assertEqual(self._said(), [])
        # the same once more changes nothing
        self._approve(voice)
        self._say_words(text="Now this.")
        self.assertEqual(voice.state, "approved")

    def test_nobody_approves_what_they_did_not_read(self):
        voice = self._say_words()
        with self.assertRaises(UserError):
            voice.with_user(self.coordinator).action_approve()
        self.assertEqual(voice.state, "offered")

    def test_a_page_without_a_login_shows_what_everyone_may_read(self):
        for number, everyone in ((0, True), (1, False)):
            self._approve(self._say_words(number, f"Words {number}.", "role", everyone))
        self.assertEqual(len(self._said()), 2)
        texts = [text for text, _by in self._said(everyone=True)]
        self.assertEqual(texts, ["Words 0."])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_says_anything_for_a_member(self):
        voice = self._say_words()
        for user in (
            self.users[1],
            self.coordinator,
            self.manager,
            self.administrator,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user.login):
                mine = self.enrolments[0].with_user(user)
                for act in (
                    lambda mine=mine: mine.action_say("Not mine", "name", True),
                    mine.action_unsay,
                    lambda user=user: voice.with_user(user).write({"text": "Not so"}),
                    lambda user=user: voice.with_user(user).write({"everyone": True}),
                    lambda user=user: voice.with_user(user).write(
                        {"state": "approved"}
                    ),
                    lambda user=user: voice.with_user(user).unlink(),
                ):
                    with self.assertRaises(AccessError):
                        act()
        with self.assertRaises(AccessError):
            voice.with_user(self.users[0]).read(["text"])
        for user in (self.other_coordinator, self.member_user, self.users[0]):
            with self.assertRaises(AccessError):
                voice.with_user(user).with_context(
                    mentorship_version=1
                ).action_approve()
        self.assertEqual((voice.text, voice.state), (WORDS, "offered"))

    def test_what_are_no_words_is_refused(self):
        own = self.enrolments[0].with_user(self.users[0])
        for text in WRONG:
            with self.subTest(repr(text)[:20]), self.assertRaises(UserError):
                own.action_say(text, "first", True)
        for named_as in ("", "nick", None, [], {}):
            with self.subTest(named_as), self.assertRaises(UserError):
                own.action_say(WORDS, named_as, True)
        self.assertFalse(self.enrolments[0].voice_ids)

    def test_before_the_end_nobody_is_asked(self):
        other = self._open(self._edition(name="2032"))
        own = self._enrol(self.mentee, "mentee", edition=other)
        self.assertIsNone(self.reader.voice(own))
        with self.assertRaisesRegex(UserError, "completed"):
            own.with_user(self.mentee_user).action_say(WORDS, "first", True)
        self.assertTrue(self.reader.voice(self.enrolments[0]))

    def test_a_voice_follows_the_name_and_stays_as_it_was_chosen(self):
        voice = self._say_words(named_as="name")
        self._approve(voice)
        self.users[0].name = "Nora Nieuw"
        self.assertEqual(self._said(), [(WORDS, "Nora Nieuw")])
        self._approve(self._say_words(named_as="first"))
        self.assertEqual(self._said(), [(WORDS, "Nora")])
        self.users[0].name = "N. Nieuw"
        self.assertEqual(self._said(), [(WORDS, "a participant")])

    def test_a_voice_of_another_programme_is_not_on_the_page(self):
        self._approve(self._say_words())
        among = Crowd(9, 9, {})
        for programme, number in ((self.programme, 1), (self.other_programme, 0)):
            lines = self.voices._page_lines(programme, False, among)
            self.assertEqual(len(lines), number, programme.name)

    def test_archived_and_erased_members_vanish(self):
        for number in (0, 1):
            self._approve(self._say_words(number, f"Words {number}."))
        self.users[0].active = False
        self.users[0].partner_id.active = False
        self.assertEqual([text for text, _by in self._said()], ["Words 1."])
        erased = self.users[1].partner_id
        erased.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(self._said(), [])
        self.assertFalse(self.enrolments[1].voice_ids)

    def test_it_is_in_ones_own_export(self):
        self._say_words()
        (told,) = self.reader.export(self.users[0].partner_id)["voices"]
        self.assertEqual(told["text"], WORDS)
        self.assertEqual(told["everyone"], "Yes")
        self.assertEqual(self.reader.export(self.users[1].partner_id)["voices"], [])

    def test_old_words_and_refused_ones_are_deleted(self):
        kept, refused, old = (self._say_words(n, f"Words {n}.") for n in range(3))
        refused.with_user(self.coordinator).action_refuse()
        self.voices._forget()
        self.assertTrue(refused.exists())
        (kept | refused).said_on = self.today - timedelta(days=91)
        old.said_on = self.today - timedelta(days=5 * 365 + 1)
        self.voices._forget()
        self.assertEqual((kept | refused | old).exists(), kept)

    def test_members_are_asked_once_for_a_few_words(self):
        self._say_words(0)
        before = self._mails()
        edition = self.edition.with_user(self.coordinator)
        edition.action_ask_voices()
        mailed = (self._mails() - before).recipient_ids
        asked = {user.partner_id for user in self.users[1:]}
        self.assertEqual(set(mailed), asked)
        with self.assertRaisesRegex(UserError, "no one to ask"):
            edition.action_ask_voices()
        with self.assertRaises(AccessError):
            self.edition.with_user(self.other_coordinator).action_ask_voices()

    def test_who_completed_in_two_roles_or_years_is_asked_once(self):
        twice = self.users[1].partner_id
        self._enrol(twice, "mentee", submit=False).sudo().state = "completed"
        earlier = self._edition(name="2019")
        before = self._enrol(self.users[2].partner_id, "mentee", earlier, submit=False)
        before.sudo().write({"state": "completed", "voice_asked_on": self.today})
        mails = self._mails()
        self.edition.with_user(self.coordinator).action_ask_voices()
        asked = (self._mails() - mails).mapped("recipient_ids")
        self.assertEqual(
            len(
                (self._mails() - mails).filtered(
                    lambda mail: mail.recipient_ids == twice
                )
            ),
            1,
        )
        self.assertNotIn(self.users[2].partner_id, asked)

    def test_a_coordinator_is_told_once_that_something_waits(self):
        before = self.edition.activity_ids
        self._say_words(0)
        self._say_words(1)
        line = self.edition.activity_ids - before
        self.assertEqual(len(line), 1)
        self.assertEqual(line.user_id, self.coordinator)
        self.assertNotIn(self.users[0].name, f"{line.summary} {line.note}")


@tagged("post_install", "-at_install", "mentorship")
class TestVoiceForm(HttpCase, VoiceCase):
    """The form on the page of a sign-up."""

    def test_words_of_a_form_that_was_open_for_too_long_come_back(self):
        user, own = self.users[0], self.enrolments[0]
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        form = {"words": WORDS, "named_as": "role", "everyone": "1", "do": "say"}
        form[kept.USER] = self.env["ir.http"]._form_of(user.id)
        answer = self.url_open(f"{own._page_path()}/voice", form)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.url.endswith(own._page_path()))
        self.assertIn(f">{WORDS}</textarea>", answer.text)
        self.assertFalse(own.voice_ids)


@tagged("post_install", "-at_install", "mentorship")
class TestNamed(MentorshipCase):
    """How a voice is named, worked out by hand."""

    def test_a_voice_is_one_among_five(self):
        among = Crowd(10, 5, {"mentor": 5, "mentee": 5})
        for named_as, role, expected in (
            ("name", "mentee", ("Anna de Wit", "mentee")),
            ("first", "mentee", ("Anna", "mentee")),
            ("role", "mentee", ("", "mentee")),
            ("role", "peer", ("", "")),
        ):
            found = named(named_as, "Anna de Wit", role, among)
            self.assertEqual(found, expected, (named_as, role))
        # the only mentor is not told by the role, nor by the role of all others
        among = Crowd(6, 3, {"mentor": 1, "mentee": 5})
        for named_as, role, expected in (
            ("role", "mentor", ("", "")),
            ("role", "mentee", ("", "")),
            ("first", "mentor", ("Anna", "")),
            ("first", "mentee", ("Anna", "")),
        ):
            found = named(named_as, "Anna de Wit", role, among)
            self.assertEqual(found, expected, (named_as, role))
        among = Crowd(10, 5, {"mentor": 5, "mentee": 5})
        # who chose the first name is not named in full where it cannot be told
        for name, expected in (
            ("Anna de Wit", "Anna"),
            ("A. de Wit", ""),
            ("drs. Anna de Wit", ""),
            ("DE WIT Anna", ""),
            ("Anna", "Anna"),
            ("", ""),
        ):
            found = named("first", name, "mentee", among)
            self.assertEqual(found, (expected, "mentee"), name)
        among = Crowd(6, 3, {"mentor": 1, "mentee": 5})
        whole = named("name", "Anna\nde  Wit", "mentor", among)
        self.assertEqual(whole, ("Anna de Wit", ""))
        for few in (Crowd(4, 2, {"mentee": 4}), Crowd(9, 1, {"mentee": 8})):
            self.assertIsNone(named("name", "Anna de Wit", "mentee", few))

    def test_a_person_counts_once(self):
        rows = [(1, "mentor", 10), (2, "mentee", 10), (1, "mentor", 11)]
        self.assertEqual(crowd(rows), Crowd(2, 2, {"mentor": 1, "mentee": 1}))
        self.assertEqual(crowd([]), Crowd(0, 0, {}))
