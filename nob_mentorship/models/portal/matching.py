from odoo import api, models


class MentorshipPortalPages(models.AbstractModel):
    """What a sign-up asks for matching, as choices of a form or as facts."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _choices(self, enrolment, typed=None):
        """Return the inputs of the form that offer a choice.

        :param typed: what the member just sent, where it could not be saved
        """
        return [
            {
                "name": choice.name,
                "widget": choice.widget,
                "label": choice.label,
                "hint": choice.hint,
                "options": list(choice.options.items()),
                "chosen": choice.chosen
                if typed is None
                else set(typed.getlist(choice.name)),
            }
            for choice in enrolment._choices()
        ]

    @api.model
    def _matching_facts(self, enrolment):
        """Return what the member chose, to be read: [{label, value}]."""
        labels = enrolment._choice_labels()
        mode = enrolment.meeting_mode and self._label(enrolment, "meeting_mode")
        facts = [
            (labels["focus_ids"], ", ".join(enrolment.focus_ids.mapped("name"))),
            (labels["language_ids"], ", ".join(enrolment.language_ids.mapped("name"))),
            (labels["region_id"], enrolment.region_id.name),
            (labels["meeting_mode"], mode),
            *(
                (answer.question_id.name, answer.name)
                for answer in enrolment.answer_ids
            ),
        ]
        return [{"label": label, "value": value} for label, value in facts if value]
