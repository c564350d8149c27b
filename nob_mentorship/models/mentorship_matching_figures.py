import numpy as np

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..tools.scoring import UNKNOWN


class MentorshipMatching(models.Model):
    """What a run says of the edition: how each criterion fared, compared with the run
    before, which topics lack mentors, and what more mentors would do (N4)."""

    _inherit = "mentorship.matching"

    criteria_table = fields.Html(compute="_compute_tables", sanitize=False)
    topics_table = fields.Html(compute="_compute_tables", sanitize=False)
    comparison = fields.Html(compute="_compute_tables", sanitize=False)

    def _make_figures(self, pool, solution):
        """Return the figures of a run as plain values.

        :return: dict: ``criteria`` {key: mean value of the proposed pairs}, ``topics``
            list of [topic id, wished by, offered with places], ``scarce`` how many
            mentees one place more each would match, ``pairs`` sorted list of
            [mentee's, mentor's sign-up id]
        """
        pairs = solution.pairs
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
            "unmatched": len(pool.mentees) - len({int(row) for row, _ in pairs}),
            "pairs": sorted(
                [pool.mentees[int(row)].id, pool.mentors[int(column)].id]
                for row, column in pairs
            ),
        }

    @api.depends("figures", "previous_id.figures", "matched_count", "total_score")
    @api.depends_context("lang")
    def _compute_tables(self):
        for matching in self:
            qweb = self.env["ir.qweb"]
            for name, values in {
                "criteria_table": {"criteria": matching._criteria()},
                "topics_table": matching._lacking(),
                "comparison": {"lines": matching._compared()},
            }.items():
                matching[name] = matching.figures and qweb._render(
                    f"nob_mentorship.matching_{name}", values
                )

    def _before(self):
        """Return the run before, where the reader may see it."""
        return self.previous_id._filtered_access("read")

    def _criteria(self):
        """Return how each criterion fared: title, weight, percent, and before."""
        figures = (self.figures or {}).get("criteria", {})
        before = (self._before().figures or {}).get("criteria", {})
        return [
            {
                "title": self.env["mentorship.proposal"]._criterion_title(key),
                "weight": self[f"weight_{key}"],
                "percent": round(100 * value),
                "before": round(100 * before[key]) if key in before else None,
            }
            for key, value in figures.items()
        ]

    def _lacking(self):
        """Return the topics that lack mentors, and what more mentors would do."""
        figures = self.figures or {}
        # sudo: names of topics
        names = {t.id: t.name for t in self.env["mentorship.topic"].sudo().search([])}
        topics = [
            {"name": names[topic_id], "wished": wished, "offered": offered}
            for topic_id, wished, offered in figures.get("topics", ())
            if topic_id in names
        ]
        topics.sort(key=lambda topic: topic["offered"] - topic["wished"])
        return {"topics": topics, "more": figures.get("unmatched", 0)}

    def _compared(self):
        """Return the figures beside those of the run before: [(title, now, before)]."""
        before = self._before().filtered(lambda run: run.state != "draft")
        names = ("matched_count", "total_score", "average_score")
        titles = (
            self.env._("Mentees matched"),
            self.env._("Total score"),
            self.env._("Average score"),
        )
        lines = [
            (title, *(self._shown(run[name]) if run else "–" for run in (self, before)))
            for title, name in zip(titles, names, strict=True)
        ]
        own, others = (
            {tuple(pair) for pair in (run.figures or {}).get("pairs", ())}
            for run in (self, before)
        )
        if before:
            new = self._shown(len(own - others))
            lines.append((self.env._("Pairs that are new"), new, ""))
        return lines

    def _shown(self, figure):
        """Return a figure as it is written in the reader's language."""
        return formatLang(self.env, figure, digits=int(isinstance(figure, float)))
