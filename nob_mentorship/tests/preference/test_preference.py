from werkzeug.datastructures import MultiDict

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from ...tools.names import is_named
from ..common import STAFF, MentorshipCase
from ..pages import Pages, tell_staff

MARK = "Zebrafink"
"""A word that is in what the member writes, and nowhere else."""


class PreferenceCase(MentorshipCase):
    """A member who signed up, and staff who could read what they write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._user("colleague", STAFF)
        cls.colleague.name = "Renée van der Berg"
        cls.programme.coordinator_ids += cls.colleague
        cls._open()
        cls.mentee_enrolment = cls._enrol(cls.mentee, "mentee")
        cls.mentor_enrolment = cls._enrol(cls.mentor, "mentor", max_mentees=3)

    def _say(self, text=MARK, kind="avoid", user=None, **form):
        """Let the mentee send the form of the page; return what is stored."""
        enrolment = self.mentee_enrolment.with_user(user or self.mentee_user)
        before = self.env["mentorship.preference"].search([])
        errors = tell_staff(enrolment, MultiDict({kind: text, **form}))
        self.assertFalse(errors)
        return self.env["mentorship.preference"].search([]) - before

    def _read_by(self, preference, user):
        """Tell whether a user finds and reads the text."""
        found = preference.with_user(user).search([("id", "=", preference.id)])
        return bool(found) and found.text == preference.text


@tagged("post_install", "-at_install")
class TestPreference(PreferenceCase):
    """What a member tells the coordinator reaches them, and no one else."""

    def test_coordinators_and_managers_read_it_and_nobody_else(self):
        preference = self._say()
        self.assertEqual(
            (preference.partner_id, preference.kind, preference.state),
            (self.mentee, "avoid", "new"),
        )
        for user in (self.coordinator, self.colleague, self.manager):
            self.assertTrue(self._read_by(preference, user), user.name)
        self.assertFalse(self._read_by(preference, self.other_coordinator))
        for user in (self.mentee_user, self.mentor_user, self.employee):
            with self.subTest(user.name), self.assertRaises(AccessError):
                preference.with_user(user).search([])
        with self.assertRaises(AccessError):
            preference.with_user(self.administrator).search([])

    def test_who_is_named_never_reads_it_and_a_manager_does(self):
        for text in (
            "Liever niet bij RENEE",
            "mevrouw Berg, uit Utrecht",
            "renée",
        ):
            with self.subTest(text):
                preference = self._say(text)
                self.assertTrue(preference.for_manager)
                self.assertEqual(preference.hidden_from_ids, self.colleague)
                self.assertTrue(self._read_by(preference, self.manager))
                self.assertFalse(self._read_by(preference, self.coordinator))
                self.assertFalse(self._read_by(preference, self.colleague))

    def test_a_word_within_a_word_or_a_particle_names_nobody(self):
        for text in ("Van der Zee", "Bergen op Zoom", "Reneetje"):
            with self.subTest(text):
                preference = self._say(text)
                self.assertFalse(preference.for_manager or preference.hidden_from_ids)

    def test_about_a_coordinator_is_for_a_manager_without_a_name_too(self):
        preference = self._say(about_coordinator="1")
        self.assertTrue(preference.for_manager)
        self.assertFalse(self._read_by(preference, self.coordinator))
        self.assertTrue(self._read_by(preference, self.manager))

    def test_a_manager_who_is_named_does_not_read_it(self):
        second = self._user("second", "nob_mentorship.group_mentorship_manager")
        second.name = "Wim Wolf"
        self.programme.coordinator_ids += second
        preference = self._say("Wolf, alsjeblieft niet")
        self.assertFalse(self._read_by(preference, second))
        self.assertTrue(self._read_by(preference, self.manager))

    def test_who_is_named_and_becomes_coordinator_does_not_read_it_either(self):
        self.employee.name = "Olga Otter"
        preference = self._say("Otter")
        self.employee.group_ids += self.env.ref(STAFF)
        self.programme.coordinator_ids += self.employee
        self.assertTrue(self._read_by(preference, self.coordinator))
        self.assertFalse(self._read_by(preference, self.employee))

    def test_who_gets_the_name_later_does_not_read_it(self):
        preference = self._say("Liever niet bij Otter")
        self.assertTrue(self._read_by(preference, self.coordinator))
        self.assertEqual(preference.activity_ids.user_id, self.coordinator)
        self.coordinator.partner_id.name = "Olga Otter"
        self.assertFalse(self._read_by(preference, self.coordinator))
        self.assertTrue(self._read_by(preference, self.manager))
        self.assertNotEqual(preference.activity_ids.user_id, self.coordinator)
        wish = self._say("Graag bij Wezel", "wish")
        newcomer = self._user("newcomer", STAFF)
        newcomer.name = "Wim Wezel"
        self.programme.coordinator_ids += newcomer
        self.assertFalse(self._read_by(wish, newcomer))
        self.assertTrue(self._read_by(wish, self.colleague))

    def test_a_wish_is_hidden_from_who_it_names_and_not_from_the_others(self):
        preference = self._say("Graag Renée", "wish")
        self.assertFalse(preference.for_manager)
        self.assertTrue(self._read_by(preference, self.coordinator))
        self.assertFalse(self._read_by(preference, self.colleague))

    def test_when_nobody_is_left_nothing_is_kept(self):
        managers = self.env.ref("nob_mentorship.group_mentorship_manager").all_user_ids
        managers.name = "Wim Wolf"
        with (
            self.assertRaisesRegex(UserError, "No reader would be left"),
            self.env.cr.savepoint(),
        ):
            self._say("Niet Renée en niet Wolf")
        self.assertFalse(self.env["mentorship.preference"].search([]))

    def test_the_same_twice_is_kept_once(self):
        self.assertEqual(len(self._say()), 1)
        self.assertFalse(self._say())
        self.assertEqual(len(self._say(about_coordinator="1")), 1)

    def test_who_is_told_may_read_it_and_the_mail_says_no_name(self):
        for text, user in ((MARK, self.coordinator), ("Coordinator!", self.manager)):
            preference = self._say(text)
            activity = preference.activity_ids
            self.assertTrue(self._read_by(preference, activity.user_id))
            if user == self.coordinator:
                self.assertEqual(activity.user_id, user)
            for mail in self.env["mail.message"].search(
                [("model", "=", preference._name), ("res_id", "=", preference.id)]
            ):
                said = (
                    f"{mail.subject} {mail.body} {mail.email_from} {mail.record_name}"
                )
                for word in (text, self.mentee.name, self.mentee.email, "exclu"):
                    self.assertNotIn(word, said)
                self.assertNotEqual(mail.author_id, self.mentee)
        hidden = activity.with_user(self.coordinator)
        self.assertFalse(hidden.search([("id", "=", activity.id)]))

    def test_nobody_writes_it_for_somebody_else(self):
        for user in (self.mentor_user, self.coordinator, self.manager):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._say(user=user)
        preference = self._say()
        for values in ({"text": "x"}, {"hidden_from_ids": False}, {"state": "done"}):
            with self.subTest(values), self.assertRaises(AccessError):
                preference.with_user(self.manager).write(values)

    def test_a_member_takes_back_what_nobody_handled(self):
        preference = self._say()
        own = self.mentee_enrolment.with_user(self.mentee_user)
        other = self.mentor_enrolment.with_user(self.mentor_user)
        with self.assertRaisesRegex(UserError, "already been handled or taken back"):
            other._take_back_preference(str(preference.id))
        activity = preference.activity_ids
        own._take_back_preference(str(preference.id))
        self.assertFalse(preference.exists() or activity.exists())
        handled = self._say()
        handled.with_user(self.coordinator).action_done()
        with self.assertRaisesRegex(UserError, "already been handled"):
            own._take_back_preference(str(handled.id))

    def test_what_was_written_is_destroyed_once_it_is_handled(self):
        preference = self._say()
        with self.assertRaises(AccessError):
            preference.with_user(self.other_coordinator).action_done()
        preference.with_user(self.coordinator).action_done()
        self.assertEqual((preference.state, preference.text), ("done", False))
        self.assertFalse(preference.activity_ids)
        page = Pages(self.env).preference(self.mentee_enrolment)
        self.assertFalse(page["told"][0]["open"])
        self.assertTrue(page["told"][0]["date"])
        self.assertNotIn(MARK, str(page))

    def test_a_sign_up_at_its_end_is_told_nothing_more(self):
        self.mentee_enrolment.action_withdraw()
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self._say()

    def test_keep_apart_makes_the_exclusion_and_handles_it(self):
        preference = self._say().with_user(self.coordinator)
        action = preference.action_keep_apart()
        wizard = self.env[action["res_model"]].with_user(self.coordinator)
        wizard.with_context(**action["context"]).create(
            {"other_partner_id": self.mentor.id, "kind": "manager"}
        ).action_keep_apart()
        exclusion = self.env["mentorship.exclusion"].search([])
        self.assertEqual(exclusion.partner_id, self.mentee)
        self.assertEqual(exclusion.other_partner_id, self.mentor)
        self.assertEqual(exclusion.kind, "manager")
        self.assertFalse(exclusion.reason)
        self.assertEqual(preference.state, "done")

    def test_note_the_wish_makes_it_and_handles_it(self):
        preference = self._say("Graag bij Mentor", "wish").with_user(self.coordinator)
        action = preference.action_note_wish()
        wizard = self.env[action["res_model"]].with_user(self.coordinator)
        wizard = wizard.with_context(**action["context"]).create(
            {"other_enrolment_id": self.mentor_enrolment.id}
        )
        self.assertEqual(
            (wizard.edition_id, wizard.other_role), (self.edition, "mentor")
        )
        wizard.action_note()
        wish = self.env["mentorship.wish"].search([])
        self.assertEqual(wish.mentor_enrolment_id, self.mentor_enrolment)
        self.assertEqual(wish.mentee_enrolment_id, self.mentee_enrolment)
        self.assertEqual((wish.source, preference.state), ("mentee", "done"))

    def test_the_forms_of_staff_are_no_way_around(self):
        preference = self._say("Berg")
        for model in ("mentorship.keep.apart.wizard", "mentorship.note.wish.wizard"):
            for number in (preference.id, preference.id + 999):
                wizards = self.env[model].with_user(self.coordinator)
                with self.subTest(model), self.assertRaises(AccessError) as refused:
                    wizards.create({"preference_id": number})
                self.assertIn("do not have access", str(refused.exception))

    def test_a_wish_is_for_two_of_the_edition_in_their_roles(self):
        wishes = self.env["mentorship.wish"].with_user(self.coordinator)
        right = {
            "edition_id": self.edition.id,
            "mentor_enrolment_id": self.mentor_enrolment.id,
            "mentee_enrolment_id": self.mentee_enrolment.id,
        }
        wishes.create(right)
        other = self._open(self._edition(name="2031"))
        for values in (
            {"mentor_enrolment_id": self.mentee_enrolment.id},
            {"mentee_enrolment_id": self.mentor_enrolment.id},
            {"edition_id": other.id},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                wishes.create({**right, "source": "mentor", **values})
        peers = self._open(self._edition(name="2032", kind="peer"))
        two = [
            self._enrol(p, "peer", edition=peers) for p in (self.mentee, self.member)
        ]
        values = {"edition_id": peers.id, "mentor_enrolment_id": two[0].id}
        wishes.create({**values, "mentee_enrolment_id": two[1].id})
        with self.assertRaises(ValidationError):
            wishes.create({**values, "mentee_enrolment_id": two[0].id})

    def test_staff_see_no_wish_for_themselves(self):
        self._line(self.coordinator.partner_id)
        self.coordinator.partner_id.professional_since = "2000-01-01"
        own = self._enrol(self.coordinator.partner_id, "mentor")
        values = {
            "edition_id": self.edition.id,
            "mentor_enrolment_id": own.id,
            "mentee_enrolment_id": self.mentee_enrolment.id,
        }
        wish = self.env["mentorship.wish"].with_user(self.colleague).create(values)
        wishes = wish.with_user(self.coordinator)
        self.assertFalse(wishes.search([]))
        self.assertTrue(wish.with_user(self.manager).search([]))
        with self.assertRaisesRegex(UserError, "ask a colleague"):
            wishes.create(values)

    def test_erasing_destroys_preferences_and_wishes(self):
        preference = self._say()
        activity = preference.activity_ids
        wish = self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.mentor_enrolment.id,
                "mentee_enrolment_id": self.mentee_enrolment.id,
            }
        )
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(preference.exists() or wish.exists() or activity.exists())

    def test_the_privacy_lookup_finds_preferences_and_wishes(self):
        preference = self._say()
        wish = self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.mentor_enrolment.id,
                "mentee_enrolment_id": self.mentee_enrolment.id,
            }
        )
        self.env.flush_all()
        for partner in (self.mentee, self.mentor):
            wizard = self.env["privacy.lookup.wizard"].create(
                {"name": partner.name, "email": partner.email}
            )
            wizard.action_lookup()
            found = {(line.res_model, line.res_id) for line in wizard.line_ids}
            self.assertIn((wish._name, wish.id), found)
            named = (preference._name, preference.id) in found
            self.assertEqual(named, partner == self.mentee)

    def test_a_draft_that_is_deleted_takes_its_preferences_along(self):
        draft = self._enrol(self.member, "mentor", submit=False)
        tell_staff(draft.with_user(self.member_user), MultiDict({"avoid": MARK}))
        preference = self.env["mentorship.preference"].search([])
        activity = preference.activity_ids
        draft.with_user(self.coordinator).unlink()
        self.assertFalse(preference.exists() or activity.exists())

    def test_a_member_takes_along_what_they_told(self):
        self._say()
        exported = Pages(self.env).export(self.mentee)
        self.assertEqual(exported["told"][0]["text"], MARK)

    def test_names_are_found_as_whole_words(self):
        for name, text, found in (
            ("Renée van der Berg", "RENEE!", True),
            ("Renée van der Berg", "de heer van der Zee", False),
            ("Renée van der Berg", "Bergen", False),
            ("Bo Li", "Bo Li", True),
            ("Bo Li", "liever geen bo", False),
            ("Jürgen Müller", "mueller", True),
            ("Jurgen Mueller", "Müller", True),
            ("Jan Willem Bos", "janwillem", True),
            ("Janwillem Bos", "Jan Willem", True),
            ("Piet Dijkstra", "dykstra", True),
            ("Oda Ødegård", "Oedegaard", True),
            ("Anna van der Meer", "Vandermeer", True),
            ("Anna van der Meer", "Van der Laan", False),
            ("Zoë de Wit", "liever niet bij zoë", True),
            ("Aad Berg", "niet met aad", True),
            ("Joe Smit", "niet met joe", True),
            ("Daan Smit", "beter dan een ander", False),
            ("Roel Smit", "in de rol van mentor", False),
            ("Koen Smit", "dat kon niet", False),
            ("Anne-Marie Ødegård", "odegard", True),
            ("Łukasz Nowak", "lukasz", True),
            ("Anne-Marie Bos", "marie", True),
            ("Jan Smit", "Jan\u00adneke", False),
            ("", "", False),
        ):
            with self.subTest(f"{name} in {text}"):
                self.assertEqual(is_named(name, text), found)


@tagged("post_install", "-at_install")
class TestPreferencePage(PreferenceCase, HttpCase):
    """The page, as the member sees it, and as staff do not."""

    def test_the_page_keeps_shows_and_takes_back(self):
        path = f"/my/mentorship/enrolment/{self.mentee_enrolment.id}"
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.assertIn(f"{path}/preference", self.url_open(path).text)
        page = f"{path}/preference"
        form = {"csrf_token": self._token(page)}
        answer = self.url_open(page, {**form, "avoid": MARK, "wish": "x" * 6000})
        self.assertEqual(answer.status_code, 422)
        self.assertIn(MARK, answer.text)
        self.assertEqual(self.url_open(page, form).status_code, 422)
        answer = self.url_open(page, {**form, "avoid": MARK})
        self.assertEqual(answer.status_code, 200)
        self.assertIn(MARK, answer.text)
        preference = self.env["mentorship.preference"].search([])
        answer = self.url_open(
            page, {**form, "do": "take_back", "preference_id": str(preference.id)}
        )
        self.assertNotIn(MARK, answer.text)
        self.assertFalse(preference.exists())

    def test_staff_who_preview_a_member_see_nothing_of_it(self):
        self._say()
        self.authenticate(self.coordinator.login, self.coordinator.login)
        page = self.url_open(f"/my/mentorship/preview/{self.mentee_enrolment.id}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(MARK, page.text)
        self.assertNotIn("/preference", page.text)
        path = f"/my/mentorship/enrolment/{self.mentee_enrolment.id}/preference"
        self.assertEqual(self.url_open(path).status_code, 404)

    def _token(self, page):
        return (
            self.url_open(page)
            .text.partition('name="csrf_token" value="')[2]
            .partition('"')[0]
        )
