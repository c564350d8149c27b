from contextlib import suppress

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..room import items, keys
from .common import MentorshipCase

PERSONAS = (
    "public",
    "member",
    "mentor",
    "mentee",
    "ex_participant",
    "employee",
    "coordinator",
    "other_coordinator",
    "manager",
    "administrator",
    "survey_user",
    "survey_manager",
)
NOBODY = dict.fromkeys(PERSONAS, "")
READERS = {**NOBODY, **dict.fromkeys(PERSONAS[1:5], "r")}
LISTS = {**READERS, "coordinator": "r", "other_coordinator": "r", "manager": "rwcd"}
PROGRAMME_STAFF = {"coordinator": "rwcd", "manager": "rwcd"}
PAIR = {**NOBODY, "mentor": "r", "mentee": "r"}
FORMS = {
    **NOBODY,
    **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwcd"),
    **dict.fromkeys(("survey_user", "survey_manager"), "rwcd"),
}
"""A form nobody was asked with yet; once it is open nobody changes it."""
WIZARD = {
    **NOBODY,
    "coordinator": "rwc",
    "manager": "rwc",
    # one's own wizard, which does nothing to somebody else's records: tested below
    "other_coordinator": "rw",
}
TABLE = {
    "mentorship.topic": LISTS,
    "mentorship.language": LISTS,
    "mentorship.question": {
        **READERS,
        "coordinator": "rwc",
        "other_coordinator": "rwc",
        "manager": "rwcd",
    },
    # a typing error in a list of answers can go; one that was given cannot
    "mentorship.question.answer": {
        **READERS,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwcd"),
    },
    "mentorship.aim": LISTS,
    "mentorship.focus": LISTS,
    "mentorship.end.reason": LISTS,
    "mentorship.programme": {**READERS, "coordinator": "rw", "manager": "rwcd"},
    "mentorship.resource": {**READERS, **PROGRAMME_STAFF},
    "mentorship.news": {**READERS, **PROGRAMME_STAFF},
    "mentorship.edition": {**READERS, **PROGRAMME_STAFF},
    "mentorship.interest": {**NOBODY, "mentee": "r", **PROGRAMME_STAFF},
    "mentorship.enrolment": {**NOBODY, "mentee": "r", **PROGRAMME_STAFF},
    # every coordinator may keep two members apart, also before they sign up
    "mentorship.exclusion": {**NOBODY, **PROGRAMME_STAFF, "other_coordinator": "c"},
    # nobody writes a member's word but the member, on their page
    "mentorship.preference": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    "mentorship.wish": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.pairing": {**PAIR, **PROGRAMME_STAFF},
    "mentorship.pairing.member": {**PAIR, **PROGRAMME_STAFF},
    "mentorship.meeting": {**PAIR, "coordinator": "r", "manager": "r"},
    "mentorship.choice": {**NOBODY, "coordinator": "r", "manager": "r"},
    # what a pair writes is nobody's but through the room itself; of a consent staff see
    # that there is one
    "mentorship.note": NOBODY,
    "mentorship.note.file": NOBODY,
    "mentorship.goal": NOBODY,
    "mentorship.plan": NOBODY,
    "mentorship.agreement": NOBODY,
    "mentorship.room.key": NOBODY,
    "mentorship.room.access": NOBODY,
    "mentorship.consent": {**NOBODY, "coordinator": "r", "manager": "r"},
    # who is asked is read by no one, and neither is what they answer: not while it lies
    # in the box, and not as an answer of Odoo Surveys
    "mentorship.evaluation": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.evaluation.invitation": NOBODY,
    "mentorship.evaluation.ballot": NOBODY,
    "survey.survey": FORMS,
    "survey.question": FORMS,
    "survey.question.answer": FORMS,
    "survey.user_input": NOBODY,
    "survey.user_input.line": NOBODY,
    # what the matching found, and why not, is for the staff of the programme
    "mentorship.matching": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.proposal": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    "mentorship.unmatched": {**NOBODY, "coordinator": "r", "manager": "r"},
    # what was asked for many is of who asked
    "mentorship.job": {**NOBODY, "coordinator": "r"},
    "mentorship.job.line": {**NOBODY, "coordinator": "r"},
    "mentorship.alternatives.wizard": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "r"),
    },
    "mentorship.alternatives.line": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "r"),
    },
    "mentorship.refuse.wizard": WIZARD,
    "mentorship.answer.wizard": {**WIZARD, "other_coordinator": "rwc"},
    "mentorship.end.wizard": WIZARD,
    "mentorship.term.wizard": WIZARD,
    "mentorship.keep.apart.wizard": WIZARD,
    "mentorship.note.wish.wizard": WIZARD,
    "mentorship.kept.text": {**NOBODY, "manager": "r"},
}
"""{model: {persona: verbs they may do to the record below}}: read, write, create,
delete."""


