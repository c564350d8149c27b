import json

import psycopg2
from werkzeug.datastructures import MultiDict

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import STAFF, MentorshipCase
from ..pages import Pages, tell_staff

MARK = "Kwikstaart"
"""The reason of the exclusion, a word that occurs nowhere else."""
MESSAGES = ("mail.message", "mail.mail", "mail.activity", "mail.tracking.value")
NOT_THERE = 2**31 - 1
OFTEN = {"write_date", "__last_update"}
"""Columns that state when a row was last changed, for any reason."""


class ExclusionCase(MentorshipCase):
    """A mentee, a mentor, and a coordinator who takes part as a mentor too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.named = cls._user("named", STAFF)
        cls.programme.coordinator_ids += cls.named
        cls.both = cls._user("both", "nob_mentorship.group_mentorship_manager")
        for user in (cls.named, cls.both):
            cls._line(user.partner_id)
            user.partner_id.professional_since = "2000-01-01"
        cls._open()
        cls.mentee_enrolment = cls._enrol(cls.mentee, "mentee")
        cls.mentor_enrolment = cls._enrol(cls.mentor, "mentor", max_mentees=3)
        cls.own = cls._enrol(cls.named.partner_id, "mentor", max_mentees=3)
        cls.managers_own = cls._enrol(cls.both.partner_id, "mentor", max_mentees=3)
        cls.env.flush_all()

    def _exclude(self, partner, other, user=None):
        return (
            self.env["mentorship.exclusion"]
            .with_user(user or self.manager)
            .create(
                {
                    "partner_id": partner.id,
                    "other_partner_id": other.id,
                    "kind": "tension",
                    "reason": MARK,
                }
            )
        )

    def _said(self, attempt):
        """Try something, undo it, and return the message to the caller."""
        try:
            with self.env.cr.savepoint():
                attempt()
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return "done"
        except (UserError, psycopg2.Error) as error:
            return f"{type(error).__name__}: {error}"
        finally:
            self.env.invalidate_all()

    def _proposal(self, user, *enrolments):
        """Return the values of a proposed pairing, for staff."""
        return (
            self.env["mentorship.pairing"]
            .with_user(user)
            .create(
                {
                    "edition_id": enrolments[0].edition_id.id,
                    "mentor_enrolment_id": enrolments[0].id,
                    "mentee_enrolment_ids": [Command.set(enrolments[1].ids)],
                }
            )
        )

    def _world(self, user):
        """Return everything that a person can read and is told, as one text."""
        self.env.invalidate_all()
        return json.dumps(
            [self._readable(user), self._pages(user), self._told(user)],
            default=str,
            sort_keys=True,
            indent=1,
        )

    def _readable(self, user):
        """Return every field of every record, with their number and names."""
        seen = {}
        for name in sorted(self.registry):
            ours = name.startswith("mentorship.")
            if not (ours or name in MESSAGES) or self.registry[name]._abstract:
                continue
            records = self.env[name].with_user(user)
            if not records.has_access("read"):
                continue
            records = records.with_context(active_test=False)
            found = records.search([])
            seen[name] = self._read(found, records.fields_get(attributes=()))
            seen[f"{name} counted"] = records._read_group([], [], ["__count"])
            seen[f"{name} by name"] = records.name_search("") if ours else []
        people = (self.mentee | self.mentor | self.named.partner_id).with_user(user)
        seen["partners"] = self._read(people, people.fields_get(attributes=()))
        return seen

    def _read(self, records, names):
        """Return {field: its values}, or why it cannot be read."""
        return {
            name: self._said_or_read(records, name)
            for name in names
            if name not in OFTEN and not name.startswith(("image_", "avatar_"))
        }

    def _said_or_read(self, records, name):
        try:
            return records.read([name])
        except (UserError, NotImplementedError) as error:
            return f"{type(error).__name__}: {error}"

    def _pages(self, user):
        """Return the values of a participant's pages."""
        pages = Pages(self.env, user)
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", user.partner_id.id)]
        )
        return [
            pages.overview(user.partner_id),
            pages.edition(self.edition, user.partner_id),
            pages.export(user.partner_id),
            *(pages.choice(e) for e in enrolments if e.role == "mentee"),
            *(pages.enrolment(enrolment) for enrolment in enrolments),
            *(pages.preference(enrolment) for enrolment in enrolments),
        ]

    def _told(self, user):
        """Return what each attempt to pair, to exclude and to look is answered."""
        enrolments = (
            self.mentor_enrolment | self.mentee_enrolment | self.own | self.managers_own
        )
        said = {}
        for mentor in enrolments.filtered(lambda e: e.role == "mentor"):
            said[f"pair {mentor.id}"] = self._said(
                lambda m=mentor: self._proposal(user, m, self.mentee_enrolment)
            )
            said[f"places {mentor.id}"] = self._said(
                lambda m=mentor: (
                    self.env["mentorship.pairing"]
                    .with_user(user)
                    .create(
                        {
                            "edition_id": self.edition.id,
                            "member_ids": [
                                Command.create({"enrolment_id": e.id})
                                for e in (m, self.mentee_enrolment)
                            ],
                        }
                    )
                )
            )
            said[f"propose {mentor.id}"] = self._said(
                lambda m=mentor: (
                    (m | self.mentee_enrolment).with_user(user).action_propose_pairing()
                )
            )
        for partner in (self.mentor, self.named.partner_id, self.both.partner_id):
            for two in ((self.mentee, partner), (partner, self.mentee)):
                said[f"exclude {[p.id for p in two]}"] = self._said(
                    lambda two=two: self._exclude(*two, user=user)
                )
        # sudo: the id of the latest, which anyone could try
        latest = self.env["mentorship.exclusion"].sudo().search([], limit=1)
        hidden = latest.browse(latest.id or NOT_THERE).with_user(user).sudo(False)
        for name, attempt in (
            ("read", lambda: hidden.read(["reason"])),
            ("write", lambda: hidden.write({"reason": "x"})),
            ("unlink", hidden.unlink),
            ("check", lambda: hidden.check_access("read")),
        ):
            said[f"{name} by number"] = self._said(attempt)
        return said


