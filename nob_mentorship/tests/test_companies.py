"""A second company: the records of one company do not exist for the other."""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .each_model import EachModelCase
from .pages import Pages

SHARED = {
    "mentorship.topic",
    "mentorship.language",
    "mentorship.question",
    "mentorship.question.answer",
    "mentorship.aim",
    "mentorship.focus",
    "mentorship.end.reason",
    "survey.survey",
    "survey.question",
    "survey.question.answer",
}
"""Lists and forms, which all companies of a database share."""


@tagged("post_install", "-at_install", "fault")
class TestCompanies(EachModelCase):
    """Every model × the managers and the members of a second company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Second association"})
        theirs = {
            "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)],
        }
        cls.their_manager, cls.their_member = cls._users(
            their_manager="nob_mentorship.group_mentorship_manager",
            their_member="base.group_portal",
        )
        (cls.their_manager | cls.their_member).write(theirs)
        cls.env.flush_all()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_record_is_there_for_the_other_company(self):
        for model, record in self.records.items():
            if model in SHARED:
                continue
            for user in (self.their_manager, self.their_member):
                with self.subTest(f"{model} {user.name}"):
                    mine = record.with_user(user)
                    try:
                        found = mine.search([("id", "=", record.id)])
                    except AccessError:
                        found = mine.browse()
                    self.assertFalse(found)
                    with self.assertRaises(AccessError):
                        mine.read(["id"])
                    with self.assertRaises(AccessError):
                        mine.write({})
                    with self.assertRaises(AccessError):
                        mine.unlink()

    def test_every_model_with_a_company_has_its_rule(self):
        for model, record in self.records.items():
            # no one has access to rooms, ballots and the like
            if model in SHARED or not record.with_user(self.manager).has_access("read"):
                continue
            if record._transient or model.startswith(("survey.", "mentorship.job")):
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model), ("groups", "=", False)]
            )
            with self.subTest(model):
                self.assertIn("company_ids", " ".join(rules.mapped("domain_force")))

    def test_a_member_sees_the_programmes_of_their_company(self):
        theirs = self.env["mentorship.programme"].create(
            {
                "name": "Theirs",
                "code": "THEIRS",
                "contact_email": "theirs@test.example",
                "company_id": self.company.id,
            }
        )
        everyone = self.env["mentorship.programme"].create(
            {
                "name": "Everyone's",
                "code": "ALL",
                "contact_email": "all@test.example",
                "company_id": False,
            }
        )
        editions = {
            programme: self._edition(programme, state="enrolment")
            for programme in (theirs, everyone)
        }
        self.edition.state = "enrolment"
        pages = Pages(self.env)
        for user, seen, hidden in (
            (self.their_member, theirs, self.programme),
            (self.member_user, self.programme, theirs),
        ):
            cards = pages.overview(user.partner_id)["programmes"]
            shown = {card["id"] for card in cards}
            with self.subTest(user.name):
                self.assertLessEqual({seen.id, everyone.id}, shown)
                self.assertNotIn(hidden.id, shown)
                for model in ("mentorship.programme", "mentorship.edition"):
                    records = self.env[model]
                    by_rule = records.with_user(user).search([])
                    by_page = records.search(records._member_domain(user.partner_id))
                    self.assertEqual(by_rule.ids, by_page.ids)
        self.assertEqual(editions[theirs].company_id, self.company)

    def test_a_member_sees_what_they_have_to_do_with(self):
        """Also in an edition of another company, by their own pages."""
        partner = self.their_member.partner_id
        edition, programme = self._open(self._edition(name="2036")), self.programme
        interests = self.env["mentorship.interest"]
        editions, programmes = edition.browse(), programme.browse()

        def seen():
            return (
                edition in editions.search(editions._member_domain(partner)),
                programme in programmes.search(programmes._member_domain(partner)),
            )

        self.assertEqual(seen(), (False, False))
        interest = interests._note(programme, partner)
        self.assertEqual(seen(), (True, True))
        interest.unlink()
        self.assertEqual(seen(), (False, False))
        edition.invited_ids = partner
        self.assertEqual(seen(), (True, True))
        edition.invited_ids = False
        self._line(partner)
        self._enrol(partner, "mentee", edition=edition, submit=False)
        self.assertEqual(seen(), (True, True))

    def test_a_manager_of_another_company_is_not_who_is_told(self):
        theirs = self.env["mentorship.programme"].create(
            {
                "name": "Theirs",
                "code": "THEIRS",
                "contact_email": "theirs@test.example",
                "company_id": self.company.id,
                "coordinator_ids": [(6, 0, self.coordinator.ids)],
            }
        )
        edition = self._edition(theirs)
        self.assertEqual(edition.company_id, self.company)
        self.assertEqual(edition._responsible(), self.their_manager)
        self.assertEqual(edition._manager(), self.their_manager)
        self.assertNotEqual(self.edition._manager(), self.their_manager)
