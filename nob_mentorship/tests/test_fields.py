from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MentorshipCase

MODELS = (
    "mentorship.programme",
    "mentorship.edition",
    "mentorship.enrolment",
    "mentorship.interest",
    "mentorship.pairing",
    "mentorship.pairing.member",
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
    "mentorship.choice",
    "mentorship.note",
    "mentorship.note.file",
    "mentorship.goal",
    "mentorship.plan",
    "mentorship.agreement",
    "mentorship.consent",
    "mentorship.room.key",
    "mentorship.room.access",
    "mentorship.evaluation",
    "mentorship.evaluation.invitation",
    "mentorship.evaluation.ballot",
    "mentorship.exclusion",
    "mentorship.preference",
    "mentorship.wish",
    "mentorship.matching",
    "mentorship.proposal",
    "mentorship.unmatched",
)
"""What is written in a pair's room, in a ballot box and to staff, and what becomes of
it: no field of it for members."""
OF_NOBODY = (
    "sealed",
    "readers",
    "content",
    "wrapped",
    "trusted",
    "token_hash",
    "ciphertext",
    "form_link",
    "invitation_ids",
    "key_name",
)
OF_A_CONSENT = {"sealed", "readers", "purpose", "given", "portal_link", "overview_link"}
"""Fields of a consent that staff read as little as anybody."""


@tagged("post_install", "-at_install")
class TestFields(MentorshipCase):
    """What a member may read and write is two named sets; every field is tried."""

    def test_every_field_of_every_model(self):
        pairing = self._active_pair()
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self._question()
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
            for name, field in records._fields.items():
                if self._may_read(record, name) != (name in readable):
                    wrong.append(f"read {model}.{name}")
                if records._has_field_access(field, "write") != (name in writable):
                    wrong.append(f"write {model}.{name}")
            with self.subTest(model), self.assertRaises(AccessError):
                record.check_access("write")
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
                    if field := records._fields.get(name):
                        self.assertFalse(records._has_field_access(field, "read"))
                        self.assertNotIn(name, records.fields_get())
        consents = self.env["mentorship.consent"].with_user(self.manager)
        for name, field in consents._fields.items():
            with self.subTest(name):
                readable = consents._has_field_access(field, "read")
                self.assertEqual(readable, name not in OF_A_CONSENT)
                self.assertFalse(consents.has_access("write"))

    def _may_read(self, record, name):
        try:
            record.read([name])
        except AccessError:
            return False
        return True
