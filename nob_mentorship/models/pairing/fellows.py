"""What the people in a pairing read of each other, in one place (R5–R7, R43).

An offer shows who the other is and what they offer or ask, and no contact data. A
mentee's question is for the mentor; among peers, and for contact data within a group,
the member decides at the sign-up.
"""

from odoo import models

WHO = frozenset({"employer", "topics", "motivation"})
CONTACT = frozenset({"email", "phone"})


class MentorshipPairing(models.Model):
    """Who is shown to whom."""

    _inherit = "mentorship.pairing"

    def _shown_members(self):
        """Return who reads as one of the pairing.

        Of an offer these are all who were asked: nobody learns who said no. Afterwards
        they are those who are in.
        """
        asked = self.filtered(lambda pairing: pairing.state in ("proposed", "offered"))
        there = asked.member_ids.filtered("partner_id.active")
        return there | (self - asked)._present_members()


class MentorshipPairingMember(models.Model):
    """What one reads of another."""

    _inherit = "mentorship.pairing.member"

    def _reads(self, other):
        """Return what this member reads of another one of the pairing.

        :param other: ``mentorship.pairing.member`` of the same pairing
        :return: a set of ``employer``, ``topics``, ``motivation``, ``question``,
            ``email`` and ``phone``; the name and the role are read always
        """
        self.ensure_one()
        started = self.pairing_id.state == "active"
        both = started and {self.answer, other.answer} == {"accepted"}
        reach = CONTACT if both and self._may_reach(other) else frozenset()
        if other.role == "peer":
            asks = other.enrolment_id.shares_question
        elif "mentor" in (self.role, other.role):
            asks = other.role != "mentor"
        else:
            return reach
        return WHO | reach | ({"question"} if asks else set())

    def _may_reach(self, other):
        """Tell whether this member may learn how to reach another one who is in: among
        fellow mentees only with that one's word."""
        self.ensure_one()
        fellows = (self.role, other.role) == ("mentee", "mentee")
        return self == other or not fellows or other.enrolment_id.shares_contact

    def _reached(self):
        """Return the people of this pairing whom this member may reach."""
        self.ensure_one()
        others = self.pairing_id.member_ids
        return others.filtered(self._may_reach).partner_id

    def _answer_address(self, mentorship_from=None, mentorship_among=None, **context):
        """An answer goes to nobody whom this member may not reach."""
        reached = self._reached()
        return super()._answer_address(
            mentorship_from=mentorship_from and mentorship_from & reached,
            mentorship_among=mentorship_among and mentorship_among & reached,
            **context,
        )