@tagged("post_install", "-at_install")
class TestExclusion(ExclusionCase):
    """The exclusions of several users, and what each user may do with them."""

    @mute_logger("odoo.sql_db")
    def test_each_keeps_two_apart_once_whatever_others_did(self):
        pair = (self.mentee, self.member)
        self._exclude(*pair)
        by_another = lambda: self._exclude(*pair, self.other_coordinator)  # noqa: E731
        self.assertEqual(self._said(by_another), "done")
        by_another()
        for two in (pair, pair[::-1]):
            with self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
                self._exclude(*two, self.other_coordinator)

    @mute_logger("odoo.sql_db")
    def test_nobody_excludes_themselves_whether_or_not_somebody_did(self):
        mine = self._exclude(self.mentee, self.mentor, self.named)
        hidden = self._exclude(self.mentee, self.named.partner_id)
        self.env.flush_all()
        own = self.named.partner_id
        exclusions = self.env["mentorship.exclusion"].with_user(self.named)
        said = set()
        for partner in (self.mentee, self.mentor, own):
            for two in ((partner, own), (own, partner)):
                said.add(
                    self._said(lambda two=two: self._exclude(*two, user=self.named))
                )
        said.add(self._said(lambda: mine.write({"other_partner_id": own.id})))
        said.add(
            self._said(
                lambda: exclusions.with_context(default_other_partner_id=own.id).create(
                    {"partner_id": self.mentee.id}
                )
            )
        )
        self.assertEqual(
            said, {"UserError: You cannot record this about yourself; ask a colleague."}
        )
        self.assertTrue(hidden.exists())

    def test_what_is_hidden_answers_as_what_is_not_there(self):
        hidden = self._exclude(self.mentee, self.both.partner_id)
        self.env.flush_all()
        answers = []
        for number in (hidden.id, hidden.id + 999):
            record = hidden.browse(number).with_user(self.both)
            answers.append(
                [
                    self._said(lambda record=record: record.write({"reason": "x"})),
                    self._said(record.unlink),
                    self._said(lambda record=record: record.check_access("read")),
                    self._said(
                        lambda record=record: record.read(["reason", "display_name"])
                    ),
                    record.exists().ids,
                ]
            )
        self.assertEqual(*answers)
        self.assertIn("do not have access", answers[0][0])

    def test_nobody_of_staff_pairs_themselves(self):
        fixed = (
            "UserError: You cannot create or change your own pairing; ask a colleague."
        )
        other = self._member("somebody", years=1).partner_id
        free = self._enrol(other, "mentee")
        mine = self._pair(self.own, self.mentee_enrolment)
        open_one = self._pair(self.mentor_enrolment, free)
        # as a data file makes one: with its people yet to come
        pairings = self.env["mentorship.pairing"].with_context(install_mode=True)
        empty = pairings.create({"edition_id": self.edition.id})
        me = self.named
        pairings = self.env["mentorship.pairing"].with_user(me)
        members = self.env["mentorship.pairing.member"].with_user(me)
        place = {"pairing_id": empty.id, "enrolment_id": self.own.id}
        self.env.flush_all()
        command = [Command.create({"enrolment_id": e.id}) for e in (self.own, free)]
        edition = self.edition.id
        attempts = {
            "create": lambda: self._proposal(me, self.own, free),
            "create by rows": lambda: pairings.create(
                {"edition_id": edition, "member_ids": command}
            ),
            "a place": lambda: members.create(place),
            "a place by default": lambda: members.with_context(
                default_enrolment_id=self.own.id
            ).create({"pairing_id": empty.id}),
            "change the mentor": lambda: open_one.with_user(me).write(
                {"mentor_enrolment_id": self.own.id}
            ),
            "change the row": lambda: (
                open_one.member_ids[0]
                .with_user(me)
                .write({"enrolment_id": self.own.id})
            ),
            "change the mentee": lambda: mine.with_user(me).write(
                {"mentee_enrolment_ids": [Command.set(free.ids)]}
            ),
            "change one's row": lambda: (
                mine.member_ids[-1].with_user(me).write({"enrolment_id": free.id})
            ),
            "add to one's own": lambda: members.create(
                {"pairing_id": mine.id, "enrolment_id": free.id}
            ),
            "the same edition": lambda: mine.with_user(me).write(
                {"edition_id": edition}
            ),
            "take out": lambda: mine.member_ids[-1].with_user(me).unlink(),
            "offer": lambda: mine.with_user(me).action_offer(),
            "propose": lambda: (self.own | free).with_user(me).action_propose_pairing(),
        }
        imported = lambda: pairings.load(  # noqa: E731
            ["edition_id/.id", "mentor_enrolment_id/.id", "mentee_enrolment_ids/.id"],
            [[str(edition), str(self.own.id), str(free.id)]],
        )
        for world in ("without", "with"):
            if world == "with":
                for partner in (self.mentee, other):
                    # sudo: past the check of a pairing that has already been proposed
                    self._exclude(partner, me.partner_id)
                self.env.flush_all()
            for name, attempt in attempts.items():
                with self.subTest(f"{name}, {world} an exclusion"):
                    self.assertEqual(self._said(attempt), fixed)
            with self.subTest(f"import, {world} an exclusion"):
                result = imported()
                self.assertFalse(result["ids"])
                self.assertIn(fixed.partition(": ")[2], str(result["messages"]))
        bulk = mine.with_user(me).action_bulk_offer()["params"]["message"]
        self.assertIn("cannot create or change your own pairing", bulk)

    def test_who_follows_from_a_sign_up_is_written_by_nobody(self):
        pairing = self._pair(self.mentor_enrolment, self.mentee_enrolment)
        member = pairing.member_ids[-1].with_user(self.named)
        with self.assertRaises(AccessError):
            member.write({"partner_id": self.named.partner_id.id})

    def test_a_colleague_pairs_staff_as_anybody(self):
        pairing = self._proposal(self.coordinator, self.own, self.mentee_enrolment)
        pairing.action_offer()
        pairing.with_user(self.named).action_accept_offer()
        pairing.with_user(self.mentee_user).action_accept_offer()
        self.assertEqual(pairing.state, "active")

    def test_deleting_a_contact_does_not_say_what_is_in_the_way(self):
        contacts = self._user("contacts", "base.group_partner_manager")
        said = []
        for make in (
            lambda p: self._exclude(p, self.mentor),
            lambda p: self.env["mentorship.interest"]._note(self.programme, p),
        ):
            partner = self.env["res.partner"].create({"name": "Somebody"})
            make(partner)
            said.append(self._said(partner.with_user(contacts).unlink))
        self.assertEqual(*said)
        self.assertIn("has records in Mentorship", said[0])


