from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from ..common import MentorshipCase, control
from ..importing import as_csv, bring_in

ENROLMENTS, PAIRINGS = "mentorship.enrolment", "mentorship.pairing"
TEMPLATES = (
    "mentorship.edition",
    "mentorship.interest",
    ENROLMENTS,
    PAIRINGS,
    "mentorship.past.pair",
)
"""In the order in which an association needs them."""
OWN = ("role", "question", "motivation", "employer", "max_mentees")
"""The values that a sign-up has by default."""


class ImportCase(MentorshipCase):
    """A coordinator with a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [
                {"name": "Amber Kramer", "email": "amber@leden.example", "ref": "100%"},
                {"name": "Amber Kramer", "email": "kramer@leden.example", "ref": "102"},
                {"name": "Youssef El Idrissi", "email": "Youssef@Leden.example"},
                {"name": "Sofie van den Berg", "email": "info@gezin.example"},
                {"name": "Bram van den Berg", "email": "info@gezin.example"},
                {"name": "Weg Geweest", "email": "weg@leden.example", "active": False},
            ]
        )
        cls.mine = cls.env(user=cls.coordinator)

    def _import(self, model, *rows, env=None):
        """Return the imported records, and the messages."""
        found, result = bring_in(env or self.mine, model, as_csv(*rows))
        self.assertTrue(all(found.values()), found)
        messages = [
            " ".join(map(str, filter(None, (m["message"], m.get("moreinfo")))))
            for m in result["messages"]
        ]
        return self.env[model].browse(result["ids"] or []), messages


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestImport(ImportCase):
    """An import finds the person a line means, or says why not."""

    def _sign_up(self, *texts):
        rows = [["2030", text, "Mentee"] for text in texts]
        return self._import(ENROLMENTS, ["Edition", "Member", "Role"], *rows)

    def test_a_member_is_meant_by_address_number_or_name(self):
        enrolments, messages = self._sign_up(
            "AMBER@leden.EXAMPLE", "102", " youssef el idrissi ", "Bram van den Berg"
        )
        self.assertFalse(messages)
        amber, other, youssef, _sofie, bram, _gone = self.partners
        self.assertEqual(enrolments.partner_id, amber | other | youssef | bram)
        self.assertEqual(
            self._sign_up("Y. El Idrissi <youssef@leden.example>")[1],
            ["This member has already signed up in this role."],
        )
        (again,) = self._import(
            ENROLMENTS, ["Edition", "Member", "Role"], ["2030", "100%", "Mentor"]
        )[0]
        self.assertEqual(again.partner_id, amber)

    def test_a_name_that_several_have_is_refused(self):
        for text in ("Amber Kramer", "amber kramer", "INFO@gezin.example"):
            with self.subTest(text):
                enrolments, (message, *_rest) = self._sign_up(text)
                self.assertFalse(enrolments)
                self.assertIn(text, message)
                self.assertIn("member number", message)
        self.assertFalse(self.env[ENROLMENTS].search([]))

    @control
    def test_who_is_not_there_is_nobody_else(self):
        for text in ("Niemand", "niemand@leden.example", "9", "%", "Weg Geweest"):
            with self.subTest(text):
                enrolments, (message, *_rest) = self._sign_up(text)
                self.assertFalse(enrolments)
                self.assertIn(text, message)

    @control
    def test_a_line_that_is_wrong_brings_nothing_of_its_file(self):
        enrolments, messages = self._sign_up("102", "Niemand", "amber@leden.example")
        self.assertFalse(enrolments)
        self.assertIn("Niemand", messages[0])
        self.assertFalse(self.env[ENROLMENTS].search([]))

    def _two_editions(self):
        """Return the sign-ups of the same two people in two editions."""
        _amber, mentee, mentor, *_rest = self.partners
        found = []
        for edition in (self.edition, self._edition(name="2031")):
            for partner, role in ((mentor, "mentor"), (mentee, "mentee")):
                found.append(self._enrol(partner, role, edition=edition, submit=False))
        return found

    def test_a_sign_up_is_meant_by_its_member_in_its_edition(self):
        _old_mentor, _old_mentee, mentor, mentee = self._two_editions()
        header = ["Edition", "Mentor's sign-up", "Sign-ups"]
        for line in (
            ["2031", "youssef@leden.example", "kramer@leden.example"],
            ["Test programme 2031", "Youssef El Idrissi", "102"],
            ["2031", mentor.display_name, mentee.display_name],
        ):
            with self.subTest(line):
                pairing, messages = self._import(PAIRINGS, header, line)
                self.assertFalse(messages)
                self.assertEqual(pairing.mentor_enrolment_id, mentor)
                self.assertEqual(pairing.mentee_enrolment_ids, mentee)
                pairing.unlink()

    def test_a_pairing_is_made_with_no_one_else(self):
        self._two_editions()
        header = ["Edition", "Mentor's sign-up", "Sign-ups"]
        for mentor, mentee in (
            ("Youssef El Idrissi", "Wie Dan Ook"),
            ("Wie Dan Ook", "102"),
            ("Youssef El Idrissi", "amber@leden.example"),
            ("Youssef El Idrissi", "Amber Kramer"),
            ("102", "Youssef El Idrissi"),
            ("Youssef El Idrissi", ""),
            ("", "102"),
            ("", ""),
        ):
            with self.subTest(f"{mentor}, {mentee}"):
                pairing, messages = self._import(
                    PAIRINGS, header, ["2031", mentor, mentee]
                )
                self.assertFalse(pairing)
                self.assertTrue(messages)
        self.assertFalse(self.env[PAIRINGS].search([]))

    def test_a_withdrawn_sign_up_is_not_in_the_way_of_the_new_one(self):
        _mentor, mentee, *_others = self._two_editions()
        mentee.action_withdraw()
        self.env.flush_all()
        again = self._enrol(mentee.partner_id, "mentee", submit=False)
        pairing, messages = self._import(
            PAIRINGS,
            ["Edition", "Mentor's sign-up", "Sign-ups"],
            ["2030", "Youssef El Idrissi", "102"],
        )
        self.assertFalse(messages)
        self.assertEqual(pairing.mentee_enrolment_ids, again)

    def test_an_edition_of_several_programmes_is_named_in_full(self):
        self.other_programme.coordinator_ids += self.coordinator
        second = self._edition(self.other_programme)
        line = ["102", "Mentee"]
        header = ["Edition", "Member", "Role"]
        enrolment, messages = self._import(ENROLMENTS, header, ["2030", *line])
        self.assertFalse(enrolment)
        self.assertIn("full name", messages[0])
        enrolment, messages = self._import(ENROLMENTS, header, ["Other 2030", *line])
        self.assertFalse(messages)
        self.assertEqual(enrolment.edition_id, second)

    @control
    def test_the_programme_of_a_colleague_is_as_one_that_is_not_there(self):
        self._edition(self.other_programme, name="Elders 2030")
        said = set()
        for name in ("Other Elders 2030", "Other Nergens 20"):
            rows = [["Edition", "Member", "Role"], [name, "102", "Mentee"]]
            enrolment, (message, *_rest) = self._import(ENROLMENTS, *rows)
            self.assertFalse(enrolment)
            said.add(message.replace(name, ""))
        self.assertEqual(len(said), 1)

    def test_several_members_stand_in_one_cell(self):
        for cell, right in (
            ("AMBER@leden.example, 102", True),
            ("AMBER@leden.example,Amber Kramer", False),
            ("102, Niemand", False),
        ):
            with self.subTest(cell):
                edition, messages = self._import(
                    "mentorship.edition",
                    ["Programme", "Name", "Invited members"],
                    ["TEST", "2040", cell],
                )
                self.assertEqual(bool(edition), right, messages)
                self.assertEqual(edition.invited_ids, self.partners[: 2 * right])

    @control
    def test_core_reads_other_models_as_ever(self):
        self.env["res.country"].create({"name": "Nergensland", "code": "QQ"})
        result = self.env["res.partner"].load(
            ["name", "country_id", "parent_id"],
            [["Kind", "Nergensland", "Youssef El Idrissi"]],
        )
        self.assertFalse(result["messages"])


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestHalfPairing(ImportCase):
    """A pairing has both its sides from the start."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        cls.both = (cls._enrol(cls.mentor, "mentor"), cls._enrol(cls.mentee, "mentee"))

    def test_half_a_pairing_is_not_saved(self):
        mentor, mentee = self.both
        pairings = self.mine[PAIRINGS]
        edition = self.edition.id
        for values in (
            {},
            {"mentor_enrolment_id": mentor.id},
            {"mentee_enrolment_ids": [Command.set(mentee.ids)]},
            {"member_ids": [Command.create({"enrolment_id": mentor.id})]},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "choose both"),
                self.env.cr.savepoint(),
            ):
                pairings.create({"edition_id": edition, **values})

    def test_a_pairing_is_not_made_half(self):
        pairing = self._pair(*self.both).with_user(self.coordinator)
        for change in (
            lambda: pairing.write({"mentor_enrolment_id": False}),
            lambda: pairing.write({"mentee_enrolment_ids": [Command.clear()]}),
            pairing.member_ids[0].unlink,
            lambda: pairing.write(
                {"member_ids": [Command.delete(pairing.member_ids[0].id)]}
            ),
            pairing.copy,
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
                self.env.flush_all()
        self.assertEqual(len(pairing.member_ids), 2)

    @control
    def test_people_are_exchanged_and_the_whole_is_deleted(self):
        pairing = self._pair(*self.both).with_user(self.coordinator)
        other = self._enrol(self.partners[1], "mentee", submit=False)
        senior = self._enrol(self.member, "mentor")
        pairing.mentee_enrolment_ids = other
        self.assertEqual(pairing.mentee_ids, self.partners[1])
        pairing.write(
            {
                "mentor_enrolment_id": senior.id,
                "mentee_enrolment_ids": [Command.set(self.both[1].ids)],
            }
        )
        self.assertEqual(pairing.member_ids.partner_id, self.member | self.mentee)
        pairing.unlink()
        self.assertFalse(pairing.exists())

    def test_peers_are_at_least_two(self):
        circle = self._open(self._edition(name="2033", kind="peer"))
        peers = [
            self._enrol(partner, "peer", edition=circle)
            for partner in (self.mentor, self.mentee, self.member)
        ]
        with self.assertRaises(ValidationError):
            self._pair(peers[0])
        pairing = self._pair(*peers)
        pairing.mentee_enrolment_ids -= peers[0]
        with self.assertRaises(ValidationError):
            pairing.mentee_enrolment_ids -= peers[1]


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestRoundTrip(ImportCase):
    """A coordinator's export can be imported again as it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _amber, cls.second, cls.third, *_rest = cls.partners
        cls.enrolments = cls._enrol(
            cls.third,
            "mentor",
            submit=False,
            max_mentees=3,
            motivation='Zeg; "ja"\nen dan',
            topic_ids=[Command.set(cls.topic.ids)],
        ) | cls._enrol(cls.second, "mentee", submit=False)

    def _rows(self, records, names):
        """Return the file that Odoo's export makes."""
        rows = records.with_env(self.mine).export_data(names)["datas"]
        return [["" if value is False else value for value in row] for row in rows]

    def test_by_external_id_nothing_changes(self):
        pairing = self._pair(*self.enrolments)
        interest = self.env["mentorship.interest"].create(
            {"programme_id": self.programme.id, "partner_id": self.second.id}
        )
        for records, names in (
            (self.edition, ["programme_id/id", "name", "date_start", "min_meetings"]),
            (
                self.enrolments,
                ["edition_id/id", "partner_id/id", "topic_ids/id", *OWN],
            ),
            (
                pairing,
                ["edition_id/id", "mentor_enrolment_id/id", "mentee_enrolment_ids/id"],
            ),
            (interest, ["programme_id/id", "partner_id/id", "role"]),
        ):
            with self.subTest(records._name):
                names = ["id", *names]
                before = self._rows(records, names)
                same, messages = self._import(records._name, names, *before)
                self.assertFalse(messages)
                self.assertEqual(same, records)
                self.assertEqual(self._rows(records, names), before)

    def test_by_names_it_is_made_anew(self):
        names = ["edition_id", "partner_id", "topic_ids", *OWN]
        self.second.name = "Ander Persoon"
        before = self._rows(self.enrolments, names)
        self.enrolments.unlink()
        anew, messages = self._import(ENROLMENTS, names, *before)
        self.assertFalse(messages)
        self.assertEqual(self._rows(anew, names), before)
        names = ["edition_id", "mentor_enrolment_id", "mentee_enrolment_ids"]
        pairing = self._pair(*anew)
        before = self._rows(pairing, names)
        pairing.unlink()
        pairing, messages = self._import(PAIRINGS, names, *before)
        self.assertFalse(messages)
        self.assertEqual(self._rows(pairing, names), before)

    def test_a_pair_that_is_active_comes_in_unchanged(self):
        pairing = self._active_pair()
        names = ["id", "edition_id", "mentor_enrolment_id", "mentee_enrolment_ids"]
        same, messages = self._import(PAIRINGS, names, *self._rows(pairing, names))
        self.assertFalse(messages)
        self.assertEqual((same, pairing.state), (pairing, "active"))


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestTemplates(ImportCase):
    """The import screen offers a file for each list that people bring in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        languages = cls.env["res.lang"].with_context(active_test=False)
        languages.search([("code", "in", ("en_US", "nl_NL"))]).active = True
        cls.nob = cls.env.ref("nob_mentorship.programme_nob")
        cls.nob.coordinator_ids += cls.coordinator
        cls._edition(cls.nob, name="2031")
        cls._past_edition(cls.nob, name="2024")
        cls.env["res.partner"].create(
            [
                {"name": "Anna", "email": "anna@example.org"},
                {"name": "Bea", "email": "bea@example.org"},
                {"name": "Cas", "email": "cas@example.org"},
            ]
        )

    @mute_logger("odoo.addons.base_import.models.base_import")
    def test_a_template_is_an_import_as_it_is(self):
        for code in ("en_US", "nl_NL"):
            self.coordinator.lang = code
            env = self.env(user=self.coordinator, context={"lang": code})
            made = []
            for model in TEMPLATES:
                (template,) = env[model].get_import_templates()
                self.assertTrue(template["label"])
                with file_open(template["template"][1:], "rb") as file:
                    found, result = bring_in(env, model, file.read())
                with self.subTest(f"{model} {code}"):
                    self.assertTrue(all(found.values()), found)
                    self.assertFalse(result["messages"])
                made.insert(0, self.env[model].browse(result["ids"] or []))
            for records in made:
                records.unlink()

    def test_every_template_is_offered(self):
        offered = {
            Path(template["template"]).name
            for model in TEMPLATES
            for code in ("en_US", "nl_NL")
            for template in self.env[model]
            .with_context(lang=code)
            .get_import_templates()
        }
        folder = Path(__file__).parents[2] / "static" / "import"
        self.assertEqual(offered, {file.name for file in folder.iterdir()})
