"""What staff read before they act: numbers and dates, counted by the action itself."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_date, mute_logger

from ...models.base.asked import asker
from ..common import MentorshipCase
from ..matching.common import MatchingCase
from ..preference.test_preference import PreferenceCase
from ..queries import recorded_queries

UNCOUNTED = {
    ("mentorship.preference", "action_done"): (
        "It destroys one text of one member, and mails no one."
    ),
    ("mentorship.kept.text", "action_take_ours"): (
        "It replaces one text, and mails no one."
    ),
}
"""{(model, method): why its button asks without numbers or dates}"""


class AskCase(MentorshipCase):
    """A coordinator who presses buttons."""

    def _ask(self, records, action, user=None):
        """Press a button that asks; return the question, as that user."""
        asking = records.with_user(user or self.coordinator)
        opened = asking.with_context(mentorship_action=action).action_ask()
        self.assertEqual(opened["target"], "new")
        wizards = self.env[opened["res_model"]].with_user(user or self.coordinator)
        return wizards.browse(opened["res_id"])

    def _day_words(self, day):
        return format_date(self.env, day, date_format="d MMMM yyyy")

    def _sent(self, act):
        """Return to how many members an act sends mails."""
        before = self._mails()
        act()
        return len((self._mails() - before).recipient_ids)


@tagged("post_install", "-at_install")
class TestConfirm(AskCase):
    """Buttons ask first, and do the same as the action that they ask about."""

    def test_opening_says_who_can_sign_up_when_and_whom_it_mails(self):
        self.env["mentorship.interest"]._note(self.programme, self.mentee | self.member)
        asked = self._ask(self.edition, "action_open_enrolment")
        self.assertIn(self.edition.display_name, asked.question)
        told = asked.consequences
        for day in (self.edition.enrolment_start, self.edition.enrolment_end):
            self.assertIn(self._day_words(day), told)
        self.assertIn("interest list who are told now: 2", told)
        welcome = self._welcome()
        self.assertIn(f": {len(welcome)}\n", told)
        self.assertLessEqual(self.mentor | self.mentee | self.member, welcome)
        self.assertEqual(self.edition.state, "draft")
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(self.edition.state, "enrolment")
        # pressed twice, it does nothing more
        self.assertEqual(self._sent(asked.action_confirm), 0)

    def _welcome(self):
        """Return everyone whom the rules for taking part let in, one by one."""
        company = self.edition.company_id
        partners = self.env["res.partner"].search(
            [("company_id", "in", [False, company.id])]
        )
        return partners.filtered(self.edition._welcomes)

    def test_members_whom_the_rules_leave_out_are_not_counted(self):
        people = self.mentor | self.mentee | self.member
        self.edition.eligibility_domain = "[('city', '=', 'Nowhere')]"
        people.city = "Utrecht"
        self.assertFalse(people & self._welcome())
        self.assertEqual(self.edition._count_welcome(), len(self._welcome()))
        self.edition.write(
            {
                "eligibility_domain": "[]",
                "enrolment_mode": "invitation",
                "invited_ids": self.mentee.ids,
            }
        )
        self.assertEqual(self.edition._count_welcome(), 1)

    def test_members_are_counted_with_as_few_queries_as_one(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self.edition._count_welcome()
            return len(queries)

        count()
        few = count()
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(60)]
        )
        for partner in partners:
            self._line(partner)
        self.assertEqual(count(), few)

    def test_what_is_missing_is_said_before_the_question(self):
        self.edition.date_start = False
        with self.assertRaisesRegex(UserError, "Programme from"):
            self._ask(self.edition, "action_open_enrolment")
        self.edition.date_start = self.today + timedelta(days=60)
        self._open()
        with self.assertRaisesRegex(UserError, "cannot become"):
            self._ask(self.edition, "action_not_planned")

    def test_each_step_of_an_edition_asks_with_its_numbers(self):
        self._open()
        self._enrol(self.mentor, "mentor")
        self._enrol(self.mentee, "mentee")
        asked = self._ask(self.edition, "action_close_enrolment")
        self.assertIn("mentors: 1; accepted mentees: 1", asked.consequences)
        self.assertIn(self._day_words(self.edition.enrolment_end), asked.consequences)
        asked.action_confirm()
        self.assertEqual(self.edition.state, "matching")
        asked = self._ask(self.edition, "action_start")
        self.assertIn("still looking: 2", asked.consequences)
        self.assertIn(self._day_words(self.edition.date_end), asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        asked = self._ask(self.edition, "action_close")
        self.assertIn("no match was found: 2", asked.consequences)
        self.assertIn("has not ended yet", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(self.edition.state, "closed")

    def test_closing_counts_the_pairings_that_it_completes(self):
        pairing = self._active_pair()
        asked = self._ask(self.edition, "action_close")
        self.assertIn("thanked by email: 1", asked.consequences)
        pairing.sudo().prolonged_until = self.edition.date_end + timedelta(days=90)
        asked = self._ask(self.edition, "action_close")
        self.assertIn("thanked by email: 0", asked.consequences)
        self.assertIn("go on after the programme: 1", asked.consequences)
        asked.action_confirm()
        self.assertEqual(pairing.state, "active")

    def test_cancelling_counts_everyone_it_tells(self):
        self._active_pair()
        asked = self._ask(self.edition, "action_cancel")
        self.assertIn(self._day_words(self.today), asked.consequences)
        self.assertIn("interest list: 2", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(self.edition.state, "not_planned")

    def test_accepting_says_how_many_wait(self):
        self.edition.write({"intake": True, "mentee_places": 1})
        self._open()
        both = self._enrol(self.mentee, "mentee") | self._enrol(self.member, "mentee")
        asked = self._ask(both, "action_bulk_accept")
        self.assertIn("sign-ups (2)", asked.question)
        self.assertIn("places left 1, on the waiting list 1", asked.consequences)
        self.assertIn("Emails to members: 2", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 2)
        self.assertEqual(both.mapped("state"), ["accepted", "waiting"])

    def test_an_offer_says_until_when_and_who_cannot_be_reached(self):
        self._open()
        self.mentor.email = False
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"), self._enrol(self.mentee, "mentee")
        )
        asked = self._ask(pairing, "action_offer")
        last = self.today + timedelta(days=self.edition.offer_days)
        self.assertIn(self._day_words(last), asked.consequences)
        self.assertIn("Emails to members: 1", asked.consequences)
        self.assertIn("without an email address: 1", asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 1)
        self.assertEqual((pairing.state, pairing.expires_on), ("offered", last))
        asked = self._ask(pairing, "action_bulk_remind")
        self.assertIn(self._day_words(last), asked.consequences)
        self.assertEqual(self._sent(asked.action_confirm), 1)
        asked = self._ask(pairing, "action_bulk_remind")
        self.assertIn("Already reminded today: 1", asked.consequences)
        asked = self._ask(pairing, "action_retract")
        self.assertEqual(self._sent(asked.action_confirm), 1)
        self.assertEqual(pairing.state, "proposed")

    def test_a_pairing_is_completed_with_what_is_still_planned(self):
        pairing = self._active_pair()
        self._planned(pairing, self.mentee_user)
        asked = self._ask(pairing, "action_complete")
        self.assertIn("meetings that are cancelled: 1", asked.consequences)
        self.assertIn("fewer meetings than the programme asks", asked.consequences)
        self.assertIn("Emails to members: 2", asked.consequences)
        asked.action_confirm()
        self.assertEqual(pairing.state, "completed")

    def test_the_forms_for_many_say_whom_they_tell(self):
        pairing = self._active_pair()
        for model, values, words in (
            ("mentorship.end.wizard", {}, "Emails to members: 2"),
            (
                "mentorship.term.wizard",
                {"kind": "pause", "until": self.today + timedelta(days=10)},
                "as many days as they pause: 10",
            ),
            ("mentorship.extend.wizard", {}, "stay as they are: 1"),
        ):
            with self.subTest(model):
                wizard = self.env[model].with_user(self.coordinator)
                wizard = wizard.new({"pairing_ids": pairing.ids, **values})
                self.assertIn(words, wizard.outlook)


@tagged("post_install", "-at_install", "fault")
class TestConfirmAttack(AskCase):
    """A question leads to no other action, and to nobody else's records."""

    def test_only_actions_that_ask_can_be_named(self):
        pairing = self._active_pair()
        for name in (
            *("unlink", "write", "action_view_words", "_complete", "action__in_bulk"),
            *("action_ask", "action_", "sudo", "", None, False, 7, ["action_complete"]),
            *("action_complete.unlink", "action_mail", "asks_complete"),
        ):
            with self.subTest(str(name)), self.assertRaisesRegex(UserError, "no such"):
                self._ask(pairing, name)
        self.assertEqual(pairing.state, "active")

    def test_what_was_asked_cannot_be_exchanged(self):
        pairing = self._active_pair()
        asked = self._ask(pairing, "action_bulk_remind")
        for values in (
            {"method": "unlink"},
            {"model": "res.partner"},
            {"numbers": [1]},
            {"question": "Is this all right?"},
        ):
            with self.subTest(str(values)), self.assertRaises(AccessError):
                asked.write(values)
        with self.assertRaises(AccessError):
            asked.create({"model": "mentorship.pairing", "method": "unlink"})
        with self.assertRaises(AccessError):
            asked.read(["method"])
        # even where the row itself was changed
        asked.sudo().method = "unlink"
        with self.assertRaisesRegex(UserError, "no such"):
            asked.action_confirm()
        self.assertTrue(pairing.exists())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_else_is_asked_or_answers(self):
        pairing = self._active_pair()
        asked = self._ask(pairing, "action_complete")
        for user in (
            self.other_coordinator,
            self.employee,
            self.administrator,
            self.mentee_user,
            self.member_user,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._ask(pairing, "action_complete", user)
                with self.assertRaises(AccessError):
                    asked.with_user(user).action_confirm()
                with self.assertRaises(AccessError):
                    asked.with_user(user).read(["question"])
        self.assertEqual(pairing.state, "active")

    def test_rights_that_ended_meanwhile_end_the_answer_too(self):
        pairing = self._active_pair()
        asked = self._ask(pairing, "action_complete")
        self.programme.coordinator_ids = self.other_coordinator
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            asked.action_confirm()
        self.assertEqual(pairing.state, "active")

    def test_what_is_gone_is_not_answered_with_a_traceback(self):
        self._open()
        pairing = self._pair(
            self._enrol(self.mentor, "mentor"), self._enrol(self.mentee, "mentee")
        )
        asked = self._ask(pairing, "action_offer")
        pairing.unlink()
        with self.assertRaises(AccessError):
            asked.action_confirm()

    def test_every_button_that_asks_has_its_question(self):
        tried = set()
        views = self.env["ir.ui.view"].search([("type", "in", ("form", "list"))])
        for view in views.filtered(lambda v: "action_ask" in (v.arch_db or "")):
            for button in etree.fromstring(view.arch_db).iter("button"):
                if button.get("name") != "action_ask":
                    continue
                model = view.model
                for above in button.iterancestors("field"):
                    model = self.env[model]._fields[above.get("name")].comodel_name
                name = literal_eval(button.get("context"))["mentorship_action"]
                with self.subTest(f"{view.name} {name}"):
                    self.assertTrue(asker(self.env[model], name))
                    self.assertTrue(callable(getattr(self.env[model], name)))
                tried.add((model, name))
        self.assertGreater(len(tried), 18)

    def test_no_button_that_moves_many_goes_without_a_question(self):
        """The buttons that change the state of an edition, a run or pairings."""
        silent = {
            "mentorship.edition": (
                *("open_enrolment", "close_enrolment", "not_planned"),
                *("issue_certificates", "ask_voices"),
            ),
            "mentorship.pairing": ("offer", "retract", "complete", "bulk_remind"),
            "mentorship.matching": ("publish", "retract"),
            "mentorship.enrolment": (
                *("accept", "bulk_accept", "withdraw", "reconsider"),
                *("give_portal_access", "invite_sign_up"),
                *("issue_certificate", "revoke_certificate"),
            ),
            "mentorship.evaluation": (
                *("open", "remind", "ask_later", "close", "discard", "publish"),
            ),
            "mentorship.change": ("publish",),
            "mentorship.promotion": ("send",),
            "mentorship.checkin": ("share_report", "take_over", "cancel"),
            "mentorship.session": ("publish", "cancel"),
            "res.partner": ("mentorship_erase",),
        }
        for model, names in silent.items():
            views = self.env["ir.ui.view"].search([("model", "=", model)])
            for view in views:
                for button in etree.fromstring(view.arch_db).iter("button"):
                    self.assertNotIn(
                        button.get("name"), [f"action_{name}" for name in names]
                    )

    def test_a_question_without_numbers_has_its_reason(self):
        """Every button with the same words each time, and why nothing is counted."""
        views = self.env["ir.ui.view"].search(
            [("type", "in", ("form", "list", "kanban"))]
        )
        ours = views.filtered(
            lambda view: view.xml_id.startswith("nob_mentorship.") and view.arch_db
        )
        found = {
            (view.model, button.get("name"))
            for view in ours
            for button in etree.fromstring(view.arch_db).iter("button", "a")
            if button.get("confirm")
        }
        self.assertEqual(found, UNCOUNTED.keys())
        self.assertTrue(all(UNCOUNTED.values()))


@tagged("post_install", "-at_install")
class TestPublishQuestion(AskCase, MatchingCase):
    """Before a run is published, staff read how many are asked, and until when."""

    def test_a_run_says_how_many_until_when_and_which_wishes_it_does_not_meet(self):
        matching = self._run()
        other = self.mentors - self._of(matching, self.mentees[0]).mentor_enrolment_id
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": other[0].id,
                "mentee_enrolment_id": self.mentees[0].id,
                "source": "mentee",
            }
        )
        asked = self._ask(matching, "action_publish")
        self.assertIn("(3)", asked.question)
        self.assertIn("asked by email: 6", asked.consequences)
        last = self.today + timedelta(days=self.edition.offer_days)
        self.assertIn(self._day_words(last), asked.consequences)
        self.assertIn(self.mentees[0].partner_id.name, asked.consequences)
        self.assertIn(other[0].partner_id.name, asked.consequences)
        told = asked.action_confirm()["params"]["message"]
        self.assertIn("3 of 3 done", told)
        with self.assertRaisesRegex(UserError, "Nothing left to publish"):
            self._ask(matching, "action_publish")
        asked = self._ask(matching, "action_retract")
        self.assertIn("Emails to members: 6", asked.consequences)
        self.assertIn("3 of 3 done", asked.action_confirm()["params"]["message"])

    def test_one_proposal_is_published_by_its_name(self):
        matching = self._run()
        one = self._of(matching, self.mentees[0])
        asked = self._ask(one, "action_publish")
        self.assertIn(one.display_name, asked.question)
        asked.action_confirm()
        self.assertTrue(one.is_published)
        self.assertEqual(matching.open_count, 2)


