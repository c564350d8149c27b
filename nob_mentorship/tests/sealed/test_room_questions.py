from odoo.tests import tagged

from ...portal.sealed import room
from ..common import MentorshipCase


@tagged("post_install", "-at_install", "mentorship")
class TestRoomQuestions(MentorshipCase):
    """The agreement starts with the question of the sign-up, for the members who read
    it on the page of the pairing too."""

    def _read(self, pairing, reader):
        """Return {partner: question} that a member gets with the room."""
        people = pairing._room_people()
        values = room.room_values(pairing.sudo(), reader)
        return {people[asked["uuid"]]: asked["text"] for asked in values["questions"]}

    def _started(self, pairing, enrolments):
        """Return the pairing once everyone said yes, each with a question."""
        for enrolment in enrolments:
            enrolment.question = f"The question of {enrolment.partner_id.name}"
        for member in pairing.member_ids:
            member._answer("accepted")
        self.assertEqual(pairing.state, "active")
        return pairing

    def test_a_pair_has_the_mentees(self):
        pairing = self._active_pair()
        asked = {self.mentee: pairing.mentee_enrolment_ids.question}
        for reader in (self.mentor, self.mentee):
            self.assertEqual(self._read(pairing, reader), asked)
        pairing.mentee_enrolment_ids.question = False
        self.assertEqual(self._read(pairing, self.mentee), {})

    def test_mentees_of_a_group_read_only_their_own(self):
        pairing, _mentor, mentees, users = self._group()
        self._started(pairing, mentees)
        for user, enrolment in zip(users, mentees, strict=True):
            own = {user.partner_id: enrolment.question}
            self.assertEqual(self._read(pairing, user.partner_id), own)
        self.assertEqual(len(self._read(pairing, self.mentor)), 3)

    def test_a_peer_decides_who_reads_it(self):
        edition = self._edition(name="2035", kind="peer")
        self._open(edition)
        users = [self._member(f"peer{n}", years=4) for n in range(2)]
        first, second = (user.partner_id for user in users)
        enrolments = [
            self._enrol(each, "peer", edition=edition) for each in (first, second)
        ]
        enrolments[0].shares_question = True
        pairing = self._started(self._pair(*enrolments, offer=True), enrolments)
        self.assertEqual(set(self._read(pairing, first)), {first})
        self.assertEqual(set(self._read(pairing, second)), {first, second})
