"""The weekly overview of the coordinators and managers (P22)."""

from ast import literal_eval
from datetime import timedelta

from lxml import etree, html

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ...models.rhythm.on_digest import COORDINATOR, OF_NOW, OVERVIEW, SCREENS
from ..common import PORTAL
from .test_day import DAY, DayCase

HOUR = timedelta(hours=1)


class DigestCase(DayCase):
    """A coordinator of each of two programmes, and the overview that they receive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.overview = cls.env.ref(OVERVIEW)
        cls.staff = cls.coordinator | cls.other_coordinator | cls.manager
        cls.staff.lang = "en_US"

    def _readers(self):
        """Return the users of this class who receive the overview."""
        users = self.staff | self.employee | self.administrator | self.mentor_user
        return self.overview.with_context(active_test=False).user_ids & users

    def _sent(self, digest=None):
        """Send a digest; return {user: mail}."""
        before = self._mails()
        (digest or self.overview).action_send()
        sent = {}
        for mail in self._mails() - before:
            user = self.env["res.users"].search(
                [("email_normalized", "=", mail.email_to.rpartition("<")[2][:-1])]
            )
            self.assertNotIn(user, sent)
            sent[user] = mail
        return sent

    def _figures(self, mail):
        """Return {figure: [its values]}, as the mail shows them."""
        return {
            table.get("data-field"): [
                cell.text_content().strip()
                for cell in table.xpath(".//span[contains(@class, 'kpi_border_col')]")
            ]
            for table in html.fromstring(mail.body_html).xpath("//table[@data-field]")
        }

    def _offer_elsewhere(self, where="far"):
        """Return an offer that waits in the other programme."""
        edition = self._edition(self.other_programme, name=where)
        self._open(edition)
        sign_ups = []
        for role, years in (("mentor", 10), ("mentee", 1)):
            member = self._member(f"{where}_{role}", years).partner_id
            sign_ups.append(self._enrol(member, role, edition))
        return self._pair(*sign_ups, offer=True)


@tagged("post_install", "-at_install")
class TestOverview(DigestCase):
    """What the mail says."""

    def test_each_reads_of_their_own_programmes(self):
        silent, offer = self._late_pair(), self._offer_elsewhere()
        sign_ups = (silent | offer).member_ids.enrolment_id
        sign_ups.submitted_on = fields.Datetime.now() - HOUR
        self.edition.sudo()._refresh_day()
        sent = self._sent()
        expected = {
            self.coordinator: ("1", "1", "0", "2"),
            self.other_coordinator: ("0", "0", "1", "2"),
            self.manager: ("1", "1", "1", "4"),
        }
        self.assertLessEqual(expected.keys(), sent.keys())
        for user, counts in expected.items():
            found = self._figures(sent[user])
            self.assertEqual(found.keys(), SCREENS.keys())
            with self.subTest(user.name):
                first = ("day", "silent", "offers", "sign_ups")
                self.assertEqual(
                    tuple(found[f"kpi_mentorship_{name}"][0] for name in first), counts
                )
                self.assertEqual(counts[0], str(len(self._day(user))))

    def test_no_one_is_named(self):
        self.mentor.name, self.mentee.name = "Zaphira Quist", "Ottoline Quist"
        pairing = self._late_pair()
        self.edition.sudo()._refresh_day()
        for mail in self._sent().values():
            for person in pairing.member_ids.partner_id:
                self.assertNotIn(person.name, mail.body_html)

    def test_a_figure_of_now_is_said_once(self):
        mail = self._sent()[self.coordinator]
        for name, values in self._figures(mail).items():
            self.assertEqual(len(values), 1 if name in OF_NOW else 3, name)

    def test_what_happened_is_counted_in_its_period(self):
        pairing, now = self._active_pair(), fields.Datetime.now()
        for age in (12 * HOUR, 3 * DAY, 20 * DAY, 50 * DAY):
            for state in ("held", "cancelled"):
                pairing.meeting_ids.create(
                    {
                        "pairing_id": pairing.id,
                        "start": now - age,
                        "stop": now - age + HOUR,
                        "state": state,
                    }
                )
            self.env["mentorship.checkin"].create(
                {
                    "pairing_id": pairing.id,
                    "partner_id": self.coordinator.partner_id.id,
                    "date": now - age,
                    "state": "held",
                }
            )
        found = self._figures(self._sent()[self.coordinator])
        self.assertEqual(found["kpi_mentorship_meetings"], ["1", "2", "3"])
        self.assertEqual(found["kpi_mentorship_checkins"], ["1", "2", "3"])

    def test_a_quiet_week_is_told_too(self):
        found = self._figures(self._sent()[self.coordinator])
        self.assertEqual({value for one in found.values() for value in one}, {"0"})

    def test_each_figure_leads_to_its_records(self):
        mail = self._sent()[self.coordinator]
        menu = self.env.ref("nob_mentorship.mentorship_menu_root").id
        page = html.fromstring(mail.body_html)
        for figure, name in SCREENS.items():
            (link,) = page.xpath(f"//table[@data-field='{figure}']//a/@href")
            path = f"/odoo/action-nob_mentorship.{name}?menu_id={menu}"
            self.assertTrue(link.endswith(path), link)
            self.assertTrue(self.env.ref(f"nob_mentorship.{name}"))

    def _filter(self, model, name):
        """Return the element of a model's search view with a name."""
        views = self.env[model].get_views([(False, "search")])["views"]
        (found,) = etree.fromstring(views["search"]["arch"]).xpath(
            f"//*[@name='{name}']"
        )
        return found

    def test_the_screens_of_now_show_as_many(self):
        self._late_pair()
        self._offer_elsewhere()
        self._offer_elsewhere("nearer")
        found = self._figures(self._sent()[self.manager])
        pairings = self.env["mentorship.pairing"].with_user(self.manager)
        for figure, count in (("silent", "1"), ("offers", "2")):
            name = SCREENS[f"kpi_mentorship_{figure}"]
            (key,) = literal_eval(self.env.ref(f"nob_mentorship.{name}").context)
            shown = self._filter(pairings._name, key.removeprefix("search_default_"))
            self.assertEqual(found[f"kpi_mentorship_{figure}"], [count])
            domain = literal_eval(shown.get("domain"))
            self.assertEqual(str(pairings.search_count(domain)), count)

    def test_the_mail_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.coordinator.lang = "nl_NL"
        sent = self._sent()
        mail = sent[self.coordinator]
        self.assertIn("Mentorschap: weekoverzicht", mail.subject)
        text = " ".join(html.fromstring(mail.body_html).text_content().split())
        for words in ("Nieuwe aanmeldingen", "Gevoerde gesprekken", "Laatste 7 dagen"):
            self.assertIn(words, text)
        for words in ("New sign-ups", "Tip:", self.today.strftime("%B %d, %Y")):
            self.assertNotIn(words, text)
        self.assertIn("New sign-ups", sent[self.other_coordinator].body_html)

    def test_others_read_no_figure_of_it_in_their_own_digest(self):
        digest = self.env["digest.digest"].create(
            {
                "name": "All",
                "user_ids": [Command.set((self.employee | self.coordinator).ids)],
                "kpi_res_users_connected": True,
                **dict.fromkeys(SCREENS, True),
            }
        )
        sent = self._sent(digest)
        own = {"kpi_res_users_connected"}
        self.assertEqual(self._figures(sent[self.employee]).keys(), own)
        self.assertLess(own, self._figures(sent[self.coordinator]).keys())
        for user in (self.employee, self.administrator, self.mentor_user):
            for figure in SCREENS:
                with self.assertRaises(AccessError):
                    digest.with_user(user).sudo(False)[f"{figure}_value"]

    def test_a_programme_of_another_company_counts_as_well(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.other_coordinator.company_ids |= company
        self.env.registry.clear_cache()
        offer = self._offer_elsewhere()
        self.env.cr.execute(
            "UPDATE mentorship_edition SET company_id = %s WHERE id = %s",
            [company.id, offer.edition_id.id],
        )
        self.env.cr.execute(
            "UPDATE mentorship_pairing SET company_id = %s WHERE id = %s",
            [company.id, offer.id],
        )
        self.env.invalidate_all()
        found = self._figures(self._sent()[self.other_coordinator])
        self.assertEqual(found["kpi_mentorship_offers"], ["1"])


@tagged("post_install", "-at_install")
class TestReaders(DigestCase):
    """Who receives it."""

    def test_coordinators_and_managers_do_and_nobody_else(self):
        self.assertEqual(self._readers(), self.staff)
        self.assertFalse(self._sent().keys() & {self.employee, self.mentor_user})

    def test_who_becomes_a_coordinator_does(self):
        third = self._user("third", COORDINATOR)
        self.assertNotIn(third, self.overview.user_ids)
        self.programme.coordinator_ids |= third
        self.assertIn(third, self.overview.user_ids)
        fourth = self._user("fourth", COORDINATOR)
        self._programme("Fourth", "FOURTH", fourth)
        self.assertIn(fourth, self.overview.user_ids)

    def test_who_becomes_a_manager_does(self):
        group = self.env.ref("nob_mentorship.group_mentorship_manager")
        self.employee.group_ids |= group
        self.assertIn(self.employee, self.overview.user_ids)
        group.user_ids |= self.administrator
        self.assertIn(self.administrator, self.overview.user_ids)

    def test_who_is_no_coordinator_any_more_does_not(self):
        self.programme.coordinator_ids = self.manager
        self.assertNotIn(self.coordinator, self.overview.user_ids)
        self.other_coordinator.group_ids -= self.env.ref(COORDINATOR)
        self.assertNotIn(self.other_coordinator, self._readers())
        self.assertEqual(self._readers(), self.manager)

    def test_whose_account_ended_does_not(self):
        self.coordinator.active = False
        self.assertNotIn(self.coordinator, self._readers())
        self.coordinator.active = True
        self.assertIn(self.coordinator, self._readers())

    def test_the_last_programme_that_closes_ends_it(self):
        self.programme.active = False
        self.assertNotIn(self.coordinator, self.overview.user_ids)
        self.assertIn(self.other_coordinator, self.overview.user_ids)

    def test_a_role_that_was_lost_unseen_ends_it(self):
        self.env.cr.execute(
            "DELETE FROM mentorship_programme_res_users_rel WHERE res_users_id = %s",
            [self.coordinator.id],
        )
        self.env.invalidate_all()
        self.assertNotIn(self.coordinator, self._sent())
        self.assertNotIn(self.coordinator, self.overview.user_ids)

    def test_who_unsubscribed_stays_away(self):
        self.overview.with_user(self.coordinator).action_unsubscribe()
        self.programme.name = "Saved"
        self.programme.coordinator_ids = self.coordinator | self.manager
        self.other_programme.coordinator_ids |= self.coordinator
        self._run_day()
        self.assertNotIn(self.coordinator, self._sent())
        # a role anew
        self.programme.coordinator_ids = self.other_programme.coordinator_ids = (
            self.manager
        )
        self.programme.coordinator_ids |= self.coordinator
        self.assertIn(self.coordinator, self.overview.user_ids)

    def test_an_employee_who_subscribes_is_mailed_nothing(self):
        self.overview.with_user(self.employee).action_subscribe()
        self.assertIn(self.employee, self.overview.user_ids)
        self.assertNotIn(self.employee, self._sent())

    def test_members_do_not_read_who_receives_it(self):
        for user in (self.mentor_user, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.overview.with_user(user).read(["user_ids"])
        with self.assertRaises(AccessError):
            self.overview.with_user(self.coordinator).read(["mentorship_known_ids"])

    def test_it_stays_weekly_although_no_one_logs_in(self):
        self.env["res.users.log"].search([]).unlink()
        self._sent()
        self.assertEqual(self.overview.periodicity, "weekly")
        week = fields.Date.today() + timedelta(days=7)
        self.assertEqual(self.overview.next_run_date, week)

    def test_without_the_overview_all_goes_on(self):
        self.overview.unlink()
        self.programme.coordinator_ids |= self.manager
        third = self._user("third", COORDINATOR)
        self.assertTrue(third)
        self.assertTrue(self._user("member_too", PORTAL).share)


@tagged("post_install", "-at_install")
class TestUnsubscribing(HttpCase, DigestCase):
    """The link in the mail, without a login."""

    def test_one_click_is_enough(self):
        mail = self._sent()[self.coordinator]
        headers = literal_eval(mail.headers)
        link = headers["List-Unsubscribe"].strip("<>")
        self.authenticate(None, None)
        self.assertEqual(self.url_open(link, method="POST").status_code, 200)
        self.env.invalidate_all()
        self.assertNotIn(self.coordinator, self.overview.user_ids)
        self.assertNotIn(self.coordinator, self._sent())
