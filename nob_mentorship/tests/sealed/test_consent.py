from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.sealed import on_pairing_member, on_pairing_sharing
from ...models.sealed.trust import Newer
from ...portal.sealed import consent as portal
from ..common import PORTAL, MentorshipCase
from ..pages import Pages

CLOSED = (UserError, ValidationError, psycopg2.Error)


class ConsentCase(MentorshipCase):
    """A pair, and what one of them may share with a coordinator or an employee."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.recipient = cls.coordinator.partner_id
        cls.other = cls.employee.partner_id
        cls.note = cls._text(cls.pairing, "note", cls.mentee)

    def _asked(self, asker=None, recipient=None, **values):
        recipient = recipient or self.recipient
        return self._consent(self.pairing, asker or self.mentor, recipient, **values)

    def _offered(self, author=None, item=None, recipient=None):
        author = author or self.mentee
        return self._asked(author, recipient, item=item or self.note)

    def _by(self, user, records):
        """Return records as the page acts on them: the member's, with server rights."""
        return records.with_user(user).sudo()

    def _granted(self):
        return self._yes(self._offered(), self.note)


@tagged("post_install", "-at_install")
class TestConsent(ConsentCase):
    """Nothing is shared without the author's yes, which can be taken back."""

    def test_a_yes_a_no_and_a_revocation(self):
        consent = self._asked()
        self.assertEqual((consent.state, consent.giver_id), ("asked", self.mentee))
        self._yes(consent, self.note)
        self.assertEqual(consent.state, "granted")
        self.assertTrue(consent.answered_on and consent.given)
        self.assertEqual(consent._shared_item(), self.note)
        mine = self._by(self.mentee_user, consent)
        mine._revoke()
        mine._revoke()
        self.assertEqual(consent.state, "revoked")
        self.assertEqual(consent.ended_because, "taken_back")
        self.assertTrue(consent.revoked_on)
        self.assertFalse(consent.given)
        other = self._asked()
        self._by(self.mentee_user, other)._refuse(self._said())
        self.assertEqual(other.state, "refused")
        with self.assertRaises(UserError):
            self._by(self.mentee_user, other)._revoke()

    def test_it_is_answered_once(self):
        consent = self._yes(self._asked(), self.note)
        with self.assertRaises(Newer):
            self._yes(consent, self.note)
        with self.assertRaises(Newer):
            self._by(self.mentee_user, consent)._refuse(self._said())
        self._by(self.mentee_user, consent)._revoke()
        with self.assertRaises(Newer):
            self._yes(consent, self.note)
        self.assertFalse(consent.given)

    def test_nobody_else_answers(self):
        consent = self._asked()
        for user in (
            self.mentor_user,
            self.coordinator,
            self.manager,
            self.administrator,
            self.member_user,
        ):
            mine = self._by(user, consent)
            with self.subTest(user.name), self.assertRaises(AccessError):
                mine._grant(self.note, self._said(), {"text": "eA=="})
            with self.subTest(user.name), self.assertRaises(AccessError):
                mine._refuse(self._said())
            with self.subTest(user.name), self.assertRaises(AccessError):
                mine._revoke()
        self.assertEqual(consent.state, "asked")

    def test_who_asks_does_not_say_yes(self):
        with self.assertRaises(AccessError):
            self._by(self.mentor_user, self._asked())._check_open()

    def test_what_the_mentor_wrote_takes_the_mentees_yes(self):
        text = self._text(self.pairing, "note", self.mentor)
        consent = self._offered(self.mentor, text)
        self.assertEqual(consent.giver_id, self.mentee)
        self._yes(consent, text)
        self.assertEqual(consent.state, "granted")
        # and of what the mentee cannot read, there is no yes
        alone = self._text(self.pairing, "note", self.mentor, self.mentor)
        with self.assertRaises(UserError):
            self._offered(self.mentor, alone)

    def test_nobody_offers_what_another_wrote(self):
        with self.assertRaises(AccessError):
            self._offered(self.mentor, self.note)

    def test_the_mentor_and_the_coordinator_ask_and_nobody_else(self):
        self.assertEqual(self._asked().giver_id, self.mentee)
        self.assertTrue(self._asked(self.recipient, recipient=self.recipient))
        for asker in (self.mentee, self.member, self.other):
            with self.subTest(asker.name), self.assertRaises(AccessError):
                self._asked(asker)

    def test_in_a_group_each_decides_about_their_own(self):
        pairing, _mentor, _mentees, users = self._group()
        for member in pairing.member_ids:
            member._answer("accepted")
        first = users[0].partner_id
        for author in (self.mentor, first):
            text = self._text(pairing, "note", author)
            consent = self._consent(pairing, author, self.recipient, text)
            self.assertEqual(consent.giver_id, author)
        self.assertEqual(
            pairing._consent_givers(self.mentor),
            self.env["res.partner"].concat(*(user.partner_id for user in users)),
        )
        self.assertFalse(pairing._consent_givers(first))

    def test_a_recipient_who_makes_no_sense(self):
        with self.assertRaises(UserError):
            self._offered(recipient=self.mentor)
        with self.assertRaises(UserError):
            self._offered(
                recipient=self.env["res.partner"].create({"name": "No login"})
            )
        asked = self._offered(recipient=self.other)
        self.employee.active = False
        with self.assertRaises(UserError):
            self._yes(asked, self.note)
        self.assertEqual(asked.state, "asked")

    def test_nothing_is_shared_with_oneself(self):
        with self.assertRaises(UserError):
            self._offered(recipient=self.mentee)

    def test_a_recipient_without_keys(self):
        asked = self._offered(recipient=self.other)
        self.env["mentorship.identity"]._of(self.other).unlink()
        with self.assertRaises(UserError) as raised:
            self._yes(asked, self.note)
        self.assertIn(self.other.name, str(raised.exception))
        self.assertEqual(asked.state, "asked")

    def test_the_same_is_asked_once(self):
        self._offered()
        with self.assertRaises(UserError):
            self._offered()
        self._asked()
        with self.assertRaises(UserError):
            self._asked()
        self._asked(kind="plan")
        granted = self._yes(self._offered(recipient=self.other), self.note)
        with self.assertRaises(UserError):
            self._offered(recipient=self.other)
        self.assertEqual(granted.state, "granted")

    def test_not_too_many_wait(self):
        self._asked()
        with (
            patch.object(on_pairing_sharing, "MOST_OPEN", 1),
            self.assertRaises(UserError),
        ):
            self._asked(kind="goal")

    def test_staff_see_that_it_is_and_not_what(self):
        consent = self._granted().with_user(self.coordinator)
        self.assertEqual(consent.read(["state"])[0]["state"], "granted")
        self.assertEqual(consent.recipient_id, self.coordinator.partner_id)
        for name in ("purpose", "ciphertext", "signed_answer", "given"):
            with self.assertRaises(AccessError):
                consent.read([name])
            with self.assertRaises(AccessError):
                consent.search([(name, "!=", False)])

    def test_no_staff_write_a_state(self):
        consent = self._asked()
        for user in (self.coordinator, self.manager, self.administrator):
            for values in (
                {"state": "granted"},
                {"recipient_id": self.manager.partner_id.id},
                {"answered_on": "2030-01-01 10:00:00"},
            ):
                with self.subTest(user.name), self.assertRaises(AccessError):
                    consent.with_user(user).write(values)
            with self.assertRaises(AccessError):
                consent.with_user(user).unlink()
            with self.assertRaises(AccessError):
                consent.with_user(user).pairing_id.write(
                    {"consent_ids": [Command.update(consent.id, {"state": "granted"})]}
                )
        self.assertEqual(consent.state, "asked")

    def test_the_button_is_a_coordinators(self):
        action = self.pairing.with_user(self.coordinator).action_ask_to_share()
        self.assertIn(f"ask/{self.pairing.id}", action["url"])
        with self.assertRaises(UserError):
            self.pairing.with_user(self.manager).action_ask_to_share()
        with self.assertRaises(AccessError):
            self.pairing.with_user(self.mentee_user).action_ask_to_share()

    def test_mails_say_that_there_is_something_and_not_what(self):
        consent = self._asked(recipient=self.other)
        (asked,) = self._mails(self.mentee)[-1:]
        self.assertIn(f"/my/mentorship/consent/{consent.id}", asked.body_html)
        self.assertIn(self.mentor.name, asked.body_html)
        self._yes(consent, self.note)
        (granted,) = self._mails(self.other)[-1:]
        (news,) = self._mails(self.mentor)[-1:]
        for mail in (granted, news):
            self.assertIn(f"/my/mentorship/consent/{consent.id}", mail.body_html)
        # the asker reads on the page whether it was a yes
        self.assertNotIn(self.other.name, news.body_html)

    def test_who_offers_is_not_mailed_about_it(self):
        before = len(self._mails())
        self._offered()
        self.assertEqual(len(self._mails()), before)


