from itertools import permutations, product

from dateutil.relativedelta import relativedelta

from odoo.fields import Command

from ..common import MentorshipCase


class MatchingCase(MentorshipCase):
    """An edition whose sign-up is closed, with three mentors and three mentees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topics = cls.env["mentorship.topic"].create(
            [{"name": name} for name in ("Leading", "Selling", "Writing")]
        )
        cls._open()
        cls.mentors = cls.env["mentorship.enrolment"]
        cls.mentees = cls.env["mentorship.enrolment"]
        for number in range(3):
            cls.mentors |= cls._mentor(number, cls.topics[number])
            cls.mentees |= cls._mentee(number, cls.topics[number])
        cls.edition.late_enrolment = True
        cls.edition.action_close_enrolment()

    @classmethod
    def _person(cls, login, years):
        """Return a member without a login."""
        partner = cls.env["res.partner"].create(
            {
                "name": login.title(),
                "email": f"{login.replace(' ', '.')}@test.example",
                "professional_since": cls.today - relativedelta(years=years),
            }
        )
        cls._line(partner)
        return partner

    @classmethod
    def _mentor(cls, name, topics=(), years=20, **values):
        return cls._enrol(
            cls._person(f"mentor {name}", years),
            "mentor",
            topic_ids=[Command.set([topic.id for topic in topics])],
            **values,
        )

    @classmethod
    def _mentee(cls, name, topics=(), years=2, **values):
        return cls._enrol(
            cls._person(f"mentee {name}", years),
            "mentee",
            topic_ids=[Command.set([topic.id for topic in topics])],
            **values,
        )

    @classmethod
    def _run(cls, edition=None, user=None, **values):
        matchings = cls.env["mentorship.matching"].with_user(user or cls.coordinator)
        matching = matchings.create(
            {"edition_id": (edition or cls.edition).id, **values}
        )
        matching.action_run()
        return matching

    @classmethod
    def _exclude(cls, one, other):
        return cls.env["mentorship.exclusion"].create(
            {"partner_id": one.partner_id.id, "other_partner_id": other.partner_id.id}
        )

    def _pairs(self, matching):
        """Return the names in the proposals: {mentee: mentor}."""
        return {
            proposal.mentee_names: proposal.mentor_name
            for proposal in matching.proposal_ids
        }

    def _of(self, matching, mentee):
        """Return the proposal of a mentee."""
        return matching.proposal_ids.filtered(
            lambda proposal: mentee in proposal.mentee_enrolment_ids
        )

    def _best(self, scores, allowed):
        """Return (most matched, greatest total) over all assignments.

        :param scores: {(mentee, mentor): score}
        :param allowed: function of a mentee and a mentor
        """
        mentees = sorted({mentee for mentee, _ in scores}, key=lambda e: e.id)
        mentors = sorted({mentor for _, mentor in scores}, key=lambda e: e.id)
        seats = [m for m in mentors for _ in range(m.free_places)]
        seats += [None] * len(mentees)
        best = (0, 0.0)
        for chosen in set(permutations(seats, len(mentees))):
            pairs = [
                (mentee, mentor)
                for mentee, mentor in zip(mentees, chosen, strict=True)
                if mentor
            ]
            if all(allowed(*pair) for pair in pairs):
                best = max(best, (len(pairs), sum(scores[pair] for pair in pairs)))
        return best

    def _scores(self, matching):
        """Return {(mentee, mentor): score} of everyone in a run."""
        pool = matching.sudo()._pool()
        matrix = pool.scoring.matrix().round(2)
        return {
            (pool.mentees[row], pool.mentors[column]): float(matrix[row, column])
            for row, column in product(*map(range, matrix.shape))
        }
