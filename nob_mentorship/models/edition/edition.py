from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.free_name import free_name, next_years


class MentorshipEdition(models.Model):
    """One run of a programme: its calendar, its settings and its states."""

    _name = "mentorship.edition"
    _inherit = [
        "mentorship.correspondence",
        "mail.activity.mixin",
        "mentorship.guarded",
        "mentorship.settings",
    ]
    _description = "Edition"
    _order = "date_start desc, id desc"

    _name_parts = ("programme_id", "name")

    _method_fields = frozenset(
        {
            *("state", "mentor_taken", "mentee_taken"),
            *("enrolment_opened_on", "evaluated_since", "taken_over"),
            *("eligible_count", "eligible_on"),
        }
    )
    _fixed_fields = frozenset({"programme_id", "kind", "company_id"})
    _portal_readable = frozenset(
        {
            "id",
            "active",
            "name",
            "display_name",
            "programme_id",
            "state",
            "kind",
            "enrolment_start",
            "enrolment_end",
            "date_start",
            "date_end",
            "duration_months",
            "min_meetings",
            "mentor_min_years",
            "eligibility_note",
        }
    )

    programme_id = fields.Many2one(
        "mentorship.programme", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(required=True, help="For example, the year.")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    state = fields.Selection(
        [
            # in the order of the year: the columns of the board
            ("draft", "Draft"),
            ("enrolment", "Sign-up"),
            ("matching", "Matching"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("not_planned", "Not planned"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    enrolment_start = fields.Date("Sign-up from", tracking=True)
    enrolment_end = fields.Date("Sign-up until", tracking=True)
    enrolment_opened_on = fields.Date("Sign-up opened on", readonly=True, copy=False)
    date_start = fields.Date("Programme from", tracking=True)
    date_end = fields.Date("Programme until", tracking=True)
    enrolment_ids = fields.One2many("mentorship.enrolment", "edition_id", "Sign-ups")
    pairing_ids = fields.One2many("mentorship.pairing", "edition_id", "Pairings")

    _dates_bound = models.Constraint(
        "CHECK(LEAST(enrolment_start, enrolment_end, date_start, date_end)"
        " >= '2000-01-01' AND"
        " GREATEST(enrolment_start, enrolment_end, date_start, date_end)"
        " <= '2100-12-31')",
        "The dates of an edition must be between 2000 and 2100.",
    )
    _name_length = models.Constraint(
        "CHECK(length(name) <= 100)",
        "The name of an edition can have at most 100 characters.",
    )
    _name_uniq = models.Constraint(
        "UNIQUE(programme_id, name)",
        "This programme already has an edition with that name.",
    )
    _enrolment_order = models.Constraint(
        "CHECK(enrolment_end >= enrolment_start)",
        "The sign-up cannot end before it starts.",
    )
    _programme_order = models.Constraint(
        "CHECK(date_end > date_start)", "The programme must end after it starts."
    )

    @api.depends("programme_id.name", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for edition in self:
            # sudo: the programme's name, for users who can see the edition
            parts = [edition.sudo().programme_id.name, edition.name]
            edition.display_name = " ".join(filter(None, parts))

    @api.constrains(lambda self: self._settings_fields())
    def _check_edition_settings(self):
        self._check_settings()

    @api.constrains("enrolment_start", "date_start")
    def _check_years(self):
        for edition in self:
            days = [edition.enrolment_start, edition.date_start]
            if any(day and not 2000 <= day.year <= 2100 for day in days):
                raise ValidationError(
                    self.env._("The year of a date cannot be right: please check it.")
                )

    @api.constrains("state", "enrolment_end", "date_start", "late_enrolment")
    def _check_sign_up_before_start(self):
        for edition in self.filtered(lambda edition: edition.state == "enrolment"):
            end, start = edition.enrolment_end, edition.date_start
            if end and start and end > start and not edition.late_enrolment:
                raise ValidationError(
                    self.env._(
                        "The sign-up runs until %(end)s, after the programme starts "
                        "on %(start)s. Change the dates, or allow sign-up after the "
                        "start.",
                        end=format_date(self.env, end, date_format="d MMMM yyyy"),
                        start=format_date(self.env, start, date_format="d MMMM yyyy"),
                    )
                )

    @api.onchange("programme_id")
    def _onchange_programme_id(self):
        if self.programme_id:
            self.update(self.programme_id._settings_values())

    @api.model_create_multi
    def create(self, vals_list):
        self._check_naming(vals_list, "create")
        default = self.default_get(["programme_id"]).get("programme_id")
        for vals in vals_list:
            programme = self.env["mentorship.programme"].browse(
                vals.get("programme_id", default) or []
            )
            vals.update(
                (name, value)
                for name, value in programme._settings_values().items()
                if name not in vals
            )
            if programme.company_id:
                vals.setdefault("company_id", programme.company_id.id)
        editions = super().create(vals_list)
        for edition in editions:
            edition._take_translations(edition.programme_id)
            edition._take_timetable()
            edition.message_subscribe(
                edition.programme_id.coordinator_ids.partner_id.ids
            )
        return editions

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        touched = {
            name
            for name in ("date_start", "date_end", "min_meetings")
            if name in vals
            and any(str(edition[name]) != str(vals[name]) for edition in self)
        }
        ends = {edition: edition.date_end for edition in self}
        result = super().write(vals)
        if "date_end" in touched:
            for edition, before in ends.items():
                edition._move_ends(before)
        if touched:
            self.filtered(lambda edition: edition.state == "running")._tell_changes()
        if any(name.startswith("ready_") for name in vals):
            self._settle_ready()
        if {"mentor_places", "mentee_places"} & vals.keys():
            self._fill_places()
        return result

    def copy_data(self, default=None):
        """Return the values of a copy for next year: the same settings, every date a
        year later.
        """
        vals_list = super().copy_data(default)
        # sudo: reads names only, because the database requires them to be unique even
        # among hidden editions
        there = self.sudo().search(
            [("programme_id", "in", [vals["programme_id"] for vals in vals_list])]
        )
        taken = {
            programme.id: set(editions.mapped("name"))
            for programme, editions in there.grouped("programme_id").items()
        }
        for edition, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                following = next_years(edition.name)
                if following == edition.name:
                    following = self.env._("%s (copy)", edition.name)
                names = taken.setdefault(vals["programme_id"], set())
                vals["name"] = free_name(following, names)
            for name in ("enrolment_start", "enrolment_end", "date_start", "date_end"):
                if edition[name] and name not in (default or {}):
                    vals[name] = edition[name] + relativedelta(years=1)
        return vals_list

    def _is_fixed(self):
        return self.state not in ("draft", "not_planned")

    @api.model
    def _member_domain(self, partner, companies=None):
        """Return the domain of editions that a member can see: those of their
        companies, and any other that they are involved in.

        :param companies: the member's companies, where they are known
        """
        companies = companies or partner._mentorship_companies()
        interested = [("interest_ids", "any", [("partner_id", "=", partner.id)])]
        seen = (
            Domain("company_id", "in", [*companies.ids, False])
            | self._own_domain(partner)
            | Domain("programme_id", "any", interested)
        )
        return list(Domain("state", "!=", "draft") & seen)

    @api.model
    def _own_domain(self, partner):
        """Return the domain of the editions that a member signed up for or is invited
        to.
        """
        own = [("partner_id", "=", partner.id)]
        invited = Domain("invitee_ids", "any", own)
        return Domain("enrolment_ids", "any", own) | invited

    @api.ondelete(at_uninstall=False)
    def _unlink_only_empty(self):
        if self.enrolment_ids or self.pairing_ids:
            raise UserError(
                self.env._(
                    "You cannot delete an edition with sign-ups; cancel it instead."
                )
            )

    def _accepts_enrolment(self):
        """Tell whether a member can sign up today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.state == "enrolment":
            starts = self.enrolment_start or today
            return starts <= today <= (self.enrolment_end or today)
        return (
            self.late_enrolment
            and self.state in ("matching", "running")
            and today <= (self.date_end or today)
        )

    def _opens_later(self):
        """Tell whether the sign-up is announced and opens on a later day."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self.state == "enrolment" and (self.enrolment_start or today) > today
