from contextlib import suppress

from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import config, format_date, is_html_empty

from ..programme.settings import UNREADABLE

TEXTS = ("summary", "description")
"""The texts of a programme that a member reads first."""
PLANNED = ("draft", "not_planned")


class MentorshipEdition(models.Model):
    """What is still to do before the sign-up opens, and what happens when it does."""

    _inherit = "mentorship.edition"

    lacks_dates = fields.Boolean(compute="_compute_lacks")
    lacks_second = fields.Boolean(compute="_compute_lacks")
    lacks_texts = fields.Boolean(compute="_compute_lacks")
    lacks_mail = fields.Boolean(compute="_compute_lacks")
    lacks_terms = fields.Boolean(compute="_compute_lacks")
    lacks_earlier = fields.Boolean(compute="_compute_lacks")
    welcome_count = fields.Integer("Members", compute="_compute_welcome_counts")
    welcome_mentor_count = fields.Integer("Mentors", compute="_compute_welcome_counts")
    announced_count = fields.Integer("To tell", compute="_compute_welcome_counts")

    def _compute_lacks(self):
        """Find what is missing, in the editions that are not open yet."""
        # sudo: only whether there is a mail server
        served = self.env["ir.mail_server"].sudo().search_count([], limit=1)
        no_mail = not served and config["smtp_server"] in (False, "localhost")
        today = fields.Date.context_today(self)
        for edition in self:
            programme, planned = edition.programme_id, edition.state in PLANNED
            end = edition.enrolment_end
            there = planned and bool(programme)
            users = programme.coordinator_ids.filtered("active")
            edition.lacks_dates = planned and not (
                end and end >= today and edition.date_start
            )
            edition.lacks_second = there and len(users) < 2
            edition.lacks_texts = there and any(
                is_html_empty(programme[name]) for name in TEXTS
            )
            edition.lacks_mail = planned and no_mail
            edition.lacks_terms = there and not programme._has_terms()
            edition.lacks_earlier = there and not edition._has_earlier_pairs()

    def _has_earlier_pairs(self):
        """Tell whether this programme has pairs of another edition."""
        return bool(
            self.env["mentorship.pairing"].search_count(
                [
                    ("programme_id", "=", self.programme_id.id),
                    ("edition_id", "!=", self._origin.id),
                    ("state", "in", ("active", "completed", "ended")),
                ],
                limit=1,
            )
        )

    def _compute_welcome_counts(self):
        """Count the members who can take part today, and those who are told when the
        sign-up opens.
        """
        # sudo: numbers only, for the staff of these editions
        partners = self.env["res.partner"].sudo()
        for edition in self:
            if edition.state not in PLANNED:
                edition.welcome_count = edition.welcome_mentor_count = 0
                edition.announced_count = 0
                continue
            everyone, mentors = Domain.FALSE, Domain.FALSE
            # an invalid condition is reported when it is saved
            with suppress(*UNREADABLE):
                everyone = edition._welcome_domain()
                mentors = everyone & edition._experienced_domain()
            edition.welcome_count = partners.search_count(everyone)
            edition.welcome_mentor_count = partners.search_count(mentors)
            edition.announced_count = len(
                edition.invitee_ids
                if edition.enrolment_mode == "invitation"
                else edition.programme_id.interest_ids
            )

    def _welcome_domain(self):
        """Return the domain of the contacts who can take part in this edition by the
        records of today; those who still have to state a fact are not among them.
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        partners = self.env["res.partner"]
        if categories := self.membership_category_ids:
            member = Domain(
                "member_line_ids",
                "any",
                partners._mentorship_in_force(today, today)
                & Domain("category_id", "in", categories.ids),
            )
        else:
            member = partners._mentorship_own_membership(today, today)
        welcome = member | Domain("associate_member_id", "any", member)
        if self.company_id:
            welcome &= Domain("company_id", "in", [self.company_id.id, False])
        if self.enrolment_mode == "invitation":
            welcome &= Domain("id", "in", self.invitee_ids.partner_id.ids)
        condition = self._eligibility_condition()
        condition.validate(partners)
        return welcome & condition

    def _experienced_domain(self):
        """Return the domain of contacts with enough experience to be a mentor."""
        if self.kind in ("peer", "reverse"):
            return Domain.TRUE
        today = fields.Date.context_today(self)
        before = today - relativedelta(years=self.mentor_min_years)
        return Domain("professional_since", "<", before)

    def action_open_programme(self):
        """Open the programme of this edition."""
        self.ensure_one()
        self._check_staff()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentorship.programme",
            "res_id": self.programme_id.id,
            "view_mode": "form",
        }

    def action_ask_open(self):
        """Show who is told when the sign-up opens, and when, before it does.

        :raises UserError: with what is missing
        """
        self.ensure_one()
        self._check_staff()
        self._check_called_off()
        self._check_ready()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open the sign-up"),
            "res_model": "mentorship.open.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_edition_id": self.id},
        }

    def _opening_facts(self):
        """Return what staff have to know before they open the sign-up, as a list of
        sentences.
        """
        self.ensure_one()
        _ = self.env._

        def day(name):
            return format_date(self.env, self[name], date_format="d MMMM yyyy")

        facts = [
            _(
                "Members can sign up from %(start)s until %(end)s.",
                start=day("enrolment_start"),
                end=day("enrolment_end"),
            )
            if self.enrolment_start
            else _("Members can sign up until %s.", day("enrolment_end"))
        ]
        if self.date_start and self.date_end:
            facts.append(
                _(
                    "The programme runs from %(start)s until %(end)s.",
                    start=day("date_start"),
                    end=day("date_end"),
                )
            )
        facts.append(
            _("Members who can take part today: %s.", self.welcome_count)
            if self.kind in ("peer", "reverse")
            else _(
                "Members who can take part today: %(members)s; with enough experience "
                "to be a mentor: %(mentors)s.",
                members=self.welcome_count,
                mentors=self.welcome_mentor_count,
            )
        )
        facts.append(self._announcement_fact())
        if self.opening == "later":
            facts.append(
                _(
                    "The email goes out now, but the sign-up starts on a later day: "
                    "until then members cannot sign up."
                )
            )
        elif self.opening == "far":
            facts.append(
                _("One of the dates is a year or more ahead: check the calendar first.")
            )
        return facts

    def _announcement_fact(self):
        """Return the sentence about the members who are mailed."""
        count = self.announced_count
        if not count:
            return self.env._(
                "No one gets an email now: tell members yourself where to sign up."
            )
        if self.enrolment_mode == "invitation":
            return self.env._("Invited members who get an email now: %s.", count)
        return self.env._("Interested members who get an email now: %s.", count)

    def _opening_facts_html(self):
        lines = [Markup("<li>%s</li>") % fact for fact in self._opening_facts()]
        return Markup("<ul>%s</ul>") % Markup().join(lines)
