from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain

from ..tools.profession import is_plausible


class Finding(NamedTuple):
    """Something that stands between a member and a role.

    :param str code: ``not_member``, ``category``, ``condition``, ``experience``,
        ``not_invited``
    :param str verdict: ``no``, or ``unknown`` where the records do not tell
    :param str reason: for the member, in their language
    """

    code: str
    verdict: str
    reason: str


class MentorshipEdition(models.Model):
    """Who may take part, read live from the membership records (R2–R4, N6)."""

    _inherit = "mentorship.edition"

    def _eligibility(self, partner, role, stated=None):
        """Return what stands between a member and a role; nothing means: welcome.

        What neither the records nor the member tells is ``unknown``, never ``no``
        (promise 8). Without `stated`, only the records count.

        :param partner: one ``res.partner``
        :param str role: ``mentor``, ``mentee`` or ``peer``
        :param dict stated: what the member said: ``professional_since`` (date),
            ``gender`` (key of its selection)
        :return: list of :class:`Finding`
        """
        self.ensure_one()
        # sudo: a member asks about themselves, staff about anyone they coordinate;
        # only the verdict leaves this method
        edition, partner, stated = self.sudo(), partner.sudo(), stated or {}
        checks = [
            edition._find_membership(partner),
            edition._find_condition(partner, stated),
            edition._find_invitation(partner),
        ]
        if role == "mentor":
            checks.append(edition._find_experience(partner, stated))
        return [finding for finding in checks if finding]

    def _eligible_roles(self, partner, stated=None):
        """Return the roles of this edition with their findings: {role: [Finding]}."""
        self.ensure_one()
        roles = ("peer",) if self.kind == "peer" else ("mentee", "mentor")
        return {role: self._eligibility(partner, role, stated) for role in roles}

    def _welcomes(self, partner):
        """Tell whether there is a role in which nothing stands in a member's way."""
        return any(
            all(finding.verdict != "no" for finding in findings)
            for findings in self._eligible_roles(partner).values()
        )

    def _find_membership(self, partner):
        today = fields.Date.context_today(self)
        if not partner._mentorship_member_since(today):
            return Finding(
                "not_member",
                "no",
                self.env._(
                    "Only members can take part, and today your membership is not "
                    "in our records."
                ),
            )
        if not self.membership_category_ids:
            return None
        categories = partner._mentorship_categories(today)
        if not categories:
            return Finding(
                "category",
                "unknown",
                self.env._("We do not know your kind of membership yet."),
            )
        if categories & self.membership_category_ids:
            return None
        return Finding(
            "category",
            "no",
            self.env._(
                "This programme is for: %s.",
                ", ".join(self.membership_category_ids.mapped("name")),
            ),
        )

    def _find_invitation(self, partner):
        if self.enrolment_mode == "open" or partner in self.invited_ids:
            return None
        return Finding(
            "not_invited", "no", self.env._("This edition is by invitation.")
        )

    def _find_condition(self, partner, stated):
        """Look at the further condition, with what the member said filled in."""
        condition = self._eligibility_condition()
        if condition.is_true():
            return None
        answers = {"gender": stated.get("gender") or partner.gender}
        if self._holds(condition, partner, answers, benefit_of_doubt=False):
            return None
        if self._holds(condition, partner, answers, benefit_of_doubt=True):
            return Finding(
                "condition",
                "unknown",
                self.env._(
                    "We do not know yet whether this applies to you: %s.",
                    self.eligibility_note
                    or self.env._("the condition of the programme"),
                ),
            )
        return Finding(
            "condition",
            "no",
            self.eligibility_note
            or self.env._("You do not meet the condition of this programme."),
        )

    @staticmethod
    def _holds(condition, partner, answers, benefit_of_doubt):
        """Tell whether a condition holds for a partner.

        :param condition: a `Domain` on ``res.partner``
        :param dict answers: values to use instead of the partner's own
        :param bool benefit_of_doubt: count a test of an empty field as passed
        """

        def decide(test):
            name = test.field_expr.split(".")[0]
            field = partner._fields.get(name)
            value = answers.get(name) or (field and partner[name])
            if (
                not value
                and field
                and field.type not in ("boolean", "integer", "float")
            ):
                return Domain(benefit_of_doubt)
            if name in answers and test.operator in ("=", "in"):
                wanted = test.value
                if isinstance(wanted, str):
                    wanted = [wanted]
                return Domain(value in wanted)
            return test

        optimised = condition.optimize(partner)
        return bool(partner.filtered_domain(optimised.map_conditions(decide)))

    def _find_experience(self, partner, stated):
        """A mentor has strictly more than the years asked; exactly is too few (R4).

        In reverse mentoring, the mentor is the one with less: there the gap between the
        two has a minimum of its own (R42).
        """
        if self.kind == "reverse":
            return None
        since = partner.professional_since or stated.get("professional_since")
        if not since or not is_plausible(since):
            return Finding(
                "experience",
                "unknown",
                self.env._("We do not know yet since when you work in the profession."),
            )
        threshold = since + relativedelta(years=self.mentor_min_years)
        if threshold < fields.Date.context_today(self):
            return None
        return Finding(
            "experience",
            "no",
            self.env._(
                "A mentor has more than %s years of work experience. You can take part "
                "as a mentee.",
                self.mentor_min_years,
            ),
        )
