from math import ceil, floor

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.profession import EARLIEST, is_plausible
from .. import odoo_inside
from ..base.visible_lines import VisibleLines

STAFF = "nob_mentorship.group_mentorship_coordinator"
TAKING_PART = ("accepted", "matched")
MOST_YEARS = 200
WIDER = ("show_address", "show_email", "show_vat", "partner_show_db_id")
"""Context keys that make Odoo add more to the displayed name of a contact."""


class ResPartner(models.Model):
    """A member of the association: the data that mentoring reads and adds (N6)."""

    _inherit = "res.partner"

    professional_since = fields.Date(
        "In the profession since", help="First day of work in the profession."
    )
    work_experience_years = fields.Integer(
        "Years of work experience",
        compute="_compute_work_experience_years",
        search="_search_work_experience_years",
        help="Completed years, as of today.",
    )
    mentorship_enrolment_ids = VisibleLines(
        "mentorship.enrolment", "partner_id", "Mentorship sign-ups", groups=STAFF
    )
    mentorship_pairing_ids = fields.Many2many(
        "mentorship.pairing",
        string="Mentorship pairings",
        compute="_compute_mentorship_pairing_ids",
        search="_search_mentorship_pairing_ids",
        groups=STAFF,
    )
    mentorship_pairing_count = fields.Integer(
        compute="_compute_mentorship_pairing_count", groups=STAFF
    )
    is_mentor = fields.Boolean(
        compute="_compute_mentorship_roles", search="_search_is_mentor", groups=STAFF
    )
    is_mentee = fields.Boolean(
        compute="_compute_mentorship_roles", search="_search_is_mentee", groups=STAFF
    )

    def _has_mail(self):
        """Tell whether mail reaches this contact: active, and with an address."""
        return bool(self.active and self.email_normalized)

    def _is_reached(self):
        """Tell whether mail reaches this contact, as far as is known: the last one did
        not bounce.
        """
        return self._has_mail() and not self.message_bounce

    @api.depends("professional_since")
    def _compute_work_experience_years(self):
        today = fields.Date.context_today(self)
        for partner in self:
            since = partner.professional_since
            partner.work_experience_years = (
                relativedelta(today, since).years
                if since and is_plausible(since) and since <= today
                else 0
            )

    @api.constrains("professional_since")
    def _check_professional_since(self):
        for partner in self:
            since = partner.professional_since
            if since and not is_plausible(since):
                raise ValidationError(
                    self.env._(
                        "“In the profession since” must be between 1940 and 2100, so "
                        "it cannot be %s.",
                        since,
                    )
                )

    @api.model
    def _search_work_experience_years(self, operator, value):
        today = fields.Date.context_today(self)

        def since(years):
            """Return (the domain of at least this many years, the domain of fewer)."""
            if years <= 0:
                return Domain.TRUE, Domain.FALSE
            day = today - relativedelta(years=min(years, MOST_YEARS))
            known = Domain("professional_since", ">=", EARLIEST)
            at_least = known & Domain("professional_since", "<=", day)
            return at_least, (
                Domain("professional_since", "=", False)
                | Domain("professional_since", "<", EARLIEST)
                | Domain("professional_since", ">", day)
            )

        if operator in ("in", "not in"):
            found = Domain.OR(
                since(int(years))[0] & since(int(years) + 1)[1] for years in value
            )
            return found if operator == "in" else ~found
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        more, fewer = since(
            floor(value) + 1 if operator in (">", "<=") else ceil(value)
        )
        return more if operator in (">", ">=") else fewer

    @api.depends_context("uid", *WIDER)
    def _compute_display_name(self):
        bare = self._mentorship_bare()
        result = super(ResPartner, self - bare)._compute_display_name()
        plain = bare.with_context(**dict.fromkeys(WIDER, False))
        super(ResPartner, plain)._compute_display_name()
        for partner, named in zip(bare, plain, strict=True):
            partner.display_name = named.display_name
        return result

    def _mentorship_bare(self):
        """Return the contacts whose name is all that a member can read, whatever the
        context requests: Odoo shows a person's name to everyone who can read a
        reference to them.
        """
        if not self.env.user.share or not any(map(self.env.context.get, WIDER)):
            return self.browse()
        member = self.with_user(self.env.user)
        hidden = self - self.browse(member._filtered_access("read").ids)
        # sudo: only whether they are members of ours; all others are as in Odoo
        enrolments = self.env["mentorship.enrolment"].sudo()
        return hidden & hidden.browse(
            enrolments.search([("partner_id", "in", hidden.ids)]).partner_id.ids
        )

    def _compute_mentorship_pairing_ids(self):
        pairings = self.env["mentorship.pairing"]
        found = dict(
            self.env["mentorship.pairing.member"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["pairing_id:recordset"],
            )
        )
        for partner in self:
            partner.mentorship_pairing_ids = found.get(partner._origin, pairings)

    def _compute_mentorship_pairing_count(self):
        counts = dict(
            self.env["mentorship.pairing.member"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["pairing_id:count_distinct"],
            )
        )
        for partner in self:
            partner.mentorship_pairing_count = counts.get(partner._origin, 0)

    @api.model
    def _search_mentorship_pairing_ids(self, operator, value):
        if operator not in ("in", "any"):
            # for the others, Odoo computes these two
            return NotImplemented
        members = self.env["mentorship.pairing.member"]
        found = members.search([("pairing_id", operator, value)])
        domain = Domain("id", "in", found.partner_id.ids)
        if operator == "in" and False in value:
            paired = members.search([("pairing_id", "!=", False)])
            domain |= Domain("id", "not in", paired.partner_id.ids)
        return domain

    def _compute_mentorship_roles(self):
        roles = {
            (partner.id, role)
            for partner, role in self.env["mentorship.enrolment"]._read_group(
                [("partner_id", "in", self.ids), ("state", "in", TAKING_PART)],
                ["partner_id", "role"],
            )
        }
        for partner in self:
            partner.is_mentor = (partner.id, "mentor") in roles
            partner.is_mentee = (partner.id, "mentee") in roles

    @api.model
    def _search_is_mentor(self, operator, value):
        return self._search_mentorship_role("mentor", operator, value)

    @api.model
    def _search_is_mentee(self, operator, value):
        return self._search_mentorship_role("mentee", operator, value)

    @api.model
    def _search_mentorship_role(self, role, operator, value):
        if operator != "in":
            return NotImplemented
        taking_part = self.env["mentorship.enrolment"]._search(
            [("role", "=", role), ("state", "in", TAKING_PART)]
        )
        condition = [("mentorship_enrolment_ids", "in", taking_part)]
        return condition if True in value else ["!", *condition]

    def _compute_application_statistics_hook(self):
        data = super()._compute_application_statistics_hook()
        if self.env.user.has_group(STAFF):
            for partner in self.filtered("mentorship_pairing_count"):
                data[partner.id].append(
                    {
                        "iconClass": "fa-handshake-o",
                        "value": partner.mentorship_pairing_count,
                        "label": self.env._("Mentorship pairings"),
                        "tagClass": "o_tag_color_2",
                    }
                )
        return data

    def action_view_mentorship(self):
        """Open this member's pairings."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mentorship"),
            "res_model": "mentorship.pairing",
            "view_mode": "list,kanban,form",
            "domain": [("member_ids.partner_id", "in", self.ids)],
        }

    def _mentorship_companies(self):
        """Return the companies whose programmes this member can see: those of their
        login and their contact or, if neither has one, all companies of the caller.
        """
        self.ensure_one()
        # sudo: only the companies, to choose what this member is shown
        member = self.sudo().with_context(active_test=False)
        if member.env.user.partner_id == member:
            of_login = odoo_inside.companies_of(member.env.user)
        else:
            of_login = member.env["res.company"].search(
                [("user_ids.partner_id", "=", self.id)]
            )
        return member.company_id | of_login or self.env.companies

    def _mentorship_employer(self):
        """Return the employer in the records, or an empty string."""
        self.ensure_one()
        return self.parent_id.name or self.company_name or ""

    def _mentorship_timezone(self):
        """Return the name of this member's time zone, if known."""
        # the member and the company's contact are read together
        zones = (self | self.env.company.partner_id).mapped("tz")
        return next(filter(None, zones), "Europe/Amsterdam")
