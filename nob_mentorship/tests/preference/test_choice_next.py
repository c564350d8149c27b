from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .test_choice import ChoiceCase


@tagged("post_install", "-at_install")
class TestChoiceNext(ChoiceCase, HttpCase):
    """After asking one mentor, a mentee names those to ask next (R50)."""

    def _next(self, mentor, user=None):
        own = self.enrolment.with_user(user or self.mentee_user)
        own._choose_next(str(mentor.id))

    def test_mentors_are_added_in_order_and_asked_after_a_no(self):
        self._choose(self.ann)
        self._next(self.cor)
        self._next(self.bea)
        self._next(self.bea)
        expected = [(self.ann, "asked"), (self.cor, "waiting"), (self.bea, "waiting")]
        self.assertEqual(self._states(), expected)
        self._answer("ann", yes=False)
        self.assertEqual(self._asked(), self.cor)
        self._answer("cor", yes=False)
        self.assertEqual(self._asked(), self.bea)

    def test_no_more_than_three_and_only_mentors_who_can_be_asked(self):
        with self.assertRaises(UserError):
            self._next(self.ann)
        self._choose(self.ann, self.bea, self.cor)
        with self.assertRaisesRegex(UserError, "at most three"):
            self._next(self.dik)
        self.enrolment.with_user(self.mentee_user)._withdraw_choices()
        self.env["mentorship.exclusion"].create(
            {
                "partner_id": self.mentee.id,
                "other_partner_id": self.dik.partner_id.id,
            }
        )
        with self.assertRaisesRegex(UserError, "no longer available"):
            self._next(self.dik)
        self.dik.shown = False
        with self.assertRaisesRegex(UserError, "no longer available"):
            self._next(self.enrolment)
        self.assertFalse(self.dik.member_ids)

    def test_only_the_mentee_names_them(self):
        self._choose(self.ann)
        for user in (self.member_user, self.mentor_user, self.employee):
            with self.assertRaises(AccessError):
                self._next(self.bea, user=user)

    def test_the_page_of_a_mentor_is_for_those_who_can_ask(self):
        path = f"/my/mentorship/enrolment/{self.enrolment.id}/mentors"
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = self.url_open(f"{path}/{self.bea.id}")
        self.assertIn(self.bea.partner_id.name, page.text)
        self.assertNotIn(self.bea.partner_id.email, page.text)
        self.bea.shown = False
        for number in (self.bea.id, self.enrolment.id, 2**40):
            self.assertEqual(self.url_open(f"{path}/{number}").status_code, 404)

    def test_the_button_on_a_card_asks_at_once(self):
        path = f"/my/mentorship/enrolment/{self.enrolment.id}/mentors"
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        for name, mentor in (("first", self.ann), ("next", self.bea)):
            page = self.url_open(path).text
            token = page.split('name="csrf_token" value="')[1].split('"')[0]
            form = {"csrf_token": token, name: str(mentor.id)}
            self.assertEqual(self.url_open(path, data=form).status_code, 200)
        self.assertEqual(self._states(), [(self.ann, "asked"), (self.bea, "waiting")])
