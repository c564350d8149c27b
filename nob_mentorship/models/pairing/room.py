from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..base.lines import Lines
from .stage import CLOSURE_DAYS


class MentorshipPairing(models.Model):
    """The public side of the pair's room: counts, states and dates."""

    _inherit = "mentorship.pairing"

    note_ids = fields.One2many("mentorship.note", "pairing_id", groups=fields.NO_ACCESS)
    goal_ids = fields.One2many("mentorship.goal", "pairing_id", groups=fields.NO_ACCESS)
    plan_ids = fields.One2many("mentorship.plan", "pairing_id", groups=fields.NO_ACCESS)
    agreement_ids = fields.One2many(
        "mentorship.agreement", "pairing_id", "Agreements", groups=fields.NO_ACCESS
    )
    consent_ids = Lines("mentorship.consent", "pairing_id", "Consents")
    note_count = fields.Integer(
        "Notes", compute="_compute_notes", store=True, compute_sudo=True
    )
    goal_count = fields.Integer(
        "Goals", compute="_compute_goals", store=True, compute_sudo=True
    )
    goal_done_count = fields.Integer(
        "Goals reached", compute="_compute_goals", store=True, compute_sudo=True
    )
    plan_count = fields.Integer(
        "Development plans", compute="_compute_plans", store=True, compute_sudo=True
    )
    agreement_state = fields.Selection(
        [
            ("none", "None yet"),
            ("asked", "Waiting for agreement"),
            ("agreed", "Agreed"),
            ("asked_again", "Agreed; a new version is waiting for agreement"),
        ],
        "Agreement",
        compute="_compute_agreement_state",
        store=True,
        compute_sudo=True,
    )
    room_active_on = fields.Date("Last written in the room", readonly=True, copy=False)
    ended_on = fields.Date(
        "Ended on", compute="_compute_ended_on", store=True, compute_sudo=True
    )
    room_cleared_on = fields.Date("Texts destroyed on", readonly=True, copy=False)

    @api.depends("note_ids")
    def _compute_notes(self):
        for pairing in self:
            pairing.note_count = len(pairing.note_ids)

    @api.depends("goal_ids.state")
    def _compute_goals(self):
        for pairing in self:
            kept = pairing.goal_ids.filtered(lambda goal: goal.state != "dropped")
            pairing.goal_count = len(kept)
            pairing.goal_done_count = len(
                kept.filtered(lambda goal: goal.state == "done")
            )

    @api.depends("plan_ids")
    def _compute_plans(self):
        for pairing in self:
            pairing.plan_count = len(pairing.plan_ids)

    @api.depends("agreement_ids.state")
    def _compute_agreement_state(self):
        for pairing in self:
            states = set(pairing.agreement_ids.mapped("state"))
            if "agreed" in states:
                state = "asked_again" if "asked" in states else "agreed"
            else:
                state = "asked" if "asked" in states else "none"
            pairing.agreement_state = state

    @api.depends("state")
    def _compute_ended_on(self):
        today = fields.Date.context_today(self)
        for pairing in self:
            over = pairing.state in ("completed", "ended")
            pairing.ended_on = (pairing.ended_on or today) if over else False

    def _room_members(self):
        """Return the people in the room: members who accepted and did not leave before
        the end.
        """
        return self.member_ids.filtered(
            lambda m: m.answer == "accepted" and (not m.left_on or m.left_at_end)
        )

    @api.model
    def _room_domain(self, partner):
        """Return the domain of pairings with a room that a member can enter; see
        :meth:`_has_room_for`.
        """
        there = Domain("left_on", "=", False) | Domain("left_at_end", "=", True)
        own = Domain("partner_id", "=", partner.id) & Domain("answer", "=", "accepted")
        return Domain("member_ids", "any", own & there)

    def _room_closes_on(self):
        """Return the last day on which the room of an ended pairing is readable, or
        False.
        """
        self.ensure_one()
        return self.ended_on and self.ended_on + relativedelta(days=CLOSURE_DAYS)

    def _has_room_for(self, partner):
        """Tell whether a member can enter the room of this pairing: while it is active,
        and for thirty days after the end, for all who were in it then (promise 1).
        """
        self.ensure_one()
        last = self._room_closes_on()
        return (
            self.state in ("active", "completed", "ended")
            and (not last or fields.Date.context_today(self) <= last)
            and partner in self._room_members().partner_id
        )

    def _check_writable(self):
        """Raise unless the room is writable; lock the pairing's row, so that concurrent
        writers see each other.

        :raises UserError: if the pairing is over
        """
        self.ensure_one()
        self._touch()
        self.invalidate_recordset()
        if self.state != "active":
            raise UserError(
                self.env._(
                    "This mentorship is over: you can read the room, but no longer "
                    "write in it."
                )
            )

    def _note_activity(self, author, readers):
        """Record that something was written, and tell each of the other readers once,
        until they next look (R31).

        :param author: the partner who wrote it
        :param readers: the partners who can read it, including the author
        """
        self.room_active_on = fields.Date.context_today(self)
        members = self._room_members().filtered(
            lambda m: m.partner_id in readers - author and not m.news_told_on
        )
        members.news_told_on = fields.Datetime.now()
        members._mail("mail_template_room_news", mentorship_from=author)

    def _seen_by(self, partner):
        """Note that a member looked: from now on they are told of news again."""
        own = self.member_ids.filtered(lambda m: m.partner_id == partner)
        if own.news_told_on:
            own.news_told_on = False

    def _clear_room(self):
        """Delete the texts of these rooms; the numbers stay (N9)."""
        for name in self.env["mentorship.sealed"]._sealed_models():
            records = self.env[name].search([("pairing_id", "in", self.ids)])
            records._clear_text()
        self.consent_ids._withdraw()
        self.meeting_ids.write({"location": False, "video_url": False})
        self.ending_ids.member_id = False
        checkins = self.env["mentorship.checkin"]
        checkins.search([("pairing_id", "in", self.ids)])._clear_texts()
        self.room_cleared_on = fields.Date.context_today(self)

    @api.model
    def _due_clear_room(self, today):
        """Return the rooms that have ended and are not cleared; when one is due depends
        on how many months its edition keeps texts.
        """
        return Domain("ended_on", "<=", today) & Domain("room_cleared_on", "=", False)

    def _is_time_to_clear(self):
        kept = relativedelta(months=self.edition_id.retention_months)
        # never before the members had their thirty days
        last = max(self.ended_on + kept, self._room_closes_on() + relativedelta(days=1))
        return last <= fields.Date.context_today(self)

    def _day_clear_room(self):
        if self._is_time_to_clear():
            self._clear_room()


class MentorshipPairingMember(models.Model):
    """A member's access to the room, and the dates of news about it."""

    _inherit = "mentorship.pairing.member"

    left_at_end = fields.Boolean(
        readonly=True,
        copy=False,
        help="The pairing ended when they left, so they can still read its room like "
        "the others.",
    )
    news_told_on = fields.Datetime(readonly=True, copy=False)
