"""A question back about an offer, before answering it (P19).

Its text is not sealed. Only a coordinator answers: people who have not both said yes
may not contact each other, and no one agreed to be asked.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import form
from ..base import form_words

QUESTION_LIMIT = 1000
"""The maximum number of characters of a question, and of its answer."""


class MentorshipOfferQuestion(models.Model):
    """The question of a member about an offer, for the coordinators."""

    _name = "mentorship.offer.question"
    _inherit = ["mentorship.guarded"]
    _description = "Question about an offer"
    _rec_name = "member_id"
    _order = "asked_on, id"

    _method_fields = frozenset(
        {
            "member_id",
            "pairing_id",
            "partner_id",
            "programme_id",
            "text",
            "asked_on",
            "answer",
            "answered_on",
            "answered_by_id",
            "waits",
        }
    )
    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "member_id",
            "pairing_id",
            "text",
            "asked_on",
            "answer",
            "answered_on",
        }
    )

    member_id = fields.Many2one(
        "mentorship.pairing.member",
        "Asked by",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    pairing_id = fields.Many2one(
        related="member_id.pairing_id", store=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="member_id.partner_id", store=True, index=True, ondelete="restrict"
    )
    programme_id = fields.Many2one(related="member_id.programme_id", store=True)
    text = fields.Text("Question", required=True, readonly=True)
    asked_on = fields.Date(required=True, readonly=True)
    answer = fields.Text(readonly=True)
    answered_on = fields.Date(readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", "Answered by", readonly=True, index="btree_not_null"
    )
    waits = fields.Boolean(
        "Waits for an answer",
        compute="_compute_waits",
        store=True,
        compute_sudo=True,
        help="Nobody answered it, and the member still has to say yes or no.",
    )

    _once = models.UniqueIndex(
        "(member_id)", "You have already asked a question about this offer."
    )

    @api.depends(
        "answered_on",
        "member_id.answer",
        "member_id.left_on",
        "member_id.pairing_id.state",
    )
    def _compute_waits(self):
        for question in self:
            question.waits = not question.answered_on and question.member_id._is_asked()

    def _answer(self, text, uid):
        """Store the answer, let the clock run again, and tell the member; the caller
        checked the user's rights.

        :param int uid: the id of the user who answers
        """
        self.ensure_one()
        self.write(
            {
                "answer": text,
                "answered_on": fields.Date.context_today(self),
                "answered_by_id": uid,
            }
        )
        pairing = self.pairing_id
        pairing._resume_clock()
        pairing._leave_a_day()
        self.member_id._mail("mail_template_question_answered")


class MentorshipPairing(models.Model):
    """Asking a question about an offer, and answering it."""

    _inherit = "mentorship.pairing"

    question_ids = fields.One2many(
        "mentorship.offer.question", "pairing_id", "Questions about the offer"
    )
    has_question = fields.Boolean(
        "A question waits", compute="_compute_has_question", search="_search_question"
    )

    @api.depends("question_ids.waits")
    @api.depends_context("uid")
    def _compute_has_question(self):
        # what users may not read is not counted either
        waiting = self.env["mentorship.offer.question"].search(
            [("pairing_id", "in", self.ids), ("waits", "=", True)]
        )
        for pairing in self:
            pairing.has_question = pairing in waiting.pairing_id

    def _search_question(self, operator, value):
        """Return the domain of pairings about which a question waits."""
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._question_waits()

    def action_ask_back(self, question):
        """Ask one question about an offer, as a member who was asked; until it is
        answered, the time to answer does not run.

        :param str question: at most `QUESTION_LIMIT` characters
        :raises UserError: if there is none, the member asked before, or the offer is
            over
        """
        rows = [pairing._asked_row() for pairing in self]
        text = self._read_words(question)
        for member in rows:
            member._ask_back(text)

    def action_answer_question(self, text, question_id=False):
        """Answer a question about this offer, and tell the member who asked.

        :param str text: at most `QUESTION_LIMIT` characters
        :param int question_id: of a ``mentorship.offer.question``; the oldest that
            waits by default
        :raises UserError: if none waits
        """
        self.ensure_one()
        self._check_staff()
        self._check_not_own()
        text = self._read_words(text)
        # of two answers at the same moment, the second must see the first
        self._touch()
        # sudo: staff of the programme, who are not in this pairing, checked above
        pairing = self.sudo()
        questions = pairing.question_ids.filtered(
            lambda question: not question_id or question.id == question_id
        )
        if question := questions.filtered("waits")[:1]:
            question._answer(text, self.env.uid)
        elif text not in questions.mapped("answer"):
            raise UserError(
                self.env._(
                    "No question waits here: a colleague answered it, or the member no "
                    "longer needs an answer."
                )
            )

    @api.model
    def _read_words(self, typed):
        """Return a question or an answer as typed, without blanks around it.

        :raises UserError: if it is empty, or too long
        """
        try:
            typed = typed if isinstance(typed, str) else ""
            text = form.read_text(typed, QUESTION_LIMIT)
            if not text:
                raise form.FormError("missing")
        except form.FormError as error:
            raise UserError(form_words.sentence(self.env, error)) from error
        return text

    def _tell_question(self):
        """Put a question about this offer on the coordinators' day."""
        told = self.with_context(lang=self.edition_id._responsible().lang)
        note = told.env._(
            "A member who was asked has a question first. You find it under "
            "“Questions”. Until you answer, their time to say yes or no does not run."
        )
        self.edition_id._ask_person("question", self, note=note)

    def _untell_question(self):
        """Remove that line, because no question waits."""
        kind = self.edition_id._reason_type("question")
        self.activity_ids.filtered(lambda line: line.activity_type_id == kind).unlink()


class MentorshipPairingMember(models.Model):
    """The one question that a member can ask about an offer."""

    _inherit = "mentorship.pairing.member"

    question_ids = fields.One2many(
        "mentorship.offer.question", "member_id", "Question about the offer"
    )

    def _ask_back(self, text):
        """Ask a question; the caller checked that it comes from the member.

        :raises UserError: if the member asked before, or the offer is over
        """
        self.ensure_one()
        pairing = self.pairing_id
        # of a question and the end of the offer at the same moment, the second must see
        # the first
        pairing._touch()
        if asked := self.question_ids:
            if asked.text == text:
                return
            raise UserError(
                self.env._("You have already asked a question about this offer.")
            )
        if not self._is_asked():
            raise UserError(self._ended_words())
        asked.create(
            {
                "member_id": self.id,
                "text": text,
                "asked_on": fields.Date.context_today(self),
            }
        )
        pairing._stop_clock()
        pairing._tell_question()
