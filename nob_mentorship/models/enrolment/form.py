from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import form
from ..base.labels import field_labels
from .stated import FACTS

REQUIRED = ("question", *FACTS.values())
"""What a sign-up that is sent has answered, where it is asked."""


class MentorshipEnrolment(models.Model):
    """What a member types at the sign-up (R8, R28, R36, R38)."""

    _inherit = "mentorship.enrolment"

    @api.model
    def _start(self, edition, role):
        """Return the caller's sign-up in this role, a new draft where there is none.

        :raises UserError: when the sign-up is closed or the member may not
        """
        partner = self.env.user.partner_id
        # sudo: members sign up only themselves here
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
        refused = [finding.reason for finding in findings if finding.verdict == "no"]
        if refused:
            raise UserError("\n".join(refused))
        return enrolments.create(
            {
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
        """Tell whether the question is gone, and asked anew: a refusal was taken back
        after it was forgotten."""
        self.ensure_one()
        return self.state == "submitted" and self.role != "mentor" and not self.question

    def _asked_fields(self):
        """Return the names of the fields the form asks of this member, in order.

        What the records know already is not asked again.
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
        return [*names, *filter(None, [self._asked_to_share()])]

    def _save_form(self, post, send=False):
        """Save what the member typed.

        :param post: the form, a ``werkzeug`` MultiDict of strings
        :param bool send: it is sent next, so what is needed for that is required
        :return: {field: message} of what could not be read or is missing; when there is
            any, nothing was saved
        :raises UserError: when the sign-up cannot be changed any more
        """
        self.ensure_one()
        self._check_staff_or_own()
        # sudo: checked above; only the fields of this form are written
        enrolment = self.sudo()
        if not enrolment._may_edit():
            raise UserError(self.env._("This sign-up cannot be changed any more."))
        pages = self.env["mentorship.portal.pages"]
        was_sent = enrolment.state != "draft"
        values, errors = enrolment._read_choices(post)
        for name in enrolment._asked_fields():
            try:
                values[name] = getattr(enrolment, f"_read_{name}")(post)
                if name in REQUIRED and not values[name] and (send or was_sent):
                    raise form.FormError("missing")
            except form.FormError as error:
                errors[name] = pages._form_error(error)
        if not errors:
            enrolment.write(values)
        return errors

    def _read_question(self, post):
        return form.read_text(post.get("question"))

    def _read_motivation(self, post):
        return form.read_text(post.get("motivation"))

    def _read_employer(self, post):
        return form.read_text(post.get("employer"), form.LINE_LIMIT)

    def _read_topic_ids(self, post):
        chosen = set(post.getlist("topic_ids"))
        topics = self.env["mentorship.topic"].search([("active", "=", True)])
        return [Command.set(topics.filtered(lambda topic: str(topic.id) in chosen).ids)]

    def _read_max_mentees(self, post):
        return form.read_number(post.get("max_mentees"), max(self.held_places, 1), 20)

    def _read_shown(self, post):
        return bool(post.get("shown"))

    def _read_stated_professional_since(self, post):
        day = form.read_date(post.get("stated_professional_since"))
        if day and day > fields.Date.context_today(self):
            raise form.FormError("not_a_date")
        return day

    def _read_stated_gender(self, post):
        keys = field_labels(self, "stated_gender")
        return post.get("stated_gender") if post.get("stated_gender") in keys else False
