import itertools
import random
from collections import Counter
from dataclasses import dataclass
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ...tools import cuts

ROLES = ("mentor", "mentee", "peer")
SIDES = ("programme", "edition", "year")
SEED = 20300


@dataclass(frozen=True)
class Person:
    """A person who answered a form, and which of its questions."""

    number: int
    form: int
    role: str
    answered: frozenset


class Box:
    """One evaluation: the people who answered, and its programme, edition and year."""

    def __init__(self, rng, number, questions):
        self.number = number
        self.minimum = rng.choice((3, 3, 4, 5))
        programme = rng.randrange(2)
        edition = programme * 10 + rng.randrange(2)
        self.sides = {"programme": programme, "edition": edition, "year": edition % 10}
        k = self.minimum
        self.people = [
            Person(
                1000 * number + 100 * place + one,
                number,
                role,
                frozenset(q for q in range(questions) if rng.random() < 0.85),
            )
            for place, role in enumerate(ROLES)
            for one in range(rng.choice((0, 0, 1, k - 1, k, k + 1, 2 * k)))
        ]

    def roles(self):
        """Return {role that is kept: people}, as closing writes them, or {}."""
        counts = Counter(person.role for person in self.people)
        atoms = cuts.atoms(counts, self.minimum)
        if not atoms:
            return {}
        alone = {role for atom in atoms if len(atom) == 1 for role in atom}
        kept = {}
        for person in self.people:
            role = person.role if person.role in alone else None
            kept.setdefault(role, set()).add(person)
        return kept


def all_cuts(boxes):
    """Give every possible cut: {side: value, or None for all}, and the role.

    Also every choice of forms: one alone, those that a person may read, and those that
    are compared over the editions.
    """
    values = [[None, *sorted({box.sides[side] for box in boxes})] for side in SIDES]
    for chosen in itertools.product(*values):
        for role in (None, *ROLES):
            yield dict(zip(SIDES, chosen, strict=True)), role
    numbers = [box.number for box in boxes]
    for count in range(1, len(boxes) + 1):
        for forms in itertools.combinations(numbers, count):
            for role in (None, *ROLES):
                yield {"forms": forms}, role


def in_cut(box, cut):
    if "forms" in cut:
        return box.number in cut["forms"]
    return all(cut[side] in (None, box.sides[side]) for side in SIDES)


def group(boxes, cut, role, question):
    """Return the people a cut shows of a question; None: all respondents, whose texts
    are shown."""
    cells = {
        box.number: {
            kept: {p for p in people if question is None or question in p.answered}
            for kept, people in box.roles().items()
        }
        for box in boxes
        if in_cut(box, cut)
    }
    counts = {
        form: {kept: len(people) for kept, people in roles.items()}
        for form, roles in cells.items()
    }
    minimums = {box.number: box.minimum for box in boxes}
    shown = cuts.shown(counts, minimums, role)
    people = {p for form, atom in shown for one in atom for p in cells[form][one]}
    assert len(people) == cuts.size(counts, shown)
    return frozenset(people)


def too_small(people, minimums):
    """Tell whether a person is in a smaller group than their form allows."""
    return bool(people) and len(people) < max(minimums[p.form] for p in people)


def leaks(boxes, questions):
    """Return (groups shown, pairs of them that give a smaller group away).

    Every cut at every moment, with every other: a moment is the evaluations closed so
    far.
    """
    minimums = {box.number: box.minimum for box in boxes}
    found, shown = [], 0
    for question in (None, *range(questions)):
        groups = {
            group(boxes[:closed], cut, role, question)
            for closed in range(1, len(boxes) + 1)
            for cut, role in all_cuts(boxes)
        }
        shown += len(groups - {frozenset()})
        for one, other in itertools.product(groups, repeat=2):
            if too_small(one, minimums) or too_small(one - other, minimums):
                found.append((question, one, other))
    return shown, found


