import json

from werkzeug.exceptions import HTTPException, NotFound

from odoo.http import Controller, request, route

from ...portal.evaluation import casting
from ...tools.form import LARGEST_ID

PATH = "/mentorship/evaluation/<int:evaluation_id>"
ASKED = 1024
"""The maximum number of bytes of a request about a token."""


def ballot_route(name, most=None):
    """A route for a request of the form's script; it neither needs nor keeps a session.

    :param str name: the name of the request
    :param int most: the maximum number of bytes of the body, or None if there is none
    """
    sent = {"methods": ["POST"], "csrf": False, "max_content_length": most}
    options = sent if most else {"methods": ["GET"]}
    path = f"{PATH}/{name}"
    return route(path, type="http", auth="public", save_session=False, **options)


class MentorshipBallotController(Controller):
    """The box of an evaluation, for the script of its form: hashes of tokens and
    ciphertext come in, codes go out. Any server accepts a ballot.
    """

    @ballot_route("token", most=ASKED)
    def ballot_token(self, evaluation_id, **_params):
        """Return the status of a link, and the data that its form needs about the
        person asked.
        """
        try:
            sent = json.loads(self._body())
            token_hash = sent["token_hash"]
            if not isinstance(token_hash, str):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            return self._said({}, 400)
        except HTTPException as error:
            return self._said({}, error.code)
        found = casting.find(self._env, self._number(evaluation_id), token_hash)
        if found.standing == "open" and self._is_other(found.partner_id):
            return self._said({"standing": "other"})
        answer = {"standing": found.standing}
        if found.standing == "open":
            answer |= {"role": found.role, "lang": self._lang(evaluation_id, found)}
        return self._said(answer)

    @ballot_route("ballot", most=casting.MOST)
    def ballot_cast(self, evaluation_id, **_params):
        """Accept a ballot. The token is the secret that authenticates the sender; there
        is no session that could be abused.
        """
        try:
            sent = self._body()
        except HTTPException as error:
            return self._said({"code": "wrong"}, error.code)
        code = casting.cast(self._env, self._number(evaluation_id), sent)
        return self._said({"code": code})

    @ballot_route("receipts")
    def ballot_receipts(self, evaluation_id, **_params):
        """Return the ballots that are in the box, or were opened, without asking whose
        they are.

        A visitor's browser compares them with the receipt.
        """
        evaluation = self._env["mentorship.evaluation"].search(
            [("id", "=", self._number(evaluation_id)), ("state", "!=", "draft")]
        )
        if not evaluation:
            raise NotFound()
        return self._said({"receipts": evaluation._lying_receipts()})

    @property
    def _env(self):
        # sudo: the token shows who may answer; tells nothing about a person
        return request.env(su=True)

    def _number(self, evaluation_id):
        return min(evaluation_id, LARGEST_ID)

    def _body(self):
        return request.httprequest.get_data()

    def _is_other(self, partner_id):
        """Tell whether a person other than the one asked is logged in."""
        user = request.env.user
        is_visitor = user.has_group("base.group_public")
        return not is_visitor and user.partner_id.id != partner_id

    def _lang(self, evaluation_id, found):
        """Return the language in which to show the form, or "" for any."""
        evaluation = self._env["mentorship.evaluation"].browse(evaluation_id)
        codes = evaluation.survey_id._get_supported_lang_codes()
        return found.lang if found.lang in codes else ""

    def _said(self, answer, status=200):
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_json_response(answer, headers=headers, status=status)
