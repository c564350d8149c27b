from datetime import timedelta

from odoo import api, fields, models

from ...tools import form
from ..base.labels import field_labels

ABOUT_THE_TIME = ("not_a_time", "no_such_time")


class MentorshipMeeting(models.Model):
    """What a member types to plan a meeting."""

    _inherit = "mentorship.meeting"

    @api.model
    def _read_form(self, post):
        """Read the form of a meeting.

        :param post: a ``werkzeug`` MultiDict of strings
        :return: (values for :meth:`_plan`, {field: message} of what cannot be read)
        """
        pages = self.env["mentorship.portal.pages"]
        values, errors = {"mode": post.get("mode"), "held": bool(post.get("held"))}, {}
        readers = {
            "date": lambda: self._read_times(post),
            "minutes": lambda: form.read_number(post.get("minutes"), 5, 480),
            "place": lambda: form.read_text(post.get("place"), form.LINE_LIMIT),
            "video_url": lambda: form.read_web_address(post.get("video_url")),
            "mode": lambda: self._read_mode(post),
        }
        read = {}
        for name, reader in readers.items():
            try:
                read[name] = reader()
            except form.FormError as error:
                field = "time" if error.code in ABOUT_THE_TIME else name
                errors[field] = pages._form_error(error)
        if errors:
            return {}, errors
        values.update(
            start=read["date"],
            stop=read["date"] + timedelta(minutes=read["minutes"]),
            mode=read["mode"],
            location=read["place"],
            video_url=read["video_url"],
        )
        return values, errors

    @api.model
    def _read_times(self, post):
        timezone = self.env["mentorship.portal.pages"]._timezone()
        start = form.read_moment(post.get("date"), post.get("time"), timezone)
        now = fields.Datetime.now()
        if post.get("held") and start > now:
            raise form.FormError("in_the_future")
        if post.get("held") and start < now - timedelta(days=366):
            raise form.FormError("not_a_date")
        if not post.get("held") and start < now:
            raise form.FormError("moved_to_the_past" if self else "in_the_past")
        if start > now + timedelta(days=3 * 366):
            raise form.FormError("not_a_date")
        return start

    @api.model
    def _read_mode(self, post):
        modes = field_labels(self, "mode")
        if post.get("mode") not in modes:
            raise form.FormError("missing")
        return post.get("mode")
