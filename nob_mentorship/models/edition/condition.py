from odoo import models
from odoo.fields import Domain

from .eligibility import Finding

NUMBERS = ("boolean", "float", "integer", "monetary")
"""Types of fields that always hold a value."""
NEGATIVE = ("not any", "not any!")


class MentorshipEdition(models.Model):
    """The extra condition for taking part: it holds, does not hold, or is unknown (R3,
    promise 8).
    """

    _inherit = "mentorship.edition"

    def _find_condition(self, partner, known):
        """Check the extra condition.

        :param partner: one ``res.partner``
        :param dict known: what the records, or else the member, say:
            ``professional_since``, ``gender``
        :return: a :class:`Finding`, or None if the condition holds
        """
        condition = self._eligibility_condition()
        if condition.is_true():
            return None
        condition = condition.optimize(partner)
        told = {name: value for name, value in known.items() if value != partner[name]}
        # the member as the records would be with the stated facts
        member = partner.new(told, origin=partner) if told else partner
        decide = self._decider(partner, member, told.keys())
        if decide(condition, doubt=False):
            return None
        # in words, without the full stop, as it may stand inside a sentence
        note = (self.eligibility_note or "").rstrip(" .")
        if not decide(condition, doubt=True):
            return Finding(
                "condition",
                "no",
                f"{note}."
                if note
                else self.env._("You do not meet the condition of this programme."),
            )
        asked = set().union(
            *(self._sources(partner, test) for test in condition.iter_conditions())
        )
        return Finding(
            "condition",
            "unknown",
            self.env._(
                "We do not know yet whether this applies to you: %s.",
                note or self.env._("the condition of the programme"),
            ),
            tuple(name for name, value in known.items() if not value and name in asked),
        )

    def _decider(self, partner, member, told):
        """Return the function of (condition, doubt) that tells whether the condition
        holds.

        With the benefit of the doubt, an unknown fact passes its test; without it, the
        fact fails. If the two results differ, the whole condition is unknown.

        :param partner: one ``res.partner``
        :param member: the same, with the facts stated by the member
        :param told: the names of the fields that the member stated
        """

        def decide(condition, doubt, record=partner):
            def test_holds(test):
                sources = self._sources(record, test)
                asks_told = record == partner and sources & told
                subject = member if asks_told else record
                if self._is_unknown(subject, test):
                    return Domain(doubt)
                name = test.field_expr.split(".")[0]
                if (
                    isinstance(test.value, Domain)
                    and subject._fields[name].type == "many2one"
                ):
                    negative = test.operator in NEGATIVE
                    inner = decide(test.value, doubt != negative, subject[name])
                    return Domain(inner != negative)
                return Domain(bool(subject.filtered_domain(test)))

            optimised = condition.optimize(record).map_conditions(test_holds)
            return bool(record.filtered_domain(optimised))

        return decide

    def _sources(self, record, test):
        """Return the names of the fields that a test reads: its own, and those it is
        computed from.
        """
        name = test.field_expr.split(".")[0]
        field = record._fields.get(name)
        return {name, *(self.env.registry.field_depends[field] if field else ())}

    def _is_unknown(self, record, test):
        """Tell whether the records lack what a test reads.

        A number is always present, but one computed from a missing date says nothing.
        Having no company, or no tag, is a known fact.
        """
        field = record._fields[test.field_expr.split(".")[0]]
        asks_whether_empty = test.operator in ("in", "not in") and set(test.value) == {
            False
        }
        if field.relational and asks_whether_empty:
            return False
        if field.type not in NUMBERS:
            return not record[field.name]
        days = [
            name
            for name in self._sources(record, test)
            if name in record._fields and record._fields[name].type == "date"
        ]
        return bool(days) and not any(record[name] for name in days)
