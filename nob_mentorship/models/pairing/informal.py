"""Going on informally: without the programme, after the end (R6)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .stage import CLOSURE_DAYS


class MentorshipPairing(models.Model):
    """The members of a pairing who would like to go on without the programme. Like a
    wish to continue until a day, the others read it.
    """

    _inherit = "mentorship.pairing"

    is_informal = fields.Boolean(
        "Goes on without the programme",
        compute="_compute_is_informal",
        store=True,
        compute_sudo=True,
        help="At least two members said so. They keep each other's contact data until "
        "the texts of the pairing are deleted.",
    )

    @api.depends("state", "member_ids.informal_on", "member_ids.left_on")
    def _compute_is_informal(self):
        for pairing in self:
            wishing = pairing._present_members().filtered("informal_on")
            pairing.is_informal = (
                pairing.state in ("active", "completed") and len(wishing) > 1
            )

    def action_go_on_informally(self):
        """Say, as a member, that one would like to go on without the programme; the
        others are told once.

        :raises UserError: if it is too early, or the texts are deleted already
        """
        self._wish_informal(True)

    def action_not_informally(self):
        """Take back, as a member, that one would like to go on without the programme;
        the contact data close again.
        """
        self._wish_informal(False)

    def _wish_informal(self, wish):
        self.ensure_one()
        own = self._own_member()
        if not own:
            raise AccessError(self.env._("You cannot change this record."))
        # sudo: a present member, checked above
        pairing = self.sudo()
        # of two wishes at the same moment, the second must see the first
        pairing._touch()
        if not pairing._may_go_on_informally():
            raise UserError(
                self.env._(
                    "You can choose this in the last month of your mentorship, and "
                    "after it."
                )
            )
        if bool(own.informal_on) == wish:
            return
        today = fields.Date.context_today(self)
        own.informal_on = wish and today
        if wish and not own.informal_told_on:
            own.informal_told_on = today
            (pairing._present_members() - own)._mail("mail_template_informal")

    def _may_go_on_informally(self):
        """Tell whether members can choose to go on without the programme: from the last
        month on, until the texts are deleted; not if it ended early.
        """
        self.ensure_one()
        if self.state == "completed":
            # who was in a past pairing never answered anything here
            return not (self.room_cleared_on or self.edition_id.taken_over)
        last, today = self._last_day(), fields.Date.context_today(self)
        soon = today + timedelta(days=CLOSURE_DAYS)
        return self.state == "active" and bool(last) and last <= soon


class MentorshipPairingMember(models.Model):
    """A member's wish to go on without the programme, and whom it keeps reachable."""

    _inherit = "mentorship.pairing.member"

    informal_on = fields.Date(
        "Wants to go on without the programme since", readonly=True, copy=False
    )

    informal_told_on = fields.Date("Others told of that on", readonly=True, copy=False)

    def _informal_others(self):
        """Return the other present members who would like to go on without the
        programme.
        """
        self.ensure_one()
        return (self.pairing_id._present_members() - self).filtered("informal_on")

    def _is_reachable(self):
        """Tell whether this member may reach the others, and be reached by them: while
        the pairing is active, and afterwards if they go on without the programme.
        """
        self.ensure_one()
        pairing = self.pairing_id
        if pairing.state == "active":
            return True
        return (
            pairing.state == "completed"
            and bool(self.informal_on)
            and not pairing.room_cleared_on
        )
