from datetime import timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import format_date

from ...tools.profession import EARLIEST, first_day


class Finding(NamedTuple):
    """An obstacle between a member and a role.

    :param str code: ``archived``, ``not_member``, ``category``, ``condition``,
        ``experience``, ``not_invited``
    :param str verdict: ``no``, or ``unknown`` if the records do not say
    :param str reason: for the member, in their language
    :param tuple facts: the facts that the member can state to decide it:
        ``professional_since``, ``gender``
    """

    code: str
    verdict: str
    reason: str
    facts: tuple = ()


class MentorshipEdition(models.Model):
    """Eligibility, read live from the membership records (R2–R4, N6)."""

    _inherit = "mentorship.edition"

    def _eligibility(self, partner, role, stated=None, grace=0):
        """Return the obstacles between a member and a role; an empty list means
        welcome.

        A fact that neither the records nor the member gives is ``unknown``, never
        ``no`` (promise 8). Without `stated`, only the records count.

        :param partner: one ``res.partner``
        :param str role: ``mentor``, ``mentee`` or ``peer``
        :param dict stated: the facts that the member stated: ``professional_since``
            (date), ``gender`` (key of its selection); they count if the records lack
            them
        :param int grace: the number of days for which an ended membership still counts
        :return: list of :class:`Finding`
        """
        self.ensure_one()
        # sudo: a member asks about themselves, staff about anyone they coordinate; only
        # the verdict leaves this method
        edition, partner, stated = self.sudo(), partner.sudo(), stated or {}
        if not partner.active:
            reason = self.env._("An archived contact cannot take part.")
            return [Finding("archived", "no", reason)]
        known = self._known(partner, stated)
        checks = [
            edition._find_membership(partner, grace),
            edition._find_condition(partner, known),
            edition._find_invitation(partner),
        ]
        findings = [finding for finding in checks if finding]
        if role == "mentor" and (
            finding := edition._find_experience(known, as_mentee=not findings)
        ):
            findings.append(finding)
        return findings

    def _eligible_roles(self, partner, stated=None):
        """Return the roles of this edition with their findings: {role: [Finding]}."""
        self.ensure_one()
        roles = ("peer",) if self.kind == "peer" else ("mentee", "mentor")
        return {role: self._eligibility(partner, role, stated) for role in roles}

    def _facts_to_ask(self, partner, role, stated=None):
        """Return the facts to ask at the sign-up because the records lack them: a set
        of ``professional_since`` and ``gender``.

        :param dict stated: what the member stated, as for :meth:`_eligibility`
        """
        self.ensure_one()
        # sudo: see `_eligibility`; only these two checks can ask for a fact
        edition, partner = self.sudo(), partner.sudo()
        known = self._known(partner, stated or {})
        condition = edition._find_condition(partner, known)
        findings = [condition] if partner.active else []
        if findings and role == "mentor":
            findings.append(edition._find_experience(known, as_mentee=False))
        return {fact for finding in findings if finding for fact in finding.facts}

    def _known(self, partner, stated):
        """Return the facts of the records or, if they lack one, what was stated."""
        return {
            "professional_since": first_day(
                partner.professional_since, stated.get("professional_since")
            ),
            "gender": partner.gender or stated.get("gender") or False,
        }

    def _welcomes(self, partner):
        """Tell whether there is a role without obstacles for a member."""
        return any(
            all(finding.verdict != "no" for finding in findings)
            for findings in self._eligible_roles(partner).values()
        )

    def _is_open_to(self, partner, role, stated=None):
        """Tell whether this edition has a role, with no obstacles for a member."""
        findings = self._eligible_roles(partner, stated).get(role)
        return findings is not None and all(f.verdict != "no" for f in findings)

    def _find_membership(self, partner, grace=0):
        today = fields.Date.context_today(self)
        since = today - timedelta(days=grace)
        if not partner._mentorship_member_since(since):
            return Finding("not_member", "no", self._no_member_reason(partner, today))
        if not self.membership_category_ids:
            return None
        categories = partner._mentorship_lines(since, today).category_id
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

    def _no_member_reason(self, partner, today):
        """Return why a person is not a member today, and what they can do."""
        ends = [
            min(filter(None, (line.date_to, line.date_cancel)))
            for line in partner._mentorship_lines(EARLIEST, today)
        ]
        if ends:
            return self.env._(
                "Only members can take part, and your membership ended on %s. Renew "
                "it, and you can take part.",
                format_date(self.env, max(ends), date_format="d MMMM yyyy"),
            )
        return self.env._(
            "Only members can take part, and we cannot find a current membership "
            "for you. Become a member, or contact us if you already are one."
        )

    def _find_invitation(self, partner):
        if self.enrolment_mode == "open":
            return None
        # sudo: reads whether this member is invited, which they learn from being
        # admitted
        if self in partner.sudo().mentorship_invitee_ids.edition_id:
            return None
        return Finding(
            "not_invited", "no", self.env._("This edition is by invitation.")
        )

    def _find_experience(self, known, as_mentee):
        """Check that a mentor has strictly more years than required; exactly as many is
        too few (R4).

        In reverse mentoring, the mentor has less experience: there, the gap between the
        two has its own minimum (R42).

        :param dict known: what the records, or else the member, say
        :param bool as_mentee: whether the person can take part as a mentee
        """
        if self.kind == "reverse":
            return None
        since = known["professional_since"]
        if not since:
            reason = self.env._(
                "We do not know yet how long you have worked in the profession."
            )
            return Finding("experience", "unknown", reason, ("professional_since",))
        threshold = since + relativedelta(years=self.mentor_min_years)
        if threshold < fields.Date.context_today(self):
            return None
        if as_mentee and self._accepts_enrolment():
            reason = self.env._(
                "A mentor has more than %s years of work experience. You can take part "
                "as a mentee.",
                self.mentor_min_years,
            )
        else:
            reason = self.env._(
                "A mentor has more than %s years of work experience.",
                self.mentor_min_years,
            )
        return Finding("experience", "no", reason)
