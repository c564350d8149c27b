import re
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..pages import Pages
from ..queries import recorded_queries

PAGES = "odoo.addons.nob_mentorship.portal.preference.choice"


class ChoiceCase(MentorshipCase):
    """An edition where mentees choose, and four mentors who agreed to be shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.own_choice = True
        cls._open()
        cls.users = {"ann": cls.mentor_user}
        for name in ("bea", "cor", "dik"):
            cls.users[name] = cls._member(name, years=10)
        cls.mentors = {
            name: cls._enrol(user.partner_id, "mentor", shown=True)
            for name, user in cls.users.items()
        }
        cls.ann, cls.bea, cls.cor, cls.dik = cls.mentors.values()
        cls.enrolment = cls._enrol(cls.mentee, "mentee")

    def _choose(self, *mentors, user=None):
        """Choose as the mentee would, by ids as typed."""
        own = self.enrolment.with_user(user or self.mentee_user)
        own._choose([str(mentor and mentor.id) for mentor in mentors])

    def _answer(self, name, yes):
        pairing = self.mentors[name].member_ids.pairing_id.filtered(
            lambda pairing: pairing.state == "offered"
        )
        mine = pairing.with_user(self.users[name])
        (mine.action_accept_offer if yes else mine.action_decline_offer)()
        return pairing

    @contextmanager
    def _undone(self):
        """Take back what happens inside."""
        with self.env.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()

    def _states(self):
        return [
            (choice.mentor_enrolment_id, choice.state)
            for choice in self.enrolment.choice_ids.sorted("sequence")
        ]

    def _asked(self):
        return self.enrolment._asked_choice().mentor_enrolment_id

    def _page(self, **values):
        return Pages(self.env).choice(self.enrolment, **values)


@tagged("post_install", "-at_install")
class TestChoice(ChoiceCase):
    """A mentee asks at most three mentors, one after the other (R50)."""

    def test_the_first_choice_is_asked_and_a_yes_makes_the_pairing(self):
        mails = len(self._mails(self.mentor)), len(self._mails(self.mentee))
        self._choose(self.ann, self.bea, self.cor)
        self.assertEqual(self._asked(), self.ann)
        pairing = self.enrolment._asked_choice().pairing_id
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(pairing.expires_on, self.today + timedelta(days=7))
        (day,) = set(pairing.member_ids.mapped("remind_on"))
        self.assertEqual(day, self.today + timedelta(days=4))
        answers = {m.enrolment_id: m.answer for m in pairing.member_ids}
        self.assertEqual(answers, {self.ann: "pending", self.enrolment: "accepted"})
        self.assertEqual(len(self._mails(self.mentor)), mails[0] + 1)
        self.assertIn(self.mentee.name, self._mails(self.mentor)[-1].subject)
        self.assertEqual(len(self._mails(self.mentee)), mails[1])
        self._answer("ann", yes=True)
        self.assertEqual(pairing.state, "active")
        self.assertEqual(self.enrolment.state, "matched")
        self.assertEqual(
            self._states(),
            [
                (self.ann, "accepted"),
                (self.bea, "withdrawn"),
                (self.cor, "withdrawn"),
            ],
        )
        self.assertFalse(self.bea.member_ids)

    def test_after_a_no_the_next_is_asked_and_the_mentee_is_told(self):
        self._choose(self.ann, self.bea)
        self._answer("ann", yes=False)
        self.assertEqual(self._states(), [(self.ann, "declined"), (self.bea, "asked")])
        self.assertIn(self.bea.partner_id.name, self._mails(self.mentee)[-1].body_html)
        self._answer("bea", yes=True)
        self.assertEqual(self.enrolment.state, "matched")

    def test_who_said_no_is_not_the_author_of_the_next_request(self):
        self._choose(self.ann, self.bea)
        self._answer("ann", yes=False)
        pairing = self.enrolment._asked_choice().pairing_id
        self.assertEqual(pairing.create_uid, self.env.ref("base.user_root"))
        people = pairing.message_follower_ids.partner_id
        people |= pairing.message_ids.author_id
        self.assertNotIn(self.mentor, people)

    def test_the_mentor_is_reminded_after_four_days_and_has_seven(self):
        self._choose(self.ann, self.bea)

        def cron():
            self._run_day()
            self._run_reminders()

        sent = len(self._mails(self.mentor))
        for day, asked, mails in (
            (3, self.ann, 0),
            (4, self.ann, 1),
            (5, self.ann, 1),
            (7, self.ann, 1),
            (8, self.bea, 2),
        ):
            with self._on(self.today + timedelta(days=day)):
                cron()
            with self.subTest(day):
                self.assertEqual(self._asked(), asked)
                self.assertEqual(len(self._mails(self.mentor)) - sent, mails)
        self.assertEqual(self._states()[0], (self.ann, "expired"))
        pairing = self.enrolment._asked_choice().pairing_id
        self.assertEqual(pairing.expires_on, self.today + timedelta(days=15))
        with self._on(self.today + timedelta(days=16)):
            cron()
        self.assertEqual(self._states()[1], (self.bea, "expired"))
        self.assertFalse(self._asked())

    def test_when_nobody_is_left_the_mentee_hears_it_and_chooses_again(self):
        self._choose(self.ann)
        before = len(self._mails(self.mentee))
        self._answer("ann", yes=False)
        mails = self._mails(self.mentee)[before:]
        self.assertEqual(len(mails), 1)
        self.assertIn(f"/my/mentorship/enrolment/{self.enrolment.id}", mails.body_html)
        self.assertNotIn(self.mentor.name, mails.body_html)
        self.assertTrue(self.enrolment._may_choose())
        self.assertNotIn(self.ann, self.enrolment._mentors_to_choose())
        self._choose(self.bea)
        self.assertEqual(self._asked(), self.bea)

    def test_who_cannot_be_asked_any_more_is_passed_over(self):
        for obstacle in (
            self.bea.action_withdraw,
            lambda: self.bea.write({"shown": False}),
            lambda: self.bea.write({"employer": "Same B.V."}),
            lambda: self._exclude(self.mentee, self.bea.partner_id),
            lambda: self._fill(self.bea),
        ):
            self.enrolment.employer = "same bv"
            with self._undone():
                self._choose(self.ann, self.bea, self.cor)
                obstacle()
                self._answer("ann", yes=False)
                self.assertEqual(
                    [state for _mentor, state in self._states()],
                    ["declined", "passed", "asked"],
                )

    def _exclude(self, one, other):
        return self.env["mentorship.exclusion"].create(
            {"partner_id": one.id, "other_partner_id": other.id}
        )

    def _fill(self, mentor):
        other = self._enrol(self._member("other", years=1).partner_id, "mentee")
        self._pair(mentor, other, offer=True)

    def test_a_request_is_taken_back_on_the_page_of_the_offer(self):
        self._choose(self.ann, self.bea)
        pairing = self.enrolment._asked_choice().pairing_id
        page = Pages(self.env).pairing(pairing, self.mentee)
        self.assertTrue(page["pairing"]["may_take_back"])
        pairing.with_user(self.mentee_user).action_decline_offer()
        self.assertEqual(pairing.state, "declined")
        self.assertEqual({state for _mentor, state in self._states()}, {"withdrawn"})
        self.assertFalse(self.bea.member_ids)
        self.assertEqual(self.ann.free_places, 1)
        self.assertTrue(self.enrolment._may_choose())

    def test_what_waits_is_withdrawn_and_what_is_asked_stays(self):
        self._choose(self.ann, self.bea)
        self.enrolment.with_user(self.mentee_user)._withdraw_choices()
        self.enrolment.with_user(self.mentee_user)._withdraw_choices()
        self.assertEqual(self._states(), [(self.ann, "asked"), (self.bea, "withdrawn")])
        self._answer("ann", yes=False)
        self.assertFalse(self._asked())

    def test_a_mentee_who_withdraws_or_lapses_lets_nobody_be_asked(self):
        for leave in (
            lambda: self.enrolment.with_user(self.mentee_user).action_withdraw(),
            lambda: self.mentee.member_line_ids.unlink() and self._answer("ann", False),
            self.edition.action_cancel,
        ):
            with self._undone():
                self._choose(self.ann, self.bea)
                leave()
                self.assertNotIn("asked", dict(self._states()).values())
                self.assertNotIn("waiting", dict(self._states()).values())
                self.assertFalse(self.bea.member_ids)

    def test_a_mentor_who_withdraws_is_followed_by_the_next(self):
        self._choose(self.ann, self.bea)
        self.ann.with_user(self.mentor_user).action_withdraw()
        self.assertEqual(self._asked(), self.bea)

    def test_twice_the_same_asks_once_and_something_else_is_refused(self):
        self._choose(self.ann, self.bea)
        mails = len(self._mails())
        self._choose(self.ann, self.bea)
        for chosen in ([self.bea, self.ann], [self.ann], [self.cor], []):
            with self.assertRaisesRegex(UserError, "cannot choose a mentor at the"):
                self._choose(*chosen)
        self.assertEqual(len(self._mails()), mails)
        self.assertEqual(len(self.enrolment.choice_ids), 2)

    def test_at_most_three_each_once_and_at_least_one(self):
        for chosen, message in (
            ([self.ann, self.bea, self.cor, self.dik], "at most three"),
            ([self.ann, self.ann], "each once"),
            ([], "at least one"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._choose(*chosen)
        self.enrolment.with_user(self.mentee_user)._choose(["", str(self.bea.id), ""])
        self.assertEqual(self._asked(), self.bea)

    def test_nobody_is_asked_by_a_forged_form(self):
        elsewhere = self._edition(self.other_programme, own_choice=True)
        self._open(elsewhere)
        hidden, colleague, excluding, excluded, mentor_elsewhere = (
            self._enrol(
                self._member(f"forged_{number}", years=10).partner_id,
                "mentor",
                edition,
                shown=number > 0,
            )
            for number, edition in enumerate([None] * 4 + [elsewhere])
        )
        self.enrolment.employer = "Kantoor B.V."
        colleague.employer = "kantoor"
        self._exclude(excluding.partner_id, self.mentee)
        self._exclude(self.mentee, excluded.partner_id)
        own = self.enrolment.with_user(self.mentee_user)
        told = set()
        for forged in (
            *(hidden, colleague, excluding, excluded, mentor_elsewhere),
            *(self.enrolment, *map(str, (0, -1, 2**70, "x", "\x00", "1 OR 1"))),
        ):
            forged = forged if isinstance(forged, str) else str(forged.id)
            for chosen in ([forged], [str(self.ann.id), forged]):
                with self.assertRaises(UserError) as caught:
                    own._choose(chosen)
                told.add(str(caught.exception))
        self.assertEqual(len(told), 1)
        self.assertFalse(self.enrolment.member_ids)

    def test_an_exclusion_leaves_no_trace_in_either_direction(self):
        self.bea.shown = False
        without = self._page()
        self.assertEqual(len(without["mentors"]), 3)
        self.bea.shown = True
        self.assertEqual(len(self._page()["mentors"]), 4)
        exclusion = self._exclude(self.bea.partner_id, self.mentee)
        self.assertEqual(self._page(), without)
        exclusion.unlink()
        self._exclude(self.mentee, self.bea.partner_id)
        self.assertEqual(self._page(), without)

    def test_who_had_a_mentorship_together_is_not_paired_again(self):
        earlier = self._edition(self.other_programme)
        self._open(earlier)
        pairing = self._pair(
            self._enrol(self.mentor, "mentor", earlier),
            self._enrol(self.mentee, "mentee", earlier),
            accept=True,
        )
        self.assertNotIn(self.ann, self.enrolment._mentors_to_choose())
        pairing.action_complete()
        self.assertNotIn(self.ann, self.enrolment._mentors_to_choose())
        self.edition.repeat_pairs = True
        self.assertIn(self.ann, self.enrolment._mentors_to_choose())

    def test_colleagues_by_any_company_above_the_contact_are_not_shown(self):
        partners = self.env["res.partner"]
        group = partners.create({"name": "Groep Holding", "is_company": True})
        office = partners.create({"name": "Office Noord", "parent_id": group.id})
        self.bea.partner_id.parent_id = office
        self.assertIn(self.bea, self.enrolment._mentors_to_choose())
        self.enrolment.employer = "groep"
        self.assertNotIn(self.bea, self.enrolment._mentors_to_choose())
        self.enrolment.employer = "zzp"
        self.cor.employer = "ZZP"
        self.assertIn(self.cor, self.enrolment._mentors_to_choose())

    def test_the_page_shows_what_mentors_offer_and_never_how_to_reach_them(self):
        self.mentor.phone = "+31 20 555"
        self.ann.write(
            {"motivation": "I listen.", "topic_ids": [Command.set(self.topic.ids)]}
        )
        self.dik.shown = False
        page = self._page()
        self.assertEqual(
            {mentor["name"] for mentor in page["mentors"]},
            set((self.ann | self.bea | self.cor).partner_id.mapped("name")),
        )
        self.assertNotIn(self.mentor.email, str(page))
        self.assertNotIn("+31 20 555", str(page))
        self.assertIn("I listen.", str(page))
        filtered = self._page(topic=str(self.topic.id))
        self.assertEqual([m["id"] for m in filtered["mentors"]], [str(self.ann.id)])
        self.assertEqual(filtered["filters"][1]["now"], True)
        self.assertEqual(self._page(topic="nonsense"), page)

    def test_many_mentors_come_in_pages(self):
        with patch(f"{PAGES}.MENTORS", 3):
            first, second, beyond = (self._page(page=number) for number in (1, 2, 99))
        shown = [card["id"] for page in (first, second) for card in page["mentors"]]
        self.assertEqual(len(first["mentors"]), 3)
        self.assertEqual(
            sorted(shown), sorted(str(mentor.id) for mentor in self.mentors.values())
        )
        self.assertEqual(beyond["mentors"], second["mentors"])

    def test_the_list_costs_no_more_queries_with_many_mentors(self):
        partners = self.bea.partner_id
        partners |= self.env["res.partner"].union(
            *(self._member(f"many_{n}", years=10).partner_id for n in range(20))
        )
        for partner in partners:
            company = {"name": f"Company {partner.id}"}
            partner.parent_id = partner.create(company)
        few = self._queries()
        for partner in partners - self.bea.partner_id:
            self._enrol(partner, "mentor", shown=True)
        self.assertEqual(self._queries(), few)

    def _queries(self):
        self.env.flush_all()
        for _warm in range(2):
            self.env.invalidate_all()
            with recorded_queries() as queries:
                self._page()
        return len(queries)

    def test_the_next_step_is_to_choose_and_afterwards_to_wait(self):
        pages = Pages(self.env)
        self.assertIn("mentors", pages.overview(self.mentee)["step"]["url"])
        self._choose(self.ann, self.bea)
        self.assertIsNone(pages.overview(self.mentee)["step"])
        self.assertIn(
            self.mentor.name,
            pages.enrolment(self.enrolment)["enrolment"]["story"],
        )
        page = self._page()
        self.assertEqual(page["asked"]["name"], self.mentor.name)
        self.assertEqual(page["waiting"], [self.bea.partner_id.name])
        self.assertEqual(page["mentors"][0]["input"], "next")

    def test_only_an_accepted_mentee_of_an_edition_under_way_chooses(self):
        for close in (
            lambda: self.edition._set_state("closed"),
            lambda: self.edition.write({"own_choice": False}),
            lambda: self.enrolment._set_state("submitted"),
            self.mentee.member_line_ids.unlink,
            lambda: self._pair(self.bea, self.enrolment, offer=True),
        ):
            with self._undone():
                close()
                self.assertFalse(self._page()["mentors"])
                with self.assertRaises(UserError):
                    self._choose(self.ann)

    def test_nobody_chooses_for_somebody_else(self):
        for user in (self.member_user, self.mentor_user, self.employee):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self._choose(self.ann, user=user)
            with self.assertRaises(AccessError):
                self.enrolment.with_user(user)._withdraw_choices()

    @mute_logger("odoo.sql_db")
    def test_the_database_lets_one_mentor_be_asked_at_a_time(self):
        self._choose(self.ann, self.bea)
        with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self.enrolment.choice_ids._set_state("asked")
            self.env.flush_all()

    def test_staff_still_offer_with_the_days_of_the_edition(self):
        pairing = self._pair(self.ann, self.enrolment)
        pairing.with_user(self.coordinator).action_offer()
        self.assertEqual(pairing.expires_on, self.today + timedelta(days=14))
        self.assertEqual(set(pairing.member_ids.mapped("answer")), {"pending"})
        mine = pairing.with_user(self.mentee_user)
        mine.action_accept_offer()
        with self.assertRaises(UserError):
            mine.action_decline_offer()

    def test_only_where_two_are_paired_can_mentees_choose(self):
        for kind in ("group", "peer"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.other_programme.write({"kind": kind, "own_choice": True})
        self.other_programme.write({"kind": "reverse", "own_choice": True})

    def test_a_mentor_is_asked_to_be_shown_only_where_mentees_choose(self):
        self.assertIn("shown", self.ann._asked_fields())
        self.assertNotIn("shown", self.enrolment._asked_fields())
        self.edition.own_choice = False
        self.assertNotIn("shown", self.ann._asked_fields())


@tagged("post_install", "-at_install")
class TestChoicePages(HttpCase, ChoiceCase):
    """The page itself: an excluded mentor is like one who does not exist."""

    def test_the_bytes_of_the_page_and_of_a_refusal_tell_nothing(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        self.bea.shown = False
        path = f"/my/mentorship/enrolment/{self.enrolment.id}/mentors"
        seen, refused = self._bytes(path), self._bytes(path, str(2**31 - 1))
        self.assertIn(self.ann.partner_id.name, seen)
        self.assertNotIn(self.bea.partner_id.name, seen)
        self.bea.shown = True
        self.env["mentorship.exclusion"].create(
            {
                "partner_id": self.bea.partner_id.id,
                "other_partner_id": self.mentee.id,
            }
        )
        self.assertEqual(self._bytes(path), seen)
        self.assertEqual(self._bytes(path, str(self.bea.id)), refused)

    def test_the_second_page_is_linked_and_keeps_the_topic(self):
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        path = f"/my/mentorship/enrolment/{self.enrolment.id}/mentors"
        for mentor in self.mentors.values():
            mentor.topic_ids = self.topic
        with patch(f"{PAGES}.MENTORS", 3):
            first = self.url_open(f"{path}?topic={self.topic.id}").text
            link = f"{path}/page/2?topic={self.topic.id}"
            self.assertIn(link, first)
            self.assertEqual(self.url_open(link).status_code, 200)

    def test_a_mentor_and_a_mentee_without_choice_find_no_such_page(self):
        self.authenticate(self.mentor_user.login, self.mentor_user.login)
        path = f"/my/mentorship/enrolment/{self.ann.id}/mentors"
        self.assertEqual(self.url_open(path).status_code, 404)

    def _bytes(self, path, first=None):
        """Return a page, or the answer to a choice, without its tokens."""
        form = None
        if first:
            token = re.search(r'csrf_token: "([^"]+)"', self.url_open(path).text)[1]
            form = {"csrf_token": token, "first": first}
        answer = self.url_open(path, data=form)
        self.assertEqual(answer.status_code, 422 if first else 200)
        return re.sub(r"[0-9a-f]{40}o\d+", "", answer.text)
