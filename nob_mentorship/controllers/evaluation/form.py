import json

from markupsafe import Markup
from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey

from ...models.core.survey import FORM
from ...models.evaluation import links, verified
from ...portal.evaluation import policy
from ...tools import ballot_script
from ...tools.ballot import TEXT_LIMIT
from ..base import LARGEST_ID, MentorshipController, view_route

STATUS = {
    "unknown": 404,
    "old": 410,
    "closed": 410,
    "answered": 200,
    "often": 429,
    "altered": 503,
}
PAGE = f"{links.PAGE}<int:evaluation_id>"


class MentorshipEvaluationController(MentorshipController):
    """An evaluation as its audience sees it: one page, reached by a personal link. The
    part after the ``#`` is never sent to a server.
    """

    @view_route(PAGE, auth="public", sitemap=False)
    def evaluation_form(self, evaluation_id, lang=None, **_params):
        """Show the form of an open evaluation; the page does not know who is using
        it."""
        evaluation = self._opened(evaluation_id)
        if not evaluation:
            return self._evaluation_notice("unknown")
        if evaluation.state != "open" or evaluation.closing:
            return self._evaluation_notice("closed", evaluation)
        if not verified.is_signed(evaluation):
            return self._evaluation_notice("altered")
        form = evaluation.survey_id
        # its paper names the form in these languages, and in no others
        codes = form._get_supported_lang_codes()
        wanted = [code for code in (lang, request.env.lang) if code in codes]
        request.update_context(lang=[*wanted, *codes][0])
        return self._form_page(
            form,
            box=f"{links.PAGE}{evaluation.id}",
            evaluation=evaluation.box_uuid,
            paper=self._as_script(evaluation._served_paper()),
        )

    @view_route(f"{links.PAGE}<string:token>", auth="public", sitemap=False)
    def evaluation_old_link(self, token, **_params):
        """Tell a visitor with a link of an earlier version how to get a new one."""
        return self._evaluation_notice("old")

    @view_route(f"{PAGE}/receipt", auth="public", sitemap=False)
    def evaluation_receipt(self, evaluation_id, **_params):
        """Show the page on which a receipt can be looked up; it is open to all, without
        identification."""
        evaluation = self._opened(evaluation_id)
        if not evaluation:
            return self._evaluation_notice("unknown")
        response = self._page(
            "evaluation_receipt",
            box=f"{links.PAGE}{evaluation.id}",
            title=evaluation.survey_id.with_context(lang=request.env.lang).title,
            closed=evaluation.state == "closed",
            # an open box may still receive answers
            counted=evaluation.state == "open" or bool(evaluation._lying_receipts()),
            script=ballot_script.address("receipt", request.env.lang),
            logged_in=self._is_logged_in(),
        )
        return self._kept_close(response)

    @view_route("/my/mentorship/evaluation/<int:evaluation_id>")
    def evaluation_own(self, evaluation_id, **_params):
        """Redirect a logged-in member to their form, with a link generated for them."""
        # sudo: the search includes the check that the invitation is the user's own
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
        evaluation = invitation.evaluation_id
        if invitation.responded:
            return self._evaluation_notice("answered", evaluation)
        if evaluation.state != "open" or evaluation.closing:
            return self._evaluation_notice("closed", evaluation)
        try:
            link = links.draw(invitation)
        except UserError:
            signed = verified.is_signed(evaluation)
            return self._evaluation_notice("often" if signed else "altered")
        return self._kept_nowhere(request.redirect(link), referrer="no-referrer")

    @view_route("/mentorship/form/<int:survey_id>")
    def evaluation_preview(self, survey_id, **_params):
        """Show staff a form as members see it; it cannot be sent."""
        # access rights and rules decide: only staff can read forms
        surveys = request.env["survey.survey"]
        if not surveys.has_access("read"):
            raise NotFound()
        survey = surveys.search(
            [("id", "=", min(survey_id, LARGEST_ID)), ("survey_type", "=", FORM)]
        )
        if not survey or not survey.question_ids:
            raise NotFound()
        # sudo: a form that the search found for this user
        return self._form_page(survey.sudo(), box="", preview=True)

    def _is_logged_in(self):
        return not request.env.user.has_group("base.group_public")

    def _opened(self, evaluation_id):
        """Return an evaluation that was opened, as superuser, and no other.

        A visitor without a link can read what the form asks, and what its paper says.
        """
        # sudo: shows nothing about a person
        return (
            request.env["mentorship.evaluation"]
            .sudo()
            .search(
                [
                    ("id", "=", min(evaluation_id, LARGEST_ID)),
                    ("state", "!=", "draft"),
                    ("paper", "!=", False),
                ]
            )
        )

    def _as_script(self, value):
        """Return JSON that is safe inside a script element: no tag can end it."""
        return Markup(json.dumps(value).replace("<", "\\u003c"))

    def _form_page(self, survey, **ballot):
        """Render Odoo's own survey page, with an answer that is not a record."""
        survey = survey.with_context(lang=request.env.lang)
        answer = survey.env["survey.user_input"].new(
            {
                "survey_id": survey.id,
                "state": "in_progress",
                "access_token": "mentorship",
                "predefined_question_ids": survey.question_ids.ids,
            }
        )
        values = Survey()._prepare_survey_data(survey, answer)
        ballot.update(
            limit=str(TEXT_LIMIT), comment=survey.question_ids._comment_label()
        )
        response = request.render(
            "survey.survey_page_fill",
            {
                **values,
                "html_data": {"lang": self._html_lang()},
                "ballot": {
                    "preview": False,
                    "paper": None,
                    "evaluation": "",
                    # visitors who are not logged in are asked to log in, and then get
                    # there
                    "home": "/my/mentorship",
                    "script": ballot_script.address("ballot", request.env.lang),
                    **ballot,
                },
                "languages": None,
            },
        )
        return self._kept_close(response)

    def _kept_close(self, response):
        """Keep a page from connecting to other servers and from being cached."""
        response.flatten()
        page, allowed = policy.close(response.get_data(as_text=True))
        response.set_data(page)
        response.headers["Content-Security-Policy"] = allowed
        return self._kept_nowhere(response, referrer="no-referrer")

    def _evaluation_notice(self, standing, evaluation=None):
        """Render a page that says why there is no form.

        :param evaluation: the evaluation whose receipts can be looked up
        """
        title, text = self._standing_words(standing)
        response = self._page(
            "evaluation_notice",
            title=title,
            text=text,
            logged_in=self._is_logged_in(),
            receipts=bool(evaluation and evaluation.paper)
            and f"{links.PAGE}{evaluation.id}/receipt",
        )
        response.status_code = STATUS[standing]
        return self._kept_nowhere(response, referrer="no-referrer")

    def _standing_words(self, standing):
        """Return (title, text) for a link that opens no form."""
        _ = request.env._
        return {
            "unknown": (
                _("This link does not work, or no longer works."),
                _(
                    "The form is closed, or the link is incomplete. Open the link in "
                    "your email again."
                ),
            ),
            "old": (
                _("This link is out of date."),
                _(
                    "Log in and open the form from your mentorship page, or ask the "
                    "organisers to send you a new link."
                ),
            ),
            "closed": (
                _("This form is closed."),
                _("We no longer accept answers. Thank you for your time."),
            ),
            "answered": (
                _("Thank you, we have received your answer."),
                _(
                    "It counts once. You cannot change it, because we cannot tell "
                    "which answer is yours."
                ),
            ),
            "altered": (
                _("We cannot check this form."),
                _(
                    "You cannot answer at the moment, and nothing was sent. Please "
                    "tell the organisers."
                ),
            ),
            "often": (
                _("You have opened this form too many times."),
                _("Please use the link in your email; it stays the same."),
            ),
        }[standing]
