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
    "mentorship.aim",
    "mentorship.focus",
    "mentorship.end.reason",
    "mentorship.resource",
    "mentorship.news",
)


@tagged("post_install", "-at_install")
class TestFields(MentorshipCase):
    """What a member may read and write is two named sets; every field is tried."""

    def test_every_field_of_every_model(self):
        pairing = self._active_pair()
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
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

    def _may_read(self, record, name):
        try:
            record.read([name])
        except AccessError:
            return False
        return True
