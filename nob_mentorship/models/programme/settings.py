from ast import literal_eval
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command, Domain

from .. import odoo_inside
from ..base.labels import field_title
from .matching_settings import RANGES

UNREADABLE = (
    *(ValueError, SyntaxError, TypeError, KeyError),
    *(RecursionError, MemoryError),
)
"""Errors that Python and Odoo raise for a condition that cannot be read."""
BOUNDS = {
    "lapse_grace_days": (0, 366),
    "mentor_min_years": (0, 60),
    "mentor_places": (0, 10_000),
    "mentee_places": (0, 10_000),
    "duration_months": (1, 60),
    "min_meetings": (0, 100),
    "offer_days": (1, 366),
    "retention_months": (1, 120),
    "quiet_from": (0, 23),
    "quiet_until": (0, 23),
    "weekly_most": (1, 20),
    "late_days": (7, 366),
    "ready_days": (0, 366),
}
"""{field: (minimum, maximum)}"""
LISTS = ("ready_mentor_resource_ids", "ready_mentee_resource_ids")
"""Settings that a programme and an edition each define themselves: two lists of the
same kind need a table each."""


class MentorshipSettings(models.AbstractModel):
    """Settings that a programme holds as defaults, and an edition as its own copy."""

    _name = "mentorship.settings"
    _inherit = ["mentorship.matching.settings", "mentorship.certificate.settings"]
    _description = "Mentorship: settings of a programme or an edition"

    _ranges = {**RANGES, **BOUNDS}
    _lengths = {
        "eligibility_domain": 5000,
        "certificate_signer": 100,
        "certificate_signer_title": 100,
    }

    kind = fields.Selection(
        [
            ("one_to_one", "One to one"),
            ("group", "Group"),
            ("peer", "Peers"),
            ("reverse", "Reverse"),
        ],
        required=True,
        default="one_to_one",
        tracking=True,
    )
    membership_category_ids = fields.Many2many(
        "membership.membership_category",
        string="Membership categories",
        help="The membership categories that may take part. Leave empty for every "
        "member.",
        tracking=True,
    )
    lapse_grace_days = fields.Integer(
        "Grace period (days)",
        default=30,
        tracking=True,
        help="When a membership ends during the programme, the coordinator is told "
        "after this many days. Nothing ends automatically.",
    )
    eligibility_domain = fields.Char(
        "Further condition",
        default="[]",
        tracking=True,
        help="A condition on the member's contact.",
    )
    eligibility_note = fields.Char(
        "Condition in words",
        translate=True,
        help="Shown to members when the further condition decides whether they can "
        "take part.",
    )
    mentor_min_years = fields.Integer(
        "Mentor's experience (years)",
        default=5,
        tracking=True,
        help="A mentor has strictly more than this many years of work experience.",
    )
    enrolment_mode = fields.Selection(
        [("open", "Open to every eligible member"), ("invitation", "By invitation")],
        "Sign-up mode",
        required=True,
        default="open",
        tracking=True,
    )
    intake = fields.Boolean("Staff accept each sign-up", tracking=True)
    late_enrolment = fields.Boolean("Sign-up after the start", tracking=True)
    question_ids = fields.Many2many(
        "mentorship.question",
        string="Questions at the sign-up",
        help="Asked in addition to the standard questions of a sign-up, for use in "
        "matching.",
        tracking=True,
    )
    mentor_places = fields.Integer(help="0: no limit", tracking=True)
    mentee_places = fields.Integer(help="0: no limit", tracking=True)
    own_choice = fields.Boolean(
        "Mentees choose their mentor",
        default=False,
        tracking=True,
        help="Mentees browse the mentors who agreed to be shown and ask up to three "
        "of them, one after the other. Staff can still propose pairings.",
    )
    repeat_pairs = fields.Boolean(
        "Allow repeat pairings",
        default=False,
        tracking=True,
        help="Two members who had a mentorship together in an earlier edition can be "
        "paired again.",
    )
    duration_months = fields.Integer("Duration (months)", default=12, tracking=True)
    min_meetings = fields.Integer(
        "Minimum number of meetings", default=2, tracking=True
    )
    offer_days = fields.Integer(
        "Days to answer an offer",
        default=14,
        tracking=True,
        help="An offer that is not answered within this time expires.",
    )
    evaluate = fields.Boolean(
        "Evaluate by the calendar",
        default=True,
        tracking=True,
        help="A midway evaluation at half-time and a final one in the last weeks: both "
        "are planned when the edition starts. A pulse of three questions, 30 and 90 "
        "days after a mentorship started, and a look back half a year after the end. "
        "Opening, reminders and closing follow the calendar.",
    )
    retention_months = fields.Integer(
        "Keep the room's texts (months)",
        default=6,
        tracking=True,
        help="Counted from the end of a pairing. Then the texts are destroyed; the "
        "numbers stay.",
    )

    quiet_from = fields.Integer(
        "Quiet from (hour)",
        default=20,
        tracking=True,
        help="No reminder goes out from this hour on, in the time zone of its reader.",
    )
    quiet_until = fields.Integer(
        "Quiet until (hour)",
        default=8,
        tracking=True,
        help="Reminders go out again from this hour on. The same hour twice: no quiet "
        "hours.",
    )
    weekly_most = fields.Integer(
        "Reminders a week",
        default=3,
        tracking=True,
        help="A member gets at most this many reminders within seven days; the most "
        "urgent ones come first.",
    )
    late_days = fields.Integer(
        "Late after (days)",
        default=21,
        tracking=True,
        help="A pairing is red when nothing has happened for more than this many days, "
        "and no meeting is planned.",
    )

    def _check_settings(self):
        """Raise if a setting is out of range or the condition is invalid.

        :raises ValidationError: with the problem, in words
        """
        self._check_matching_settings()
        for record in self:
            if record.own_choice and record.kind not in ("one_to_one", "reverse"):
                raise ValidationError(
                    self.env._(
                        "Mentees can choose their mentor only in pairings of two: one "
                        "to one, or reverse."
                    )
                )
            try:
                condition = record._eligibility_condition()
                condition.validate(self.env["res.partner"])
            except UNREADABLE as error:
                raise ValidationError(
                    self.env._("The further condition cannot be read: %s", error)
                ) from error

    @api.constrains("eligibility_domain")
    def _check_what_a_condition_is_about(self):
        for record in self:
            # an invalid condition is reported by the check of all settings
            with suppress(*UNREADABLE):
                record._check_condition_about_contacts(record._eligibility_condition())

    def _check_condition_about_contacts(self, condition, model="res.partner"):
        """Raise for a condition on fields of a contact that not all staff may read: its
        verdict would reveal them.

        :param condition: a `Domain` on `model`
        :raises ValidationError: with the name of the field
        """
        for test in condition.iter_conditions():
            contacts, *path = self.env[model], *test.field_expr.split(".")
            for name in path:
                field = contacts._fields.get(name)
                if not field:
                    break
                other = field.comodel_name if field.relational else ""
                if field.groups or other.startswith(("mentorship.", "mail.")):
                    raise ValidationError(
                        self.env._(
                            "The further condition is about members' contacts and "
                            "memberships; it cannot look at “%s”.",
                            field_title(contacts, name) if not field.groups else name,
                        )
                    )
                if other:
                    contacts = self.env[other]
            if isinstance(test.value, Domain):
                self._check_condition_about_contacts(test.value, contacts._name)

    def _eligibility_condition(self):
        """Return the extra condition on the member, a `Domain`.

        :raises ValueError, SyntaxError: if it is not a domain
        """
        self.ensure_one()
        return Domain(literal_eval(self.eligibility_domain or "[]"))

    def _settings_fields(self):
        """Return the names of the fields that an edition copies from its programme."""
        return [
            *(
                name
                for name, field in self.env["mentorship.settings"]._fields.items()
                if field.store and name not in models.MAGIC_COLUMNS
            ),
            *LISTS,
        ]

    def _settings_values(self):
        """Return this record's settings as values for another record."""
        self.ensure_one()
        # a form asks for the size of a picture instead of the picture
        whole = self.with_context(bin_size=False)
        return {
            name: (
                [Command.set(whole[name].ids)]
                if whole._fields[name].type == "many2many"
                else whole[name]
            )
            for name in whole._settings_fields()
        }

    def _take_translations(self, source):
        """Copy the translations of those texts that are the same as in `source`.

        :param source: one record with these settings
        """
        for record in self:
            for name in self._settings_fields():
                field = source._fields[name]
                if field.translate and record[name] and record[name] == source[name]:
                    record.update_field_translations(
                        name, odoo_inside.translations(source, name)
                    )
