"""The cost of a larger association: the same at 100 pairings and at 10,000."""

from dataclasses import dataclass
from statistics import median

from dev import paths

from .asking import asked
from .databases import filled
from .measure import seconds

FEW, TIMES, GOAL = 100, 100, 1.3
ROUNDS, SLOW, FEWER = 9, 1, 3
"""How often each is measured, in turns; less often if it takes longer than a second."""
MORE = 1.02
"""The allowed growth in queries, for data that is read once for many records
together."""
COLUMNS = (
    "measure",
    f"queries at {FEW}",
    f"at {FEW * TIMES:,}",
    f"time at {FEW}",
    f"at {FEW * TIMES:,}",
    "ratio",
    "held",
    "why not",
)
COUNTS = "it counts them all, as any such view of Odoo's does"
CALENDARS = "it shows 500 at most, and not 100"
RUNS = "the run has 10,000 proposals, and 20,000 people whose run it must not be"
NAMES = "it looks at each of 10,000 mentors with a place, and names them in the form"
LISTS = "it sets down once who is concerned, 10,000 or more; the rest goes on by itself"
LARGER = "the same queries, in tables a hundred times as large"
WHY = {
    "mentorship.edition kanban": COUNTS,
    "mentorship.edition list": COUNTS,
    "mentorship.edition form": COUNTS,
    "mentorship.enrolment list": COUNTS,
    "mentorship.enrolment kanban": COUNTS,
    "mentorship.enrolment graph": COUNTS,
    "mentorship.enrolment pivot": COUNTS,
    "mentorship.enrolment activity": COUNTS,
    "mentorship.pairing list": COUNTS,
    "mentorship.pairing kanban": COUNTS,
    "mentorship.pairing graph": COUNTS,
    "mentorship.pairing pivot": COUNTS,
    "mentorship.pairing activity": COUNTS,
    "mentorship.pairing calendar": CALENDARS,
    "mentorship.meeting calendar": CALENDARS,
    "mentorship.meeting list": COUNTS,
    "mentorship.meeting graph": COUNTS,
    "mentorship.wish list": COUNTS,
    "mentorship.proposal kanban": "it has a column for each of 10,000 mentors",
    "mentorship.proposal list": RUNS,
    "mentorship.proposal form": RUNS,
    "mentorship.matching list": RUNS,
    "mentorship.matching form": RUNS,
    "mentorship.job form": "0.1 ms is less than the clock tells apart",
    "res.partner list": LARGER,
    "the portal's home": LARGER,
    "a mentee's wishes": LARGER,
    "send a sign-up, a record": LARGER,
    "the mentors a mentee can ask": NAMES,
    "the second page of these mentors": NAMES,
    "daily job": "it looks once for whose membership ended, in the database",
    "open a sign-up for all": LISTS,
    "tell all of a change": LISTS,
    "publish all, until it goes on by itself": LISTS,
    "close an edition, until it goes on by itself": LISTS,
}
"""The measures that grow with the association, and why that is acceptable."""


@dataclass(frozen=True)
class Row:
    """One line of the table: (queries, seconds) at each size."""

    measure: str
    few: tuple
    many: tuple

    def cells(self):
        """Return the texts of the line."""
        ratio = self.many[1] / self.few[1]
        held = self.many[0] <= MORE * self.few[0] and ratio <= GOAL
        return (
            self.measure,
            f"{self.few[0]:g}",
            f"{self.many[0]:g}",
            seconds(self.few[1]),
            seconds(self.many[1]),
            f"{ratio:.2f}",
            "yes" if held else "no",
            "" if held else WHY.get(self.measure, ""),
        )


def rows():
    """Measure both sizes in turns; return the lines of the table."""
    calls = (
        "member",
        f"fill.edition(env, {FEW})",
        "meetings",
        f"growth_steps.fill_up(env, {FEW})",
    )
    modules = (paths.ADDON.name,)
    with (
        filled(*calls, modules=modules) as few,
        filled(*calls, f"growth_steps.many(env, {TIMES})", modules=modules) as many,
        asked(few, "growth_steps.serve") as ask_few,
        asked(many, "growth_steps.serve") as ask_many,
    ):
        ask_many(None)
        return [Row(name, *_both(name, ask_few, ask_many)) for name in ask_few(None)]


def _both(name, ask_few, ask_many):
    """Return (queries, seconds) of both, the medians of warm rounds."""
    ask_few(name)
    _queries, took = ask_many(name)
    rounds = FEWER if took > SLOW else ROUNDS
    found = [(ask_few(name), ask_many(name)) for _round in range(rounds)]
    return [
        tuple(median(values) for values in zip(*one, strict=True))
        for one in zip(*found, strict=True)
    ]
