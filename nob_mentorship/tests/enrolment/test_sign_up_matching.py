from werkzeug.datastructures import MultiDict

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages, save_sign_up


@tagged("post_install", "-at_install")
class TestSignUpMatching(MentorshipCase):
    """What the sign-up asks so that matching can use it (R46, R47, R48)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.nl")
        cls.utrecht = cls.env.ref("base.state_nl_ut")
        cls.focuses = cls.env["mentorship.focus"].search([], limit=2)
        cls.programme.focus_ids = cls.focuses
        cls.dutch = cls.env.ref("nob_mentorship.mentorship_language_dutch")
        cls.question = cls._question()
        cls.edition.question_ids = cls.question
        cls._open()

    def _draft(self, **values):
        return self._enrol(self.mentee, "mentee", submit=False, **values)

    def _names(self, enrolment):
        return [choice.name for choice in enrolment._choices()]

    def _save(self, enrolment, **typed):
        """Let the member send the form; return {input: message}."""
        post = MultiDict({"question": "How do I grow?", **typed})
        return save_sign_up(enrolment.with_user(self.mentee_user), post)

    def test_what_leaves_nothing_to_choose_is_not_asked(self):
        draft = self._draft()
        asked = ["focus_ids", "language_ids", "region_id", "meeting_mode"]
        self.assertEqual(self._names(draft), [*asked, f"question_{self.question.id}"])
        self.programme.focus_ids = self.focuses[:1]
        self.env["mentorship.language"].search([]).active = False
        self.dutch.active = True
        self.env.company.country_id = False
        self.question.active = False
        self.assertEqual(self._names(draft), ["meeting_mode"])

    def test_the_region_is_what_the_contact_says_and_nothing_else_is_known(self):
        self.mentee.state_id = self.utrecht
        draft = self.env["mentorship.enrolment"].with_user(self.mentee_user)
        draft = draft._start(self.edition, "mentee")
        self.assertEqual(draft.region_id, self.utrecht)
        self.assertFalse(
            draft.focus_ids
            or draft.language_ids
            or draft.meeting_mode
            or draft.answer_ids
        )

    def test_a_region_abroad_stays_in_the_list(self):
        abroad = self.env.ref("base.state_us_1")
        region = self._draft(region_id=abroad.id)._choices()[2]
        self.assertIn(str(abroad.id), region.options)
        self.assertEqual(region.chosen, {str(abroad.id)})

    def test_a_member_saves_what_they_choose_and_empties_it_again(self):
        draft = self._draft()
        answer = self.question.answer_ids[1]
        errors = self._save(
            draft,
            focus_ids=self.focuses.mapped(lambda focus: str(focus.id)),
            language_ids=[str(self.dutch.id)],
            region_id=str(self.utrecht.id),
            meeting_mode="video",
            **{f"question_{self.question.id}": str(answer.id)},
        )
        self.assertFalse(errors)
        self.assertEqual(draft.focus_ids, self.focuses)
        self.assertEqual(draft.language_ids, self.dutch)
        self.assertEqual(draft.region_id, self.utrecht)
        self.assertEqual(draft.meeting_mode, "video")
        self.assertEqual(draft.answer_ids, answer)
        emptied = {f"question_{self.question.id}": "", "region_id": ""}
        self.assertFalse(self._save(draft, **emptied))
        self.assertFalse(
            draft.focus_ids
            or draft.language_ids
            or draft.region_id
            or draft.meeting_mode
            or draft.answer_ids
        )

    def test_what_is_not_offered_is_told_and_nothing_is_saved(self):
        draft = self._draft(motivation="As it was")
        other = self._question("Another question")
        own = f"question_{self.question.id}"
        for name, value in (
            ("focus_ids", ["99999999999999"]),
            ("language_ids", [str(self.dutch.id), "x"]),
            ("region_id", "-1"),
            ("meeting_mode", "\x00"),
            (own, str(other.answer_ids[0].id)),
        ):
            with self.subTest(name):
                typed = {name: value, "motivation": "Typed"}
                self.assertEqual(list(self._save(draft, **typed)), [name])
                self.assertEqual(draft.motivation, "As it was")
        # a question that is not asked is no input of this form
        not_asked = {f"question_{other.id}": str(other.answer_ids[0].id)}
        self.assertFalse(self._save(draft, **not_asked))
        self.assertFalse(draft.answer_ids)

    def test_what_the_page_did_not_ask_stays_as_it_was_answered(self):
        answer = self.question.answer_ids[:1]
        draft = self._draft(answer_ids=answer.ids, region_id=self.utrecht.id)
        self._save(draft, motivation="Sent from a page without these lists")
        self.assertEqual((draft.answer_ids, draft.region_id), (answer, self.utrecht))
        self.question.active = False
        self._save(draft, region_id="", **{f"question_{self.question.id}": ""})
        self.assertEqual(draft.answer_ids, answer)
        self.assertFalse(draft.region_id)

    def test_a_question_has_one_answer(self):
        with self.assertRaisesRegex(ValidationError, "How do you work"):
            self._draft(answer_ids=self.question.answer_ids.ids)

    def test_an_answer_that_was_given_stays(self):
        alone, together = self.question.answer_ids
        self._draft(answer_ids=alone.ids)
        staff = self.question.with_user(self.manager)
        other = self._question("Another question")
        for action in (
            staff.unlink,
            alone.with_user(self.coordinator).unlink,
            lambda: staff.write({"answer_ids": [Command.delete(alone.id)]}),
            lambda: alone.with_user(self.manager).write({"question_id": other.id}),
        ):
            with self.assertRaisesRegex(UserError, "How do you work"):
                action()
        together.with_user(self.coordinator).unlink()
        staff.active = False
        self.assertEqual(self.question.answer_ids, alone)
        other.with_user(self.manager).unlink()

    def test_the_importance_is_a_number_from_0_to_10(self):
        for importance in (0, 10, 2.5):
            self.question.importance = importance
        for importance in (-0.1, 10.1, float("nan"), float("inf")):
            with (
                self.subTest(importance),
                self.assertRaisesRegex(ValidationError, "from 0 to 10"),
            ):
                self.question.importance = importance

    def test_an_edition_takes_its_variants_questions_and_keeps_them(self):
        self.programme.question_ids = self.question
        edition = self._edition(name="2031")
        self.programme.question_ids = False
        self.assertEqual(edition.question_ids, self.question)
        self.assertEqual(edition.copy().question_ids, self.question)

    def test_the_page_has_plain_values_and_reads_them_when_the_sign_up_is_closed(self):
        draft = self._draft(
            region_id=self.utrecht.id,
            language_ids=self.dutch.ids,
            answer_ids=self.question.answer_ids[:1].ids,
        )
        pages = Pages(self.env)
        page = pages.enrolment(draft)
        chosen = {choice["name"]: choice["chosen"] for choice in page["choices"]}
        self.assertEqual(chosen["region_id"], {str(self.utrecht.id)})
        self.assertEqual(chosen["language_ids"], {str(self.dutch.id)})
        self.edition.action_close_enrolment()
        page = pages.enrolment(draft)
        self.assertEqual(page["choices"], [])
        self.assertEqual(
            [fact["value"] for fact in page["facts"]], ["Dutch", "Utrecht", "Alone"]
        )

    def test_the_export_tells_it_and_erasing_empties_it(self):
        enrolment = self._draft(
            focus_ids=self.focuses.ids,
            language_ids=self.dutch.ids,
            region_id=self.utrecht.id,
            meeting_mode="either",
            answer_ids=self.question.answer_ids[:1].ids,
        )
        (told,) = Pages(self.env).export(self.mentee)["enrolments"]
        self.assertEqual(told["languages"], ["Dutch"])
        self.assertEqual(told["region"], "Utrecht")
        self.assertEqual(told["meeting_mode"], "Either")
        self.assertEqual(told["answers"], ["How do you work?: Alone"])
        self.mentee.action_mentorship_erase()
        for name in enrolment._choice_labels() | {"answer_ids": ""}:
            self.assertFalse(enrolment[name], name)

    def test_staff_import_and_export_by_name(self):
        other = self._question("What do you value?")
        names = ["edition_id", "partner_id", "role", "region_id", "meeting_mode"]
        names += ["focus_ids", "language_ids", "answer_ids"]
        row = ["2030", "Mentee", "mentee", "Utrecht", "video"]
        row += [
            ",".join(self.focuses.mapped("name")),
            "Dutch,English",
            "How do you work?: Alone,What do you value?: Together",
        ]
        enrolments = self.env["mentorship.enrolment"].with_user(self.coordinator)
        loaded = enrolments.load(names, [row])
        self.assertFalse(loaded["messages"])
        enrolment = enrolments.browse(loaded["ids"])
        self.assertEqual(enrolment.focus_ids, self.focuses)
        self.assertEqual(enrolment.region_id, self.utrecht)
        answers = self.question.answer_ids[0] | other.answer_ids[1]
        self.assertEqual(enrolment.answer_ids, answers)
        (exported,) = enrolment.export_data(names)["datas"]
        self.assertEqual(exported[5:], row[5:])

    def test_an_answer_is_found_by_its_own_text_where_that_is_enough(self):
        answers = self.env["mentorship.question.answer"]
        self._question("What do you value?", ("Calm",))
        self.assertEqual(len(answers.name_search("Calm", operator="=")), 1)
        self.assertEqual(len(answers.name_search("How do you wo")), 2)
