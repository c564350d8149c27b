from werkzeug.datastructures import MultiDict

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages, send_sign_up

TERMS = "<p>You keep what you hear to yourself.</p>"


@tagged("post_install", "-at_install", "mentorship")
class TestTerms(MentorshipCase):
    """Members agree to the terms of a programme, by version (P25)."""

    def _draft(self, **values):
        self._open()
        return self._enrol(self.mentee, "mentee", submit=False, **values)

    def _send(self, draft, user=None, **typed):
        """Return what the page refuses, as {field: message}."""
        own = draft.with_user(user or self.mentee_user)
        try:
            return send_sign_up(own, MultiDict(typed))
        except UserError as error:
            return {"past the page": str(error)}

    def test_each_change_of_the_text_is_a_version(self):
        programme = self.programme.with_user(self.manager)
        self.assertEqual(programme.terms_version, 0)
        programme.terms = TERMS
        self.assertEqual(programme.terms_version, 1)
        programme.write({"terms": TERMS, "summary": "The same terms"})
        self.assertEqual(programme.terms_version, 1)
        programme.terms = f"{TERMS}<p>You come to what you plan.</p>"
        self.assertEqual(programme.terms_version, 2)
        term = "You come to what you plan."
        programme.update_field_translations(
            "terms", {"nl_NL": {term: "Je komt naar wat je plant."}}
        )
        self.assertEqual(programme.terms_version, 3)
        programme.update_field_translations("summary", {"nl_NL": "Andere tekst"})
        self.assertEqual(programme.terms_version, 3)

    def test_the_version_is_not_typed(self):
        self.programme.terms = TERMS
        for values in ({"terms_version": 7}, {"terms": "<p>x</p>", "terms_version": 7}):
            with self.assertRaises(AccessError):
                self.programme.with_user(self.manager).write(values)
        draft = self._draft()
        for name, value in (("terms_version", 1), ("terms_accepted_on", self.today)):
            for user in (self.manager, self.coordinator, self.mentee_user):
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    draft.with_user(user).write({name: value})

    def test_the_text_is_made_safe(self):
        self.programme.terms = f"{TERMS}<script>alert(1)</script>"
        self.assertNotIn("script", self.programme.terms)
        with self.assertRaises(ValidationError):
            self.programme.with_user(self.manager).terms = "x" * 200_001

    def test_a_copy_has_the_terms_and_counts_anew(self):
        self.programme.terms = TERMS
        self.programme.terms = f"{TERMS}<p>And more.</p>"
        term = "And more."
        self.programme.update_field_translations("terms", {"nl_NL": {term: "En meer."}})
        copy = self.programme.copy()
        self.assertEqual(copy.terms, self.programme.terms)
        # its own count: no one has agreed to these yet
        self.assertIn(copy.terms_version, (1, 2))
        self.assertEqual(self.programme.terms_version, 3)
        following = self.edition.copy()
        self.assertEqual(following.programme_id.terms_version, 3)

    def test_without_the_tick_nothing_is_sent(self):
        self.programme.terms = TERMS
        draft = self._draft()
        for typed in ({}, {"terms": ""}, {"terms": "7"}, {"terms": "on"}):
            with self.subTest(typed):
                self.assertEqual(list(self._send(draft, **typed)), ["terms"])
        self.assertEqual(draft.state, "draft")
        self.assertFalse(draft.terms_version or draft.terms_accepted_on)
        # nor past the page
        with self.assertRaisesRegex(UserError, "terms"):
            draft.with_user(self.mentee_user).action_submit()
        self.assertEqual(self._send(draft, terms="1"), {})
        self.assertEqual((draft.state, draft.terms_version), ("accepted", 1))
        self.assertTrue(draft.terms_accepted_on)

    def test_terms_that_changed_meanwhile_are_read_again(self):
        self.programme.terms = TERMS
        draft = self._draft()
        self.programme.terms = "<p>Other terms.</p>"
        self.assertEqual(list(self._send(draft, terms="1")), ["terms"])
        self.assertEqual(self._send(draft, terms="2"), {})
        self.assertEqual(draft.terms_version, 2)
        self.programme.terms = "<p>Terms of later.</p>"
        self.assertEqual(draft.terms_version, 2)

    def test_terms_that_cannot_be_sent_are_not_accepted(self):
        self.programme.terms = TERMS
        draft = self._draft(question="")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            own = draft.with_user(self.mentee_user)
            own._accept_terms(1)
            own.action_submit()
        self.assertFalse(draft.terms_version)

    def test_without_terms_nothing_is_asked(self):
        draft = self._draft()
        self.assertIsNone(Pages(self.env).enrolment(draft)["terms"])
        self.assertEqual(self._send(draft), {})
        self.assertFalse(draft.terms_version or draft.terms_open)
        self.programme.terms = "<p><br></p>"
        self.assertFalse(draft.terms_open)

    def test_staff_leave_it_open_and_see_that_it_is(self):
        self.programme.terms = TERMS
        draft = self._draft()
        mine = draft.with_user(self.coordinator)
        self.assertFalse(mine.terms_open)
        with self.assertRaises(AccessError):
            mine._accept_terms(1)
        mine.action_submit()
        self.assertEqual(draft.state, "accepted")
        self.assertTrue(mine.terms_open)
        self.assertFalse(draft.terms_version)
        found = self.env["mentorship.enrolment"].search([("terms_version", "=", 0)])
        self.assertIn(draft, found)

    def test_it_is_exported_and_goes_with_the_rest(self):
        self.programme.terms = TERMS
        draft = self._draft()
        self._send(draft, terms="1")
        (told,) = Pages(self.env).export(self.mentee)["enrolments"]
        self.assertEqual(told["terms_version"], 1)
        self.assertIn(str(self.today.year), told["terms_accepted_on"])
        self.mentee.action_mentorship_erase()
        self.assertFalse(draft.terms_version or draft.terms_accepted_on)
