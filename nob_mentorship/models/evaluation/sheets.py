from odoo import models


class MentorshipEvaluation(models.Model):
    """The results as spreadsheet tables: the contents of the page, in rows."""

    _inherit = "mentorship.evaluation"

    def _box_rows(self, box):
        """Return the report of the box in rows, as on the page."""
        _, rows = self.env._, []
        if box["counted"] is not None:
            rows += [
                [_("Asked after the opening"), box["later"]],
                [_("Counted"), box["counted"]],
                [_("Not counted: a second answer from one person"), box["aside"]],
                [_("Not counted: not of this evaluation"), box["dropped"]],
            ]
        if box["rows"]:
            rows.append([_("In the database"), box["rows"]])
        return [*rows, [_("Opening paper"), box["paper"]]]

    def _result_sheets(self, results):
        """Return the sheets of the Excel file, in the format of `sheets.workbook`.

        :param dict results: the value of :meth:`_results`
        """
        _ = self.env._
        overview = [
            [_("Evaluation"), results["title"]],
            [_("Form"), results["form"]],
            [_("Shown"), results.get("described")],
            [_("Asked"), results["asked"]],
            [_("Answered"), results["answered"]],
            [_("Answered (%)"), results["rate"]],
            [_("Minimum number of answers"), results["minimum"]],
        ]
        if results["standing"] == "few":
            overview.append([_("Results"), _("Too few answered to show anything.")])
        elif results["standing"] == "empty":
            overview.append([_("Results"), _("No group here is large enough.")])
        if results["changed"]:
            overview.append([_("Form"), results["changed"]])
        if results["box"]:
            overview += self._box_rows(results["box"])
        overview += [
            [_("Left out, too few answers"), name] for name in results["left_out"]
        ]
        question, part, edition = _("Question"), _("Part"), _("Edition")
        n, percent, mean = _("Answers"), _("Share (%)"), _("Mean")
        figures = [
            (asked["title"], figure)
            for asked in results["questions"]
            for figure in asked["figures"]
        ]
        return [
            (_("Overview"), [], overview),
            (
                _("Answers"),
                [question, part, _("Answer"), _("Number"), percent],
                [
                    [title, figure["title"], *bar]
                    for title, figure in figures
                    for bar in figure["bars"]
                ],
            ),
            (
                _("Figures"),
                [question, part, n, mean, _("Standard deviation")],
                [
                    [title, f["title"], f["n"], f["mean"], f["deviation"]]
                    for title, f in figures
                ],
            ),
            (
                _("Across the editions"),
                [question, part, edition, n, mean, _("Answer"), percent],
                [row for title, figure in figures for row in _trend(title, figure)],
            ),
            (
                _("Texts"),
                [question, _("Text")],
                [
                    [asked["title"], text]
                    for asked in results["questions"]
                    for text in asked["texts"]
                ],
            ),
        ]


def _trend(title, figure):
    """Return the rows of a question over the editions: one per point, or one per
    share."""
    rows = []
    for point in figure["trend"]:
        row = [title, figure["title"], point["edition"], point["n"], point["mean"]]
        shares = zip(figure["bars"], point["shares"], strict=False)
        rows += [[*row, label, share] for (label, *_), share in shares] or [row]
    return rows
