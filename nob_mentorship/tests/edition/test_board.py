"""The board of editions: a column for each stage, and what a card says first."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..queries import recorded_queries, shown_fields

COLUMNS = ["draft", "enrolment", "matching", "running", "closed", "not_planned"]


@tagged("post_install", "-at_install")
class TestBoard(MentorshipCase):
    """Staff see at a glance where each edition is, and what comes next."""

    def _at(self, edition=None):
        return (edition or self.edition).with_user(self.coordinator)

    def test_every_stage_has_its_column_in_the_order_of_the_year(self):
        editions = self.env["mentorship.edition"].with_user(self.coordinator)
        groups = editions.with_context(read_group_expand=True).formatted_read_group(
            [("id", "=", self.edition.id)], ["state"], ["__count"]
        )
        self.assertEqual([group["state"] for group in groups], COLUMNS)
        self.assertEqual([group["__count"] for group in groups], [1, 0, 0, 0, 0, 0])

    def test_the_board_is_grouped_and_nothing_is_dragged_on_it(self):
        arch = self.env.ref("nob_mentorship.mentorship_edition_view_kanban").arch_db
        self.assertIn('default_group_by="state"', arch)
        self.assertIn('records_draggable="0"', arch)
        with self.assertRaises(AccessError):
            self._at().state = "running"

    def test_the_next_deadline_follows_the_calendar(self):
        edition = self.edition
        edition.enrolment_start = self.today + timedelta(days=3)
        later = self.today + timedelta(days=4)
        seen = [(self._at().deadline, edition.enrolment_start)]
        edition.action_open_enrolment()
        seen.append((self._at().deadline, edition.enrolment_start))
        with self._on(later):
            self.env.invalidate_all()
            seen.append((self._at().deadline, edition.enrolment_end))
        edition.action_close_enrolment()
        seen.append((self._at().deadline, edition.date_start))
        edition.action_start()
        seen.append((self._at().deadline, edition.date_end))
        events = ("opens", "opens", "closes", "starts", "ends")
        for (told, day), event in zip(seen, events, strict=True):
            with self.subTest(event):
                self.assertIn(event, told)
                self.assertIn(edition._day_words(day), told)
        self.assertFalse(self._at().is_deadline_past)
        with self._on(edition.date_end + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertTrue(self._at().is_deadline_past)
        edition.action_close()
        self.assertFalse(self._at().deadline)

    def test_the_places_are_told_with_their_limit(self):
        self.edition.write({"mentor_places": 10, "mentee_places": 0})
        self._open()
        self._enrol(self.mentor, "mentor")
        self._enrol(self.mentee, "mentee")
        self.assertEqual(self._at().places_used, "Mentors 1 of 10 · mentees 1")
        peers = self._edition(name="2040", kind="peer", mentee_places=8)
        self.assertEqual(self._at(peers).places_used, "Members 0 of 8")

    def test_the_responsible_is_the_coordinator_or_else_a_manager(self):
        self.assertEqual(self._at().responsible_id, self.coordinator)
        self.programme.coordinator_ids = False
        self.env.invalidate_all()
        seen = self.edition.with_user(self.manager).responsible_id
        self.assertTrue(seen.has_group("nob_mentorship.group_mentorship_manager"))

    def test_a_member_reads_nothing_of_the_card(self):
        self._open()
        mine = self.edition.with_user(self.mentee_user)
        for name in ("deadline", "places_used", "responsible_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.read([name])

    def test_many_cards_cost_as_many_queries_as_a_few(self):
        for number in range(30):
            self._edition(name=f"Edition {number}")
        records = self.env["mentorship.edition"].with_user(self.coordinator)
        arch = records.get_views([(False, "kanban")])["views"]["kanban"]["arch"]
        specification = shown_fields(arch, records)
        self.assertIn("responsible_id", specification)

        def count(limit):
            for _warm in range(2):
                self.env.invalidate_all()
                with recorded_queries() as queries:
                    found = records.web_search_read([], specification, limit=limit)
            self.assertEqual(len(found["records"]), limit)
            return len(queries)

        self.assertEqual(count(30), count(3))
