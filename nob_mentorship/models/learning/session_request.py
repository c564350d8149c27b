from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.form import LINE_LIMIT

MOST_OPEN = 5
"""How many topics of one member can wait for a coordinator in an edition."""
ANSWER_LIMIT = 1000
UNSEEN = {
    "mail_create_nosubscribe": True,
    "mail_create_nolog": True,
    "tracking_disable": True,
}
"""The context in which members write: no one follows, and no message names them."""


class MentorshipSessionRequest(models.Model):
    """A topic that members would like a session about (R62).

    Staff read who proposed it. Other members read only the topic, once a coordinator
    approved it, and how many would like it.
    """

    _name = "mentorship.session.request"
    _inherit = ["mail.thread", "mail.activity.mixin", "mentorship.guarded"]
    _description = "Session that members ask for"
    _order = "id desc"

    _name_parts = ("name",)
    _method_fields = frozenset(
        {
            "state",
            "was_open",
            "edition_id",
            "programme_id",
            "company_id",
            "enrolment_id",
            "partner_id",
        }
    )
    _lengths = {"name": LINE_LIMIT, "answer": ANSWER_LIMIT}

    name = fields.Char(
        "Topic",
        required=True,
        help="Other members read it once you approve it; you can change the words.",
    )
    edition_id = fields.Many2one(
        "mentorship.edition",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    programme_id = fields.Many2one(
        related="edition_id.programme_id", store=True, index=True
    )
    company_id = fields.Many2one(related="edition_id.company_id", store=True)
    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id",
        string="Proposed by",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("proposed", "To be approved"),
            ("open", "Approved"),
            ("planned", "Planned"),
            ("declined", "Will not be planned"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    was_open = fields.Boolean(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    answer = fields.Text(help="The member who proposed it reads this on their page.")
    voice_ids = fields.One2many(
        "mentorship.session.voice", "request_id", groups=fields.NO_ACCESS
    )
    voice_count = fields.Integer(
        "Would like it", compute="_compute_voice_count", compute_sudo=True
    )
    session_ids = fields.One2many("mentorship.session", "request_id", "Sessions")

    @api.depends("voice_ids")
    def _compute_voice_count(self):
        counts = dict(
            self.env["mentorship.session.voice"]._read_group(
                [("request_id", "in", self.ids)], ["request_id"], ["__count"]
            )
        )
        for request in self:
            request.voice_count = counts.get(request._origin, 0)

    @api.model
    def _member_domain(self, partner):
        """Return the domain of topics that a member can see: those that are approved,
        in editions they take part in, and their own.
        """
        mine = Domain("partner_id", "=", partner.id)
        own = self.env["mentorship.enrolment"]._in_sessions() & mine
        return list(
            Domain("edition_id.enrolment_ids", "any", own)
            & (Domain("state", "=", "open") | mine)
        )

    @api.model
    def _own_enrolment(self, edition):
        """Return the caller's sign-up in an edition, as superuser.

        :raises AccessError: if they do not take part in it
        """
        # sudo: only the caller's own sign-up
        enrolments = self.env["mentorship.enrolment"].sudo()
        own = enrolments.search(
            enrolments._in_sessions()
            & Domain("edition_id", "=", edition.id)
            & Domain("partner_id", "=", self.env.user.partner_id.id),
            order="id",
            limit=1,
        )
        if not own:
            raise AccessError(self.env._("You cannot change this record."))
        return own

    @api.model
    def _propose(self, edition, text):
        """Propose a topic to the coordinators, in the caller's name.

        :param str text: what it is, not empty
        :return: the request, as superuser
        :raises UserError: if too many of their topics wait for a coordinator
        """
        own = self._own_enrolment(edition)
        # of two sent at the same moment, the second must see the first
        own._touch()
        # sudo: the topics of the caller, who was checked above
        requests = self.sudo().with_context(**UNSEEN)
        there = requests.search(
            [
                ("edition_id", "=", edition.id),
                ("partner_id", "=", own.partner_id.id),
                ("state", "in", ("proposed", "open")),
            ]
        )
        # a double click proposes it once
        if twice := there.filtered(lambda request: request.name == text):
            return twice[0]
        # those that others read cannot be taken back
        waiting = there.filtered(lambda request: request.state == "proposed")
        if len(waiting) >= MOST_OPEN:
            raise UserError(
                self.env._(
                    "%s of your topics wait for a coordinator. Take one back before "
                    "you propose another.",
                    len(waiting),
                )
            )
        request = requests.create(
            {"name": text, "edition_id": edition.id, "enrolment_id": own.id}
        )
        request._add_voice(own)
        return request

    def _say(self, wanted):
        """Note that the caller would like a session about this topic, or no longer.

        :raises UserError: if it is no longer open
        """
        self.ensure_one()
        # sudo: only the caller's own voice; who they are is checked next
        request = self.sudo().exists()
        own = self._own_enrolment(request.edition_id)
        own._touch()
        request._touch()
        voices = request.voice_ids.filtered(
            lambda voice: voice.partner_id == own.partner_id
        )
        if not wanted:
            voices.unlink()
        elif not voices:
            if request.state != "open":
                raise UserError(self.env._("This topic is no longer open."))
            request._add_voice(own)

    def _add_voice(self, enrolment):
        self.voice_ids.create({"request_id": self.id, "enrolment_id": enrolment.id})

    def _take_back(self):
        """Delete a topic of the caller that no coordinator has approved.

        :raises AccessError: if it is someone else's
        :raises UserError: if others can read it already
        """
        self.ensure_one()
        # sudo: only a topic of the caller, checked next
        request = self.sudo().exists()
        if not request or request.partner_id != self.env.user.partner_id:
            raise AccessError(self.env._("You cannot change this record."))
        request._touch()
        if request.state in ("open", "planned"):
            raise UserError(self.env._("Others read this topic already, so it stays."))
        request.unlink()

    @api.model
    def _leave(self, enrolment):
        """Forget what a member who withdrew asked for: their voice, their topics that
        are not approved, and that an approved one was theirs.
        """
        mine = Domain("enrolment_id", "=", enrolment.id)
        voices = self.env["mentorship.session.voice"].search(mine)
        requests = self.search(mine)
        other = enrolment.search(
            enrolment._in_sessions()
            & Domain("partner_id", "=", enrolment.partner_id.id)
            & Domain("edition_id", "=", enrolment.edition_id.id),
            limit=1,
        )
        if other:
            # they still take part in another role
            voices.enrolment_id = requests.enrolment_id = other
            return
        voices.unlink()
        requests._forget_author()

    def _forget_author(self):
        """Delete these topics; those that others read stay, without a name."""
        read = self.filtered(lambda request: request.state in ("open", "planned"))
        (self - read).unlink()
        read.write({"enrolment_id": False, "answer": False})
