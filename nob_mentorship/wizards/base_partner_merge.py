from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

ROOM_STATES = ("active", "completed", "ended")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merge contacts without losing their mentorship data, or say why it is impossible.

    Odoo deletes all rows of a contact in a table if one of them cannot be transferred.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        people = src_partners | dst_partner
        self._mentorship_check_rooms(src_partners)
        self._mentorship_check_sign_ups(people)
        self._mentorship_check_evaluations(people)
        self._mentorship_drop_doubles(src_partners, dst_partner)
        self._mentorship_end_questions(people, dst_partner)
        self._mentorship_replace_identities(people, dst_partner)
        self._mentorship_keep_name(src_partners, dst_partner)
        self._mentorship_keep_unasked(src_partners, dst_partner)
        # the decisions above must be in the database before the rows are transferred
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # the coordinator whom members ask is kept in memory
        self.env.registry.clear_cache()
        # the rows were transferred without the cache
        self.env.invalidate_all()
        dst_partner._mentorship_refresh_badges()
        return result

    def _mentorship_check_rooms(self, src_partners):
        """Raise if a removed contact has a pair's room, because its texts are bound to
        them.
        """
        # sudo: only whether there is a room, nothing of its contents
        members = self.env["mentorship.pairing.member"].sudo()
        for partner in src_partners:
            in_room = [
                ("partner_id", "=", partner.id),
                ("pairing_id.state", "in", ROOM_STATES),
            ]
            if members.search_count(in_room, limit=1):
                raise UserError(
                    self.env._(
                        "%s takes part in a mentorship, and the texts there are bound "
                        "to this contact. Merge the other way round.",
                        partner.name,
                    )
                )

    def _mentorship_check_sign_ups(self, people):
        """Raise if two of them signed up for one role, or are in one pairing."""
        # sudo: whether two of them exclude each other; the edition is named only to
        # users who can see the sign-ups
        enrolments = self.env["mentorship.enrolment"].sudo()
        enrolments = enrolments.search(
            [("partner_id", "in", people.ids), ("state", "!=", "withdrawn")]
        )
        for alike in enrolments.grouped(lambda e: (e.edition_id, e.role)).values():
            if len(alike) > 1:
                raise UserError(self._mentorship_signed_up_twice(alike))
        # sudo: whether they are in one pairing, which would then contain one person
        # twice
        members = self.env["mentorship.pairing.member"].sudo()
        members = members.search([("partner_id", "in", people.ids)])
        for together in members.grouped("pairing_id").values():
            if len(together) > 1:
                raise UserError(
                    self.env._(
                        "%s are paired with each other, so they cannot be merged.",
                        self._mentorship_names(together.partner_id),
                    )
                )

    def _mentorship_signed_up_twice(self, enrolments):
        """Return the message of a refusal: the people, the edition, and what to do."""
        mine = enrolments.with_env(self.env)
        people = self._mentorship_names(enrolments.partner_id)
        if mine._filtered_access("read") != mine:
            return self.env._(
                "%s signed up in the same role of a mentorship programme. Its "
                "coordinator can withdraw one of the two sign-ups; then you can merge "
                "them.",
                people,
            )
        return self.env._(
            "%(people)s signed up for %(edition)s in the same role. Withdraw one of "
            "the two sign-ups; then you can merge them.",
            people=people,
            edition=mine.edition_id.display_name,
        )

    def _mentorship_check_evaluations(self, people):
        """Raise if two of them are asked in the same open evaluation.

        The message must not reveal which of them answered, so it is always the same.
        """
        # sudo: whether two of them are asked, which follows from their participation
        asked = self.env["mentorship.evaluation.invitation"].sudo()
        asked = asked.search([("partner_id", "in", people.ids)])
        for invitations in asked.grouped("evaluation_id").values():
            if len(invitations) > 1:
                raise UserError(
                    self.env._(
                        "%s are asked in the same evaluation. You can merge them once "
                        "it is closed.",
                        self._mentorship_names(invitations.partner_id),
                    )
                )

    def _mentorship_identities(self, people, dst_partner):
        """Return the identity that remains current, and the others: that of the kept
        contact remains, otherwise the newest.
        """
        # sudo: public keys, whose owners become one person
        current = self.env["mentorship.identity"].sudo()
        current = current.search(
            [("partner_id", "in", people.ids), ("state", "=", "current")]
        )
        own = current.filtered(lambda identity: identity.partner_id == dst_partner)
        kept = own or current[:1]
        return kept, current - kept

    def _mentorship_replace_identities(self, people, dst_partner):
        """Keep one identity current, and mark the others as replaced."""
        _kept, replaced = self._mentorship_identities(people, dst_partner)
        replaced._end_shares()
        replaced._set_state("replaced")

    def _mentorship_keep_name(self, src_partners, dst_partner):
        """Keep the identifier of a contact in sealed texts, if possible."""
        # sudo: an identifier that gives no access
        names = src_partners.sudo().mapped("mentorship_uuid")
        kept = dst_partner.sudo()
        kept.mentorship_uuid = kept.mentorship_uuid or next(filter(None, names), False)

    def _mentorship_keep_unasked(self, src_partners, dst_partner):
        """Keep the wish of any of these contacts for no more invitations."""
        # sudo: only the day of that wish, which no user can read or write
        kept = dst_partner.sudo()
        days = [
            *filter(None, (kept | src_partners.sudo()).mapped("mentorship_unasked_on"))
        ]
        if days:
            kept.mentorship_unasked_on = min(days)
            # also where their mailbox is on a list
            kept._mentorship_stop_invitations()

    def _mentorship_end_questions(self, people, dst_partner):
        """End the requests with an identifier of a contact that is removed.

        They are sealed, so they cannot be changed; the giver would see them as forged.
        """
        kept, _replaced = self._mentorship_identities(people, dst_partner)
        # sudo: identifiers that give no access
        named = (dst_partner | people).sudo().filtered("mentorship_uuid")[:1]
        people -= kept.partner_id or named
        # sudo: only their state, nothing of the request
        consents = self.env["mentorship.consent"].sudo()
        of_them = Domain.OR(
            Domain(name, "in", people.ids)
            for name in ("author_id", "giver_id", "recipient_id")
        )
        consents.search(of_them & Domain("state", "=", "asked"))._withdraw("merged")

    def _mentorship_drop_doubles(self, src_partners, dst_partner):
        """Delete the records that become duplicates, or that only link the merged
        contacts to each other.
        """
        people = (src_partners | dst_partner).ids
        one = dict.fromkeys(people, dst_partner.id)
        # sudo: each row is kept, or duplicates another with the same contents
        exclusions = self.env["mentorship.exclusion"].sudo()
        interests = self.env["mentorship.interest"].sudo()
        consents = self.env["mentorship.consent"].sudo()
        interests = interests.search([("partner_id", "in", people)], order="id")
        invitees = self.env["mentorship.invitee"].sudo()
        invitees = invitees.search([("partner_id", "in", people)], order="id")
        addresses = self.env["mentorship.calendar.address"].sudo()
        addresses = addresses.search(
            [("partner_id", "in", people)], order="made_on desc, id desc"
        )
        exclusions = exclusions.search(
            ["|", ("partner_id", "in", people), ("other_partner_id", "in", people)],
            order="id",
        )
        for records, key in (
            (interests, lambda interest: interest.programme_id),
            (invitees, lambda invitee: invitee.edition_id),
            # the newest one goes on working
            (addresses, lambda _address: dst_partner),
            (
                exclusions,
                lambda exclusion: (
                    exclusion.create_uid,
                    frozenset(
                        one.get(partner.id, partner.id)
                        for partner in (
                            exclusion.partner_id,
                            exclusion.other_partner_id,
                        )
                    ),
                ),
            ),
        ):
            for alike in records.grouped(key).values():
                alike[1:].unlink()
        exclusions = exclusions.exists()
        exclusions.filtered(
            lambda e: {e.partner_id.id, e.other_partner_id.id} <= set(people)
        ).unlink()
        consents.search(
            [("giver_id", "in", people), ("recipient_id", "in", people)]
        ).unlink()
        # sudo: as above
        self.env["mentorship.session"].sudo()._make_one(people)

    def _mentorship_names(self, partners):
        """Return the names of contacts, with details that distinguish namesakes."""
        names = partners.mapped("name")
        if len(set(names)) < len(names):
            names = [f"{p.name} ({p.email or p.ref or p.id})" for p in partners]
        return format_list(self.env, names)
