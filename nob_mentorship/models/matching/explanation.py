from math import isnan

from odoo import api, models
from odoo.tools import formatLang

from ...tools.scoring import CRITERIA, UNKNOWN
from .. import odoo_inside
from ..base.labels import field_title

SHARED = {
    "topics": "topic_ids",
    "objective": "focus_ids",
    "languages": "language_ids",
}
NAMED = {**SHARED, "place": "region_id"}
"""{criterion: field of a sign-up with the records that its explanation names}"""
GOOD = 60
"""From this percentage upwards, a criterion is in favour of a pair."""


class MentorshipProposal(models.Model):
    """The score of a proposal, and its parts, in words and bars (N4)."""

    _inherit = "mentorship.proposal"

    def _others_of(self, mentee):
        """Return the people that a mentee, or peer, would be paired with."""
        self.ensure_one()
        return self.mentor_enrolment_id or self.mentee_enrolment_ids - mentee

    def _people(self):
        """Return all sign-ups in this proposal."""
        return self.mentor_enrolment_id | self.mentee_enrolment_ids

    def _pairing(self):
        """Return the values of the proposed pairing."""
        self.ensure_one()
        return {
            "edition_id": self.edition_id.id,
            "member_ids": [
                (0, 0, {"enrolment_id": enrolment.id}) for enrolment in self._people()
            ],
        }

    def _explain(self, pool):
        """Write the score of these proposals, and its parts.

        :param pool: the :class:`Pool` of their edition; proposals with people who are
            no longer in it keep their score
        """
        people = [(p.mentor_enrolment_id, p.mentee_enrolment_ids) for p in self]
        explained = self._explain_people(pool, people)
        for proposal, values in zip(self, explained, strict=True):
            if values:
                proposal.write(values)

    @api.model
    def _explain_people(self, pool, people):
        """Return the score of proposals, and its parts.

        :param people: list of (mentor's sign-up, mentees' sign-ups); for peers, an
            empty one and both
        :return: list of values; empty values if a person is not in the :class:`Pool`
        """
        rows, columns = pool.rows(), pool.columns()
        found = [
            (number, (rows[mentee.id], columns[other.id]))
            for number, (mentor, mentees) in enumerate(people)
            for mentee in mentees
            for other in mentor or mentees - mentee
            if mentee.id in rows and other.id in columns
        ]
        explained = [[] for _ in people]
        pairs = self._explain_pairs(pool, [pair for _, pair in found])
        for (number, _), pair in zip(found, pairs, strict=True):
            explained[number].append(pair)
        return [
            {
                "score": sum(pair["score"] for pair in pairs) / len(pairs),
                "parts": pairs,
            }
            if pairs
            else {}
            for pairs in explained
        ]

    @api.model
    def _explain_pairs(self, pool, pairs):
        """Return the parts of the scores of some pairs.

        :param pool: :class:`Pool`
        :param pairs: list of (mentee row, mentor column)
        :return: list of dicts, stored in ``parts``
        """
        if not pairs:
            return []
        parts = pool.scoring.parts(*zip(*pairs, strict=True))
        scores = pool.scoring.score(parts)
        years = pool.scoring.mentees.years, pool.scoring.mentors.years
        explained = []
        for at, (row, column) in enumerate(pairs):
            mentee, other = pool.mentees[row], pool.mentors[column]
            gap = pool.scoring.gap(float(years[0][row]), float(years[1][column]))
            ended = pool.ended.get(mentee) or pool.ended.get(other)
            values = {key: float(part[at]) for key, part in parts.items()}
            explained.append(
                {
                    "mentee": mentee.id,
                    "other": other.id,
                    "score": round(float(scores[at]), 2),
                    "parts": [
                        {
                            "key": key,
                            "weight": pool.scoring.weights[key],
                            "value": None if isnan(value) else value,
                            **self._facts(key, mentee, other, gap, ended),
                        }
                        for key, value in values.items()
                        if key in CRITERIA or not isnan(value)
                    ],
                }
            )
        return explained

    @api.model
    def _facts(self, key, mentee, other, gap, ended):
        """Return the facts from which the explanation of a criterion is worded.

        :param float gap: the years of experience that count, NaN if unknown
        :param ended: the day on which a pairing of one of them ended, or None
        """
        if key in SHARED:
            wished, offered = mentee[SHARED[key]].ids, other[SHARED[key]].ids
            return {"shared": [each for each in wished if each in offered]}
        peers = mentee.role == other.role
        if key == "experience":
            return {"gap": None if isnan(gap) else gap, "apart": peers}
        if key == "mentee_wish":
            return {"peers": peers}
        if key == "priority" and ended:
            return {"ended": str(ended)}
        if key == "place":
            return {
                "near": mentee.region_id == other.region_id and mentee.region_id.id,
            }
        return {}

    @api.depends("parts")
    @api.depends_context("lang")
    def _compute_summary(self):
        for proposal, pairs in self._explained_each():
            pairs = self._each_once(pairs)
            proposal.summary = pairs[0]["because"] if len(pairs) == 1 else False

    @api.depends("parts")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for proposal, pairs in self._explained_each():
            # sudo: names of people in a run that the reader can see
            people = proposal.sudo().mentee_enrolment_ids
            names = {mentee.id: mentee.partner_id.name for mentee in people}
            pairs = self._each_once(pairs)
            for pair in pairs:
                # the mentor is the same for all pairs, so is not named
                both = [names.get(pair[side]) for side in ("mentee", "other")]
                pair["name"] = " – ".join(filter(None, both)) if pairs[1:] else None
            proposal.explanation = odoo_inside.render(
                self.env, "nob_mentorship.proposal_explanation", {"pairs": pairs}
            )

    @api.model
    def _each_once(self, pairs):
        """Return the pairs without those that repeat another in the opposite direction,
        as most pairs of peers do.
        """
        found = {}
        for number, pair in enumerate(pairs, 1):
            fared = [(part["title"], part["percent"]) for part in pair["parts"]]
            # runs of an older version do not store the other person
            both = sorted((pair["mentee"], pair["other"] or -number))
            found.setdefault((*both, *sorted(fared, key=str)), pair)
        return list(found.values())

    def _explained_each(self):
        """Yield each proposal, with its pairs as :meth:`_explained` returns them."""
        pairs = [pair for proposal in self for pair in proposal.parts or []]
        explained = iter(self._explained(pairs))
        for proposal in self:
            yield proposal, [next(explained) for _pair in proposal.parts or []]

    @api.model
    def _explained(self, pairs):
        """Return the parts of the scores of pairs, as plain values for a page.

        :param pairs: list of dicts as in ``parts``
        :return: a list of dicts: ``mentee`` and ``other`` (ids), ``score``, ``because``
            (the reasons in favour, in words) and ``parts``: ``title``, ``words``,
            ``percent`` (None if unknown), ``weight`` and ``points`` (its share of the
            score), as text
        """
        names = self._names_in(pairs)
        return [self._explained_one(pair, names) for pair in pairs]

    @api.model
    def _explained_one(self, pair, names):
        total = sum(part["weight"] for part in pair["parts"]) or 1.0
        parts = []
        for part in pair["parts"]:
            value = UNKNOWN if part["value"] is None else part["value"]
            share = 100 * part["weight"] / total * value
            parts.append(
                {
                    "title": self._criterion_title(part["key"], part.get("peers")),
                    "words": self._criterion_words(part, names),
                    "percent": None if part["value"] is None else round(100 * value),
                    "weight": part["weight"],
                    "share": share,
                    "points": formatLang(self.env, share, digits=1),
                }
            )
        parts.sort(key=lambda part: -part["share"])
        good = [part["words"] for part in parts if (part["percent"] or 0) >= GOOD]
        return {
            "mentee": pair["mentee"],
            # runs of an older version did not store it
            "other": pair.get("other", 0),
            "score": round(pair["score"]),
            "because": " · ".join(good),
            "parts": parts,
        }

    @api.model
    def _names_in(self, pairs):
        """Return {criterion: {id: name}} for the names in the explanations of some
        pairs.
        """
        named = {key: set() for key in NAMED}
        for part in (part for pair in pairs for part in pair["parts"]):
            if part["key"] in NAMED:
                named[part["key"]].update(part.get("shared") or ())
                named[part["key"]].update(filter(None, [part.get("near")]))
        enrolment = self.env["mentorship.enrolment"]
        found = {}
        for key, ids in named.items():
            # sudo: names of topics, directions, languages and regions
            model = self.env[enrolment._fields[NAMED[key]].comodel_name].sudo()
            found[key] = {r.id: r.name for r in model.browse(sorted(ids)).exists()}
        return found

    @api.model
    def _criterion_title(self, key, peers=False):
        """Return the title of a criterion or mark, also for peers."""
        if peers and key == "mentee_wish":
            return self.env._("Wish of a peer")
        settings = self.env["mentorship.matching.settings"]
        return field_title(settings, f"weight_{key}")

    def _criterion_words(self, part, names):
        """Return the explanation of a criterion for a pair, in words.

        :param names: the value of :meth:`_names_in`
        """
        key, value = part["key"], part["value"]
        if value is None:
            return self.env._("not known")
        if key in SHARED:
            shared = [names[key][n] for n in part["shared"] if n in names[key]]
            return ", ".join(shared) or self.env._("nothing in common")
        if key == "experience":
            return self._words_of_gap(part["gap"], part.get("apart"))
        if key == "place":
            region = names[key].get(part["near"])
            if value and region:
                return self.env._("both in %s", region)
            return (
                self.env._("both by video")
                if value
                else self.env._("not in the same region, and not both by video")
            )
        if key == "answers":
            return self.env._("%s %% fits", round(100 * value))
        if part.get("peers") and key == "mentee_wish":
            return self.env._("the wish of one of them")
        return {
            "recommendation": self.env._("recommended by staff"),
            "mentee_wish": self.env._("the mentee's wish"),
            "mentor_wish": self.env._("the mentor's wish"),
            "priority": self._words_of_priority(part.get("ended")),
        }[key]

    def _words_of_gap(self, gap, apart):
        if apart:
            return (
                self.env._("%s years of experience apart", round(gap))
                if gap
                else self.env._("equally experienced")
            )
        if gap > 0:
            return self.env._("%s years more experience", round(gap))
        return self.env._("no more experience")
