import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import date_utils, format_date

from .. import odoo_inside

MONTHS_SHOWN = 6


class MentorshipEdition(models.Model):
    """The board of editions: its figures, and the lists that these open."""

    _inherit = "mentorship.edition"

    board_graph = fields.Text(
        "Month by month",
        compute="_compute_board_graph",
        help="Meetings held, for an edition that is running or has ended; sign-ups, "
        "for any other.",
    )

    board_most = fields.Integer(
        compute="_compute_board_graph", help="The value of the tallest bar."
    )
    meeting_count = fields.Integer(compute="_compute_more_counts")
    wish_count = fields.Integer(compute="_compute_more_counts")
    informal_count = fields.Integer(
        "Go on without the programme",
        compute="_compute_more_counts",
        help="Pairings in which at least two members go on without the programme.",
    )
    coordinator_ids = fields.Many2many(
        related="programme_id.coordinator_ids", string="Coordinators"
    )
    opening = fields.Selection(
        [
            ("now", "Members can sign up at once"),
            ("later", "Sign-up starts on a later day"),
            ("far", "A date is a year or more ahead"),
        ],
        compute="_compute_opening",
        help="The confirmation that staff see before they open the sign-up.",
    )
    is_past = fields.Boolean(compute="_compute_is_past")

    def _compute_more_counts(self):
        """Count the records that only the form shows: meetings that are not cancelled,
        wishes, and pairings that go on without the programme."""
        counts = {
            model: dict(
                self.env[f"mentorship.{model}"]._read_group(
                    [("edition_id", "in", self.ids), *domain],
                    ["edition_id"],
                    ["__count"],
                )
            )
            for model, domain in (
                ("meeting", [("state", "!=", "cancelled")]),
                ("wish", []),
                ("pairing", [("is_informal", "=", True)]),
            )
        }
        for edition in self:
            edition.meeting_count = counts["meeting"].get(edition, 0)
            edition.wish_count = counts["wish"].get(edition, 0)
            edition.informal_count = counts["pairing"].get(edition, 0)

    @api.depends("enrolment_start", "enrolment_end", "date_start")
    def _compute_opening(self):
        """Tell whether members who are told now would find the sign-up closed, or the
        dates seem to be of another year.
        """
        today = fields.Date.context_today(self)
        year = today + relativedelta(years=1)
        for edition in self:
            if any(
                day and day >= year
                for day in (
                    edition.enrolment_start,
                    edition.enrolment_end,
                    edition.date_start,
                )
            ):
                edition.opening = "far"
            elif edition.enrolment_start and edition.enrolment_start > today:
                edition.opening = "later"
            else:
                edition.opening = "now"

    @api.depends("date_end")
    def _compute_is_past(self):
        """Tell whether the last day of the programme has passed."""
        today = fields.Date.context_today(self)
        for edition in self:
            edition.is_past = bool(edition.date_end and edition.date_end < today)

    def _is_news(self, editions):
        """Tell whether members still see this edition as news; an edition that is not
        planned is news only until it would have ended, or until a later one is
        announced (R22).

        :param editions: the editions that members are allowed to see
        """
        self.ensure_one()
        if self.state != "not_planned":
            return True
        last = self.date_end or self.date_start or self.enrolment_end
        last = last or self.create_date.date() + relativedelta(years=1)
        later = editions.filtered(
            lambda other: (
                other.programme_id == self.programme_id
                and other.state != "not_planned"
                and other.id > self.id
            )
        )
        return last >= fields.Date.context_today(self) and not later

    @api.depends_context("lang", "tz")
    def _compute_board_graph(self):
        """Count by month, with one query for each of the two kinds of graph."""
        last = date_utils.start_of(fields.Date.context_today(self), "month")
        months = [
            last - relativedelta(months=ago) for ago in reversed(range(MONTHS_SHOWN))
        ]
        met = self.filtered(lambda edition: edition.state in ("running", "closed"))
        counts = {
            **(self - met)._count_by_month("enrolment", "submitted_on", months[0]),
            **met._count_by_month("meeting", "start", months[0], state="held"),
        }
        for edition in self:
            values = [
                {
                    "label": format_date(self.env, month, date_format="MMM"),
                    "value": counts.get((edition.id, month), 0),
                    "type": "past",
                }
                for month in months
            ]
            edition.board_most = max(value["value"] for value in values)
            title = (
                self.env._("Meetings held")
                if edition in met
                else self.env._("Sign-ups")
            )
            edition.board_graph = any(value["value"] for value in values) and (
                json.dumps([{"key": title, "values": values}])
            )

    def _count_by_month(self, model, field, first, **values):
        """Count the records of these editions by month.

        :param str model: the name of the model after `mentorship.`
        :param str field: the datetime field to count by
        :param first: the first day that counts, a `date`
        :param values: the values that other fields must have
        :return: {(edition id, first day of the month): count}
        """
        domain = [("edition_id", "in", self.ids), (field, ">=", first)]
        domain += [(name, "=", value) for name, value in values.items()]
        groups = self.env[f"mentorship.{model}"]._read_group(
            domain, ["edition_id", f"{field}:month"], ["__count"]
        )
        return {
            (edition.id, month.date()): count
            for edition, month, count in groups
            if month
        }

    def action_view_offered(self):
        """Open the pairings that wait for an answer."""
        return self._open_list("mentorship_pairing_action", "offered")

    def action_view_active(self):
        """Open the active pairings."""
        return self._open_list("mentorship_pairing_action", "active_pairings")

    def action_view_enrolments(self):
        """Open the sign-ups of these editions."""
        return self._open_list("mentorship_enrolment_action", "not_withdrawn")

    def action_view_to_accept(self):
        """Open the sign-ups that staff must look at."""
        return self._open_list("mentorship_enrolment_action", "to_accept")

    def action_view_waiting(self):
        """Open the waiting list."""
        return self._open_list("mentorship_enrolment_action", "waiting")

    def action_view_unpaired(self):
        """Open the accepted sign-ups without a pairing."""
        return self._open_list("mentorship_enrolment_action", "unpaired")

    def action_view_pairings(self):
        """Open the pairings of these editions."""
        return self._open_list("mentorship_pairing_action")

    def action_view_no_contact(self):
        """Open the pairings without first contact."""
        return self._open_list("mentorship_pairing_action", "no_first_contact")

    def action_view_too_few(self):
        """Open the pairings that are behind with their meetings."""
        return self._open_list("mentorship_pairing_action", "too_few_meetings")

    def action_view_late(self):
        """Open the pairings that are late."""
        return self._open_list("mentorship_pairing_action", "late")

    def action_view_informal(self):
        """Open the pairings that go on without the programme."""
        return self._open_list("mentorship_pairing_action", "informal")

    def action_view_wishes(self):
        """Open the pairing wishes."""
        return self._open_list("mentorship_wish_action")

    def action_view_meetings(self):
        """Open the meetings."""
        return self._open_list("mentorship_meeting_action", "not_cancelled")

    def _open_list(self, action, search_filter=None):
        """Open one of our actions on the records of these editions.

        For a single edition, the search shows which one, so that staff can remove that
        filter.
        """
        action = odoo_inside.window_action(self.env, f"nob_mentorship.{action}")
        action["context"] = {"default_edition_id": self[:1].id}
        if len(self) == 1:
            action["context"]["search_default_edition_id"] = self.id
        else:
            action["domain"] = [("edition_id", "in", self.ids)]
        if search_filter:
            action["context"][f"search_default_{search_filter}"] = 1
        return action
