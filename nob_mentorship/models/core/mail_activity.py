from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from .. import odoo_inside
from ..programme.followers import FOLLOWED
from ..rhythm.reasons import CALLED, TYPE

PAIRING, ENROLMENT = "mentorship.pairing", "mentorship.enrolment"
OWN = {
    "mentorship_since",
    "mentorship_edition_id",
    "mentorship_pairing_id",
    "mentorship_owner_id",
    "mentorship_reminder_id",
    "mentorship_member_id",
}
"""The fields that only our own code writes."""
SHOWN = {PAIRING: ["state"], ENROLMENT: ["partner_id"]}
"""The columns that tell who the people of a line are; a record has many more."""
PRESENT = {"partner_id", "left_on", "left_at_end", "answer"}


class MailActivity(models.Model):
    """The lines of the coordinators' day: since when someone waits, whom to call, and
    what staff can do about it (R27, R32, P9).
    """

    _inherit = "mail.activity"

    mentorship_since = fields.Date(
        "Waiting since", default=fields.Date.context_today, copy=False
    )
    mentorship_edition_id = fields.Many2one(
        "mentorship.edition",
        "Edition",
        compute="_compute_mentorship_edition_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mentorship_pairing_id = fields.Many2one(
        "mentorship.pairing",
        "Pairing",
        compute="_compute_mentorship_edition_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="set null",
        help="Staff read nothing about a pairing that they are in themselves.",
    )
    mentorship_owner_id = fields.Many2one(
        "res.users",
        "Instead of",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who gets it back when they return.",
    )
    mentorship_reminder_id = fields.Many2one(
        "mentorship.reminder",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    mentorship_people = fields.Html(
        "Call", compute="_compute_mentorship_people", sanitize=False
    )

    @api.depends("res_model", "res_id")
    def _compute_mentorship_edition_id(self):
        self.mentorship_edition_id = self.mentorship_pairing_id = False
        for model, lines in self.grouped("res_model").items():
            if model == "mentorship.edition":
                for line in lines:
                    line.mentorship_edition_id = line.res_id
            elif model in FOLLOWED:
                records = self.env[model].browse(lines.mapped("res_id")).exists()
                editions = {record.id: record.edition_id for record in records}
                for line in lines:
                    line.mentorship_edition_id = editions.get(line.res_id, False)
                    if model == PAIRING and line.res_id in editions:
                        line.mentorship_pairing_id = line.res_id

    def _compute_date_done(self):
        done = self.filtered("date_done")
        result = super()._compute_date_done()
        # Odoo takes the day in UTC, which may still be yesterday here
        for line in (self - done).filtered("date_done"):
            if line.mentorship_edition_id:
                line.date_done = fields.Date.context_today(line)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._mentorship_asked(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._mentorship_asked(vals)
        if "user_id" in vals and "mentorship_owner_id" not in vals:
            # handed over by hand, for good
            vals = {**vals, "mentorship_owner_id": False}
        result = super().write(vals)
        if vals.get("user_id") and not self.env.su:
            self._mentorship_check_reader()
        return result

    @api.model
    def _mentorship_asked(self, vals):
        """Return these values without those that only our own code writes."""
        return vals if self.env.su else {k: vals[k] for k in vals if k not in OWN}

    def _hand_over(self, user, owner):
        """Give these lines to a user.

        :param owner: the ``res.users`` who gets them back later, or False
        """
        self.with_context(mail_activity_quick_update=True).write(
            {"user_id": user.id, "mentorship_owner_id": owner and owner.id}
        )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_mentorship_people(self):
        self.mentorship_people = False
        for model, lines in self.grouped("res_model").items():
            if model not in SHOWN or not self.env[model].has_access("read"):
                continue
            records = self.env[model].with_context(active_test=False)
            records = records.search_fetch(
                [("id", "in", lines.mapped("res_id"))], SHOWN[model]
            )
            # sudo: the people in records that the user can read
            records = records.sudo()
            if model == PAIRING:
                records._fields["member_ids"].read_columns(records, PRESENT)
            people = records._mail_get_partners()
            # only what is shown: a contact has many columns
            self.env["res.partner"].sudo().union(*people.values()).fetch(
                ["name", "phone"]
            )
            for line in lines:
                told = [_to_call(self.env, one) for one in people.get(line.res_id, ())]
                line.mentorship_people = Markup("<br/>").join(told)

    def _mentorship_of(self, *models):
        """Return the records of these lines.

        :param models: the models that they can be of
        :raises UserError: if they are of another one, or of several
        """
        found = set(self.mapped("res_model"))
        if len(found) != 1 or not found <= set(models):
            # sudo: the names of our own models
            kinds = self.env["ir.model"].sudo().search([("model", "in", models)])
            names = kinds.mapped("name")
            raise UserError(
                self.env._(
                    "Select lines about one of these: %s.",
                    format_list(self.env, names, style="or"),
                )
            )
        return self.env[found.pop()].browse(self.mapped("res_id")).exists()

    def action_mentorship_mail(self):
        """Write an email to the members of these lines; to pairings in which little
        happens, with a text to begin with.
        """
        records = self._mentorship_of(PAIRING, ENROLMENT)
        action = records.action_mail()
        kinds = {self.env.ref(f"{TYPE}{reason}") for reason in CALLED}
        if set(self.activity_type_id) <= kinds:
            template = self.env.ref("nob_mentorship.mail_template_how_is_it", False)
            action["context"]["default_template_id"] = template and template.id
            action["context"]["default_subject"] = template and template.subject
        return action

    def action_mentorship_end(self):
        """End the pairings of these lines, with a reason."""
        pairings = self._mentorship_of(PAIRING)
        action = odoo_inside.window_action(
            self.env, "nob_mentorship.mentorship_end_wizard_action"
        )
        return {**action, "context": {"active_ids": pairings.ids}}

    def action_mentorship_note(self):
        """Note a call with the people of this line's pairing (R65)."""
        return self._mentorship_checkin("note", mentorship_note=True)

    def action_mentorship_plan(self):
        """Plan a check-in with the people of this line's pairing (R65)."""
        return self._mentorship_checkin("plan")

    def _mentorship_checkin(self, kind, **context):
        """Return an action about a check-in with the pairing of this line.

        :param str kind: ``note`` or ``plan``
        """
        self.ensure_one()
        pairing = self._mentorship_of(PAIRING)
        action = odoo_inside.window_action(
            self.env, f"nob_mentorship.mentorship_checkin_{kind}_action"
        )
        context |= {"default_pairing_id": pairing.id, "mentorship_line": self.id}
        return {**action, "context": context}

    def action_mentorship_pair(self):
        """Show the best free people to pair the member of this line with (P15)."""
        self.ensure_one()
        return self._mentorship_of(ENROLMENT).action_rematch()

    def action_mentorship_read(self):
        """Open the sealed messages."""
        return self.env["mentorship.message"]._page("messages")

    def action_mentorship_done(self):
        """Mark the lines as done, each with what was noted in it.

        :return: for several lines, a client action that reports the result
        """
        todo = self.filtered("active")
        if len(self) <= 1:
            for line in todo:
                line._mentorship_finish()
            return None
        jobs = self.env["mentorship.job"]
        refused = [
            f"{name}: {reason}"
            for line, name in [(line, line.res_name) for line in todo]
            if (reason := jobs._attempt(line, "_mentorship_finish"))
        ]
        idle = len(self) - len(todo)
        return jobs._outcome(len(todo), refused, idle=idle)

    def _mentorship_finish(self):
        self.action_feedback(feedback=self.feedback)

    def action_mentorship_open(self):
        """Open what a line offers to do."""
        self.ensure_one()
        form = self.env.ref("nob_mentorship.mentorship_day_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.res_name or self.activity_type_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
            "target": "new",
        }


def _to_call(env, partner):
    """Return a person and their number, as HTML that a phone can dial."""
    name = partner.name or ""
    if not partner.phone:
        return Markup("%s: %s") % (name, env._("no phone number"))
    return Markup('%s: <a href="tel:%s">%s</a>') % (
        name,
        "".join(partner.phone.split()),
        partner.phone,
    )
