from dataclasses import replace

from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.survey.controllers.main import Survey

from ..models import odoo_inside
from ..models.survey_survey import FORM
from ..room import casting, taking
from ..room.ballots import hashed
from ..tools.ballot import TEXT_LIMIT
from .base import LARGEST_ID, MentorshipController

PREVIEW = "preview"
STATUS = {"unknown": 404, "closed": 410, "other": 403, "no_key": 503, "answered": 200}
DRAFT_CHARACTERS = 16


class MentorshipEvaluationController(MentorshipController):
    """An evaluation as its audience sees it: one page, one link, one answer."""

    @route(
        "/mentorship/evaluation/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        sitemap=False,
    )
    def evaluation_form(self, token, **_params):
        """Show the form of a link, or say why not."""
        found = self._found(token)
        if found.standing != "open":
            return self._evaluation_notice(found.standing)
        return self._form_page(
            found.evaluation.survey_id,
            token,
            closes_on=self._pages._day(found.evaluation.closes_on)
            if found.evaluation.closes_on
            else None,
            minimum=found.evaluation.min_responses,
        )

    @route(
        "/survey/submit/mentorship/<string:token>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        csrf=False,
        mentorship_ballot=True,
    )
    def evaluation_cast(self, token, **_params):
        """Take an answer, from core's page and in core's way: JSON-RPC.

        The token of the link is the secret that proves who sends it; there is no
        session that could be abused.
        """
        sent = taking.ballot()
        if sent.too_large:
            return self._result(error=self._form_notice("too_large"))
        if token == PREVIEW:
            return self._result(error=self._form_notice("preview"))
        found = self._found(token)
        outcome = casting.cast(found, sent.body)
        if outcome.standing == "cast":
            return self._result(
                survey_content=self._thanks(found.evaluation),
                survey_progress=False,
                survey_navigation=False,
                has_skipped_questions=False,
            )
        if outcome.standing == "wrong":
            fields = {
                number: self._form_message(code)
                for number, code in outcome.wrong.items()
            }
            if 0 in fields:
                return self._result(error=fields[0])
            return self._result(error="validation", fields=fields)
        title, text = self._standing_words(outcome.standing)
        return self._result(error=f"{title} {text}")

    @route(
        "/my/mentorship/evaluation/<int:evaluation_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def evaluation_own(self, evaluation_id, **_params):
        """Lead a logged-in member to their own link."""
        # sudo: whose invitation it is, is part of the search
        invitation = (
            request.env["mentorship.evaluation.invitation"]
            .sudo()
            .search(
                [
                    ("evaluation_id", "=", min(evaluation_id, LARGEST_ID)),
                    ("partner_id", "=", self._partner.id),
                ]
            )
        )
        if not invitation:
            raise NotFound()
        if invitation.responded:
            return self._evaluation_notice("answered")
        evaluation = invitation.evaluation_id
        if evaluation.state != "open" or evaluation.closing:
            return self._evaluation_notice("closed")
        link = invitation._own_link()
        return request.redirect(link) if link else self._evaluation_notice("no_key")

    @route(
        "/mentorship/form/<int:survey_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def evaluation_preview(self, survey_id, **_params):
        """Show staff a form as members see it; it cannot be sent."""
        # access rights and rules decide: only staff read forms
        surveys = request.env["survey.survey"]
        if not surveys.has_access("read"):
            raise NotFound()
        survey = surveys.search(
            [("id", "=", min(survey_id, LARGEST_ID)), ("survey_type", "=", FORM)]
        )
        if not survey or not survey.question_ids:
            raise NotFound()
        # sudo: a form that the search found for this user
        return self._form_page(survey.sudo(), PREVIEW, closes_on=None, minimum=5)

    def _found(self, token):
        """Return the `casting.Found` of a link, in the language of who was asked."""
        # sudo: the token says who may answer; nothing of the person is shown
        found = casting.find(request.env(su=True), token)
        if not found.invitation:
            return found
        user, asked = request.env.user, found.invitation.partner_id
        # somebody else does not even hear in which language the form was sent
        if not user.has_group("base.group_public") and asked != user.partner_id:
            return casting.Found("other")
        if asked.lang not in found.evaluation.survey_id._get_supported_lang_codes():
            return found
        request.update_context(lang=asked.lang)
        spoken = found.evaluation.with_context(lang=asked.lang)
        return replace(found, evaluation=spoken)

    def _form_page(self, survey, token, **ballot):
        """Render core's own page, with an answer that is no record."""
        survey = survey.with_context(lang=request.env.lang)
        answer = survey.env["survey.user_input"].new(
            {
                "survey_id": survey.id,
                "state": "in_progress",
                "access_token": token,
                "predefined_question_ids": survey.question_ids.ids,
            }
        )
        values = Survey()._prepare_survey_data(survey, answer)
        draft = hashed(token)[:DRAFT_CHARACTERS]
        ballot.update(
            draft=draft, lost=self._form_notice("lost"), limit=str(TEXT_LIMIT)
        )
        response = request.render(
            "survey.survey_page_fill",
            {
                **values,
                "html_data": {"lang": self._html_lang()},
                "ballot": {**ballot, "preview": token == PREVIEW},
                "languages": None,
            },
        )
        return self._kept_nowhere(response, referrer="no-referrer")

    def _evaluation_notice(self, standing):
        """Render a page that says why there is no form."""
        title, text = self._standing_words(standing)
        response = self._page(
            "evaluation_notice",
            title=title,
            text=text,
            logged_in=not request.env.user.has_group("base.group_public"),
        )
        response.status_code = STATUS[standing]
        return self._kept_nowhere(response, referrer="no-referrer")

    def _thanks(self, evaluation):
        """Return the HTML that takes the place of the form."""
        return odoo_inside.render(
            request.env,
            "nob_mentorship.evaluation_thanks",
            {
                "title": evaluation.survey_id.title,
                "end_message": evaluation.survey_id.description_done,
                "logged_in": not request.env.user.has_group("base.group_public"),
            },
        )

    def _result(self, **result):
        """Return an answer to the page, in the way its script expects."""
        return request.make_json_response(
            {"jsonrpc": "2.0", "id": None, "result": [{}, result]},
            headers={"Cache-Control": "no-store"},
        )

    def _form_message(self, code):
        """Return the sentence for what is wrong with one answer."""
        _ = request.env._
        return {
            "too_long": _("This text is too long: 2,000 characters at most."),
            "invalid": _("This answer does not belong to the question."),
        }.get(code, code)

    def _form_notice(self, code):
        _ = request.env._
        return {
            "too_large": _(
                "This was too much to send at once, so nothing was sent. What you "
                "typed is still here; please send less."
            ),
            "preview": _("This is a preview: nothing is sent."),
            "lost": _(
                "Your answer did not reach us. It is kept in this browser: please send "
                "it again in a moment."
            ),
        }[code]

    def _standing_words(self, standing):
        """Return (title, text) on a link that opens no form."""
        _ = request.env._
        return {
            "unknown": (
                _("This link does not work (any more)."),
                _(
                    "The form is closed, or the link is not complete. Open it from "
                    "the mail once more."
                ),
            ),
            "closed": (
                _("This form is closed."),
                _("No more answers are taken. Thank you for your time."),
            ),
            "answered": (
                _("Thank you, your answer is in the box."),
                _(
                    "It was received once and counts once; nobody can see which one "
                    "is yours, so it cannot be changed either."
                ),
            ),
            "other": (
                _("This link was sent to somebody else."),
                _(
                    "Everybody has a link of their own. If you were asked too, you "
                    "find yours in your mail, or on your mentorship page."
                ),
            ),
            "no_key": (
                _("Your answer cannot be received right now."),
                _("Nothing is lost. Please try again later; your link stays the same."),
            ),
        }[standing]
