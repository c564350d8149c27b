from collections import defaultdict
from typing import NamedTuple

import numpy as np

from odoo import fields, models

from ...tools.scoring import IN_PERSON, VIDEO, People, Question, Scoring
from ..enrolment.arrays import marked, numbered, years_of

MODES = {"in_person": IN_PERSON, "video": VIDEO, "either": IN_PERSON | VIDEO}
SIGN_UP = (
    "edition_id",
    "partner_id",
    "role",
    "state",
    "employer",
    "max_mentees",
    "held_places",
    "priority",
    "away_until",
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
    """The sign-ups that can be paired now, in the order of their ids.

    :param mentees: n ``mentorship.enrolment`` records; for peers, all of them
    :param mentors: m ``mentorship.enrolment`` records; for peers, all of them again
    :param scoring: :class:`Scoring`
    :param flags: (n, m) of :class:`Obstacle`
    :param places: (m,) int, the mentors' free places
    :param held: (m,) int, the mentors' places already taken
    :param refused: {enrolment: list of reasons} for members who are no longer eligible,
        or said “not now”
    :param ended: {mentee: the day on which their pairing in this edition ended}
    """

    mentees: object
    mentors: object
    scoring: Scoring
    flags: np.ndarray
    places: np.ndarray
    held: np.ndarray
    refused: dict
    ended: dict

    def rows(self):
        """Return {mentee's sign-up id: row}."""
        return numbered(self.mentees)

    def columns(self):
        """Return {mentor's sign-up id: column}."""
        return numbered(self.mentors)

    def ahead(self):
        """Return which mentees come first where not all can be paired, (n,) bool: their
        pairing in this edition ended (P15).
        """
        return np.array([mentee in self.ended for mentee in self.mentees], bool)


class MentorshipEdition(models.Model):
    """Possible pairs, and the data that scores them (R46–R49, N3): arrays read with a
    number of queries that does not depend on the number of members.
    """

    _inherit = "mentorship.edition"

    matching_ids = fields.One2many("mentorship.matching", "edition_id", "Matchings")
    matching_count = fields.Integer(compute="_compute_matching_count")

    def _pool(self, settings, without=None, rejected=()):
        """Return the sign-ups that can be paired now.

        :param settings: one record of ``mentorship.matching.settings``
        :param without: a ``res.partner`` to leave out
        :param rejected: set of (mentee's, mentor's sign-up id) that staff rejected
        :return: :class:`Pool`
        """
        self.ensure_one()
        # sudo: the callers checked the user's rights; their results reveal nothing
        # about a member that the user is not allowed to read
        edition = self.sudo()
        enrolments = edition._free_sign_ups().filtered(
            lambda enrolment: enrolment.partner_id != without
        )
        refused = edition._refused(enrolments)
        enrolments -= enrolments.browse([enrolment.id for enrolment in refused])
        mentors = enrolments.filtered(lambda e: e.role != "mentee")
        mentees = enrolments.filtered(lambda e: e.role != "mentor")
        flags = edition._obstacles(mentees, mentors, settings, rejected)
        ended = mentees._rematch_days()
        return Pool(
            mentees=mentees,
            mentors=mentors,
            scoring=edition._scoring(mentees, mentors, settings, ended),
            flags=flags,
            places=np.array([m.max_mentees - m.held_places for m in mentors], int),
            held=np.array([m.held_places for m in mentors], int),
            refused=refused,
            ended=ended,
        )

    def _free_sign_ups(self):
        """Return the accepted sign-ups with a free place, by id."""
        enrolments = self.env["mentorship.enrolment"].search_fetch(
            [("edition_id", "=", self.id), ("state", "in", ("accepted", "matched"))],
            SIGN_UP,
            order="id",
        )
        self._fetch_members(enrolments.partner_id)
        return enrolments.filtered(lambda e: e.held_places < e.max_mentees)

    def _fetch_members(self, partners):
        """Prefetch the fields that decide about these members and their parent
        companies.
        """
        seen = partners
        while partners:
            partners.fetch(self._facts_of_members())
            partners.member_line_ids.fetch(
                ["state", "date_from", "date_to", "date_cancel", "category_id"]
            )
            partners = (partners.associate_member_id | partners.parent_id) - seen
            seen |= partners

    def _facts_of_members(self):
        """Return the names of the member fields that decide in a matching."""
        conditions = self._eligibility_condition().optimize(self.env["res.partner"])
        return [
            "active",
            "associate_member_id",
            "company_name",
            "email_normalized",
            "free_member",
            "gender",
            "member_line_ids",
            "name",
            "parent_id",
            "professional_since",
            *{test.field_expr.split(".")[0] for test in conditions.iter_conditions()},
        ]

    def _refused(self, enrolments):
        """Return {enrolment: reasons} for members who are no longer eligible, or said
        “not now”.
        """
        reasons = {
            enrolment: [enrolment._away_words()]
            if enrolment._is_away()
            else enrolment._refusals()
            for enrolment in enrolments
        }
        return {enrolment: told for enrolment, told in reasons.items() if told}

    def _scoring(self, mentees, mentors, settings, ended):
        everybody = mentees | mentors
        kinds = {
            name: everybody[name].ids
            for name in ("topic_ids", "focus_ids", "language_ids")
        }
        questions = self.question_ids
        return Scoring(
            weights=settings._weights(),
            mentees=self._people(mentees, kinds, questions, ended),
            mentors=self._people(mentors, kinds, questions, ended),
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
            peers=self.kind == "peer",
        )

    def _people(self, enrolments, kinds, questions, ended):
        """Return the sign-ups of one side as arrays.

        :param dict kinds: {field: ids of the possible values}
        :param dict ended: as in :class:`Pool`
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
            topics=marked(enrolments, "topic_ids", kinds),
            focus=marked(enrolments, "focus_ids", kinds),
            languages=marked(enrolments, "language_ids", kinds),
            years=years_of(enrolments),
            region=np.array([e.region_id.id or -1 for e in enrolments], int),
            modes=np.array([MODES.get(e.meeting_mode, 0) for e in enrolments], int),
            answers=answers,
            priority=np.array([e.priority or e in ended for e in enrolments], bool),
        )

    def _marks(self, mentees, mentors):
        """Return {mark: [(mentee row, mentor row)]} for wishes and recommendations."""
        rows, columns = numbered(mentees), numbered(mentors)
        marks = defaultdict(list)
        wishes = self.env["mentorship.wish"].search_fetch(
            [("edition_id", "=", self.id)],
            ["source", "mentee_enrolment_id", "mentor_enrolment_id"],
        )
        for wish in wishes:
            mark = {
                "staff": "recommendation",
                "mentee": "mentee_wish",
                "mentor": "mentor_wish",
            }[wish.source]
            pair = (wish.mentee_enrolment_id.id, wish.mentor_enrolment_id.id)
            # for peers, in either order
            for left, right in {pair, pair[::-1]} if self.kind == "peer" else {pair}:
                if left in rows and right in columns:
                    marks[mark].append((rows[left], columns[right]))
        return dict(marks)

    def _compute_matching_count(self):
        counts = dict(
            self.env["mentorship.matching"]._read_group(
                [("edition_id", "in", self.ids)], ["edition_id"], ["__count"]
            )
        )
        for edition in self:
            edition.matching_count = counts.get(edition, 0)

    def action_match(self):
        """Open the last unpublished run, or prepare a new one."""
        self.ensure_one()
        self._check_staff()
        matchings = self.env["mentorship.matching"]
        last = matchings.search([("edition_id", "=", self.id)], limit=1)
        if not last or last.state == "published":
            last = matchings.create({"edition_id": self.id})
        return last._opened()

    def action_view_matchings(self):
        """Open the matching runs."""
        return self._open_list("mentorship_matching_action")
