from odoo import api, models
from odoo.fields import Domain

from ...portal.sealed import serious

LEFT = [("introduced_on", "!=", False), ("left_on", "!=", False)]
"""Whose place in a pairing this was."""


class MentorshipPortalPages(models.AbstractModel):
    """The overview: what runs, what I am in."""

    _inherit = "mentorship.portal.pages"

    @api.model
    def _overview(self, partner, own=True):
        """Return the values of `/my/mentorship` for a member.

        :param bool own: the member looks; staff who preview it do not see which forms
            wait for an answer
        """
        pairings = self._pairings_of(partner, left=True)
        left = self._left_by(partner, pairings)
        pairings -= left.pairing_id
        enrolments = self.env["mentorship.enrolment"].search(
            [("partner_id", "=", partner.id), ("state", "!=", "withdrawn")]
        )
        programmes = self.env["mentorship.programme"]
        programmes = programmes.search(programmes._member_domain(partner))
        steps = [step for p in pairings for step in self._pairing_steps(p, partner)]
        steps += [step for e in enrolments for step in self._enrolment_steps(e)]
        steps += self._evaluation_steps(partner) if own else []
        editions = self.env["mentorship.edition"]
        editions = editions.search(
            [
                *editions._member_domain(partner),
                ("programme_id", "in", programmes.ids),
                ("state", "in", ("not_planned", "enrolment", "matching", "running")),
            ]
        )
        editions = editions.filtered(lambda edition: edition._is_news(editions))
        cards = self._programme_cards(programmes, editions, enrolments, partner)
        if not steps and not any(not e._is_final() for e in enrolments):
            steps = self._sign_up_steps(cards) or self._renew_steps(editions, partner)
        return {
            "step": steps[0] if steps else None,
            "more_steps": steps[1:],
            "pairings": [self._pairing_line(p, partner) for p in pairings],
            "left": [self._left_line(member) for member in left],
            "enrolments": [self._enrolment_line(e) for e in enrolments],
            "programmes": cards,
            "summaries": self._published_summaries(partner),
            "serious": serious.of_member(self.env, partner) if own else [],
        }

    @api.model
    def _pairings_of(self, partner, left=False):
        """Return the pairings a member may see, what is under way first.

        :param bool left: those that the member left as well
        """
        pairings = self.env["mentorship.pairing"]
        domain = Domain(pairings._member_domain(partner))
        if left:
            own = [("partner_id", "=", partner.id), *LEFT]
            domain |= Domain("member_ids", "any", own)
        return pairings.search(domain).sorted(
            lambda p: ("offered", "active", "completed", "ended").index(p.state)
        )

    @api.model
    def _left_by(self, partner, pairings):
        """Return a member's places in those of these pairings that they left."""
        places = pairings.member_ids.filtered_domain(LEFT)
        own = places.filtered(lambda member: member.partner_id == partner)
        return own.sorted("left_on", reverse=True)

    @api.model
    def _left_line(self, member):
        """Return the line of history of who left, with those who were there then."""
        others = member.pairing_id.member_ids.filtered(
            lambda other: (
                other.introduced_on
                and (
                    other.introduced_on < member.left_on
                    or other.introduced_on == member.introduced_on
                )
                and (not other.left_on or other.left_on >= member.left_on)
                # a group goes on, and is not for who left it
                and (member.pairing_id.kind != "group" or other.role != member.role)
            )
        )
        names = (others - member).partner_id.mapped("name")
        return {
            "name": ", ".join(names) or self.env._("Your mentorship"),
            "edition": member.edition_id.display_name,
            "until": self._day(member.left_on),
            "url": member.pairing_id._has_room_for(member.partner_id)
            and f"/my/mentorship/pairing/{member.pairing_id.id}",
        }

    @api.model
    def _programme_cards(self, programmes, editions, enrolments, partner):
        interests = self.env["mentorship.interest"].search(
            [("partner_id", "=", partner.id)]
        )
        return [
            {
                "id": programme.id,
                "name": programme.name,
                "summary": programme.summary,
                "interested": programme in interests.programme_id,
                "question_link": programme._question_link(),
                "contact_email": programme.contact_email,
                "editions": [
                    self._edition_line(
                        edition,
                        edition not in enrolments.edition_id
                        and edition._accepts_enrolment()
                        and edition._welcomes(partner),
                    )
                    for edition in editions
                    if edition.programme_id == programme
                ],
            }
            for programme in programmes
        ]

    @api.model
    def _edition_line(self, edition, welcome):
        """Return the name, address and sign-up of an edition.

        :param bool welcome: this member can sign up for it now
        """
        accepts = edition._accepts_enrolment()
        if accepts and edition.state == "enrolment":
            line = self.env._("Sign up until %s.", self._day(edition.enrolment_end))
        elif accepts:
            line = self.env._("It runs; you can still sign up.")
        elif edition.state == "not_planned":
            line = self.env._("No programme is planned for this edition.")
        elif edition._opens_later():
            line = self.env._(
                "Sign-up opens on %s.", self._day(edition.enrolment_start)
            )
        elif edition.state == "closed":
            line = self.env._("This edition has ended.")
        else:
            line = self.env._("Sign-up is closed.")
        return {
            "name": edition.display_name,
            "url": f"/my/mentorship/edition/{edition.id}",
            "line": line,
            "open": welcome,
        }

    @api.model
    def _enrolment_line(self, enrolment):
        return {
            "name": enrolment.edition_id.display_name,
            "role": self._label(enrolment, "role"),
            "state": self._label(enrolment, "state"),
            "url": enrolment._page_path(),
        }

    @api.model
    def _pairing_line(self, pairing, partner):
        return {
            "name": self._names_of_others(pairing, partner),
            "edition": pairing.edition_id.display_name,
            "state": self._label(pairing, "state"),
            "url": f"/my/mentorship/pairing/{pairing.id}",
        }
