from contextlib import ExitStack
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.matching import run as mentorship_matching_run
from ...tools.assignment import AssignmentError
from ..queries import recorded_queries
from .common import MatchingCase


@tagged("post_install", "-at_install")
class TestMatching(MatchingCase):
    """A run, and what staff see of it."""

    def test_the_best_pairs_are_proposed(self):
        matching = self._run()
        self.assertEqual(matching.state, "done")
        self.assertEqual(
            self._pairs(matching),
            {f"Mentee {n}": f"Mentor {n}" for n in range(3)},
        )
        self.assertEqual((matching.matched_count, matching.mentee_count), (3, 3))
        self.assertFalse(matching.unmatched_ids)
        self.assertFalse(self.edition.pairing_ids)

    def test_the_total_is_the_greatest_there_is(self):
        self.mentors[0].max_mentees = 2
        self._exclude(self.mentees[0], self.mentors[0])
        self._mentee("four", self.topics[:2])
        self.edition.first_places_first = False
        matching = self._run()
        scores = self._scores(matching)
        apart = (self.mentees[0], self.mentors[0])
        most, total = self._best(scores, lambda *pair: pair != apart)
        self.assertEqual(matching.matched_count, most)
        self.assertAlmostEqual(matching.total_score, total, places=2)

    def test_every_first_place_goes_before_any_second(self):
        self.mentors[0].max_mentees = 3
        self.mentees.topic_ids = self.topics[0]
        matching = self._run()
        self.assertEqual(
            set(self._pairs(matching).values()),
            {"Mentor 0", "Mentor 1", "Mentor 2"},
        )
        free = self._run(first_places_first=False)
        self.assertEqual(set(self._pairs(free).values()), {"Mentor 0"})

    def test_who_has_a_mentee_already_comes_after_who_has_none(self):
        self.mentors[0].max_mentees = 3
        self._pair(self.mentors[0], self.mentees[0], accept=True)
        self.mentors[2].action_withdraw()
        self.mentees.topic_ids = self.topics[0]
        pairs = self._pairs(self._run())
        self.assertEqual(sorted(pairs.values()), ["Mentor 0", "Mentor 1"])
        self.mentees[2].action_withdraw()
        self.assertEqual(self._pairs(self._run()), {"Mentee 1": "Mentor 1"})

    def test_what_forbids_a_pair_is_never_proposed(self):
        mentor, mentee = self.mentors[0], self.mentees[0]
        company = self.env["res.partner"].create(
            {"name": "Groot B.V.", "is_company": True}
        )
        holding = self.env["res.partner"].create({"name": "Groter", "is_company": True})
        cases = {
            "excluded": lambda: self._exclude(mentor, mentee),
            "excluded the other way": lambda: self._exclude(mentee, mentor),
            "same employer": lambda: (
                mentor.write({"employer": "Klein BV"}),
                mentee.write({"employer": "klein b.v. "}),
            ),
            "parent company": lambda: (
                company.write({"parent_id": holding.id}),
                mentor.partner_id.write({"parent_id": company.id}),
                mentee.write({"employer": "Groter N.V."}),
            ),
            "too small a gap": lambda: (
                self.edition.write({"min_gap_years": 5}),
                mentor.partner_id.write(
                    {"professional_since": self.today - relativedelta(years=6)}
                ),
                (self.mentees - mentee).partner_id.write(
                    {"professional_since": self.today}
                ),
            ),
        }
        for name, forbid in cases.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                forbid()
                matching = self._run(min_gap_years=self.edition.min_gap_years)
                self.assertEqual(matching.matched_count, 3)
                self.assertNotEqual(self._pairs(matching)["Mentee 0"], "Mentor 0")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_pair_of_before_comes_again_only_where_the_setting_says_so(self):
        earlier = self._edition(name="2029")
        self._open(earlier)
        pair = [
            self._enrol(self.mentors[0].partner_id, "mentor", earlier),
            self._enrol(self.mentees[0].partner_id, "mentee", earlier),
        ]
        self._pair(*pair, accept=True)
        earlier.action_close_enrolment()
        earlier.action_start()
        earlier.action_close()
        self.assertNotEqual(self._pairs(self._run())["Mentee 0"], "Mentor 0")
        self.edition.repeat_pairs = True
        self.assertEqual(self._pairs(self._run())["Mentee 0"], "Mentor 0")

    def test_who_said_no_is_not_proposed_again(self):
        offer = self._pair(self.mentors[0], self.mentees[0], offer=True)
        offer.member_ids[0]._answer("declined")
        self.assertNotEqual(self._pairs(self._run())["Mentee 0"], "Mentor 0")

    def test_nobody_is_paired_with_themselves(self):
        both = self._enrol(self.mentors[0].partner_id, "mentee", submit=False)
        both.topic_ids = self.topics[0]
        self.edition.late_enrolment = True
        both.action_submit()
        for mentee in self.mentees:
            mentee.action_withdraw()
        pairs = self._pairs(self._run())
        self.assertEqual(list(pairs), ["Mentor 0"])
        self.assertNotEqual(pairs["Mentor 0"], "Mentor 0")

    def test_a_score_is_explained(self):
        self.mentees[0].priority = True
        proposal = self._of(self._run(), self.mentees[0])
        self.assertEqual(proposal.summary, "Leading · left out last time")
        for words in ("Leading", "18 years more experience", "left out last time"):
            self.assertIn(words, str(proposal.explanation))
        self.assertIn("progress-bar", str(proposal.explanation))

    def test_what_is_not_known_of_a_member_is_explained_too(self):
        self.mentees[0].partner_id.professional_since = False
        proposal = self._of(self._run(), self.mentees[0])
        self.env.invalidate_all()
        self.assertIn("not known", str(proposal.explanation))

    def test_people_are_read_in_as_many_queries_however_many_they_are(self):
        matching = self._run()
        company = self.env["res.partner"].create({"name": "Groot B.V."})

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_queries() as sent:
                matching.sudo()._pool()
            return len(sent)

        def grow(count):
            for number in range(count):
                mentee = self._mentee(f"more {count} {number}", self.topics[:1])
                mentee.partner_id.parent_id = company
                mentor = self._mentor(f"more {count} {number}", self.topics[:1])
                self._exclude(mentor, self.mentees[0])
                self.env["mentorship.wish"].create(
                    {
                        "edition_id": self.edition.id,
                        "mentor_enrolment_id": mentor.id,
                        "mentee_enrolment_id": mentee.id,
                    }
                )

        # so few, as if they were thousands: Odoo reads by the thousand
        modules = ("models", "fields", "fields_relational")
        with ExitStack() as stack:
            for module in modules:
                stack.enter_context(patch(f"odoo.orm.{module}.PREFETCH_MAX", 4))
            grow(1)
            few = queries()
            grow(8)
            self.assertEqual(queries(), few)

    def test_who_are_too_many_are_told_so(self):
        for error in (MemoryError(), AssignmentError("size", "")):
            with (
                self.subTest(error),
                patch.object(mentorship_matching_run, "assign", side_effect=error),
                self.assertRaisesRegex(UserError, "more sign-ups than"),
            ):
                self._run()

    def test_prices_that_take_too_long_are_left_out(self):
        matching = self._run()
        self._of(matching, self.mentees[0]).action_pin()
        for seconds, priced in ((20, True), (0, False)):
            with (
                self.subTest(seconds),
                patch.object(mentorship_matching_run, "PRICING", seconds),
            ):
                following = matching._following()
                following.action_run()
                self.assertEqual(self._of(following, self.mentees[0]).priced, priced)

    def test_what_members_are_called_is_text(self):
        self.topics[0].name = "<b>Leading</b>"
        proposal = self._of(self._run(), self.mentees[0])
        self.assertNotIn("<b>", str(proposal.explanation))

    def test_a_wish_weighs_and_does_not_command(self):
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.mentors[1].id,
                "mentee_enrolment_id": self.mentees[0].id,
                "source": "mentee",
            }
        )
        self.assertEqual(self._pairs(self._run())["Mentee 0"], "Mentor 0")
        strong = self._run(weight_mentee_wish=10.0, weight_topics=0.5)
        self.assertEqual(self._pairs(strong)["Mentee 0"], "Mentor 1")

    def test_who_is_left_without_is_told_why_by_the_reason(self):
        self.mentors[1].action_withdraw()
        self._exclude(self.mentees[2], self.mentors[0])
        self._exclude(self.mentees[2], self.mentors[2])
        lonely = self._run().unmatched_line_ids
        self.assertEqual(lonely.enrolment_id, self.mentees[2])
        self.assertEqual(lonely.reason, "ruled_out")
        self.assertIn("kept apart: 2", lonely.details)

    def test_who_finds_no_place_is_told_so(self):
        self._mentee("four", self.topics[0])
        lonely = self._run().unmatched_line_ids
        self.assertEqual((lonely.reason, lonely.others), ("scarce", 3))

    def test_a_mentor_may_be_left_too(self):
        self._mentor("four", self.topics[0])
        lonely = self._run().unmatched_line_ids
        self.assertEqual((lonely.role, lonely.reason), ("mentor", "scarce"))

    def test_who_may_not_take_part_by_now_is_left_out_with_the_reason(self):
        self.mentees[0].partner_id.member_line_ids.state = "canceled"
        matching = self._run()
        lines = matching.unmatched_line_ids
        self.assertEqual(set(lines.mapped("reason")), {"scarce", "refused"})
        refused = lines.filtered(lambda line: line.reason == "refused")
        self.assertEqual(refused.enrolment_id, self.mentees[0])
        self.assertIn("member", refused.details)

    def test_no_mentors_no_mentees_and_all_forbidden_are_true_outcomes(self):
        for mentor in self.mentors:
            for mentee in self.mentees:
                self._exclude(mentor, mentee)
        matching = self._run()
        self.assertEqual((matching.matched_count, len(matching.unmatched_ids)), (0, 6))
        self.assertEqual(
            set(matching.unmatched_line_ids.mapped("reason")), {"ruled_out"}
        )
        self.mentors.action_withdraw()
        matching = self._run()
        self.assertEqual(set(matching.unmatched_line_ids.mapped("reason")), {"nobody"})
        self.mentees.action_withdraw()
        self.assertFalse(self._run().unmatched_ids)

    def test_one_mentor_with_two_hundred_places_takes_everybody(self):
        (self.mentors[1] | self.mentors[2]).action_withdraw()
        self.mentors[0].max_mentees = 200
        self.assertEqual(set(self._pairs(self._run()).values()), {"Mentor 0"})

    def test_identical_people_are_paired_the_same_way_each_time(self):
        people = self.mentors | self.mentees
        people.topic_ids = self.topics[0]
        self.assertEqual(self._pairs(self._run()), self._pairs(self._run()))

    def test_weights_all_zero_or_no_number_are_refused(self):
        names = [n for n in self.edition._fields if n.startswith("weight_")]
        with self.assertRaisesRegex(UserError, "a weight"):
            self._run(**dict.fromkeys(names, 0.0))
        for weight in (float("nan"), float("inf"), -1.0, 11.0):
            with self.subTest(weight), self.assertRaises(ValidationError):
                self._run(weight_topics=weight)
            with self.subTest(weight), self.assertRaises(ValidationError):
                self.programme.weight_topics = weight

    def test_an_edition_that_is_not_matching_says_so(self):
        draft = self._edition(name="2031")
        with self.assertRaisesRegex(UserError, "neither open"):
            self._run(draft)

    def test_a_pin_and_a_rejection_hold_and_show_their_price(self):
        first = self._run()
        best = first.total_score
        self._of(first, self.mentees[0]).action_reject()
        second = self.env["mentorship.matching"].browse(
            first.action_run_again()["res_id"]
        )
        rejected = second.rejected_ids
        self.assertEqual(rejected.mentee_enrolment_ids, self.mentees[0])
        self.assertTrue(rejected.priced)
        self.assertAlmostEqual(rejected.price, best - second.total_score, places=2)
        self.assertGreater(rejected.price, 0)
        self.assertNotEqual(self._pairs(second)["Mentee 0"], "Mentor 0")
        # the earlier run is shown as it was found, not with what was rejected since
        self.assertIn(second._shown(best), str(second.comparison))
        pinned = self._of(second, self.mentees[0])
        pinned.action_pin()
        third = second._following()
        self.assertEqual(third.proposal_ids.mentor_name, pinned.mentor_name)
        third.action_run()
        self.assertTrue(self._of(third, self.mentees[0]).pinned)
        self.assertEqual(third.matched_count, 3)
        self.assertEqual(third.previous_id, second)
        self.assertIn(third._shown(second.total_score), str(third.comparison))

    def test_a_pin_that_costs_a_mentee_says_so(self):
        self.mentors[2].action_withdraw()
        self.mentees[2].action_withdraw()
        matching = self._run()
        self._of(matching, self.mentees[0]).action_pin()
        self._exclude(self.mentees[1], self.mentors[1])
        following = matching._following()
        following.action_run()
        self.assertEqual(self._pairs(following), {"Mentee 0": "Mentor 0"})
        pinned = self._of(following, self.mentees[0])
        self.assertTrue(pinned.priced)
        self.assertEqual(pinned.price_matched, 1)
        pinned.action_unpin()
        free = following._following()
        free.action_run()
        self.assertEqual(free.matched_count, 2)

    def test_a_pinned_pair_that_became_impossible_is_named(self):
        matching = self._run()
        self._of(matching, self.mentees[0]).action_pin()
        following = matching._following()
        self._exclude(self.mentees[0], self.mentors[0])
        following.action_run()
        self.assertEqual(following.lapsed_ids.mentor_enrolment_id, self.mentors[0])
        self.assertEqual(following.matched_count, 3)
        self.assertNotEqual(self._pairs(following)["Mentee 0"], "Mentor 0")

    def test_moving_somebody_by_hand_changes_places_and_scores(self):
        matching = self._run()
        proposal = self._of(matching, self.mentees[0])
        before = matching.total_score
        proposal.mentor_enrolment_id = self.mentors[1]
        self.assertEqual(
            self._pairs(matching),
            {"Mentee 0": "Mentor 1", "Mentee 1": "Mentor 0", "Mentee 2": "Mentor 2"},
        )
        self.assertLess(matching.total_score, before)
        self.assertTrue(proposal.pinned)
        self.assertTrue(matching.can_undo)
        matching.action_undo()
        self.assertEqual(self._pairs(matching)["Mentee 0"], "Mentor 0")
        self.assertAlmostEqual(matching.total_score, before, places=2)
        self.assertFalse(matching.can_undo)
        self.assertFalse(proposal.pinned)

    def test_a_place_that_is_free_is_simply_taken(self):
        self.mentors[1].max_mentees = 2
        matching = self._run()
        self._of(matching, self.mentees[0]).mentor_enrolment_id = self.mentors[1]
        pairs = self._pairs(matching)
        self.assertEqual((pairs["Mentee 0"], pairs["Mentee 1"]), ("Mentor 1",) * 2)

    def test_what_is_forbidden_cannot_be_made_by_hand(self):
        matching = self._run()
        self._exclude(self.mentees[0], self.mentors[1])
        proposal = self._of(matching, self.mentees[0])
        with self.assertRaisesRegex(UserError, "kept apart"):
            proposal.mentor_enrolment_id = self.mentors[1]
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "already"):
            proposal.mentee_enrolment_ids = self.mentees[1]

    def test_next_best_mentors_and_what_they_would_cost(self):
        self.mentees[1].topic_ids = self.topics[:2]
        matching = self._run()
        action = self._of(matching, self.mentees[1]).action_alternatives()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.coordinator)
        self.assertEqual(wizard.line_ids.mapped("name"), ["Mentor 0", "Mentor 2"])
        scores = self._scores(matching)
        for line in wizard.line_ids:
            forced = self.mentees[1], line.other_enrolment_id
            best = self._best(
                scores,
                lambda mentee, mentor, forced=forced: (
                    (mentee == forced[0]) == (mentor == forced[1])
                ),
            )
            self.assertAlmostEqual(line.price, matching.total_score - best[1], places=2)
        chosen = wizard.line_ids[0].action_choose()
        following = self.env["mentorship.matching"].browse(chosen["res_id"])
        self.assertEqual(self._pairs(following)["Mentee 1"], "Mentor 0")

    def test_topics_that_lack_mentors_are_shown(self):
        self.mentees.topic_ids = self.topics
        self._mentee("four", self.topics)
        matching = self._run()
        table = str(matching.topics_table)
        self.assertIn("Leading", table)
        self.assertIn("1 more", " ".join(table.split()).replace("<t>", ""))

    def test_who_takes_part_themselves_is_left_out_of_their_own_run(self):
        own = self._take_part(self.coordinator, "mentor")
        matching = self._run()
        self.assertNotIn(own, matching.unmatched_ids)
        self.assertEqual(matching.left_out_id, self.coordinator.partner_id)
        with self.assertRaisesRegex(UserError, "colleague"):
            self._of(matching, self.mentees[0]).mentor_enrolment_id = own

    def test_nobody_sees_a_run_of_others_in_which_they_take_part(self):
        self._take_part(self.coordinator, "mentor")
        matching = self._run(user=self.manager)
        for model in ("matching", "proposal", "unmatched"):
            with self.subTest(model):
                records = self.env[f"mentorship.{model}"].with_user(self.coordinator)
                self.assertFalse(records.search([]))
        self.env.invalidate_all()
        self.assertFalse(matching.with_user(self.coordinator).exists())

    def _take_part(self, user, role):
        self._line(user.partner_id)
        user.partner_id.professional_since = "2000-01-01"
        self.edition.late_enrolment = True
        return self._enrol(user.partner_id, role)

    def test_another_coordinator_neither_runs_nor_sees_it(self):
        with self.assertRaises(AccessError):
            self._run(user=self.other_coordinator)
        matching = self._run()
        with self.assertRaises(AccessError):
            matching.with_user(self.other_coordinator).action_publish()

    def test_while_the_edition_runs_who_is_free_is_matched(self):
        self._pair(self.mentors[0], self.mentees[0], accept=True)
        self.edition.action_start()
        pairs = self._pairs(self._run())
        self.assertEqual(pairs, {"Mentee 1": "Mentor 1", "Mentee 2": "Mentor 2"})


