from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.labels import field_labels


class Choice(NamedTuple):
    """A choice that the form offers.

    :param name: the name of the input in the form
    :param field: the field of the sign-up
    :param widget: ``boxes`` for several choices; ``buttons`` or ``list`` for one
    :param label: the question
    :param options: {value in the form: text}, in order
    :param chosen: the saved values, as in the form
    :param hint: a short explanation, or ""
    """

    name: str
    field: str
    widget: str
    label: str
    options: dict
    chosen: set
    hint: str = ""


class MentorshipEnrolment(models.Model):
    """Questions of the sign-up form that matching uses (R46, R47, R48).

    All of them are optional: an unknown fact counts neither for nor against a pair.
    """

    _inherit = "mentorship.enrolment"

    focus_ids = fields.Many2many(
        "mentorship.focus",
        string="Direction of the objective",
        help="The areas a mentee wants to work on, or a mentor likes to guide in.",
    )
    language_ids = fields.Many2many("mentorship.language", string="Languages")
    region_id = fields.Many2one("res.country.state", index="btree_not_null")
    meeting_mode = fields.Selection(
        [("in_person", "In person"), ("video", "By video"), ("either", "Either")],
        "Way of meeting",
    )
    answer_ids = fields.Many2many(
        "mentorship.question.answer", string="Answers", ondelete="restrict"
    )
    offered_focus_ids = fields.Many2many(related="programme_id.focus_ids")
    asked_question_ids = fields.Many2many(related="edition_id.question_ids")

    @api.constrains("answer_ids")
    def _check_one_answer(self):
        for enrolment in self:
            asked = set()
            for answer in enrolment.answer_ids:
                if answer.question_id in asked:
                    raise ValidationError(
                        self.env._(
                            "“%s” takes one answer; please choose one.",
                            answer.question_id.name,
                        )
                    )
                asked.add(answer.question_id)

    def _choices(self):
        """Return the choices that the form offers this member: [Choice].

        Questions with nothing to choose from are left out.
        """
        self.ensure_one()
        labels = self._choice_labels()
        company = self.company_id or self.env.company
        regions = company.country_id.state_ids
        focuses = self.programme_id.focus_ids
        languages = self.env["mentorship.language"].search([("active", "=", True)])
        choices = []

        def ask(field, widget, options, chosen):
            choices.append(Choice(field, field, widget, labels[field], options, chosen))

        if len(focuses) > 1:
            ask("focus_ids", "boxes", _texts(focuses), _keys(self.focus_ids))
        if len(languages) > 1:
            ask("language_ids", "boxes", _texts(languages), _keys(self.language_ids))
        if regions:
            regions = (regions | self.region_id).sorted("name")
            ask("region_id", "list", _texts(regions), _keys(self.region_id))
        modes = field_labels(self, "meeting_mode")
        ask("meeting_mode", "buttons", modes, {self.meeting_mode})
        for question in self.edition_id.question_ids.filtered("answer_ids"):
            choices.append(
                Choice(
                    f"question_{question.id}",
                    "answer_ids",
                    "list",
                    question.name,
                    _texts(question.answer_ids),
                    _keys(self.answer_ids & question.answer_ids),
                    question.help or "",
                )
            )
        return choices

    def _choice_labels(self):
        """Return the labels of this member's choices: {field: label}."""
        mentor = self.role == "mentor"
        return {
            "focus_ids": self.env._("Areas you like to guide in")
            if mentor
            else self.env._("Focus of your objective"),
            "language_ids": self.env._("Languages you can talk in"),
            "region_id": self.env._("Your region"),
            "meeting_mode": self.env._("I would like to meet"),
        }


def _keys(records):
    return {str(record.id) for record in records}


def _texts(records):
    return {str(record.id): record.name for record in records}