@tagged("post_install", "-at_install")
class TestAccess(MentorshipCase):
    """Every model × every persona × every verb, compared with what really happens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ex_user = cls._member("ex_participant", years=1)
        cls.pairing = cls._active_pair()
        second = cls._enrol_late(cls.ex_user.partner_id)
        cls.ended = cls._pair(cls.pairing.mentor_enrolment_id, second, accept=True)
        cls.ended.with_user(cls.ex_user).action_end()
        start = cls.env.cr.now()
        create = lambda model, **values: cls.env[model].create(values)  # noqa: E731
        question = cls._question()
        cls.records = {
            "mentorship.topic": cls.topic,
            "mentorship.language": create("mentorship.language", name="Test language"),
            "mentorship.question": question,
            "mentorship.question.answer": question.answer_ids[0],
            "mentorship.aim": create("mentorship.aim", name="An aim"),
            "mentorship.focus": create("mentorship.focus", name="A focus"),
            "mentorship.end.reason": create("mentorship.end.reason", name="A reason"),
            "mentorship.programme": cls.programme,
            "mentorship.resource": create(
                "mentorship.resource", name="Reading", programme_id=cls.programme.id
            ),
            "mentorship.news": create(
                "mentorship.news", name="News", programme_id=cls.programme.id
            ),
            "mentorship.edition": cls.edition,
            "mentorship.interest": create(
                "mentorship.interest",
                programme_id=cls.programme.id,
                partner_id=cls.mentee.id,
            ),
            "mentorship.enrolment": cls.pairing.mentee_enrolment_ids,
            "mentorship.exclusion": create(
                "mentorship.exclusion",
                partner_id=cls.mentee.id,
                other_partner_id=cls.member.id,
            ),
            "mentorship.preference": create(
                "mentorship.preference",
                enrolment_id=cls.pairing.mentee_enrolment_ids.id,
                kind="avoid",
                text="Not with my manager",
            ),
            "mentorship.wish": create(
                "mentorship.wish",
                edition_id=cls.edition.id,
                mentor_enrolment_id=cls.pairing.mentor_enrolment_id.id,
                mentee_enrolment_id=cls.pairing.mentee_enrolment_ids.id,
            ),
            "mentorship.pairing": cls.pairing,
            "mentorship.pairing.member": cls.pairing.member_ids[0],
            "mentorship.meeting": create(
                "mentorship.meeting",
                pairing_id=cls.pairing.id,
                start=start,
                stop=start.replace(year=start.year + 1),
            ),
            "mentorship.choice": create(
                "mentorship.choice",
                enrolment_id=second.id,
                mentor_enrolment_id=cls.pairing.mentor_enrolment_id.id,
            ),
        }
        cls.records.update(cls._written_in_the_room())
        cls.records.update(cls._of_an_evaluation())
        cls.records.update(cls._of_a_matching())
        cls.records.update(cls._of_a_job())
        # as a data file makes one: with its people yet to come
        pairings = cls.env["mentorship.pairing"].with_context(install_mode=True)
        proposal = pairings.create({"edition_id": cls.edition.id})
        cls.others = {
            "mentorship.question.answer": {"name": "Another answer"},
            "mentorship.interest": {"partner_id": cls.member.id},
            "mentorship.enrolment": {"partner_id": cls.member.id},
            "mentorship.exclusion": {"partner_id": cls.employee.partner_id.id},
            "mentorship.wish": {"source": "mentor"},
            "mentorship.pairing.member": {"pairing_id": proposal.id},
            "mentorship.programme": {"code": "COPY"},
        }
        cls.users = {
            "public": cls.env.ref("base.public_user"),
            "member": cls.member_user,
            "mentor": cls.mentor_user,
            "mentee": cls.mentee_user,
            "ex_participant": cls.ex_user,
            "employee": cls.employee,
            "coordinator": cls.coordinator,
            "other_coordinator": cls.other_coordinator,
            "manager": cls.manager,
            "administrator": cls.administrator,
            "survey_user": cls._user("survey_user", "survey.group_survey_user"),
            "survey_manager": cls._user(
                "survey_manager", "survey.group_survey_manager"
            ),
        }
        cls.env.flush_all()

    @classmethod
    def _of_a_matching(cls):
        """Return {model: record} of a run, with a pair and somebody without one."""
        newcomers = [cls._member(f"newcomer_{n}", years=1).partner_id for n in (1, 2)]
        for partner in newcomers:
            cls._enrol_late(partner)
        matching = cls.env["mentorship.matching"].create({"edition_id": cls.edition.id})
        matching.action_run()
        return {
            "mentorship.matching": matching,
            "mentorship.proposal": matching.proposal_ids[0],
            "mentorship.unmatched": matching.unmatched_line_ids[0],
        }

    @classmethod
    def _of_a_job(cls):
        """Return {model: record} of a bulk action that a coordinator asked for."""
        sign_ups = cls.pairing.mentee_enrolment_ids.with_user(cls.coordinator)
        job = cls.env["mentorship.job"]._start(sign_ups, "action_accept")
        return {"mentorship.job": job, "mentorship.job.line": job.line_ids}

    @classmethod
    def _of_an_evaluation(cls):
        """Return {model: record} of an evaluation, of its box, and of a form."""
        evaluation = cls.env["mentorship.evaluation"].create(
            {"edition_id": cls.edition.id, "audience": "mentee"}
        )
        mine = {"evaluation_id": evaluation.id}
        invitation = cls.env["mentorship.evaluation.invitation"].create(
            {**mine, "partner_id": cls.mentee.id, "token_hash": "0" * 64}
        )
        ballot = cls.env["mentorship.evaluation.ballot"].create(
            {**mine, "ciphertext": "sealed"}
        )
        answer = cls.env["survey.user_input"].create(
            {
                "survey_id": evaluation.survey_id.id,
                "mentorship_evaluation_id": evaluation.id,
            }
        )
        question = evaluation.survey_id.question_ids[0]
        line = answer.user_input_line_ids.create(
            answer._get_line_answer_values(
                question, question.suggested_answer_ids[0].id, "suggestion"
            )
        )
        form = evaluation.survey_id._copy_form()
        return {
            "mentorship.evaluation": evaluation,
            "mentorship.evaluation.invitation": invitation,
            "mentorship.evaluation.ballot": ballot,
            "survey.user_input": answer,
            "survey.user_input.line": line,
            "survey.survey": form,
            "survey.question": form.question_ids[0],
            "survey.question.answer": form.question_ids.suggested_answer_ids[0],
        }

    @classmethod
    def _written_in_the_room(cls):
        """Return {model: record} of what the pair has in its room."""
        ring = keys.Keys(cls.env)
        pairing, people = cls.pairing, cls.pairing._room_members().partner_id
        note, readers = pairing._new_note(cls.mentee, "note", "room")
        recipient = cls.employee.partner_id
        records = {
            "mentorship.note": note,
            "mentorship.note.file": note._new_file(),
            "mentorship.goal": pairing._save_goal(
                cls.env["mentorship.goal"], cls.mentee, {}
            ),
            "mentorship.plan": pairing._save_plan(
                cls.env["mentorship.plan"], cls.mentee
            ),
            "mentorship.agreement": pairing._new_agreement(cls.mentor),
            "mentorship.consent": pairing._new_consent(note, cls.mentor, recipient),
        }
        for record in records.values():
            items.write(ring, record, {"text": "Between us"}, people | readers)
        records["mentorship.room.key"] = cls.env["mentorship.room.key"].search(
            [("pairing_id", "=", pairing.id)], limit=1
        )
        records["mentorship.room.access"] = cls.env["mentorship.room.access"].search(
            [("pairing_id", "=", pairing.id)], limit=1
        )
        return records

    @classmethod
    def _enrol_late(cls, partner):
        cls.edition.late_enrolment = True
        return cls._enrol(partner, "mentee")

    def _wizard_values(self, model):
        wizard = {
            "matching_id": self.records["mentorship.matching"].id,
            "enrolment_id": self.pairing.mentee_enrolment_ids.id,
        }
        if model == "mentorship.alternatives.line":
            wizards = self.env["mentorship.alternatives.wizard"]
            return {
                "wizard_id": wizards.create(wizard).id,
                "other_enrolment_id": self.pairing.mentor_enrolment_id.id,
            }
        return {
            "mentorship.alternatives.wizard": wizard,
            "mentorship.refuse.wizard": {
                "enrolment_ids": [Command.set(self.pairing.mentee_enrolment_ids.ids)],
                "reason": "Full",
            },
            "mentorship.answer.wizard": {
                "member_id": self.pairing.member_ids[0].id,
                "answer": "accepted",
            },
            "mentorship.end.wizard": {
                "pairing_ids": [Command.set(self.pairing.ids)],
                "reason_id": self.records["mentorship.end.reason"].id,
            },
            "mentorship.term.wizard": {
                "pairing_ids": [Command.set(self.pairing.ids)],
                "until": self.today,
            },
            "mentorship.keep.apart.wizard": {
                "preference_id": self.records["mentorship.preference"].id,
                "other_partner_id": self.ex_user.partner_id.id,
            },
            "mentorship.kept.text": {"name": "mail_template_offer"},
            "mentorship.note.wish.wizard": {
                "preference_id": self.records["mentorship.preference"].id,
                "other_enrolment_id": self.pairing.mentor_enrolment_id.id,
            },
        }[model]

    def _may(self, verb, record, user):
        """Try a verb for real; what is not a refusal of access counts as allowed."""
        mine = record.with_user(user)
        harmless = {
            name: record[name]
            for name, field in record._fields.items()
            if name in ("name", "reason", "motivation", "prolong_wish", "word_channel")
            and name not in getattr(record, "_method_fields", ())
        }
        attempts = {
            "r": lambda: mine.read(["id"]) and mine.search([("id", "=", record.id)]),
            "w": lambda: mine.check_access("write") or mine.write(harmless),
            "c": lambda: mine.create(
                self._wizard_values(record._name)
                if record._transient
                else {**record.copy_data()[0], **self.others.get(record._name, {})}
            ),
            "d": mine.unlink,
        }
        try:
            with self.env.cr.savepoint():
                done = attempts[verb]()
                self.env.flush_all()
                allowed = done is not False and (verb != "r" or bool(done))
                raise _Undo
        except AccessError:
            return False
        except (UserError, psycopg2.Error):
            return True
        except _Undo:
            return allowed
        finally:
            self.env.invalidate_all()

    def test_every_model_has_its_row(self):
        models = {
            name
            for name, model in self.registry.items()
            if name.startswith("mentorship.") and not model._abstract
        }
        of_surveys = {name for name in TABLE if name.startswith("survey.")}
        self.assertEqual(models, set(TABLE) - of_surveys)

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_the_table_holds_cell_by_cell(self):
        wrong = []
        for model, row in TABLE.items():
            for persona, expected in row.items():
                user = self.users[persona]
                record = self.records.get(model)
                if record is None:
                    values = self._wizard_values(model)
                    record = self.env[model].with_user(user).sudo().create(values)
                found = "".join(
                    verb for verb in "rwcd" if self._may(verb, record, user)
                )
                if found != expected:
                    wrong.append(f"{model} {persona}: {found!r}, not {expected!r}")
        self.assertFalse(wrong, "\n" + "\n".join(wrong))

    def test_answers_stay_closed_whatever_becomes_of_their_form(self):
        answer, line = (
            self.records[name]
            for name in ("survey.user_input", "survey.user_input.line")
        )
        # as somebody with the database in hand would do it
        self.env.cr.execute(
            "UPDATE survey_survey SET survey_type = 'custom' WHERE id = %s",
            [answer.survey_id.id],
        )
        self.env.invalidate_all()
        for record in (answer, line):
            mine = record.with_user(self.users["survey_manager"])
            self.assertFalse(mine.search([("id", "=", record.id)]))
            with self.subTest(record._name), self.assertRaises(AccessError):
                mine.read(["id", "survey_id"])

    def test_a_wizard_does_nothing_to_somebody_elses_records(self):
        mine = self.env["mentorship.end.wizard"].with_user(self.other_coordinator)
        wizard = mine.sudo().create(self._wizard_values("mentorship.end.wizard"))
        result = wizard.sudo(False).with_user(self.other_coordinator)
        told = ""
        with suppress(AccessError):
            told = result.action_end()["params"]["message"]
        self.assertNotIn(self.mentor.name, told)
        self.assertEqual(self.pairing.state, "active")

    def test_a_member_sees_the_same_by_rule_and_by_page(self):
        for model in (
            "mentorship.programme",
            "mentorship.edition",
            "mentorship.enrolment",
            "mentorship.pairing",
            "mentorship.meeting",
        ):
            for user in (
                self.mentee_user,
                self.mentor_user,
                self.ex_user,
                self.member_user,
            ):
                with self.subTest(f"{model} {user.name}"):
                    records = self.env[model]
                    by_rule = records.with_user(user).search([])
                    by_page = records.sudo().search(
                        records._member_domain(user.partner_id)
                    )
                    self.assertEqual(by_rule.ids, by_page.ids)

    def test_a_link_that_lets_choose_a_password_is_read_by_nobody(self):
        newcomer = self.env["res.partner"].create(
            {"name": "New", "email": "new@test.example"}
        )
        self._line(newcomer)
        enrolment = self._enrol(newcomer, "mentee", submit=False)
        enrolment.with_user(self.manager).action_submit()
        mail = self._mails(newcomer)[-1]
        self.assertIn("/web/signup?", mail.body_html)
        messages = self.env["mail.message"].with_user(self.manager)
        self.assertNotIn(mail.mail_message_id, messages.search([]))
        with self.assertRaises(AccessError):
            mail.mail_message_id.with_user(self.manager).read(["body"])
        for name in ("portal_link", "overview_link"):
            with self.assertRaises(AccessError):
                enrolment.with_user(self.manager).read([name])

    def test_who_left_sees_nothing_of_the_pairing_any_more(self):
        self.assertFalse(
            self.env["mentorship.pairing"].with_user(self.ex_user).search([])
        )

    def test_an_exclusion_about_oneself_is_seen_by_nobody_it_names(self):
        exclusion = self.env["mentorship.exclusion"].create(
            {
                "partner_id": self.mentee.id,
                "other_partner_id": self.coordinator.partner_id.id,
            }
        )
        found = self.env["mentorship.exclusion"].with_user(self.coordinator).search([])
        self.assertNotIn(exclusion, found)


class _Undo(Exception):
    pass