@tagged("post_install", "-at_install")
class TestOpenWishes(AskCase, PreferenceCase):
    """Requests and wishes are named before a run and before its publication."""

    def _draft(self, user=None):
        runs = self.env["mentorship.matching"].with_user(user or self.coordinator)
        return runs.create({"edition_id": self.edition.id})

    def test_requests_are_named_to_those_who_may_read_them_only(self):
        self._say(kind="wish")
        run = self._draft()
        self.assertEqual(run.word_names, self.mentee.name)
        run.action_run()
        asked = self._ask(run, "action_publish")
        self.assertIn(self.mentee.name, asked.consequences)
        self.assertNotIn("Zebrafink", asked.consequences)
        hidden = self._say("About your colleague", about_coordinator="1")
        self.env.invalidate_all()
        self.assertFalse(hidden.with_user(self.coordinator).has_access("read"))
        self.assertEqual(run.word_names, self.mentee.name)

    def test_a_wish_is_open_until_a_proposal_or_a_pairing_meets_it(self):
        wish = self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.mentor_enrolment.id,
                "mentee_enrolment_id": self.mentee_enrolment.id,
                "source": "mentee",
            }
        )
        run = self._draft()
        self.assertEqual(run.wish_count, 1)
        self.assertIn(self.mentee.name, run.wish_names)
        self.assertIn(self.mentor.name, run.wish_names)
        found = self.env["mentorship.wish"].search(
            run.action_view_open_wishes()["domain"]
        )
        self.assertEqual(found, wish)
        run.action_run()
        self.env.invalidate_all()
        self.assertEqual(run.wish_count, 0)
        run.proposal_ids.action_reject()
        self.env.invalidate_all()
        self.assertEqual(run.wish_count, 1)
        self.mentor_enrolment.action_withdraw()
        self.env.invalidate_all()
        self.assertEqual(run.wish_count, 0)