@tagged("post_install", "-at_install")
class TestConsentEnds(ConsentCase):
    """Sharing ends in the transaction that takes its ground away."""

    def _is_over(self, consent, because, state="revoked"):
        self.assertEqual((consent.state, consent.ended_because), (state, because))
        self.assertFalse(consent.given)

    def _change_text(self):
        sent = {
            "uuid": self.note.uuid,
            "revision": 2,
            "sealed": "eQ==",
            "readers": [self.mentee._mentorship_member_uuid()],
        }
        self.pairing._save_text("mentorship.note", self.mentee, sent, {})

    def test_when_the_text_changes(self):
        consent = self._granted()
        self._change_text()
        self._is_over(consent, "changed")

    def test_when_what_was_offered_changes_before_the_yes(self):
        consent = self._offered()
        self._change_text()
        self._is_over(consent, "changed", "refused")

    def test_when_the_text_is_removed(self):
        consent = self._granted()
        self.note._remove()
        self._is_over(consent, "removed")
        plan = self._text(self.pairing, "plan", self.mentee)
        lost = self._yes(self._offered(item=plan), plan)
        self.pairing._drop_lost("mentorship.plan", self.mentee, plan.uuid)
        self._is_over(lost, "removed")

    def test_when_the_pair_ends_or_is_completed(self):
        consent = self._granted()
        self.pairing.with_user(self.mentor_user).action_end()
        self.assertEqual(consent.state, "revoked")
        self.assertFalse(consent.given)

    def test_when_staff_complete_it(self):
        consent, asked = self._granted(), self._asked()
        self.pairing.with_user(self.coordinator).action_complete()
        self._is_over(consent, "over")
        self._is_over(asked, "over", "refused")
        with self.assertRaises(UserError):
            self._offered()

    def test_when_one_of_a_group_leaves(self):
        pairing, _mentor, _mentees, users = self._group()
        for member in pairing.member_ids:
            member._answer("accepted")
        leaver, stays = (user.partner_id for user in users[:2])
        texts = {each: self._text(pairing, "note", each) for each in (leaver, stays)}
        left, kept = (
            self._yes(self._consent(pairing, each, self.recipient, texts[each]), text)
            for each, text in texts.items()
        )
        pairing.with_user(users[0]).action_end()
        self.assertEqual(pairing.state, "active")
        self._is_over(left, "left")
        self.assertEqual(kept.state, "granted")
        self.assertTrue(kept.given)
        with self.assertRaises(UserError):
            self._by(users[0], left)._check_giver()

    def test_when_the_room_is_cleared(self):
        consent = self._granted()
        self.pairing._clear_room()
        self.assertEqual(consent.state, "revoked")
        for name in ("given", "signed_answer", "ciphertext"):
            self.assertFalse(consent[name])

    def test_when_somebody_is_erased(self):
        for who in (self.mentee, self.recipient):
            with self.subTest(who.name):
                consent = self._granted()
                who._mentorship_clear_texts()
                self.assertEqual(consent.state, "revoked")
                self.assertFalse(consent.given)
                self.note = self._text(self.pairing, "note", self.mentee)

    def test_nothing_of_who_decided_stays_once_they_are_erased(self):
        granted, refused = self._granted(), self._asked(recipient=self.other)
        self._by(self.mentee_user, refused)._refuse(self._said())
        self.assertTrue(granted.signed_answer and refused.signed_answer)
        self.mentee._mentorship_clear_texts()
        self.assertFalse(granted.signed_answer or refused.signed_answer)
        self._is_over(granted, "left")

    def test_what_others_decided_stays_once_a_recipient_is_erased(self):
        consent, asked = self._granted(), self._asked()
        self.recipient._mentorship_clear_texts()
        self.assertTrue(consent.signed_answer)
        self._is_over(consent, "left")
        self._is_over(asked, "left", "refused")

    def test_a_question_of_a_former_coordinator_is_not_granted(self):
        asked = self._asked(self.recipient)
        shared = self._asked(self.mentor, self.other)
        self.programme.coordinator_ids -= self.coordinator
        with self.assertRaisesRegex(UserError, "no longer coordinates"):
            self._yes(asked, self.note)
        self.assertEqual(asked.state, "asked")
        self.assertNotIn(self.recipient, self.pairing._coordinators())
        self._yes(shared, self.note)
        self.programme.coordinator_ids |= self.coordinator
        self._yes(asked, self.note)
        self.assertEqual(asked.state, "granted")

    def _merged(self, partner, into):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((partner | into).ids, into)
        self.env.invalidate_all()

    def test_a_question_ends_when_a_merge_changes_what_a_person_is_called(self):
        into = self.env["res.partner"].create({"name": "Recipient"})
        self._identity(into)
        user = self._user("renamed", PORTAL)
        asked = self._asked(recipient=user.partner_id)
        stays = self._asked()
        self._merged(user.partner_id, into)
        self.assertEqual(asked.recipient_id, into)
        self._is_over(asked, "merged", "refused")
        self.assertEqual(stays.state, "asked")

    def test_a_question_stays_when_the_name_stays(self):
        into = self.env["res.partner"].create({"name": "Recipient"})
        user = self._user("kept", PORTAL)
        asked = self._asked(recipient=user.partner_id)
        name = user.partner_id._mentorship_member_uuid()
        self._merged(user.partner_id, into)
        self.assertEqual(asked.recipient_id._mentorship_member_uuid(), name)
        self.assertEqual((asked.recipient_id, asked.state), (into, "asked"))

    def test_when_the_recipient_starts_again_the_giver_is_told(self):
        consent, asked = self._granted(), self._offered(recipient=self.other)
        before = len(self._mails(self.mentee))
        self._identity(self.recipient)
        self._is_over(consent, "new_key")
        self.assertEqual(asked.state, "asked")
        self.assertEqual(len(self._mails(self.mentee)), before + 1)
        # and can share it again
        again = self._yes(self._offered(), self.note)
        self.assertEqual(again.state, "granted")

    def test_keys_stay_as_long_as_something_is_shared_with_their_owner(self):
        consent = self._granted()
        identities = self.env["mentorship.identity"]
        own = identities._of(self.recipient)
        self.coordinator.group_ids -= self.env.ref(
            "nob_mentorship.group_mentorship_coordinator"
        )
        later = self.today + timedelta(days=60)
        due = lambda: identities.search(identities._due_forget(later))  # noqa: E731
        self.assertNotIn(own, due())
        self._by(self.mentee_user, consent)._revoke()
        self.assertIn(own, due())


