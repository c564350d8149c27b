"""The night: what the hourly and the daily job cost at 1,000 and at 10,000 pairings."""

from dataclasses import dataclass

from dev import paths

from .asking import asked
from .databases import filled
from .measure import seconds

FEW, TIMES, GOAL = 1000, 10, 1.1
"""`GOAL` is how much more queries each pairing may take among ten times as many."""
COLUMNS = (
    "measure",
    "reminders",
    "queries for each 1,000",
    "time",
    "the same rows by SQL",
    f"queries, against {FEW:,}",
    "held",
)


@dataclass(frozen=True)
class Row:
    """One line of the table: [queries, seconds, reminders] of a run."""

    measure: str
    pairings: int
    run: tuple
    sql: float | None = None
    fewer: float | None = None

    @property
    def each(self):
        """The queries for each 1,000 pairings."""
        return self.run[0] / self.pairings * 1000

    def cells(self):
        """Return the texts of the line."""
        ratio = self.each / self.fewer if self.fewer else None
        return (
            self.measure,
            f"{self.run[2]:,}",
            f"{self.each:,.0f}",
            seconds(self.run[1]),
            seconds(self.sql) if self.sql else "",
            f"{ratio:.2f}" if ratio else "",
            ("yes" if ratio <= GOAL else "no") if ratio else "",
        )


def rows():
    """Measure both sizes; return the lines of the table."""
    few, many = _measure(FEW), _measure(FEW, f"growth_steps.many(env, {TIMES})")
    found = []
    for pairings, measured in ((FEW, few), (FEW * TIMES, many)):
        for name, (run, sql) in measured.items():
            row = Row(f"nightly {pairings}, {name}", pairings, run, sql)
            fewer = next((one.each for one in found if name in one.measure), None)
            found.append(Row(row.measure, pairings, run, sql, fewer))
    return found


def _measure(count, *more):
    """Return {what a run finds: ([queries, seconds, reminders], seconds by SQL)}."""
    calls = ("member", f"fill.edition(env, {count})", "meetings", *more)
    with (
        filled(
            *calls, "nightly_steps.live(env)", modules=(paths.ADDON.name,)
        ) as database,
        asked(database, "nightly_steps.serve") as ask,
    ):
        _one, sql, found = ask("sql")
        sent = ask("hourly")
        assert sent[2] == found, f"{sent[2]} reminders, but {found} rows"
        ask("daily")
        return {
            "reminders to send": (sent, sql),
            "no reminder": (ask("hourly"), sql),
            "daily job": (ask("daily"), None),
        }
