"""The linkage game: every rule that pairs people off with answers, and what it gets right.

A rule is one feature of the people beside one feature of the answers: who has a value
in common belongs together, or who has the same place in order, or in the reverse order.
All pairs of features are tried; rules that guess the same are one rule.
"""

from dataclasses import dataclass

import numpy

from . import chance
from .features import Features

ALPHA = 0.01
FORWARD, REVERSED, SAME = "as", "reversed", "="


@dataclass
class Rule:
    """A rule, and what it got right.

    :param how: `FORWARD`, `REVERSED` or `SAME`
    :param person: name of the feature of the people
    :param answer: name of the feature of the answers
    :param right: how many it got right, on average where it has to choose
    :param likely: how likely chance alone gets that many
    """

    how: str
    person: str
    answer: str
    right: float
    likely: float = 1

    @property
    def source(self):
        """What the feature of the people comes from: the first word of its name."""
        return self.person.replace(": ", ".").partition(".")[0].partition(" at ")[0]

    def __str__(self):
        how = {FORWARD: "in order of", REVERSED: "in reverse order of", SAME: "="}
        return f"{self.answer} {how[self.how]} {self.person}"


class Game:
    """The game on one election.

    :param played: `Played`
    :param draws: how many draws show what chance does where it cannot be counted
    """

    def __init__(self, played, draws=chance.DRAWS):
        self.features = Features(played)
        self.classes, self.people = played.classes, len(played.people)
        self._weights = {}
        self._by_value()
        self._by_rank()
        luck = chance.Chance(self.classes, draws)
        self.rules = []
        for rule, weights in self._weights.values():
            rule.likely = luck.likely(weights)
            self.rules.append(rule)
        self.rules.sort(key=lambda rule: (rule.likely, -rule.right))

    def corrected(self, rule):
        """Return how likely one of as many rules as there are gets that by chance."""
        return min(1.0, rule.likely * len(self.rules))

    def beaten(self):
        """Return the rules that know more than chance does."""
        return [rule for rule in self.rules if self.corrected(rule) < ALPHA]

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
                    self._add(Rule(SAME, person, answer, 0), weights)

    def _by_rank(self):
        orders = self.features.orders
        for person, ours in orders["person"].items():
            ours = numpy.array(ours)
            for answer, theirs in orders["answer"].items():
                for how, side in ((FORWARD, ours), (REVERSED, -ours)):
                    weights = chance.by_rank(side, theirs, self.classes)
                    self._add(Rule(how, person, answer, 0), weights)

    def _add(self, rule, weights):
        """Keep a rule that chooses, unless another guesses the same."""
        rule.right = float(numpy.trace(weights))
        if not all(
            numpy.allclose(weights[numpy.ix_(members, members)], 1 / len(members))
            for members in self.classes
        ):
            self._weights.setdefault(weights.round(6).tobytes(), (rule, weights))


def table(games):
    """Return what the best rule of each source got right, as Markdown.

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
        lines.append(f"| {rule} | {rule.right:.1f} | {likely} |")
    return "\n".join(lines)


def _best(game):
    """Return {source: (number of rules, the best one)}."""
    found = {}
    for rule in game.rules:
        count, best = found.get(rule.source, (0, rule))
        found[rule.source] = count + 1, best
    return found


def _cells(game, found):
    if not found:
        return "0 | | | "
    count, rule = found
    return (
        f"{count} | {rule.right:.1f} | {rule.likely:.2g} | {game.corrected(rule):.2g}"
    )