@tagged("post_install", "-at_install")
class TestConsentLookup(ConsentCase):
    """The people that the exact address of a login finds, by asker."""

    def _found(self, choice, asker=None):
        return self.pairing._find_recipient(asker or self.mentee, choice)

    def test_an_exact_address_and_a_coordinators_name(self):
        self.assertEqual(self._found(self.employee.login), self.other)
        self.assertEqual(self._found(self.employee.email.upper()), self.other)
        uuid = self.recipient._mentorship_member_uuid()
        self.assertEqual(self._found(uuid), self.recipient)
        for odd in ("", "x@nowhere.example", "test_empl", "%", "x" * 5000):
            with self.subTest(odd[:20]):
                self.assertFalse(self._found(odd))

    def test_archived_and_elsewhere_are_as_unknown(self):
        gone = self._user("gone", PORTAL)
        gone.active = False
        self.assertFalse(self._found(gone.login))
        company = self.env["res.company"].create({"name": "Elsewhere"})
        away = self.env["res.users"].create(
            {
                "name": "Away",
                "login": "away",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        self.edition.company_id = self.env.company
        self.assertFalse(self._found(away.login))
        away.company_ids |= self.env.company
        self.assertTrue(self._found(away.login))

    def test_nobody_outside_the_room_looks_addresses_up(self):
        for asker in (self.member, self.recipient, self.manager.partner_id):
            self.assertFalse(self._found(self.employee.login, asker))

    def test_few_addresses_are_tried_on_a_day(self):
        with patch.object(on_pairing_member, "MOST_LOOKUPS", 2):
            self._found("x@nowhere.example")
            self.assertTrue(self._found(self.employee.login))
            self.assertFalse(self._found(self.employee.login))
            with self._on(self.today + timedelta(days=1)):
                self.assertTrue(self._found(self.employee.login))

    def test_few_addresses_are_tried_on_a_day_in_all_rooms_together(self):
        other, *_enrolments = self._group()
        for member in other.member_ids:
            member._answer("accepted")
        login, asker = self.employee.login, self.mentor
        with patch.object(on_pairing_member, "MOST_LOOKUPS", 2):
            self.assertTrue(self._found(login, asker))
            self.assertTrue(other._find_recipient(asker, login))
            self.assertFalse(self._found(login, asker))
            self.assertFalse(other._find_recipient(asker, login))
            # and each member has their own
            self.assertTrue(self._found(login))


@tagged("post_install", "-at_install")
class TestConsentPage(ConsentCase, HttpCase):
    """What the page is told, each person their own part."""

    def _told(self, consent, partner):
        return portal.consent_values(consent, partner)

    def test_each_gets_what_is_sealed_for_them(self):
        consent = self._yes(self._asked(recipient=self.other), self.note)
        giver, asker, reader = (
            self._told(consent, each) for each in (self.mentee, self.mentor, self.other)
        )
        self.assertTrue(giver["ask"] and asker["ask"] and not reader["ask"])
        self.assertTrue(reader["given"] and not giver["given"] and not asker["given"])
        self.assertEqual(len(giver["texts"]), 1)
        self.assertFalse(asker["texts"] or reader["texts"])
        self.assertFalse(reader["room"])
        self._by(self.mentee_user, consent)._revoke()
        self.assertFalse(self._told(consent, self.other)["given"])

    def test_the_giver_chooses_among_their_own(self):
        self._text(self.pairing, "note", self.mentor)
        consent = self._asked()
        (text,) = self._told(consent, self.mentee)["texts"]
        self.assertEqual(text["uuid"], self.note.uuid)

    def test_each_line_says_who_its_people_are(self):
        consent = self._asked()
        line = portal.line_values(consent, self.mentee)
        people = (consent.author_id, consent.giver_id, consent.recipient_id)
        self.assertEqual(
            [line["askerUuid"], line["giverUuid"], line["recipientUuid"]],
            [partner._mentorship_member_uuid() for partner in people],
        )

    def test_what_is_put_there_by_others_is_nothing(self):
        consent = self._granted()
        for odd in ("x", [], 1, {"text": 1}, {"x": "y"}):
            consent.write({"given": odd, "signed_answer": odd})
            told = self._told(consent, self.recipient)
            self.assertFalse(told["given"] or told["answer"])

    def _leads(self, user, consent):
        self.authenticate(user.login, user.login)
        path = f"/my/mentorship/consent/{consent.id}"
        return self.url_open(path, allow_redirects=False)

    def test_the_address_leads_its_people_to_the_page(self):
        consent = self._asked(recipient=self.other)
        place = f"/mentorship/room?to=consent/{consent.id}"
        for user, leads in (
            (self.mentee_user, True),
            (self.mentor_user, True),
            # before a yes there is nothing for them
            (self.employee, False),
            (self.member_user, False),
            (self.coordinator, False),
            (self.manager, False),
        ):
            with self.subTest(user.login):
                answer = self._leads(user, consent)
                self.assertEqual(answer.status_code, 303 if leads else 404)
                if leads:
                    self.assertTrue(answer.headers["Location"].endswith(place))
        self._yes(consent, self.note)
        self.assertEqual(self._leads(self.employee, consent).status_code, 303)

    def test_the_export_lists_them(self):
        self._granted()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = Pages(self.env)
        (line,) = page.export(self.mentee)["consents"]
        self.assertEqual(line["to"], self.recipient.name)
        self.assertEqual(page.export(self.recipient)["consents"], [line])


@tagged("post_install", "-at_install")
class TestTwoYeses(ConsentCase):
    """No one joins the room of an active pair: there is no way in, so that no two yeses
    have to be asked for."""

    def setUp(self):
        super().setUp()
        self.edition.late_enrolment = True
        self.newcomer = self._enrol(self.member, "mentee")

    def _people(self):
        rows = self.pairing.member_ids.sorted("id")
        return rows.mapped("partner_id.id"), rows.mapped("enrolment_id.id")

    def _ways(self, user):
        """Yield (name, function) of each way in which staff could add another
        person."""
        row = {"pairing_id": self.pairing.id, "enrolment_id": self.newcomer.id}
        pairing = self.pairing.with_user(user)
        mentor = pairing.member_ids.filtered(lambda m: m.role == "mentor")
        other = {"enrolment_id": self.newcomer.id}
        link = [Command.link(self.newcomer.id)]
        yield "joining", lambda: pairing.action_add(self.newcomer.id)
        yield "a new row", lambda: mentor.create(row)
        joins = mentor.with_context(mentorship_joins=True)
        yield "with a context of ours", lambda: joins.create(row)
        member = {"member_ids": [Command.create(other)]}
        yield "a command", lambda: pairing.write(member)
        yield "the mentees", lambda: pairing.write({"mentee_enrolment_ids": link})
        successor = {"mentor_enrolment_id": self.newcomer.id}
        yield "another mentor", lambda: pairing.write(successor)
        yield "another sign-up in a row", lambda: mentor.write(other)
        person = {"partner_id": self.member.id}
        yield "another person", lambda: mentor.write(person)
        sign_up = mentor.enrolment_id
        yield "another person of a sign-up", lambda: sign_up.write(person)
        wizard = self.env["mentorship.join.wizard"].with_user(user)
        yield "the wizard", lambda: wizard.create(row).action_join()

    @mute_logger("odoo.sql_db")
    def test_every_way_to_add_a_member_is_closed(self):
        before = self._people()
        for user in (self.coordinator, self.manager):
            for name, way in self._ways(user):
                with self.subTest(name, user=user.name):
                    self.assertTrue(self._is_closed(way))
                    self.env.invalidate_all()
                    self.assertEqual(self._people(), before)

    def _is_closed(self, way):
        """Tell whether a way ends in a refusal."""
        try:
            with self.env.cr.savepoint():
                way()
        except CLOSED:
            return True
        return False

    def test_sharing_one_text_is_not_joining(self):
        before = self.pairing._room_people()
        self._granted()
        self.assertEqual(self.pairing._room_people(), before)
        uuid = self.recipient._mentorship_member_uuid()
        self.assertFalse(self.pairing._texts_for("mentorship.note", uuid))
        self.assertFalse(self.pairing._has_room_for(self.recipient))
        text = {
            "uuid": str(uuid4()),
            "revision": 1,
            "sealed": "eA==",
            "readers": [uuid],
        }
        with self.assertRaises(Newer):
            self.pairing._save_text("mentorship.note", self.mentee, text, {})
