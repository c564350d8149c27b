from math import nan

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.profession import first_day, is_plausible
from ..base.labels import field_labels

FACTS = {"professional_since": "stated_professional_since", "gender": "stated_gender"}
"""{field of a contact: the field of a sign-up in which the member states it}"""
WEIGHED = ("submitted", "waiting", "accepted")
"""States in which a stated fact can still decide about the member's place."""


class MentorshipEnrolment(models.Model):
    """Facts that a member states where the records have none. They count at once; if
    they decide about the role, a coordinator reviews them first (R3, R4, promise 8).
    """

    _inherit = "mentorship.enrolment"

    stated_professional_since = fields.Date("In the profession since (stated)")
    stated_gender = fields.Selection(
        selection=lambda self: [
            *field_labels(self.env["res.partner"], "gender").items()
        ],
        string="Gender (stated)",
    )
    to_verify = fields.Boolean(
        compute="_compute_to_verify",
        store=True,
        compute_sudo=True,
        help="The member stated something our membership records lack.",
    )
    eligibility = fields.Selection(
        [
            ("yes", "May take part"),
            ("unknown", "Not known yet"),
            ("no", "May not take part"),
        ],
        compute="_compute_eligibility",
    )
    eligibility_reasons = fields.Text(compute="_compute_eligibility")

    @api.depends(*FACTS.values(), *(f"partner_id.{name}" for name in FACTS))
    def _compute_to_verify(self):
        for enrolment in self:
            partner = enrolment.partner_id
            enrolment.to_verify = bool(
                (
                    enrolment.stated_professional_since
                    and not is_plausible(partner.professional_since)
                )
                or (enrolment.stated_gender and not partner.gender)
            )

    @api.depends("partner_id", "role", "edition_id", "state", *FACTS.values())
    def _compute_eligibility(self):
        for enrolment in self:
            if not (enrolment.partner_id and enrolment.edition_id):
                enrolment.eligibility = enrolment.eligibility_reasons = False
                continue
            findings = enrolment._findings()
            verdicts = {finding.verdict for finding in findings}
            enrolment.eligibility = (
                "no" if "no" in verdicts else "unknown" if verdicts else "yes"
            )
            enrolment.eligibility_reasons = "\n".join(
                finding.reason for finding in findings
            )

    def write(self, vals):
        # before any of these is read
        self.check_access("write")
        told = {name: vals[name] for name in FACTS.values() if vals.get(name)}
        weighed = self.filtered(lambda e: told and e.state in WEIGHED)
        before = {enrolment: enrolment._verdicts() for enrolment in weighed}
        result = super().write(vals)
        # facts that staff corrected count as reviewed
        by_staff = not self.env.su and self.has_access("write")
        for enrolment, verdicts in before.items():
            now = enrolment._verdicts()
            if now != verdicts and not (by_staff and "no" not in now):
                enrolment._weigh_again()
        if told:
            self._tell_other_role(told)
        return result

    def action_verify(self):
        """Copy the stated facts into the membership records where those are empty. A
        sign-up that was only waiting for this review is accepted.
        """
        self._check_staff()
        for enrolment in self:
            # sudo: staff of the programme were checked; they do not need the right to
            # edit contacts in general
            partner = enrolment.sudo().partner_id
            if not is_plausible(partner.professional_since):
                partner.professional_since = enrolment.stated_professional_since
            if not partner.gender:
                partner.gender = enrolment.stated_gender
            if enrolment.employer and not partner._mentorship_employer():
                partner.company_name = enrolment.employer
        self.filtered(
            lambda e: (
                e.state == "submitted" and not e.edition_id.intake and not e._findings()
            )
        )._admit()

    def _stated(self):
        """Return what a member stated in these sign-ups.

        :return: {``professional_since``: date, ``gender``: key}, False if not stated
        """
        return {
            fact: next(filter(None, self.mapped(name)), False)
            for fact, name in FACTS.items()
        }

    def _findings(self):
        """Return the obstacles between this member and this role: [Finding].

        A membership that ended after the sign-up was sent gets a grace period.
        """
        self.ensure_one()
        edition = self.edition_id
        grace = 0 if self.state == "draft" else edition.lapse_grace_days
        return edition._eligibility(self.partner_id, self.role, self._stated(), grace)

    def _refusals(self):
        """Return why this member cannot take part in this role, worded for the
        member."""
        return [f.reason for f in self._findings() if f.verdict == "no"]

    def _verdicts(self):
        """Return the findings without their wording: {(code, verdict)}."""
        return {(finding.code, finding.verdict) for finding in self._findings()}

    def _is_clear(self):
        """Tell whether this member is eligible, and has answered all questions."""
        return all(f.verdict != "no" and not f.facts for f in self._findings())

    def _unanswered(self):
        """Return the names of the fields that the member still has to fill in."""
        self.ensure_one()
        edition, stated = self.edition_id, self._stated()
        asked = edition._facts_to_ask(self.partner_id, self.role, stated)
        return [name for fact, name in FACTS.items() if fact in asked]

    def _waits_for_look(self):
        """Tell whether a fact that the member merely stated decides about the role."""
        self.ensure_one()
        return bool(self.edition_id._facts_to_ask(self.partner_id, self.role))

    def _may_be_paired(self):
        """Tell whether this member is accepted, and still eligible."""
        self.ensure_one()
        return self.state in ("accepted", "matched") and not self._refusals()

    def _check_may_take_part(self):
        """Raise unless these members are eligible for their role.

        :raises UserError: with the members and the reasons, worded for staff
        """
        for enrolment in self:
            if refusals := enrolment._refusals():
                raise UserError(
                    self.env._(
                        "%(member)s cannot take part: %(reasons)s",
                        member=enrolment.display_name,
                        reasons=" ".join(refusals),
                    )
                )

    def _weigh_again(self):
        """Reassess a sign-up because a stated fact now changes the verdict: a
        coordinator reviews it first, open offers are withdrawn, and the member is told.
        """
        self.ensure_one()
        if self.held_places and not self._refusals():
            return
        # sudo: the author of the statement was checked; the others in an offer are told
        # in a friendly mail
        enrolment = self.sudo()
        if enrolment.state != "submitted":
            enrolment._set_state("submitted")
            enrolment._call_off_offers()
            if enrolment._refusals():
                enrolment.edition_id._fill_places()
        enrolment._mail("mail_template_stated")

    def _call_off_offers(self):
        """End this member's open proposals and offers; a group continues without
        them."""
        for member in self.member_ids:
            pairing = member.pairing_id
            asked = pairing.state == "active" and member.answer == "pending"
            in_group = pairing.kind == "group" and member.role != "mentor"
            if member.live and (in_group or asked):
                member._leave()
            elif pairing.state in ("proposed", "offered"):
                pairing._drop()

    def _tell_other_role(self, told):
        """Apply what a member stated to their other sign-up in the same edition.

        :param dict told: {field of a sign-up: value}
        """
        for enrolment in self:
            # sudo: another sign-up of the same member, in the same edition
            other = enrolment.sudo().search(
                [
                    ("edition_id", "=", enrolment.edition_id.id),
                    ("partner_id", "=", enrolment.partner_id.id),
                    ("id", "!=", enrolment.id),
                    ("state", "in", ("draft", *WEIGHED)),
                ]
            )
            other.filtered(
                lambda e: any(str(e[name] or "") != str(told[name]) for name in told)
            ).write(told)

    def _years(self, today):
        """Return the completed years of work experience, or NaN if unknown.

        :param today: the date on which to count
        """
        self.ensure_one()
        since = first_day(
            self.partner_id.professional_since, self.stated_professional_since
        )
        if not since:
            return nan
        before_the_day = (today.month, today.day) < (since.month, since.day)
        return max(today.year - since.year - before_the_day, 0)
