"""Intervals and means, against the figures of domain.md §4 and properties that must hold for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.survey.statistics import Interval, is_enough, top_two, weighted_mean, wilson

counts_of_five = st.lists(st.integers(0, 500), min_size=5, max_size=5).filter(any)


@st.composite
def proportions(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(8, 10, 49, 94), (24, 30, 63, 91), (160, 200, 74, 85), (0, 20, 0, 16), (20, 20, 84, 100)],
)
def test_wilson_gives_the_percentages_of_the_paper(successes: int, n: int, low: int, high: int) -> None:
    """Source: domain.md §4. 24 of 30 ends at 90.4951, which the paper rounds twice, to 90.5 and then 91."""
    interval = wilson(successes, n)
    assert (round(interval.low * 100), round(round(interval.high * 100, 1) + 1e-9)) == (low, high)


@pytest.mark.parametrize(
    ("counts", "mean", "top"),
    [([50, 40, 100, 296, 514], 79.6, 0.810), ([15, 12, 30, 204, 739], 91.0, 0.943)],
)
def test_the_weighted_mean_is_not_the_top_two_share(counts: list[int], mean: float, top: float) -> None:
    """Source: domain.md §4, GOV.UK: 79.6 where the top-two share is 81.0, 91.0 where it is 94.3."""
    assert weighted_mean(counts).value == pytest.approx(mean)
    assert top_two(counts).value == pytest.approx(top)


def test_the_mean_of_a_hand_worked_example_has_its_normal_interval() -> None:
    """25, 50, 75, 75, 100: mean 65, sample deviation 28.504, so 65 ± 1.96 · 28.504 / √5."""
    mean = weighted_mean([0, 1, 1, 2, 1])
    assert mean.value == 65
    assert mean.interval is not None
    assert (round(mean.interval.low, 1), round(mean.interval.high, 1)) == (40.0, 90.0)


def test_when_everyone_says_the_same_the_mean_claims_no_certainty() -> None:
    assert weighted_mean([0, 0, 0, 0, 9]).interval is None


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError):
        wilson(successes, n)


@pytest.mark.parametrize("counts", [[], [0] * 5, [1, 2, 3], [1, 1, 1, 1, -1]])
def test_what_are_no_counts_is_refused(counts: list[int]) -> None:
    with pytest.raises(ValueError):
        weighted_mean(counts)


@pytest.mark.parametrize(("n", "enough"), [(0, False), (4, False), (5, True)])
def test_fewer_than_five_answers_say_nothing(n: int, enough: bool) -> None:
    assert is_enough([0, 0, 0, 0, n]) is enough


@given(proportions())
def test_the_interval_holds_the_proportion_and_stays_between_nought_and_one(case: tuple[int, int]) -> None:
    successes, n = case
    interval = wilson(successes, n)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1
    assert interval.low < interval.high


@given(proportions(), st.integers(2, 10))
def test_more_answers_with_the_same_share_never_widen_the_interval(case: tuple[int, int], times: int) -> None:
    few, many = wilson(*case), wilson(case[0] * times, case[1] * times)
    assert many.high - many.low <= few.high - few.low + 1e-12


@given(proportions())
def test_failures_mirror_successes(case: tuple[int, int]) -> None:
    successes, n = case
    there, back = wilson(successes, n), wilson(n - successes, n)
    assert there.low == pytest.approx(1 - back.high, abs=1e-9)


@given(counts_of_five)
def test_the_mean_lies_inside_its_interval_and_the_scale(counts: list[int]) -> None:
    mean = weighted_mean(counts)
    interval = mean.interval or Interval(mean.value, mean.value)
    assert 0 <= interval.low <= mean.value <= interval.high <= 100


@given(counts_of_five, st.integers(0, 3))
def test_a_better_score_never_lowers_the_mean(counts: list[int], place: int) -> None:
    if counts[place]:
        better = list(counts)
        better[place] -= 1
        better[place + 1] += 1
        assert weighted_mean(better).value > weighted_mean(counts).value
