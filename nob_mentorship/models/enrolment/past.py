from odoo import api, models


class MentorshipEnrolment(models.Model):
    """A sign-up of an edition that ran before this app was used (P14)."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _record_past(self, edition, partner, role, state):
        """Return a member's sign-up in such an edition; a new one if there is none.

        :param edition: an edition that was taken over
        :param partner: one ``res.partner``, also an archived one
        :param str state: ``completed``, or ``unmatched`` for a member who was not
            paired; another line that pairs them prevails
        :raises AccessError, UserError: unless the caller is staff, and not this member
        """
        edition._check_staff()
        edition._check_taken_over()
        # of two imports at the same moment, the second must see the first
        edition._touch()
        # sudo: staff of the programme, checked above; users cannot write a state
        sign_ups = self.sudo().with_context(tracking_disable=True)
        sign_up = sign_ups.search(
            [
                ("edition_id", "=", edition.id),
                ("partner_id", "=", partner.id),
                ("role", "=", role),
                ("state", "!=", "withdrawn"),
            ]
        )
        if not sign_up:
            sign_up = sign_ups.create(
                {
                    "edition_id": edition.id,
                    "partner_id": partner.id,
                    "role": role,
                    "state": state,
                }
            )
            # the records know today's employer, and not the one of then
            sign_up.write({"employer": False, "region_id": False})
        elif sign_up.state == "unmatched" and state == "completed":
            sign_up._set_state("completed")
        elif (sign_up.state, state) == (
            "completed",
            "unmatched",
        ) and not sign_up.member_ids:
            # a pairing was deleted, because it was recorded by mistake
            sign_up._set_state("unmatched")
        sign_up.with_env(self.env)._check_not_own()
        return sign_up
