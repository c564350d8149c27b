import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MatchingCase

NOT_THERE = 2**31 - 1
NO_NUMBER = (
    float("nan"),
    float("inf"),
    float("-inf"),
    -1,
    1e300,
    2**70,
    "many",
    "1e999",
    [],
    [1],
    {"a": 1},
)


@tagged("post_install", "-at_install")
class TestAttack(MatchingCase):
    """A coordinator with a client of their own gets a true outcome or a clear word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls._edition(cls.other_programme, name="Elsewhere")
        cls._open(cls.elsewhere)
        cls.foreign_mentor = cls._mentor("foreign", edition=cls.elsewhere)
        cls.foreign_mentee = cls._mentee("foreign", edition=cls.elsewhere)
        cls.edition.late_enrolment = True
        cls.matching = cls._run()
        cls.proposal = cls.matching.proposal_ids.sorted("mentee_names")[0]
        cls.env.flush_all()

    def _refused(self, attempt, kind=UserError):
        """Assert that an attempt is refused with a sentence, and return it."""
        before = self._state()
        try:
            with self.env.cr.savepoint():
                attempt()
                self.env.flush_all()
        except kind as error:
            message = str(error)
        else:
            self.fail("This was not refused.")
        self.assertEqual(self._state(), before)
        self.assertNotIn("Foreign", message)
        self.assertNotIn("False", message)
        return message

    def _state(self):
        """Return the proposals of every run, and every pairing."""
        self.env.invalidate_all()
        proposals = self.env["mentorship.proposal"].search([], order="id")
        return [
            (p.id, p.matching_id.id, p._people().ids, p.pinned, p.rejected, p.score)
            for p in proposals
        ] + self.env["mentorship.pairing"].search([], order="id").mapped(
            lambda p: (p.id, p.state, p.member_ids.enrolment_id.ids)
        )

    def test_what_methods_write_nobody_writes(self):
        values = {
            self.proposal: {
                "score": 100.0,
                "parts": [],
                "price": 1.0,
                "price_matched": 1,
                "priced": True,
                "pairing_id": 1,
                "matching_id": self._run().id,
                "edition_id": self.elsewhere.id,
                "programme_id": self.other_programme.id,
            },
            self.matching: {
                "state": "draft",
                "number": 7,
                "previous_id": False,
                "ran_by_id": 1,
                "published_by_id": 1,
                "figures": {"pairs": []},
                "changes": [[{"id": self.proposal.id}]],
                "compared_ids": [Command.clear()],
                "left_out_id": 1,
                "mentee_count": 0,
                "edition_id": self.elsewhere.id,
                "programme_id": self.other_programme.id,
                "company_id": False,
            },
            self.mentees[0].with_user(self.coordinator): {"unmatched_word": "later"},
        }
        for record, each in values.items():
            for name, value in each.items():
                with self.subTest(f"{record._name}.{name}"):
                    self._refused(
                        lambda r=record, n=name, v=value: r.write({n: v}),
                    )

    def test_what_methods_write_is_not_made_either(self):
        matchings = self.env["mentorship.matching"].with_user(self.coordinator)
        for name, value in {
            "state": "published",
            "figures": {"pairs": []},
            "compared_ids": [Command.clear()],
            "changes": [],
        }.items():
            with self.subTest(name):
                self._refused(
                    lambda n=name, v=value: matchings.create(
                        {"edition_id": self.edition.id, n: v}
                    ),
                    AccessError,
                )
        self._refused(
            lambda: matchings.create({}), (UserError, psycopg2.IntegrityError)
        )
        for edition in (self.elsewhere.id, NOT_THERE):
            with self.subTest(edition):
                self._refused(
                    lambda e=edition: matchings.create({"edition_id": e}),
                )

    def test_proposals_are_neither_made_nor_deleted(self):
        proposals = self.env["mentorship.proposal"].with_user(self.coordinator)
        values = {
            "matching_id": self.matching.id,
            "mentor_enrolment_id": self.mentors[0].id,
            "mentee_enrolment_ids": [Command.set(self.mentees[1].ids)],
        }
        attempts = {
            "create": lambda: proposals.create(values),
            "create by the run": lambda: self.matching.write(
                {"proposal_ids": [Command.create(values)]}
            ),
            "copy": self.proposal.copy,
            "unlink": self.proposal.unlink,
            "unlink by the run": lambda: self.matching.write(
                {"proposal_ids": [Command.clear()]}
            ),
            "unmatched": lambda: (
                self.env["mentorship.unmatched"]
                .with_user(self.coordinator)
                .create(
                    {
                        "matching_id": self.matching.id,
                        "enrolment_id": self.mentees[0].id,
                        "reason": "scarce",
                    }
                )
            ),
        }
        for name, attempt in attempts.items():
            with self.subTest(name):
                self._refused(attempt, AccessError)
        columns = ["matching_id/.id", "mentor_enrolment_id/.id", "pinned"]
        row = [str(self.matching.id), str(self.mentors[0].id), "1"]
        self.assertFalse(proposals.load(columns, [row])["ids"])

    def test_an_import_is_checked_as_what_is_typed(self):
        matchings = self.env["mentorship.matching"].with_user(self.coordinator)
        proposals = self.env["mentorship.proposal"].with_user(self.coordinator)
        before = self._state()
        own, theirs = str(self.edition.id), str(self.elsewhere.id)
        for records, columns, row in (
            (matchings, ["edition_id/.id", "weight_topics"], [own, "many"]),
            (matchings, ["edition_id/.id", "weight_topics"], [own, "nan"]),
            (matchings, ["edition_id/.id", "state"], [own, "published"]),
            (matchings, ["edition_id/.id"], [theirs]),
            (matchings, ["weight_topics"], ["5"]),
            (
                proposals,
                [".id", "mentor_enrolment_id/.id"],
                [str(self.proposal.id), str(self.foreign_mentor.id)],
            ),
            (proposals, [".id", "score"], [str(self.proposal.id), "100"]),
        ):
            with self.subTest(f"{records._name} {columns} {row}"):
                with mute_logger("odoo.sql_db"):
                    result = records.load(columns, [row])
                self.assertFalse(result["ids"])
                messages = str(result["messages"])
                self.assertNotIn("Unknown", messages)
                self.assertNotIn("Foreign", messages)
                self.assertEqual(self._state(), before)

    def test_people_who_do_not_belong_in_a_proposal(self):
        draft = self._mentee("draft", submit=False)
        gone = self._mentee("gone")
        gone.action_withdraw()
        late = self._mentor("late", submit=False)
        # a mentor without a place is called by name, unless of another programme
        self._pair(self.foreign_mentor, self.foreign_mentee, offer=True)
        mentors = {
            "of another programme": self.foreign_mentor.id,
            "not there": NOT_THERE,
            "a mentee": self.mentees[1].id,
            "a draft": late.id,
            "nobody": False,
            "a word": "abc",
            "a list": [1],
            "a negative number": -1,
        }
        mentees = {
            "of another programme": self.foreign_mentee.ids,
            "a mentor": self.mentors[1].ids,
            "a draft": draft.ids,
            "withdrawn": gone.ids,
            "nobody": [],
            "two": self.mentees[:2].ids,
            "a member who has one": self.mentees[1].ids,
        }
        for name, mentor in mentors.items():
            with self.subTest(f"mentor: {name}"):
                self._refused(
                    lambda m=mentor: self.proposal.write({"mentor_enrolment_id": m})
                )
        for name, ids in mentees.items():
            with self.subTest(f"mentee: {name}"):
                self._refused(
                    lambda ids=ids: self.proposal.write(
                        {"mentee_enrolment_ids": [Command.set(ids)]}
                    )
                )
        with self.subTest("by the run"):
            self._refused(
                lambda: self.matching.write(
                    {
                        "proposal_ids": [
                            Command.update(
                                self.proposal.id,
                                {"mentor_enrolment_id": self.foreign_mentor.id},
                            )
                        ]
                    }
                )
            )

    def test_a_proposal_of_another_programme_is_not_there(self):
        theirs = self._run(self.elsewhere, self.other_coordinator)
        for record in (theirs, theirs.proposal_ids, theirs.proposal_ids[:1]):
            mine = record.with_user(self.coordinator)
            methods = {
                "mentorship.matching": (
                    "action_run",
                    "action_run_again",
                    "action_prepare",
                    "action_publish",
                    "action_undo",
                    "unlink",
                    "copy",
                ),
                "mentorship.proposal": (
                    "action_pin",
                    "action_unpin",
                    "action_reject",
                    "action_unreject",
                    "action_publish",
                    "action_alternatives",
                ),
            }[record._name]
            for method in methods:
                with self.subTest(f"{record._name}.{method}"):
                    self._refused(getattr(mine, method))

    def test_a_number_that_is_none(self):
        matchings = self.env["mentorship.matching"].with_user(self.coordinator)
        draft = matchings.create({"edition_id": self.edition.id})
        for name in ("weight_topics", "weight_mentor_wish", "group_size"):
            for value in NO_NUMBER:
                if not value and name != "group_size":
                    continue
                with self.subTest(f"{name}: {value!r}"):
                    for attempt in (
                        lambda n=name, v=value: draft.write({n: v}),
                        lambda n=name, v=value: matchings.create(
                            {"edition_id": self.edition.id, n: v}
                        ),
                        lambda n=name, v=value: self.edition.with_user(
                            self.coordinator
                        ).write({n: v}),
                    ):
                        self._refused(attempt, ValidationError)

    def test_a_weight_out_of_its_range_is_refused(self):
        draft = self.matching._following()
        for weight in (-1.0, 10.5):
            with self.subTest(weight):
                self._refused(
                    lambda w=weight: draft.write({"weight_topics": w}), ValidationError
                )

    def test_a_run_keeps_what_it_was_made_with(self):
        self._refused(lambda: self.matching.write({"weight_topics": 1.0}), UserError)
        draft = self.matching._following()
        draft.weight_topics = 1.0
        self.assertEqual(draft.weight_topics, 1.0)

    def test_a_copy_is_a_draft_of_the_same_edition(self):
        self.matching.action_publish()
        copy = self.matching.copy()
        self.assertEqual((copy.state, copy.edition_id), ("draft", self.edition))
        self.assertEqual(copy.number, self.matching.number + 1)
        self.assertFalse(copy.proposal_ids)
        self.assertFalse(copy.sudo().compared_ids)

    def test_pinned_and_rejected_is_neither_both_nor_an_error(self):
        self.proposal.write({"pinned": True, "rejected": True})
        self.assertEqual((self.proposal.pinned, self.proposal.rejected), (True, False))
        self.proposal.action_reject()
        self.assertEqual((self.proposal.pinned, self.proposal.rejected), (False, True))
        other = self.mentors[1].id
        with mute_logger("odoo.sql_db"):
            self._refused(
                lambda: self.proposal.write({"mentor_enrolment_id": other}),
                (UserError, psycopg2.IntegrityError),
            )

    def test_pins_that_contradict_each_other_are_refused_in_words(self):
        # past the checks of changes by hand
        run = self.matching.sudo()
        run.proposal_ids.pinned = True
        run.proposal_ids.mentor_enrolment_id = self.mentors[0]
        following = self.matching._following()
        self.assertIn("pinned", self._refused(following.action_run, UserError))
        self.assertEqual(following.state, "draft")

    def test_an_edition_that_was_called_off(self):
        self.edition.action_cancel()
        draft = self.matching._following()
        self._refused(draft.action_run, UserError)
        self._refused(self.proposal.action_alternatives, UserError)
        self._refused(
            lambda: self.proposal.write({"mentor_enrolment_id": self.mentors[1].id})
        )
        told = self.matching.action_publish()
        self.assertIn("0 of 3", told["params"]["message"])
        self.assertFalse(self.edition.pairing_ids)

    def test_what_was_offered_since_is_not_taken_back(self):
        self.proposal.mentor_enrolment_id = self.mentors[1]
        self.proposal.action_publish()
        self.assertEqual(self.proposal.pairing_id.state, "offered")
        self.assertIn("has been asked", self._refused(self.matching.action_undo))

    def test_what_an_exclusion_forbids_since_is_not_taken_back(self):
        self.proposal.mentor_enrolment_id = self.mentors[1]
        self._exclude(self.mentees[0], self.mentors[0])
        self._refused(self.matching.action_undo, UserError)

    def test_who_is_gone_since_is_not_taken_back(self):
        self.proposal.mentor_enrolment_id = self.mentors[1]
        self.mentors[0].action_withdraw()
        self._refused(self.matching.action_undo, UserError)

    def test_a_proposal_that_is_gone_is_left_where_it_is(self):
        draft = self.matching._following()
        self.proposal.action_pin()
        draft = self.matching._following()
        handed = draft.proposal_ids
        handed.action_unpin()
        handed.sudo().unlink()
        draft.action_undo()
        self.assertFalse(draft.can_undo)

    def test_what_was_changed_before_a_run_is_not_taken_back_after_it(self):
        self.proposal.action_pin()
        draft = self.matching._following()
        draft.proposal_ids.action_unpin()
        draft.action_run()
        self.assertFalse(draft.can_undo)
        before = self._state()
        draft.action_undo()
        self.assertEqual(self._state(), before)

    def test_the_form_of_next_best_pairs_is_written_by_nobody(self):
        action = self.proposal.action_alternatives()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.coordinator)
        line = wizard.line_ids[0]
        theirs = self._run(self.elsewhere, self.other_coordinator)
        attempts = {
            "enrolment": lambda: wizard.write({"enrolment_id": self.foreign_mentee.id}),
            "run": lambda: wizard.write({"matching_id": theirs.id}),
            "current": lambda: wizard.write({"current_id": theirs.proposal_ids.id}),
            "line": lambda: line.write({"other_enrolment_id": self.foreign_mentor.id}),
            "possible": lambda: line.write({"possible": True}),
            "create": lambda: wizard.create(
                {
                    "matching_id": self.matching.id,
                    "enrolment_id": self.foreign_mentee.id,
                }
            ),
            "create a line": lambda: line.create(
                {
                    "wizard_id": wizard.id,
                    "other_enrolment_id": self.foreign_mentor.id,
                }
            ),
            "a colleague chooses": line.with_user(self.other_coordinator).action_choose,
        }
        for name, attempt in attempts.items():
            with self.subTest(name):
                self._refused(attempt, AccessError)

    def test_a_choice_that_is_not_possible_any_more_is_told(self):
        action = self.proposal.action_alternatives()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        line = wizard.with_user(self.coordinator).line_ids[0]
        self._exclude(self.mentees[0], line.sudo().other_enrolment_id)
        following = self.env["mentorship.matching"].browse(
            line.action_choose()["res_id"]
        )
        pair = self.mentees[0] | line.sudo().other_enrolment_id
        possible = following.proposal_ids.filtered(lambda p: not p.problem)
        self.assertNotIn(pair, possible.mapped(lambda p: p._people()))

    def test_nothing_is_asked_of_none_or_of_many_at_once(self):
        none = self.env["mentorship.proposal"].with_user(self.coordinator)
        self.assertIn("Nothing left", none.action_publish()["params"]["message"])
        none.action_pin()
        none.matching_id.action_run()
        none.matching_id.action_undo()

    def test_of_what_is_refused_at_publishing_nothing_is_left_behind(self):
        self.mentees[0].action_withdraw()
        self.matching.action_publish()
        self.assertEqual(self.edition.pairing_ids.mapped("state"), ["offered"] * 2)
        self.assertEqual(self.mentors.mapped("held_places"), [0, 1, 1])

    def test_publishing_a_part_writes_the_run_so_that_another_one_waits(self):
        def row():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT ctid FROM mentorship_matching WHERE id = %s", self.matching.ids
            )
            return self.env.cr.fetchone()

        before = row()
        self.proposal.action_publish()
        self.assertEqual(self.matching.state, "done")
        self.assertNotEqual(row(), before)

    def test_a_group_of_the_wrong_size(self):
        edition = self._edition(name="groups", kind="group", group_size=2)
        self._open(edition)
        for n in range(2):
            self._mentor(f"g{n}", self.topics[n], edition=edition, max_mentees=4)
        mentees = self.env["mentorship.enrolment"]
        for n in range(4):
            mentees |= self._mentee(f"g{n}", self.topics[n % 2], edition=edition)
        run = self._run(edition)
        one, other = run.proposal_ids
        other.with_context(active_test=False).action_reject()
        for name, values in {
            "too many": {"mentee_enrolment_ids": [Command.set(mentees[:3].ids)]},
            "nobody": {"mentee_enrolment_ids": [Command.clear()]},
            "no mentor": {"mentor_enrolment_id": False},
            "a mentor as one": {
                "mentee_enrolment_ids": [Command.link(one.mentor_enrolment_id.id)]
            },
        }.items():
            with self.subTest(name):
                self._refused(lambda v=values: one.write(v))

    def test_peers_are_two_and_have_no_mentor(self):
        edition = self._edition(name="peers", kind="peer")
        self._open(edition)
        peers = self.env["mentorship.enrolment"]
        for n in range(4):
            peers |= self._enrol(self._person(f"peer {n}", 3), "peer", edition)
        run = self._run(edition)
        one, other = run.proposal_ids
        free = other.mentee_enrolment_ids
        for name, values in {
            "three": {"mentee_enrolment_ids": [Command.link(free[0].id)]},
            "one": {"mentee_enrolment_ids": [Command.set(free[0].ids)]},
            "a mentor": {"mentor_enrolment_id": free[0].id},
        }.items():
            with self.subTest(name):
                self._refused(lambda v=values: one.write(v))
        other.action_reject()
        self.assertEqual(run.proposal_ids, one)

    def test_of_who_is_erased_nothing_stays_in_a_run(self):
        self._exclude(self.mentees[0], self.mentors[1])
        self._mentee("lonely", self.topics[0])
        run = self._run()
        offered = self._of(run, self.mentees[1])
        offered.action_publish()
        numbers = run.mentee_count, run.mentor_count, run.figures
        proposal = self._of(run, self.mentees[0])
        lonely = run.unmatched_line_ids.enrolment_id
        gone = (proposal.mentee_enrolment_ids | lonely).partner_id | self.mentees[
            1
        ].partner_id
        names = gone.mapped("name")
        gone.with_user(self.manager).action_mentorship_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(proposal.exists())
        self.assertFalse(run.unmatched_line_ids)
        self.assertTrue(offered.exists())
        self.assertFalse(offered.parts)
        self.assertTrue(offered.score)
        self.assertEqual((run.mentee_count, run.mentor_count, run.figures), numbers)
        stored = []
        for table in (
            "mentorship_matching",
            "mentorship_proposal",
            "mentorship_unmatched",
        ):
            self.env.cr.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            stored += self.env.cr.fetchall()
        for name in names:
            self.assertNotIn(name, str(stored))
        self.assertTrue(self._run().matched_count)
