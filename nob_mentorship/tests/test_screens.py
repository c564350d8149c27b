from ast import literal_eval
from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MentorshipCase, control
from .evaluation.test_evaluation import EvaluationCase
from .matching.common import MatchingCase
from .preference.test_preference import PreferenceCase

AT_ONCE = "odoo.addons.nob_mentorship.models.base.job.AT_ONCE"


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestScreens(MentorshipCase):
    """What staff's screens say is so, and what happened is said."""

    def _told(self, action):
        """Return the words of the notification that an action returns."""
        self.assertEqual(action["tag"], "display_notification")
        return action["params"]["message"]

    def _listed(self, action):
        """Return what the coordinator finds in the list that an action opens."""
        context = action["context"]
        model = self.env[action["res_model"]].with_user(self.coordinator)
        arch = model.get_views([(False, "search")])["views"]["search"]["arch"]
        domain = [("edition_id", "=", context["search_default_edition_id"])]
        for node in etree.fromstring(arch).iter("filter"):
            if context.get(f"search_default_{node.get('name')}"):
                domain += literal_eval(node.get("domain"))
        return model.search(domain)

    def _views(self, *kinds):
        """Yield (name, root) of each of our views of these kinds."""
        views = self.env["ir.ui.view"].search(
            [("key", "=", False), ("type", "in", kinds)]
        )
        for xmlid in views.get_external_id().items():
            if xmlid[1].startswith("nob_mentorship."):
                view = views.browse(xmlid[0])
                yield view, etree.fromstring(view.arch_db)

    def test_who_is_asked_reads_what_the_button_does(self):
        asking = 0
        for view, root in self._views("form", "list", "kanban"):
            for button in root.iter("button"):
                if not button.get("confirm"):
                    continue
                asking += 1
                with self.subTest(view.name, button=button.get("name")):
                    self.assertTrue(button.get("confirm-label"))
                    self.assertTrue(button.get("cancel-label"))
        self.assertTrue(asking)

    def test_a_member_of_an_employer_reads_as_one_person(self):
        shown = 0
        for view, root in self._views("form", "list", "kanban"):
            for node in root.iter("field"):
                model, within = view.model, []
                for above in reversed(list(node.iterancestors("field"))):
                    field = self.env[model]._fields.get(above.get("name"))
                    model = field.comodel_name if field else None
                    within.append(above)
                field = model and self.env[model]._fields.get(node.get("name"))
                if (
                    not field
                    or field.comodel_name != "res.partner"
                    or node.get("invisible") == "1"
                    or node.get("column_invisible")
                    or node.find("list") is not None
                ):
                    continue
                shown += 1
                with self.subTest(view.name, field=field.name):
                    self.assertIn(
                        "partner_display_name_hide_company", node.get("context", "")
                    )
        self.assertGreater(shown, 5)

    def test_accepting_many_says_how_many_wait(self):
        self.edition.write({"intake": True, "mentee_places": 1})
        self._open()
        enrolments = self.env["mentorship.enrolment"]
        for partner in (self.mentee, self.member):
            enrolments |= self._enrol(partner, "mentee", submit=False)
        chosen = enrolments.with_user(self.coordinator)
        with patch(AT_ONCE, 600):
            sent = self._told(chosen.action_bulk_submit())
            told = self._told(chosen.action_bulk_accept())
        self.assertIn("2 for you to accept", sent)
        self.assertIn("1 accepted, 1 on the waiting list", told)

    def test_opening_says_how_many_were_mailed_and_who_was_not(self):
        self.member.email = False
        self.env["mentorship.interest"]._note(
            self.programme, self.mentee | self.mentor | self.member
        )
        told = self._told(
            self.edition.with_user(self.coordinator).action_open_enrolment()
        )
        self.assertIn("Told by email: 2 members", told)
        self.assertIn(self.member.name, told)
        self.assertIn(told, self.edition.message_ids[0].preview)
        self.assertIsNone(self.edition.action_open_enrolment())

    def test_dates_of_another_year_are_asked_about_before_opening(self):
        self.assertEqual(self.edition.opening, "now")
        for name, days, opening in (
            ("enrolment_start", 1, "later"),
            ("enrolment_end", 400, "far"),
            ("date_start", 400, "far"),
        ):
            with self.subTest(name):
                dates = {name: self.today + timedelta(days=days)}
                self.assertEqual(self._edition(name=name, **dates).opening, opening)

    def test_a_sign_up_is_not_open_after_the_programme_starts(self):
        late = self.edition.date_start + timedelta(days=1)
        self.edition.write({"date_end": late + timedelta(days=90)})
        self.edition.enrolment_end = late
        with self.assertRaisesRegex(ValidationError, "after the programme starts"):
            self._open()
        self.edition.late_enrolment = True
        self._open()
        with self.assertRaisesRegex(ValidationError, "after the programme starts"):
            self.edition.late_enrolment = False

    def test_accepting_counts_what_it_changes(self):
        self.edition.intake = True
        self._open()
        there = self._enrol(self.mentee, "mentee")
        there.action_accept()
        new = self._enrol(self.member, "mentee")
        both = (there | new).with_user(self.coordinator)
        with patch(AT_ONCE, 600):
            told = self._told(both.action_bulk_accept())
            again = self._told(both.action_bulk_accept())
        self.assertIn("1 of 1 done", told)
        self.assertIn("1 accepted", told)
        self.assertIn("There was nothing left to do for 1 of them", told)
        self.assertEqual(again, "There was nothing left to do for 2 of them.")

    def test_a_refusal_of_many_leaves_out_whom_it_comes_too_late_for(self):
        self.edition.intake = True
        self._open()
        there = self._enrol(self.mentee, "mentee")
        there.action_accept()
        new = self._enrol(self.member, "mentee")
        wizards = self.env["mentorship.refuse.wizard"].with_user(self.coordinator)

        def opened(chosen):
            return wizards.with_context(
                active_model=chosen._name, active_ids=chosen.ids
            ).new()

        self.assertEqual(opened(there | new).enrolment_ids._origin, new)
        self.assertEqual(opened(there | new).left_out, 1)
        with self.assertRaisesRegex(UserError, "can be refused"):
            opened(there).enrolment_ids  # noqa: B018

    def test_who_has_an_open_offer_is_not_without_a_pairing(self):
        self._open()
        mentor = self._enrol(self.mentor, "mentor")
        self._pair(mentor, self._enrol(self.mentee, "mentee"), offer=True)
        alone = self._enrol(self.member, "mentee")
        edition = self.edition.with_user(self.coordinator)
        self.assertEqual(edition.unpaired_count, 1)
        self.assertEqual(self._listed(edition.action_view_unpaired()), alone)

    def test_a_number_leads_to_a_list_that_names_the_edition(self):
        other = self._edition(name="2031")
        self._open(other)
        self._enrol(self.mentee, "mentee", edition=other)
        pairing = self._active_pair()
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": pairing.mentor_enrolment_id.id,
                "mentee_enrolment_id": pairing.mentee_enrolment_ids.id,
                "source": "staff",
            }
        )
        edition = self.edition.with_user(self.coordinator)
        for name in dir(edition):
            if not name.startswith("action_view_"):
                continue
            with self.subTest(name):
                action = getattr(edition, name)()
                self.assertEqual(
                    action["context"]["search_default_edition_id"], edition.id
                )
                views = edition.env[action["res_model"]].get_views([(False, "search")])
                self.assertIn(
                    '<field name="edition_id"', views["views"]["search"]["arch"]
                )
        self.assertEqual((edition.wish_count, edition.meeting_count), (1, 0))
        self.assertEqual(edition.coordinator_ids, self.coordinator)

    def test_an_ended_pairing_shows_its_end_and_why(self):
        pairing = self._active_pair()
        reason = self.env["mentorship.end.reason"].create({"name": "Moved abroad"})
        pairing.with_user(self.coordinator).action_end(reason.id)
        seen = pairing.with_user(self.coordinator)
        self.assertEqual(seen.end_reason_ids, reason)
        self.assertEqual(seen.ended_on, self.today)
        with self.assertRaises(AccessError):
            pairing.with_user(self.mentee_user).read(["end_reason_ids"])

    def test_staff_see_how_to_reach_people_and_members_do_not(self):
        self.mentor.write({"phone": "+31 20 5550199"})
        pairing = self._active_pair()
        mentor = pairing.member_ids.filtered(lambda m: m.role == "mentor")
        seen = mentor.with_user(self.coordinator)
        self.assertEqual(seen.partner_phone, "+31 20 5550199")
        self.assertEqual(seen.partner_email, self.mentor.email)
        enrolment = mentor.enrolment_id.with_user(self.coordinator)
        self.assertEqual(enrolment.partner_phone, "+31 20 5550199")
        self.assertEqual(enrolment.member_category_ids, self.member_category)
        self.assertEqual(enrolment.work_experience_years, 10)
        self.assertTrue(enrolment.member_since)
        for record, names in (
            (mentor, ("partner_phone", "partner_email")),
            (
                pairing.mentee_enrolment_ids,
                ("partner_phone", "partner_email", "member_category_ids"),
            ),
        ):
            for name in names:
                with self.subTest(name), self.assertRaises(AccessError):
                    record.with_user(self.mentee_user).read([name])

    def test_a_meeting_that_is_over_and_not_marked_says_so(self):
        pairing = self._active_pair()
        now = fields.Datetime.now()
        over, ahead, held = pairing.meeting_ids.create(
            [
                {
                    "pairing_id": pairing.id,
                    "start": now + timedelta(days=days),
                    "stop": now + timedelta(days=days, hours=1),
                }
                for days in (-3, 3, -5)
            ]
        )
        held._set_state("held")
        self.assertEqual(
            [meeting.unmarked for meeting in (over, ahead, held)], [True, False, False]
        )
        meetings = self.env["mentorship.meeting"].with_user(self.coordinator)
        own = [("pairing_id", "=", pairing.id)]
        for operator, value, found in (
            ("=", True, over),
            ("!=", True, ahead | held),
            ("=", False, ahead | held),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    meetings.search([*own, ("unmarked", operator, value)]), found
                )

    def test_a_manager_reads_what_is_missing_without_the_settings(self):
        self.programme.coordinator_ids = False
        health = self.env["mentorship.health"]
        action = health.with_user(self.manager).action_open()
        shown = health.with_user(self.manager).browse(action["res_id"])
        self.assertIn(self.programme.name, shown.health)
        self.assertNotIn("mentorship.health,", shown.display_name)
        self.assertTrue(shown.key)
        for user in (self.coordinator, self.employee, self.mentee_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                health.with_user(user).action_open()

    def test_a_number_counts_what_its_list_shows(self):
        pairing = self._active_pair()
        now = fields.Datetime.now()
        meetings = pairing.meeting_ids.create(
            [
                {
                    "pairing_id": pairing.id,
                    "start": now + timedelta(days=days),
                    "stop": now + timedelta(days=days, hours=1),
                }
                for days in (3, 4, 5)
            ]
        )
        meetings[0]._set_state("cancelled")
        # long enough ago to be behind with their meetings
        pairing.date_start = self.today - timedelta(days=600)
        self.edition.late_enrolment = True
        self._enrol(self.member, "mentee").action_withdraw()
        edition = self.edition.with_user(self.coordinator)
        for count, view in (
            ("enrolment_count", "enrolments"),
            ("pairing_count", "pairings"),
            ("meeting_count", "meetings"),
            ("active_count", "active"),
            ("no_contact_count", "no_contact"),
            ("too_few_count", "too_few"),
        ):
            with self.subTest(count):
                listed = self._listed(getattr(edition, f"action_view_{view}")())
                self.assertEqual(edition[count], len(listed))
                self.assertTrue(edition[count])


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestMatchingScreens(MatchingCase):
    """A run of the matching says what is true now, and what publishing will do."""

    def test_who_lost_a_proposal_by_hand_is_without_one(self):
        matching = self._run()
        self.assertIn("Every mentee has a proposal", matching.topics_table)
        rejected = self._of(matching, self.mentees[0])
        mentor = rejected.mentor_enrolment_id
        rejected.with_user(self.coordinator).action_reject()
        self.assertEqual((matching.matched_count, matching.mentee_count), (2, 3))
        self.assertNotIn("Every mentee has a proposal", matching.topics_table)
        self.assertEqual(matching.unmatched_ids, self.mentees[0] | mentor)
        self.assertEqual(set(matching.unmatched_line_ids.mapped("reason")), {"by_hand"})
        rejected.with_user(self.coordinator).action_unreject()
        self.assertFalse(matching.unmatched_ids)
        self.assertIn("Every mentee has a proposal", matching.topics_table)

    def test_who_takes_a_free_place_by_hand_is_not_without_one(self):
        free = self._mentor("free", self.topics)
        matching = self._run()
        self.assertIn(free, matching.unmatched_ids)
        moved = self._of(matching, self.mentees[0])
        before = moved.mentor_enrolment_id
        moved.with_user(self.coordinator).mentor_enrolment_id = free
        self.assertEqual(matching.unmatched_ids, before)
        matching.with_user(self.coordinator).action_undo()
        self.assertEqual(matching.unmatched_ids, free)

    def test_a_run_says_whom_it_will_mail_and_publishing_whom_it_did(self):
        self.mentors[0].partner_id.email = "geen"
        matching = self._run()
        self.assertEqual((matching.asked_count, matching.unreachable_count), (5, 1))
        with patch(AT_ONCE, 600):
            told = matching.action_publish()["params"]["message"]
        self.assertIn("Asked by email: 5 people", told)
        self.assertIn(self.mentors[0].partner_id.name, told)
        self.assertEqual((matching.asked_count, matching.unreachable_count), (0, 0))


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestOpenWords(PreferenceCase):
    """What a member wrote is not overlooked when they are paired."""

    def _activities(self, preference):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", preference._name),
                ("res_id", "=", preference.id),
                ("summary", "ilike", "Paired before"),
            ]
        )

    def test_before_they_are_paired_staff_read_that_something_waits(self):
        preference = self._say("Not my neighbour")
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        seen = pairing.with_user(self.coordinator)
        self.assertEqual(seen.word_count, 1)
        run = self.env["mentorship.matching"].with_user(self.coordinator)
        run = run.create({"edition_id": self.edition.id})
        self.assertEqual(run.word_count, 1)
        self.assertIn(
            preference,
            preference.search(run.action_view_words()["domain"]),
        )
        preference.with_user(self.coordinator).action_done()
        self.env.invalidate_all()
        self.assertEqual((seen.word_count, run.word_count), (0, 0))

    def test_paired_by_a_coordinator_it_is_about_warns_a_manager_alone(self):
        self.manager.lang = "en_US"
        preference = self._say(about_coordinator="1")
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        seen = pairing.with_user(self.coordinator)
        self.assertEqual(seen.word_count, 0)
        self.assertFalse(self._activities(preference))
        seen.action_offer()
        warned = self._activities(preference)
        self.assertEqual(len(warned), 1)
        self.assertTrue(preference.with_user(warned.user_id).has_access("read"))
        self.assertNotEqual(warned.user_id, self.coordinator)
        self.assertFalse(
            self.env["mail.activity"]
            .with_user(self.coordinator)
            .search([("id", "=", warned.id)])
        )

    @control
    def test_paired_by_who_may_read_it_warns_nobody(self):
        preference = self._say("Not my neighbour")
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        pairing.with_user(self.coordinator).action_offer()
        self.assertFalse(self._activities(preference))


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestEvaluationScreens(EvaluationCase):
    """An evaluation opens with a form that can be answered, and forms differ."""

    def test_a_question_without_choices_is_not_opened(self):
        for values in (
            {"question_type": "simple_choice"},
            {"question_type": "multiple_choice"},
            {"question_type": "matrix"},
            {
                "question_type": "matrix",
                "suggested_answer_ids": [fields.Command.create({"value": "Often"})],
            },
        ):
            with self.subTest(str(values)):
                question = self.env["survey.question"].create(
                    {
                        "survey_id": self.evaluation.survey_id.id,
                        "title": "What do you choose?",
                        **values,
                    }
                )
                with self.assertRaisesRegex(UserError, "What do you choose"):
                    self.evaluation.with_user(self.coordinator).action_open()
                self.assertEqual(self.evaluation.state, "draft")
                question.unlink()
        self.evaluation.action_open()
        self.assertEqual(self.evaluation.state, "open")

    def test_copies_of_a_form_differ_by_their_edition(self):
        form = self.evaluation.survey_id
        copied = self._evaluation(audience="all").survey_id
        self.assertEqual(form.title, copied.title)
        self.assertIn(self.edition.display_name, form.display_name)
        ready = self.env.ref("nob_mentorship.survey_midway_mentee")
        self.assertEqual(ready.display_name, ready.title)

    def test_results_open_inside_the_app(self):
        action = self.evaluation.with_user(self.coordinator).action_view_results()
        self.assertEqual(action["type"], "ir.actions.client")
        self.assertEqual(action["context"]["active_id"], self.evaluation.id)
