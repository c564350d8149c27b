"""One mailing to members who could sign up and did not (R30)."""

import ast
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.promotion import promotion_figures
from ...tools.promotion import mailbox, message_id, told
from ..common import MentorshipCase
from ..pages import Pages


class PromotionCase(MentorshipCase):
    """An open edition, and members who did not sign up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # members of a demonstration are members no longer
        cls.env["membership.membership_line"].search(
            [("membership_id", "!=", cls.membership.id)]
        ).write(
            {
                "date_from": cls.today - timedelta(days=900),
                "date_to": cls.today - timedelta(days=800),
            }
        )
        cls.env["res.partner"].search([("free_member", "=", True)]).free_member = False
        cls.env["res.lang"]._activate_lang("en_US")
        cls.coordinator.lang = "en_US"
        cls._open()
        cls.others = [cls._member(f"asked_{n}", years=2).partner_id for n in range(4)]

    def _promotion(self, edition=None, user=None):
        """Open the mailing, as a coordinator; return it."""
        edition = (edition or self.edition).with_user(user or self.coordinator)
        opened = edition.action_promote()
        self.assertEqual(opened["res_model"], "mentorship.promotion")
        return self.env["mentorship.promotion"].browse(opened["res_id"])

    def _merge(self, source, kept):
        groups = "base.group_partner_manager,base.group_system"
        groups += ",account.group_account_readonly"
        groups += ",nob_mentorship.group_mentorship_manager"
        user = self._user(f"merging_{source.id}", groups)
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(user).create({})._merge(
            (source | kept).ids, kept.with_user(user)
        )
        self.env.invalidate_all()

    def _asked(self, edition=None):
        self.env.invalidate_all()
        return (edition or self.edition)._to_promote()

    def _send(self, promotion=None):
        """Send it, with the work of the background; return the new mails."""
        before = self._mails()
        promotion = promotion or self._promotion()
        promotion.with_user(self.coordinator).action_send()
        self._run_jobs()
        return self._mails() - before


@tagged("post_install", "-at_install", "mentorship")
class TestPromotion(PromotionCase):
    """Whom it goes to, how often, and who may send it."""

    def test_those_who_can_sign_up_and_did_not_are_asked(self):
        everyone = {self.mentor, self.mentee, self.member, *self.others}
        self.assertEqual(set(self._asked()), everyone)
        self._enrol(self.mentee, "mentee")
        draft = self._enrol(self.others[0], "mentee", submit=False)
        withdrawn = self._enrol(self.others[1], "mentee")
        withdrawn.action_withdraw()
        left = everyone - {self.mentee, draft.partner_id, withdrawn.partner_id}
        self.assertEqual(set(self._asked()), left)

    def test_who_cannot_sign_up_or_is_not_reached_is_not_asked(self):
        lapsed, archived, silent, bounced = self.others
        lapsed.member_line_ids.date_to = self.today - timedelta(days=1)
        archived.user_ids.active = False
        archived.active = False
        silent.email = False
        bounced.message_bounce = 1
        asked = self._asked()
        for partner in self.others:
            self.assertNotIn(partner, asked)
        self.edition.eligibility_domain = "[('city', '=', 'Utrecht')]"
        # promise 8: what the records do not say keeps no one out
        self.assertIn(self.mentor, self._asked())
        self.mentor.city = "Breda"
        self.assertNotIn(self.mentor, self._asked())

    def test_a_member_without_a_login_is_asked_and_gets_a_way_in(self):
        newcomer = self.env["res.partner"].create(
            {"name": "Nina Nieuw", "email": "nina@test.example"}
        )
        self._line(newcomer)
        self.assertIn(newcomer, self._asked())
        self._send()
        (mail,) = self._mails(newcomer)
        self.assertIn(f"/mentorship/to/{newcomer.id}/", mail.body_html)

    def test_two_contacts_with_one_address_get_one_mail(self):
        double = self.env["res.partner"].create(
            {"name": "Dubbel", "email": self.member.email.upper()}
        )
        self._line(double)
        asked = self._asked()
        self.assertIn(self.member, asked, "the one that can log in")
        self.assertNotIn(double, asked)
        # and none, if one of the two signed up
        self._enrol(double, "mentee")
        self.assertNotIn(self.member, self._asked())

    def _labelled(self, partner):
        """Return another contact, whose address is a label of the same mailbox."""
        local, _at, domain = partner.email.partition("@")
        again = self.env["res.partner"].create(
            {"name": "Label", "email": f"{local.upper()}+NOB@{domain}"}
        )
        self._line(again)
        return again

    def test_an_address_with_a_label_is_the_same_mailbox(self):
        labelled = self._labelled(self.member)
        asked = self._asked()
        self.assertIn(self.member, asked)
        self.assertNotIn(labelled, asked)
        self._enrol(labelled, "mentee")
        self.assertNotIn(self.member, self._asked())
        for address, box in (
            ("a@x.example", "a@x.example"),
            ("a+b+c@x.example", "a@x.example"),
            ("+a@x.example", "+a@x.example"),
            ("a@x+y.example", "a@x+y.example"),
        ):
            self.assertEqual(mailbox(address), box)

    def test_a_mailbox_that_is_shared_later_gets_one_mail(self):
        promotion = self._promotion()
        before = self._mails()
        promotion.with_user(self.coordinator).action_send()
        local, _at, domain = self.member.email.partition("@")
        self.others[0].email = f"{local}+later@{domain}"
        self._run_jobs()
        mailed = (self._mails() - before).recipient_ids
        self.assertEqual(len(mailed & (self.member | self.others[0])), 1)

    def test_only_the_invited_are_asked_where_it_is_by_invitation(self):
        self.edition.enrolment_mode = "invitation"
        self.assertFalse(self._asked())
        self.edition.invited_ids = self.member
        self.assertEqual(self._asked(), self.member)

    def test_each_is_mailed_once_and_the_edition_once(self):
        mails = self._send()
        readers = [self.mentor, self.mentee, self.member, *self.others]
        self.assertEqual(
            sorted(mails.recipient_ids.ids), sorted(one.id for one in readers)
        )
        self.assertEqual(len(mails), len(readers))
        promotion = self.edition.promotion_ids
        self.assertEqual(promotion.state, "sent")
        self.assertEqual(set(promotion.sent_ids.mapped("state")), {"mailed"})
        self.assertFalse(self._send(promotion))
        self._member("late", years=1)
        self.assertFalse(self._send())
        self.assertEqual(self._promotion(), promotion)

    def test_a_mail_that_could_not_be_made_is_sent_later(self):
        self._send()
        promotion = self.edition.promotion_ids
        row = promotion.sent_ids.filtered(lambda one: one.partner_id == self.member)
        row.sudo().write({"state": "queued", "queued_at": False})
        self.assertTrue(promotion.has_left)
        self.assertEqual(self._send(promotion).recipient_ids, self.member)
        self.assertEqual(promotion.state, "sent")
        self.assertFalse(promotion.has_left)
        self.assertFalse(self._send(promotion))

    def test_an_archived_programme_invites_no_one(self):
        promotion = self._promotion()
        self.programme.active = False
        with self.assertRaisesRegex(UserError, "cannot sign up"):
            promotion.with_user(self.coordinator).action_send()
        self.assertEqual(promotion.state, "draft")

    def test_a_mailbox_on_the_list_of_odoo_is_left_out(self):
        self.others[0].email = "anna@test.example"
        self.others[1].email = "anna+nob@test.example"
        self.env["mail.blacklist"].sudo()._add("anna@test.example")
        self.assertFalse(self._asked() & (self.others[0] | self.others[1]))

    def test_what_was_sent_is_not_sent_again_where_its_rows_are_gone(self):
        self._send()
        promotion = self.edition.promotion_ids
        promotion.sent_ids.sudo().unlink()
        self.assertFalse(self._send(promotion))

    def test_a_mail_has_its_own_message_id_and_the_button_of_mail_programs(self):
        self._send()
        (row,) = self.edition.promotion_ids.sent_ids.filtered(
            lambda one: one.partner_id == self.member
        )
        (mail,) = self._mails(self.member)
        self.assertEqual(mail.message_id, row.mail_key)
        headers = ast.literal_eval(mail.headers)
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(headers["List-Unsubscribe"], f"<{row.stop_link}>")
        self.assertEqual(headers["Auto-Submitted"], "auto-generated")
        self.assertIn(row.stop_link, mail.body_html)
        self.assertTrue(self.env["mentorship.mailing"]._is_ours(mail))
        keys = self.edition.promotion_ids.sent_ids.mapped("mail_key")
        self.assertEqual(len(set(keys)), len(keys))
        one = message_id("a.example", "secret", "promotion", 1, 2)
        self.assertEqual(one, message_id("a.example", "secret", "promotion", 1, 2))
        self.assertNotEqual(one, message_id("a.example", "secret", "promotion", 1, 3))

    def test_what_happens_before_a_mail_is_made_counts(self):
        promotion = self._promotion()
        before = self._mails()
        promotion.with_user(self.coordinator).action_send()
        # the job has not begun
        self._enrol(self.others[0], "mentee", submit=False)
        self.others[1]._mentorship_stop_invitations()
        self.others[2].user_ids.active = False
        self.others[2].active = False
        self.others[3].email = self.member.email
        gone = self.mentor
        gone.with_user(self.manager).action_mentorship_erase()
        self._run_jobs()
        told_now = (self._mails() - before).recipient_ids
        self.assertEqual(set(told_now), {self.mentee, self.member})
        self.assertEqual(promotion.state, "sent")
        dropped = promotion.sent_ids.filtered(lambda one: one.state == "dropped")
        self.assertEqual(set(dropped.partner_id), set(self.others))

    def test_when_the_sign_up_ends_the_rest_gets_nothing(self):
        promotion = self._promotion()
        before = self._mails()
        promotion.with_user(self.coordinator).action_send()
        self.edition.action_close_enrolment()
        self._run_jobs()
        self.assertFalse(self._mails() - before)

    def test_only_an_open_sign_up_has_a_mailing(self):
        self.edition.action_close_enrolment()
        promotion = self._promotion()
        with self.assertRaisesRegex(UserError, "cannot sign up"):
            promotion.with_user(self.coordinator).action_send()
        self.assertEqual(promotion.state, "draft")

    def test_staff_see_whom_and_what_first(self):
        mails = self._mails()
        promotion = self._promotion()
        mine = promotion.with_user(self.coordinator)
        self.assertEqual(mine.reader_count, len(self._asked()))
        listed = self.env["res.partner"].search(mine.action_view_readers()["domain"])
        self.assertEqual(set(listed), set(self._asked()))
        self.assertIn(self.edition.display_name, mine.preview_subject)
        self.assertIn("Send me no more invitations", mine.preview)
        self.assertNotIn("/mentorship/stop/", mine.preview, "no one is stopped by it")
        mine.note = "Dear all,\n\n<b>It is time</b>"
        self.assertIn("Dear all,", mine.preview)
        self.assertIn("&lt;b&gt;It is time", mine.preview)
        asked = mine.with_context(mentorship_action="action_send").action_ask()
        wizard = self.env[asked["res_model"]].browse(asked["res_id"])
        self.assertIn(f"Emails to members: {mine.reader_count}", wizard.consequences)
        self.assertEqual(self._mails(), mails, "looking sends nothing")
        self.assertFalse(promotion.sent_ids)
        self._send(promotion)
        with self.assertRaises(UserError):
            mine.note = "Too late"

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_nobody_else_sends_it_or_reads_of_it(self):
        promotion = self._promotion()
        row = self.env["mentorship.promotion.sent"]._make(promotion, self.member)
        for user in (
            self.other_coordinator,
            self.member_user,
            self.employee,
            self.administrator,
            self.env.ref("base.public_user"),
        ):
            with self.subTest(user.login):
                for act in (
                    lambda user=user: promotion.with_user(user).action_send(),
                    lambda user=user: promotion.with_user(user).action_view_readers(),
                    lambda user=user: promotion.with_user(user).read(["note"]),
                    lambda user=user: self.edition.with_user(user).action_promote(),
                    lambda user=user: row.with_user(user).read(["partner_id"]),
                ):
                    with self.assertRaises(AccessError):
                        act()
        for user in (self.coordinator, self.manager):
            mine = promotion.with_user(user)
            for name in ("state", "sent_at", "opened", "edition_id"):
                with self.assertRaises(AccessError):
                    mine.write({name: promotion[name]})
            with self.assertRaises(AccessError):
                mine.create({"edition_id": self._edition(name="2066").id})
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "mailed"})
            with self.assertRaises(AccessError):
                promotion.with_user(user).read(["via"])
        self.assertEqual(promotion.state, "draft")

    def test_the_queries_do_not_grow_with_the_members(self):
        counts = []
        for number in range(2):
            self.env.invalidate_all()
            self.edition._to_promote()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.edition._to_promote()
            counts.append(self.env.cr.sql_log_count - before)
            for n in range(6):
                self._member(f"more_{number}_{n}", years=3)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install", "mentorship")
class TestPromotionFigures(PromotionCase):
    """What it brought, without a figure of a few people."""

    def _figures(self, promotion):
        self.env.invalidate_all()
        mine = promotion.with_user(self.coordinator).with_context(lang="en_US")
        return mine.mailed_words, mine.opened_words, mine.joined_words

    def test_a_number_is_told_from_five_on(self):
        few = "Too few to show"
        promotion = self._promotion()
        self._send(promotion)
        self.assertEqual(self._figures(promotion), ("7", few, few))
        for _n in range(5):
            promotion._count_opened(promotion.via)
        self.assertEqual(self._figures(promotion), ("7", "5", few))
        readers = promotion.sent_ids.partner_id
        for partner in readers[:5]:
            self._enrol(partner, "mentee")
        # two of those who were mailed did not
        self.assertEqual(self._figures(promotion)[2], few)
        for partner in readers[5:]:
            self._enrol(partner, "mentee")
        self.assertEqual(self._figures(promotion)[2], "7")
        self._enrol(self._member("by_herself", years=2).partner_id, "mentee")
        self.assertEqual(self._figures(promotion)[2], few)

    def test_what_may_be_told_worked_out_by_hand(self):
        for number, whole, expected in (
            (4, None, None),
            (5, None, 5),
            (5, 5, 5),
            (5, 9, None),
            (5, 10, 5),
            (0, 0, None),
        ):
            self.assertEqual(told(number, whole), expected, (number, whole))

    def test_a_mark_that_is_none_counts_nothing(self):
        promotion = self._promotion()
        promotion._count_opened(promotion.via)
        self.env.invalidate_all()
        self.assertEqual(promotion.opened, 0, "before it is sent")
        self._send(promotion)
        for via in ("", "x", "0" * 16, "\x00" * 16, "'" * 16, "é" * 16, "a" * 5000):
            promotion._count_opened(via)
        self.env.invalidate_all()
        self.assertEqual(promotion.opened, 0)

    def test_what_it_brought_can_be_read_once_the_sign_up_is_over(self):
        mine = self.edition.with_user(self.coordinator)
        self.assertFalse(mine.is_promoted)
        promotion = self._promotion()
        self.env.invalidate_all()
        self.assertFalse(mine.is_promoted, "nothing is sent yet")
        self._send(promotion)
        self.edition.action_close_enrolment()
        self.env.invalidate_all()
        self.assertTrue(mine.is_promoted)
        self.assertEqual(self._promotion(), promotion)
        self.assertEqual(self._figures(promotion)[0], "7")
        view = self.env["mentorship.edition"].with_user(self.coordinator)
        arch = view.get_view(view_type="form")["arch"]
        self.assertIn('invisible="not is_promoted"', arch)

    def test_a_flood_is_counted_up_to_a_number_in_a_minute(self):
        promotion = self._promotion()
        self._send(promotion)
        for now, number in ((600, 100), (659, 100), (660, 200)):
            with patch.object(promotion_figures, "time") as clock:
                clock.time.return_value = now
                for _n in range(120):
                    promotion._count_opened(promotion.via)
            self.env.invalidate_all()
            self.assertEqual(promotion.opened, number, now)

    def test_to_whom_it_went_is_forgotten_and_how_many_stays(self):
        promotion = self._promotion()
        self._send(promotion)
        (row,) = promotion.sent_ids.filtered(lambda r: r.partner_id == self.member)
        number, reader = row.id, row.reader
        promotion._forget()
        self.assertEqual(len(promotion.sent_ids), 7)
        promotion.sent_at = fields.Datetime.now() - timedelta(days=181)
        promotion._forget()
        self.assertFalse(promotion.sent_ids)
        self.assertEqual(self._figures(promotion)[0], "7")
        # the link in the mail still stops invitations
        self.env["mentorship.promotion.sent"]._stop(number, reader)
        self.assertTrue(self.member.mentorship_unasked_on)


@tagged("post_install", "-at_install", "mentorship")
class TestUnasked(PromotionCase):
    """A wish for no more invitations holds for the person, and for nothing else."""

    def _stopped(self, partner):
        """Let a reader of the mailing use the link in it."""
        self._send()
        (row,) = self.edition.promotion_ids.sent_ids.filtered(
            lambda one: one.partner_id == partner
        )
        self.env["mentorship.promotion.sent"]._stop(row.id, row.reader)
        return row

    def test_it_holds_for_later_editions_and_another_address(self):
        self._stopped(self.member)
        later = self._open(self._edition(name="2031"))
        self.assertNotIn(self.member, self._asked(later))
        self.member.email = "ergens.anders@test.example"
        self.assertNotIn(self.member, self._asked(later))
        self.assertIn(self.mentor, self._asked(later))
        other = self._open(self._edition(self.other_programme, name="2031"))
        self.assertNotIn(self.member, self._asked(other))

    def test_it_holds_for_another_contact_with_the_address(self):
        self._stopped(self.member)
        again = self.env["res.partner"].create(
            {"name": "Opnieuw", "email": self.member.email}
        )
        self._line(again)
        later = self._open(self._edition(name="2031"))
        self.assertNotIn(again, self._asked(later))

    def test_it_holds_for_another_label_of_the_mailbox(self):
        local, _at, domain = self.member.email.partition("@")
        labelled, other = (
            self.env["res.partner"].create({"name": local, "email": email})
            for email in (f"{local}+nob@{domain}", f"{local}x@{domain}")
        )
        self._line(labelled)
        self._stopped(self.member)
        self.assertTrue(labelled.mentorship_unasked_on)
        self.assertFalse(other.mentorship_unasked_on)
        self.member.email = "ergens.anders@test.example"
        later = self._open(self._edition(name="2031"))
        self.assertNotIn(labelled, self._asked(later))

    def test_who_wants_them_again_is_invited_again(self):
        double = self.env["res.partner"].create(
            {"name": "Dubbel", "email": self.member.email}
        )
        spouse = self._member("spouse").partner_id
        self.member._mentorship_stop_invitations()
        self.assertTrue(double.mentorship_unasked_on)
        self.member._mentorship_take_invitations()
        self.assertFalse(double.mentorship_unasked_on)
        self.assertIn(self.member, self._asked())
        # another person with the address says so themselves
        spouse.email = self.member.email
        spouse._mentorship_stop_invitations()
        self.member._mentorship_take_invitations()
        self.assertTrue(spouse.mentorship_unasked_on)
        self.assertNotIn(self.member, self._asked())

    def test_it_survives_a_merge_and_so_does_the_link(self):
        double = self.env["res.partner"].create(
            {"name": "Dubbel", "email": "dubbel@test.example"}
        )
        self._line(double)
        self._send()
        (row,) = self.edition.promotion_ids.sent_ids.filtered(
            lambda one: one.partner_id == double
        )
        number, reader = row.id, row.reader
        key = self.env["res.partner"]._mentorship_stop_key(number, reader)
        self._merge(double, self.member)
        self.assertEqual(row.partner_id, self.member)
        fits = self.env["res.partner"]._mentorship_stop_fits(number, reader, key)
        self.assertTrue(fits)
        self.env["mentorship.promotion.sent"]._stop(number, reader)
        self.assertTrue(self.member.mentorship_unasked_on)

    def test_a_link_of_a_contact_that_is_gone_says_so(self):
        stop = self.env["mentorship.promotion.sent"]._stop
        gone = self.env["res.partner"].create({"name": "Weg"})
        number = gone.id
        gone.unlink()
        self.assertFalse(stop(0, number))
        self.assertTrue(stop(0, self.member.id))

    def test_the_wish_of_a_contact_that_is_merged_stays(self):
        double = self.env["res.partner"].create(
            {"name": "Dubbel", "email": "dubbel@test.example"}
        )
        double._mentorship_stop_invitations()
        self._merge(double, self.member)
        self.assertTrue(self.member.mentorship_unasked_on)
        self.assertNotIn(self.member, self._asked())

    def test_who_signs_up_later_gets_all_other_mails(self):
        self._stopped(self.member)
        self.edition.intake = True
        before = self._mails()
        sign_up = self._enrol(self.member, "mentee")
        sign_up.with_user(self.coordinator).action_accept()
        told_now = (self._mails() - before).filtered(
            lambda mail: self.member in mail.recipient_ids
        )
        self.assertTrue(told_now)
        interests = self.env["mentorship.interest"]
        interests._note(self.other_programme, self.member)
        before = self._mails()
        self._open(self._edition(self.other_programme, name="2033"))
        # they asked for this one themselves
        self.assertIn(self.member, (self._mails() - before).recipient_ids)

    def test_an_erased_member_is_not_asked_and_who_returns_can_be(self):
        self.member.with_user(self.manager).action_mentorship_erase()
        self.assertNotIn(self.member, self._asked())
        self.member._mentorship_take_invitations()
        self.assertIn(self.member, self._asked())

    def test_odoos_own_blacklist_holds_as_well(self):
        self.env["mail.blacklist"].create({"email": self.member.email})
        self.assertNotIn(self.member, self._asked())

    def test_no_user_reads_or_writes_who_wants_none(self):
        self.member._mentorship_stop_invitations()
        for user in (self.manager, self.coordinator, self.administrator):
            mine = self.member.with_user(user)
            with self.assertRaises(AccessError):
                mine.read(["mentorship_unasked_on"])
            self.assertNotIn("mentorship_unasked_on", mine.fields_get())

    def test_it_is_in_ones_own_export(self):
        self._stopped(self.member)
        told_now = Pages(self.env).export(self.member)
        self.assertEqual(told_now["unasked_on"], str(self.today))
        (one,) = told_now["invitations"]
        self.assertEqual(one["edition"], self.edition.display_name)
