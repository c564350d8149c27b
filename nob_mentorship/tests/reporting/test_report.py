"""The figures of pairs: who reads which, and that none is of fewer than five people."""

from itertools import combinations

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.reporting.report import MEASURES, PARTS
from ...tools.groups import FEW, LEAST
from .common import ReportingCase

PEOPLE = 2
"""Each pair of these tests is of two people, who are in no other pair."""


@tagged("post_install", "-at_install")
class TestReport(ReportingCase):
    """An edition with a part that is too small, one with enough, and a tiny one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        few = [{"came_about": "both", "state": "ended"}]
        cls.large = cls._running("2041")
        cls.pairs = cls._pairs(
            cls.large,
            [{}] * 12 + [{"came_about": "one", "state": "completed"}] * 4 + few * 2,
        )
        cls.even = cls._running("2042")
        cls._pairs(cls.even, [{}] * 6 + [{"came_about": "both", "state": "ended"}] * 5)
        cls.tiny = cls._running("2043")
        cls._pairs(cls.tiny, [{}, {"came_about": "both"}])
        cls.others = cls._running("2044", cls.other_programme)
        cls._pairs(cls.others, [{}] * 7)

    def test_parts_that_are_few_are_told_together(self):
        domain = [("edition_id", "=", self.large.id)]
        self.assertEqual(
            self._counts(self.coordinator, domain, "came_about"),
            # two pairs are four people: the smallest other part joins them
            {("proposed",): 12, (FEW,): 6},
        )
        self.assertEqual(
            self._counts(self.coordinator, domain, "state"),
            {("active",): 12, (FEW,): 6},
        )
        even = [("edition_id", "=", self.even.id)]
        self.assertEqual(
            self._counts(self.coordinator, even, "came_about"),
            {("proposed",): 6, ("both",): 5},
        )

    def test_an_edition_with_two_pairs_is_in_no_figure(self):
        domain = [("edition_id", "=", self.tiny.id)]
        self.assertEqual(self._counts(self.manager, domain), {(): 0})
        self.assertEqual(self._counts(self.manager, domain, "edition_id"), {})
        own = [("programme_id", "=", self.programme.id)]
        self.assertEqual(self._counts(self.manager, own), {(): 18 + 11})

    def test_no_difference_of_two_figures_is_a_small_group(self):
        """Every filter and every part, and what each differs by from each other."""
        editions = self.large | self.even | self.tiny | self.others
        for part in (None, *sorted(PARTS)):
            groups = {}
            for size in range(1, len(editions) + 1):
                for chosen in combinations(editions.ids, size):
                    domain = [("edition_id", "in", chosen)]
                    named = ("edition_id", part) if part else ("edition_id",)
                    for key, count in self._counts(
                        self.manager, domain, *named
                    ).items():
                        # an atom is the same whatever else is asked for
                        self.assertEqual(groups.setdefault(key, count), count)
            with self.subTest(part):
                self.assertTrue(groups)
                for count in groups.values():
                    self.assertGreaterEqual(count * PEOPLE, LEAST)
                whole = self._counts(
                    self.manager, [("edition_id", "in", editions.ids)], "edition_id"
                )
                for (edition,), count in whole.items():
                    parts = [
                        number for key, number in groups.items() if key[0] == edition
                    ]
                    self.assertEqual(sum(parts), count)

    def test_properties_that_contain_each_other_differ_by_no_small_group(self):
        """Of the seven pairs that did not end early, six are silent: nothing tells of
        the other one.
        """
        edition = self._running("2045")
        silent = {"reached": "introduced", "days_in_step": "60"}
        self._pairs(
            edition,
            [{**silent, "days_to_contact": "", "meetings": "0"}] * 6
            + [{}]
            + [{"state": "ended"}] * 5,
        )
        domain = [("edition_id", "=", edition.id)]

        def counts(part):
            found = self._counts(self.manager, domain, part)
            return {value: count for (value,), count in found.items()}

        self.assertEqual(counts("silent"), {"yes": 6, "no": 6})
        self.assertEqual(counts("stage"), {"grounding": 6, FEW: 6})
        self.assertEqual(counts("state"), {FEW: 12})
        self.assertEqual([*counts("end_reason").values()], [12])
        for part in ([], ["prepared"]):
            groups = self.report.with_user(self.manager)._read_group(
                domain, part, ["ended_percent:avg"]
            )
            self.assertEqual({row[-1] for row in groups}, {None})

    def test_a_mean_is_told_of_all_parts_or_of_none(self):
        measures = [f"{measure}:avg" for measure in MEASURES]

        def told(edition):
            return self.report.with_user(self.manager)._read_group(
                [("edition_id", "=", edition.id)], ["came_about"], measures
            )

        # all pairs of the two parts that ended are few: neither share is told
        shares = {way: ended for way, *_rest, ended in told(self.large)}
        self.assertEqual(shares, {"proposed": None, FEW: None})
        shares = {way: ended for way, *_rest, ended in told(self.even)}
        self.assertEqual(shares, {"proposed": 0.0, "both": 100.0})
        self.pairs[1:].member_ids.first_contact_on = False
        self.env.flush_all()
        # of one pair alone, the days to first contact are not a mean
        self.assertFalse(any(days for _way, days, *_rest in told(self.large)))

    def test_no_row_is_read_in_any_way(self):
        row = self.pairs[0].id
        for user in (self.coordinator, self.manager):
            report = self.report.with_user(user)
            with self.subTest(user.login):
                for domain in ([], [("id", "=", row)], [("came_about", "=", "both")]):
                    self.assertFalse(report.search(domain))
                    self.assertEqual(report.search_count(domain), 0)
                    self.assertEqual(report.search_read(domain, ["came_about"]), [])
                    found = report.web_search_read(domain, {"came_about": {}})
                    self.assertEqual(found["records"], [])
                self.assertEqual(report.name_search(""), [])
                one = report.browse(row)
                for way in (
                    lambda one=one: one.read(["id"]),
                    lambda one=one: one.web_read({"came_about": {}}),
                    lambda one=one: one.export_data(["came_about"]),
                    lambda one=one: one.write({"state": "active"}),
                    lambda one=one: one.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        way()
                self.env.invalidate_all()
                with self.assertRaises(MissingError):
                    one.mapped("came_about")
        # the database has them
        self.assertTrue(self.report.search([("id", "=", row)]))

    def test_no_filter_or_group_leads_to_a_single_pair(self):
        report = self.report.with_user(self.manager)
        row = self.pairs[0].id
        for domain, groupby, aggregates in (
            ([("id", "=", row)], [], ["__count"]),
            ([("days_to_contact", ">", 5)], [], ["__count"]),
            ([("edition_id.pairing_ids", "=", row)], [], ["__count"]),
            ([("edition_id", "any", [("name", "=", "2041")])], [], ["__count"]),
            (
                ["|", ("came_about", "=", "both"), ("edition_id", "=", 1)],
                [],
                ["__count"],
            ),
            ([("state", "=", "ended")], ["came_about"], ["__count"]),
            ([("came_about", "=like", "b%")], [], ["__count"]),
            ([], ["id"], ["__count"]),
            ([], ["days_to_contact"], ["__count"]),
            ([], ["came_about", "state"], ["__count"]),
            ([], ["edition_id.create_uid"], ["__count"]),
            ([], [], ["id:array_agg"]),
            ([], [], ["days_to_contact:max"]),
            ([], [], ["days_to_contact:sum"]),
            ([], ["edition_id"], ["came_about:array_agg"]),
        ):
            for way in (
                lambda d=domain, g=groupby, a=aggregates: report.formatted_read_group(
                    d, g, a
                ),
                lambda d=domain, g=groupby, a=aggregates: (
                    report.formatted_read_grouping_sets(d, [g, []], a)
                ),
            ):
                with (
                    self.subTest(f"{domain} {groupby} {aggregates}"),
                    self.assertRaisesRegex(UserError, "single pairs"),
                ):
                    way()
        with self.assertRaises(UserError):
            report.formatted_read_group(
                [], ["edition_id"], ["__count"], having=[("__count", "<", 9)]
            )

    def test_a_part_can_be_chosen_beside_whole_editions(self):
        domain = [("came_about", "=", "proposed"), ("edition_id", "=", self.even.id)]
        self.assertEqual(self._counts(self.manager, domain), {(): 6})
        own = ("programme_id", "=", self.programme.id)
        domain = [("came_about", "!=", "proposed"), ("year", "!=", False), own]
        found = self._counts(self.manager, domain, "edition_id", "came_about")
        self.assertEqual(found, {(self.large.id, FEW): 6, (self.even.id, "both"): 5})

    def test_odoos_own_views_get_them(self):
        report = self.report.with_user(self.coordinator)
        total, by_state, by_both = report.formatted_read_grouping_sets(
            [], [[], ["state"], ["edition_id", "state"]], ["__count"]
        )
        self.assertEqual([group["__count"] for group in total], [29])
        self.assertEqual(
            {group["state"]: group["__count"] for group in by_state},
            {"active": 18, FEW: 6, "ended": 5},
        )
        self.assertEqual(by_both[0]["edition_id"][1], self.even.display_name)
        found = report.web_read_group([], ["edition_id"], ["days_to_contact:avg"])
        self.assertEqual(found["length"], 2)
        self.assertEqual(found["groups"][0]["days_to_contact:avg"], 10.0)
        kinds = ("graph", "pivot", "search")
        views = report.get_views([(False, kind) for kind in kinds])
        self.assertIn("came_about", views["models"]["mentorship.report"]["fields"])

    def test_each_reads_of_their_own_programmes(self):
        self.assertEqual(self._counts(self.coordinator, []), {(): 29})
        self.assertEqual(self._counts(self.other_coordinator, []), {(): 7})
        both = [("programme_id", "in", (self.programme | self.other_programme).ids)]
        self.assertEqual(self._counts(self.manager, both), {(): 36})
        domain = [("programme_id", "=", self.programme.id)]
        self.assertEqual(self._counts(self.other_coordinator, domain), {(): 0})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_one_else_reads_a_figure(self):
        for user in (
            self.mentor_user,
            self.mentee_user,
            self.member_user,
            self.employee,
            self.administrator,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._counts(user, [])

    def test_staff_who_take_part_read_no_part_that_is_secret_of_their_edition(self):
        mentor = self.pairs.member_ids.filtered(lambda m: m.role == "mentor")[:1]
        self.coordinator.partner_id = mentor.partner_id
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("edition_id", "=", self.large.id)]
        for part in ("came_about", "end_reason"):
            found = self._counts(self.coordinator, domain, part)
            with self.subTest(part):
                self.assertEqual([*found.values()], [18])
        self.assertEqual(len(self._counts(self.manager, domain, "came_about")), 2)
        self.assertEqual(len(self._counts(self.coordinator, domain, "state")), 2)

    def test_another_company_reads_nothing(self):
        company = self.env["res.company"].create({"name": "Second association"})
        theirs = self._user("their_manager", "nob_mentorship.group_mentorship_manager")
        theirs.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertEqual(self._counts(theirs, []), {(): 0})

    def test_the_stage_is_that_of_the_pairing(self):
        # read as the superuser does, who reads rows
        rows = {row.id: row.stage for row in self.report.search([])}
        pairings = self.env["mentorship.pairing"].browse(rows)
        for pairing in pairings.filtered(lambda p: p.state != "ended"):
            self.assertEqual(rows[pairing.id], pairing.stage, pairing.state)
        self.assertEqual(
            {rows[p.id] for p in pairings if p.state == "ended"}, {"ended"}
        )
