import psycopg2

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

ANSWER_DAYS = 7
"""The number of days that a mentor has to answer a mentee; the reminder follows after
four."""


class MentorshipChoice(models.Model):
    """A mentor that a mentee chose, and whether that mentor was asked (R50, P2)."""

    _name = "mentorship.choice"
    _inherit = ["mentorship.guarded"]
    _description = "Mentor chosen by a mentee"
    _rec_name = "mentor_enrolment_id"
    _order = "id"

    _method_fields = frozenset(
        {"state", "sequence", "enrolment_id", "mentor_enrolment_id", "pairing_id"}
    )

    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentee's sign-up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    mentor_enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Mentor's sign-up",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer("Choice", required=True, default=1)
    pairing_id = fields.Many2one("mentorship.pairing", index=True, ondelete="set null")
    state = fields.Selection(
        [
            ("waiting", "Not asked yet"),
            ("asked", "Asked"),
            ("accepted", "Said yes"),
            ("declined", "Said no"),
            ("expired", "No answer"),
            ("passed", "Could not be asked"),
            ("withdrawn", "Withdrawn"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )

    _waits_once = models.UniqueIndex(
        "(enrolment_id, mentor_enrolment_id) WHERE state IN ('waiting', 'asked')",
        "You have already chosen this mentor.",
    )
    _asked_one_by_one = models.UniqueIndex(
        "(enrolment_id) WHERE state = 'asked'",
        "Only one mentor can be asked at a time.",
    )

    def _ask(self):
        """Ask this mentor; the mentee has accepted by choosing.

        :return: whether the mentor was asked; a mentor who can no longer be asked is
            skipped, whatever the reason
        """
        self.ensure_one()
        mentor = self.mentor_enrolment_id
        possible = bool(self.enrolment_id._mentors_to_choose(among=mentor))
        if possible:
            try:
                with self.env.cr.savepoint():
                    self._make_offer()
            except (UserError, psycopg2.IntegrityError):
                # another mentee was faster, between the check and the offer
                possible = False
        if not possible:
            self._set_state("passed")
        return possible

    def _make_offer(self):
        """Create the pairing of these two, and ask the mentor.

        :raises UserError: if they cannot be paired
        """
        mentee = self.enrolment_id
        # created by the superuser: a user who declined an earlier pairing must not be
        # its author or follower
        pairing = (
            self.env["mentorship.pairing"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "edition_id": mentee.edition_id.id,
                    "member_ids": [
                        Command.create({"enrolment_id": enrolment.id})
                        for enrolment in self.mentor_enrolment_id | mentee
                    ],
                }
            )
        )
        self._set_state("asked", pairing_id=pairing.id)
        pairing._offer(ANSWER_DAYS, willing=mentee)
        pairing._note_came_about("chosen")

    def _grant(self):
        """Finish the choices, because the mentor accepted: no other mentor is asked."""
        self.filtered(lambda choice: choice.state == "asked")._set_state("accepted")
        self.enrolment_id._drop_choices()

    def _go_on(self, state):
        """Ask the next mentor after an offer that failed, and tell the mentee.

        :param str state: ``declined`` or ``expired``
        :return: the mentees' members in the pairings who were told, so that they are
            not told twice
        """
        told = self.env["mentorship.pairing.member"]
        for choice in self.filtered(lambda choice: choice.state == "asked"):
            mentee = choice.enrolment_id
            own = choice.pairing_id.member_ids.filtered(
                lambda member, mentee=mentee: member.enrolment_id == mentee
            )
            if own.answer == "declined":
                choice._set_state("withdrawn")
                mentee._drop_choices()
                continue
            choice._set_state(state)
            if mentee._may_choose():
                mentee._ask_next()
                mentee._mail("mail_template_choice")
                told |= own
            else:
                mentee._drop_choices()
        return told
