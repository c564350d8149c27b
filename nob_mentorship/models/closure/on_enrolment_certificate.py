from odoo import api, fields, models
from odoo.exceptions import UserError

from ..base.asked import Question


class MentorshipEnrolment(models.Model):
    """The certificate of a sign-up: who gets one, and what staff do about it (R69).

    Staff read the same, and are refused for the same reasons, whether or not a member
    answered an evaluation.
    """

    _inherit = "mentorship.enrolment"

    certificate_ids = fields.One2many(
        "mentorship.certificate", "enrolment_id", groups=fields.NO_ACCESS
    )
    certificate_state = fields.Selection(
        [
            ("none", "Not issued"),
            ("issued", "Issued"),
            ("revoked", "None for this member"),
        ],
        "Certificate",
        compute="_compute_certificate_state",
        compute_sudo=True,
    )
    certificate_on = fields.Date(
        "Certificate issued on",
        compute="_compute_certificate_state",
        compute_sudo=True,
    )
    gives_certificates = fields.Boolean(related="edition_id.certificate")
    certificate_answer = fields.Boolean(related="edition_id.certificate_answer")

    @api.depends("certificate_ids.state", "certificate_ids.issued_on")
    def _compute_certificate_state(self):
        for enrolment in self:
            own = enrolment.certificate_ids
            enrolment.certificate_state = own.state or "none"
            enrolment.certificate_on = own.state == "issued" and own.issued_on

    def action_issue_certificate(self):
        """Issue the certificate, and mail the member; once it is issued, nothing
        happens.

        :raises UserError: if the requirements of the edition are not met
        """
        self._check_staff()
        for enrolment in self:
            # sudo: staff of the programme, checked above; no user writes certificates
            enrolment.sudo()._issue_certificate(anew=True)

    def action_revoke_certificate(self):
        """Decide that these members have no certificate, whether or not it was issued;
        its code is no longer confirmed.
        """
        self._check_staff()
        for enrolment in self:
            # sudo: staff of the programme, checked above; no user writes certificates
            enrolment.sudo()._revoke_certificate()

    def _issue_certificate(self, anew=False):
        """Issue one certificate, unless it is issued already.

        :param bool anew: whether one that was taken back is issued again
        :raises UserError: with the reason why not
        """
        self.ensure_one()
        # of two at the same moment, the second must see the first
        self._touch()
        if self.certificate_ids.state == "issued":
            return
        if self.certificate_ids and not anew:
            raise UserError(
                self.env._(
                    "You decided that this member gets none. You can issue it on the "
                    "sign-up."
                )
            )
        if reason := self._certificate_obstacle():
            raise UserError(reason)
        self.env["mentorship.certificate"]._issue(self)

    def _revoke_certificate(self):
        self.ensure_one()
        # of two at the same moment, the second must see the first
        self._touch()
        self.env["mentorship.certificate"]._revoke(self)

    def _certificate_obstacle(self):
        """Return the reason why this member gets no certificate, or None. It never
        depends on what a member did with an evaluation.
        """
        _, edition = self.env._, self.edition_id
        if reason := edition._certificate_obstacle():
            return reason
        pairings = self._certificate_pairings()
        if self.state == "withdrawn":
            return _("The member withdrew.")
        if self.state == "matched":
            return _("The mentorship is still under way.")
        if self.state != "completed" or not pairings:
            return _("The member was in no mentorship that was completed.")
        if edition.certificate_meetings:
            most = max(len(self._certificate_held(each)) for each in pairings)
            if most < edition.min_meetings:
                return _(
                    "Too few meetings were held: %(held)s, of at least %(least)s.",
                    held=self._figure(most),
                    least=self._figure(edition.min_meetings),
                )
        return None

    def _certificate_pairings(self):
        """Return the completed pairings that this member was in until the end."""
        rows = self.member_ids.filtered(
            lambda row: (
                row.pairing_id.state == "completed"
                and row in row.pairing_id._present_members()
            )
        )
        return rows.pairing_id

    def _certificate_held(self, pairings):
        """Return the meetings of pairings that were held, with this member."""
        return pairings.meeting_ids.filtered(
            lambda meeting: (
                meeting.state == "held" and self.partner_id in meeting.attendee_ids
            )
        )

    def _certificate_values(self):
        """Return what a certificate keeps as it is now: {field: value}."""
        self.ensure_one()
        pairings = self._certificate_pairings()
        held = self._certificate_held(pairings)
        seconds = sum((each.stop - each.start).total_seconds() for each in held)
        first = [day for day in pairings.mapped("date_start") if day]
        last = [each.ended_on or each.date_end for each in pairings]
        edition = self.edition_id.with_context(lang=self.partner_id.lang)
        return {
            "role": self.role,
            "programme_name": edition.programme_id.name,
            "edition_name": edition.name,
            "date_from": min(first, default=False),
            "date_to": max(filter(None, last), default=False),
            "meetings": len(held),
            "hours": round(seconds / 3600, 2),
            "with_hours": edition.certificate_hours,
            "depends_on_answer": edition.certificate_answer,
        }

    def _asks_issue_certificate(self):
        self.ensure_one()
        _ = self.env._
        # sudo: reads nothing but what the sign-up shows to its staff
        if reason := self.sudo()._certificate_obstacle():
            raise UserError(reason)
        held = self.sudo()._certificate_held(self.sudo()._certificate_pairings())
        return Question(
            _("Issue the certificate of %s?", self.display_name),
            _("Issue the certificate"),
            (
                _("Meetings held: %s", self._figure(len(held))),
                *self._mail_words(),
                self.edition_id._certificate_secret_words(),
                self.certificate_state == "revoked"
                and _("It gets another code: what was printed before stays invalid."),
            ),
        )

    def _asks_revoke_certificate(self):
        self.ensure_one()
        _ = self.env._
        return Question(
            _("No certificate for %s?", self.display_name),
            _("No certificate"),
            (
                self.certificate_on
                and _("Issued on: %s", self._day_words(self.certificate_on)),
                _("The public page no longer confirms its code.")
                if self.certificate_on
                else _("It is left out when you issue all certificates."),
                _("The member is not mailed. You can issue it again later."),
            ),
        )