class CutsCase(BaseCase):
    """Evaluations with people, and everything that can be compared."""

    def _worlds(self, rounds):
        """Give evaluations with people, in random sizes around the minimum."""
        rng = random.Random(SEED)
        for _round in range(rounds):
            questions = 1
            count = rng.randint(1, 5)
            yield [Box(rng, number, questions) for number in range(count)], questions

    def _assert_nothing_leaks(self, rounds):
        shown = 0
        for boxes, questions in self._worlds(rounds):
            count, found = leaks(boxes, questions)
            shown += count
            self.assertEqual(found, [])
        self.assertGreater(shown, 10 * rounds, "hardly anything was shown at all")


@tagged("post_install", "-at_install")
class TestCuts(CutsCase):
    """Nothing smaller than the minimum comes out of any comparison."""

    def test_no_two_cuts_at_any_two_moments_give_a_small_group_away(self):
        self._assert_nothing_leaks(60)

    def test_the_attack_finds_what_careless_selection_gives_away(self):
        def careless(cells, minimums, role=None):
            """All who answered, or each role that is large enough on its own."""
            found = []
            for form, counts in cells.items():
                if role is None and sum(counts.values()) >= minimums[form]:
                    found.append((form, frozenset(counts)))
                elif role in counts and counts[role] >= minimums[form]:
                    found.append((form, frozenset((role,))))
            return found

        with patch.object(cuts, "shown", careless):
            caught = [world for world in self._worlds(100) if leaks(*world)[1]]
        self.assertGreater(len(caught), 10)

    def test_everybody_shown_in_a_role_answered_in_it(self):
        for boxes, _questions in self._worlds(60):
            for cut, role in all_cuts(boxes):
                people = group(boxes, cut, role, 0)
                self.assertTrue(all(0 in person.answered for person in people))
                if role:
                    self.assertEqual({p.role for p in people} - {role}, set())

    def test_a_cut_is_offered_when_it_shows_something(self):
        for boxes, _questions in self._worlds(60):
            cells = {
                box.number: {role: len(p) for role, p in box.roles().items()}
                for box in boxes
            }
            forms = {box.number: box.sides for box in boxes}
            minimums = {box.number: box.minimum for box in boxes}
            for cut, role in all_cuts(boxes):
                if "forms" in cut:
                    continue
                whole = {**cut, "role": role}
                offered = cuts.offered(forms, cells, minimums, whole)
                for side in whole:
                    known = (
                        ROLES if side == "role" else {s[side] for s in forms.values()}
                    )
                    for value in known:
                        other = {**whole, side: value}
                        wanted = other.pop("role")
                        people = group(boxes, other, wanted, None)
                        self.assertEqual(value in offered[side], bool(people))

    def test_below_the_minimum_there_is_nothing_and_from_it_on_there_is(self):
        for minimum in (3, 5, 8):
            for count, whole in ((minimum - 1, 0), (minimum, 1), (minimum + 1, 1)):
                cells = {1: {"mentor": count}}
                groups = cuts.shown(cells, {1: minimum})
                self.assertEqual(len(groups), whole)
                self.assertEqual(cuts.shown(cells, {1: minimum}, "mentor"), groups)

    def test_a_small_role_is_in_no_role_but_in_the_whole(self):
        cells = {1: {"mentor": 2, "mentee": 9}, 2: {"mentor": 5, "mentee": 0}}
        minimums = {1: 3, 2: 3}
        self.assertEqual(cuts.size(cells, cuts.shown(cells, minimums)), 16)
        self.assertEqual(cuts.shown(cells, minimums, "mentee"), [])
        self.assertEqual(
            cuts.shown(cells, minimums, "mentor"), [(2, frozenset({"mentor"}))]
        )


@tagged("post_install", "-at_install", "slow")
class TestMoreCuts(CutsCase):
    """The same, in many more evaluations."""

    def test_no_cuts_in_many_more_evaluations_give_a_small_group_away(self):
        self._assert_nothing_leaks(300)
