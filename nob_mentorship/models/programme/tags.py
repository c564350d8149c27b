from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools.free_name import free_name

SHOWN = frozenset({"id", "name", "display_name", "sequence"})
"""What members read of a word."""


class MentorshipTag(models.AbstractModel):
    """A tag in a list that the association keeps, in the order of its choice."""

    _name = "mentorship.tag"
    _inherit = ["mentorship.remembered", "mentorship.guarded"]
    _description = "Mentorship: word of a list"
    _order = "sequence, id"

    _portal_readable = SHOWN

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    @api.model
    @ormcache("self.env.lang")
    def _listed(self):
        """Return the tags that can be chosen, in order: {id: name}."""
        return {tag.id: tag.name for tag in self.search_fetch([], ["name"])}

    def _names(self):
        """Return the names of these tags, also of those no longer in the list."""
        listed = self._listed()
        return [listed.get(tag.id) or tag.name for tag in self]

    def copy_data(self, default=None):
        """Return the values of copies, with unused names."""
        vals_list = super().copy_data(default)
        if "name" not in (default or {}):
            everywhere = self.with_context(active_test=False).search_fetch(
                [("name", "!=", False)], ["name"]
            )
            taken = set(everywhere.mapped("name"))
            for vals in vals_list:
                name = self.env._("%s (copy)", vals["name"])
                vals["name"] = free_name(name, taken)
        return vals_list


class MentorshipTopic(models.Model):
    """A topic of mentoring: a mentee asks for it, a mentor offers it."""

    _name = "mentorship.topic"
    _inherit = ["mentorship.tag"]
    _description = "Mentorship topic"
    _order = "sequence, name, id"

    _portal_readable = SHOWN | {"active"}

    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This topic already exists.")


class MentorshipLanguage(models.Model):
    """A language in which two people can talk (R46)."""

    _name = "mentorship.language"
    _inherit = ["mentorship.tag"]
    _description = "Mentorship language"
    _order = "sequence, name, id"

    _portal_readable = SHOWN | {"active"}

    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "This language already exists.")


class MentorshipAim(models.Model):
    """An aim of the association for a programme (R24)."""

    _name = "mentorship.aim"
    _inherit = ["mentorship.tag"]
    _description = "Mentorship aim"


class MentorshipFocus(models.Model):
    """The focus of a programme's mentoring: career, life, … (R42)."""

    _name = "mentorship.focus"
    _inherit = ["mentorship.tag"]
    _description = "Mentorship focus"
