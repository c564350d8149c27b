from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class MentorshipEdition(models.Model):
    """What the dashboard needs of an edition: how many members could sign up, which of
    them to ask, and how many mentors are missing (R32, P9).
    """

    _inherit = "mentorship.edition"

    eligible_count = fields.Integer(
        "Members who could sign up",
        readonly=True,
        copy=False,
        help="Counted while the sign-up is open, by the rules for taking part.",
    )
    eligible_on = fields.Date("Counted on", readonly=True, copy=False)

    def _report_year(self):
        """Return the year in which this edition starts, as text."""
        self.ensure_one()
        day = self.date_start or self.enrolment_start or self.create_date
        return f"{day.year:04}"

    @api.model
    def _due_count_eligible(self, today):
        """Return the editions whose members who could sign up are counted: once a week
        while the sign-up is open, and on its last day.
        """
        return Domain("state", "=", "enrolment") & (
            Domain("eligible_on", "=", False)
            | Domain("eligible_on", "<=", today - timedelta(days=7))
            | Domain("enrolment_end", "<=", today) & Domain("eligible_on", "<", today)
        )

    def _day_count_eligible(self):
        self.write(
            {
                "eligible_count": self._count_welcome(),
                "eligible_on": fields.Date.context_today(self),
            }
        )

    def action_open_dashboard(self):
        """Open the dashboard of this edition."""
        self.ensure_one()
        self.check_access("read")
        return self.env["mentorship.dashboard"]._opened(self)

    def action_view_unprepared(self):
        """Open the pairings of which it is not known whether they were prepared."""
        return self._open_list("mentorship_pairing_action", "prepared_unknown")

    def action_ask_members(self):
        """Open the members who can sign up in some role, and did not."""
        return self._open_to_ask(self.env._("Members to ask"), self._welcomes)

    def action_ask_mentors(self):
        """Open the members who can sign up as a mentor, and did not."""

        def may_be_mentor(member):
            findings = self._eligibility(member, "mentor")
            return all(finding.verdict != "no" for finding in findings)

        return self._open_to_ask(self.env._("Members to ask as mentor"), may_be_mentor)

    def _open_to_ask(self, title, is_asked):
        """Open the members who did not sign up and pass a test.

        :param is_asked: a function of a member
        """
        self.ensure_one()
        self._check_staff()
        # sudo: staff of the programme, checked above; the list shows what the user may
        # read of these contacts
        edition = self.sudo()
        there = edition.enrolment_ids.filtered(lambda each: each.state != "withdrawn")
        members = edition._members_today() - there.partner_id
        edition._fetch_members(members)
        return self._open_members(title, members.filtered(is_asked))

    def _open_members(self, title, asked):
        """Open a list of members.

        :param asked: ``res.partner``
        """
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", asked.ids)],
            "context": {"partner_display_name_hide_company": True},
        }

    def _mentors_short(self):
        """Return how many more places with mentors the mentees without a pairing
        need.
        """
        self.ensure_one()
        if self.kind == "peer":
            return 0
        enrolments = self.env["mentorship.enrolment"]
        here = Domain("edition_id", "=", self.id)
        looking = enrolments.search_count(
            here & enrolments._without_pairing() & Domain("role", "=", "mentee")
        )
        mentors = enrolments.search(
            here
            & Domain("role", "=", "mentor")
            & Domain("state", "in", ("accepted", "matched"))
        )
        return max(looking - sum(mentors.mapped("free_places")), 0)

    def _lacks_preparation(self):
        """Tell whether it is unknown of an active pair whether it was prepared."""
        unknown = [("answer", "=", "accepted"), ("prepared", "=", "unknown")]
        return bool(
            self.env["mentorship.pairing"].search_count(
                [
                    ("edition_id", "=", self.id),
                    ("state", "=", "active"),
                    ("member_ids", "any", unknown),
                ],
                limit=1,
            )
        )

    def _lacks_responses(self):
        """Tell whether an open evaluation has no results yet, because too few
        answered.
        """
        evaluations = self.env["mentorship.evaluation"].search(
            [("edition_id", "=", self.id), ("state", "=", "open")]
        )
        return any(evaluations.mapped("missing_count"))
