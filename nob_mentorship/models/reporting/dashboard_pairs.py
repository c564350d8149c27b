from odoo import api, models

from ...tools.groups import FEW
from ..base.labels import field_labels
from ..pairing.on_edition import PAIRED
from .dashboard import Line

MEANS = ("days_to_contact", "held_meeting_count", "duration_days", "ended_percent")


class MentorshipDashboard(models.TransientModel):
    """The figures about pairs, all from ``mentorship.report``."""

    _inherit = "mentorship.dashboard"

    @api.model
    def _told_of(self, editions, part, *measures):
        """Return [(value, count, mean of each measure)] of the pairs of editions.

        :param str part: the field that divides them
        """
        return self.env["mentorship.report"]._read_group(
            [("edition_id", "in", editions.ids)],
            [part],
            ["__count", *(f"{measure}:avg" for measure in measures)],
        )

    @api.model
    def _counts_of(self, editions, part):
        """Return {value to tell: how many pairs}."""
        return dict(self._told_of(editions, part))

    @api.model
    def _have_pairs(self, editions):
        """Tell whether pairs of these editions started."""
        started = [("edition_id", "in", editions.ids), ("state", "in", PAIRED)]
        return bool(self.env["mentorship.pairing"].search_count(started, limit=1))

    @api.model
    def _labels_of(self, part):
        return field_labels(self.env["mentorship.report"], part)

    @api.model
    def _pairs_lines(self, editions):
        _, there = self.env._, self._have_pairs(editions)
        ((count, days, meetings, duration, ended),) = self.env[
            "mentorship.report"
        ]._read_group(
            [("edition_id", "in", editions.ids)],
            [],
            ["__count", *(f"{measure}:avg" for measure in MEANS)],
        )
        return [
            Line("started", _("Started"), self._mean_words(count or None, there)),
            Line(
                "days_to_contact",
                _("Days to first contact"),
                self._mean_words(days, there),
            ),
            Line(
                "meetings",
                _("Meetings per pair"),
                self._mean_words(meetings, there, digits=1),
            ),
            Line("duration", _("Days it lasted"), self._mean_words(duration, there)),
            self._share_line(
                "silent",
                _("Nothing happens"),
                self._counts_of(editions, "silent"),
                there,
            ),
            Line(
                "ended",
                _("Ended early"),
                self._percent_words(ended, there),
                None if ended is None else round(ended),
            ),
        ]

    @api.model
    def _percent_words(self, share, there):
        words = self._mean_words(share, there)
        return words if share is None else f"{words}%"

    @api.model
    def _stage_lines(self, editions):
        return self._part_lines(
            self._counts_of(editions, "stage"),
            self._labels_of("stage"),
            self._have_pairs(editions),
        )

    @api.model
    def _reasons_lines(self, editions):
        counts = self._counts_of(editions, "end_reason")
        report = self.env["mentorship.report"]
        words = report._reason_words()
        last = [words.pop("not_ended"), words.pop(FEW)]
        labels = {name: name for name in (*words.values(), *last)}
        return self._part_lines(counts, labels, self._have_pairs(editions))

    @api.model
    def _prepared_lines(self, editions):
        return self._part_lines(
            self._counts_of(editions, "prepared"),
            self._labels_of("prepared"),
            self._have_pairs(editions),
        )

    @api.model
    def _ways_lines(self, editions):
        """Return a line for each way in which pairs came about: how many, beside first
        contact, meetings and endings (N15).
        """
        there, labels = self._have_pairs(editions), self._labels_of("came_about")
        told = self._told_of(
            editions,
            "came_about",
            "days_to_contact",
            "held_meeting_count",
            "ended_percent",
        )
        by_way = {way: (count, *means) for way, count, *means in told}
        counts = {way: values[0] for way, values in by_way.items()}
        return [
            Line(way, title, self._way_words(*by_way[way]), share)
            if way in by_way
            else Line(way, title, text)
            for way, title, text, share in self._part_lines(counts, labels, there)
        ]

    @api.model
    def _way_words(self, count, days, meetings, ended):
        """Return the figures of one way in words; those that cannot be told are left
        out.
        """
        _ = self.env._
        words = [_("%s pairs", self._number(count))]
        if days is not None:
            words.append(_("%s days to first contact", self._number(days)))
        if meetings is not None:
            words.append(_("%s meetings per pair", self._number(meetings, 1)))
        if ended is not None:
            words.append(_("%s%% ended early", self._number(ended)))
        return " · ".join(words)

    @api.model
    def _years_lines(self, editions):
        """Return a line for each year, if there are several."""
        told = self._told_of(editions, "year")
        if len(told) < 2:
            return []
        most = max(count for _year, count in told)
        return [
            Line(year, year, self._number(count), round(100 * count / most))
            for year, count in told
        ]
