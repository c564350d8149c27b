"""A mentorship ends without blame: nothing tells who asked, or why (N11)."""

import contextlib
import json
import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase
from ..pages import Pages

VARIES = re.compile(
    r'(csrf_token(?:=|: |" value=")"?)[\w]+|unique=\w+|/assets/[\w-]+'
    r"|https?://(?:127\.0\.0\.1|localhost):\d+"
)
"""What differs between two answers about the same; also the address of the server,
which is that of the test only once its first page was opened."""
PAGES = (
    "/my/mentorship",
    "/my/mentorship/pairing/{pairing}",
    "/my/mentorship/enrolment/{enrolment}",
    "/my/mentorship/edition/{edition}",
)
READ = (
    "mentorship.pairing",
    "mentorship.pairing.member",
    "mentorship.enrolment",
    "mentorship.meeting",
    "mentorship.edition",
)


class EndingCase(MentorshipCase):
    """A pair under way, with a meeting planned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair().sudo()
        cls.reason, cls.other_reason = cls.env["mentorship.end.reason"].search(
            [], limit=2
        )
        cls.pair = {cls.mentor: cls.mentor_user, cls.mentee: cls.mentee_user}
        for user in cls.pair.values():
            user.tz = "Europe/Amsterdam"


@tagged("post_install", "-at_install")
class TestEnding(EndingCase):
    """Who asked, and why, stands apart."""

    def test_both_leave_on_the_same_day(self):
        for asker in self.pair.values():
            with self.env.cr.savepoint() as savepoint:
                self.pairing.with_user(asker).action_end(self.reason.id)
                days = self.pairing.member_ids.mapped("left_on")
                self.assertEqual(days, [self.today] * 2)
                self.assertEqual(self.pairing.ended_on, self.today)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_only_its_coordinators_read_who_asked_and_why(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        ending = self.pairing.ending_ids
        read = ending.with_user(self.coordinator).read(["member_id", "reason_id"])
        self.assertEqual(read[0]["reason_id"][0], self.reason.id)
        self.assertEqual(ending.member_id.partner_id, self.mentee)
        stranger = self._user("other", "nob_mentorship.group_mentorship_coordinator")
        for user in (
            *self.pair.values(),
            self.member_user,
            self.employee,
            self.env.ref("base.user_admin"),
            stranger,
        ):
            mine = ending.with_user(user)
            with self.subTest(user.name):
                with self.assertRaises(AccessError):
                    mine.read(["reason_id"])
                with contextlib.suppress(AccessError):
                    self.assertFalse(mine.search([("reason_id", "!=", False)]))
        member = self.pairing.member_ids[0].with_user(self.mentor_user)
        for name in ("end_reason_id", "left_on", "left_at_end", "write_uid"):
            with self.subTest(name), self.assertRaises(AccessError):
                member.read([name])

    def test_the_reason_that_staff_read_is_that_of_who_gave_it(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        by = {member.partner_id: member for member in self.pairing.member_ids}
        self.assertEqual(by[self.mentee].end_reason_id, self.reason)
        self.assertFalse(by[self.mentor].end_reason_id)
        self.assertEqual(self.pairing.end_reason_ids, self.reason)

    def test_a_pairing_that_ended_a_second_ago_ends_once(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        mails = self._mails()
        self.pairing.with_user(self.mentor_user).action_end(self.other_reason.id)
        self.assertEqual(self.pairing.ending_ids.reason_id, self.reason)
        self.assertEqual(self._mails(), mails)

    def test_a_group_goes_on_and_keeps_the_reason_apart(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        group.with_user(users[0]).action_end(self.reason.id)
        self.assertEqual(group.state, "active")
        ending = group.sudo().ending_ids
        self.assertEqual(ending.member_id.partner_id, users[0].partner_id)
        self.assertEqual(ending.reason_id, self.reason)

    def test_after_the_retention_who_asked_is_forgotten_and_why_is_counted(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        self.env.flush_all()
        months = self.edition.retention_months
        with self._on(self.today + timedelta(days=31 * months + 40)):
            self._run_day()
        refused = self.env["mentorship.job.line"].search([("state", "=", "refused")])
        self.assertFalse(refused.mapped("reason"))
        self.assertTrue(self.pairing.room_cleared_on)
        (ending,) = self.pairing.ending_ids
        self.assertFalse(ending.member_id)
        self.assertEqual(ending.reason_id, self.reason)

    def test_ones_own_reason_is_in_ones_own_export_alone(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        pages = Pages(self.env)
        (told,) = pages.export(self.mentee)["stopped"]
        self.assertEqual(told["reason"], self.reason.name)
        self.assertEqual(told["asked_on"], str(self.today))
        self.assertEqual(told["edition"], self.edition.display_name)
        for partner in (self.mentor, self.member, self.coordinator.partner_id):
            self.assertEqual(pages.export(partner)["stopped"], [])

    def test_of_a_group_that_goes_on_too(self):
        group, _mentor, _mentees, users = self._group()
        for user in (self.mentor_user, *users):
            group.with_user(user).action_accept_offer()
        group.with_user(users[0]).action_end()
        pages = Pages(self.env)
        (told,) = pages.export(users[0].partner_id)["stopped"]
        self.assertIsNone(told["reason"])
        self.assertEqual(pages.export(users[1].partner_id)["stopped"], [])

    def test_what_staff_end_is_no_ones_reason(self):
        self.pairing.with_user(self.coordinator).action_end(self.reason.id)
        for partner in self.pair:
            self.assertEqual(Pages(self.env).export(partner)["stopped"], [])

    def test_an_erased_member_is_not_who_asked(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        (ending,) = self.pairing.ending_ids
        self.assertFalse(ending.member_id)
        self.assertEqual(ending.reason_id, self.reason)

    def test_staff_count_the_reasons_and_the_list_names_no_one_who_asked(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        self.env.flush_all()
        mine = self.env["mentorship.ending"].with_user(self.coordinator)
        kinds = ("list", "graph", "pivot", "search", "form")
        views = mine.get_views([(False, kind) for kind in kinds])["views"]
        for kind in ("list", "graph", "pivot", "search"):
            with self.subTest(kind):
                self.assertNotIn("member_id", views[kind]["arch"])
                self.assertIn("reason_id", views[kind]["arch"])
        counted = mine.formatted_read_group(
            [("edition_id", "=", self.edition.id)], ["reason_id"], ["__count"]
        )
        self.assertEqual([one["__count"] for one in counted], [1])
        theirs = mine.with_user(self.other_coordinator)
        counted = theirs.formatted_read_group([], ["reason_id"], ["__count"])
        self.assertFalse(counted)
        # a reason that was clicked by mistake is corrected, and nothing else
        ending = self.pairing.ending_ids.with_user(self.coordinator)
        ending.reason_id = self.other_reason
        for name, value in (
            ("member_id", False),
            ("pairing_id", self.pairing.id),
            ("asked_on", self.today),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                ending.write({name: value})

    def test_who_asks_for_a_talk_is_on_the_day_and_nothing_ends(self):
        for user in self.pair.values():
            for _twice in range(2):
                self.pairing.with_user(user).action_ask_talk()
        lines = self.pairing.activity_ids
        self.assertEqual(len(lines), 2)
        for line, partner in zip(lines.sorted("id"), self.pair, strict=True):
            self.assertIn(partner.name, line.summary)
            self.assertEqual(line.user_id, self.coordinator)
        self.assertEqual(self.pairing.state, "active")
        for user in (self.member_user, self.employee):
            with self.assertRaises(AccessError):
                self.pairing.with_user(user).action_ask_talk()
        for user in self.pair.values():
            with self.assertRaises(AccessError):
                lines.with_user(user).read(["summary"])


@tagged("post_install", "-at_install")
class TestNoFault(HttpCase, EndingCase):
    """What each of the two sees is compared between “she asked” and “he asked”."""

    def setUp(self):
        super().setUp()
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=9)
        self.pairing.with_user(self.mentor_user).env["mentorship.meeting"]._plan(
            self.pairing.with_user(self.mentor_user),
            {
                "start": start,
                "stop": start + timedelta(hours=1),
                "mode": "in_person",
                "location": "A quiet place",
            },
        )
        self.before = self._mails()
        self.env.flush_all()

    def _seen(self, asker, reader, reason=None):
        """Return all that a member sees after one of the two, or staff, ended it."""
        with self.env.cr.savepoint() as savepoint:
            self.pairing.with_user(asker).action_end(reason and reason.id)
            self.env.flush_all()
            self.env.invalidate_all()
            seen = {
                "mails": self._read_mails(reader.partner_id),
                "rows": self._rows(reader),
                **self._read_pages(reader),
            }
            savepoint.rollback()
        self.env.invalidate_all()
        return seen

    def _read_mails(self, partner):
        return [
            (
                mail.subject,
                mail.email_from,
                mail.reply_to,
                mail.author_id.name,
                re.sub(
                    r"(key|token)=[\w.-]+|/[\w-]{30,}",
                    "",
                    VARIES.sub(r"\1", mail.body_html),
                ),
                mail.recipient_ids.ids,
                [
                    re.sub(rb"DTSTAMP:\w+|LAST-MODIFIED:\w+", b"", attachment.raw)
                    for attachment in mail.attachment_ids
                ],
            )
            for mail in self._mails(partner) - self.before
        ]

    def _rows(self, reader):
        """Return what a member reads through the interfaces, of each model."""
        found = {}
        for model in READ:
            records = self.env[model].with_user(reader)
            own = records.search([], order="id")
            for name in sorted(records._portal_readable):
                try:
                    found[model, name] = own.read([name], load=None)
                except AccessError:
                    found[model, name] = "not readable"
        return found

    def _read_pages(self, reader):
        self.authenticate(reader.login, reader.login)
        own = self.pairing.member_ids.filtered(
            lambda member: member.partner_id == reader.partner_id
        )
        numbers = {
            "pairing": self.pairing.id,
            "enrolment": own.enrolment_id.id,
            "edition": self.edition.id,
        }
        pages = {}
        for path in PAGES:
            answer = self.url_open(path.format(**numbers))
            pages[path] = (answer.status_code, VARIES.sub(r"\1", answer.text))
        page = self.url_open("/my/mentorship/export").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        form = {"csrf_token": token, "format": "json"}
        pages["export"] = self.url_open("/my/mentorship/export", data=form).text
        return pages

    def test_nothing_tells_who_asked_or_why(self):
        ways = (
            (self.mentor_user, self.reason),
            (self.mentee_user, self.other_reason),
            (self.mentee_user, None),
            (self.coordinator, self.reason),
        )
        for reader in self.pair.values():
            seen = [self._seen(asker, reader, reason) for asker, reason in ways]
            self.assertEqual(len(seen[0]["mails"]), 1)
            for other, (asker, _reason) in zip(seen, ways, strict=True):
                # one's own reason is in one's own export, and nowhere else
                export = json.loads(other["export"])
                self.assertEqual(bool(export.pop("stopped")), asker == reader)
                other["export"] = export
            for other in seen[1:]:
                for place, shown in other.items():
                    with self.subTest(place, reader=reader.name):
                        self.assertEqual(shown, seen[0][place])

    def test_both_are_mailed_in_the_same_moment_with_the_same_words(self):
        self.pairing.with_user(self.mentee_user).action_end(self.reason.id)
        mails = self._mails() - self.before
        self.assertEqual(len(mails), 2)
        self.assertEqual(len(set(mails.mapped("create_date"))), 1)
        self.assertEqual(len(set(mails.mapped("subject"))), 1)
