"""A question back about an offer, before answering it (P19).

Its text is not sealed. A coordinator answers it: people who have not both said yes may
not contact each other. In an offer to two people, the member who asks can let the other
read the question; that one then can answer it, under their own name, or leave it to the
coordinator. So both agree before either sees a word of the other.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

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
            "shown",
            "answerer_id",
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
            "shown",
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
    shown = fields.Boolean(
        "Shown to the other",
        readonly=True,
        help="The other one in this offer can read the question, and answer it.",
    )
    answerer_id = fields.Many2one(
        "mentorship.pairing.member",
        "Answered by the other",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    waits = fields.Boolean(
        "Waits for an answer",
        compute="_compute_waits",
        store=True,
        compute_sudo=True,
        help="It has no answer, and the member still has to say yes or no.",
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

    def _shown_to(self, member):
        """Return those of these questions that the other one in the offer, who did not
        ask them, may read.

        :param member: the ``mentorship.pairing.member`` of the other
        """
        return self.filtered(
            lambda question: question.shown and question.member_id != member
        )

    def _answer(self, text, uid, answerer=None):
        """Store the answer, let the clock run again, and tell the member; the caller
        checked the user's rights.

        :param int uid: the id of the user who answers
        :param answerer: the ``mentorship.pairing.member`` who answers; None for staff
        """
        self.ensure_one()
        self.write(
            {
                "answer": text,
                "answered_on": fields.Date.context_today(self),
                "answered_by_id": uid,
                "answerer_id": answerer and answerer.id,
            }
        )
        pairing = self.pairing_id
        pairing._resume_clock()
        pairing._leave_a_day()
        self.member_id._mail("mail_template_question_answered")


class MentorshipPairingMember(models.Model):
    """The one question that a member can ask about an offer."""

    _inherit = "mentorship.pairing.member"

    question_ids = fields.One2many(
        "mentorship.offer.question", "member_id", "Question about the offer"
    )

    answered_question_ids = fields.One2many(
        "mentorship.offer.question", "answerer_id", "Answered questions"
    )

    def _ask_back(self, text, shown=False):
        """Ask a question; the caller checked that it comes from the member.

        :param bool shown: whether the other one may read and answer it
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
                "shown": shown and pairing._can_show_question(),
            }
        )
        pairing._stop_clock()
        pairing._tell_question()
        if self.question_ids.shown:
            (pairing._present_members() - self)._mail("mail_template_question_asked")
