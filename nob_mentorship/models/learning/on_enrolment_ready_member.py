from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .on_edition_ready import UNDER_WAY

OPEN = ("submitted", "waiting", "accepted")
"""The states of a sign-up with which a member can do what is asked, also in advance."""


class MentorshipEnrolment(models.Model):
    """What members themselves say about getting ready (R21, R38)."""

    _inherit = "mentorship.enrolment"

    self_checked_on = fields.Date(
        "Did the self-check on",
        readonly=True,
        copy=False,
        help="As the member said. What they answered stays in their browser.",
    )

    @api.model
    def _asked_to_check(self, partner):
        """Return the sign-ups of a member that ask them for the self-check."""
        # sudo: a member's own sign-ups
        return self.sudo().search(
            Domain("partner_id", "=", partner.id)
            & Domain("role", "=", "mentor")
            & Domain("state", "in", OPEN)
            & Domain("edition_id.ready_self_check", "=", True)
            & Domain("edition_id.state", "in", UNDER_WAY)
        )

    @api.model
    def _note_self_check(self, did=True):
        """Note that the caller did the self-check, or take that back: a yes, and
        nothing of what they answered. Done twice, it changes nothing.

        :raises UserError: if they are not asked for it
        """
        own = self._asked_to_check(self.env.user.partner_id)
        if not own:
            raise UserError(self.env._("No edition asks you to do the self-check."))
        # of two taps at the same moment, the second sees the first
        own._touch()
        today = did and fields.Date.context_today(self)
        own.filtered(lambda each: bool(each.self_checked_on) != did).write(
            {"self_checked_on": today}
        )
        own._settle_ready()

    def _asks_to_read(self, resource):
        """Return those of these sign-ups whose edition asks to read a resource, and so
        shows the coordinators who noted it as read.
        """
        return self.filtered(
            lambda enrolment: (
                enrolment.state in OPEN
                and enrolment.edition_id.ready_asks
                and enrolment.edition_id.state in UNDER_WAY
                and resource in enrolment.edition_id._wanted(enrolment.role).reading
            )
        )

    def _still_asked(self):
        """Return what is still asked of this member in this edition, in any role, in
        their language, for a mail.
        """
        self.ensure_one()
        # sudo: only of this member
        own = self.sudo().search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("edition_id", "=", self.edition_id.id),
            ]
        )
        shown = own.with_context(lang=self.env.lang)._ready_shown()
        missing = [one for _state, words in shown.values() for one in words]
        # the same can be asked in both roles
        return list(dict.fromkeys(missing))
