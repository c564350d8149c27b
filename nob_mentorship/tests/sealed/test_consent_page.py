import json
from datetime import timedelta
from uuid import uuid4

from odoo import Command
from odoo.tests import HttpCase, tagged

from ...portal.sealed import consent as portal
from ..common import PORTAL
from .test_consent import ConsentCase

NOT_NOW = "Met deze persoon kan nu niets gedeeld worden"


@tagged("post_install", "-at_install", "mentorship")
class TestConsentRequests(HttpCase, ConsentCase):
    """What the page asks about sharing too late, or about the wrong person: a sentence,
    and nothing is shared."""

    def _ask(self, user, what, **values):
        """Return (status, answer) of a request that a user's page sends."""
        identities = self.env["mentorship.identity"]
        if not identities._of(user.partner_id):
            self._identity(user.partner_id)
        self.authenticate(user.login, user.login)
        answer = self.url_open(
            f"/mentorship/room/api/consent{what}",
            json.dumps({"as": identities._of(user.partner_id).recipient, **values}),
            headers={"Origin": self.base_url()},
        )
        return answer.status_code, answer.json()

    def _answer(self, consent, text=None, **values):
        """Return the yes that the giver's page sends, with a text as it is now."""
        text = text or self.note
        identity = self.env["mentorship.identity"]._of(consent.recipient_id)
        return {
            "id": consent.id,
            "answer": self._said(),
            "given": {"text": "eA==", "to": identity.recipient},
            "item": {"uuid": text.uuid, "revision": text.revision},
            **values,
        }

    def _wish(self, giver, recipient, asker=None, **values):
        """Return a question, or an offer of the giver's own note."""
        people = {each._mentorship_member_uuid() for each in (asker or giver) | giver}
        uuid = recipient._mentorship_member_uuid()
        return {
            "room": self.pairing.id,
            "uuid": str(uuid4()),
            "sealed": "eA==",
            "readers": sorted(people),
            "giver": giver._mentorship_member_uuid(),
            "recipient": uuid,
            "to": uuid,
            "kind": "note",
            **values,
        }

    def _offer(self, recipient, **values):
        item = {"uuid": self.note.uuid, "revision": self.note.revision}
        return self._wish(self.mentee, recipient, item=item, **values)

    def _is_refused(self, asked, status, says, answer):
        """Check the answer to a yes that came too late."""
        self.assertEqual((answer[0], asked.state), (status, "asked"))
        self.assertIn(says, answer[1]["sentence"])
        self.assertFalse(asked.given or asked.signed_answer)

    def test_a_yes_to_a_text_that_changed_meanwhile(self):
        asked = self._asked()
        sent = self._answer(asked)
        self.note.revision = 2
        said = self._ask(self.mentee_user, "/yes", **sent)
        self._is_refused(asked, 409, "Deze tekst is intussen gewijzigd", said)
        sent["item"]["revision"] = 2
        self.assertEqual(self._ask(self.mentee_user, "/yes", **sent)[0], 200)
        self.assertEqual(asked.state, "granted")

    def test_a_yes_for_keys_that_were_replaced_meanwhile(self):
        asked = self._asked()
        sent = self._answer(asked)
        self._identity(self.recipient)
        said = self._ask(self.mentee_user, "/yes", **sent)
        self._is_refused(
            asked, 409, f"{self.recipient.name} is intussen opnieuw begonnen", said
        )

    def test_a_yes_with_what_another_wrote(self):
        asked = self._asked()
        other = self._text(self.pairing, "note", self.mentor)
        sent = self._answer(asked, other)
        self.assertEqual(self._ask(self.mentee_user, "/yes", **sent), (404, {}))
        self.assertEqual(asked.state, "asked")

    def test_an_answer_after_the_answer(self):
        done = self._asked()
        sent = self._answer(done)
        self.assertEqual(self._ask(self.mentee_user, "/yes", **sent)[0], 200)
        given = done.given
        for what in ("/yes", "/no"):
            with self.subTest(what):
                status, answer = self._ask(self.mentee_user, what, **sent)
                self.assertEqual(status, 409)
                self.assertIn("Dit is al beantwoord", answer["sentence"])
        self.assertEqual((done.state, done.given), ("granted", given))
        # a revocation that is sent twice is one
        for _each in range(2):
            status, _answer = self._ask(self.mentee_user, "/revoke", id=done.id)
            self.assertEqual((status, done.state), (200, "revoked"))

    def test_an_answer_after_leaving(self):
        pairing, _mentor, _mentees, users = self._group()
        for member in pairing.member_ids:
            member._answer("accepted")
        leaver = users[0].partner_id
        text = self._text(pairing, "note", leaver)
        left = self._consent(pairing, leaver, self.recipient, text)
        sent = self._answer(left, text)
        pairing.with_user(users[0]).action_end()
        for what in ("/yes", "/no"):
            with self.subTest(what):
                status, answer = self._ask(users[0], what, **sent)
                self.assertEqual(status, 422)
                self.assertIn("Je hebt dit mentorschap verlaten", answer["sentence"])
        self.assertEqual((left.state, left.ended_because), ("refused", "left"))
        self.assertFalse(left.given)

    def test_a_yes_for_who_can_read_nothing_any_more(self):
        self.edition.company_id = self.env.company
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for name, change in (
            ("archived", {"active": False}),
            (
                "moved",
                {
                    "company_ids": [Command.set(elsewhere.ids)],
                    "company_id": elsewhere.id,
                },
            ),
        ):
            with self.subTest(name):
                user = self._user(name, "base.group_user")
                asked = self._offered(recipient=user.partner_id)
                sent = self._answer(asked)
                user.write(change)
                said = self._ask(self.mentee_user, "/yes", **sent)
                self._is_refused(asked, 422, NOT_NOW, said)

    def test_an_offer_to_who_makes_no_sense(self):
        keyless = self._user("keyless", PORTAL)
        for user, says in (
            (keyless, f"{keyless.name} kan nog geen verzegelde teksten lezen"),
            (self.mentor_user, f"{self.mentor.name} leest hier al mee"),
            (self.mentee_user, f"{self.mentee.name} leest hier al mee"),
        ):
            sent = self._offer(user.partner_id, to=user.login)
            with self.subTest(user.login):
                status, answer = self._ask(self.mentee_user, "/ask", **sent)
                self.assertEqual(status, 422)
                self.assertIn(says, answer["sentence"])
        self.assertFalse(self.pairing.consent_ids)

    def test_a_coordinator_who_is_removed_while_the_form_is_open(self):
        self._identity(self.recipient)
        offer = self._offer(self.recipient)
        asks = self._wish(self.mentee, self.recipient, self.recipient)
        self.programme.coordinator_ids = self.other_coordinator
        status, answer = self._ask(self.mentee_user, "/ask", **offer)
        self.assertEqual(status, 422)
        self.assertIn(NOT_NOW, answer["sentence"])
        self.assertEqual(self._ask(self.coordinator, "/ask", **asks), (404, {}))
        self.assertFalse(self.pairing.consent_ids)
        # once they are a coordinator again, the same form is sent
        self.programme.coordinator_ids = self.coordinator
        self.assertEqual(self._ask(self.mentee_user, "/ask", **offer)[0], 200)
        self.assertEqual(self._ask(self.coordinator, "/ask", **asks)[0], 200)

    def test_without_any_coordinator_an_address_is_left(self):
        self.programme.coordinator_ids = False
        told = portal.sharing_values(self.pairing, self.mentee)
        self.assertEqual(told["coordinators"], [])
        self._identity(self.other)
        sent = self._offer(self.other, to=self.employee.login)
        self.assertEqual(self._ask(self.mentee_user, "/ask", **sent)[0], 200)

    def test_who_coordinates_and_reads_plans_to_come_back_to_it(self):
        consent = self._granted()
        other = self._yes(self._offered(recipient=self.other), self.note)
        day = self.today + timedelta(days=7)
        activities = self.pairing.activity_ids
        for user, found, on, status in (
            (self.employee, other, day, 404),
            (self.mentee_user, consent, day, 404),
            (self.mentor_user, consent, day, 404),
            (self.coordinator, other, day, 404),
            (self.coordinator, consent, self.today - timedelta(days=1), 422),
            (self.coordinator, consent, self.today + timedelta(days=367), 422),
        ):
            sent = {"id": found.id, "day": str(on)}
            with self.subTest(user.login, on=on):
                said = self._ask(user, "/follow-up", **sent)
                self.assertEqual((said[0], bool(said[1])), (status, status == 422))
        self.assertEqual(self.pairing.activity_ids, activities)
        mails = self.env["mail.mail"].search([])
        sent = {"id": consent.id, "day": str(day)}
        self.assertEqual(self._ask(self.coordinator, "/follow-up", **sent), (200, {}))
        made = self.pairing.activity_ids - activities
        self.assertEqual((made.user_id, made.date_deadline), (self.coordinator, day))
        self.assertFalse(made.note)
        for word in (self.mentee.name, self.mentor.name, "note"):
            self.assertNotIn(word, made.summary)
        self.assertFalse(self.env["mail.mail"].search([]) - mails)
        self._by(self.mentee_user, consent)._revoke()
        self.assertEqual(self._ask(self.coordinator, "/follow-up", **sent), (404, {}))
