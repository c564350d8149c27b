"""Asking a question about an offer, and answering it: by a coordinator, or by the other
one in the offer, if it is shown to them (P19).
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools import form
from ..base import form_words
from .offer_question import QUESTION_LIMIT


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

    def action_ask_back(self, question, shown=False):
        """Ask one question about an offer, as a member who was asked; until it is
        answered, the time to answer does not run.

        :param str question: at most `QUESTION_LIMIT` characters
        :param bool shown: whether the other one may read and answer it too; in an offer
            to more than two people, it is for the coordinators only
        :raises UserError: if there is none, the member asked before, or the offer is
            over
        """
        rows = [pairing._asked_row() for pairing in self]
        text = self._read_words(question)
        for member in rows:
            member._ask_back(text, shown is True)

    def _can_show_question(self):
        """Tell whether a question about this offer can be shown to the other: there is
        one other. Of several, a no would show.
        """
        return self.state == "offered" and len(self.member_ids) == 2

    def action_answer_shown(self, text):
        """Answer the question that the other one in this offer let the caller read.

        :param str text: at most `QUESTION_LIMIT` characters
        :raises AccessError: for those who were not asked, or may not read a question
        :raises UserError: if it was answered, or needs no answer any longer
        """
        self.ensure_one()
        own = self._own_member()
        # sudo: those that a present member may read
        asked = self.sudo().question_ids._shown_to(own)
        if not own or not asked:
            raise AccessError(self.env._("You cannot change this record."))
        text = self._read_words(text)
        # of two answers at the same moment, the second must see the first
        self._touch()
        if self.sudo().state == "offered" and (question := asked.filtered("waits")):
            question._answer(text, self.env.uid, own)
        elif text not in asked.mapped("answer"):
            raise UserError(self._answered_words())

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
            raise UserError(self._answered_words())

    @api.model
    def _answered_words(self):
        return self.env._(
            "No question waits here: someone else answered it, or the member no longer "
            "needs an answer."
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
        told = self.with_context(lang=self.edition_id._looks_after(self).lang)
        note = told.env._(
            "A member who was asked has a question first. You find it under "
            "“Questions”. Until you answer, their time to say yes or no does not run."
        )
        self.edition_id._ask_person("question", self, note=note, automated=True)

    def _untell_question(self):
        """Remove that line, because no question waits."""
        self.edition_id._done_with("question", self)
