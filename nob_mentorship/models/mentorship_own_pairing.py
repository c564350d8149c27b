"""Nobody of the staff pairs themselves (R49).

Who takes part and is staff could else try pairings of their own, and learn from a
refusal that somebody asked not to be paired with them. So the word on one's own pairing
comes before what is in its way, and is the same whatever that is.
"""

from odoo import api, models
from odoo.exceptions import UserError

PEOPLE = {"edition_id", "member_ids", "mentor_enrolment_id", "mentee_enrolment_ids"}
"""Fields of a pairing that say who is in it."""


class MentorshipEnrolment(models.Model):
    """One's own sign-up is paired by a colleague."""

    _inherit = "mentorship.enrolment"

    def action_propose_pairing(self):
        self._check_staff()
        self._check_not_own()
        return super().action_propose_pairing()

    def _check_not_own(self):
        """Raise when one of these sign-ups is the caller's own.

        :raises UserError: the same whatever the pairing
        """
        # sudo: only whose they are is looked at
        own = self.env.user.partner_id in self.sudo().partner_id
        if own and not self.env.su:
            raise UserError(
                self.env._("A colleague pairs you: nobody of staff pairs themselves.")
            )


class MentorshipPairing(models.Model):
    """A pairing one is in is proposed, changed and offered by a colleague."""

    _inherit = "mentorship.pairing"

    def write(self, vals):
        # before anything of these is read
        self.check_access("write")
        if PEOPLE & vals.keys():
            self._check_staff()
            self._check_not_own()
        return super().write(vals)

    def action_offer(self):
        self._check_staff()
        self._check_not_own()
        return super().action_offer()

    def action_retract(self):
        self._check_staff()
        self._check_not_own()
        return super().action_retract()

    def _check_not_own(self):
        """Raise when the caller is in one of these pairings.

        :raises UserError: the same whatever the pairing
        """
        # sudo: the sign-ups of a pairing, to be looked at by `_check_not_own`
        members = self.env["mentorship.pairing.member"].sudo()
        members = members.search([("pairing_id", "in", self.ids)])
        self.env["mentorship.enrolment"].browse(
            members.enrolment_id.ids
        )._check_not_own()


class MentorshipPairingMember(models.Model):
    """A place in a pairing one is in is filled and emptied by a colleague."""

    _inherit = "mentorship.pairing.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.pairing_id._check_not_own()
        return members

    def write(self, vals):
        # before anything of these is read
        self.check_access("write")
        before = self.pairing_id
        result = super().write(vals)
        if self._fixed_fields & vals.keys():
            (before | self.pairing_id)._check_not_own()
            # sudo: nobody writes it directly; another one in this place was not asked
            self.sudo().asked_on = False
        return result

    def unlink(self):
        self.check_access("unlink")
        self.pairing_id._check_not_own()
        return super().unlink()
