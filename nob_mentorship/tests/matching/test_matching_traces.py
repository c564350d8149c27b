import json
import re

from freezegun import freeze_time
from werkzeug.datastructures import MultiDict

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..pages import tell_staff
from ..preference.test_exclusion import MARK, ExclusionCase

QUIET = (
    "odoo.sql_db",
    "odoo.addons.base.models.ir_rule",
    "odoo.models.unlink",
    "odoo.addons.mail.models.mail_mail",
)
CHANCE = r"<\d+\.\d+\.\d+-"
"""The beginning of a mail's number."""
NEVER = (MARK.lower(), "kept apart", "these members must not be paired")
"""Words that would name an exclusion to a reader."""


@tagged("post_install", "-at_install", "slow")
class TestMatchingTraces(ExclusionCase):
    """A whole matching, in two worlds that differ in one exclusion. Only coordinators
    who do not take part read, or are told, anything different (R49, promise 5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.write({"late_enrolment": True, "own_choice": True})
        leading, selling = cls.env["mentorship.topic"].create(
            [{"name": "Leading"}, {"name": "Selling"}]
        )
        cls.second_user = cls._member("second", years=1)
        cls.second = cls._enrol(cls.second_user.partner_id, "mentee")
        cls.aside_user = cls._member("aside", years=15)
        cls.aside = cls._enrol(cls.aside_user.partner_id, "mentor")
        cls.mentors = cls.mentor_enrolment | cls.own | cls.managers_own | cls.aside
        cls.mentors.write({"shown": True, "max_mentees": 1})
        cls.mentors.topic_ids = leading
        cls.aside.topic_ids = selling
        # the mentor who fits the mentee best; a colleague of each other mentor in
        # question
        cls.mentee_enrolment.topic_ids = leading
        cls.second.topic_ids = selling
        cls.clerk = cls._user("clerk", "nob_mentorship.group_mentorship_coordinator")
        cls.programme.coordinator_ids += cls.clerk
        cls.edition.action_close_enrolment()
        cls.moment = fields.Datetime.now()
        cls.env.flush_all()

    @mute_logger(*QUIET)
    def test_nobody_sees_a_difference_where_something_else_forbids_the_pair(self):
        """The mentee and the mentor share an employer too, so all goes the same way."""
        for mentor, users in self._cases():
            self._colleagues(mentor)
            two = self.mentee, mentor.partner_id
            plain = self._worlds(users)
            apart = self._worlds(users, two)
            for user in users:
                with self.subTest(f"{user.name}: {[p.name for p in two]}"):
                    self.assertNotIn(MARK, apart[user])
                    self.assertEqual(plain[user], apart[user])

    @mute_logger(*QUIET)
    def test_where_the_outcome_differs_nothing_says_why(self):
        for mentor, users in self._cases():
            mentor.employer = False
            apart = self._worlds(users, (self.mentee, mentor.partner_id))
            for user in users:
                for word in NEVER:
                    with self.subTest(f"{user.name}: {word}"):
                        self.assertNotIn(word, apart[user].lower())

    @mute_logger(*QUIET)
    def test_who_is_ruled_out_with_everybody_reads_what_numbers_say(self):
        users = (self.mentee_user, self.mentor_user)
        for mentor in self.mentors:
            self._colleagues(mentor)
        plain = self._worlds(users)
        apart = self._worlds(
            users, *((self.mentee, m.partner_id) for m in self.mentors)
        )
        for user in users:
            with self.subTest(user.name):
                self.assertEqual(plain[user], apart[user])

    @mute_logger(*QUIET)
    def test_the_search_would_see_one(self):
        self._colleagues(self.mentor_enrolment)
        users = (self.clerk,)
        plain = self._worlds(users)
        apart = self._worlds(users, (self.mentee, self.mentor))
        self.assertNotIn("kept apart", plain[self.clerk])
        self.assertIn("kept apart", apart[self.clerk])

    def test_a_member_who_becomes_staff_reads_no_earlier_run(self):
        self._exclude(self.mentee, self.mentor)
        matching = self._run_of(self.coordinator)
        with self.subTest("a member of the run"):
            self.mentor_user.group_ids = self.env.ref(
                "nob_mentorship.group_mentorship_coordinator"
            )
            self.mentor_user.invalidate_recordset()
            self.programme.coordinator_ids += self.mentor_user
            for model in ("matching", "proposal", "unmatched"):
                records = self.env[f"mentorship.{model}"].with_user(self.mentor_user)
                self.assertFalse(records.search([]), model)
        self.assertIn(matching, matching.with_user(self.clerk).search([]))

    def test_a_form_of_a_colleague_is_read_by_nobody(self):
        self._exclude(self.mentee, self.named.partner_id)
        matching = self._run_of(self.coordinator)
        matching.proposal_ids[0].action_alternatives()
        for model in ("wizard", "line"):
            records = self.env[f"mentorship.alternatives.{model}"]
            self.assertTrue(records.with_user(self.coordinator).search([]))
            self.assertFalse(records.with_user(self.named).search([]))

    def test_a_form_that_keeps_somebody_apart_is_read_by_who_fills_it_in(self):
        own = self.mentee_enrolment.with_user(self.mentee_user)
        tell_staff(own, MultiDict({"avoid": MARK}))
        preference = self.env["mentorship.preference"].search([])
        form = (
            self.env["mentorship.keep.apart.wizard"]
            .with_user(self.coordinator)
            .create(
                {
                    "preference_id": preference.id,
                    "other_partner_id": self.named.partner_id.id,
                }
            )
        )
        self.assertEqual(form.search([]), form)
        self.env.invalidate_all()
        theirs = form.with_user(self.named)
        self.assertFalse(theirs.search([]))
        with self.assertRaises(AccessError):
            theirs.read(["other_partner_id"])

    def test_what_is_handed_on_says_nothing_of_oneself(self):
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.own.id,
                "mentee_enrolment_id": self.mentee_enrolment.id,
                "source": "mentee",
            }
        )
        matching = self._run_of(self.coordinator)
        about = matching.proposal_ids.filtered(
            lambda p: p.mentee_enrolment_ids == self.mentee_enrolment
        )
        about.mentor_enrolment_id = self.own
        about.action_reject()
        mine = self._run_of(self.named)
        self.assertTrue(mine.sudo().rejected_ids)
        self.env.invalidate_all()
        self.assertFalse(mine.rejected_ids)
        self.assertTrue(mine.proposal_ids)
        # the earlier run is not theirs to see, and nothing is said about it
        self.assertTrue(mine.sudo().previous_id)
        self.assertEqual({before for _title, _now, before in mine._compared()}, {"–"})

    def _cases(self):
        """Return (mentor who is kept apart from the mentee, person who must not
        notice)."""
        return (
            (
                self.mentor_enrolment,
                (
                    self.mentor_user,
                    self.mentee_user,
                    self.second_user,
                    self.other_coordinator,
                    self.employee,
                    self.administrator,
                ),
            ),
            (self.own, (self.named,)),
            (self.managers_own, (self.both,)),
        )

    def _colleagues(self, mentor):
        """Give the mentee and one mentor, and no one else, the same employer."""
        mentor.employer = self.mentee_enrolment.employer = "Zelfde BV"

    def _worlds(self, users, *apart):
        """Run through a matching, and return {user: all they read and are told}.

        The world is undone afterwards, including the ids it used, so that the next one
        starts the same.
        """
        numbers = self._numbers()
        seen = {}
        with (
            freeze_time(self.moment),
            self.env.cr.savepoint() as savepoint,
        ):
            for two in apart:
                self._exclude(*two, user=self.env.user)
            self.env.flush_all()
            self._live()
            for user in users:
                world = [self._world(user), self._letters(user), self._try(user)]
                text = json.dumps(world, default=str, sort_keys=True, indent=1)
                seen[user] = re.sub(CHANCE, "", text.replace("\\n", "\n"))
            savepoint.rollback()
            self.env.invalidate_all()
        self._number_from(numbers)
        return seen

    def _live(self):
        """Run, look for others, change by hand, run again, publish, and start."""
        run = self._run_of(self.coordinator)
        for line in (*run.proposal_ids[:1], *run.unmatched_line_ids[:1]):
            self._said(line.action_alternatives)
        for proposal in run.proposal_ids:
            for mentor in self.mentors:
                self._said(
                    lambda p=proposal, m=mentor: p.write({"mentor_enrolment_id": m.id})
                )
        for proposal in run.proposal_ids:
            proposal.action_pin()
        run = run.browse(run.action_run_again()["res_id"])
        run.action_publish()
        self.edition.with_user(self.coordinator).action_start()
        self.env.flush_all()

    def _run_of(self, user):
        matchings = self.env["mentorship.matching"].with_user(user)
        matching = matchings.create({"edition_id": self.edition.id})
        matching.action_run()
        return matching

    def _try(self, user):
        """Return everything that a person is told when they try all they can in the
        matching."""
        said = {}
        matchings = self.env["mentorship.matching"].with_user(user)
        latest = self.env["mentorship.matching"].search([], limit=1)
        proposals = latest.proposal_ids.sorted("id")
        for name, attempt in {
            "run": lambda: self._run_of(user),
            "look": lambda: latest.with_user(user).read(["figures", "state"]),
            "again": latest.with_user(user).action_run_again,
            "publish": latest.with_user(user).action_publish,
            "undo": latest.with_user(user).action_undo,
            "else": lambda: proposals[:1].with_user(user).action_alternatives(),
            "drag": lambda: (
                proposals[:1]
                .with_user(user)
                .write({"mentor_enrolment_id": self.mentor_enrolment.id})
            ),
            "a form": lambda: (
                self.env["mentorship.alternatives.wizard"]
                .with_user(user)
                .create(
                    {
                        "matching_id": latest.id,
                        "enrolment_id": self.mentee_enrolment.id,
                        "current_id": proposals[:1].id,
                    }
                )
            ),
            "choose": lambda: self.mentee_enrolment.with_user(user)._choose(
                [str(self.mentor_enrolment.id), "", ""]
            ),
        }.items():
            said[name] = self._said(attempt)
        if said["run"] == "done":
            with self.env.cr.savepoint() as savepoint:
                self._withdraw_offers()
                run = self._run_of(user)
                said["own run"] = self._own_run(run)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(matchings.env.uid, user.id)
        return said

    def _withdraw_offers(self):
        """Make everyone free again, so that there are pairs to match."""
        self.edition.pairing_ids.filtered(lambda p: p.state == "offered").with_context(
            tracking_disable=True
        )._set_state("proposed")

    def _own_run(self, run):
        """Return everything that a run of one's own says, and the answers to its
        changes."""
        said = {
            "run": run.read(),
            "proposals": run.proposal_ids.read(),
            "without": run.unmatched_line_ids.read(),
        }
        for proposal in run.proposal_ids:
            for mentor in self.mentors:
                said[f"drag {proposal.id} {mentor.id}"] = self._said(
                    lambda p=proposal, m=mentor: p.write({"mentor_enrolment_id": m.id})
                )
        for line in (*run.proposal_ids, *run.unmatched_line_ids):
            said[f"else {line}"] = self._else(line)
        said["publish"] = self._told_by(run.action_publish)
        return said

    def _else(self, line):
        with self.env.cr.savepoint() as savepoint:
            action = line.action_alternatives()
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            lines = wizard.with_user(line.env.user).line_ids
            said = lines.read(["name", "score", "price", "because", "possible"])
            savepoint.rollback()
            self.env.invalidate_all()
        return said

    def _told_by(self, action):
        with self.env.cr.savepoint() as savepoint:
            said = action()["params"]["message"]
            savepoint.rollback()
            self.env.invalidate_all()
        return said

    def _letters(self, user):
        """Return the mails that were written to a person."""
        return [
            (mail.subject, str(mail.body_html)) for mail in self._mails(user.partner_id)
        ]

    def _numbers(self):
        """Return [(sequence of the database, its value)]."""
        self.env.flush_all()
        self.env.cr.execute("SELECT sequencename, last_value FROM pg_sequences")
        return self.env.cr.fetchall()

    def _number_from(self, numbers):
        for name, last in numbers:
            self.env.cr.execute(
                "SELECT setval(%s::regclass, %s, %s)",
                [f'"{name}"', last or 1, last is not None],
            )
