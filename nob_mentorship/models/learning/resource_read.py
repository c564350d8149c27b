from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.groups import LEAST

LEFT = ("withdrawn", "refused")
"""The states of a sign-up with which a member notes nothing."""


class MentorshipResourceRead(models.Model):
    """A member's note that they read a resource (P12).

    No interface shows a row. The member sees their own on their pages. Staff see how
    many members of an edition read a resource, where at least five did and five did
    not. Where an edition asks its members to read it before the introduction, and told
    them so, its staff also see whether a member did; no other note counts for that
    (R21).
    """

    _name = "mentorship.resource.read"
    _description = "Mentorship: a member's note that they read a resource"
    _rec_name = "resource_id"

    enrolment_id = fields.Many2one(
        "mentorship.enrolment", required=True, ondelete="cascade"
    )
    resource_id = fields.Many2one(
        "mentorship.resource", required=True, index=True, ondelete="cascade"
    )
    read_on = fields.Date("Noted as read on", required=True)
    told = fields.Boolean(
        "The member was told that the coordinators see it", readonly=True
    )

    _once = models.UniqueIndex(
        "(enrolment_id, resource_id)", "This is already noted as read."
    )

    @api.model
    def _current(self, enrolments):
        """Return, of a member's sign-ups, those that a note is made for: in each
        programme the ones that are under way, or else those of the last edition.
        """
        kept = enrolments.filtered(lambda enrolment: enrolment.state not in LEFT)
        current = kept.browse()
        for theirs in kept.grouped("programme_id").values():
            last = max(theirs.mapped("edition_id.id"))
            current |= theirs.filtered(
                lambda enrolment: not enrolment._is_final()
            ) or theirs.filtered(
                lambda enrolment, last=last: enrolment.edition_id.id == last
            )
        return current

    @api.model
    def _read_by(self, enrolments, resources):
        """Return the resources that a member noted as read, in each of the sign-ups
        that count.

        :param enrolments: all ``mentorship.enrolment`` of the member
        """
        current = self._current(enrolments) if resources else None
        if not current:
            return resources.browse()
        rows = self.search_fetch(
            [
                ("enrolment_id", "in", current.ids),
                ("resource_id", "in", resources.ids),
            ],
            ["enrolment_id", "resource_id"],
        )
        noted = {(row.enrolment_id.id, row.resource_id.id) for row in rows}
        by_programme = current.grouped("programme_id")
        none = current.browse()
        return resources.filtered(
            lambda resource: (
                (theirs := by_programme.get(resource.programme_id, none))
                and all((each.id, resource.id) in noted for each in theirs)
            )
        )

    @api.model
    def _unread(self, enrolments):
        """Return the domain of the resources that :meth:`_read_by` leaves out.

        :param enrolments: all ``mentorship.enrolment`` of the member
        """
        current = self._current(enrolments)
        return Domain("programme_id", "not in", current.programme_id.ids) | Domain.OR(
            Domain("programme_id", "=", enrolment.programme_id.id)
            & Domain("read_ids", "not any", [("enrolment_id", "=", enrolment.id)])
            for enrolment in current
        )

    @api.model
    def _own(self, partner, programme):
        """Return the sign-ups that a member's note about a programme is made for."""
        return self._current(
            self.env["mentorship.enrolment"].search(
                [
                    ("partner_id", "=", partner.id),
                    ("programme_id", "=", programme.id),
                ]
            )
        )

    @api.model
    def _note(self, partner, resource, is_read=True, told=False):
        """Note that a member read a resource, or take that back. Done twice, it
        changes nothing.

        :param bool told: whether the page told them that the coordinators see it; they
            do only where an edition asks for it
        :raises UserError: if they take no part in its programme
        """
        enrolments = self._own(partner, resource.programme_id)
        if not enrolments:
            raise UserError(
                self.env._("You can note what you read once you have signed up.")
            )
        # of two taps at the same moment, the second must see the first
        enrolments._touch()
        rows = self.search(
            [
                ("enrolment_id", "in", enrolments.ids),
                ("resource_id", "=", resource.id),
            ]
        )
        if not is_read:
            rows.unlink()
            return
        today = fields.Date.context_today(self)
        rows |= self.create(
            [
                {
                    "enrolment_id": enrolment.id,
                    "resource_id": resource.id,
                    "read_on": today,
                }
                for enrolment in enrolments - rows.enrolment_id
            ]
        )
        if told:
            asking = enrolments._asks_to_read(resource)
            rows.filtered(lambda row: row.enrolment_id in asking).told = True
            asking._settle_ready()

    @api.model
    def _told(self, enrolments):
        """Return what members noted as read, of which the coordinators are told: a set
        of (sign-up id, resource id).
        """
        rows = self.search_fetch(
            [("enrolment_id", "in", enrolments.ids), ("told", "=", True)],
            ["enrolment_id", "resource_id"],
        )
        return {(row.enrolment_id.id, row.resource_id.id) for row in rows}

    @api.model
    def _readers(self, resources):
        """Count the members who noted resources as read.

        :return: {(resource id, edition id): number of members}; one is left out if
            fewer than five members read it, or fewer than five did not: where all of a
            few did, their number would tell of each
        """
        self.flush_model()
        enrolments = self.env["mentorship.enrolment"]
        enrolments.flush_model(["edition_id", "partner_id", "state"])
        # a member with two sign-ups is one reader
        return {
            (resource, edition): count
            for resource, edition, count in self.env.execute_query(
                SQL(
                    """
                    SELECT readers.resource_id, readers.edition_id, readers.members
                      FROM (SELECT noted.resource_id, enrolment.edition_id,
                                   count(DISTINCT enrolment.partner_id) AS members
                              FROM mentorship_resource_read noted
                              JOIN mentorship_enrolment enrolment
                                ON enrolment.id = noted.enrolment_id
                             WHERE noted.resource_id = ANY(%(resources)s)
                             GROUP BY noted.resource_id, enrolment.edition_id) readers
                      JOIN (SELECT edition_id,
                                   count(DISTINCT partner_id) AS members
                              FROM mentorship_enrolment
                             WHERE state <> ALL(%(left)s)
                             GROUP BY edition_id) everyone
                        ON everyone.edition_id = readers.edition_id
                     WHERE readers.members >= %(least)s
                       AND everyone.members - readers.members >= %(least)s
                    """,
                    resources=list(resources.ids),
                    left=list(LEFT),
                    least=LEAST,
                )
            )
        }


