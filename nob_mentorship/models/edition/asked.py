from odoo import fields, models
from odoo.fields import Domain

from ..base.asked import Question


class MentorshipEdition(models.Model):
    """The questions before an edition moves on: how many members, and when."""

    _inherit = "mentorship.edition"

    def _asks_open_enrolment(self):
        self.ensure_one()
        self._to_move("enrolment", ("draft", "not_planned"))
        self._check_called_off()
        self._check_ready()
        _ = self.env._
        today = fields.Date.context_today(self)
        told = self._told_of_opening()
        return Question(
            _("Open the sign-up of %s?", self.display_name),
            _("Open the sign-up"),
            (
                _(
                    "Members who can sign up from %(start)s to %(end)s: %(count)s",
                    start=self._day_words(max(self.enrolment_start or today, today)),
                    end=self._day_words(self.enrolment_end),
                    count=self._figure(self._count_welcome()),
                ),
                self._programme_words(),
                _("Invited members who are told now: %s", self._figure(len(told)))
                if self.enrolment_mode == "invitation"
                else self._interest_words(told),
                told._unreached_words(),
                self.opening == "later"
                and _(
                    "The sign-up starts on a later day: until then, the members who "
                    "are told cannot sign up."
                ),
                self.opening == "far"
                and _(
                    "One of the dates is a year or more ahead: check the calendar "
                    "first."
                ),
            ),
        )

    def _asks_take_over(self):
        self.ensure_one()
        self._to_move("closed", ("draft",))
        self._check_to_take_over()
        _ = self.env._
        return Question(
            _("Close %s as a past edition?", self.display_name),
            _("Close as a past edition"),
            (
                self.date_start
                and _(
                    "It ran from %(start)s to %(end)s, before you used this app.",
                    start=self._day_words(self.date_start),
                    end=self._day_words(self._planned_end()),
                ),
                _("It is closed at once, and you can import its pairs."),
                _("No one is mailed."),
            ),
        )

    def _asks_not_planned(self):
        self.ensure_one()
        self._to_move("not_planned", ("draft",))
        told = self.programme_id.interest_ids
        return Question(
            self.env._("Tell members that there is no %s?", self.display_name),
            self.env._("No programme this time"),
            (
                self._interest_words(told),
                told._unreached_words(),
            ),
        )

    def _asks_close_enrolment(self):
        self.ensure_one()
        self._to_move("matching", ("enrolment",))
        _, late = self.env._, self.late_enrolment
        drafts = self.enrolment_ids.filtered(lambda each: each.state == "draft")
        return Question(
            _("Close the sign-up of %s?", self.display_name),
            _("Close the sign-up"),
            (
                self.enrolment_end
                and _(
                    "The last day to sign up is %s; it closes by itself after that.",
                    self._day_words(self.enrolment_end),
                ),
                self._accepted_words(),
                self.to_accept_count
                and _(
                    "Sign-ups that you still have to accept: %s",
                    self._figure(self.to_accept_count),
                ),
                self.waiting_count
                and _("On the waiting list: %s", self._figure(self.waiting_count)),
                drafts
                and not late
                and _(
                    "Drafts that can no longer be sent: %s", self._figure(len(drafts))
                ),
                late and _("Members can still sign up after the start."),
            ),
        )

    def _asks_start(self):
        self.ensure_one()
        self._to_move("running", ("matching",))
        _ = self.env._
        unpaired = self._unpaired()
        return Question(
            _("Start %s?", self.display_name),
            _("Start the programme"),
            (
                self._programme_words(),
                _("Active pairings: %s", self._figure(self.active_count)),
                self.offered_count
                and _(
                    "Offers that wait for an answer: %s",
                    self._figure(self.offered_count),
                ),
                _(
                    "Members without a pairing, who are told that you are still "
                    "looking: %s",
                    self._figure(len(unpaired.partner_id)),
                ),
                unpaired._unreached_words(),
            ),
        )

    def _asks_cancel(self):
        self.ensure_one()
        self._to_move("not_planned", ("enrolment", "matching", "running"))
        _ = self.env._
        pairings = self._open_pairings()
        active = pairings.filtered(lambda pairing: pairing.state == "active")
        enrolled = self._still_enrolled()
        return Question(
            _("Cancel %s?", self.display_name),
            _("Cancel the edition"),
            (
                _(
                    "Pairings that end today, %(day)s: %(count)s",
                    day=self._day_words(fields.Date.context_today(self)),
                    count=self._figure(len(active)),
                ),
                pairings - active
                and _(
                    "Proposals and offers that end: %s",
                    self._figure(len(pairings - active)),
                ),
                _(
                    "Members who are told, and added to the interest list: %s",
                    self._figure(len(enrolled.partner_id)),
                ),
                enrolled._unreached_words(),
            ),
        )

    def _interest_words(self, told):
        """Return the line about the members on the interest list who are told."""
        return self.env._(
            "Members on the interest list who are told now: %s",
            self._figure(len(told)),
        )

    def _programme_words(self):
        """Return the line about the first and the last day of the programme."""
        return self.date_start and self.env._(
            "The programme runs from %(start)s to %(end)s.",
            start=self._day_words(self.date_start),
            end=self._day_words(self._planned_end()),
        )

    def _accepted_words(self):
        """Return the line about how many members take part."""
        if self.kind == "peer":
            return self.env._("Accepted members: %s", self._figure(self.mentee_taken))
        return self.env._(
            "Accepted mentors: %(mentors)s; accepted mentees: %(mentees)s",
            mentors=self._figure(self.mentor_taken),
            mentees=self._figure(self.mentee_taken),
        )

    def _count_welcome(self):
        """Count the members who can sign up in some role, by the rules for taking part.

        The number of queries does not depend on the number of members.
        """
        self.ensure_one()
        # sudo: staff of the programme ask; only a number leaves this method
        edition = self.sudo()
        members = (
            edition.invitee_ids.partner_id
            if edition.enrolment_mode == "invitation"
            else edition._members_today()
        )
        edition._fetch_members(members)
        return sum(edition._welcomes(member) for member in members)

    def _members_today(self):
        """Return the contacts of this edition's company who are members today."""
        today = fields.Date.context_today(self)
        partners = self.env["res.partner"]
        own = partners._mentorship_own_membership(today, today)
        may_be = own | Domain("associate_member_id", "!=", False)
        if self.company_id:
            may_be &= Domain("company_id", "in", [False, self.company_id.id])
        return partners.search(may_be)._mentorship_members_since(today)
