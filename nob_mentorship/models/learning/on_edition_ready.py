from collections import Counter
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from ..base.mailing import MANY
from ..programme.settings import LISTS
from .session import ROLES

UNDER_WAY = ("enrolment", "matching", "running")
"""The states of an edition in which something is asked."""
READ_BY = {
    "mentor": "ready_mentor_resource_ids",
    "mentee": "ready_mentee_resource_ids",
    "peer": "ready_mentee_resource_ids",
}
"""{role: the list of what it is asked to read}"""


class Wanted(NamedTuple):
    """What an edition asks of a role before the introduction.

    :param reading: ``mentorship.resource`` records
    :param bool self_check: whether it asks for the self-check
    :param bool briefing: whether it asks to come to a briefing
    :param bool terms: whether it asks to agree to the terms
    """

    reading: models.BaseModel
    self_check: bool
    briefing: bool
    terms: bool


class MentorshipEdition(models.Model):
    """What an edition asks of each role before the introduction, and how many members
    are ready (R21, R38, R51).
    """

    _inherit = "mentorship.edition"

    ready_mentor_resource_ids = fields.Many2many(
        "mentorship.resource",
        "mentorship_edition_ready_mentor_rel",
        "edition_id",
        "resource_id",
        "Mentors read",
        tracking=True,
        domain="[('programme_id', '=', programme_id)]",
        help="Before they are introduced, mentors are asked to read these.",
    )
    ready_mentee_resource_ids = fields.Many2many(
        "mentorship.resource",
        "mentorship_edition_ready_mentee_rel",
        "edition_id",
        "resource_id",
        "Mentees and peers read",
        tracking=True,
        domain="[('programme_id', '=', programme_id)]",
        help="Before they are introduced, mentees and peers are asked to read these.",
    )
    ready_asks = fields.Boolean(
        "Asks something before the introduction",
        compute="_compute_ready_asks",
        store=True,
    )
    ready_count = fields.Integer("Ready to start", compute="_compute_ready_counts")
    not_ready_count = fields.Integer(
        "Not ready to start", compute="_compute_ready_counts"
    )
    lacks_briefing = fields.Boolean(
        "Asks for a briefing that is not planned", compute="_compute_lacks_briefing"
    )

    @api.depends(*LISTS, "ready_self_check", "ready_briefing", "ready_terms")
    def _compute_ready_asks(self):
        for edition in self.with_context(active_test=False):
            edition.ready_asks = bool(
                edition.ready_self_check
                or edition.ready_briefing
                or edition.ready_terms
                or any(edition[name] for name in LISTS)
            )

    def _compute_ready_counts(self):
        counts = Counter()
        if asking := self.filtered("ready_asks"):
            enrolments = self.env["mentorship.enrolment"]
            asked = enrolments.search(
                enrolments._asked_before_start()
                & Domain("edition_id", "in", asking.ids)
            )
            for enrolment, (state, _words) in asked._ready_shown().items():
                counts[enrolment.edition_id.id, state != "no"] += 1
        for edition in self:
            edition.ready_count = counts[edition.id, True]
            edition.not_ready_count = counts[edition.id, False]

    @api.depends("ready_briefing", "kind")
    def _compute_lacks_briefing(self):
        """Tell whether a briefing is asked for, and there is none for some of those who
        are asked: until one is planned, it is not asked of them.
        """
        planned = self._origin._briefings()
        for edition in self:
            asked = set(ROLES.get(edition.ready_briefing, ()))
            asked &= {"peer"} if edition.kind == "peer" else {"mentor", "mentee"}
            there = {
                role
                for session in planned
                if session.edition_id == edition._origin
                for role in ROLES[session.audience]
            }
            edition.lacks_briefing = bool(
                edition.state in ("draft", *UNDER_WAY) and asked - there
            )

    @api.constrains(*LISTS)
    def _check_own_reading(self):
        self._check_reading({edition: edition.programme_id for edition in self})

    def _wanted(self, role):
        """Return what this edition asks of a role before the introduction, a
        :class:`Wanted`. Resources that were archived are not asked for.
        """
        self.ensure_one()
        # sudo: what an edition asks is no secret; its resources are of its programme
        edition = self.sudo()
        return Wanted(
            edition[READ_BY[role]].filtered(
                lambda resource: (
                    resource.active and resource.programme_id == edition.programme_id
                )
            ),
            edition.ready_self_check and role == "mentor",
            role in ROLES.get(edition.ready_briefing, ()),
            role in ROLES.get(edition.ready_terms, ())
            and edition.programme_id._has_terms(),
        )

    def _briefings(self):
        """Return the briefings of these editions that members could or can come to."""
        now = fields.Datetime.now()
        # sudo: which briefings there are, for members and staff of these editions
        return (
            self.env["mentorship.session"]
            .sudo()
            .search_fetch(
                Domain("edition_id", "in", self.ids)
                & Domain("kind", "=", "briefing")
                & (
                    Domain("state", "=", "published")
                    | (Domain("state", "=", "draft") & Domain("start", ">", now))
                ),
                ["edition_id", "audience", "start", "stop"],
            )
        )

    def _settle_ready(self):
        """Introduce the pairs of these editions that waited, and in which everyone is
        ready now; if they are many, in the background.
        """
        # sudo: the caller changed what is asked, and was checked
        editions = self.sudo().filtered(lambda edition: edition.state in UNDER_WAY)
        pairings = editions.env["mentorship.pairing"]
        if editions:
            pairings = pairings.search(
                [("edition_id", "in", editions.ids), ("state", "=", "offered")]
            )
        waiting = pairings.filtered("ready_waits_since")
        if len(waiting) <= MANY:
            pairings._introduce_ready()
            return
        # sudo: the superuser introduces, not the member who became ready last
        self.env["mentorship.job"]._start(
            waiting.with_user(SUPERUSER_ID).sudo(),
            "_introduce_ready",
            name=self.env._("Introduce pairs that are ready to start"),
        )

    def action_view_ready(self):
        """Open the sign-ups of members who are ready to start."""
        return self._open_list("mentorship_enrolment_action", "ready")

    def action_view_not_ready(self):
        """Open the sign-ups of members who are not ready to start."""
        return self._open_list("mentorship_enrolment_action", "not_ready")
