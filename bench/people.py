"""Scores of fictional mentees and mentors, with as many ties as real ones have."""

import numpy

FORBIDDEN = 0.1
FIELDS, THEMES, LEVELS, REGIONS = 8, 12, 5, 3
WEIGHTS = (3, 4, 2, 1)
"""The weights of the same field, common themes, similar levels, and the same region."""
SEED = 20300


def scores(n, m):
    """Return scores (n, m) from 0 to 100, in hundredths, and which are forbidden.

    A score is a weighted mean of four criteria that take few values each.
    """
    random = numpy.random.default_rng(SEED)
    mentees = _people(random, n, 0.25)
    mentors = _people(random, m, 0.35)
    field, themes, level, region = WEIGHTS
    score = field * numpy.equal.outer(mentees["field"], mentors["field"])
    asked = numpy.maximum(mentees["themes"].sum(axis=1, keepdims=True), 1)
    score = score + themes * (mentees["themes"] @ mentors["themes"].T / asked)
    apart = abs(numpy.subtract.outer(mentees["level"], mentors["level"]))
    score += level * (1 - apart / (LEVELS - 1))
    score += region * numpy.equal.outer(mentees["region"], mentors["region"])
    score *= 100 / sum(WEIGHTS)
    return score.round(2), random.random((n, m)) < FORBIDDEN


def _people(random, count, share):
    return {
        "field": random.integers(FIELDS, size=count),
        "themes": (random.random((count, THEMES)) < share).astype(float),
        "level": random.integers(LEVELS, size=count),
        "region": random.integers(REGIONS, size=count),
    }
