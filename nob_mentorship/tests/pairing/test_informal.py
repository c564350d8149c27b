"""After the programme, two members go on without it, if both want that (R6)."""

from datetime import timedelta

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ...models.pairing.stage import CLOSURE_DAYS
from ..common import MentorshipCase
from ..pages import Pages

DAY = timedelta(days=1)
PHONE = {"mentor": "+31 20 555 01", "mentee": "+31 20 555 02"}


class InformalCase(MentorshipCase):
    """A pair in the last month of its programme."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.phone, cls.mentee.phone = PHONE["mentor"], PHONE["mentee"]
        cls.pairing = cls._active_pair().sudo()
        cls.pairing.date_end = cls.today + CLOSURE_DAYS * DAY
        cls.env.flush_all()
        cls.rows = {row.partner_id: row for row in cls.pairing.member_ids}

    def _wish(self, *users):
        for user in users:
            self.pairing.with_user(user).action_go_on_informally()
        self.env.invalidate_all()

    def _page(self, partner):
        return Pages(self.env).pairing(self.pairing, partner)

    def _reach(self, partner):
        """Return what a member reads to reach the other: (email, phone)."""
        (person,) = self._page(partner)["people"]
        return person["email"], person["phone"]


@tagged("post_install", "-at_install")
class TestInformal(InformalCase):
    """What each of them chooses, reads and keeps."""

    def test_from_the_last_month_on_and_after_the_end_it_is_offered(self):
        self.assertTrue(self._page(self.mentee)["informal"])
        self.pairing.date_end = self.today + (CLOSURE_DAYS + 1) * DAY
        self.assertIsNone(self._page(self.mentee)["informal"])
        with self.assertRaisesRegex(UserError, "last month"):
            self._wish(self.mentee_user)
        self.pairing.prolonged_until = self.today + 300 * DAY
        self.pairing.date_end = self.today
        self.assertIsNone(self._page(self.mentee)["informal"])
        self.pairing.action_complete()
        self.assertTrue(self._page(self.mentee)["informal"])

    def test_not_after_an_early_end(self):
        self.pairing.with_user(self.mentee_user).action_end()
        self.assertIsNone(self._page(self.mentor)["informal"])
        with self.assertRaises(UserError):
            self._wish(self.mentor_user)

    def test_who_changes_their_mind_mails_no_one_again(self):
        self._wish(self.mentee_user)
        before = self._mails()
        for _time in range(3):
            self.pairing.with_user(self.mentee_user).action_not_informally()
            self._wish(self.mentee_user)
        self.assertEqual(self._mails(), before)

    def test_a_pair_of_before_the_app_is_not_asked(self):
        self.pairing.action_complete()
        self.assertTrue(self.pairing._may_go_on_informally())
        self.pairing.edition_id.taken_over = True
        self.assertFalse(self.pairing._may_go_on_informally())

    def test_the_other_reads_it_and_is_told_once(self):
        before = self._mails()
        self._wish(self.mentee_user, self.mentee_user)
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentor)
        self.assertIn(self.mentee.name, mail.body_html)
        # replies go to the programme: an address is shown once both want it
        self.assertNotIn(self.mentee.email, f"{mail.reply_to} {mail.email_from}")
        self.assertIn(self.mentee.name, self._page(self.mentor)["informal"]["said"])
        own = self._page(self.mentee)["informal"]
        self.assertTrue(own["own"])
        self.assertNotIn(self.mentor.name, own["said"])
        steps = str(Pages(self.env).pairing_steps(self.pairing, self.mentor))
        self.assertIn("on your own", steps)
        steps = str(Pages(self.env).pairing_steps(self.pairing, self.mentee))
        self.assertNotIn("on your own", steps)
        before = self._mails()
        self._wish(self.mentor_user)
        (mail,) = self._mails() - before
        self.assertEqual(mail.recipient_ids, self.mentee)
        for partner in (self.mentor, self.mentee):
            other = (self.mentor | self.mentee) - partner
            said = self._page(partner)["informal"]["said"]
            self.assertIn(f"You and {other.name}", said)

    def test_after_the_end_both_keep_each_others_contact_data(self):
        self._wish(self.mentee_user, self.mentor_user)
        self.edition.action_close()
        self.assertEqual(self.pairing.state, "completed")
        self.env.invalidate_all()
        mentor = (self.mentor.email, self.mentor.phone)
        self.assertEqual(self._reach(self.mentee), mentor)
        mentee = (self.mentee.email, self.mentee.phone)
        self.assertEqual(self._reach(self.mentor), mentee)

    def test_one_alone_keeps_and_gives_nothing(self):
        self._wish(self.mentee_user)
        self.pairing.action_complete()
        for partner in (self.mentor, self.mentee):
            self.assertFalse(any(self._reach(partner)))
            with self.subTest(partner.name), self.assertRaises(AccessError):
                self.rows[self.mentor]._contact()

    def test_without_a_wish_nothing_stays(self):
        self.pairing.action_complete()
        for partner in (self.mentor, self.mentee):
            self.assertFalse(any(self._reach(partner)))

    def test_who_takes_it_back_is_not_reached_any_more(self):
        self._wish(self.mentee_user, self.mentor_user)
        self.pairing.action_complete()
        self.env.invalidate_all()
        self.assertTrue(all(self._reach(self.mentor)))
        for _twice in range(2):
            self.pairing.with_user(self.mentee_user).action_not_informally()
        self.env.invalidate_all()
        for partner in (self.mentor, self.mentee):
            self.assertFalse(any(self._reach(partner)))

    def test_with_the_texts_the_contact_data_go(self):
        self._wish(self.mentee_user, self.mentor_user)
        self.pairing.action_complete()
        self.env.flush_all()
        months = self.edition.retention_months
        with self._on(self.today + timedelta(days=31 * months + 40)):
            self._run_day()
        self.assertTrue(self.pairing.room_cleared_on)
        self.env.invalidate_all()
        for partner in (self.mentor, self.mentee):
            self.assertFalse(any(self._reach(partner)))
            self.assertIsNone(self._page(partner)["informal"])
        with self.assertRaises(UserError):
            self.pairing.with_user(self.mentee_user).action_not_informally()
        # the number stays
        self.assertTrue(self.pairing.is_informal)

    def test_an_erased_member_is_not_reached(self):
        self._wish(self.mentee_user, self.mentor_user)
        self.pairing.action_complete()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(self.rows[self.mentee].informal_on)
        self.assertFalse(any(self._reach(self.mentor)))
        self.assertFalse(self.pairing.is_informal)

    def test_nobody_else_chooses_or_writes_it(self):
        for user in (
            self.member_user,
            self.employee,
            self.coordinator,
            self.administrator,
        ):
            mine = self.pairing.with_user(user)
            with self.subTest(user.name):
                for act in (mine.action_go_on_informally, mine.action_not_informally):
                    with self.assertRaises(AccessError):
                        act()
        for user in (self.mentee_user, self.coordinator):
            row = self.rows[self.mentee].with_user(user)
            with self.subTest(user.name), self.assertRaises(AccessError):
                row.write({"informal_on": self.today})
        row = self.rows[self.mentee].with_user(self.mentor_user)
        with self.assertRaises(AccessError):
            row.read(["informal_on"])

    def test_staff_count_the_pairs(self):
        edition = self.edition.with_user(self.coordinator)
        self._wish(self.mentee_user)
        self.assertEqual(edition.informal_count, 0)
        self._wish(self.mentor_user)
        self.assertEqual(edition.informal_count, 1)
        action = edition.action_view_informal()
        self.assertEqual(action["context"]["search_default_informal"], 1)
        found = self.env["mentorship.pairing"].search([("is_informal", "=", True)])
        self.assertEqual(found, self.pairing)

    def test_it_is_in_ones_own_export(self):
        self._wish(self.mentee_user)
        pages = Pages(self.env)
        (own,) = pages.export(self.mentee)["pairings"]
        self.assertEqual(own["informal_on"], str(self.today))
        (other,) = pages.export(self.mentor)["pairings"]
        self.assertIsNone(other["informal_on"])

    def test_in_a_group_only_those_who_both_want_it(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        group = group.sudo()
        group.date_end = self.today
        for user in (self.mentor_user, users[0]):
            group.with_user(user).action_go_on_informally()
        group.action_complete()
        self.env.invalidate_all()

        def reached(user):
            people = Pages(self.env).pairing(group, user.partner_id)["people"]
            return {person["name"] for person in people if person["email"]}

        self.assertEqual(reached(self.mentor_user), {users[0].name})
        self.assertEqual(reached(users[0]), {self.mentor.name})
        self.assertEqual(reached(users[1]), set())


@tagged("post_install", "-at_install")
class TestInformalPage(InformalCase, HttpCase):
    """The way of a member, on their page."""

    def setUp(self):
        super().setUp()
        for user in (self.mentee_user, self.mentor_user):
            user.lang = "en_US"
        self.path = f"/my/mentorship/pairing/{self.pairing.id}"

    def _shown(self, login):
        self.authenticate(login, login)
        return html.fromstring(self.url_open(self.path).text)

    def _post(self, page, **form):
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(f"{self.path}/informal", {"csrf_token": token, **form})
        self.env.invalidate_all()
        return answer

    def test_both_choose_and_find_each_other_after_the_end(self):
        self.pairing.action_complete()
        self.env.flush_all()
        page = self._shown("test_mentee")
        (button,) = page.xpath("//section[@id='informal']//button")
        self.assertTrue(button.text_content().strip())
        (told,) = page.xpath("//section[@id='informal']")
        self.assertIn("30", told.text_content())
        self.assertFalse(page.xpath("//a[starts-with(@href, 'mailto:mentor@')]"))
        answer = self._post(page, wish="yes")
        self.assertEqual(answer.status_code, 200)
        page = self._shown("test_mentor")
        (said, *_rest) = page.xpath("//section[@id='informal']/p")
        self.assertIn(self.mentee.name, said.text_content())
        self.assertFalse(page.xpath("//a[starts-with(@href, 'mailto:mentee@')]"))
        self._post(page, wish="yes")
        page = self._shown("test_mentor")
        self.assertTrue(page.xpath("//a[starts-with(@href, 'mailto:mentee@')]"))
        page = self._shown("test_mentee")
        self.assertTrue(page.xpath("//a[starts-with(@href, 'mailto:mentor@')]"))
        self._post(page, wish="no")
        self.assertFalse(self.rows[self.mentee].informal_on)

    def test_nonsense_is_refused_and_looking_changes_nothing(self):
        page = self._shown("test_mentee")
        answer = self._post(page, wish="maybe")
        self.assertEqual(answer.status_code, 422)
        self.assertFalse(self.rows[self.mentee].informal_on)
        self.url_open(f"{self.path}/informal?wish=yes")
        self.env.invalidate_all()
        self.assertFalse(self.rows[self.mentee].informal_on)
