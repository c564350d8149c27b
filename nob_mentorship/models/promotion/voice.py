from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.promotion import named
from ..closure.on_enrolment_thanks import COMPLETED

VOICE_LIMIT = 400
NAMED_AS = ("first", "name", "role")
MOST_SHOWN = 6
REFUSED_DAYS = 90
"""The number of days that words which staff do not show are kept for their member."""
KEPT_DAYS = 5 * 365
"""The number of days that words are kept at most."""


class MentorshipVoice(models.Model):
    """What a member says about a mentorship, for the page of its programme: in their
    own words, under the name they chose, until they take it back (R30, R35).

    Only the member writes it, on their own page; taking it back deletes it.
    """

    _name = "mentorship.voice"
    _inherit = ["mentorship.guarded"]
    _description = "Voice of a member"
    _order = "said_on desc, id desc"
    _rec_name = "partner_id"

    _method_fields = frozenset(
        {
            "enrolment_id",
            "partner_id",
            "edition_id",
            "programme_id",
            "company_id",
            "text",
            "named_as",
            "everyone",
            "state",
            "version",
            "said_on",
        }
    )
    _lengths = {"text": VOICE_LIMIT}

    enrolment_id = fields.Many2one(
        "mentorship.enrolment",
        "Sign-up",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        related="enrolment_id.partner_id", store=True, index=True, ondelete="restrict"
    )
    edition_id = fields.Many2one(related="enrolment_id.edition_id", store=True)
    programme_id = fields.Many2one(
        related="enrolment_id.programme_id", store=True, index=True
    )
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    role = fields.Selection(related="enrolment_id.role")
    text = fields.Text("In their words", required=True, readonly=True)
    named_as = fields.Selection(
        [
            ("first", "First name"),
            ("name", "Full name"),
            ("role", "Without a name"),
        ],
        "Shown as",
        default="first",
        required=True,
        readonly=True,
    )
    everyone = fields.Boolean(
        "Also without a login",
        readonly=True,
        help="The member agrees that everyone can read it, where the page of the "
        "programme needs no login.",
    )
    state = fields.Selection(
        [
            ("offered", "To approve"),
            ("approved", "Shown"),
            ("refused", "Not shown"),
        ],
        default="offered",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    said_on = fields.Date(
        "Written on", default=fields.Date.context_today, required=True, readonly=True
    )

    _one_each = models.UniqueIndex(
        "(enrolment_id)", "There are already words of this member."
    )

    @api.model
    def _shown(self, programme, everyone):
        """Return the domain of the voices on the page of a programme.

        :param programme: one ``mentorship.programme``
        :param bool everyone: whether the page is read without a login
        """
        shown = (
            Domain("programme_id", "=", programme.id)
            & Domain("state", "=", "approved")
            & Domain("partner_id.active", "=", True)
            & Domain("enrolment_id.state", "=", "completed")
            & Domain("enrolment_id.member_ids", "any", COMPLETED)
        )
        return shown & Domain("everyone", "=", True) if everyone else shown

    @api.model
    def _page_lines(self, programme, everyone, among):
        """Return the voices on the page of a programme: [(text, name, role)]; a name or
        a role that is not shown is empty. It names no edition, and no one by a role
        that fewer than five people had.

        For the parameters, see :meth:`_shown` and :func:`...tools.promotion.named`.
        """
        lines = []
        for voice in self.search(self._shown(programme, everyone), limit=MOST_SHOWN):
            name = voice.partner_id.name or ""
            said_by = named(voice.named_as, name, voice.role, among)
            if said_by:
                lines.append((voice.text, *said_by))
        return lines

    @api.autovacuum
    def _forget(self):
        """Delete the words that staff did not show, and old ones (retention)."""
        today = fields.Date.context_today(self)
        refused = Domain("state", "=", "refused")
        refused &= Domain("said_on", "<", today - timedelta(days=REFUSED_DAYS))
        old = Domain("said_on", "<", today - timedelta(days=KEPT_DAYS))
        self.search(refused | old).unlink()
