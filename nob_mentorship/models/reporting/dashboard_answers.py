from odoo import api, models

from ...tools.figures import percent
from ...tools.groups import LEAST
from ..base.labels import field_labels
from .dashboard import Line


class MentorshipDashboard(models.TransientModel):
    """The figures about evaluations: how many answered, and the scores that their own
    results show.
    """

    _inherit = "mentorship.dashboard"

    @api.model
    def _evaluations_of(self, editions):
        """Return {(moment, audience): evaluations} that were opened."""
        evaluations = self.env["mentorship.evaluation"].search(
            [("edition_id", "in", editions.ids), ("state", "!=", "draft")], order="id"
        )
        moments = field_labels(evaluations, "moment")
        audiences = field_labels(evaluations, "audience")
        by_kind = evaluations.grouped(lambda each: (each.moment, each.audience))
        return {
            (moment, audience): by_kind[moment, audience]
            for moment in moments
            for audience in audiences
            if (moment, audience) in by_kind
        }

    @api.model
    def _kind_title(self, kind):
        moments = field_labels(self.env["mentorship.evaluation"], "moment")
        audiences = field_labels(self.env["mentorship.evaluation"], "audience")
        return f"{moments[kind[0]]} · {audiences[kind[1]]}"

    @api.model
    def _answers_lines(self, editions):
        found = []
        for kind, evaluations in self._evaluations_of(editions).items():
            told = evaluations.filtered(_is_told)
            asked = sum(told.mapped("invited_count"))
            answered = sum(told.mapped("responded_count"))
            counts = {"yes": answered, "no": asked - answered}
            found.append(
                self._share_line(
                    f"answers {' '.join(kind)}",
                    self._kind_title(kind),
                    counts,
                    bool(evaluations),
                )
            )
        return found

    @api.model
    def _scores_lines(self, editions):
        """Return the mean of each question with a scale, of one edition: those that the
        results of the evaluation show, and that enough people answered.
        """
        if len(editions) != 1:
            return []
        found = []
        for kind, evaluations in self._evaluations_of(editions).items():
            closed = evaluations.filtered(lambda each: each.state == "closed")
            # of a pulse, which an edition has several of, the newest
            results = closed[-1:]._results() if closed else {"questions": []}
            for question in results["questions"]:
                if question["kind"] != "scale":
                    continue
                found += [
                    self._score_line(kind, question, figure)
                    for figure in question["figures"]
                    if figure["n"] >= LEAST
                ]
        return found

    @api.model
    def _score_line(self, kind, question, figure):
        # not how many answered it: the rest of those who answered could be few
        low, high = question["low"], question["high"]
        text = self.env._(
            "%(mean)s on a scale from %(low)s to %(high)s",
            mean=self._number(figure["mean"], 1),
            low=low,
            high=high,
        )
        title = f"{self._kind_title(kind)} · {question['title']}"
        share = percent(figure["mean"] - low, high - low)
        return Line(f"score {title}", title, text, share)


def _is_told(evaluation):
    """Tell whether neither those who answered nor those who did not are few."""
    answered = evaluation.responded_count
    sides = (answered, evaluation.invited_count - answered)
    return all(not side or side >= LEAST for side in sides)
