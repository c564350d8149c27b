from odoo import models

from ...tools import cuts
from ...tools.figures import percent
from ..base.labels import field_labels

THIS = "this"
"""The value of ``edition`` in a cut that is only this evaluation."""
SIDES = ("role", "programme", "edition", "year")


class MentorshipEvaluation(models.Model):
    """The results page of closed evaluations (R19, R64, R66).

    Every group shown passes :mod:`..tools.cuts`; nothing is read of an evaluation
    before it is closed (promise 4).
    """

    _inherit = "mentorship.evaluation"

    def _results(self, sent=None):
        """Return everything that the results page shows, for one cut.

        It includes the evaluations that the user can read, that are closed, and that
        are of the same moment as this one.

        :param dict sent: {side: text}, as the page sends it. The sides are ``role``
            (mentor, mentee, peer), ``programme`` and ``edition`` (ids) and ``year`` (in
            which the edition started); "" means all, and an unknown value is ignored.
            Without the last three: this evaluation only.
        :raises AccessError: if the user is not allowed to read this evaluation
        :return: dict of plain values: ``title``, ``form``, ``standing`` (``early``: not
            closed; ``few``: too few answered; ``changed``: the form's wording is not
            what people answered; ``empty``: no group in the cut is large enough;
            ``shown``), ``asked``, ``answered``, ``rate`` (percent), ``missing``,
            ``minimum``, ``cut`` ({side: value, None for all}, and ``alone``), ``sides``
            (the choices, see :meth:`_sides`), ``described`` (the cut in words),
            ``left_out`` (names of the evaluations in the cut that cannot be shown),
            ``box`` (see :meth:`_box_told`; of this evaluation only), ``changed`` (a
            sentence if the form was changed, otherwise "") and ``questions`` (see
            :meth:`_questions_of`)
        """
        self.ensure_one()
        self.check_access("read")
        results = {
            "id": self.id,
            "title": self.display_name,
            "cut": {"alone": True},
            "form": self.survey_id.title,
            "asked": self.invited_count,
            "answered": self.responded_count,
            "rate": percent(self.responded_count, self.invited_count),
            "missing": self.missing_count,
            "minimum": self.min_responses,
            "left_out": [],
            "questions": [],
            "box": self._box_told(),
            "changed": self._changed_words(),
        }
        if self.state != "closed":
            return {**results, "standing": "early"}
        # sudo: numbers of an evaluation that the user can read
        if told := self.sudo()._told():
            results |= self._counts_told(told)
        if self - self._with_own_words():
            return {**results, "standing": "changed"}
        scope = self.search([("state", "=", "closed"), ("moment", "=", self.moment)])
        scope = scope._with_own_words()
        sides = {evaluation.id: evaluation._own_sides() for evaluation in scope}
        cells = scope._respondents()
        minimums = {evaluation.id: evaluation.min_responses for evaluation in scope}
        cut = self._read_cut(sent or {}, sides, cells, minimums)
        chosen = self if cut["alone"] else scope._in_cut(cut, sides)
        groups = cuts.shown(
            {evaluation.id: cells[evaluation.id] for evaluation in chosen},
            minimums,
            cut["role"],
        )
        forms = {form for form, _atom in groups}
        shown = chosen.filtered(lambda evaluation: evaluation.id in forms)
        results |= {
            "title": self._result_title(cut, described := self._described(cut, scope)),
            "cut": cut,
            "box": results["box"] if cut["alone"] else None,
            "sides": self._sides(cut, scope, sides, cells, minimums),
            "described": described,
            "left_out": [e.display_name for e in chosen - shown],
            "standing": "shown",
        }
        if not groups:
            few = cut["alone"] and not self.opened_count
            return {**results, "standing": "few" if few else "empty"}
        alike = chosen._alike(scope, cut["role"])
        asked = shown._asked_count(cut["role"])
        answered = cuts.size(cells, groups)
        return {
            **results,
            "asked": asked,
            "answered": answered,
            "rate": percent(answered, asked),
            "minimum": min((shown | alike).mapped("min_responses")),
            "questions": self._questions_of(shown, alike, cut["role"]),
        }

    def _counts_told(self, told):
        """Return how many people were asked and how many answered, from the program's
        report at closing, not from the rows.

        :param dict told: see :meth:`_told`
        """
        asked, counted = told["invited"] + told["later"], told["counted"]
        return {
            "asked": asked,
            "answered": counted,
            "rate": percent(counted, asked),
            "missing": max(self.min_responses - counted, 0),
        }

    def _own_sides(self):
        """Return the position of the evaluation, {side: value}, for each side except
        the role.
        """
        year = self.edition_id.date_start or self.closed_on
        return {
            "programme": self.programme_id.id,
            "edition": self.edition_id.id,
            "year": year.year if year else None,
        }

    def _in_cut(self, cut, sides):
        """Return the evaluations that are in a cut, ignoring the role."""
        return self.filtered(
            lambda evaluation: all(
                cut[side] in (None, value)
                for side, value in sides[evaluation.id].items()
            )
        )

    def _respondents(self):
        """Return {id: {role: number of respondents}}; role None: roles not kept
        apart."""
        cells = {evaluation.id: {} for evaluation in self}
        # sudo: numbers of evaluations that the user can read
        for evaluation, role, count in (
            self.env["survey.user_input"]
            .sudo()
            ._read_group(
                [("mentorship_evaluation_id", "in", self.ids)],
                ["mentorship_evaluation_id", "mentorship_role"],
                ["__count"],
            )
        ):
            cells[evaluation.id][role or None] = count
        return cells

    def _asked_count(self, role):
        """Return how many people these evaluations asked: for all roles from the
        papers, which contain no roles; for one role from the rows.
        """
        # sudo: counts, not people; of evaluations that the user can read
        told = (
            {} if role else {e.id: found for e in self.sudo() if (found := e._told())}
        )
        others = self.env["mentorship.evaluation.invitation"].sudo()
        rows = others.search_count(
            [("evaluation_id", "in", [one for one in self.ids if one not in told])]
            + ([("role", "=", role)] if role else [])
        )
        return rows + sum(one["invited"] + one["later"] for one in told.values())

    def _read_cut(self, sent, sides, cells, minimums):
        """Return the cut that was sent: {side: value, or None for all}, and ``alone``:
        whether it is only this evaluation.

        :param sent: as for :meth:`_results`
        :param sides: {id: {side: value}} of the evaluations included
        """
        cut = {}
        atoms = cuts.shown(cells, minimums)
        known = {
            side: {str(own[side]): own[side] for own in sides.values() if own[side]}
            for side in SIDES[1:]
        }
        known["role"] = {role: role for _form, atom in atoms for role in atom if role}
        for side in SIDES:
            cut[side] = known[side].get(str(sent.get(side) or ""))
        narrower = cut["programme"] or cut["year"]
        if sent.get("edition") == THIS:
            cut["alone"] = not narrower
        else:
            cut["alone"] = not any(
                cut[side] or sent.get(side) == "" for side in SIDES[1:]
            )
        return cut

    def _sides(self, cut, scope, sides, cells, minimums):
        """Return the choices for a cut: a list of {``name``, ``label``, ``options``},
        where options are [(value as text, label, whether it is selected)].

        Only values that show a result together with the rest of the cut are offered.
        """
        _ = self.env._
        rest = {side: cut[side] for side in SIDES}
        if cut["alone"]:
            here = {self.id: sides[self.id]}
            roles = cuts.offered(here, {self.id: cells[self.id]}, minimums, rest)
            offered = cuts.offered(sides, cells, minimums, rest)
            offered["role"] = roles["role"]
        else:
            offered = cuts.offered(sides, cells, minimums, rest)
        names = self._side_names(scope)
        labels = {
            "role": (_("Role"), _("All roles")),
            "programme": (_("Programme"), _("All programmes")),
            "edition": (_("Edition"), _("All editions")),
            "year": (_("Year"), _("All years")),
        }
        found = []
        for side in SIDES:
            label, every = labels[side]
            options = [("", every, cut[side] is None)]
            if side == "edition":
                options = [
                    (THIS, _("This evaluation alone"), cut["alone"]),
                    ("", every, not cut["alone"] and cut[side] is None),
                ]
            values = offered[side] | ({cut[side]} - {None})
            options += [
                (str(value), names[side].get(value, str(value)), value == cut[side])
                for value in sorted(values, key=lambda v: list(names[side]).index(v))
            ]
            found.append({"name": side, "label": label, "options": options})
        return found

    def _side_names(self, scope):
        """Return {side: {value: label}}, in display order."""
        years = sorted({e._own_sides()["year"] or 0 for e in scope}, reverse=True)
        editions = scope.edition_id.sorted("date_start", reverse=True)
        return {
            "role": {
                "mentor": self.env._("Mentors"),
                "mentee": self.env._("Mentees"),
                "peer": self.env._("Peers"),
            },
            "programme": {p.id: p.name for p in scope.programme_id.sorted("name")},
            "edition": {edition.id: edition.display_name for edition in editions},
            "year": {year: str(year) for year in years},
        }

    def _result_title(self, cut, described):
        if not cut["alone"]:
            moments = field_labels(self, "moment")
            return f"{moments[self.moment]} · {described}"
        return (
            f"{self.display_name} · {described}" if cut["role"] else self.display_name
        )

    def _described(self, cut, scope):
        """Return a cut in words."""
        _, names = self.env._, self._side_names(scope)
        words = [names[side][cut[side]] for side in SIDES if cut[side]]
        every = _("This evaluation alone") if cut["alone"] else _("All editions")
        return " · ".join(words or [every])
