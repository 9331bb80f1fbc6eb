"""Thresholds keep the promise, and release nothing rather than break it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from services.coder.thresholds import Outcomes, upper_bound

outcomes = st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.7, 0.9, 0.99]), st.booleans()), max_size=80).map(
    lambda rows: Outcomes(np.array([s for s, _ in rows], float), np.array([r for _, r in rows], bool))
)


def drawn(size: int, seed: int = 0) -> Outcomes:
    """Suggestions that are right exactly as often as their score says."""
    draw = np.random.default_rng(seed)
    score = 1 - draw.random(size) ** 3 * 0.5
    return Outcomes(score, draw.random(size) < score)


def test_the_bound_is_clopper_and_pearsons() -> None:
    bound = upper_bound(np.array([3]), np.array([200]), 0.95)[0]
    assert binom.cdf(3, 200, bound) == pytest.approx(0.05)
    assert upper_bound(np.array([0, 5]), np.array([100, 5]), 0.95).tolist() == pytest.approx(
        [0.0295, 1.0], abs=1e-4
    )


def test_nothing_known_releases_nothing() -> None:
    assert Outcomes.none().bounded(0.02) == Outcomes.none().empirical(0.02) == float("inf")


def test_too_few_outcomes_release_nothing_however_right_they_are() -> None:
    """98 % with 96.5 % of confidence, the first sequence's part, needs 166 outcomes without an error."""
    few, enough = (Outcomes(np.full(size, 0.9), np.ones(size, bool)) for size in (165, 166))
    assert few.bounded(0.02) == float("inf")
    assert enough.bounded(0.02) == 0.9


@given(outcomes, st.sampled_from([0.01, 0.1, 0.3, 0.6]))
def test_what_is_released_keeps_the_bound(known: Outcomes, target: float) -> None:
    threshold = known.bounded(target)
    taken = known.score >= threshold
    errors = np.array([(taken & ~known.right).sum()])
    assert not taken.any() or upper_bound(errors, np.array([taken.sum()]), 0.95)[0] <= target


@given(outcomes, st.sampled_from([0.01, 0.1, 0.3, 0.6]))
def test_the_empirical_threshold_keeps_the_target_and_is_never_higher(known: Outcomes, target: float) -> None:
    threshold = known.empirical(target)
    taken = known.score >= threshold
    assert (taken & ~known.right).sum() <= target * taken.sum()
    assert threshold <= known.bounded(target)


@given(outcomes)
def test_the_order_of_outcomes_is_of_no_account(known: Outcomes) -> None:
    order = np.argsort(known.right, kind="stable")
    turned = Outcomes(known.score[order], known.right[order])
    assert turned.bounded(0.3) == known.bounded(0.3)


def test_a_stricter_target_releases_no_more() -> None:
    known = drawn(5_000)
    limits = [known.bounded(target) for target in (0.01, 0.02, 0.05, 0.2)]
    assert limits == sorted(limits, reverse=True)
    assert limits[1] < float("inf")


def test_the_true_error_breaks_the_target_as_seldom_as_promised() -> None:
    """Of 200 samples at most a handful may choose a threshold whose true error is above 5 %."""
    truth = drawn(200_000, seed=999)
    broken = 0
    for seed in range(200):
        taken = truth.score >= drawn(2_000, seed).bounded(0.05)
        broken += bool(taken.any() and 1 - truth.score[taken].mean() > 0.05)
    assert broken <= 16
