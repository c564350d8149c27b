from odoo import api, fields, models
from odoo.exceptions import UserError


class MentorshipEnrolment(models.Model):
    """The member's agreement to the terms of the programme (P25). Only the member
    gives it, by sending the sign-up; staff who sign up a member leave it open.
    """

    _inherit = "mentorship.enrolment"

    terms_version = fields.Integer(
        "Accepted version of the terms", readonly=True, copy=False
    )
    terms_accepted_on = fields.Datetime("Terms accepted on", readonly=True, copy=False)
    terms_open = fields.Boolean(
        "Terms not accepted yet", compute="_compute_terms_open", compute_sudo=True
    )

    @api.depends("terms_version", "state", "programme_id.terms")
    def _compute_terms_open(self):
        for enrolment in self:
            enrolment.terms_open = (
                enrolment.state in ("submitted", "waiting", "accepted", "matched")
                and not enrolment.terms_version
                and bool(enrolment.programme_id)
                and enrolment.programme_id._has_terms()
            )

    def _accept_terms(self, version):
        """Record that the caller agrees to the terms of the programme.

        :param int version: the version that they have read
        :raises AccessError: if this is not the caller's own sign-up
        """
        self._check_own()
        # sudo: the member's own, checked above
        self.sudo().write(
            {"terms_version": version, "terms_accepted_on": fields.Datetime.now()}
        )
        self._settle_ready()

    def _check_terms_accepted(self):
        """Raise unless the member has agreed to the terms as they are now.

        :raises UserError: if there are terms, and the member has not
        """
        self.ensure_one()
        programme = self.programme_id
        if programme._has_terms() and self.terms_version != programme.terms_version:
            raise UserError(
                self.env._("Agree to the terms of the programme before you sign up.")
            )
