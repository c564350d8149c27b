from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError


class MentorshipPairingMember(models.Model):
    """A person in a pairing; the database ensures here that each is paired only
    once."""

    _name = "mentorship.pairing.member"
    _inherit = ["mentorship.guarded", "mentorship.mailing", "mentorship.word"]
    _description = "Member of a mentorship pairing"
    _rec_name = "partner_id"
    _order = "pairing_id.id desc, role desc, id"

    _method_fields = frozenset(
        {
            "answer",
            "answered_on",
            "asked_on",
            "remind_on",
            "reminded_on",
            "introduced_on",
            "first_contact_on",
            "left_on",
            "left_at_end",
            "live",
            "prolong_wish",
            "informal_on",
            "informal_told_on",
            "mentor_from",
            "mentor_told_on",
            "news_told_on",
            # computed from the sign-up and the pairing
            "edition_id",
            "programme_id",
            "partner_id",
            "role",
            "mentor_partner_id",
        }
    )
    _fixed_fields = frozenset({"enrolment_id", "pairing_id"})
    _portal_readable = frozenset(
        {
            "id",
            "display_name",
            "pairing_id",
            "partner_id",
            "role",
            "introduced_on",
            "first_contact_on",
        }
    )

    pairing_id = fields.Many2one(
        "mentorship.pairing", required=True, index=True, ondelete="cascade"
    )
    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        required=True,
        index=True,
        ondelete="restrict",
    )
    edition_id = fields.Many2one(related="pairing_id.edition_id", store=True)
    programme_id = fields.Many2one(related="pairing_id.programme_id", store=True)
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id", store=True, index=True, ondelete="restrict"
    )
    # contact data for staff; members only get it through `_contact`
    partner_phone = fields.Char("Telephone", related="partner_id.phone")
    partner_email = fields.Char("Email", related="partner_id.email")
    role = fields.Selection(related="enrolment_id.role", store=True)
    mentor_partner_id = fields.Many2one(
        related="pairing_id.mentor_id",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    answer = fields.Selection(
        [
            ("pending", "No answer yet"),
            ("accepted", "Yes"),
            ("declined", "No"),
            ("not_now", "Not now"),
        ],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
    )
    asked_on = fields.Date(readonly=True, copy=False)
    remind_on = fields.Date(
        "Half of the time to answer is over on", readonly=True, copy=False
    )
    reminded_on = fields.Date("Last reminded by staff", readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    introduced_on = fields.Date(readonly=True, copy=False)
    first_contact_on = fields.Date(readonly=True, copy=False)
    left_on = fields.Date(readonly=True, copy=False)
    prolong_wish = fields.Date("Wants to continue until", readonly=True, copy=False)
    first_contact_link = fields.Char(
        compute="_compute_first_contact_link",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
    )
    live = fields.Boolean(
        compute="_compute_live",
        store=True,
        compute_sudo=True,
        help="Holds a place: the pairing is offered or active, and the member has "
        "neither declined nor left.",
    )

    _person_once = models.Constraint(
        "UNIQUE(pairing_id, partner_id)", "A member cannot be paired with themselves."
    )
    _one_mentor = models.UniqueIndex(
        "(pairing_id) WHERE role = 'mentor'", "A pairing has one mentor."
    )
    _pair_once = models.UniqueIndex(
        "(edition_id, mentor_partner_id, partner_id) WHERE live AND role = 'mentee'",
        "These two already have a pairing or an offer in this edition.",
    )
    _mirror_once = models.UniqueIndex(
        "(edition_id, LEAST(mentor_partner_id, partner_id),"
        " GREATEST(mentor_partner_id, partner_id)) WHERE live AND role = 'mentee'",
        "These two are already paired in this edition, the other way round.",
    )
    _mentee_once = models.UniqueIndex(
        "(enrolment_id) WHERE live AND role <> 'mentor'",
        "This member already has a pairing or an offer in this edition.",
    )

    @api.depends("partner_id.name")
    def _compute_display_name(self):
        for member in self:
            # sudo: the name of a person in a pairing that the reader can see
            member.display_name = member.sudo().partner_id.name

    @api.depends("pairing_id.state", "answer", "left_on")
    def _compute_live(self):
        for member in self:
            member.live = (
                member.pairing_id.state in ("offered", "active")
                and member.answer in ("pending", "accepted")
                and not member.left_on
            )

    def _page_path(self):
        return f"/my/mentorship/pairing/{self.pairing_id.id}"

    def _compute_first_contact_link(self):
        for member in self:
            member.first_contact_link = member.partner_id._mentorship_link(
                f"{member._page_path()}/first-contact"
            )

    def _note_asked(self, today, days):
        """Note that these members were asked.

        :param int days: the days to answer in; a reminder is due halfway
        """
        half = today + timedelta(days=(days + 1) // 2)
        self.write({"asked_on": today, "remind_on": half, "reminded_on": False})

    def _met_link(self, meeting):
        """Return the address of the page on which this member says whether they met.

        :param meeting: one ``mentorship.meeting``
        """
        return self.partner_id._mentorship_link(f"/my/mentorship/meeting/{meeting.id}")

    def _unplanned_link(self):
        """Return the address of the page on which this member notes a meeting that
        nobody planned (P17).
        """
        path = f"/my/mentorship/pairing/{self.pairing_id.id}/met"
        return self.partner_id._mentorship_link(path)

    def _is_fixed(self):
        return self.pairing_id.state != "proposed"

    def _introduce(self):
        """Tell members how to proceed, and the others about a newcomer (P11); the
        mentee gets the mentor's contact data (R11).
        """
        started = self.pairing_id.filtered(
            lambda pairing: pairing._present_members() - self
        )
        self._note_ready()
        self.introduced_on = fields.Date.context_today(self)
        self.enrolment_id._set_matched()
        mentors = self.filtered(lambda member: member.role == "mentor")
        mentors._mail("mail_template_introduction_mentor")
        (self - mentors)._mail("mail_template_introduction")
        for member in self:
            member.pairing_id.meeting_ids._with(member)
        self._tell_joined(started)

    def _leave(self, reason=None, tell=True):
        """Take these people out of their pairings in any state, in a friendly way.

        :param reason: a ``mentorship.end.reason``, or None
        :param bool tell: False if they get another mail for the same reason, which then
            must attach what this method returns
        :return: the values of the attachments that clear their calendars, a list
        """
        reason = reason or self.env["mentorship.end.reason"]
        calendars = []
        for member in self:
            pairing = member.pairing_id
            pairing._touch()
            if pairing.state == "proposed":
                pairing.unlink()
            elif pairing.state == "offered" and member.answer in (
                "pending",
                "accepted",
            ):
                member.write(
                    {"answer": "declined", "answered_on": fields.Datetime.now()}
                )
                pairing._settle()
            elif pairing.state == "active":
                calendars += member._leave_active(reason, tell)
                pairing._resume_clock()
        return calendars

    def _leave_active(self, reason, tell):
        """Leave an active pairing; a group continues while two members remain.

        For the parameters and the return value, see :meth:`_leave`.
        """
        pairing = self.pairing_id
        rest = pairing._present_members() - self
        if (
            pairing.kind in ("group", "peer")
            and len(rest) > 1
            and not (pairing.kind == "group" and self.role == "mentor")
        ):
            pairing._end_shares_of(self.partner_id)
            pairing.edition_id._done_with("talk", pairing, self)
            self.left_on = fields.Date.context_today(self)
            self.env["mentorship.ending"]._note(pairing, self, reason)
            self.enrolment_id._set_unmatched()
            if self.answer != "accepted":
                return []
            calendars = pairing.meeting_ids._without(self.partner_id)
            rest._mail("mail_template_left")
            if tell:
                self._mail("mail_template_group_left", attach=lambda _own: calendars)
            pairing._conclude_wishes()
            return calendars
        off = pairing._end(self, reason, None if tell else self)
        return off._calendars("CANCEL", self.partner_id)

    def _contact(self):
        """Return this member's contact data: {name, email, phone}; only once
        introduced, and after the end only of those who go on without the programme.

        :raises AccessError: before all members have accepted, and afterwards
        """
        self.ensure_one()
        if not self._is_reachable():
            raise AccessError(self.env._("You do not have access to this record."))
        partner = self.partner_id
        return {"name": partner.name, "email": partner.email, "phone": partner.phone}
