from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.groups import FEW
from ..base.labels import field_labels
from .report import MEASURES, PARTS, SHAPE
from .report_cells import Cell

OPERATORS = frozenset(
    {"=", "!=", "in", "not in", "<", ">", "<=", ">=", "like", "ilike", "not ilike"}
)
CHOOSING = frozenset({"=", "!=", "in", "not in"})
AMONG = frozenset({"in", "not in"})


class MentorshipReport(models.Model):
    """What users read: figures, filtered by whole editions, and of parts of their
    pairs.

    A filter is one more group to compare with others. So it leaves out whole editions,
    or whole parts of the property that divides the figures.
    """

    _inherit = "mentorship.report"

    @api.model
    def _read_group(
        self,
        domain,
        groupby=(),
        aggregates=(),
        having=(),
        offset=0,
        limit=None,
        order=None,
    ):
        if self.env.su:
            return super()._read_group(
                domain, groupby, aggregates, having, offset, limit, order
            )
        if having:
            raise self._no_such_figure()
        (found,) = self._figures(domain, [groupby], aggregates, order)
        return found[offset or 0 :][: limit or None]

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        if self.env.su:
            return super()._read_grouping_sets(domain, grouping_sets, aggregates, order)
        return self._figures(domain, grouping_sets, aggregates, order)

    @api.model
    def _figures(self, domain, grouping_sets, aggregates, order):
        """Return the groups of each grouping set, as lists of tuples.

        For the parameters and the tuples, see `_read_group`.

        :raises UserError: for what is no figure of whole editions or their parts
        """
        self.browse().check_access("read")
        domain, chosen = self._read_domain(domain)
        named = {spec for groupby in grouping_sets for spec in groupby}
        parts = (named & PARTS) | {condition.field_expr for condition in chosen}
        measures = self._measures(aggregates)
        if len(parts) > 1 or named - PARTS - SHAPE:
            raise self._no_such_figure()
        part = next(iter(parts), None)
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        cells = self._cells(domain & rules, part, measures)
        if part == "end_reason":
            words = self._reason_words()
            cells = [Cell(one[0], words.get(one[1], one[1]), *one[2:]) for one in cells]
        for condition in chosen:
            cells = [cell for cell in cells if _is_chosen(cell.value, condition)]
        shapes = self._shapes({cell.edition for cell in cells})
        return [
            self._rolled_up(cells, shapes, tuple(groupby), tuple(aggregates), order)
            for groupby in grouping_sets
        ]

    @api.model
    def _no_such_figure(self):
        return UserError(
            self.env._(
                "These figures can be filtered by programme, edition, company, year "
                "and kind, and divided by one other property at a time. Otherwise they "
                "would tell about single pairs."
            )
        )

    @api.model
    def _measures(self, aggregates):
        """Return the measures that these aggregates name.

        :raises UserError: for any other aggregate than a count or a mean
        """
        known = {f"{measure}:avg": measure for measure in MEASURES}
        if any(spec != "__count" and spec not in known for spec in aggregates):
            raise self._no_such_figure()
        return [*dict.fromkeys(known[spec] for spec in aggregates if spec != "__count")]

    @api.model
    def _read_domain(self, domain):
        """Return the domain of whole editions, and the conditions on parts.

        :raises UserError: for any other condition, or one on parts that is not simply
            added to the others
        """
        domain = Domain(domain)
        chosen = []
        for condition in domain.iter_conditions():
            if condition.field_expr in PARTS and condition.operator in CHOOSING:
                chosen.append(condition)
            elif (
                condition.field_expr not in SHAPE or condition.operator not in OPERATORS
            ):
                raise self._no_such_figure()
        for own in chosen:
            without = domain.map_conditions(
                lambda each, own=own: Domain.FALSE if each is own else each
            )
            if not without.is_false():
                raise self._no_such_figure()
        whole = domain.map_conditions(
            lambda each: Domain.TRUE if each.field_expr in PARTS else each
        )
        return whole, chosen

    @api.model
    def _reason_words(self):
        """Return {value: words} of why pairs ended."""
        # sudo: the names of reasons, also of archived ones
        reasons = self.env["mentorship.end.reason"].sudo()
        reasons = reasons.with_context(active_test=False)
        reasons = reasons.search_fetch([], ["name"])
        return {
            "not_ended": self.env._("Not ended early"),
            "no_reason": self.env._("No reason given"),
            FEW: self._few()[1],
            **{str(reason.id): reason.display_name for reason in reasons},
        }

    @api.model
    def _shapes(self, numbers):
        """Return {edition id: {field: value}} of the fields that whole editions have in
        common; a record as its id.
        """
        # sudo: editions of figures that the user reads
        editions = self.env["mentorship.edition"].sudo().browse(numbers)
        return {
            edition.id: {
                "edition_id": edition.id,
                "programme_id": edition.programme_id.id,
                "company_id": edition.company_id.id,
                "kind": edition.kind,
                "year": edition._report_year(),
            }
            for edition in editions
        }

    @api.model
    def _rolled_up(self, cells, shapes, groupby, aggregates, order):
        """Return the groups of one grouping set, as `_read_group` does.

        :param cells: list of `Cell`
        :param dict shapes: see :meth:`_shapes`
        """
        groups = {} if groupby else {(): []}
        for cell in cells:
            key = tuple(
                cell.value if name in PARTS else shapes[cell.edition][name]
                for name in groupby
            )
            groups.setdefault(key, []).append(cell)
        rows = [
            (*key, *(_aggregate(spec, found) for spec in aggregates))
            for key, found in groups.items()
        ]
        columns = [*groupby, *aggregates]
        for wanted in reversed((order or ", ".join(groupby)).split(",")):
            name, _blank, direction = wanted.strip().partition(" ")
            if name in columns:
                at = columns.index(name)
                ranks = self._ranks(name, {row[at] for row in rows})
                rows.sort(
                    key=lambda row, at=at, ranks=ranks: ranks[row[at]],
                    reverse=direction.upper().startswith("DESC"),
                )
        return [
            tuple(
                self.env[self._fields[name].comodel_name].browse(value or ())
                if name in groupby and self._fields[name].comodel_name
                else value
                for name, value in zip(columns, row, strict=True)
            )
            for row in rows
        ]

    @api.model
    def _ranks(self, name, values):
        """Return {value: place} of the values of a column; without a value, last."""
        field = self._fields.get(name)
        if field and field.type == "many2one":
            # sudo: the names of records in figures that the user reads
            records = self.env[field.comodel_name].sudo().browse(filter(None, values))
            if name == "edition_id":
                key = {e.id: (str(e.date_start or ""), e.id) for e in records}
                ordered = sorted(key, key=key.get, reverse=True)
            else:
                key = {one.id: (one.display_name or "", one.id) for one in records}
                ordered = sorted(key, key=key.get)
        elif field and field.type == "selection":
            ordered = [value for value in field_labels(self, name) if value in values]
        else:
            ordered = sorted(value for value in values if value or value == 0)
        places = {value: at for at, value in enumerate(ordered)}
        return {value: places.get(value, len(places)) for value in values}


def _is_chosen(value, condition):
    """Tell whether a part is among those that a condition names."""
    among = condition.operator in AMONG
    wanted = [*condition.value] if among else [condition.value]
    return (value in wanted) == (condition.operator in ("=", "in"))


def _aggregate(spec, cells):
    """Return the number of pairs in these cells, or the mean of a measure; None if it
    is of no one, or cannot be told.
    """
    if spec == "__count":
        return sum(cell.count for cell in cells)
    measure = spec.removesuffix(":avg")
    told = [cell.sums[measure] for cell in cells if measure in cell.sums]
    having = sum(number for number, _total in told)
    return float(sum(total for _number, total in told) / having) if having else None
