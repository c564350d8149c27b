from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.survey.controllers.main import Survey
from odoo.addons.survey.controllers.survey_session_manage import UserInputSession

from ...models.core.survey import FORM


def is_form(survey):
    """Tell whether a survey is a form of our evaluations."""
    # sudo: only the type of survey, which decides who can access it
    return FORM in survey.sudo().mapped("survey_type")


class MentorshipSurvey(Survey):
    """Odoo's survey pages, disabled for the forms of our evaluations.

    There is nothing to start, resume, retry, print or view: an answer has no record
    until the box is opened, and then none that refers to a person.
    """

    def _check_validity(self, survey_sudo, *args, **kwargs):
        if is_form(survey_sudo):
            return "survey_wrong"
        return super()._check_validity(survey_sudo, *args, **kwargs)

    @route()
    def survey_report(self, survey, *args, **kwargs):
        if is_form(survey):
            raise NotFound()
        return super().survey_report(survey, *args, **kwargs)

    @route()
    def show_certification_pdf(self, survey, **kwargs):
        if is_form(survey):
            raise NotFound()
        return super().show_certification_pdf(survey, **kwargs)

    @route()
    def survey_get_certification_preview(self, survey, **kwargs):
        if is_form(survey):
            raise NotFound()
        return super().survey_get_certification_preview(survey, **kwargs)


class MentorshipSurveySession(UserInputSession):
    """Odoo's live sessions, disabled for the forms of our evaluations."""

    def _fetch_from_token(self, survey_token):
        survey = super()._fetch_from_token(survey_token)
        return survey.browse() if is_form(survey) else survey

    def _fetch_from_session_code(self, session_code):
        survey, error = super()._fetch_from_session_code(session_code)
        if survey and is_form(survey):
            return None, {"error": "survey_wrong"}
        if error and error.get("survey_id"):
            found = request.env["survey.survey"].browse(error["survey_id"])
            if is_form(found):
                return None, {"error": "survey_wrong"}
        return survey, error
