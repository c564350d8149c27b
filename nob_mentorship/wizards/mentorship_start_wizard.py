from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.base.labels import field_labels
from ..models.odoo_inside import id_of
from ..models.programme.settings import BOUNDS
from ..tools.free_name import free_name

SIGN_UP = relativedelta(weeks=6)
PREPARE = relativedelta(weeks=4)
"""The time between the end of the sign-up and the start, for the matching."""


class MentorshipStartWizard(models.TransientModel):
    """Set up a programme and plan its first edition, in one form (P22)."""

    _name = "mentorship.start.wizard"
    _inherit = ["mentorship.bounded"]
    _description = "Set up a programme"

    _ranges = {name: BOUNDS[name] for name in ("mentor_places", "mentee_places")}
    _lengths = {"name": 100}

    programme_id = fields.Many2one(
        "mentorship.programme", default=lambda self: self._only_programme()
    )
    may_create = fields.Boolean(compute="_compute_may_create")
    programme_name = fields.Char("Or a new programme")
    kind = fields.Selection(
        selection=lambda self: [
            *field_labels(self.env["mentorship.programme"], "kind").items()
        ],
        default="one_to_one",
    )
    coordinator_ids = fields.Many2many(
        "res.users",
        string="Coordinators",
        domain=lambda self: [
            (
                "all_group_ids",
                "in",
                id_of(self.env, "nob_mentorship.group_mentorship_coordinator"),
            )
        ],
        compute="_compute_of_programme",
        precompute=True,
        store=True,
        readonly=False,
    )
    has_one_coordinator = fields.Boolean(compute="_compute_has_one_coordinator")
    contact_email = fields.Char(
        "Questions to",
        required=True,
        compute="_compute_of_programme",
        precompute=True,
        store=True,
        readonly=False,
        help="Members' questions go there, and the programme's emails come from it.",
    )
    mentor_places = fields.Integer(
        compute="_compute_of_programme",
        precompute=True,
        store=True,
        readonly=False,
        help="0: no limit",
    )
    mentee_places = fields.Integer(
        compute="_compute_of_programme",
        precompute=True,
        store=True,
        readonly=False,
        help="0: no limit",
    )
    enrolment_start = fields.Date(
        "Sign-up from", required=True, default=fields.Date.context_today
    )
    enrolment_end = fields.Date(
        "Sign-up until",
        required=True,
        default=lambda self: fields.Date.context_today(self) + SIGN_UP,
    )
    date_start = fields.Date(
        "Programme from",
        required=True,
        compute="_compute_date_start",
        precompute=True,
        store=True,
        readonly=False,
    )
    date_end = fields.Date(
        "Programme until",
        required=True,
        compute="_compute_date_end",
        precompute=True,
        store=True,
        readonly=False,
    )
    name = fields.Char(
        "Edition",
        required=True,
        compute="_compute_name",
        precompute=True,
        store=True,
        readonly=False,
        help="For example, the year.",
    )
    edition_id = fields.Many2one("mentorship.edition", readonly=True)

    def _only_programme(self):
        """Return the programme of the user's, if it is the only one."""
        programmes = self.env["mentorship.programme"].search([], limit=2)
        return programmes if len(programmes) == 1 else False

    def _compute_may_create(self):
        self.may_create = self.env["mentorship.programme"].has_access("create")

    @api.depends("programme_id")
    def _compute_of_programme(self):
        for wizard in self:
            programme = wizard.programme_id
            wizard.coordinator_ids = programme.coordinator_ids or self.env.user
            wizard.contact_email = programme.contact_email or self.env.company.email
            wizard.mentor_places = programme.mentor_places
            wizard.mentee_places = programme.mentee_places

    @api.depends("coordinator_ids")
    def _compute_has_one_coordinator(self):
        for wizard in self:
            wizard.has_one_coordinator = len(wizard.coordinator_ids) < 2

    @api.depends("enrolment_end")
    def _compute_date_start(self):
        for wizard in self:
            end = wizard.enrolment_end or fields.Date.context_today(wizard)
            wizard.date_start = end + PREPARE + relativedelta(months=1, day=1)

    @api.depends("date_start", "programme_id")
    def _compute_date_end(self):
        for wizard in self:
            months = wizard.programme_id.duration_months or 12
            wizard.date_end = wizard.date_start and (
                wizard.date_start + relativedelta(months=months, days=-1)
            )

    @api.depends("date_start", "date_end")
    def _compute_name(self):
        for wizard in self:
            days = filter(None, (wizard.date_start, wizard.date_end))
            years = sorted({day.year for day in days})
            wizard.name = "/".join(map(str, years))

    def action_start(self):
        """Make the programme, if it is new, and plan the edition; done twice, it opens
        the same one.

        :return: the action that opens the edition
        """
        self.ensure_one()
        if not self.edition_id:
            programme = self.programme_id or self._new_programme()
            self._settle(programme)
            self.edition_id = self.env["mentorship.edition"].create(
                {
                    "programme_id": programme.id,
                    "name": self.name,
                    "mentor_places": self.mentor_places,
                    "mentee_places": self.mentee_places,
                    "enrolment_start": self.enrolment_start,
                    "enrolment_end": self.enrolment_end,
                    "date_start": self.date_start,
                    "date_end": self.date_end,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "mentorship.edition",
            "res_id": self.edition_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _new_programme(self):
        """Return a new programme; Odoo lets only managers create one.

        :raises UserError: if it has no name
        """
        words = (self.programme_name or "").split()
        if not words:
            raise UserError(
                self.env._("Choose a programme, or write the name of a new one.")
            )
        programmes = self.env["mentorship.programme"]
        # sudo: codes only, which are unique among all programmes
        everywhere = programmes.sudo().with_context(active_test=False)
        everywhere = everywhere.search([("code", "!=", False)])
        letters = [word[0] for word in words] if words[1:] else words[0][:8]
        code = free_name("".join(letters).upper(), set(everywhere.mapped("code")))
        return programmes.create(
            {
                "name": " ".join(words),
                "code": code,
                "kind": self.kind or "one_to_one",
                "contact_email": self.contact_email,
                "coordinator_ids": [Command.set(self.coordinator_ids.ids)],
            }
        )

    def _settle(self, programme):
        """Write what was changed here about the programme."""
        if programme.coordinator_ids != self.coordinator_ids:
            programme.coordinator_ids = self.coordinator_ids
        if programme.contact_email != self.contact_email:
            programme.contact_email = self.contact_email
