from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import convert_file

from .common import MentorshipCase

EXPORT = "base.group_allow_export"
PLACE = "Behind the old mill"


@tagged("post_install", "-at_install")
class TestExport(MentorshipCase):
    """Staff export their lists, and nothing that they could not read in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.meeting = cls.env["mentorship.meeting"].create(
            {
                "pairing_id": cls.pairing.id,
                "start": "2031-01-01 10:00:00",
                "stop": "2031-01-01 11:00:00",
                "location": PLACE,
            }
        )

    def _exports(self, records, *names):
        """Tell whether fields can be exported; a refusal comes with a sentence."""
        try:
            rows = records.export_data(list(names))["datas"]
        except UserError:
            return False
        self.assertNotIn(PLACE, str(rows))
        return True

    def test_staff_export_what_they_read_field_by_field(self):
        wrong, tried = [], 0
        for user in (self.coordinator, self.manager):
            for model in self.registry:
                records = self.env[model].with_user(user)
                if not model.startswith("mentorship.") or records._abstract:
                    continue
                if not records.has_access("read"):
                    self.assertFalse(
                        self._exports(records.browse(1), "display_name"), model
                    )
                    continue
                records = records.search([], limit=1)
                shown = records.fields_get()
                for name in records._fields:
                    tried += 1
                    if self._exports(records, name) != (name in shown or not records):
                        wrong.append(f"{user.login}: {model}.{name}")
        self.assertFalse(wrong)
        self.assertGreater(tried, 500)

    def test_nothing_closed_is_exported_along_a_path(self):
        for user in (self.coordinator, self.manager):
            pairing = self.pairing.with_user(user)
            self.assertTrue(self._exports(pairing, "meeting_ids/state"))
            for path in (
                "meeting_ids/location",
                "meeting_ids/video_url",
                "member_ids/enrolment_id/portal_link",
                "mentor_enrolment_id/portal_link",
                "note_ids/sealed",
                "goal_ids/readers",
            ):
                with self.subTest(path):
                    self.assertFalse(self._exports(pairing, path))

    def test_nobody_else_exports(self):
        for user in (
            self.member_user,
            self.mentor_user,
            self.mentee_user,
            self.employee,
            self.administrator,
        ):
            for record in (self.pairing, self.edition, self.meeting):
                with self.subTest(user.login, model=record._name):
                    self.assertFalse(
                        self._exports(record.with_user(user), "display_name")
                    )

    def test_a_coordinator_exports_no_other_programme(self):
        with self.assertRaises(AccessError):
            self.pairing.with_user(self.other_coordinator).export_data(["state"])

    def test_who_has_a_role_gets_the_right_with_an_update(self):
        group = self.env.ref("nob_mentorship.group_mentorship_coordinator")
        group.implied_ids -= self.env.ref(EXPORT)
        self.assertFalse(self.coordinator.has_group(EXPORT))
        convert_file(
            self.env, "nob_mentorship", "security/mentorship_groups.xml", {}, "update"
        )
        for user in (self.coordinator, self.manager):
            self.assertTrue(user.has_group(EXPORT))
