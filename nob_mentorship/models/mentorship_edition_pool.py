from collections import defaultdict
from typing import NamedTuple

import numpy as np

from odoo import models

from ..tools.employer import employer_key
from ..tools.obstacles import (
    Obstacle,
    flag_gaps,
    flag_languages,
    flag_pairs,
    flag_shared,
)
from ..tools.scoring import IN_PERSON, VIDEO, People, Question, Scoring

PAIRED = ("active", "completed", "ended")
MODES = {"in_person": IN_PERSON, "video": VIDEO, "either": IN_PERSON | VIDEO}
SIGN_UP = (
    "partner_id",
    "role",
    "state",
    "employer",
    "max_mentees",
    "held_places",
    "priority",
    "stated_professional_since",
    "stated_gender",
    "region_id",
    "meeting_mode",
    "topic_ids",
    "focus_ids",
    "language_ids",
    "answer_ids",
)


class Pool(NamedTuple):
    """Those who can be paired now, in the order of their ids.

    :param mentees: n ``mentorship.enrolment``; of peers, everybody
    :param mentors: m ``mentorship.enrolment``; of peers, everybody again
    :param scoring: :class:`Scoring`
    :param flags: (n, m) uint8 of :class:`Obstacle`
    :param places: (m,) int, the mentors' free places
    :param refused: {enrolment: list of reasons} of who may not take part by now
    """

    mentees: object
    mentors: object
    scoring: Scoring
    flags: np.ndarray
    places: np.ndarray
    refused: dict

    def rows(self):
        """Return {mentee's sign-up id: row}."""
        return _numbered(self.mentees)

    def columns(self):
        """Return {mentor's sign-up id: column}."""
        return _numbered(self.mentors)


