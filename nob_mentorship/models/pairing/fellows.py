"""Defines in one place what members of a pairing can read about each other (R5–R7,
R43).

An offer shows the other person and what they offer or ask, but no contact data. A
mentee's question is for the mentor; whether peers see it, and whether a group sees
contact data, is the member's choice at the sign-up. After the end, contact data stay
readable between those who both go on without the programme.
"""

from odoo import models

WHO = frozenset({"employer", "topics", "motivation"})
PROFILE = frozenset({"years", "region"})
CONTACT = frozenset({"email", "phone"})


class MentorshipPairing(models.Model):
    """Visibility among the members of a pairing."""

    _inherit = "mentorship.pairing"

    def _shown_members(self):
        """Return the members that are shown as part of the pairing.

        In an offer, these are all the members asked, so that a refusal is not revealed.
        Afterwards, they are the present members.
        """
        asked = self.filtered(lambda pairing: pairing.state in ("proposed", "offered"))
        there = asked.member_ids.filtered("partner_id.active")
        return there | (self - asked)._present_members()


class MentorshipPairingMember(models.Model):
    """The data that a member can read about another."""

    _inherit = "mentorship.pairing.member"

    def _reads(self, other):
        """Return the data that this member can read about another member of the
        pairing.

        :param other: ``mentorship.pairing.member`` of the same pairing
        :return: a set of ``employer``, ``topics``, ``motivation``, ``question``,
            ``years``, ``region``, ``email`` and ``phone``; the name and the role are
            always readable
        """
        self.ensure_one()
        started = self._is_reachable() and other._is_reachable()
        both = started and {self.answer, other.answer} == {"accepted"}
        reach = CONTACT if both and self._may_reach(other) else frozenset()
        if other.role == "peer":
            asks = other.enrolment_id.shares_question
        elif "mentor" in (self.role, other.role):
            asks = other.role != "mentor"
        else:
            return reach
        shown = PROFILE if other.enrolment_id.shares_profile else frozenset()
        return WHO | shown | reach | ({"question"} if asks else set())

    def _may_reach(self, other):
        """Tell whether this member may see another present member's contact data:
        between mentees of a group, only with the other's consent.
        """
        self.ensure_one()
        fellows = (self.role, other.role) == ("mentee", "mentee")
        return self == other or not fellows or other.enrolment_id.shares_contact

    def _reached(self):
        """Return the people of this pairing whose contact data this member may see."""
        self.ensure_one()
        others = self.pairing_id.member_ids
        return others.filtered(self._may_reach).partner_id

    def _answer_address(self, mentorship_from=None, mentorship_among=None, **context):
        """Keep replies from people whose contact data this member may not see."""
        reached = self._reached()
        return super()._answer_address(
            mentorship_from=mentorship_from and mentorship_from & reached,
            mentorship_among=mentorship_among and mentorship_among & reached,
            **context,
        )
