from odoo import api, models
from odoo.exceptions import UserError

from .stated import FACTS


class MentorshipEnrolment(models.Model):
    """The sign-up form that members fill in (R8, R28, R36, R38)."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _start(self, edition, role):
        """Return the caller's sign-up in this role, creating a draft if there is none:
        filled in with what they wrote last time.

        :raises UserError: if sign-up is closed or the member is not eligible
        """
        partner = self.env.user.partner_id
        # sudo: members can only sign up themselves here
        enrolments = self.sudo()
        own = enrolments.search(
            [
                ("edition_id", "=", edition.id),
                ("partner_id", "=", partner.id),
                ("state", "!=", "withdrawn"),
            ]
        )
        stated = own._stated()
        findings = edition._eligible_roles(partner, stated).get(role)
        if findings is None:
            raise UserError(self.env._("This edition has no place for that role."))
        if existing := own.filtered(lambda enrolment: enrolment.role == role):
            return existing
        if not edition._accepts_enrolment():
            raise UserError(
                self.env._("The sign-up of %s is closed.", edition.display_name)
            )
        last = enrolments._last_time(partner, edition, role)
        if told := last._still_stated(edition, role):
            stated = {fact: stated[fact] or told.get(fact, False) for fact in stated}
            findings = edition._eligibility(partner, role, stated)
        refused = [finding.reason for finding in findings if finding.verdict == "no"]
        if refused:
            raise UserError("\n".join(refused))
        return enrolments.create(
            {
                **last._filled_in(edition),
                "edition_id": edition.id,
                "partner_id": partner.id,
                "role": role,
                **{FACTS[fact]: value for fact, value in stated.items()},
            }
        )

    def _may_edit(self):
        """Tell whether the member can still change this sign-up."""
        self.ensure_one()
        if self.edition_id._accepts_enrolment():
            return self.state in ("draft", "submitted", "waiting", "accepted")
        return self._lacks_words()

    def _lacks_words(self):
        """Tell whether the member's question must be asked again: it was deleted after
        a refusal that has been taken back since.
        """
        self.ensure_one()
        return self.state == "submitted" and self.role != "mentor" and not self.question

    def _asked_fields(self):
        """Return the names of the fields that the form asks of this member, in order.

        Facts that the records already hold are not asked.
        """
        self.ensure_one()
        names = ["motivation", "topic_ids", "employer"]
        if self.role == "mentor":
            names.append("max_mentees")
            if self.own_choice:
                names.append("shown")
        else:
            names.insert(0, "question")
        asked = self.edition_id._facts_to_ask(self.partner_id, self.role)
        names += [name for fact, name in FACTS.items() if fact in asked]
        return [*names, "shares_profile", *filter(None, [self._asked_to_share()])]

    def _check_may_fill_in(self):
        """Raise unless the caller is allowed to change the contents of this sign-up.

        :raises AccessError: for other members
        :raises UserError: if the sign-up can no longer be changed
        """
        self.ensure_one()
        self._check_staff_or_own()
        # sudo: checked above
        if not self.sudo()._may_edit():
            raise UserError(self.env._("This sign-up can no longer be changed."))

    def _fill_in(self, values):
        """Save what the member filled in.

        :param dict values: values of the fields that the form asks of this member
        :raises AccessError, UserError: see :meth:`_check_may_fill_in`
        """
        self._check_may_fill_in()
        # sudo: checked above; only the form's fields are written
        self.sudo().write(values)
