from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .on_edition_ready import UNDER_WAY
from .session import ROLES

STATES = [
    ("no", "Not ready"),
    ("yes", "Ready to start"),
    ("anyway", "Ready anyway"),
]


class Item(NamedTuple):
    """One thing that a member is asked before the introduction.

    :param str kind: ``read``, ``self_check``, ``briefing`` or ``terms``
    :param resource: the ``mentorship.resource`` to read; empty for another kind
    :param bool done: whether the member did it
    """

    kind: str
    resource: models.BaseModel
    done: bool


class MentorshipEnrolment(models.Model):
    """What a member is asked before the introduction, and whether they are ready to
    start (R21, R38, R51).

    It is found anew from the settings and from what was done, so that no change of the
    settings leaves anyone behind. After the introduction, nothing is asked.
    """

    _inherit = "mentorship.enrolment"

    ready_state = fields.Selection(
        STATES,
        "Ready to start",
        compute="_compute_ready",
        search="_search_ready_state",
        help="Whether the member did what their edition asks before the introduction. "
        "Empty if nothing is asked of them.",
    )
    ready_missing = fields.Char("Still asked", compute="_compute_ready")
    admitted_on = fields.Datetime(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    """Since when the member can come to briefings; empty for who was accepted before
    this was kept."""

    @api.depends(
        "state",
        "self_checked_on",
        "terms_version",
        "ready_noted_on",
        "edition_id.ready_asks",
        "read_ids.told",
    )
    @api.depends_context("uid", "lang")
    def _compute_ready(self):
        shown = self._origin._ready_shown()
        for enrolment in self:
            state, words = shown.get(enrolment._origin, (False, ()))
            enrolment.ready_state = state
            enrolment.ready_missing = ", ".join(words) or False

    @api.model
    def _search_ready_state(self, operator, value):
        """Return the domain of sign-ups whose state the user can see and is wanted."""
        if operator != "in":
            return NotImplemented
        asked = self.search(self._asked_before_start())
        shown = asked._ready_shown()
        wanted = set(value)
        found = Domain(
            "id", "in", [each.id for each in shown if shown[each][0] in wanted]
        )
        if False in wanted:
            found |= Domain("id", "not in", [each.id for each in shown])
        return found

    @api.model
    def _asked_before_start(self):
        """Return the domain of sign-ups of which something can be asked now: the
        members take part, and were not introduced.
        """
        return (
            Domain("state", "=", "accepted")
            & Domain("edition_id.ready_asks", "=", True)
            & Domain("edition_id.state", "in", UNDER_WAY)
        )

    def _ready_items(self):
        """Return {sign-up: what its member is asked, a list of :class:`Item`}; sign-ups
        of which nothing is asked are left out.
        """
        # sudo: only what is asked and was done; the callers know who may read it
        asked = self.sudo().filtered(
            lambda enrolment: (
                enrolment.state == "accepted"
                and enrolment.edition_id.ready_asks
                and enrolment.edition_id.state in UNDER_WAY
            )
        )
        if not asked:
            return {}
        wanted = {
            (edition, role): edition._wanted(role)
            for edition, role in {(each.edition_id, each.role) for each in asked}
        }
        told = asked.env["mentorship.resource.read"]._told(asked)
        invited = asked.filtered(lambda e: wanted[e.edition_id, e.role].briefing)
        came, briefings = invited, {}
        if invited:
            came = invited._attended("briefing")
            briefings = invited.edition_id._briefings().grouped("edition_id")
        nothing, found = asked.env["mentorship.resource"], {}
        for enrolment in asked:
            of = wanted[enrolment.edition_id, enrolment.role]
            items = [
                Item("read", resource, (enrolment.id, resource.id) in told)
                for resource in of.reading
            ]
            if of.self_check:
                did = bool(enrolment.self_checked_on)
                items.append(Item("self_check", nothing, did))
            there = briefings.get(enrolment.edition_id, ())
            if of.briefing and (enrolment in came or enrolment._can_come(there)):
                items.append(Item("briefing", nothing, enrolment in came))
            if of.terms:
                items.append(Item("terms", nothing, bool(enrolment.terms_version)))
            if items:
                found[enrolment] = items
        return found

    def _can_come(self, briefings):
        """Tell whether this member can come to one of these briefings, or could since
        they were accepted: nothing is asked that is over for them.
        """
        since = self.admitted_on or self.submitted_on or self.create_date
        return any(
            self.role in ROLES[session.audience] and session.stop > since
            for session in briefings
        )

    def _ready_states(self):
        """Return {sign-up: its ``ready_state``}; sign-ups of which nothing is asked are
        left out.
        """
        return self._states_of(self._ready_items())

    @api.model
    def _states_of(self, found):
        """Return {sign-up: its ``ready_state``}.

        :param dict found: what `_ready_items` returned
        """
        return {
            enrolment: "yes"
            if all(item.done for item in items)
            else "anyway"
            if enrolment.ready_noted_on
            else "no"
            for enrolment, items in found.items()
        }

    def _unready(self):
        """Return those of these sign-ups whose member is not ready to start."""
        states = self._ready_states()
        return self.filtered(lambda enrolment: states.get(enrolment) == "no")

    def _ready_shown(self):
        """Return {sign-up: (``ready_state``, what is missing)} as the user may read it.

        Staff who are in an offer or a pairing themselves do not read whether the others
        in it are ready: each reads their own list only.
        """
        found = self._ready_items()
        beside = self.browse()
        if found and not self.env.su:
            beside = self._beside_the_reader()
        return {
            enrolment: (
                state,
                self._missing_words(found[enrolment]) if state == "no" else [],
            )
            for enrolment, state in self._states_of(found).items()
            if enrolment not in beside
        }

    def _beside_the_reader(self):
        """Return the sign-ups of the others in offers and pairings with the user."""
        reader = self.env.user.partner_id
        # sudo: the user's own places; only who is beside them
        own = self.env["mentorship.pairing.member"].sudo()
        own = own.search([("partner_id", "=", reader.id), ("live", "=", True)])
        people = own.pairing_id.member_ids.enrolment_id
        return people.filtered(lambda enrolment: enrolment.partner_id != reader)

    @api.model
    def _missing_words(self, items):
        """Return what is still asked, in the user's language: a list.

        :param items: a list of :class:`Item`
        """
        return [self._ready_words(item) for item in items if not item.done]

    @api.model
    def _ready_words(self, item):
        """Return what a member is asked to do.

        :param item: an :class:`Item`
        """
        _ = self.env._
        if item.kind == "read":
            # sudo: the title of a resource that is asked for
            return _("Read “%s”", item.resource.with_env(self.env).sudo().name)
        return {
            "self_check": _("Do the self-check"),
            "briefing": _("Come to a briefing"),
            "terms": _("Agree to the terms"),
        }[item.kind]

    def _check_ready(self):
        """Raise if an introduction would wait for one of these members.

        :raises UserError: worded for staff
        """
        waited = self.filtered(lambda enrolment: enrolment.edition_id.ready_waits)
        for enrolment in waited._unready():
            raise UserError(
                self.env._(
                    "%s is not ready to start yet. Note “ready anyway” on the sign-up, "
                    "or ask once they are ready.",
                    enrolment.display_name,
                )
            )

    def _settle_ready(self):
        """Introduce the pairs of these members that waited, and in which everyone is
        ready now.
        """
        # sudo: the caller checked who did what; users cannot start a pairing
        waited = self.sudo().filtered(
            lambda enrolment: (
                enrolment.edition_id.ready_waits
                and enrolment.edition_id.state in UNDER_WAY
            )
        )
        if not waited:
            return
        # of this and the last yes at the same moment, the second sees the first
        waited._touch()
        waited.member_ids.filtered("live").pairing_id._introduce_ready()
