from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.form import FormError, read_moment
from ..base.form_words import sentence
from .session import TYPED


class MentorshipSession(models.Model):
    """When a session is: as staff type it, in the time zone of the edition; and what
    else is at that time.
    """

    _inherit = "mentorship.session"

    has_begun = fields.Boolean(compute="_compute_has_begun")
    is_over = fields.Boolean(compute="_compute_has_begun")
    clash = fields.Text("At that time", compute="_compute_clash")

    @api.depends("start", "stop")
    def _compute_has_begun(self):
        now = fields.Datetime.now()
        for session in self:
            session.has_begun = bool(session.start and session.start <= now)
            session.is_over = bool(session.stop and session.stop <= now)

    @api.depends("start", "stop", "user_id", "edition_id", "audience", "state")
    def _compute_clash(self):
        for session in self:
            session.clash = self._lines(*session._clashes())

    def _clashes(self):
        """Return what staff should know before they publish this session: the host is
        away, or the same people are asked for something else. A list of sentences.
        """
        if not self.start or not self.stop or self.state == "cancelled":
            return []
        _, found = self.env._, []
        if self._is_host_away():
            # sudo: the name of the host, whom participants see too
            host = self.sudo().user_id.name
            found.append(_("%s is out of office at that time.", host))
        others = self.search(
            [
                ("edition_id", "=", self.edition_id.id),
                ("state", "!=", "cancelled"),
                ("start", "<", self.stop),
                ("stop", ">", self.start),
                ("id", "!=", self._origin.id),
            ]
        )
        for other in others:
            if "everyone" in (self.audience, other.audience) or (
                self.audience == other.audience
            ):
                found.append(_("“%s” is at the same time.", other.name))
        return found

    def _is_host_away(self):
        # sudo: whether the host, whom the user chose, is out of office
        host = self.sudo().user_id
        first, last = host.out_of_office_from, host.out_of_office_to
        return bool(first and first < self.stop and (not last or last > self.start))

    @api.model
    def _with_times(self, vals, edition):
        """Return the values with the start and the end of a session instead of what
        staff typed in a form: a day, a time in the time zone of the edition, and a
        duration. If only the start is given, the session takes as long as before.

        :param vals: of this session, or of a new one
        :raises ValidationError: for a time that cannot be read, or that the clock skips
        """
        # before any of these is read
        self._check_bounds(vals)
        typed = {name: vals[name] for name in TYPED if name in vals}
        vals = {name: vals[name] for name in vals if name not in TYPED}
        if {"day", "clock"} & typed.keys() and "start" not in vals:
            vals["start"] = self._typed_start(typed, edition)
        if "stop" in vals or not ("start" in vals or "minutes" in typed):
            return vals
        start = fields.Datetime.to_datetime(vals.get("start")) or self.start
        length = self._length()
        if "minutes" in typed:
            length = timedelta(minutes=float(typed["minutes"] or 0))
        return {**vals, "stop": start + length} if start else vals

    def _typed_start(self, typed, edition):
        """Return the moment of the day and the time that were typed; of a time that the
        clock shows twice that night, the first one.
        """
        day, clock = typed.get("day", self.day), typed.get("clock", self.clock)
        try:
            return read_moment(
                str(day or ""), str(clock or ""), edition._session_zone()
            )
        except FormError as error:
            raise ValidationError(sentence(self.env, error)) from error

    def _check_ahead(self):
        """Raise if this session has begun, or its edition is not under way."""
        self.ensure_one()
        if self.edition_id.state not in ("enrolment", "matching", "running"):
            raise UserError(
                self.env._(
                    "%s is not under way, so its sessions cannot be published.",
                    self.edition_id.display_name,
                )
            )
        if self.start <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "This time has passed. Choose a later one before you publish the "
                    "session."
                )
            )

    def _check_may_move(self, was):
        """Raise if a session may not be what it is now.

        :param was: what calendars showed before, see :meth:`_shown_in_calendars`
        :raises UserError: if it was cancelled, or had begun
        :raises ValidationError: if its new time has passed
        """
        now, (start, stop, *_place) = fields.Datetime.now(), was
        if self.state == "cancelled":
            raise UserError(self.env._("This session was cancelled. Plan a new one."))
        if (self.start, self.stop) == (start, stop):
            return
        if start <= now:
            raise UserError(self.env._("This session has begun: its time is fixed."))
        if "attended" in self.line_ids.mapped("state"):
            raise UserError(
                self.env._("This session took place: someone was marked as present.")
            )
        if self.start <= now:
            raise ValidationError(sentence(self.env, FormError("moved_to_the_past")))

    def _overlapping(self, partner):
        """Return the other sessions at the same time for which a member signed up: of
        two, each could get them a place.
        """
        return self.search(
            [
                ("state", "=", "published"),
                ("start", "<", self.stop),
                ("stop", ">", self.start),
                ("id", "!=", self.id),
                ("line_ids", "any", [("partner_id", "=", partner.id)]),
            ]
        )