class MentorshipResource(models.Model):
    """How many members read a resource, for staff."""

    _inherit = "mentorship.resource"

    read_ids = fields.One2many(
        "mentorship.resource.read",
        "resource_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    readers = fields.Text(
        "Read by",
        compute="_compute_readers",
        compute_sudo=True,
        help="How many members of each edition noted that they read it, where at least "
        "five did and five did not. No one sees who they are.",
    )

    def _compute_readers(self):
        counts = self.env["mentorship.resource.read"]._readers(self)
        editions = self.env["mentorship.edition"].search_fetch(
            [
                ("programme_id", "in", self.programme_id.ids),
                ("state", "in", ("enrolment", "matching", "running", "closed")),
            ],
            ["name", "programme_id", "state"],
        )
        by_programme = editions.grouped("programme_id")
        for resource in self:
            lines = []
            for edition in by_programme.get(resource.programme_id, ()):
                count = counts.get((resource._origin.id, edition.id))
                if count:
                    lines.append(
                        self.env._(
                            "%(edition)s: %(count)s members",
                            edition=edition.name,
                            count=count,
                        )
                    )
                elif edition.state != "closed":
                    lines.append(
                        self.env._("%s: too few members to tell", edition.name)
                    )
            resource.readers = "\n".join(lines)
