from odoo import models

from ...tools.form_description import html_text, text
from ..core.survey import FORM

WITH_HINT = ("char_box", "text_box", "numerical_box", "date", "datetime")
WITH_COMMENT = ("simple_choice", "multiple_choice", "matrix")


class SurveySurvey(models.Model):
    """A form as people see it, in the language of the context: see
    `docs/ballot-format.md`.
    """

    _inherit = "survey.survey"

    def _get_supported_lang_codes(self):
        """Leave out languages that the paper of an open form does not name, such as one
        installed later.
        """
        codes = super()._get_supported_lang_codes()
        if self.survey_type != FORM:
            return codes
        # sudo: the languages in which a form was opened, for any reader of it
        evaluations = self.sudo().mentorship_evaluation_ids
        opened = evaluations.filtered(lambda evaluation: evaluation.state == "open")
        named = opened[:1]._papers_form()
        return [code for code in codes if code in named] or codes

    def _described(self):
        """Return the description of a form, a dict whose order is significant."""
        questions = self.question_ids
        parts = [q._described() for q in questions.filtered(lambda q: not q.page_id)]
        for page in self.page_ids:
            about = html_text(page.description)
            parts.append({"section": text(page.title), "about": about})
            parts += [question._described() for question in page.question_ids]
        return {
            "title": text(self.title),
            "about": html_text(self.description),
            "parts": parts,
        }


class SurveyQuestion(models.Model):
    """A question as people see it."""

    _inherit = "survey.question"

    def _described(self):
        kind = self.question_type
        comment = self._described_comment()
        if kind == "scale":
            choices = [
                [str(value), str(value), False]
                for value in range(self.scale_min, self.scale_max + 1)
            ]
        else:
            pictured = kind != "matrix"
            choices = [
                [
                    str(choice.id),
                    text(choice.value),
                    pictured and bool(choice.value_image),
                ]
                for choice in self.suggested_answer_ids
            ]
        labels = [
            text(self[name])
            for name in ("scale_min_label", "scale_mid_label", "scale_max_label")
            # an empty one has no element on the page
            if self[name]
        ]
        return {
            "question": str(self.id),
            "kind": kind,
            "title": text(self.title),
            "about": html_text(self.description),
            "required": self.constr_mandatory,
            "hint": text(self.question_placeholder) if kind in WITH_HINT else "",
            "comment": comment,
            "label": text(self.comments_message or self._comment_label())
            if comment
            else "",
            "several": kind == "matrix" and self.matrix_subtype == "multiple",
            "choices": choices,
            "rows": [[str(row.id), text(row.value)] for row in self.matrix_row_ids],
            "labels": labels if kind == "scale" else [],
            "when": [str(number) for number in sorted(self.triggering_answer_ids.ids)],
        }

    def _described_comment(self):
        if not self.comments_allowed or self.question_type not in WITH_COMMENT:
            return ""
        instead = self.comment_count_as_answer and self.question_type != "matrix"
        return "instead" if instead else "beside"

    def _comment_label(self):
        """Return the label of a comment field that has none. The page uses the same
        function, so that both agree.
        """
        return self.env._("If other, please specify:")
