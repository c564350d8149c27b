from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize, formataddr

from ...tools.free_name import free_name
from ..base.lines import Lines
from ..odoo_inside import id_of

SHOWN = (
    *("name", "summary", "active", "company_id"),
    *("contact_email", "contact_subject", "terms_version"),
)
"""The columns of a programme that members read, besides its long texts."""


class MentorshipProgramme(models.Model):
    """A mentorship programme, with the defaults for its editions."""

    _name = "mentorship.programme"
    _inherit = ["mail.thread", "mentorship.guarded", "mentorship.settings"]
    _description = "Programme"
    _order = "sequence, name, id"

    _name_parts = ("name", "code")

    _method_fields = frozenset({"terms_version"})
    _portal_readable = frozenset(
        {
            "id",
            "name",
            "display_name",
            "code",
            "kind",
            "sequence",
            "active",
            "focus_ids",
            "aim_ids",
            "contact_email",
            "contact_subject",
            "resource_ids",
            "news_ids",
            "summary",
            "description",
            "expectations",
            "benefits",
            "mentor_profile",
            "mentee_profile",
            "support_statement",
            "terms",
            "terms_version",
            "eligibility_note",
        }
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short and unique, for imports and files.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    coordinator_ids = fields.Many2many(
        "res.users",
        string="Coordinators",
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                # Odoo asks for it whenever it reads the field
                id_of(self.env, "nob_mentorship.group_mentorship_coordinator"),
            )
        ],
        tracking=True,
        help="The coordinators run this programme and see no other programmes.",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    focus_ids = fields.Many2many("mentorship.focus")
    aim_ids = fields.Many2many("mentorship.aim", string="Aims")
    contact_email = fields.Char("Questions to", required=True)
    contact_subject = fields.Char(
        "Subject of questions",
        help="The subject line that a member's question starts with.",
    )
    resource_ids = Lines("mentorship.resource", "programme_id")
    news_ids = Lines("mentorship.news", "programme_id")
    summary = fields.Text(translate=True, help="One or two sentences, shown first.")
    # the long texts are read together, and only for the page that shows them
    description = fields.Html("What it is", translate=True, prefetch="texts")
    expectations = fields.Html(
        "What is expected",
        translate=True,
        prefetch="texts",
        help="The rules of the programme, for mentors and mentees alike.",
    )
    benefits = fields.Html("What it brings", translate=True, prefetch="texts")
    mentor_profile = fields.Html("Mentor profile", translate=True, prefetch="texts")
    mentee_profile = fields.Html("Mentee profile", translate=True, prefetch="texts")
    support_statement = fields.Html(
        "Statement of support",
        translate=True,
        prefetch="texts",
        help="A statement from the board or the management.",
    )
    edition_ids = fields.One2many(
        "mentorship.edition",
        "programme_id",
        "Editions",
        context={"active_test": False},
    )
    edition_count = fields.Integer(compute="_compute_counts")
    interest_ids = fields.One2many("mentorship.interest", "programme_id", "Interested")
    interest_count = fields.Integer(compute="_compute_counts")

    _code_uniq = models.Constraint("UNIQUE(code)", "This code is already taken.")

    @api.depends("edition_ids", "interest_ids")
    def _compute_counts(self):
        editions = dict(
            self.env["mentorship.edition"]._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
        )
        interests = dict(
            self.env["mentorship.interest"]._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
        )
        for programme in self:
            programme.edition_count = editions.get(programme, 0)
            programme.interest_count = interests.get(programme, 0)

    @api.constrains(lambda self: self._settings_fields())
    def _check_programme_settings(self):
        self._check_settings()

    @api.constrains("contact_email")
    def _check_contact_email(self):
        """Check the address that mails are sent from, and that the calendar of each
        meeting contains.
        """
        for programme in self:
            address = programme.contact_email or ""
            if email_normalize(address) != address.lower():
                raise ValidationError(
                    self.env._(
                        "Questions to: %s is not one email address; please check it.",
                        address,
                    )
                )

    def _check_nothing_under_way(self):
        """Refuse to archive a programme whose members take part in an edition: they
        would no longer find it.
        """
        # sudo: reads the states of the editions only
        for programme in self.sudo():
            under_way = programme.edition_ids.filtered(
                lambda edition: edition.state in ("enrolment", "matching", "running")
            )
            if under_way:
                raise ValidationError(
                    self.env._(
                        "Close or cancel these editions before you archive %(name)s: "
                        "%(editions)s.",
                        name=programme.name,
                        editions=", ".join(under_way.mapped("name")),
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        # sudo: reads codes only, which are unique among other coordinators' programmes
        # too
        everywhere = self.sudo().with_context(active_test=False)
        everywhere = everywhere.search([("code", "!=", False)])
        taken = set(everywhere.mapped("code"))
        for programme, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                code = self.env._("%s-copy", programme.code)
                vals["code"] = free_name(code, taken)
        return vals_list

    @api.model
    def _member_domain(self, partner, companies=None):
        """Return the domain of programmes that a member can see: those of their
        companies, and any other that they are involved in.

        :param companies: the member's companies, where they are known
        """
        companies = companies or partner._mentorship_companies()
        own = self.env["mentorship.edition"]._own_domain(partner)
        seen = (
            Domain("company_id", "in", [*companies.ids, False])
            | Domain("interest_ids", "any", [("partner_id", "=", partner.id)])
            | Domain("edition_ids", "any", own & Domain("state", "!=", "draft"))
        )
        return list(Domain("active", "=", True) & seen)

    def _read_texts(self):
        """Read what members read about a programme, its long texts too, in one query;
        not its settings, of which an edition has its own.
        """
        texts = [
            name for name, field in self._fields.items() if field.prefetch == "texts"
        ]
        self.fetch([*SHOWN, *texts])

    def _sender(self):
        """Return the sender address of the programme's mails, with its name."""
        self.ensure_one()
        return formataddr((" ".join(self.name.split()), self.contact_email))

    def _question_link(self):
        """Return the `mailto:` link for a member's question (R20)."""
        self.ensure_one()
        subject = quote(self.contact_subject or "", safe="")
        return f"mailto:{quote(self.contact_email, safe='@+')}" + (
            f"?subject={subject}" if subject else ""
        )

    def action_view_editions(self):
        """Open the editions of this programme."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Editions"),
            "res_model": "mentorship.edition",
            "view_mode": "kanban,list,form",
            "context": {
                "default_programme_id": self[:1].id,
                "search_default_programme_id": self[:1].id,
            },
        }

    def action_view_interests(self):
        """Open the interest list for the next edition."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interested"),
            "res_model": "mentorship.interest",
            "view_mode": "list",
            "context": {
                "default_programme_id": self[:1].id,
                "search_default_programme_id": self[:1].id,
            },
        }
