"""The results of an evaluation in sentences, for the page and the printed report."""

from markupsafe import Markup

from odoo.tools import formatLang


def in_words(evaluation, sent=None):
    """Return the results for one cut, with sentences that describe them.

    For the parameter and the errors, see `_results` of the model.

    :return: the dict of `_results`; it, each question and each figure has its
        sentences in ``said``
    """
    env, results = evaluation.env, evaluation._results(sent)
    return {
        **results,
        "said": _whole(env, results),
        "questions": [
            {
                **asked,
                "said": _texts(env, asked),
                "figures": [
                    {**figure, "said": _figure(env, asked, figure)}
                    for figure in asked["figures"]
                ],
            }
            for asked in results["questions"]
        ],
    }


def _whole(env, results):
    """Return {name: sentence} on the number of answers, the missing ones, and the
    minimum."""
    _ = env._
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
            "%(missing)s too few to show anything: nothing is shown for fewer than "
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


def _texts(env, asked):
    """Return how many people wrote a text or a comment."""
    if asked["kind"] == "text":
        return env._("%s wrote something.", len(asked["texts"]))
    return env._("%s added something:", len(asked["texts"]))


def _figure(env, asked, figure):
    """Return the line above the bars of a figure, as markup."""
    _, parts = env._, []
    if figure["mean"] is not None:
        mean = Markup('<span class="o_mentorship_mean text-body">%s</span>') % (
            _one_decimal(env, figure["mean"])
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
            _("standard deviation %s", _one_decimal(env, figure["deviation"])),
        ]
    parts.append(_("%s answered", figure["n"]))
    if asked["kind"] == "several":
        parts.append(_("more than one answer possible"))
    return Markup(" · ").join(parts)


def _one_decimal(env, number):
    return formatLang(env, number, digits=1, rounding_method="HALF-UP")