@tagged("post_install", "-at_install", "slow")
class TestTraces(ExclusionCase):
    """An exclusion leaves no trace: the world with it is the world without it."""

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_nobody_sees_a_difference(self):
        own = self.named.partner_id
        cases = {
            # the pair themselves, staff of another programme, and people who are not
            # staff
            (self.mentee, self.mentor): (
                self.mentor_user,
                self.mentee_user,
                self.other_coordinator,
                self.employee,
                self.administrator,
            ),
            # a coordinator of the programme, and a manager, who are named
            (self.mentee, own): (self.named,),
            (self.mentee, self.both.partner_id): (self.both,),
        }
        for two, users in cases.items():
            for user in users:
                before = self._world(user)
                exclusion = self._exclude(*two)
                self.env.flush_all()
                after = self._world(user)
                with self.subTest(f"{user.name}: {[p.name for p in two]}"):
                    self.assertNotIn(MARK, after)
                    self.assertEqual(before, after)
                exclusion.unlink()
                self.env.flush_all()

    @mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_who_a_member_names_sees_no_difference_either(self):
        people = (self.named, self.other_coordinator, self.mentor_user)
        before = [self._world(user) for user in people]
        own = self.mentee_enrolment.with_user(self.mentee_user)
        tell_staff(own, MultiDict({"avoid": f"{MARK}, {self.named.name}"}))
        self.assertTrue(self.env["mentorship.preference"].search([]).activity_ids)
        after = [self._world(user) for user in people]
        self.assertNotIn(MARK, str(after))
        self.assertEqual(before, after)

    def test_the_search_would_see_one(self):
        before = self._world(self.coordinator)
        exclusion = self._exclude(self.mentee, self.mentor)
        self.env.flush_all()
        after = self._world(self.coordinator)
        self.assertIn(MARK, after)
        self.assertNotEqual(before, after)
        exclusion.unlink()


class _Undo(Exception):
    pass
