from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import MentorshipCase
from ..pages import Pages

MADE = ("name", "role", "face", "facts", "common")
"""The values of a person on a page that are shown of anyone, or follow from others."""


@tagged("post_install", "-at_install", "mentorship", "fault")
class TestFellows(MentorshipCase):
    """What members of a group and peers read of each other, at each moment (R43)."""

    def _read(self, pairing, reader):
        """Return {name: what the page of a pairing shows a member of each other}."""
        pages = Pages(self.env)
        people = pages.pairing(pairing.sudo(), reader.partner_id)["people"]
        return {
            person["name"]: {
                name for name, value in person.items() if value and name not in MADE
            }
            for person in people
        }

    def _filled_group(self, **shares):
        """Return an offered group whose people filled in everything."""
        pairing, mentor, mentees, users = self._group()
        (mentor | self.env["mentorship.enrolment"].union(*mentees)).write(
            {
                "motivation": "Because",
                "employer": "Somewhere",
                "topic_ids": self.env["mentorship.topic"].search([], limit=1).ids,
            }
        )
        for user in (*users, self.mentor_user):
            user.partner_id.phone = "+31 20 5550100"
        mentees[0].write(shares)
        return pairing, mentor, mentees, users

    def test_a_mentee_reads_the_mentor_and_only_names_of_the_others(self):
        pairing, mentor, _mentees, users = self._filled_group()
        mentor_name, names = mentor.partner_id.name, [u.name for u in users]
        who = {"employer", "topics", "motivation"}
        self.assertEqual(
            self._read(pairing, users[0]),
            {mentor_name: who, names[1]: set(), names[2]: set()},
        )
        self.assertEqual(
            self._read(pairing, self.mentor_user),
            {name: {*who, "question"} for name in names},
        )
        for member in pairing.member_ids:
            member._answer("accepted")
        reach = {"email", "phone"}
        self.assertEqual(
            self._read(pairing, users[0]),
            {mentor_name: who | reach, names[1]: set(), names[2]: set()},
        )
        self.assertEqual(
            self._read(pairing, self.mentor_user),
            {name: {*who, "question", *reach} for name in names},
        )

    def test_a_mentee_is_sent_to_whom_they_can_reach(self):
        pairing, mentor, _mentees, users = self._group()
        for member in pairing.member_ids:
            member._answer("accepted")
        pages = Pages(self.env)
        (step,) = pages.pairing_steps(pairing, users[0].partner_id)
        self.assertIn(mentor.partner_id.name, step["title"])
        self.assertNotIn(users[1].name, step["title"])

    def test_who_agreed_is_reached_by_fellow_mentees_once_it_started(self):
        pairing, _mentor, _mentees, users = self._filled_group(shares_contact=True)
        self.assertEqual(self._read(pairing, users[1])[users[0].name], set())
        for member in pairing.member_ids:
            member._answer("accepted")
        read = self._read(pairing, users[1])
        self.assertEqual(read[users[0].name], {"email", "phone"})
        self.assertEqual(read[users[2].name], set())

    def test_nobody_hears_who_said_no_before_it_starts(self):
        pairing, mentor, mentees, users = self._filled_group()
        before = self._read(pairing, users[0])
        said_no = pairing.member_ids.filtered(lambda m: m.enrolment_id == mentees[2])
        said_no._answer("declined")
        self.assertEqual(pairing.state, "offered")
        self.assertEqual(self._read(pairing, users[0]), before)
        self.assertIn(users[2].name, self._read(pairing, self.mentor_user))
        with self._on(pairing.member_ids[0].remind_on):
            self._run_reminders()
        reminder = self._mails(users[0].partner_id)[-1]
        self.assertIn(users[2].name, reminder.body_html)
        seen = said_no.with_user(users[0])
        with self.assertRaises(AccessError):
            seen.read(["answer"])
        for member in pairing.member_ids - said_no:
            member._answer("accepted")
        self.assertNotIn(users[2].name, self._read(pairing, users[0]))
        self.assertEqual(mentor.state, "matched")

    def test_mails_name_no_fellow_mentee_who_did_not_agree(self):
        pairing, _mentor, _mentees, users = self._filled_group(shares_contact=True)
        for member in pairing.member_ids:
            member._answer("accepted")
        open_one, shy, third = (user.partner_id for user in users)
        meeting = self._planned(pairing, users[1])
        calendar = meeting._calendar("REQUEST", third).decode().replace("\r\n ", "")
        self.assertNotIn(shy.email, calendar)
        for known in (open_one, self.mentor, third):
            self.assertIn(known.email, calendar)
        before = self._mails()
        pairing.with_user(users[1]).action_pause(self.today + timedelta(days=9))
        for reader in (open_one, third):
            (told,) = self._mails(reader) - before
            self.assertNotIn(shy.email, told.reply_to)
        (told,) = self._mails(self.mentor) - before
        self.assertIn(shy.email, told.reply_to)

    def _peers(self, **shares):
        """Return an offered pairing of three peers, its sign-ups and their users."""
        edition = self._edition(name="2035", kind="peer")
        self._open(edition)
        users = [self._member(f"peer{n}", years=4) for n in range(3)]
        sign_ups = [
            self._enrol(user.partner_id, "peer", edition=edition) for user in users
        ]
        sign_ups[0].write(shares)
        return self._pair(*sign_ups, offer=True), sign_ups, users

    def test_a_peer_decides_who_reads_the_question(self):
        pairing, _sign_ups, users = self._peers(shares_question=True)
        read = self._read(pairing, users[1])
        self.assertIn("question", read[users[0].name])
        self.assertNotIn("question", read[users[2].name])
        for member in pairing.member_ids:
            member._answer("accepted")
        read = self._read(pairing, users[1])
        self.assertIn("email", read[users[0].name])
        self.assertNotIn("question", read[users[2].name])

    def test_the_form_asks_and_says_who_reads_it(self):
        _pairing, mentor, mentees, users = self._group()
        self.assertIn("shares_contact", mentees[0]._asked_fields())
        self.assertNotIn("shares_contact", mentor._asked_fields())
        _pairing, peers, _users = self._peers()
        self.assertIn("shares_question", peers[0]._asked_fields())
        pair = self._active_pair()
        for enrolment in pair.member_ids.enrolment_id:
            self.assertFalse(enrolment._asked_to_share())
        pages = Pages(self.env)
        mentees[0].shares_contact = True
        (told,) = pages.export(users[0].partner_id)["enrolments"]
        self.assertEqual(told["shares_contact"], "Yes")
