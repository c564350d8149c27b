import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged

from .common import MentorshipCase

MODELS = (
    "mentorship.programme",
    "mentorship.edition",
    "mentorship.enrolment",
    "mentorship.interest",
    "mentorship.pairing",
    "mentorship.pairing.member",
    "mentorship.offer.question",
    "mentorship.meeting",
    "mentorship.topic",
    "mentorship.language",
    "mentorship.question",
    "mentorship.question.answer",
    "mentorship.aim",
    "mentorship.focus",
    "mentorship.end.reason",
    "mentorship.resource",
    "mentorship.news",
)
CLOSED = (
    "mentorship.change",
    "mentorship.checkin",
    "mentorship.checkin.answer",
    "mentorship.choice",
    "mentorship.session",
    "mentorship.session.attendee",
    "mentorship.session.request",
    "mentorship.session.voice",
    "mentorship.session.try",
    "mentorship.identity",
    "mentorship.identity.way",
    "mentorship.trust",
    "mentorship.message",
    "mentorship.message.text",
    "mentorship.note",
    "mentorship.note.file",
    "mentorship.goal",
    "mentorship.plan",
    "mentorship.lookback",
    "mentorship.agreement",
    "mentorship.consent",
    "mentorship.evaluation",
    "mentorship.evaluation.invitation",
    "mentorship.evaluation.token",
    "mentorship.evaluation.ballot",
    "mentorship.invitee",
    "mentorship.reminder",
    "mentorship.reminder.sent",
    "mentorship.holiday",
    "mentorship.calendar.address",
    "mentorship.certificate",
    "mentorship.certificate.try",
    "mentorship.ending",
    "mentorship.report",
    "mentorship.resource.read",
    "mentorship.voice",
    "mentorship.promotion",
    "mentorship.promotion.sent",
    "mentorship.exclusion",
    "mentorship.preference",
    "mentorship.wish",
    "mentorship.matching",
    "mentorship.proposal",
    "mentorship.unmatched",
    "mentorship.job",
    "mentorship.job.line",
)
"""Models of which members read no field: the texts of a pair's room, a ballot box and
messages to staff, and records that follow from these."""
OF_NOBODY = (
    "sealed",
    "sealed_keys",
    "sealed_list",
    "reader_uuids",
    "copies",
    "given",
    "signed_answer",
    "acceptances",
    "content",
    "mail_key",
    "address_hash",
    "via",
    "stop_link",
    "page_link",
    "token_hash",
    "code",
    "network_hash",
    "ciphertext",
    "form_link",
    "invitation_ids",
    "drawn_number",
    "token_ids",
    "ballot_hash",
    "box_uuid",
    "box_gone",
    "box_set",
    "box_trouble",
    "paper",
    "paper_signature",
    "supplements",
    "form_hashes",
    "number_seed",
    "box_told",
    "receipts",
    "handle_hash",
    "is_told",
    "text_ids",
    "read_ids",
)
OF_A_CONSENT = {
    "sealed",
    "ciphertext",
    "copies",
    "reader_uuids",
    "purpose",
    "given",
    "signed_answer",
    "portal_link",
    "overview_link",
}
"""Fields of a consent that no one can read, not even staff."""


