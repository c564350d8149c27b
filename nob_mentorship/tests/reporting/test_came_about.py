"""How a pair came about, and whether its members were prepared (N15)."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..matching.common import MatchingCase
from ..pages import Pages
from ..preference.test_choice import ChoiceCase


@tagged("post_install", "-at_install")
class TestCameAbout(MatchingCase):
    """What is noted when a run is published, or staff pair."""

    def _published(self):
        """Return the pairings of a new run, and its proposals."""
        run = self.env["mentorship.matching"].create({"edition_id": self.edition.id})
        run.action_run()
        proposals = run.proposal_ids.sorted("id")
        return run, proposals

    def _wish(self, proposal, source):
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": proposal.mentor_enrolment_id.id,
                "mentee_enrolment_id": proposal.mentee_enrolment_ids.id,
                "source": source,
            }
        )

    def test_a_run_notes_who_had_a_say(self):
        run, proposals = self._published()
        one, both, alone = proposals
        self._wish(one, "mentee")
        for source in ("mentor", "mentee"):
            self._wish(both, source)
        run.action_publish()
        self.assertEqual(one.pairing_id.came_about, "one")
        self.assertEqual(both.pairing_id.came_about, "both")
        self.assertEqual(alone.pairing_id.came_about, "proposed")

    def test_what_staff_decide_is_by_staff(self):
        run, proposals = self._published()
        pinned, recommended, _alone = proposals
        pinned.action_pin()
        self._wish(recommended, "staff")
        run.action_publish()
        self.assertEqual(pinned.pairing_id.came_about, "staff")
        self.assertEqual(recommended.pairing_id.came_about, "staff")

    def test_it_stays_as_it_was_noted(self):
        run, proposals = self._published()
        run.action_publish()
        pairing = proposals[0].pairing_id
        self._wish(proposals[0], "mentee")
        pairing._note_came_about("staff")
        self.assertEqual(pairing.came_about, "proposed")
        # an offer that was taken back made no pair
        pairing.action_retract()
        self.assertFalse(pairing.came_about)
        pairing.action_offer()
        self.assertEqual(pairing.came_about, "one")

    @mute_logger("odoo.models")
    def test_no_one_reads_or_writes_it_of_a_pair(self):
        run, proposals = self._published()
        self._wish(proposals[0], "mentee")
        run.action_publish()
        pairing = proposals[0].pairing_id
        mentee = self._user("reads", "base.group_portal")
        mentee.partner_id = pairing.mentee_ids
        for user in (self.coordinator, self.manager, self.administrator, mentee):
            mine = pairing.with_user(user)
            with self.subTest(user.login):
                for way in (
                    lambda mine=mine: mine.read(["came_about"]),
                    lambda mine=mine: mine.search([("came_about", "=", "one")]),
                    lambda mine=mine: mine.search([], order="came_about"),
                    lambda mine=mine: mine._read_group([], ["came_about"]),
                    lambda mine=mine: mine.write({"came_about": "both"}),
                ):
                    with self.assertRaises(AccessError):
                        way()
                # who may not export at all is told that instead
                with self.assertRaises(UserError):
                    mine.export_data(["came_about"])
                self.assertNotIn("came_about", mine.fields_get())


@tagged("post_install", "-at_install")
class TestChosen(ChoiceCase):
    """A mentee asks a mentor, who is asked at once."""

    def test_a_mentor_whom_a_mentee_asked_is_chosen(self):
        self._choose(self.ann)
        pairing = self.enrolment._asked_choice().pairing_id
        self.assertEqual(pairing.came_about, "chosen")


@tagged("post_install", "-at_install")
class TestPrepared(MentorshipCase):
    """Staff note whether members were prepared."""

    def test_unknown_is_not_no(self):
        pairing = self._active_pair()
        self.assertEqual(set(pairing.member_ids.mapped("prepared")), {"unknown"})
        members = pairing.member_ids.with_user(self.coordinator)
        rows = self.env["mentorship.report"]

        def told():
            self.env.flush_all()
            self.env.invalidate_all()
            return rows.browse(pairing.id).prepared

        self.assertEqual(told(), "unknown")
        members[0].action_prepared()
        self.assertEqual(told(), "unknown")
        members[1].action_prepared()
        self.assertEqual(told(), "yes")
        members[1].action_not_prepared()
        self.assertEqual(told(), "no")
        members[1].action_prepared_unknown()
        self.assertEqual(told(), "unknown")

    def test_it_is_in_ones_own_export_and_the_way_the_pair_came_about_is_not(self):
        pairing = self._active_pair()
        own = pairing.member_ids.filtered(lambda m: m.partner_id == self.mentee)
        own.action_prepared()
        pairing.came_about = "one"
        pages = Pages(self.env)
        (told,) = pages.export(self.mentee)["pairings"]
        self.assertEqual(told["prepared"], "Yes")
        (others,) = pages.export(self.mentor)["pairings"]
        self.assertIsNone(others["prepared"])
        self.assertNotIn("Wished by one", str(pages.export(self.mentee)))

    def test_nobody_but_staff_notes_or_reads_it(self):
        own = self._active_pair().member_ids[0]
        for user in (self.mentor_user, self.other_coordinator, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.with_user(user).action_prepared()
        with self.assertRaises(AccessError):
            own.with_user(self.mentor_user).read(["prepared"])
        self.assertEqual(own.prepared, "unknown")

    def test_a_pair_of_before_the_app_came_about_unknown(self):
        edition = self._past_edition()
        start, end = edition.date_start, edition.date_end
        pairing = self.env["mentorship.pairing"]._record_past(
            edition,
            self.mentor,
            self.mentee,
            {
                "state": "completed",
                "date_start": start,
                "ended_on": end,
                "held_meeting_count": 3,
            },
        )
        self.assertFalse(pairing.came_about)
        self.env.flush_all()
        row = self.env["mentorship.report"].browse(pairing.id)
        self.assertEqual((row.came_about, row.held_meeting_count), ("unknown", 3))
