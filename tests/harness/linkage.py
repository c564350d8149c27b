"""The linkage game: every rule that matches people with answers, and its success.

A rule is one feature of the people with one feature of the answers. It matches those
with a value in common, or those with the same place in order, or in reverse order. All
pairs of features are tried; rules that guess the same are one rule.
"""

import re
from dataclasses import dataclass

import numpy

from . import chance
from .features import Features

ALPHA = 0.01
SAME, FORWARD, REVERSED, ALIKE = "=", "in order of", "in reverse order of", "ordered as"


@dataclass
class Rule:
    """A rule, and its success.

    :param names: (feature of the answers, how, feature of the people) of each pair of
        features that guesses this
    :param right: how many it got right, on average where it has to choose; None where
        it only finds that two orders are nearly alike
    :param correlation: of those
    :param likely: how likely chance alone gets that far
    """

    names: list
    right: float | None = None
    correlation: float | None = None
    likely: float = 1

    @property
    def score(self):
        if self.right is None:
            return f"ρ {self.correlation:.2f}"
        return f"{self.right:.1f}"

    def __str__(self):
        more = f" (and {len(self.names) - 1} more)" if len(self.names) > 1 else ""
        return " ".join(self.names[0]) + more


def source(person):
    """Return the source of a feature of the people: a table, a log, a comparison."""
    return re.split(r"[.:]| at the answer| afterwards", person)[0]


class Game:
    """The game on one election.

    :param played: `Played`
    :param draws: how often chance is tried where it cannot be counted
    """

    def __init__(self, played, draws=chance.DRAWS):
        self.features = Features(played)
        self.classes, self.people = played.classes, len(played.people)
        self._luck = chance.Chance(self.classes, draws)
        self._rules = {}
        self._by_value()
        self._by_rank()
        self.rules = sorted(
            self._rules.values(), key=lambda rule: (rule.likely, -(rule.right or 0))
        )

    @property
    def can_win(self):
        """Whether a rule that is never wrong would be found to beat chance."""
        return len(self.rules) / self._luck.draws < ALPHA

    def corrected(self, rule):
        """Return the probability that one of this many rules succeeds by chance."""
        return min(1.0, rule.likely * len(self.rules))

    def beaten(self):
        """Return the rules that do better than chance."""
        return [rule for rule in self.rules if self.corrected(rule) < ALPHA]

    def solved(self):
        """Return the names of the rules that are right about everyone."""
        return [
            name
            for rule in self.rules
            if rule.right and rule.right > self.people - chance.NEARLY
            for name in rule.names
        ]

    def _by_value(self):
        values = self.features.values
        theirs = [
            (name, sets, set().union(*sets)) for name, sets in values["answer"].items()
        ]
        for person, ours in values["person"].items():
            every = set().union(*ours)
            for answer, sets, all_of_them in theirs:
                if every & all_of_them:
                    weights = chance.by_value(ours, sets, self.classes)
                    self._add((answer, SAME, person), weights)

    def _by_rank(self):
        orders = self.features.orders
        for person, ours in orders["person"].items():
            ours = numpy.array(ours)
            for answer, theirs in orders["answer"].items():
                for how, side in ((FORWARD, ours), (REVERSED, -ours)):
                    weights = chance.by_rank(side, theirs, self.classes)
                    self._add((answer, how, person), weights)
                weights, correlation = chance.alike(ours, theirs, self.classes)
                self._add((answer, ALIKE, person), weights, correlation)

    def _add(self, name, weights, correlation=None):
        """Score a rule that chooses, unless another guesses the same."""
        inside = (weights[numpy.ix_(some, some)] for some in self.classes)
        if all(numpy.ptp(part) < chance.NEARLY for part in inside):
            return
        key = (name[1] == ALIKE, weights.round(6).tobytes())
        if key in self._rules:
            self._rules[key].names.append(name)
            return
        rule = self._rules[key] = Rule([name], correlation=correlation)
        if correlation is None:
            rule.right = float(numpy.trace(weights))
            rule.likely = self._luck.likely(weights)
        else:
            rule.likely = self._luck.likely_sum(weights, both=True)


def table(games):
    """Return the score of the best rule of each source, as Markdown.

    :param games: {name: `Game`}
    """
    names = " | ".join(f"{name}: rules | best | p | corrected" for name in games)
    lines = [f"| what is compared with the answers | {names} |"]
    lines.append("|---" * (1 + 4 * len(games)) + "|")
    best = [_best(game) for game in games.values()]
    for source in sorted(set().union(*best)):
        cells = [
            _cells(game, found.get(source))
            for game, found in zip(games.values(), best, strict=True)
        ]
        lines.append(f"| {source} | {' | '.join(cells)} |")
    return "\n".join(lines)


def strongest(game, count=15):
    """Return the strongest rules of a game, as Markdown."""
    lines = [f"| rule | right of {game.people} | p | corrected |", "|---|---|---|---|"]
    for rule in game.rules[:count]:
        likely = f"{rule.likely:.2g} | {game.corrected(rule):.2g}"
        lines.append(f"| {rule} | {rule.score} | {likely} |")
    return "\n".join(lines)


def _best(game):
    """Return {source: (number of rules, the best one)}."""
    found = {}
    for rule in game.rules:
        for name in {source(person) for _answer, _how, person in rule.names}:
            count, best = found.get(name, (0, rule))
            found[name] = count + 1, best
    return found


def _cells(game, found):
    if not found:
        return "0 | | | "
    count, rule = found
    return f"{count} | {rule.score} | {rule.likely:.2g} | {game.corrected(rule):.2g}"
