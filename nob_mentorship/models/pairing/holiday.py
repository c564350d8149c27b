from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

MOST_DAYS = 100
"""The maximum number of days of a holiday: a longer one is a typing error."""


class MentorshipHoliday(models.Model):
    """A school holiday, which a series of meetings can leave out (P24)."""

    _name = "mentorship.holiday"
    _inherit = ["mentorship.remembered", "mentorship.guarded"]
    _description = "School holiday"
    _order = "date_from, id"

    _method_fields = frozenset()

    name = fields.Char(required=True, translate=True)
    date_from = fields.Date("First day", required=True)
    date_to = fields.Date("Last day", required=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Leave empty for all companies.",
    )

    @api.constrains("date_from", "date_to")
    def _check_days(self):
        for holiday in self.filtered(lambda each: each.date_from and each.date_to):
            lasts = holiday.date_to - holiday.date_from
            if not timedelta() <= lasts < timedelta(days=MOST_DAYS):
                raise ValidationError(
                    self.env._(
                        "“%(name)s” must end on or after its first day, and last at "
                        "most %(most)s days.",
                        name=holiday.name,
                        most=MOST_DAYS,
                    )
                )

    @api.model
    @ormcache()
    def _listed(self):
        """Return all school holidays as (id of a company or False, first day, last
        day), in order.
        """
        # sudo: the same list for every user; the callers choose by company
        found = self.sudo().search_fetch([], ["company_id", "date_from", "date_to"])
        return tuple((h.company_id.id, h.date_from, h.date_to) for h in found)

    @api.model
    def _between(self, company, first, last):
        """Return the school holidays of a company that touch a period, as (first day,
        last day) each.

        :param company: a ``res.company``; none for those of all companies
        """
        return [
            (begin, end)
            for owner, begin, end in self._listed()
            if owner in (False, company.id) and begin <= last and end >= first
        ]
