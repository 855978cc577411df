"""Intervals and verdicts of pilots: published figures, and what must hold for every sample."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.engines.stats import NotAvailable
from projects.engines import pilot
from projects.engines.pilot import MET, MET_UNSURE, MISSED, MISSED_UNSURE, Estimate

GOOD = {MET, MET_UNSURE}


def seen(found: Estimate | NotAvailable) -> Estimate:
    assert isinstance(found, Estimate)
    return found


def test_a_share_has_the_wilson_interval() -> None:
    found = seen(pilot.share(18, 20))
    assert (found.value, found.n) == (0.9, 20)
    assert (found.low, found.high) == (pytest.approx(0.699, abs=5e-4), pytest.approx(0.972, abs=5e-4))


def test_a_mean_has_the_t_interval() -> None:
    # t(4; 0.975) = 2.776, s = 1.581, n = 5: 3 ± 1.963
    found = seen(pilot.mean([1, 2, 3, 4, 5]))
    assert found.value == 3
    assert (found.low, found.high) == (pytest.approx(1.037, abs=5e-4), pytest.approx(4.963, abs=5e-4))


@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0, 3.689), (1, 0.025, 5.572), (3, 0.619, 8.767), (10, 4.795, 18.390)]
)
def test_a_rate_has_the_exact_poisson_interval(events: int, low: float, high: float) -> None:
    found = seen(pilot.rate(events, 1))
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_a_rate_is_per_period() -> None:
    found = seen(pilot.rate(10, 4))
    assert (found.value, found.low) == (2.5, pytest.approx(4.795 / 4, abs=1e-3))


def test_without_a_sample_nothing_is_claimed() -> None:
    for found in (pilot.share(0, 0), pilot.mean([]), pilot.rate(0, 0)):
        assert found == NotAvailable(pilot.NO_SAMPLE)


def test_one_value_is_never_sure() -> None:
    one = seen(pilot.mean([4.6]))
    assert one.low is None
    assert pilot.judge(one, 4, at_least=True).verdict == MET_UNSURE
    assert pilot.judge(one, 5, at_least=True).verdict == MISSED_UNSURE


@pytest.mark.parametrize(
    ("successes", "n", "target", "verdict"),
    [
        (18, 20, 0.65, MET),
        (18, 20, 0.8, MET_UNSURE),
        (18, 20, 0.95, MISSED_UNSURE),
        (18, 20, 0.98, MISSED),
        (180, 200, 0.8, MET),
    ],
)
def test_the_verdict_follows_the_interval(successes: int, n: int, target: float, verdict: str) -> None:
    assert pilot.judge(seen(pilot.share(successes, n)), target, at_least=True).verdict == verdict


def test_fewer_is_better_where_it_says_at_most() -> None:
    few = seen(pilot.rate(2, 4))
    assert pilot.judge(few, 3, at_least=False).verdict == MET
    assert pilot.judge(few, 1, at_least=False).verdict == MET_UNSURE
    assert pilot.judge(few, 0.01, at_least=False).verdict == MISSED


def test_it_says_which_sample_would_settle_it() -> None:
    # 1.96² · 0.8 · 0.2 ÷ 0.1² = 61.5
    judged = pilot.judge_share(seen(pilot.share(18, 20)), 0.8, at_least=True)
    assert (judged.verdict, judged.needed) == (MET_UNSURE, 62)
    assert pilot.judge_share(seen(pilot.share(56, 62)), 0.8, at_least=True).verdict == MET
    assert pilot.judge_share(seen(pilot.share(16, 20)), 0.8, at_least=True).needed is None


def test_impossible_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        pilot.share(21, 20)
    with pytest.raises(ValueError, match="negative"):
        pilot.rate(-1, 2)
    with pytest.raises(ValueError, match="finite"):
        pilot.mean([1.0, float("nan")])


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.01, 0.99), st.booleans())
def test_a_share_lies_in_its_interval_and_the_verdict_on_the_side_it_was_seen(
    hits: int, misses: int, target: float, at_least: bool
) -> None:
    found = pilot.share(hits, hits + misses)
    if isinstance(found, NotAvailable):
        assert hits + misses == 0
        return
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    verdict = pilot.judge(found, target, at_least=at_least).verdict
    assert (verdict in GOOD) == (found.value >= target if at_least else found.value <= target)


@given(st.integers(1, 200), st.integers(1, 20), st.floats(0.05, 0.95))
def test_more_of_the_same_never_makes_it_less_sure(hits: int, times: int, target: float) -> None:
    n = hits + 50
    once, often = seen(pilot.share(hits, n)), seen(pilot.share(hits * times, n * times))
    if pilot.judge(once, target, at_least=True).verdict in (MET, MISSED):
        assert pilot.judge(often, target, at_least=True) == pilot.judge(once, target, at_least=True)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40))
def test_a_mean_lies_in_its_interval(values: list[float]) -> None:
    found = seen(pilot.mean(values))
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high


@given(st.integers(0, 500), st.floats(0.1, 100))
def test_a_rate_lies_in_its_interval_which_shrinks_with_time(events: int, periods: float) -> None:
    short, long = seen(pilot.rate(events, periods)), seen(pilot.rate(events * 4, periods * 4))
    for found in (short, long):
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
    assert long.high - long.low <= short.high - short.low  # type: ignore[operator]


@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.02, 0.98))
def test_at_the_sample_it_names_the_same_share_is_sure(hits: int, misses: int, target: float) -> None:
    found = seen(pilot.share(hits, hits + misses))
    needed = pilot.needed_for(found.value, target)
    if needed is None or needed > 10**6:
        return
    times = -(-needed // (hits + misses))
    often = seen(pilot.share(hits * times, (hits + misses) * times))
    wanted = found.value > target
    assert pilot.judge(often, target, at_least=wanted).verdict == MET
