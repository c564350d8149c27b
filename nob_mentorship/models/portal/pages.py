from odoo import api, fields, models
from odoo.tools import babel_locale_parse, format_date, format_datetime

from ...tools import places
from ..base.labels import field_labels


class MentorshipPortalPages(models.AbstractModel):
    """What the members' pages show: plain values, never records.

    The callers looked the record up among the member's own; everything here runs with
    the rights of the server and hands out only what that member may see.
    """

    _name = "mentorship.portal.pages"
    _description = "Mentorship: values of the members' pages"

    @api.model
    def _form_error(self, error):
        """Return the sentence for a :class:`FormError`."""
        return self._form_message(error.code, **error.values)

    @api.model
    def _form_message(self, code, **values):
        """Return the sentence for a :class:`FormError`, by its code and values."""
        return {
            "missing": self.env._("Please fill this in."),
            "too_long": self.env._("This text is too long; please shorten it."),
            "not_a_date": self.env._("This date cannot be right; please check it."),
            "not_a_time": self.env._("Please give a time, such as 15:30."),
            "no_such_time": self.env._(
                "The clock goes forward that night, and skips this time. The nearest "
                "ones are %(before)s and %(after)s.",
                before=values.get("before"),
                after=values.get("after"),
            ),
            "not_a_number": self.env._(
                "Please enter a number from %(least)s to %(most)s.",
                least=values.get("least"),
                most=values.get("most"),
            ),
            "not_offered": self.env._("Please choose one of what is offered."),
            "not_a_web_address": self.env._(
                "This is not a web address; it starts with https://."
            ),
            "in_the_past": self.env._(
                "This moment has passed. Did the meeting already take place? Then "
                "say so below."
            ),
            "moved_to_the_past": self.env._(
                "This moment has passed. Please choose a later one."
            ),
            "in_the_future": self.env._("This moment is still to come."),
        }[code]

    @api.model
    def _names_of_others(self, pairing, partner):
        """Return the names of the others; when all of them left, of who they were."""
        others = pairing._shown_members().partner_id - partner
        if not others:
            joined = pairing.member_ids.filtered(lambda m: m.answer == "accepted")
            others = joined.partner_id - partner
        return ", ".join(others.mapped("name")) or self.env._("Your mentorship")

    @api.model
    def _label(self, record, name):
        return field_labels(record, name)[record[name]]

    @api.model
    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM yyyy") if day else ""

    @api.model
    def _period(self, first, last):
        return f"{self._day(first)} – {self._day(last)}" if first and last else ""

    @api.model
    def _moment(self, moment):
        return format_datetime(
            self.env, moment, tz=self._timezone(), dt_format="EEEE d MMMM yyyy HH:mm"
        )

    @api.model
    def _timezone(self):
        """Return the time zone this member reads and types times in."""
        return self.env.user.partner_id._mentorship_timezone()

    @api.model
    def _timezones(self):
        """Return what the time zones of places are called, as {zone: name}."""
        return places.names(
            field_labels(self.env["res.partner"], "tz"),
            babel_locale_parse(self.env.lang),
            self._timezone(),
        )

    @api.model
    def _timezone_name(self):
        """Return what that time zone is called, in the member's language."""
        now, zone = fields.Datetime.now(), self._timezone()
        name = "vvvv" if places.country(zone) else "OOOO"
        return format_datetime(self.env, now, tz=zone, dt_format=name)
