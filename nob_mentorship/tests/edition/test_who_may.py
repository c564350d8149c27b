from datetime import timedelta

from dateutil.relativedelta import relativedelta
from werkzeug.datastructures import MultiDict

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase, control
from ..pages import Pages, save_sign_up


class WhoMayCase(MentorshipCase):
    """An open edition where mentees choose, and a mentor with few known facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edition.own_choice = True
        cls._open()
        cls.new_user = cls._member("newcomer")
        cls.new = cls.new_user.partner_id
        people = cls.new_user | cls.mentor_user | cls.mentee_user | cls.member_user
        (people | cls.coordinator | cls.other_coordinator).lang = "en_US"

    def _ago(self, years):
        return self.today - relativedelta(years=years, days=1)

    def _fill_in(self, enrolment, send=False, **typed):
        """Let the member send the form; return {field: message}."""
        user = enrolment.partner_id.user_ids
        typed = {"question": "How?", "max_mentees": "2", "shown": "1", **typed}
        own = enrolment.with_user(user)
        errors = save_sign_up(own, MultiDict(typed), send)
        if send and not errors:
            own.action_submit()
        return errors

    def _accepted_unknown(self):
        """Return the sign-up of a mentor accepted without an answer, as 1.3 did."""
        self.new.professional_since = self._ago(9)
        mentor = self._enrol(self.new, "mentor", shown=True)
        self.new.professional_since = False
        self.assertEqual(mentor.state, "accepted")
        return mentor


@tagged("post_install", "-at_install", "fault")
class TestStated(WhoMayCase):
    """Unknown facts are asked; stated facts count at once, and wait for staff if they
    decide (R3, R4, promise 8)."""

    def _women_only(self, condition="[('gender', '=', 'female')]"):
        self.edition.eligibility_domain = condition

    def test_what_is_unknown_is_answered_before_sending(self):
        self._women_only()
        draft = self._enrol(self.new, "mentor", submit=False)
        facts = ["stated_professional_since", "stated_gender"]
        self.assertEqual([n for n in draft._asked_fields() if n in facts], facts)
        self.assertEqual(list(self._fill_in(draft)), [])
        self.assertEqual(list(self._fill_in(draft, send=True)), facts)
        for user in (self.new_user, self.coordinator):
            with self.assertRaisesRegex(UserError, "before the sign-up is sent"):
                draft.with_user(user).action_submit()
        self.assertEqual(draft.state, "draft")

    def test_only_what_decides_is_asked(self):
        draft = self._enrol(self.new, "mentee", submit=False)
        self.assertNotIn("stated_gender", draft._asked_fields())
        self.edition.eligibility_domain = "[('city', '=', 'Utrecht')]"
        self.assertNotIn("stated_gender", draft._asked_fields())
        # facts that no one can be asked for count against no one
        self.assertEqual(self._fill_in(draft, send=True), {})
        self.assertEqual((draft.state, draft.eligibility), ("accepted", "unknown"))

    def test_a_stated_fact_that_decides_waits_for_a_look(self):
        draft = self._enrol(self.new, "mentor", submit=False, shown=True)
        since = str(self._ago(9))
        errors = self._fill_in(draft, send=True, stated_professional_since=since)
        self.assertEqual(errors, {})
        self.assertEqual((draft.state, draft.eligibility), ("submitted", "yes"))
        self.assertTrue(draft.to_verify)
        self.assertNotIn(
            "you are taking part", self._mails(self.new)[-1].subject.lower()
        )
        mentee = self._enrol(self.mentee, "mentee")
        self.assertNotIn(draft, mentee._mentors_to_choose())
        draft.with_user(self.coordinator).action_accept()
        self.assertEqual(draft.state, "accepted")
        self.assertIn(draft, mentee._mentors_to_choose())

    def test_verifying_is_a_look_too(self):
        draft = self._enrol(self.new, "mentor", submit=False)
        self._fill_in(draft, send=True, stated_professional_since=str(self._ago(9)))
        draft.with_user(self.coordinator).action_verify()
        self.assertEqual(draft.state, "accepted")
        self.assertEqual(self.new.professional_since, self._ago(9))

    @control
    def test_what_does_not_decide_does_not_wait(self):
        mentee = self._enrol(self.new, "mentee", stated_professional_since=self.today)
        self.assertEqual(mentee.state, "accepted")

    def test_a_man_of_unknown_gender_sees_no_women(self):
        self._women_only()
        mentor = self._enrol(self.mentor, "mentor", submit=False, shown=True)
        self.mentor.gender = "female"
        mentor.action_submit()
        draft = self._enrol(self.new, "mentee", submit=False)
        with self.assertRaises(UserError):
            self._fill_in(draft, send=True, stated_gender="male")
        self.assertEqual(draft.state, "draft")
        # a sign-up that was accepted when the question did not exist
        self._women_only("[]")
        self._enrol(self.member, "mentee")
        self._women_only()
        accepted = self.member.mentorship_enrolment_ids
        pages = Pages(self.env)
        self.assertEqual(accepted.state, "accepted")
        self.assertFalse(accepted._may_choose())
        self.assertEqual(pages.choice(accepted)["mentors"], [])
        self.assertIn(accepted._page_path(), pages.overview(self.member)["step"]["url"])

    def test_a_later_statement_counts_at_once_in_both_directions(self):
        mentor = self._accepted_unknown()
        mentee = self._enrol(self.mentee, "mentee")
        self.assertNotIn(mentor, mentee._mentors_to_choose())
        pairing = self._pair(mentor, mentee, offer=True)
        mails = len(self._mails(self.new))
        self._fill_in(mentor, stated_professional_since=str(self._ago(3)))
        self.assertEqual((mentor.state, mentor.eligibility), ("submitted", "no"))
        self.assertEqual(pairing.state, "declined")
        self.assertEqual(mentee.free_places, 1)
        told = self._mails(self.new)[mails:].filtered(
            lambda mail: "About your sign-up" in mail.subject
        )
        self.assertIn("more than 5 years", told.body_html)
        story = Pages(self.env).enrolment_story(mentor)
        self.assertIn("more than 5 years", story)
        with self.assertRaisesRegex(UserError, "cannot take part"):
            mentor.with_user(self.coordinator).action_accept()
        # it was a slip of the pen
        mails = len(self._mails(self.new))
        self._fill_in(mentor, stated_professional_since=str(self._ago(13)))
        self.assertEqual((mentor.state, mentor.eligibility), ("submitted", "yes"))
        (told,) = self._mails(self.new)[mails:]
        self.assertIn("coordinator looks", told.body_html)
        # the same once more, and something else that decides nothing
        for years in (13, 14):
            self._fill_in(mentor, stated_professional_since=str(self._ago(years)))
        self.assertEqual(len(self._mails(self.new)), mails + 1)
        mentor.with_user(self.coordinator).action_accept()
        self.assertIn(mentor, mentee._mentors_to_choose())

    def test_a_statement_counts_in_the_other_role_too(self):
        self._women_only("[('gender', '!=', 'male')]")
        enrolments = self.env["mentorship.enrolment"].with_user(self.new_user)
        mentee = enrolments._start(self.edition, "mentee")
        self._fill_in(mentee, send=True, stated_gender="female")
        mentor = enrolments._start(self.edition, "mentor")
        self.assertEqual(mentor.stated_gender, "female")
        mentee.sudo().with_user(self.coordinator).action_accept()
        self._fill_in(
            mentor, stated_gender="male", stated_professional_since=str(self._ago(9))
        )
        self.assertEqual(mentee.stated_gender, "male")
        self.assertEqual((mentee.state, mentee.eligibility), ("submitted", "no"))
        page = Pages(self.env).edition(self.edition, self.new)
        self.assertTrue(all(card["refused"] for card in page["roles"]))

    def test_the_condition_has_three_answers(self):
        def verdict(condition, role="mentee", **stated):
            self.edition.eligibility_domain = condition
            findings = self.edition._eligibility(self.new, role, stated)
            return findings[0].verdict if findings else "yes"

        not_male, years = (
            "[('gender', '!=', 'male')]",
            "[('work_experience_years', %s)]",
        )
        since = self._ago(9)
        for condition, stated, expected in (
            (not_male, {}, "unknown"),
            (not_male, {"gender": "male"}, "no"),
            (not_male, {"gender": "female"}, "yes"),
            ("['!', ('gender', '=', 'male')]", {}, "unknown"),
            ("['!', ('gender', '=', 'male')]", {"gender": "male"}, "no"),
            ("[('gender', 'not in', ['male', 'other'])]", {"gender": "male"}, "no"),
            ("[('gender', 'ilike', 'female')]", {"gender": "male"}, "no"),
            (years % "'<', 5", {}, "unknown"),
            (years % "'<', 5", {"professional_since": since}, "no"),
            (years % "'>=', 5", {"professional_since": since}, "yes"),
            ("['!', ('professional_since', '<', '2000-01-01')]", {}, "unknown"),
            ("[('parent_id.country_id.code', '=', 'NL')]", {}, "unknown"),
            ("[('parent_id', '=', False)]", {}, "yes"),
            ("['|', ('free_member', '=', False), ('gender', '=', 'male')]", {}, "yes"),
            (
                "['|', ('free_member', '=', True), ('gender', '=', 'male')]",
                {},
                "unknown",
            ),
            ("[('free_member', '=', True), ('gender', '=', 'female')]", {}, "no"),
        ):
            with self.subTest(condition, **stated):
                self.assertEqual(verdict(condition, **stated), expected)
        # of a company that is known, its country may not be
        firm = self.env["res.partner"].create({"name": "Firma", "is_company": True})
        self.new.parent_id = firm
        abroad = "[('parent_id.country_id.code', '!=', 'NL')]"
        self.assertEqual(verdict(abroad), "unknown")
        firm.country_id = self.env.ref("base.nl")
        self.assertEqual(verdict(abroad), "no")
        # the records have priority over what is stated
        self.new.gender = "male"
        self.assertEqual(verdict(not_male, gender="female"), "no")

    def test_a_day_that_cannot_be_right_is_not_known(self):
        self.env.cr.execute(
            "UPDATE res_partner SET professional_since = '1015-01-01' WHERE id = %s",
            [self.new.id],
        )
        self.new.invalidate_recordset()
        draft = self._enrol(self.new, "mentor", submit=False)
        self.assertEqual(draft.eligibility, "unknown")
        draft.stated_professional_since = self._ago(9)
        self.assertEqual(draft.eligibility, "yes")
        draft.action_submit()
        draft.with_user(self.coordinator).action_verify()
        self.assertEqual(self.new.professional_since, self._ago(9))


@tagged("post_install", "-at_install", "fault")
class TestTakingPart(WhoMayCase):
    """Lapsed, archived, or twice in the records: at the sign-up and at the pairing."""

    def _refusal(self, act):
        """Do something; return None, or why it was refused."""
        try:
            act()
        except UserError as error:
            return str(error)
        return None

    def _both(self):
        return self._enrol(self.mentor, "mentor"), self._enrol(self.mentee, "mentee")

    def test_a_membership_that_lapses_on_the_day_of_pairing_has_its_grace(self):
        grace = self.edition.lapse_grace_days
        self.mentee.member_line_ids.date_to = self.today
        mentor, mentee = self._both()
        for days, may in ((1, True), (grace, True), (grace + 1, False)):
            with self._on(self.today + timedelta(days=days)), self.subTest(days):
                pool = self.edition._pool(
                    self.env["mentorship.matching"].create(
                        {"edition_id": self.edition.id}
                    )
                )
                self.assertEqual(mentee in pool.mentees, may)
                pairing = self._pair(mentor, mentee)
                if may:
                    pairing.action_offer()
                    for user in (self.mentor_user, self.mentee_user):
                        pairing.with_user(user).action_accept_offer()
                    self.assertEqual(pairing.state, "active")
                    pairing.action_end()
                else:
                    with self.assertRaisesRegex(UserError, "cannot take part"):
                        pairing.action_offer()
                # a person who signs up is a member on that day
                self.assertTrue(self.edition._find_membership(self.mentee))

    def test_the_last_yes_says_nothing_of_the_other(self):
        pairing = self._pair(*self._both(), offer=True)
        pairing.with_user(self.mentor_user).action_accept_offer()
        self.mentor.member_line_ids.unlink()
        last = pairing.with_user(self.mentee_user).action_accept_offer
        self.assertIsNone(self._refusal(last))
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(set(pairing.member_ids.mapped("answer")), {"accepted"})
        self.assertEqual(pairing.activity_ids.user_id, self.coordinator)
        self.assertIn("cannot take part", pairing.activity_ids.note)
        page = Pages(self.env).pairing(pairing, self.mentee)
        self.assertTrue(page["pairing"]["all_yes"])
        # twice the same plans nothing twice, and staff read why
        own = pairing.member_ids.filtered(lambda m: m.partner_id == self.mentee)
        pairing.with_user(self.mentee_user).action_accept_offer()
        self.assertEqual(len(pairing.activity_ids), 1)
        staff = own.with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "cannot take part"):
            staff.action_note_answer("accepted", "telephone")
        self._line(self.mentor)
        staff.action_note_answer("accepted", "telephone")
        self.assertEqual(pairing.state, "active")

    def test_who_lapsed_does_not_move_up(self):
        self.edition.mentee_places = 1
        first = self._enrol(self.mentee, "mentee")
        waiting = self._enrol(self.member, "mentee")
        self.member.member_line_ids.unlink()
        first.action_withdraw()
        self.assertEqual(waiting.state, "waiting")

    def test_archived_contacts_take_no_part(self):
        mentor, mentee = self._both()
        proposed = self._pair(mentor, mentee)
        gone = self.env["res.partner"].create({"name": "Vertrokken"})
        self._line(gone)
        self.edition.intake = True
        sent = self._enrol(gone, "mentee")
        draft = self._enrol(gone, "mentor", submit=False)
        draft.stated_professional_since = self._ago(9)
        archived = gone | self.mentee
        archived.user_ids.active = False
        archived.active = False
        for refused in (
            draft.action_submit,
            sent.with_user(self.coordinator).action_accept,
            proposed.action_offer,
        ):
            with self.assertRaisesRegex(UserError, "archived"):
                refused()
        matching = self.env["mentorship.matching"].create(
            {"edition_id": self.edition.id}
        )
        self.assertNotIn(mentee, self.edition._pool(matching).mentees)
        self.assertFalse(mentee._may_choose())
        self.assertFalse(self.edition._welcomes(gone))

    def test_two_contacts_with_one_address_are_not_paired_without_a_warning(self):
        self.mentee.email = f"Mentor <{self.mentor.email.upper()}>"
        mentor, mentee = self._both()
        matching = self.env["mentorship.matching"].create(
            {"edition_id": self.edition.id}
        )
        pool = self.edition._pool(matching)
        self.assertTrue(pool.flags[pool.rows()[mentee.id], pool.columns()[mentor.id]])
        matching.action_run()
        self.assertFalse(matching.proposal_ids)
        self.assertIn(
            "same email address", str(matching.unmatched_line_ids.mapped("details"))
        )
        self.assertNotIn(mentor, mentee._mentors_to_choose())
        # staff who pair them by hand read it before and after they save
        values = {
            "edition_id": self.edition.id,
            "mentor_enrolment_id": mentor.id,
            "mentee_enrolment_ids": [Command.set(mentee.ids)],
        }
        pairings = self.env["mentorship.pairing"].with_user(self.coordinator)
        self.assertEqual(pairings.new(values).shared_address, self.mentor.email)
        self.assertEqual(pairings.create(values).shared_address, self.mentor.email)
        # an invalid address is not shared
        for nothing in (False, "geen"):
            (self.mentee | self.mentor).email = nothing
            self.assertFalse(pairings.new(values).shared_address)
            pool = self.edition._pool(matching)
            self.assertFalse(pool.flags.any())

    def test_members_are_found_by_their_pairings_with_every_operator(self):
        mentor, mentee = self._both()
        pairing = self._pair(mentor, mentee)
        self._pair(mentor, self._enrol(self.member, "mentee"))
        people = self.mentor | self.mentee | self.member | self.new
        ids = [pairing.id]
        for operator, value in (
            ("=", pairing.id),
            ("!=", pairing.id),
            ("in", ids),
            ("not in", ids),
            ("=", False),
            ("!=", False),
            ("in", [*ids, False]),
            ("not in", [*ids, False]),
            ("any", [("id", "in", ids)]),
            ("not any", [("id", "in", ids)]),
            ("any", [("state", "=", "active")]),
        ):
            domain = [("mentorship_pairing_ids", operator, value)]
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    people.search([*domain, ("id", "in", people.ids)]).sorted("id"),
                    people.filtered_domain(domain).sorted("id"),
                )

    def test_an_exclusion_does_not_tell_who_is_paired(self):
        pairing = self._pair(*self._both(), offer=True)
        elsewhere = self._open(self._edition(self.other_programme, name="2032"))
        for partner in (self.mentor, self.mentee):
            self._enrol(partner, "mentee", edition=elsewhere)
        values = {"partner_id": self.mentor.id, "other_partner_id": self.mentee.id}
        exclusions = self.env["mentorship.exclusion"]
        with self.assertRaisesRegex(ValidationError, "currently paired"):
            exclusions.with_user(self.coordinator).create(values)
        elsewhere = exclusions.with_user(self.other_coordinator)
        self.assertIsNone(self._refusal(lambda: elsewhere.create(values)))
        self.assertEqual(pairing.state, "declined")


@tagged("post_install", "-at_install", "fault")
class TestWhatMembersRead(HttpCase, WhoMayCase):
    """The pages say whether one may take part, and what one can do."""

    def _page(self, partner):
        """Return the words of the page of the edition: (all, of each role refused)."""
        pages = Pages(self.env)
        page = pages.edition(self.edition, partner)
        return page, {card["role"]: " ".join(card["refused"]) for card in page["roles"]}

    def _html(self, user, path):
        self.authenticate(user.login, user.login)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        return answer.text

    def _edition_html(self, user):
        return self._html(user, f"/my/mentorship/edition/{self.edition.id}")

    def test_who_is_no_member_is_not_promised_a_place(self):
        stranger = self._user("stranger", "base.group_portal")
        stranger.partner_id.professional_since = self._ago(2)
        _page, refused = self._page(stranger.partner_id)
        self.assertEqual(refused.keys(), {"mentor", "mentee"})
        for words in refused.values():
            self.assertIn("Only members can take part", words)
            self.assertIn("Become a member", words)
            self.assertNotIn("as a mentee", words)
        html = self._edition_html(stranger)
        self.assertNotIn("fa-check", html)
        self.assertNotIn('name="role"', html)
        # the overview says what to do
        step = Pages(self.env).overview(stranger.partner_id)
        self.assertIn("Become a member", step["step"]["text"])
        self.assertIn(step["step"]["url"], self._html(stranger, "/my/mentorship"))

    def test_who_lapsed_reads_when_and_what_to_do(self):
        ended = self.today - timedelta(days=3)
        self.new.member_line_ids.date_to = ended
        for words in self._page(self.new)[1].values():
            self.assertIn("Renew it, and you can take part", words)
            self.assertIn(f"{ended.day} ", words)

    def test_who_cannot_take_part_reads_of_the_other_programme(self):
        other = self._open(self._edition(self.other_programme, name="2033"))
        path = f"/my/mentorship/edition/{other.id}"
        self.edition.eligibility_domain = "[('gender', '=', 'female')]"
        self.edition.eligibility_note = "Only for women"
        self.new.gender = "male"
        html = self._edition_html(self.new_user)
        self.assertIn("Only for women", html)
        self.assertIn(path, html)
        # a member who can be a mentee is not sent elsewhere
        self.new.gender = "female"
        self.new.professional_since = self._ago(2)
        page, refused = self._page(self.new)
        self.assertIn("You can take part as a mentee", refused["mentor"])
        self.assertFalse(refused["mentee"])
        self.assertFalse(page["others"])
        self.assertNotIn(path, self._edition_html(self.new_user))

    def test_a_closed_edition_says_so_and_nothing_else(self):
        self.programme.description = "<p>What it is about.</p>"
        own = self._enrol(self.mentee, "mentee")
        promises = ("fa-check", 'name="role"', "<li>")
        self.assertIn("fa-check", self._edition_html(self.member_user))
        with self._on(self.edition.enrolment_end + timedelta(days=1)):
            page, _refused = self._page(self.new)
            self.assertEqual(page["edition"]["line"], "Sign-up is closed.")
        self.edition.action_close_enrolment()
        page, refused = self._page(self.new)
        self.assertEqual((page["edition"]["line"], refused), ("Sign-up is closed.", {}))
        html = self._edition_html(self.new_user)
        for said in promises:
            self.assertNotIn(said, html.split("o_mentorship_step")[1])
        self.assertIn(own._page_path(), self._edition_html(self.mentee_user))
        self.edition.action_start()
        self.edition.action_close()
        page, refused = self._page(self.new)
        self.assertEqual(
            (page["edition"]["line"], refused), ("This edition has ended.", {})
        )
        html = self._edition_html(self.new_user)
        for said in (*promises, "What it is about", "<dl"):
            self.assertNotIn(said, html.split("o_mentorship_step")[1])

    def test_an_answer_that_is_missing_is_asked_at_its_field(self):
        draft = self._enrol(self.new, "mentor", submit=False)
        path = draft._page_path()
        page = self._html(self.new_user, path)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {
            "csrf_token": token,
            "do": "submit",
            "max_mentees": "1",
            "motivation": "Graag gedaan",
            "topic_ids": str(self.topic.id),
        }
        answer = self.url_open(path, data=form)
        self.assertEqual(answer.status_code, 422)
        self.assertIn('id="stated_professional_since_error"', answer.text)
        self.assertIn("Graag gedaan", answer.text)
        self.assertEqual(draft.state, "draft")
        form["stated_professional_since"] = str(self._ago(9))
        self.assertEqual(self.url_open(path, data=form).status_code, 200)
        self.assertEqual(draft.state, "submitted")
        story = Pages(self.env).enrolment_story(draft)
        self.assertIn("coordinator will look at your sign-up first", story)
