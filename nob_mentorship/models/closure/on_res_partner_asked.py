from odoo import models

from ..base.asked import Question


class ResPartner(models.Model):
    """The question before a person is erased: how much of them there is (N9)."""

    _inherit = "res.partner"

    def action_mentorship_ask_erase(self):
        """Ask a manager to confirm that these people are erased from mentoring.

        :raises AccessError: for all users except managers of mentorship
        """
        self._mentorship_check_eraser()
        wizards = self.env["mentorship.confirm.wizard"]
        return wizards._open(self, "action_mentorship_erase")

    def _asks_mentorship_erase(self):
        self._mentorship_check_eraser()
        _, figure = self.env._, self.env["mentorship.guarded"]._figure
        # sudo: a manager, checked above, who erases in every programme; only numbers
        # leave this method
        enrolments = self.env["mentorship.enrolment"].sudo()
        enrolments = enrolments.search([("partner_id", "in", self.ids)])
        open_ones = enrolments.filtered(lambda each: not each._is_final())
        live = open_ones.member_ids.filtered("live").pairing_id
        active = live.filtered(lambda pairing: pairing.state == "active")
        others = active._present_members().filtered(
            lambda member: member.partner_id not in self
        )
        names = ", ".join(filter(None, self.mapped("name")))
        return Question(
            _("Erase %s from mentorship?", names),
            _("Erase from mentorship"),
            (
                _("Sign-ups that are emptied: %s", figure(len(enrolments))),
                _(
                    "Active pairings that end: %(count)s. The others in them are told "
                    "by email: %(people)s",
                    count=figure(len(active)),
                    people=figure(len(others.partner_id)),
                ),
                live - active and _("Offers that end: %s", figure(len(live - active))),
                _(
                    "Their texts in all rooms are destroyed, and “Former participant” "
                    "takes their place in the numbers."
                ),
                _("This cannot be undone."),
            ),
        )
