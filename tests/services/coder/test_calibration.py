"""Calibrated probabilities come true, and keep the order of the scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from services.coder.calibration import Calibration, log_odds


def test_overconfident_scores_are_brought_down_to_what_comes_true() -> None:
    draw = np.random.default_rng(0)
    score = draw.uniform(0.5, 0.999, 20_000)
    truth = 1 / (1 + np.exp(-log_odds(score) * 0.5 + 0.3))
    calibration = Calibration.fitted(score, draw.random(len(score)) < truth)
    assert np.abs(calibration.of(score) - truth).max() < 0.02


def test_too_few_outcomes_leave_scores_as_they_are() -> None:
    score = np.array([0.2, 0.9])
    assert np.allclose(Calibration.fitted(score, np.array([True, False])).of(score), score)


@given(st.lists(st.floats(0, 1), min_size=200, max_size=300), st.integers(0, 9))
def test_order_is_kept_whatever_the_outcomes(scores: list[float], seed: int) -> None:
    score = np.sort(np.array(scores))
    right = np.random.default_rng(seed).random(len(score)) < 0.5
    found = Calibration.fitted(score, right).of(score)
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_scores_that_are_all_right_or_all_wrong_settle_too() -> None:
    score = np.full(500, 0.99)
    for right in (np.ones(500, bool), np.zeros(500, bool)):
        assert np.isfinite(Calibration.fitted(score, right).of(score)).all()
