from contextlib import suppress

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .each_model import EachModelCase

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
"""A form that has not been sent to anyone yet; once it is open, it cannot be
changed."""
WIZARD = {
    **NOBODY,
    "coordinator": "rwc",
    "manager": "rwc",
    # one's own wizard, which does nothing to another person's records: tested below
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
    # a member's own notes, on their pages alone
    "mentorship.resource.read": NOBODY,
    "mentorship.news": {**READERS, **PROGRAMME_STAFF},
    "mentorship.edition": {**READERS, **PROGRAMME_STAFF},
    "mentorship.reminder": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.holiday": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwcd"),
    },
    # a member has their own page for it
    "mentorship.calendar.address": NOBODY,
    # its methods write it; a member has a page for it, and no one reads tries
    "mentorship.certificate": {**NOBODY, "coordinator": "r", "manager": "r"},
    "mentorship.certificate.try": NOBODY,
    # only the job writes the ledger
    "mentorship.reminder.sent": {**NOBODY, "coordinator": "r", "manager": "r"},
    # only the member writes their own words; staff show them, or not
    "mentorship.voice": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    # its method makes it, once for an edition, and its rows
    "mentorship.promotion": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    "mentorship.promotion.sent": {**NOBODY, "coordinator": "r", "manager": "r"},
    "mentorship.interest": {**NOBODY, "mentee": "r", **PROGRAMME_STAFF},
    "mentorship.invitee": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.enrolment": {**NOBODY, "mentee": "r", **PROGRAMME_STAFF},
    # every coordinator may keep two members apart, also before they sign up
    "mentorship.exclusion": {**NOBODY, **PROGRAMME_STAFF, "other_coordinator": "c"},
    # only the member writes a member's word, on their page
    "mentorship.preference": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    "mentorship.wish": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.pairing": {**PAIR, **PROGRAMME_STAFF},
    "mentorship.pairing.member": {**PAIR, **PROGRAMME_STAFF},
    # the member who asked, and those who answer; the other in the offer only if it is
    # shown
    "mentorship.offer.question": {
        **NOBODY,
        **dict.fromkeys(("mentee", "coordinator", "manager"), "r"),
    },
    "mentorship.meeting": {**PAIR, "coordinator": "r", "manager": "r"},
    # its methods make it; staff can correct the reason
    "mentorship.ending": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    # the coordinators' own talks: members read theirs on their page
    "mentorship.checkin": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.checkin.answer": {**NOBODY, "coordinator": "r", "manager": "r"},
    # members read the sessions on their page; they make topics, and staff change them
    "mentorship.session": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.session.attendee": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.session.request": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    # how many would like it is shown, and who never
    "mentorship.session.voice": NOBODY,
    "mentorship.session.try": NOBODY,
    "mentorship.choice": {**NOBODY, "coordinator": "r", "manager": "r"},
    # only the room itself gives access to what a pair writes; staff see that a consent
    # exists
    "mentorship.note": NOBODY,
    "mentorship.note.file": NOBODY,
    "mentorship.goal": NOBODY,
    "mentorship.plan": NOBODY,
    "mentorship.lookback": NOBODY,
    "mentorship.agreement": NOBODY,
    "mentorship.identity": NOBODY,
    "mentorship.identity.way": NOBODY,
    "mentorship.trust": NOBODY,
    # a conversation belongs to its readers, and its texts to their browsers
    "mentorship.message": {**NOBODY, "coordinator": "r"},
    "mentorship.message.text": NOBODY,
    "mentorship.consent": {**NOBODY, "coordinator": "r", "manager": "r"},
    # participants read those that are published, on a page
    "mentorship.change": {**NOBODY, **PROGRAMME_STAFF},
    # no one reads who is asked, or their answers: not while they are in the box, and
    # not as answers of Odoo Surveys
    "mentorship.evaluation": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.evaluation.invitation": NOBODY,
    "mentorship.evaluation.token": NOBODY,
    "mentorship.evaluation.ballot": NOBODY,
    "survey.survey": FORMS,
    "survey.question": FORMS,
    "survey.question.answer": FORMS,
    "survey.user_input": NOBODY,
    "survey.user_input.line": NOBODY,
    # results of the matching, and the reasons, are for the staff of the programme
    "mentorship.matching": {**NOBODY, **PROGRAMME_STAFF},
    "mentorship.proposal": {**NOBODY, "coordinator": "rw", "manager": "rw"},
    "mentorship.unmatched": {**NOBODY, "coordinator": "r", "manager": "r"},
    # a bulk action belongs to the person who started it
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
    # one's own question, which users cannot write
    "mentorship.confirm.wizard": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "r"),
    },
    "mentorship.refuse.wizard": WIZARD,
    "mentorship.ready.wizard": WIZARD,
    "mentorship.answer.wizard": WIZARD,
    "mentorship.end.wizard": WIZARD,
    "mentorship.join.wizard": WIZARD,
    "mentorship.term.wizard": WIZARD,
    "mentorship.extend.wizard": WIZARD,
    "mentorship.question.wizard": WIZARD,
    "mentorship.keep.apart.wizard": WIZARD,
    "mentorship.note.wish.wizard": WIZARD,
    # these refer to no one else's records
    "mentorship.start.wizard": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwc"),
    },
    "mentorship.away.wizard": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwc"),
    },
    "mentorship.past.wizard": WIZARD,
    # a line that was imported is not changed
    "mentorship.past.pair": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "manager"), "rc"),
        "other_coordinator": "r",
    },
    # staff read figures of many rows, and no row
    "mentorship.report": NOBODY,
    # this refers to no one else's records
    "mentorship.dashboard": {
        **NOBODY,
        **dict.fromkeys(("coordinator", "other_coordinator", "manager"), "rwc"),
    },
    "mentorship.kept.text": {**NOBODY, "manager": "r"},
    "mentorship.health": {**NOBODY, "manager": "r"},
}
"""{model: {persona: verbs they may do to the record below}}: read, write, create,
delete."""


@tagged("post_install", "-at_install")
class TestAccess(EachModelCase):
    """Every model × every persona × every verb, compared with what really happens."""

    def _may(self, verb, record, user):
        """Try a verb for real; anything but a refusal of access counts as allowed."""
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
        # as a person with access to the database would do it
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
        self.assertIn(f"/mentorship/to/{newcomer.id}/", mail.body_html)
        messages = self.env["mail.message"].with_user(self.manager)
        self.assertNotIn(mail.mail_message_id, messages.search([]))
        with self.assertRaises(AccessError):
            mail.mail_message_id.with_user(self.manager).read(["body"])
        for name in ("portal_link", "overview_link"):
            with self.assertRaises(AccessError):
                enrolment.with_user(self.manager).read([name])

    def test_who_left_sees_nothing_of_the_pairing_any_more(self):
        pairing = self.env["mentorship.pairing"].with_user(self.mentee_user)
        self.assertIn(self.pairing, pairing.search([]))
        own = self.pairing.sudo().member_ids.filtered(
            lambda member: member.partner_id == self.mentee
        )
        own.left_on = self.today
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertNotIn(self.pairing, pairing.search([]))

    def test_after_the_end_who_asked_sees_what_the_other_sees(self):
        pairings = self.env["mentorship.pairing"]
        self.assertEqual(pairings.with_user(self.ex_user).search([]), self.ended)
        self.assertIn(self.ended, pairings.with_user(self.mentor_user).search([]))

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
