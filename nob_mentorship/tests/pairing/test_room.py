from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, fields, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import MentorshipCase
from ..pages import Pages


class RoomCase(MentorshipCase):
    """A pair whose room is written in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pairing = cls._active_pair()
        cls.pair = cls.mentor | cls.mentee

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

    def _by(self, user, records):
        """Return records as a page acts on them: the member's, with server rights."""
        return records.with_user(user).sudo()


@tagged("post_install", "-at_install")
class TestRoom(RoomCase):
    """What others see of a room: counts, states, dates."""

    def test_counts_are_of_what_the_pair_wrote(self):
        for author in (self.mentor, self.mentee):
            self._note(author)
        self._note(self.mentee, self.mentee)
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
        agreement = self._agreement(self.mentor)
        self.assertEqual(self.pairing.stage, "preparation")
        agreement._accept(self.mentee)
        self.assertEqual(self.pairing.stage, "negotiating")
        self._goal(self.mentee)
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
        self.assertEqual(len(self._mails(self.mentor)), told)


@tagged("post_install", "-at_install")
class TestAgreement(RoomCase):
    """Everyone says yes, and a new version asks everyone again."""

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
    """A new member reads earlier agreements once these are sealed for them, too."""

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
        steps = Pages(self.env).pairing_steps
        let = {step["title"]: step["url"] for step in steps(self.pairing, self.mentor)}
        room = f"/mentorship/room?to=room/{self.pairing.id}"
        self.assertEqual(let[f"Let {self.mentee.name} read your agreement"], room)
        titles = [step["title"] for step in steps(self.pairing, self.mentee)]
        self.assertNotIn("read your agreement", " ".join(titles))
        newer = self._agreement(self.mentor)
        self.assertTrue(newer._asks(self.mentee))


@tagged("post_install", "-at_install")
class TestPages(HttpCase, RoomCase):
    """What the server shows of a room leads to the sealed page."""

    def _post(self, path, **form):
        data = {"csrf_token": http.Request.csrf_token(self), **form}
        return self.url_open(path, data=data, allow_redirects=False)

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

    def test_messages_of_earlier_versions_lead_to_the_sealed_page(self):
        page, own = "/mentorship/room?to=", f"/my/mentorship/pairing/{self.pairing.id}"
        speak = {f"{own}/coordinator": f"{page}speak/{self.programme.id}"}
        read = {
            f"/my/mentorship/{path}": f"{page}messages"
            for path in ("messages", "message/1", "message/2147483648")
        }
        for user, leads in (
            (self.mentee_user, speak),
            (self.mentor_user, speak),
            (self.member_user, {}),
            (self.coordinator, read),
            (self.other_coordinator, read),
            (self.manager, read),
            (self.employee, {}),
        ):
            self.authenticate(user.login, user.login)
            for path in {**speak, **read}:
                with self.subTest(path, user=user.login):
                    answer = self.url_open(path, allow_redirects=False)
                    if path not in leads:
                        self.assertEqual(answer.status_code, 404)
                        continue
                    self.assertEqual(answer.status_code, 303)
                    place = answer.headers["Location"]
                    self.assertTrue(place.endswith(leads[path]), place)

    def test_they_lead_to_no_room_that_is_closed(self):
        self.pairing.action_complete()
        self.authenticate(self.mentee_user.login, self.mentee_user.login)
        own = f"/my/mentorship/pairing/{self.pairing.id}"
        for days, status in ((0, 303), (31, 404)):
            self.pairing.ended_on = self.today - timedelta(days=days)
            for path in (f"{own}/notes", f"{own}/coordinator"):
                answer = self.url_open(path, allow_redirects=False)
                self.assertEqual(answer.status_code, status, path)

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
            kept = records.filtered("ciphertext")
            if kept:
                found[name] = kept
            for record in records - kept:
                for part in ("reader_uuids", "copies", "acceptances", "purpose"):
                    self.assertFalse(part in record and record[part])
        return found

    def test_retention_destroys_texts_and_keeps_the_numbers(self):
        self.pairing.action_complete()
        before = self._numbers()
        months = self.edition.retention_months
        self.assertGreater(months, 0)
        end = self.pairing.ended_on + relativedelta(months=months)
        with self._on(end - timedelta(days=1)):
            self._run_day()
        self.assertFalse(self.pairing.room_cleared_on)
        self.assertTrue(self._left())
        with self._on(end):
            for _twice in range(2):
                self._run_day()
        self.assertEqual(self.pairing.room_cleared_on, end)
        self.assertFalse(self._left())
        self.assertEqual(self._given.state, "revoked")
        self.assertEqual(self._numbers(), before)

    def test_retention_leaves_what_runs_and_other_rooms(self):
        with self._on(self.today + relativedelta(years=20)):
            self._run_day()
        self.assertTrue(self._left())

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

    def test_erasing_a_person_takes_their_texts_alone(self):
        numbers = self._numbers()
        self.mentee.with_user(self.manager).action_mentorship_erase()
        left = self._left()
        authors = {record.author_id for records in left.values() for record in records}
        self.assertLessEqual(authors, {self.mentor})
        self.assertTrue(self._written[2].ciphertext)
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
        uuid = self.mentee._mentorship_member_uuid()
        there = self.pairing._texts_for("mentorship.note", uuid)
        self.assertEqual(there, self._written)
        wizard._merge((self.mentee | double).ids, self.mentee)
        self.assertFalse(double.exists())
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
        """Return {our model: ids} of what core's lookup finds about the mentee."""
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
        """Make a record of each of our models that names the mentee."""
        mentee = self.mentee.id
        self.edition.invited_ids = self.mentee
        self.env["mentorship.interest"]._note(self.programme, self.mentee)
        self.env["mentorship.calendar.address"]._make(self.mentee)
        self.env["mentorship.lookback"].create(
            {"pairing_id": self.pairing.id, "author_id": mentee}
        )
        self.env["mentorship.exclusion"].create(
            {"partner_id": mentee, "other_partner_id": self.member.id}
        )
        self.env["mentorship.preference"].create(
            {
                "enrolment_id": self.pairing.mentee_enrolment_ids.id,
                "kind": "wish",
                "text": "Any colleague",
            }
        )
        self.env["mentorship.wish"].create(
            {
                "edition_id": self.edition.id,
                "mentor_enrolment_id": self.pairing.mentor_enrolment_id.id,
                "mentee_enrolment_id": self.pairing.mentee_enrolment_ids.id,
            }
        )
        self.env["mentorship.reminder.sent"].create(
            {
                "reminder_id": self.edition.reminder_ids[0].id,
                "edition_id": self.edition.id,
                "partner_id": mentee,
                "res_model": "mentorship.pairing",
                "res_id": self.pairing.id,
                "due_on": self.today,
                "queued_at": fields.Datetime.now(),
                "state": "mailed",
            }
        )
        promotion = self.env["mentorship.promotion"].create(
            {"edition_id": self.edition.id}
        )
        self.env["mentorship.promotion.sent"]._make(promotion, self.mentee)
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
        session = self.env["mentorship.session"].create(
            {
                "edition_id": self.edition.id,
                "name": "A briefing",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
            }
        )
        self.env["mentorship.session.try"]._count(session, self.mentee)
        checkin = self.env["mentorship.checkin"].create(
            {
                "pairing_id": self.pairing.id,
                "partner_id": mentee,
                "date": "2030-01-01 10:00:00",
            }
        )
        checkin.answer_ids.create(
            {
                "checkin_id": checkin.id,
                "partner_id": mentee,
                "version": 1,
                "agrees": "yes",
                "on_date": fields.Datetime.now(),
            }
        )
