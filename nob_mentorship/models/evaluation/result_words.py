from markupsafe import Markup

from odoo import models
from odoo.tools import formatLang


class MentorshipEvaluation(models.Model):
    """The sentences of the results, for the page and the paper."""

    _inherit = "mentorship.evaluation"

    def _results_in_words(self, sent=None):
        """Return the results for one cut, with the sentences that tell them.

        For the parameter and the errors, see :meth:`_results`.

        :return: the dict of :meth:`_results`; it, each question and each figure has its
            sentences in ``said``
        """
        results = self._results(sent)
        return {
            **results,
            "said": self._results_said(results),
            "questions": [
                {
                    **asked,
                    "said": self._texts_said(asked),
                    "figures": [
                        {**figure, "said": self._figure_said(asked, figure)}
                        for figure in asked["figures"]
                    ],
                }
                for asked in results["questions"]
            ],
        }

    def _results_said(self, results):
        """Return {name: sentence}: how many answered, what is missing, the minimum."""
        _ = self.env._
        counts = {"answered": results["answered"], "asked": results["asked"]}
        missing, minimum = results["missing"], results["minimum"]
        big = Markup('<span class="o_mentorship_mean">%s</span>') % results["answered"]
        return {
            "so_far": _("%(answered)s of %(asked)s answered so far.", **counts),
            "more": _(
                "At least %s more must answer before anything can be shown.", missing
            ),
            "answered": _("%(answered)s of %(asked)s answered.", **counts),
            "few": _(
                "%(missing)s too few to show anything: nothing is shown of fewer than "
                "%(minimum)s.",
                missing=missing,
                minimum=minimum,
            ),
            "rate": _(
                "%(answered)s of %(asked)s answered (%(rate)s%%)",
                answered=big,
                asked=results["asked"],
                rate=results["rate"],
            ),
            "minimum": _(
                "No group of fewer than %s people is shown anywhere. Texts appear in "
                "random order, which changes each time, and never next to other "
                "answers of the same person.",
                minimum,
            ),
        }

    def _texts_said(self, asked):
        """Return how many people wrote a text or a comment."""
        if asked["kind"] == "text":
            return self.env._("%s wrote something.", len(asked["texts"]))
        return self.env._("%s added something:", len(asked["texts"]))

    def _figure_said(self, asked, figure):
        """Return the line above the bars of a figure, as markup."""
        _, parts = self.env._, []
        if figure["mean"] is not None:
            mean = Markup('<span class="o_mentorship_mean text-body">%s</span>') % (
                self._one_decimal(figure["mean"])
            )
            parts = [
                _(
                    "%(mean)s on a scale from %(low)s to %(high)s",
                    mean=mean,
                    low=asked["low"],
                    high=asked["high"],
                )
                if asked["kind"] == "scale"
                else _("%s on average", mean),
                _("standard deviation %s", self._one_decimal(figure["deviation"])),
            ]
        parts.append(_("%s answered", figure["n"]))
        if asked["kind"] == "several":
            parts.append(_("more than one answer possible"))
        return Markup(" · ").join(parts)

    def _one_decimal(self, number):
        return formatLang(self.env, number, digits=1, rounding_method="HALF-UP")
