from base64 import b64decode, b64encode
from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ...tools import picture, promotion
from ..closure.on_enrolment_thanks import COMPLETED

MEETINGS = "held_meeting_count"


class MentorshipProgramme(models.Model):
    """The page about a programme that can be sent to anyone (R30, R34, R35)."""

    _inherit = "mentorship.programme"

    public_page = fields.Boolean(
        "Page without a login",
        copy=False,
        tracking=True,
        help="Everyone who has the address can read the page. Without this, only "
        "members who are logged in can.",
    )
    page_url = fields.Char(
        "Address of the page",
        compute="_compute_page_url",
        help="Empty if the code cannot be part of an address.",
    )
    benefits_mentee = fields.Html(
        "What it brings a mentee", translate=True, prefetch="texts"
    )
    benefits_mentor = fields.Html(
        "What it brings a mentor", translate=True, prefetch="texts"
    )
    benefits_organisation = fields.Html(
        "What it brings an organisation", translate=True, prefetch="texts"
    )
    board_name = fields.Char(
        "Name of the board member",
        copy=False,
        help="Shown with the statement of support. Ask this person first whether they "
        "agree, also to a page that everyone can read.",
    )
    board_title = fields.Char(
        "Function of the board member", copy=False, help="For example, chair."
    )
    board_picture = fields.Image(
        "Picture of the board member",
        max_width=2000,
        max_height=2000,
        copy=False,
        help="Shown with the statement of support, as a small square. Ask this person "
        "first whether they agree, also to a page that everyone can read.",
    )
    board_face = fields.Binary(
        "Picture as shown",
        compute="_compute_board_face",
        store=True,
        attachment=False,
        groups=fields.NO_ACCESS,
    )
    voice_ids = fields.One2many("mentorship.voice", "programme_id", "Voices")
    voice_count = fields.Integer(compute="_compute_voice_count")

    @api.depends("code")
    def _compute_page_url(self):
        for programme in self:
            path = programme._public_path()
            programme.page_url = path and programme.get_base_url() + path

    @api.depends("board_picture")
    def _compute_board_face(self):
        # a form asks for the size of a picture instead of the picture
        for programme in self.with_context(bin_size=False):
            programme.board_face = False
            with suppress(ValueError):
                if programme.board_picture:
                    content = b64decode(programme.board_picture)
                    programme.board_face = b64encode(picture.square(content))

    @api.depends("voice_ids")
    def _compute_voice_count(self):
        counts = dict(
            self.env["mentorship.voice"]._read_group(
                [("programme_id", "in", self.ids)], ["programme_id"], ["__count"]
            )
        )
        for programme in self:
            programme.voice_count = counts.get(programme, 0)

    @api.constrains("code", "public_page")
    def _check_public_code(self):
        for programme in self:
            if programme.public_page and not programme._public_path():
                raise programme._no_page()

    def _no_page(self):
        """Return the error for a programme that has no page."""
        return ValidationError(
            self.env._(
                "“%s” cannot be part of the address of a page. Choose another "
                "code, without a slash.",
                self.code,
            )
        )

    def _public_path(self):
        """Return the path of the page of this programme, or "" if it has none."""
        return promotion.path(self.code or "")

    @api.model
    def _find_page(self, code, domain):
        """Return the programme that a code in an address means, or an empty recordset;
        small letters and capitals differ only where several codes do.

        :param str code: as received
        :param domain: of the programmes that the reader may know of
        """
        programmes = self.search_fetch(
            Domain(domain) & Domain("active", "=", True), ["code"]
        )
        exact = programmes.filtered(lambda programme: programme.code == code)
        alike = programmes.filtered(
            lambda programme: programme.code.lower() == code.lower()
        )
        return exact or (alike if len(alike) == 1 else self.browse())

    @ormcache("self.id", "day")
    def _page_figures(self, day):
        """Return what the page tells of the closed editions: (pairs, or None; meetings
        per pair, or None; the `Crowd` of those who completed a mentorship).

        The pairs are those of which the figures for staff tell, and of whole editions:
        see :mod:`...tools.groups`. Looked up once a day.

        :param day: a `date`, today
        """
        self.ensure_one()
        # sudo: only figures leave this method, none of few people
        env = self.sudo().with_context(active_test=False).env
        closed = env["mentorship.edition"].search(
            [("programme_id", "=", self.id), ("state", "=", "closed")]
        )
        cells = []
        if closed:
            whole = Domain("edition_id", "in", closed.ids)
            cells = env["mentorship.report"]._cells(whole, None, [MEETINGS])
        pairs = promotion.told(sum(cell.count for cell in cells))
        sums = [cell.sums[MEETINGS] for cell in cells if MEETINGS in cell.sums]
        having = sum(number for number, _total in sums)
        met = sum(total for _number, total in sums) / having if having else None
        places = env["mentorship.pairing.member"]._read_group(
            COMPLETED & Domain("programme_id", "=", self.id),
            ["partner_id", "role", "pairing_id"],
        )
        among = promotion.crowd(
            (person.id, role, pairing.id) for person, role, pairing in places
        )
        return pairs, met if pairs else None, among

    def action_view_voices(self):
        """Open what members say about this programme."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Voices"),
            "res_model": "mentorship.voice",
            "view_mode": "list,form",
            "context": {"search_default_programme_id": self[:1].id},
        }

    def action_open_page(self):
        """Open the page of this programme, as its members see it.

        :raises ValidationError: if its code cannot be part of an address
        """
        self.ensure_one()
        self.check_access("read")
        path = self._public_path()
        if not path:
            raise self._no_page()
        return {"type": "ir.actions.act_url", "url": path, "target": "new"}