@tagged("post_install", "-at_install")
class TestKinds(MatchingCase):
    """Groups, peers and reverse mentoring (R42, R43)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.late = {"late_enrolment": True}

    def _new_edition(self, kind, **values):
        edition = self._edition(name=kind, kind=kind, **values)
        return self._open(edition)

    def test_groups_of_a_set_size_round_one_mentor(self):
        edition = self._new_edition("group", group_size=3)
        mentors = [
            self._mentor(f"g{n}", self.topics[n], edition=edition, max_mentees=4)
            for n in range(2)
        ]
        for n in range(6):
            self._mentee(f"g{n}", self.topics[n % 2], edition=edition)
        edition.action_close_enrolment()
        matching = self._run(edition)
        self.assertEqual(matching.matched_count, 6)
        self.assertEqual(matching.proposal_ids.mapped("mentee_count"), [3, 3])
        self.assertEqual(set(matching.proposal_ids.mentor_enrolment_id), set(mentors))
        self.assertEqual(matching.average_score, matching.proposal_ids[0].score)
        matching.action_publish()
        self.assertEqual(edition.pairing_ids.mapped("state"), ["offered"] * 2)

    def _peers(self, *years, **values):
        """Return an edition of peers, and the sign-ups of some with these years."""
        size = values.get("group_size", 4)
        edition = self._open(self._edition(name=f"peers {size}", kind="peer", **values))
        peers = self.env["mentorship.enrolment"]
        for n, each in enumerate(years):
            peers |= self._enrol(self._person(f"peer {n}", each), "peer", edition)
        edition.action_close_enrolment()
        return edition, peers

    def test_who_would_be_left_over_joins_two_peers(self):
        edition, peers = self._peers(3, 3, 3, 9, 9, 20, 20)
        matching = self._run(edition)
        proposals = matching.proposal_ids
        self.assertEqual(sorted(proposals.mapped("mentee_count")), [2, 2, 3])
        self.assertEqual(proposals.mentee_enrolment_ids, peers)
        three = proposals.filtered(lambda p: p.mentee_count == 3)
        self.assertEqual(three.mentee_enrolment_ids, peers[:3])
        self.assertFalse(matching.unmatched_ids)
        self.assertEqual((matching.matched_count, matching.figures["matched"]), (7, 7))
        self.assertAlmostEqual(
            matching.total_score, matching.figures["total"], places=2
        )
        three.action_pin()
        again = self.env["mentorship.matching"].browse(
            matching.action_run_again()["res_id"]
        )
        three = again.proposal_ids.filtered(lambda p: p.mentee_count == 3)
        self.assertEqual(three.mentee_enrolment_ids, peers[:3])
        again.action_publish()
        self.assertEqual(edition.pairing_ids.mapped("state"), ["offered"] * 3)

    def test_three_peers_are_a_three_and_two_where_no_more_are_allowed(self):
        for size, left in ((4, 0), (2, 1)):
            edition, _peers = self._peers(3, 3, 3, group_size=size)
            matching = self._run(edition)
            self.assertEqual(len(matching.unmatched_ids), left)
            self.assertEqual(len(matching.proposal_ids), 1)

    def test_who_must_not_meet_one_of_two_peers_is_left_over(self):
        edition, peers = self._peers(3, 3, 3)
        self._exclude(peers[0], peers[2])
        self.assertEqual(len(self._run(edition).unmatched_ids), 1)

    def test_peers_fit_by_likeness(self):
        edition, peers = self._peers(2, 2, 14, 14, min_gap_years=5)
        matching = self._run(edition, min_gap_years=5)
        pairs = [set(p.mentee_enrolment_ids) for p in matching.proposal_ids]
        self.assertCountEqual(pairs, [set(peers[:2]), set(peers[2:])])
        for proposal in matching.proposal_ids:
            experience = [
                part
                for part in proposal.parts[0]["parts"]
                if part["key"] == "experience"
            ]
            self.assertEqual(experience[0]["value"], 1.0)
            self.assertIn("equally experienced", proposal.explanation)

    def test_peers_among_themselves(self):
        edition = self._new_edition("peer", group_size=2)
        peers = self.env["mentorship.enrolment"]
        for n in range(5):
            peers |= self._enrol(
                self._person(f"peer {n}", 3),
                "peer",
                edition,
                topic_ids=[Command.set(self.topics[n % 2].ids)],
            )
        self._exclude(peers[0], peers[2])
        edition.action_close_enrolment()
        matching = self._run(edition)
        pairs = [set(p.mentee_enrolment_ids) for p in matching.proposal_ids]
        self.assertEqual(len(pairs), 2)
        self.assertNotIn({peers[0], peers[2]}, pairs)
        self.assertEqual(len(matching.unmatched_ids), 1)
        self.assertEqual(matching.figures["unmatched"], 1)
        scores = matching.proposal_ids.mapped("score")
        self.assertAlmostEqual(matching.average_score, sum(scores) / 2, places=1)
        matching.action_publish()
        self.assertEqual(edition.pairing_ids.mapped("state"), ["offered"] * 2)

    def test_in_reverse_the_younger_one_is_the_mentor(self):
        edition = self._new_edition("reverse", min_gap_years=5)
        young = self._mentor("young", years=3, edition=edition)
        self._mentor("old", years=24, edition=edition)
        senior = self._mentee("senior", years=25, edition=edition)
        edition.action_close_enrolment()
        matching = self._run(edition)
        self.assertEqual(matching.proposal_ids.mentor_enrolment_id, young)
        self.assertEqual(matching.proposal_ids.mentee_enrolment_ids, senior)

    def test_in_reverse_the_senior_is_never_the_mentor(self):
        edition = self._new_edition("reverse")
        old = self._mentor("old", years=24, edition=edition)
        junior = self._mentee("junior", years=3, edition=edition)
        edition.action_close_enrolment()
        matching = self._run(edition)
        self.assertFalse(matching.proposal_ids)
        self.assertFalse(edition._may_be_paired(junior, old))
        pairing = self.env["mentorship.pairing"].create(
            {
                "edition_id": edition.id,
                "mentor_enrolment_id": old.id,
                "mentee_enrolment_ids": [Command.set(junior.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "less experience"):
            pairing.action_offer()
        # unknown facts count against no one
        junior.partner_id.professional_since = False
        junior.stated_professional_since = False
        self.assertEqual(edition._may_be_paired(junior, old), old)
        pairing.action_offer()
        self.assertEqual(pairing.state, "offered")
