"""Taking over the talks of a colleague who is away (R65, P22)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MentorshipCheckin(models.Model):
    """Talks that are still to come get another coordinator."""

    _inherit = "mentorship.checkin"

    is_mine = fields.Boolean(compute="_compute_is_mine")
    of_colleague_away = fields.Boolean(
        "Of a colleague who is away",
        compute="_compute_of_colleague_away",
        search="_search_of_colleague_away",
    )

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        own = self.env.user.partner_id
        for checkin in self:
            checkin.is_mine = checkin.partner_id == own

    @api.depends("partner_id")
    @api.depends_context("uid")
    def _compute_of_colleague_away(self):
        away = self._colleagues_away()
        for checkin in self:
            checkin.of_colleague_away = checkin.partner_id in away

    def _search_of_colleague_away(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("partner_id", "in", self._colleagues_away().ids)

    @api.model
    def _colleagues_away(self):
        """Return the contacts of the colleagues who are out of office now."""
        # sudo: that they are away, as their pictures say in all of Odoo
        users = self.env["res.users"].sudo()
        users = users.search(
            [("out_of_office_from", "!=", False), ("share", "=", False)]
        )
        away = users.filtered("is_out_of_office").partner_id
        return away - self.env.user.partner_id

    def action_take_over(self):
        """Become the coordinator of these talks, and tell everyone in them.

        :return: for several talks, a client action that reports the result
        :raises UserError: if none of them is still to come
        """
        self._check_staff()
        # of two colleagues at the same moment, the second must see the first
        self._touch()
        todo = self._check_to_take_over()
        # sudo: staff of the programme, checked above
        for checkin in todo.sudo():
            checkin._hand_to(self.env.user.partner_id)
        if len(self) <= 1:
            return None
        idle = len(self) - len(todo)
        return self.env["mentorship.job"]._outcome(len(todo), [], idle=idle)

    def _check_to_take_over(self):
        """Return those of these talks that the user can take over.

        :raises UserError: if they are of others, and none is still to come
        """
        others = self.filtered(lambda checkin: not checkin.is_mine)
        todo = others.filtered(lambda checkin: checkin._in_calendars())
        if others and not todo:
            raise UserError(
                self.env._("You can only take over a talk that is still to come.")
            )
        return todo

    def _hand_to(self, partner):
        """Make someone else the coordinator. The organizer stays the programme, so the
        calendars of those invited are updated, and no invitation is cancelled.

        :param partner: the ``res.partner`` of the new coordinator
        """
        self.sequence += 1
        # it leaves the calendar of the former one only
        self._mail(
            "mail_template_checkin_handed_over",
            attach=lambda checkin: checkin._calendars("CANCEL", checkin.partner_id),
            mentorship_by=partner,
        )
        self.partner_id = partner
        self._mail_members(
            "REQUEST", self._in_calendars(), "mail_template_checkin_taken_over"
        )
        self._mail_coordinator("REQUEST")
