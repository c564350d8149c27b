import numpy as np

from odoo import api, fields, models
from odoo.tools import formatLang

from ...tools.scoring import UNKNOWN
from .. import odoo_inside


class MentorshipMatching(models.Model):
    """Figures about the edition from a run: the result for each criterion, compared
    with the previous run, topics that lack mentors, and the effect of more mentors
    (N4).
    """

    _inherit = "mentorship.matching"

    criteria_table = fields.Html(compute="_compute_tables", sanitize=False)
    topics_table = fields.Html(compute="_compute_tables", sanitize=False)
    comparison = fields.Html(compute="_compute_tables", sanitize=False)
    hand_cost = fields.Float(
        "Cost of the changes by hand",
        compute="_compute_hand_cost",
        compute_sudo=True,
        digits=(16, 1),
        help="Total score lost by the changes by hand since the run, in points.",
    )

    @api.depends("figures", "changes", "total_score")
    def _compute_hand_cost(self):
        for matching in self:
            found = (matching.figures or {}).get("total", 0.0)
            changed = matching.changes and matching.figures
            matching.hand_cost = found - matching.total_score if changed else 0.0

    def _heads(self):
        """Return how many of the people looking for a match are in a pair."""
        return 2 if self.kind == "peer" else 1

    def _make_figures(self, pool, solution):
        """Return the figures of a run as plain values.

        :return: dict: ``criteria`` {key: mean value over the proposed pairs},
            ``topics`` list of [topic id, number of wishes, number of offers with
            places], ``unmatched`` the number of mentees that one extra place per mentor
            would match, ``matched``, ``total``, ``pairs`` sorted list of [mentee's,
            mentor's sign-up id]
        """
        pairs = solution.pairs
        matched = solution.matched
        parts = pool.scoring.parts(pairs[:, 0], pairs[:, 1]) if len(pairs) else {}
        wished = pool.scoring.mentees.topics.sum(axis=0)
        offered = (pool.scoring.mentors.topics * pool.places[:, None]).sum(axis=0)
        topics = (pool.mentees | pool.mentors).topic_ids
        return {
            "criteria": {
                key: float(np.where(np.isnan(values), UNKNOWN, values).mean())
                for key, values in parts.items()
                if key in pool.scoring.counted
            },
            "topics": [
                [topic.id, int(asked), int(places)]
                for topic, asked, places in zip(topics, wished, offered, strict=True)
                if asked > places
            ]
            if self.kind != "peer"
            else [],
            "unmatched": len(pool.mentees) - matched,
            "matched": matched,
            "total": solution.total,
            "pairs": sorted(
                [pool.mentees[int(row)].id, pool.mentors[int(column)].id]
                for row, column in pairs
            ),
        }

    @api.depends("figures", "previous_id.figures", "matched_count", "total_score")
    @api.depends_context("lang")
    def _compute_tables(self):
        for matching in self:
            for name, values in {
                "criteria_table": {"criteria": matching._criteria()},
                "topics_table": matching._lacking(),
                "comparison": {"lines": matching._compared()},
            }.items():
                matching[name] = matching.figures and odoo_inside.render(
                    self.env, f"nob_mentorship.matching_{name}", values
                )

    def _before(self):
        """Return the previous run, if the reader can see it."""
        return self.previous_id._filtered_access("read")

    def _criteria(self):
        """Return the result for each criterion: title, weight, percentage, and previous
        value.
        """
        figures = (self.figures or {}).get("criteria", {})
        before = (self._before().figures or {}).get("criteria", {})
        return [
            {
                "title": self.env["mentorship.proposal"]._criterion_title(
                    key, self.kind == "peer"
                ),
                "weight": self[f"weight_{key}"],
                "percent": round(100 * value),
                "before": round(100 * before[key]) if key in before else None,
            }
            for key, value in figures.items()
        ]

    def _lacking(self):
        """Return the topics that lack mentors, and the effect of more mentors."""
        figures = self.figures or {}
        # sudo: names of topics
        names = {t.id: t.name for t in self.env["mentorship.topic"].sudo().search([])}
        topics = [
            {"name": names[topic_id], "wished": wished, "offered": offered}
            for topic_id, wished, offered in figures.get("topics", ())
            if topic_id in names
        ]
        topics.sort(key=lambda topic: topic["offered"] - topic["wished"])
        # manual changes since the run are left out: they were not due to a lack of
        # places
        without = max(self.mentee_count - self.matched_count, 0)
        more = min(figures.get("unmatched", 0), without)
        peers = self.kind == "peer"
        return {
            "topics": topics,
            "said": self._lacking_said(more, without - more, peers),
            "peers": peers,
        }

    def _lacking_said(self, more, by_hand, peers):
        """Return the sentences on members without a proposal.

        :param int more: those who would be matched if there were more places
        :param int by_hand: those who lost their proposal to a change by hand
        :param bool peers: whether there are no mentors
        """
        _, said = self.env._, []
        if more and peers:
            said.append(_("%s members are without a proposal.", more))
        elif more:
            said.append(
                _(
                    "%(more)s more places with mentors would match %(more)s more "
                    "mentees, if nothing forbids these pairs.",
                    more=more,
                )
            )
        if by_hand:
            said.append(
                _(
                    "%s members lost their proposal when the run was changed by hand. "
                    "Run again to compare them again.",
                    by_hand,
                )
            )
        if not said and peers:
            said.append(_("Every member has a proposal."))
        elif not said:
            said.append(_("Every mentee has a proposal."))
        return said

    def _compared(self):
        """Return the figures next to those of the previous run: [(title, now, before)].

        This run counts with its manual changes; the previous one counts as it was
        found.
        """
        figures = self._before().figures or {}
        matched, total = figures.get("matched", 0), figures.get("total", 0.0)
        lines = [
            (self.env._("Members matched"), self.matched_count, matched),
            (self.env._("Total score"), self.total_score, total),
            (
                self.env._("Average score"),
                self.average_score,
                total * self._heads() / matched if matched else 0.0,
            ),
        ]
        if not figures:
            return [(title, self._shown(now), "–") for title, now, _none in lines]
        own, others = (
            {tuple(pair) for pair in each.get("pairs", ())}
            for each in (self.figures or {}, figures)
        )
        new = (self.env._("Pairs that are new"), self._shown(len(own - others)), "")
        return [*((each[0], *map(self._shown, each[1:])) for each in lines), new]

    def _shown(self, figure):
        """Return a figure, formatted in the reader's language."""
        return formatLang(self.env, figure, digits=int(isinstance(figure, float)))
