from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..pages import Pages
from .readiness import ReadyCase


class WaitingCase(ReadyCase):
    """An edition whose introductions wait until everyone is ready."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.ready_waits = True

    def _said_yes(self):
        pairing = self._pair(self.as_mentor, self.as_mentee, accept=True)
        self.env.invalidate_all()
        return pairing


@tagged("post_install", "-at_install")
class TestReadyWaits(WaitingCase):
    """The introduction waits, and comes by itself, once (R51)."""

    def test_it_waits_for_the_last_one_and_then_comes_by_itself(self):
        pairing = self._said_yes()
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(pairing.ready_waits_since, self.today)
        self.assertFalse(any(pairing.member_ids.mapped("introduced_on")))
        mails = {p: len(self._mails(p)) for p in (self.mentor, self.mentee)}
        self._get_ready(self.mentor)
        self.assertEqual(pairing.state, "offered")
        self._get_ready(self.mentee)
        self.assertEqual(pairing.state, "active")
        self.assertFalse(pairing.ready_waits_since)
        self.assertEqual(set(pairing.member_ids.mapped("introduced_on")), {self.today})
        for partner, before in mails.items():
            self.assertEqual(len(self._mails(partner)), before + 1)
        self.assertIn(self.mentor.email, self._mails(self.mentee)[-1].body_html)
        # done again, nothing happens
        self._read(self.mentee)
        self._run_day()
        for partner, before in mails.items():
            self.assertEqual(len(self._mails(partner)), before + 1)

    def test_without_the_setting_nothing_waits(self):
        self.edition.ready_waits = False
        pairing = self._said_yes()
        self.assertEqual(pairing.state, "active")

    def test_everyone_is_told_the_same_once(self):
        before = {p: len(self._mails(p)) for p in (self.mentor, self.mentee)}
        self._get_ready(self.mentor)
        pairing = self._said_yes()
        told = {
            partner: self._mails(partner)[before[partner] :]
            for partner in (self.mentor, self.mentee)
        }
        # the offer, and that it goes ahead
        self.assertEqual([len(mails) for mails in told.values()], [2, 2])
        bodies = [
            mails[-1]
            .body_html.split("goes ahead", 1)[1]
            .split("See your page")[0]
            .split("<a ")[0]
            for mails in told.values()
        ]
        self.assertEqual(*bodies)
        # a second yes tells nothing new
        pairing.with_user(self.mentee_user).action_accept_offer()
        self.assertEqual(len(self._mails(self.mentee)), before[self.mentee] + 2)

    def test_the_page_does_not_say_who_is_not_ready(self):
        self._get_ready(self.mentor)
        pairing = self._said_yes()
        for user in (self.mentor_user, self.mentee_user):
            page = Pages(self.env, user).pairing(pairing, user.partner_id)
            self.assertTrue(page["pairing"]["waits_ready"])
            (one,) = page["ready"]
            self.assertEqual(one["ready"], user == self.mentor_user)
            titles = [line["title"] for line in one["lines"]]
            self.assertEqual("Read “Trust”" in titles, user == self.mentee_user)

    def test_ready_anyway_introduces(self):
        pairing = self._said_yes()
        self._get_ready(self.mentor)
        self.as_mentee.with_user(self.coordinator).action_ready_anyway("Knows it")
        self.assertEqual(pairing.state, "active")

    def test_staff_introduce_anyway(self):
        pairing = self._said_yes()
        mine = pairing.with_user(self.coordinator)
        question = mine._asks_introduce_anyway()
        self.assertTrue(any("Read “Trust”" in line for line in question.lines if line))
        for _twice in range(2):
            mine.action_introduce_anyway()
        self.assertEqual(pairing.state, "active")
        self.assertEqual(
            {m.role: m.prepared for m in pairing.member_ids},
            {"mentor": "no", "mentee": "no"},
        )

    def test_an_offer_that_waits_for_an_answer_is_not_introduced(self):
        pairing = self._pair(self.as_mentor, self.as_mentee, offer=True)
        with self.assertRaisesRegex(UserError, "does not wait"):
            pairing.with_user(self.coordinator).action_introduce_anyway()
        self._get_ready(self.mentor, self.mentee)
        self._run_day()
        self.assertEqual(pairing.state, "offered")

    def test_a_pair_that_waits_does_not_expire_and_is_on_the_day(self):
        pairing = self._said_yes()
        later = self.today + timedelta(days=self.edition.offer_days + 5)
        with self._on(later):
            self._run_day()
            self.assertEqual(pairing.state, "offered")
            kinds = pairing.activity_ids.activity_type_id
            self.assertIn(self.env.ref("nob_mentorship.activity_not_ready"), kinds)
        with self._on(self.today + timedelta(days=self.edition.ready_days - 1)):
            needs = self.env["mentorship.pairing"]._needs_not_ready(self.edition)
            self.assertFalse(needs)

    def test_the_day_offers_to_introduce_them(self):
        pairing = self._said_yes()
        with self._on(self.today + timedelta(days=self.edition.ready_days)):
            self.edition.sudo()._refresh_day()
        kind = self.env.ref("nob_mentorship.activity_not_ready")
        line = pairing.activity_ids.filtered(lambda a: a.activity_type_id == kind)
        asked = line.with_user(self.coordinator).action_mentorship_introduce()
        wizard = self.env[asked["res_model"]].with_user(self.coordinator)
        self.assertTrue(wizard.browse(asked["res_id"]).exists())

    def test_what_was_done_is_noted_on_the_pairing(self):
        self._get_ready(self.mentor, self.mentee)
        pairing = self._said_yes()
        self.assertEqual(set(pairing.member_ids.mapped("prepared")), {"yes"})

    def test_what_staff_noted_stays_and_anyway_says_nothing(self):
        self.as_mentor.with_user(self.coordinator).action_ready_anyway("Knows it")
        pairing = self._said_yes()
        mentee = pairing.member_ids.filtered(lambda m: m.role == "mentee")
        mentee.with_user(self.coordinator).action_not_prepared()
        self._get_ready(self.mentee)
        self.assertEqual(pairing.state, "active")
        self.assertEqual(
            {m.role: m.prepared for m in pairing.member_ids},
            {"mentor": "unknown", "mentee": "no"},
        )


@tagged("post_install", "-at_install")
class TestReadySettings(WaitingCase):
    """No change leaves a pair behind (R51)."""

    def test_settings_that_no_longer_wait_introduce(self):
        pairing = self._said_yes()
        self.edition.with_user(self.coordinator).ready_waits = False
        self.assertEqual(pairing.state, "active")

    def test_settings_that_ask_less_introduce(self):
        pairing = self._said_yes()
        self._read(self.mentor, self.tips)
        self._read(self.mentee)
        self.assertEqual(pairing.state, "offered")
        self.edition.with_user(self.coordinator).ready_self_check = False
        self.assertEqual(pairing.state, "active")

    def test_a_resource_that_goes_introduces(self):
        for way in ("archived", "deleted"):
            with self.subTest(way):
                self.env.invalidate_all()
                edition = self._open(self._edition(name=way, ready_waits=True))
                text = self._resource(way)
                edition.ready_mentee_resource_ids = text
                mentor = self._enrol(self.mentor, "mentor", edition=edition)
                mentee = self._enrol(self.mentee, "mentee", edition=edition)
                pairing = self._pair(mentor, mentee, accept=True)
                self.assertEqual(pairing.state, "offered")
                own = text.with_user(self.coordinator)
                if way == "archived":
                    own.active = False
                else:
                    own.unlink()
                self.assertEqual(pairing.state, "active")

    def test_more_that_is_asked_keeps_a_pair_and_the_daily_job_finds_all(self):
        pairing = self._said_yes()
        self.edition.ready_mentee_resource_ids |= self._resource("More")
        self._get_ready(self.mentor, self.mentee)
        self.assertEqual(pairing.state, "offered")
        # as an import or a program would leave it
        self.env.cr.execute(
            "UPDATE mentorship_edition SET ready_waits = false WHERE id = %s",
            [self.edition.id],
        )
        self.env.invalidate_all()
        self._run_day()
        self.assertEqual(pairing.state, "active")

    def test_an_edition_under_way_asks_nothing_of_pairs_that_were_introduced(self):
        self.edition.write({"ready_waits": False})
        pairing = self._said_yes()
        self.assertEqual(pairing.state, "active")
        self.edition.write({"ready_waits": True, "ready_terms": "everyone"})
        self.assertEqual(pairing.state, "active")
        self.assertFalse(self._asked(self.as_mentee))
        self.assertEqual(self._state(self.as_mentor), (False, False))

    def test_an_obstacle_is_told_to_staff_and_expires_as_any_offer(self):
        pairing = self._said_yes()
        self._get_ready(self.mentor)
        # too short in the profession to be a mentor
        self.mentor.professional_since = self.today - timedelta(days=365)
        self._get_ready(self.mentee)
        self.assertEqual(pairing.state, "offered")
        self.assertFalse(pairing.ready_waits_since)
        self.assertTrue(pairing.activity_ids)
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "declined")

    def test_a_member_who_leaves_ends_it_for_both(self):
        pairing = self._said_yes()
        self.as_mentee.with_user(self.mentee_user).action_withdraw()
        self.assertEqual(pairing.state, "declined")
        self.assertFalse(pairing.ready_waits_since)

    def test_an_erased_member_ends_it(self):
        pairing = self._said_yes()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertEqual(pairing.state, "declined")

    def test_who_said_not_now_is_asked_for_an_offer_that_waits(self):
        self._said_yes()
        self.as_mentor.away_until = self.today + timedelta(days=30)
        self.assertEqual(self._state(self.as_mentor)[0], "no")
        on = self.edition.date_start
        found = self.as_mentor._happened_not_ready(self.edition, on, on)
        self.assertEqual([one for one, _day, _who in found], [self.as_mentee])

    def test_an_edition_that_is_cancelled_introduces_no_one(self):
        pairing = self._said_yes()
        self.edition.action_cancel()
        self.assertNotEqual(pairing.state, "active")


@tagged("post_install", "-at_install")
class TestReadyGroups(WaitingCase):
    """Groups and peers wait for everyone who said yes (R5, R51)."""

    def test_a_group_waits_and_those_who_stay_silent_are_left_out(self):
        pairing, mentor, mentees, users = self._group()
        edition = pairing.edition_id
        edition.write({"ready_mentee_resource_ids": self.text.ids, "ready_waits": True})
        pairing.with_user(self.mentor_user).action_accept_offer()
        for user in users[:2]:
            pairing.with_user(user).action_accept_offer()
        self.assertEqual(pairing.state, "offered")
        self._read(users[0].partner_id)
        with self._on(pairing.expires_on + timedelta(days=1)):
            self._run_day()
        self.assertEqual(pairing.state, "offered")
        self.assertTrue(pairing.ready_waits_since)
        late = pairing.member_ids.filtered(lambda m: m.enrolment_id == mentees[2])
        self.assertTrue(late.left_on)
        self._read(users[1].partner_id)
        self.assertEqual(pairing.state, "active")
        self.assertEqual(mentees[2].state, "accepted")
        self.assertEqual(mentor.state, "matched")

    def test_a_newcomer_is_asked_once_they_are_ready(self):
        pairing, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            pairing.with_user(user).action_accept_offer()
        edition = pairing.edition_id
        self.assertEqual(pairing.state, "active")
        pairing.sudo().mentor_enrolment_id.max_mentees = 5
        edition.write({"ready_mentee_resource_ids": self.text.ids, "ready_waits": True})
        new = self._enrol(self.member, "mentee", edition=edition)
        mine = pairing.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "not ready to start"):
            mine.action_add(new.id)
        self._read(self.member)
        mine.action_add(new.id)
        pairing.with_user(self.member_user).action_accept_offer()
        self.assertEqual(new.state, "matched")

    def test_peers_wait_too(self):
        edition = self._open(
            self._edition(
                name="2035",
                kind="peer",
                ready_waits=True,
                ready_mentee_resource_ids=[Command.set(self.text.ids)],
            )
        )
        peers = [
            self._enrol(partner, "peer", edition=edition)
            for partner in (self.mentor, self.member)
        ]
        pairing = self._pair(*peers, accept=True)
        self.assertEqual(pairing.state, "offered")
        self._read(self.mentor)
        self.assertEqual(pairing.state, "offered")
        self._read(self.member)
        self.assertEqual(pairing.state, "active")