@tagged("post_install", "-at_install")
class TestFields(MentorshipCase):
    """Two named sets say what a member may read and write; every field is tried."""

    def test_every_field_of_every_model(self):
        pairing = self._active_pair()
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self._question()
        own = pairing.member_ids.filtered(lambda m: m.partner_id == self.mentee)
        own.question_ids.create(
            {"member_id": own.id, "text": "When?", "asked_on": self.today}
        )
        pairing.meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
            }
        )
        wrong = []
        for model in MODELS:
            records = self.env[model].with_user(self.mentee_user)
            readable, writable = records._portal_accessible_fields()
            unknown = readable - set(records._fields)
            self.assertLessEqual(unknown, {"sequence", "date"}, model)
            if model in ("mentorship.resource", "mentorship.news"):
                self.env[model].create(
                    {"name": "Text", "programme_id": self.programme.id}
                )
            record = records.search([], limit=1)
            self.assertTrue(record, model)
            with self.subTest(model), self.assertRaises(AccessError):
                record.check_access("write")
            self._let_members_write(model)
            (values,) = record.sudo().read(load=None)
            for name in records._fields:
                if self._may_read(record, name) != (name in readable):
                    wrong.append(f"read {model}.{name}")
                if name not in MAGIC_COLUMNS and (
                    self._may_write(record, name, values[name]) != (name in writable)
                ):
                    wrong.append(f"write {model}.{name}")
        self.assertFalse(wrong)

    def test_every_model_has_its_place(self):
        models = {
            name
            for name, model in self.registry.items()
            if name.startswith("mentorship.")
            and not model._abstract
            and not model._transient
        }
        self.assertEqual(models, {*MODELS, *CLOSED})

    def test_no_field_of_a_room_is_read_or_written_by_a_member(self):
        for model in CLOSED:
            records = self.env[model].with_user(self.mentee_user)
            if hasattr(records, "_portal_accessible_fields"):
                self.assertEqual(
                    records._portal_accessible_fields(), (frozenset(), frozenset())
                )
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), f"{operation} {model}")

    def test_what_is_sealed_is_not_even_a_field_for_staff(self):
        for user in (self.manager, self.administrator):
            for model in CLOSED:
                records = self.env[model].with_user(user)
                for name in OF_NOBODY:
                    if name in records._fields:
                        with self.subTest(name), self.assertRaises(AccessError):
                            records.search_read([], [name])
                        self.assertNotIn(name, records.fields_get())
        consents = self.env["mentorship.consent"].with_user(self.manager)
        self.assertFalse(consents.has_access("write"))
        for name in consents._fields:
            with self.subTest(name):
                if name not in OF_A_CONSENT:
                    consents.search_read([], [name])
                    continue
                with self.assertRaises(AccessError):
                    consents.search_read([], [name])

    def _let_members_write(self, model):
        """Take away what keeps members from writing a model as a whole: then there is
        what keeps them from each field."""
        self.env["ir.model.access"].create(
            {
                "name": "members write",
                "model_id": self.env["ir.model"].search([("model", "=", model)]).id,
                "group_id": self.env.ref("base.group_portal").id,
                "perm_write": True,
            }
        )
        self.env["ir.rule"].search(
            [("model_id.model", "=", model), ("perm_write", "=", True)]
        ).active = False
        record = self.env[model].with_user(self.mentee_user).search([], limit=1)
        self.assertTrue(record.has_access("write"), model)

    def _may_write(self, record, name, value):
        """Tell whether a field can be written; `value` is its present value."""
        try:
            with self.env.cr.savepoint():
                record.write({name: [] if isinstance(value, list) else value})
                raise _Undo
        except UserError:
            # no access, or a check that comes before it
            return False
        except (_Undo, ValueError, psycopg2.Error):
            self.env.invalidate_all()
            return True

    def _may_read(self, record, name):
        try:
            record.read([name])
        except AccessError:
            return False
        return True


class _Undo(Exception):
    pass


@tagged("post_install", "-at_install")
class TestIndexes(MentorshipCase):
    """A merge or deletion searches no table from end to end."""

    def test_whatever_refers_to_people_and_pairings_is_indexed(self):
        self.env.cr.execute(
            """SELECT c.conrelid::regclass::text, a.attname
                 FROM pg_constraint c
                 JOIN pg_attribute a
                   ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f'
                  AND c.conrelid::regclass::text LIKE 'mentorship%%'
                  AND c.conrelid::regclass::text NOT IN %s
                  AND c.confrelid::regclass::text IN %s
                  AND a.attname NOT IN ('create_uid', 'write_uid')
                  AND NOT EXISTS (SELECT 1 FROM pg_index i
                                   WHERE i.indrelid = c.conrelid
                                     AND i.indkey[0] = a.attnum)""",
            [
                tuple(
                    model._table for model in self.registry.values() if model._transient
                ),
                (
                    "res_partner",
                    "res_users",
                    "mentorship_enrolment",
                    "mentorship_pairing",
                    "mentorship_meeting",
                ),
            ],
        )
        self.assertEqual(self.env.cr.fetchall(), [])
