"""What counts of answers allow to be said: shares and means with their intervals. Pure.

Sources: domain.md §4; Wilson (1927), JASA 22:209-212; the weights 0/25/50/75/100 are those of GOV.UK's published
satisfaction figure, which is not the top-two share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964  # two-sided 95 %
FEWEST = 5  # below this many answers nothing is shown, not even the counts
SCORES = (1, 2, 3, 4, 5)
WEIGHTS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """A part of all answers, 0..1, with its Wilson interval."""

    value: float
    interval: Interval


@dataclass(frozen=True)
class Mean:
    """A mean on 0..100. No interval when everyone said the same: a width of nought would claim certainty."""

    value: float
    interval: Interval | None


def wilson(successes: int, n: int, z: float = Z95) -> Interval:
    """The Wilson score interval of a proportion, inside 0..1. Raises ValueError without answers."""
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no proportion")
    p = successes / n
    shrink = 1 + z * z / n
    centre = (p + z * z / (2 * n)) / shrink
    reach = z / shrink * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    # 0 of n and n of n end exactly at their edge; floats may miss it by a hair.
    return Interval(max(0.0, min(centre - reach, p)), min(1.0, max(centre + reach, p)))


def top_two(counts: Sequence[int], z: float = Z95) -> Share:
    """The share of those who gave 4 or 5. `counts` holds how often 1, 2, 3, 4, 5 was given, not all noughts."""
    n = _answers(counts)
    successes = counts[3] + counts[4]
    return Share(successes / n, wilson(successes, n, z))


def weighted_mean(counts: Sequence[int], z: float = Z95) -> Mean:
    """The mean with 1..5 weighing 0, 25, 50, 75, 100, and its normal interval cut at 0 and 100."""
    n = _answers(counts)
    mean = sum(weight * count for weight, count in zip(WEIGHTS, counts, strict=True)) / n
    spread = sum(count * (weight - mean) ** 2 for weight, count in zip(WEIGHTS, counts, strict=True))
    if n == 1 or spread == 0:
        return Mean(mean, None)
    reach = z * sqrt(spread / (n - 1) / n)
    return Mean(mean, Interval(max(0.0, mean - reach), min(100.0, mean + reach)))


def is_enough(counts: Sequence[int]) -> bool:
    """Whether there are enough answers to show anything of them."""
    return sum(counts) >= FEWEST


def _answers(counts: Sequence[int]) -> int:
    if len(counts) != len(WEIGHTS) or min(counts) < 0 or not any(counts):
        raise ValueError("five counts, at least one of them above nought")
    return sum(counts)
