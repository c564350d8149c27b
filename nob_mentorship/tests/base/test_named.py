from functools import partial

from odoo import Command
from odoo.tests import tagged

from ..common import MentorshipCase

NONSENSE = ("Zqxw Vvkj", "%", "–", "???", "mentorship.")


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestNamed(MentorshipCase):
    """The name on every screen finds its record, and nonsense finds nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.write({"name": "Anna–Mária de Wit (sr.)", "ref": "L-100%"})
        cls.mentee.name = "Bea O'Brien"
        cls.pairing = cls._active_pair()
        mentor, mentee = cls.pairing.mentor_enrolment_id, cls.pairing.member_ids[1:]
        mentee = mentee.enrolment_id
        cls.edition.late_enrolment = True
        late = [cls._member(f"late_{n}", years=1).partner_id for n in (1, 2)]
        late = [cls._enrol(partner, "mentee") for partner in late]
        programme, edition = cls.programme.id, cls.edition.id
        start, question = cls.env.cr.now(), cls._question("Hoe? (kort)", ("Zo: snel",))
        for model, values in (
            ("language", {"name": "Klingon"}),
            ("aim", {"name": "An aim, or two"}),
            ("focus", {"name": "A focus"}),
            ("end.reason", {"name": "A reason"}),
            ("resource", {"name": "Reading", "programme_id": programme}),
            ("news", {"name": "News", "programme_id": programme}),
            ("interest", {"programme_id": programme, "partner_id": cls.mentee.id}),
            (
                "exclusion",
                {"partner_id": cls.mentee.id, "other_partner_id": cls.member.id},
            ),
            (
                "preference",
                {"enrolment_id": mentee.id, "kind": "avoid", "text": "Not with her"},
            ),
            (
                "wish",
                {
                    "edition_id": edition,
                    "mentor_enrolment_id": mentor.id,
                    "mentee_enrolment_id": mentee.id,
                },
            ),
            (
                "meeting",
                {
                    "pairing_id": cls.pairing.id,
                    "start": start,
                    "stop": start.replace(year=start.year + 1),
                },
            ),
            (
                "choice",
                {"enrolment_id": late[0].id, "mentor_enrolment_id": mentor.id},
            ),
            ("evaluation", {"edition_id": edition, "audience": "mentee"}),
        ):
            cls.env[f"mentorship.{model}"].create(values)
        note = cls._text(cls.pairing, "note", cls.mentee)
        cls._consent(cls.pairing, cls.mentee, cls.employee.partner_id, note)
        cls.matching = cls.env["mentorship.matching"].create({"edition_id": edition})
        cls.matching.action_run()
        cls.env["mentorship.job"]._start(
            mentee.with_user(cls.coordinator), "action_accept"
        )
        # what another programme has, the coordinator of this one does not see
        elsewhere = cls._open(cls._edition(cls.other_programme, name="Verborgen"))
        cls.hidden = cls._enrol(cls.member, "mentee", edition=elsewhere)
        cls.question = question
        cls.env.flush_all()

    def _shown(self, user):
        """Yield (model, a record of it) of all that a user reads in our models."""
        for name in sorted(self.registry):
            model = self.env[name].with_user(user)
            if not name.startswith("mentorship.") or model._abstract:
                continue
            if not model._transient and model.has_access("read"):
                for record in model.search([], limit=3):
                    if record.display_name:
                        yield model, record

    def test_the_shown_name_finds_its_record_and_nonsense_none(self):
        tried, wrong = set(), []
        for model, record in self._shown(self.coordinator):
            tried.add(model._name)
            shown = record.display_name
            for operator in ("=", "ilike", "=ilike", "like"):
                found = dict(model.name_search(shown, operator=operator, limit=None))
                if found.get(record.id) != shown:
                    wrong.append(f"{model._name} {operator} {shown}")
                for nonsense in (*NONSENSE, f"{shown} Zqxw"):
                    if operator == "=ilike" and nonsense == "%":
                        continue
                    if model.name_search(nonsense, operator=operator):
                        wrong.append(f"{model._name} {operator} {nonsense}")
            rest = model.search([("display_name", "!=", shown)])
            if record in rest or not all(other.display_name != shown for other in rest):
                wrong.append(f"{model._name} != {shown}")
            self.assertIn(record, model.search([("display_name", "not ilike", "Zqxw")]))
        self.assertFalse(wrong)
        self.assertGreaterEqual(len(tried), 24, tried)
        self.assertLessEqual(
            {f"mentorship.{name}" for name in ("proposal", "unmatched", "matching")},
            tried,
        )

    def test_an_import_means_the_record_that_is_shown(self):
        """Every many2one and many2many of our models, read as an import reads it."""
        converter = self.env["ir.fields.converter"].with_user(self.coordinator)
        shown = {}
        for model, record in self._shown(self.coordinator):
            if len(model.name_search(record.display_name, operator="=")) == 1:
                shown.setdefault(model._name, record)
        tried, wrong = 0, []
        for name in sorted(self.registry):
            model = self.env[name].with_user(self.coordinator)
            if not name.startswith("mentorship.") or model._abstract:
                continue
            for field in model._fields.values():
                record = shown.get(field.comodel_name)
                if field.type not in ("many2one", "many2many") or not record:
                    continue
                tried += 1
                read = partial(converter.db_id_for, model, field, None, savepoint=None)
                domain = field.get_comodel_domain(model)
                if record.filtered_domain(domain):
                    found, warnings = read(value=f" {record.display_name} ")
                    if (found, warnings) != (record.id, []):
                        wrong.append(f"{field} {record.display_name}: {found}")
                for nonsense in NONSENSE[:2]:
                    try:
                        wrong.append(f"{field} {nonsense}: {read(value=nonsense)}")
                    except ValueError:
                        continue
        self.assertFalse(wrong)
        self.assertGreater(tried, 40)

    def test_what_is_hidden_is_as_what_is_not_there(self):
        def told(model, field, text):
            converter = self.env["ir.fields.converter"].with_user(self.coordinator)
            model = self.env[model].with_user(self.coordinator)
            with self.assertRaises(ValueError) as caught:
                converter.db_id_for(model, model._fields[field], None, text, None)
            return str(caught.exception).replace(text, "")

        for model, field, record in (
            ("mentorship.enrolment", "edition_id", self.hidden.edition_id),
            ("mentorship.edition", "programme_id", self.other_programme),
            ("mentorship.pairing", "mentee_enrolment_ids", self.hidden),
        ):
            name = record.display_name
            mine = record.browse().with_user(self.coordinator)
            with self.subTest(name):
                for operator in ("=", "ilike"):
                    self.assertFalse(mine.name_search(name, operator=operator))
                self.assertEqual(
                    told(model, field, name), told(model, field, "Zqxw Vvkj")
                )

    def test_every_word_may_come_in_any_order_and_case(self):
        editions = self.env["mentorship.edition"].with_user(self.coordinator)
        for text in ("Test programme 2030", "2030", "2030 test", "PROGRAMME", "203"):
            self.assertEqual(editions.name_search(text)[0][0], self.edition.id, text)
        pairings = self.env["mentorship.pairing"].with_user(self.coordinator)
        for text in ("bea wit", "o'brien", "Mária", "de Wit (sr.) – Bea"):
            self.assertEqual(pairings.name_search(text)[0][0], self.pairing.id, text)
        self.assertFalse(pairings.name_search("Bea Zqxw"))
        programmes = self.env["mentorship.programme"].with_user(self.coordinator)
        self.assertEqual(
            programmes.name_search("TEST", operator="=")[0][0], self.programme.id
        )

    def test_staff_find_a_sign_up_by_address_and_number(self):
        enrolments = self.env["mentorship.enrolment"].with_user(self.coordinator)
        for text in ("MENTOR@test.example", "L-100%"):
            found = [number for number, _name in enrolments.name_search(text)]
            self.assertEqual(found, self.pairing.mentor_enrolment_id.ids, text)

    def test_a_member_learns_no_contact_data_by_searching(self):
        asked = self._member("asked", years=1)
        self.mentor.phone = "0612345678"
        offered = self._pair(
            self.pairing.mentor_enrolment_id,
            self._enrol(asked.partner_id, "mentee"),
            offer=True,
        )
        pairings = offered.with_user(asked).browse()
        self.assertEqual(pairings.search([]), offered)
        for text in ("mentor@test.example", "L-100%", "0612345678"):
            self.assertFalse(pairings.name_search(text), text)
            self.assertFalse(pairings.search([("mentor_id", "ilike", text)]), text)

    def test_archived_records_are_found_as_their_search_asks(self):
        self.topic.active = False
        topics = self.env["mentorship.topic"].with_user(self.coordinator)
        self.assertFalse(topics.name_search("Test topic"))
        archived = topics.with_context(active_test=False)
        self.assertEqual(
            archived.name_search("Test topic", operator="="),
            [(self.topic.id, "Test topic")],
        )

    def test_the_words_of_a_choice_are_those_of_the_reader(self):
        self.env["res.lang"].with_context(active_test=False).search(
            [("code", "=", "nl_NL")]
        ).active = True
        roles = dict(
            self.env["mentorship.meeting"]
            .with_context(lang="nl_NL")
            .fields_get(["state"])["state"]["selection"]
        )
        meetings = self.env["mentorship.meeting"].with_user(self.coordinator)
        dutch = meetings.with_context(lang="nl_NL")
        shown = dutch.search([]).display_name
        self.assertIn(roles["planned"], shown)
        self.assertEqual(dutch.name_search(shown, operator="=")[0][1], shown)

    def test_answers_are_found_by_either_text(self):
        answers = self.env["mentorship.question.answer"].with_user(self.coordinator)
        (answer,) = self.question.answer_ids
        for text in ("Zo: snel", "Hoe? (kort): Zo: snel"):
            self.assertEqual(answers.name_search(text, operator="=")[0][0], answer.id)
        self.assertEqual(
            answers.search([("question_id", "=", "Hoe? (kort)")]).ids, answer.ids
        )
        self.question.answer_ids = [Command.create({"name": "Zo: langzaam"})]
        self.assertEqual(len(answers.name_search("Hoe? Zo")), 2)
