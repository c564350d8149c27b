"""A bulk action says what it did, what it could not do, and why."""

from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..matching.common import MatchingCase

OPENS = frozenset(
    {
        # they open a form, which names whom it is for, or a sentence says why not
        "action_mail",
        "action_propose_pairing",
    }
)
"""Buttons above a list that do nothing by themselves."""


@tagged("post_install", "-at_install")
class TestBulk(MatchingCase):
    """Each button above a list, with a selection of which a part is impossible."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.intake = True
        offered, active, proposed = (
            cls._pair(mentor, mentee)
            for mentor, mentee in zip(cls.mentors, cls.mentees, strict=True)
        )
        (offered | active).action_offer()
        for member in active.member_ids:
            member._answer("accepted")
        cls.pairings = offered | active | proposed
        draft, submitted = (
            cls._enrol(cls._person(f"sign up {n}", 2), "mentee", submit=False)
            for n in range(2)
        )
        submitted.action_submit()
        cls.sign_ups = draft | submitted | cls.mentees[1]

    def _buttons(self, model):
        """Return the methods of the buttons above the lists of a model."""
        found = set()
        views = self.env["ir.ui.view"].search(
            [("model", "=", model), ("type", "=", "list")]
        )
        for view in views:
            for button in etree.fromstring(view.arch_db).iterfind("header/button"):
                if button.get("type") == "object":
                    context = literal_eval(button.get("context") or "{}")
                    found.add(context.get("mentorship_action", button.get("name")))
        return found - OPENS

    def _told(self, records, method):
        """Press a button; return what staff are told, and undo it."""
        with self.env.cr.savepoint() as savepoint:
            told = getattr(records.with_user(self.coordinator), method)()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(told["tag"], "display_notification")
        return told["params"]["message"]

    def test_every_button_above_a_list_reports(self):
        tried = 0
        for records in (self.sign_ups, self.pairings):
            for method in self._buttons(records._name):
                with self.subTest(f"{records._name} {method}"):
                    told = self._told(records, method)
                    self.assertRegex(told, r"\d+ of \d+ done")
                    self.assertRegex(told, "Not done:|nothing left to do")
                    tried += 1
        self.assertGreaterEqual(tried, 6)

    def test_who_was_left_out_is_named_with_the_reason(self):
        told = self._told(self.pairings, "action_bulk_complete")
        self.assertIn("1 of 3 done", told)
        for pairing in self.pairings.filtered(lambda p: p.state != "active"):
            self.assertIn(f"{pairing.display_name}: ", told)
        told = self._told(self.sign_ups, "action_invite_sign_up")
        self.assertIn("1 of 3 done", told)
        self.assertIn(self.sign_ups[1].display_name, told)

    def test_proposals_are_pinned_and_rejected_one_by_one(self):
        self.pairings.filtered(lambda p: p.state == "proposed").unlink()
        for sign_up in (
            self._mentee("free", self.topics),
            self._mentor("free", self.topics),
        ):
            sign_up.action_accept()
        matching = self._run()
        one = matching.proposal_ids[0]
        one.action_publish()
        self.assertTrue(one.is_published)
        for method in self._buttons("mentorship.proposal"):
            if method == "action_publish":
                continue
            with self.subTest(method):
                told = self._told(matching.proposal_ids, method)
                self.assertIn("Not done:", told)
                self.assertIn(one.display_name, told)

    def test_a_list_of_refusals_names_those_it_leaves_out(self):
        chosen = self.sign_ups.with_user(self.coordinator)
        wizards = self.env["mentorship.refuse.wizard"].with_user(self.coordinator)
        wizard = wizards.with_context(
            active_model=chosen._name, active_ids=chosen.ids
        ).new()
        self.assertEqual(wizard.left_out, 2)
        self.assertIn(self.sign_ups[0].display_name, wizard.left_out_names)
        with self.assertRaises(UserError):
            wizards.with_context(
                active_model=chosen._name, active_ids=chosen[0].ids
            ).new().mapped("enrolment_ids")
