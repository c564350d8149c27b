from odoo.tests import HttpCase, tagged

from ..common import MentorshipCase, control


@tagged("post_install", "-at_install", "fault")
class TestOver(HttpCase, MentorshipCase):
    """What has ended says so to the person it belonged to, and to no one else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()
        mentees = cls._enrol(cls.mentee, "mentee"), cls._enrol(cls.member, "mentee")
        mentor = cls._enrol(cls.mentor, "mentor", max_mentees=2)
        cls.offered, cls.active = (cls._pair(mentor, mentee) for mentee in mentees)
        cls.offered.action_offer()
        cls.active.action_offer()
        for member in cls.active.member_ids:
            member._answer("accepted")

    def _open_page(self, user, pairing, part=""):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/mentorship/pairing/{pairing.id}{part}")

    def _is_over(self, answer, words):
        self.assertEqual(answer.status_code, 410)
        self.assertTrue([each for each in words if each in answer.text])
        self.assertIn('href="/my/mentorship"', answer.text)
        self.assertNotIn(self.mentor.email, answer.text)
        self.assertNotIn(self.mentor.phone or "+31", answer.text)

    def test_who_said_no_reads_so(self):
        self.offered.with_user(self.mentee_user).action_decline_offer()
        words = "You have said no to this offer", "nee gezegd tegen dit voorstel"
        self._is_over(self._open_page(self.mentee_user, self.offered), words)
        for part in ("/answer", "/pause", "/end", "/meeting", "/first-contact"):
            with self.subTest(part):
                answer = self._open_page(self.mentee_user, self.offered, part)
                self._is_over(answer, words)

    def test_whose_offer_expired_reads_so(self):
        self.offered._decline(expired=True)
        answer = self._open_page(self.mentee_user, self.offered)
        self._is_over(answer, ("This offer has ended", "Dit voorstel is voorbij"))

    def test_after_the_end_both_read_the_same(self):
        self.active.with_user(self.member_user).action_end()
        for user in (self.member_user, self.mentor_user):
            answer = self._open_page(user, self.active)
            self.assertEqual(answer.status_code, 200)

    def test_who_left_a_group_reads_so(self):
        own = self.active.sudo().member_ids.filtered(
            lambda member: member.partner_id == self.member_user.partner_id
        )
        own.left_on = self.today
        answer = self._open_page(self.member_user, self.active)
        self._is_over(answer, ("no longer in this mentorship", "niet meer mee aan dit"))
        stays = self._open_page(self.mentor_user, self.active)
        self.assertEqual(stays.status_code, 200)

    @control
    def test_to_anybody_else_there_is_nothing(self):
        self.offered.with_user(self.mentee_user).action_decline_offer()
        self.active.with_user(self.member_user).action_end()
        for pairing, user in (
            (self.offered, self.member_user),
            (self.active, self.mentee_user),
            (self.active, self.employee),
        ):
            for part in ("", "/meeting"):
                answer = self._open_page(user, pairing, part)
                self.assertEqual(answer.status_code, 404)
