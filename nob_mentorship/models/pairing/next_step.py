from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

TO_MENTOR = ("one_to_one", "group")
"""The kinds of programmes in which a mentee can become a mentor: the one with more
experience is the mentor."""


class MentorshipPairing(models.Model):
    """What members choose once their pairing is over: to take part again, or to become
    a mentor, now or when they can (R4, R68).
    """

    _inherit = "mentorship.pairing"

    def action_take_part_again(self, role):
        """Put oneself on the interest list of the programme, as a member.

        :param str role: ``mentor``, ``mentee`` or ``peer``
        :raises UserError: if the pairing is not over, or the role is not open to them
        """
        own = self._own_at_end()
        if role not in own._next_roles():
            raise UserError(self.env._("Choose how you would like to take part."))
        # of two requests at the same moment, the second must see the first
        own.pairing_id._touch()
        self.env["mentorship.interest"]._note(
            own.programme_id, own.partner_id, role if role != "peer" else False
        )

    def action_mentor_later(self):
        """Ask, as a member, to be told once they have the years that a mentor needs;
        asked again, it is the same request.

        :raises UserError: if they have them already, or the pairing is not over
        """
        own = self._own_at_end()
        if not own._is_too_new():
            raise UserError(
                self.env._("You can be a mentor already: choose it on your page.")
            )
        # of two requests at the same moment, the second must see the first
        own.pairing_id._touch()
        own._not_told().mentor_from = False
        own.mentor_from = own._mentor_day(own.edition_id)

    def action_not_mentor_later(self):
        """Take back, as a member, that they would like to be told of it."""
        self._own_at_end()._not_told().mentor_from = False

    def _own_at_end(self):
        """Return the caller's own row, as superuser, if their pairing is over.

        :raises AccessError: for all others
        :raises UserError: while it is not over
        """
        self.ensure_one()
        own = self._own_member()
        if not own:
            raise AccessError(self.env._("You cannot change this record."))
        # sudo: the caller's own row, checked above
        own = own.sudo()
        if not own._has_next():
            raise UserError(
                self.env._("You can choose this once your mentorship is over.")
            )
        return own

    def _happened_mentor_ready(self, edition, first, last):
        """Return the members who asked to be told that they can be a mentor, with the
        day on which they can in this edition; see `events.py`. Only the newest edition
        of a programme that has mentors like them tells them, and each once.
        """
        asked = self.env["mentorship.pairing.member"]._search_whole(
            [
                ("programme_id", "=", edition.programme_id.id),
                ("mentor_from", "!=", False),
            ]
        )
        if not asked or not edition._is_newest(TO_MENTOR):
            return []
        found = []
        for rows in asked.grouped("partner_id").values():
            member = rows[0]
            day = member._mentor_ready_on(edition)
            if (
                first <= day <= last
                and not any(rows.mapped("mentor_told_on"))
                and member._is_welcome_as_mentor(edition)
            ):
                found.append((member.pairing_id, day, member))
        return found


class MentorshipPairingMember(models.Model):
    """What comes next for a member whose pairing is over."""

    _inherit = "mentorship.pairing.member"

    mentor_from = fields.Date(
        "Asks to be told when they can be a mentor, from",
        readonly=True,
        copy=False,
        help="The member asked to be told once they have worked long enough. That is "
        "on this day, by the records and rules of the day on which they asked.",
    )
    mentor_told_on = fields.Date(
        "Told that they can be a mentor on", readonly=True, copy=False
    )

    def _has_next(self):
        """Tell whether the pairing is over for this member, and its programme is not.

        After an early end, the edition still looks for someone else for both.
        """
        self.ensure_one()
        pairing = self.pairing_id
        over = pairing.state == "completed" or (
            pairing.state == "ended" and pairing.edition_id.state == "closed"
        )
        return over and self.answer == "accepted" and self.programme_id.active

    def _next_roles(self):
        """Return the roles in which this member can take part again: a list, the one
        that they had first.
        """
        self.ensure_one()
        roles = [self.role]
        if self._can_mentor_next() and not self._is_too_new():
            roles.append("mentor")
        return roles

    def _can_mentor_next(self):
        """Tell whether this member had the role that leads to that of a mentor."""
        return self.role == "mentee" and self.pairing_id.kind in TO_MENTOR

    def _is_too_new(self):
        """Tell whether the years that this member still lacks are all that keeps them
        from being a mentor. What is not known is not held against them (promise 8).
        """
        day = self._can_mentor_next() and self._mentor_day(self.edition_id)
        return bool(day) and day > fields.Date.context_today(self)

    def _mentor_day(self, edition):
        """Return the first day on which this member has worked for more years than a
        mentor needs in an edition, or False if that is not known.
        """
        known = edition._known(self.partner_id, self.enrolment_id._stated())
        since, years = known["professional_since"], edition.mentor_min_years
        return since and since + relativedelta(years=years, days=1)

    def _mentor_ready_on(self, edition):
        """Return the day on which this member is told: once they can be a mentor, and
        the sign-up of the edition has opened.
        """
        day = self._mentor_day(edition) or self.mentor_from
        return max(day, edition.enrolment_opened_on or day)

    def _is_welcome_as_mentor(self, edition):
        """Tell whether only time keeps this member from being a mentor in an edition,
        and they have not signed up as one already.
        """
        there = [
            ("edition_id", "=", edition.id),
            ("partner_id", "=", self.partner_id.id),
            ("role", "=", "mentor"),
        ]
        if self.env["mentorship.enrolment"].search_count(there, limit=1):
            return False
        stated = self.enrolment_id._stated()
        findings = edition._eligibility(self.partner_id, "mentor", stated)
        return all(
            finding.verdict != "no" or finding.code == "experience"
            for finding in findings
        )

    def _of_programme(self):
        """Return all rows of this member in pairings of the programme."""
        return self.search(
            [
                ("programme_id", "=", self.programme_id.id),
                ("partner_id", "=", self.partner_id.id),
            ]
        )

    def _not_told(self):
        """Return those of these rows that no reminder went out for."""
        return self._of_programme().filtered(lambda member: not member.mentor_told_on)

    def _next_editions(self):
        """Return the other editions of the programme that this member sees, and that
        are not over.
        """
        self.ensure_one()
        editions = self.env["mentorship.edition"]
        return editions._search_whole(
            Domain(editions._member_domain(self.partner_id))
            & Domain("programme_id", "=", self.programme_id.id)
            & Domain("state", "in", ("enrolment", "matching", "running"))
            & Domain("id", "!=", self.edition_id.id)
        )

    def _next_sign_up(self, editions, role):
        """Return what this member can do in a role now.

        :param editions: see :meth:`_next_editions`
        :return: their sign-up, if they have one already; and the edition that they can
            sign up for. Both can be empty.
        """
        enrolments = self.env["mentorship.enrolment"]._search_whole(
            [
                ("edition_id", "in", editions.ids),
                ("partner_id", "=", self.partner_id.id),
                ("role", "=", role),
                ("state", "!=", "withdrawn"),
            ]
        )
        stated = self.enrolment_id._stated()
        welcome = editions.filtered(
            lambda edition: (
                edition._accepts_enrolment()
                # what "mentor" means in the other kinds is not what they asked for
                and (role == self.role or edition.kind in TO_MENTOR)
                and edition._is_open_to(self.partner_id, role, stated)
            )
        )
        return enrolments[:1], welcome[:1]
