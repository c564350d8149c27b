from collections import defaultdict
from itertools import combinations

import numpy as np

from odoo import api, models

from ...tools.employer import employer_key
from ...tools.obstacles import (
    FLAGS,
    Obstacle,
    flag_gaps,
    flag_languages,
    flag_mirrors,
    flag_pairs,
    flag_shared,
)
from ..enrolment.arrays import marked, numbered, years_of

PAIRED = ("active", "completed", "ended")


class MentorshipEdition(models.Model):
    """Pairs that are forbidden: a person with themselves or with a colleague, or a pair
    with an exclusion (R49, R50, N3).
    """

    _inherit = "mentorship.edition"

    def _may_be_paired(self, mentee, mentors):
        """Return the mentors who can be paired with a mentee today.

        The reason is not revealed and leaves no trace: a forbidden mentor looks just
        like an absent one.

        :param mentee: one ``mentorship.enrolment`` of this edition
        :param mentors: ``mentorship.enrolment`` records
        :return: those of `mentors`, in the same order
        """
        self.ensure_one()
        # sudo: this method returns only the possible mentors, and no reasons
        edition, mentee, mentors = self.sudo(), mentee.sudo(), mentors.sudo()
        mentors = mentors.filtered(
            lambda mentor: (
                mentor.edition_id == edition
                and mentor.role == "mentor"
                and mentor.state in ("accepted", "matched")
                and mentor.free_places
                and not mentor._is_away()
            )
        )
        edition._fetch_members(mentee.partner_id | mentors.partner_id)
        mentors = mentors.filtered(lambda mentor: mentor._is_clear())
        flags = edition._obstacles(mentee, mentors, edition)
        return mentors.browse(
            [mentor.id for at, mentor in enumerate(mentors) if not flags[0, at]]
        )

    def _obstacles(self, mentees, mentors, settings, rejected=()):
        """Return the flags of all obstacles to each pair, (n, m) of `FLAGS`."""
        flags = np.zeros((len(mentees), len(mentors)), FLAGS)
        rows, columns = _by_partner(mentees), _by_partner(mentors)
        partners = mentees.partner_id | mentors.partner_id
        together = {
            Obstacle.GAP: self._live_pairs(partners) if self.kind != "peer" else [],
            Obstacle.ONESELF: [(partner, partner) for partner in partners],
            Obstacle.ADDRESS: self._sharing_address(partners),
            Obstacle.EXCLUSION: [
                (exclusion.partner_id, exclusion.other_partner_id)
                for exclusion in self.env["mentorship.exclusion"]._between(partners)
            ],
            **self._paired(partners),
        }
        for obstacle, pairs in together.items():
            for one, other in pairs:
                flag_pairs(flags, obstacle, rows[one], columns[other])
                flag_pairs(flags, obstacle, rows[other], columns[one])
        at_row, at_column = numbered(mentees), numbered(mentors)
        for mentee, mentor in rejected:
            if mentee in at_row and mentor in at_column:
                pair = [at_row[mentee]], [at_column[mentor]]
                flag_pairs(flags, Obstacle.REJECTED, *pair)
        employers = self._employers_of(mentees | mentors)
        flag_shared(
            flags,
            Obstacle.EMPLOYER,
            [employers[mentee] for mentee in mentees],
            [employers[mentor] for mentor in mentors],
        )
        speak = {"language_ids": (mentees | mentors).language_ids.ids}
        flag_languages(
            flags,
            marked(mentees, "language_ids", speak),
            marked(mentors, "language_ids", speak),
        )
        flag_gaps(
            flags,
            years_of(mentees),
            years_of(mentors),
            # distance between peers is symmetric
            settings.min_gap_years if self.kind != "peer" else 0,
            self.kind == "reverse",
        )
        if self.kind != "peer":
            both = [
                (rows[partner][0], columns[partner][0])
                for partner in mentees.partner_id & mentors.partner_id
            ]
            at = np.array(both, int).reshape(-1, 2)
            years = years_of(mentees)[at[:, 0]]
            flag_mirrors(flags, *at.T, years, self.kind == "reverse")
        return flags

    def _live_pairs(self, partners):
        """Return the pairs of current or offered mentors and mentees: they are not
        paired the other way round.

        :return: list of (partner, partner)
        """
        members = self.env["mentorship.pairing.member"].search_fetch(
            [
                ("edition_id", "=", self.id),
                ("live", "=", True),
                ("role", "=", "mentee"),
                ("partner_id", "in", partners.ids),
                ("mentor_partner_id", "in", partners.ids),
            ],
            ["partner_id", "mentor_partner_id"],
        )
        return [(member.mentor_partner_id, member.partner_id) for member in members]

    @api.model
    def _sharing_address(self, partners):
        """Return the pairs of contacts with the same email address: they may be one
        person, or read each other's mail.

        :return: list of (partner, partner)
        """
        return [
            pair
            for address, sharing in partners.grouped("email_normalized").items()
            if address
            for pair in combinations(sharing, 2)
        ]

    def _paired(self, partners):
        """Return the pairs of people who were paired before, or where one declined the
        other.

        :return: {:class:`Obstacle`: list of (partner, partner)}
        """
        members = self.env["mentorship.pairing.member"].search_fetch(
            [
                ("partner_id", "in", partners.ids),
                "|",
                ("pairing_id.state", "in", PAIRED),
                "&",
                ("pairing_id.state", "=", "declined"),
                ("edition_id", "=", self.id),
            ],
            ["pairing_id", "partner_id", "answer"],
        )
        members.pairing_id.fetch(["state", "edition_id"])
        together, found = defaultdict(list), defaultdict(list)
        for member in members:
            together[member.pairing_id].append(member)
        # a mentee who takes back a request declines no one, and neither does the mentor
        choices = self.env["mentorship.choice"].search(
            [
                ("pairing_id", "in", [pairing.id for pairing in together]),
                ("state", "=", "withdrawn"),
            ]
        )
        taken_back = set(choices.pairing_id.ids)
        for pairing, people in together.items():
            declined = pairing.state == "declined"
            if declined and (
                pairing.id in taken_back
                or all(member.answer != "declined" for member in people)
            ):
                continue
            if not declined and self.repeat_pairs and pairing.edition_id != self:
                continue
            obstacle = Obstacle.DECLINED if declined else Obstacle.EARLIER
            found[obstacle] += [
                (one.partner_id, other.partner_id)
                for one in people
                for other in people
                if one.id < other.id and (declined or _both_said_yes(one, other))
            ]
        return found

    def _employers_of(self, enrolments):
        """Return {enrolment: the normalised names of all known employers, a set}.

        Both the stated employer and the records count: the company of the contact and
        its parent companies, also if the company was only stated.
        """
        keys, above = {}, {}
        for enrolment in enrolments:
            partner = enrolment.partner_id
            keys[enrolment] = {
                employer_key(enrolment.employer),
                employer_key(partner.company_name),
            }
            names = []
            while (partner := partner.parent_id) and len(names) < 20:
                names.append(employer_key(partner.name))
            for at, name in enumerate(names):
                above.setdefault(name, set()).update(names[at:])
            keys[enrolment].update(names)
        return {
            enrolment: {
                higher for name in own for higher in above.get(name, ()) or (name,)
            }
            - {""}
            for enrolment, own in keys.items()
        }


def _by_partner(enrolments):
    rows = defaultdict(list)
    for row, enrolment in enumerate(enrolments):
        rows[enrolment.partner_id].append(row)
    return rows


def _both_said_yes(one, other):
    return one.answer == other.answer == "accepted"
