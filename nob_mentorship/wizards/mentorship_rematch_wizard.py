from odoo import api, fields, models
from odoo.fields import Command

from .mentorship_alternatives_wizard import SHOWN


class MentorshipAlternativesWizard(models.TransientModel):
    """The best free partners of a member, each of which can be offered at once
    (P15)."""

    _inherit = "mentorship.alternatives.wizard"

    ended_on = fields.Date(related="enrolment_id.rematch_since", string="Ended on")
    role = fields.Selection(related="enrolment_id.role")
    kind = fields.Selection(related="enrolment_id.edition_id.kind")
    pairing_id = fields.Many2one(
        "mentorship.pairing", readonly=True, help="The pairing that was offered."
    )

    requests = fields.Char("Open requests", compute="_compute_requests")

    @api.depends("enrolment_id", "line_ids.other_enrolment_id")
    def _compute_requests(self):
        preferences = self.env["mentorship.preference"]
        for wizard in self:
            people = wizard.enrolment_id | wizard.line_ids.other_enrolment_id
            wizard.requests = preferences._open_words("enrolment_id", people.ids)

    @api.model
    def _open_free(self, enrolment):
        """Return the action that shows the best free partners of a member.

        :param enrolment: one ``mentorship.enrolment``; the caller checked that the user
            is staff of its programme, and not the member
        :raises UserError: if the member cannot be paired now, with the reason
        """
        lines = enrolment.edition_id._free_partners(enrolment, SHOWN)
        # sudo: users cannot create these directly, which would reveal people's names
        wizard = self.sudo().create(
            {
                "enrolment_id": enrolment.id,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        form = self.env.ref("nob_mentorship.mentorship_rematch_wizard_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "The best free matches for %s", enrolment.sudo().partner_id.name
            ),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(form.id, "form")],
            "target": "new",
        }

    def action_by_hand(self):
        """Open a new pairing of this member, in which staff choose anyone: also the
        person of the pairing that ended.
        """
        self.ensure_one()
        self.check_access("read")
        return self.enrolment_id.action_propose_pairing()


class MentorshipAlternativesLine(models.TransientModel):
    """One of the best free partners: a person, or a group with a free place."""

    _inherit = "mentorship.alternatives.line"

    group_id = fields.Many2one(
        "mentorship.pairing",
        readonly=True,
        help="The group that the member is asked to join.",
    )

    def action_offer(self):
        """Make the offer, as by hand: everyone in the new pairing is asked by mail. A
        second click opens what the first one offered.

        :raises UserError: if it is no longer possible, with the reason
        """
        self.ensure_one()
        # before any of these is read
        self.check_access("read")
        wizard = self.wizard_id
        enrolment = wizard.enrolment_id
        enrolment._check_staff()
        # of two clicks at the same moment, the second must see the first
        enrolment._touch()
        pairing = wizard.pairing_id
        if not pairing:
            # sudo: staff of the programme, checked above; users cannot edit the form
            pairing = wizard.sudo().pairing_id = self._make_offer(enrolment)
        return {
            "type": "ir.actions.act_window",
            "res_model": pairing._name,
            "res_id": pairing.id,
            "view_mode": "form",
        }

    def _make_offer(self, enrolment):
        """Offer this pairing, and return it.

        :param enrolment: the ``mentorship.enrolment`` that is paired again
        """
        if self.group_id:
            self.group_id.action_add(enrolment.id)
            return self.group_id
        pairing = self.env["mentorship.pairing"].create(
            {
                "edition_id": enrolment.edition_id.id,
                "member_ids": [
                    Command.create({"enrolment_id": each.id})
                    for each in enrolment | self.other_enrolment_id
                ],
            }
        )
        pairing.action_offer()
        return pairing