class MentorshipEdition(models.Model):
    """Who can be paired with whom, and what counts (R46–R49, N3): the members' data as
    arrays, in a number of queries that does not depend on how many they are."""

    _inherit = "mentorship.edition"

    def _pool(self, settings, without=None, rejected=()):
        """Return who can be paired now.

        :param settings: one record of ``mentorship.matching.settings``
        :param without: a ``res.partner`` to leave out
        :param rejected: set of (mentee's, mentor's sign-up id) that staff rejected
        :return: :class:`Pool`
        """
        self.ensure_one()
        # sudo: the callers checked who asks; what leaves them says nothing of a member
        # to who may not read it
        edition = self.sudo()
        enrolments = edition._free_sign_ups() - edition.enrolment_ids.filtered(
            lambda enrolment: without and enrolment.partner_id == without
        )
        refused = edition._refused(enrolments)
        enrolments -= enrolments.browse([enrolment.id for enrolment in refused])
        mentors = enrolments.filtered(lambda e: e.role != "mentee")
        mentees = enrolments.filtered(lambda e: e.role != "mentor")
        flags = edition._obstacles(mentees, mentors, settings, rejected)
        return Pool(
            mentees=mentees,
            mentors=mentors,
            scoring=edition._scoring(mentees, mentors, settings),
            flags=flags,
            places=np.array([m.max_mentees - m.held_places for m in mentors], int),
            refused=refused,
        )

    def _free_sign_ups(self):
        """Return the accepted sign-ups that have a free place, by id."""
        enrolments = self.env["mentorship.enrolment"].search_fetch(
            [("edition_id", "=", self.id), ("state", "in", ("accepted", "matched"))],
            SIGN_UP,
            order="id",
        )
        partners = enrolments.partner_id
        while partners:
            partners.fetch(self._facts_of_members())
            partners.member_line_ids.fetch(
                ["state", "date_from", "date_to", "date_cancel", "category_id"]
            )
            known, partners = (
                partners,
                partners.associate_member_id | partners.parent_id,
            )
            partners -= known
        return enrolments.filtered(lambda e: e.held_places < e.max_mentees)

    def _facts_of_members(self):
        """Return the names of the fields of a member that decide in a matching."""
        conditions = self._eligibility_condition().optimize(self.env["res.partner"])
        return [
            "associate_member_id",
            "company_name",
            "free_member",
            "gender",
            "member_line_ids",
            "name",
            "parent_id",
            "professional_since",
            *{test.field_expr.split(".")[0] for test in conditions.iter_conditions()},
        ]

    def _refused(self, enrolments):
        """Return {enrolment: reasons} of who may not take part by now."""
        refused = {}
        for enrolment in enrolments:
            reasons = [f.reason for f in enrolment._findings() if f.verdict == "no"]
            if reasons:
                refused[enrolment] = reasons
        return refused

    def _scoring(self, mentees, mentors, settings):
        everybody = mentees | mentors
        kinds = {
            name: everybody[name].ids
            for name in ("topic_ids", "focus_ids", "language_ids")
        }
        questions = self.question_ids
        return Scoring(
            weights=settings._weights(),
            mentees=self._people(mentees, kinds, questions),
            mentors=self._people(mentors, kinds, questions),
            questions=tuple(
                Question(
                    choices=len(question.answer_ids),
                    alike=question.likeness == "alike",
                    ordered=question.ordered,
                    importance=question.importance,
                )
                for question in questions
            ),
            marks=self._marks(mentees, mentors),
            ideal_gap=settings.ideal_gap_years,
            reverse=self.kind == "reverse",
        )

    def _people(self, enrolments, kinds, questions):
        """Return the sign-ups of one side as arrays.

        :param dict kinds: {field: ids of what there is}
        """
        place = {
            answer.id: (number, at)
            for number, question in enumerate(questions)
            for at, answer in enumerate(question.answer_ids)
        }
        answers = np.full((len(enrolments), len(questions)), -1)
        for row, enrolment in enumerate(enrolments):
            for answer_id in enrolment.answer_ids.ids:
                if answer_id in place:
                    number, at = place[answer_id]
                    answers[row, number] = at
        return People(
            topics=_marked(enrolments, "topic_ids", kinds),
            focus=_marked(enrolments, "focus_ids", kinds),
            languages=_marked(enrolments, "language_ids", kinds),
            years=_years(enrolments),
            region=np.array([e.region_id.id or -1 for e in enrolments], int),
            modes=np.array([MODES.get(e.meeting_mode, 0) for e in enrolments], int),
            answers=answers,
            priority=np.array([e.priority for e in enrolments], bool),
        )

    def _marks(self, mentees, mentors):
        """Return {mark: [(mentee row, mentor row)]} of wishes and recommendations."""
        rows, columns = _numbered(mentees), _numbered(mentors)
        marks = defaultdict(list)
        if "mentorship.wish" not in self.env:
            return {}
        for wish in self.env["mentorship.wish"].search([("edition_id", "=", self.id)]):
            mark = {
                "staff": "recommendation",
                "mentee": "mentee_wish",
                "mentor": "mentor_wish",
            }[wish.source]
            pair = (wish.mentee_enrolment_id.id, wish.mentor_enrolment_id.id)
            # of peers, either order
            for left, right in {pair, pair[::-1]} if self.kind == "peer" else {pair}:
                if left in rows and right in columns:
                    marks[mark].append((rows[left], columns[right]))
        return dict(marks)

    def _obstacles(self, mentees, mentors, settings, rejected):
        """Return the flags of all that forbids a pair, (n, m) uint8."""
        flags = np.zeros((len(mentees), len(mentors)), np.uint8)
        rows, columns = _by_partner(mentees), _by_partner(mentors)
        partners = mentees.partner_id | mentors.partner_id
        together = {
            Obstacle.ONESELF: [(partner, partner) for partner in partners],
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
        numbered = _numbered(mentees), _numbered(mentors)
        for mentee, mentor in rejected:
            if mentee in numbered[0] and mentor in numbered[1]:
                pair = [numbered[0][mentee]], [numbered[1][mentor]]
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
            _marked(mentees, "language_ids", speak),
            _marked(mentors, "language_ids", speak),
        )
        flag_gaps(
            flags,
            _years(mentees),
            _years(mentors),
            settings.min_gap_years,
            self.kind == "reverse",
        )
        return flags

    def _paired(self, partners):
        """Return the pairs of people who were together, or one of whom said no.

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
        members.pairing_id.fetch(["state"])
        together, found = defaultdict(list), defaultdict(list)
        for member in members:
            together[member.pairing_id].append(member)
        for pairing, people in together.items():
            declined = pairing.state == "declined"
            if declined and all(member.answer != "declined" for member in people):
                continue
            if not declined and self.repeat_pairs:
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
        """Return {enrolment: the normal forms of all employers known, a set}.

        What the member stated counts, and what the records hold: the company of the
        contact, and those it belongs to, also where the company was only stated.
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


def _numbered(enrolments):
    return {enrolment_id: row for row, enrolment_id in enumerate(enrolments.ids)}


def _by_partner(enrolments):
    rows = defaultdict(list)
    for row, enrolment in enumerate(enrolments):
        rows[enrolment.partner_id].append(row)
    return rows


def _marked(enrolments, name, kinds):
    """Return what each has of a many2many field, (n, kinds) bool."""
    columns = {record_id: column for column, record_id in enumerate(kinds[name])}
    marked = np.zeros((len(enrolments), len(columns)), bool)
    for row, enrolment in enumerate(enrolments):
        for record_id in enrolment[name].ids:
            marked[row, columns[record_id]] = True
    return marked


def _years(enrolments):
    return np.array([enrolment._years() for enrolment in enrolments], float)


def _both_said_yes(one, other):
    return one.answer == other.answer == "accepted"
