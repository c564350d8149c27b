"""The mailing list of a programme, and wishes that hold in both places (R30)."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.nob_mentorship.models.promotion.promotion_figures import KEPT_DAYS
from odoo.addons.nob_mentorship.tests.promotion.test_promotion import PromotionCase

from .. import hooks


@tagged("post_install", "-at_install", "mentorship")
class TestMailingList(PromotionCase):
    """An open edition, members who did not sign up, and a user of Email Marketing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.marketer,) = cls._users(marketer="mass_mailing.group_mass_mailing_user")
        cls.lists = cls.env["mailing.list"]

    def _list(self, programme=None):
        programme = programme or self.programme
        return self.lists.search([("mentorship_programme_id", "=", programme.id)])

    def _rows(self, partner):
        rows = self.env["mailing.subscription"]
        return rows.search(
            [
                ("list_id", "=", self._list().id),
                ("contact_id.email_normalized", "=", partner.email_normalized),
            ]
        )

    def _addresses(self):
        self.env.invalidate_all()
        return sorted(self._list().contact_ids.mapped("email_normalized"))

    def test_each_who_is_mailed_is_on_the_list_once(self):
        asked = self._asked()
        mails = self._send()
        self.assertEqual(len(mails), len(asked))
        self.assertEqual(self._addresses(), sorted(asked.mapped("email_normalized")))
        self.assertEqual(len(self._list()), 1)
        promotion = self.edition.promotion_ids
        self.assertEqual(promotion.state, "sent")
        self.assertEqual(set(promotion.sent_ids.mapped("state")), {"mailed"})
        # the mails are ours, with the way to stop them
        self.assertFalse(mails.mailing_id)
        self.assertFalse(self._send(promotion))
        self.assertEqual(len(self._list().subscription_ids), len(asked))

    def test_looking_lists_no_one(self):
        self._promotion()
        self.assertFalse(self._list())

    def test_the_next_edition_has_the_same_list_and_another_programme_its_own(self):
        self._send()
        before = self._list().subscription_ids
        self.edition.action_close_enrolment()
        following = self._open(self._edition(name="2033"))
        self._send(self._promotion(following))
        self.assertEqual(self._list().subscription_ids, before)
        other = self.lists._mentorship_of(self.other_programme)
        self.assertNotEqual(other, self._list())

    def test_a_contact_that_is_there_is_used(self):
        contact = self.env["mailing.contact"].create(
            {"name": "M.", "email": self.member.email.upper()}
        )
        self._send()
        self.assertEqual(self._rows(self.member).contact_id, contact)
        self.member.with_user(self.manager).action_mentorship_erase()
        self.assertTrue(contact.exists())
        self.assertFalse(contact.list_ids)

    def test_a_wish_follows_the_person_to_another_address(self):
        self._send()
        row = self._rows(self.member)
        self.member.email = "elders@test.example"
        (sent,) = self.edition.promotion_ids.sent_ids.filtered(
            lambda one: one.partner_id == self.member
        )
        self.env["mentorship.promotion.sent"]._stop(sent.id, sent.reader)
        self.assertTrue(row.opt_out)
        # and from the list to the person
        row = self._rows(self.mentee)
        self.mentee.email = "ook.elders@test.example"
        row.opt_out = True
        self.assertTrue(self.mentee.mentorship_unasked_on)
        # the address that is gone is forgotten with the person
        contact = row.contact_id
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(contact.exists())

    def test_a_wish_holds_for_every_label_of_a_mailbox(self):
        self.member.email = "anna+nob@test.example"
        self._send()
        row = self._rows(self.member)
        other = self.others[0]
        other.email = "anna@test.example"
        other._mentorship_stop_invitations()
        self.assertTrue(row.opt_out)
        (other | self.member)._mentorship_take_invitations()
        self.assertFalse(row.opt_out)
        self.assertFalse(self.member.mentorship_unasked_on)

    def test_who_unsubscribed_before_they_were_a_contact_is_not_invited(self):
        lists = self.lists._mentorship_of(self.programme)
        contact = self.env["mailing.contact"].create(
            {"name": "L.", "email": "later@test.example"}
        )
        self.env["mailing.subscription"].create(
            {"list_id": lists.id, "contact_id": contact.id, "opt_out": True}
        )
        self.others[1].email = "later@test.example"
        self.assertNotIn(self.others[1], self._asked())

    def test_the_wish_of_a_contact_that_is_merged_holds_on_the_list(self):
        self._send()
        row = self._rows(self.member)
        double = self.env["res.partner"].create(
            {"name": "Dubbel", "email": "dubbel@test.example"}
        )
        double._mentorship_stop_invitations()
        self._merge(double, self.member)
        self.assertTrue(row.opt_out)

    def test_who_is_dropped_is_not_listed(self):
        promotion = self._promotion()
        promotion.with_user(self.coordinator).action_send()
        self._enrol(self.others[0], "mentee", submit=False)
        self.others[1]._mentorship_stop_invitations()
        self._run_jobs()
        self.assertFalse(self._rows(self.others[0]))
        self.assertFalse(self._rows(self.others[1]))
        self.assertTrue(self._rows(self.others[2]))

    def test_who_unsubscribes_is_invited_no_more(self):
        self._send()
        self._rows(self.member).with_user(self.marketer).opt_out = True
        self.assertTrue(self.member.sudo().mentorship_unasked_on)
        following = self._open(self._edition(name="2033"))
        self.assertNotIn(self.member, self._asked(following))
        self.assertIn(self.mentee, self._asked(following))
        # another list says nothing
        news = self.lists.create({"name": "News"})
        row = self.env["mailing.subscription"].create(
            {"list_id": news.id, "contact_id": self._rows(self.mentee).contact_id.id}
        )
        row.opt_out = True
        self.assertIn(self.mentee, self._asked(following))

    def test_who_wants_none_is_unsubscribed_and_stays_so(self):
        self._send()
        self.member._mentorship_stop_invitations()
        row = self._rows(self.member)
        self.assertTrue(row.opt_out)
        self.assertFalse(self._rows(self.mentee).opt_out)
        row.with_user(self.marketer).opt_out = False
        self.assertTrue(row.opt_out)
        self.assertTrue(self.member.sudo().mentorship_unasked_on)

    def test_no_way_onto_the_list_passes_a_wish(self):
        self._send()
        mine, target = self.lists.with_user(self.marketer), self._list()
        self.member._mentorship_stop_invitations()
        self._rows(self.member).contact_id.unlink()
        contacts = self.env["mailing.contact"].with_user(self.marketer)
        values = {"name": "M.", "email": self.member.email}
        source = mine.create({"name": "Source"})
        for number in range(4):
            if number == 0:
                made = contacts.create({**values, "list_ids": [(4, target.id)]})
            elif number == 1:
                subscribed = [(0, 0, {"list_id": target.id})]
                made = contacts.create({**values, "subscription_ids": subscribed})
            elif number == 2:
                made = contacts.create(values)
                mine.browse(target.id).write({"contact_ids": [(4, made.id)]})
            else:
                made = contacts.create({**values, "list_ids": [(4, source.id)]})
                mine.browse(target.id).action_merge(source, archive=False)
            self.env.invalidate_all()
            row = self._rows(self.member)
            self.assertEqual((number, row.mapped("opt_out")), (number, [True]))
            made.unlink()

    def test_a_member_takes_it_back_themselves(self):
        self._send()
        self._rows(self.member).opt_out = True
        self.member._mentorship_take_invitations()
        self.assertFalse(self._rows(self.member).opt_out)
        self.assertFalse(self.member.sudo().mentorship_unasked_on)
        following = self._open(self._edition(name="2033"))
        self.assertIn(self.member, self._asked(following))

    def test_a_core_mailing_to_the_list_skips_who_wants_none(self):
        self._send()
        self.member._mentorship_stop_invitations()
        mailing = self.env["mailing.mailing"].create(
            {
                "name": "Evening",
                "subject": "An evening",
                "body_html": "<p>Come.</p>",
                "mailing_model_id": self.env.ref("mass_mailing.model_mailing_list").id,
                "contact_list_ids": [(6, 0, self._list().ids)],
            }
        )
        left_out = self._list()._mailing_get_opt_out_list(mailing)
        self.assertEqual(left_out, {self.member.email_normalized})

    def test_staff_of_mentorship_and_members_read_no_list(self):
        self._send()
        row = self._rows(self.member)
        for user in (self.coordinator, self.manager, self.employee, self.member_user):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["contact_id"])
        mine = self._list().with_user(self.marketer)
        (read,) = mine.web_read(
            {"mentorship_programme_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(
            read["mentorship_programme_id"]["display_name"],
            self.programme.display_name,
        )

    def test_old_invitations_are_forgotten_and_wishes_are_not(self):
        self._send()
        self._rows(self.member).opt_out = True
        rows = self._list().subscription_ids
        contact = self._rows(self.mentee).contact_id
        rows.mentorship_invited_on = self.today - timedelta(days=KEPT_DAYS)
        rows._mentorship_forget()
        self.assertTrue(contact.exists())
        rows.mentorship_invited_on = self.today - timedelta(days=KEPT_DAYS + 1)
        rows._mentorship_forget()
        self.assertFalse(contact.exists())
        self.assertEqual(self._addresses(), [self.member.email_normalized])

    def test_an_erased_member_is_on_no_list(self):
        self._send()
        address = self.member.email_normalized
        self.member.with_user(self.manager).action_mentorship_erase()
        self.assertNotIn(address, self._addresses())
        self.assertFalse(
            self.env["mailing.contact"].search([("email_normalized", "=", address)])
        )

    def test_uninstalled_it_leaves_no_list_and_the_wishes(self):
        before = self.env["mailing.contact"].search([])
        self._send()
        self._rows(self.member).opt_out = True
        mine = self._list()
        hooks.uninstall_hook(self.env)
        self.assertFalse(mine.exists())
        self.assertEqual(self.env["mailing.contact"].search([]), before)
        self.assertTrue(self.member.sudo().mentorship_unasked_on)
