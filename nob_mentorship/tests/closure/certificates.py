"""An edition whose pair is completed, and whose certificates can be issued."""

from datetime import timedelta

from odoo import fields

from ..common import MentorshipCase


class CertificateCase(MentorshipCase):
    """A pair that met twice, for an hour and a half each, and was completed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mentor.name, cls.mentee.name = "Anouk de Wit", "Bas de Groot"
        cls.pairing = cls._active_pair().sudo()
        for days in (20, 10):
            cls._held(cls.pairing, days)
        cls.edition.write({"certificate": True, "certificate_hours": True})
        cls.pairing.action_complete()
        cls.own = cls.pairing.mentee_enrolment_ids
        cls.mentors = cls.pairing.mentor_enrolment_id
        cls.certificates = cls.env["mentorship.certificate"]
        cls.env.flush_all()

    @classmethod
    def _held(cls, pairing, days, attendees=None):
        """Note a meeting of an hour and a half that was held."""
        start = fields.Datetime.now().replace(microsecond=0) - timedelta(days=days)
        meeting = pairing.meeting_ids.create(
            {
                "pairing_id": pairing.id,
                "start": start,
                "stop": start + timedelta(minutes=90),
                "attendee_ids": (attendees or pairing.member_ids.partner_id).ids,
            }
        )
        meeting._set_state("held")
        return meeting

    @classmethod
    def _final(cls, answered=(), asked=(), audience="all", state="open"):
        """Return a final evaluation, and let people be asked in it, or answer it.

        :param answered: partners who answered
        :param asked: partners who did not
        """
        evaluation = cls.env["mentorship.evaluation"].create(
            {
                "edition_id": cls.edition.id,
                "moment": "final",
                "audience": audience,
                "opens_on": cls.today,
            }
        )
        evaluation._set_state(state)
        for people, responded in ((answered, True), (asked, False)):
            for partner in people:
                cls.env["mentorship.evaluation.invitation"].create(
                    {
                        "evaluation_id": evaluation.id,
                        "partner_id": partner.id,
                        "responded": responded,
                    }
                )
        cls.env.flush_all()
        return evaluation

    def _issue(self, enrolment=None, user=None):
        """Issue a certificate as staff; return it, as superuser."""
        enrolment = enrolment or self.own
        enrolment.with_user(user or self.coordinator).action_issue_certificate()
        return self.certificates.search([("enrolment_id", "=", enrolment.id)])
