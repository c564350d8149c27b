from ..common import MentorshipCase


class OfferCase(MentorshipCase):
    """An offer to a mentor with two places and a mentee, which nobody answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.coordinator.partner_id | cls.mentor | cls.mentee).lang = "en_US"
        cls._open()
        cls.mentor_enrolment = cls._enrol(cls.mentor, "mentor", max_mentees=2)
        cls.mentee_enrolment = cls._enrol(cls.mentee, "mentee")
        cls.pairing = cls._pair(cls.mentor_enrolment, cls.mentee_enrolment, offer=True)
        cls.mentor_row, cls.mentee_row = (
            cls.pairing.member_ids.filtered(lambda m, p=partner: m.partner_id == p)
            for partner in (cls.mentor, cls.mentee)
        )
        cls.seen = cls.pairing.with_user(cls.coordinator)

    def _told(self, before, partner):
        """Return the subjects of a person's mails since."""
        return (self._mails(partner) - before).mapped("subject")

    def _strangers(self):
        """Return the users who have nothing to do with this offer."""
        return (
            self.member_user
            | self.employee
            | self.administrator
            | self.other_coordinator
        )
