"""From a score to the chance that it is right: logistic in its log-odds, fitted to recent outcomes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from services.coder.features import F64

_ENOUGH = 200
_ROUNDS, _RIDGE = 30, 1.0


@dataclass(frozen=True)
class Calibration:
    """Monotone: `slope` is positive, so calibrated probabilities keep the order of the scores."""

    slope: float = 1.0
    shift: float = 0.0

    @classmethod
    def fitted(cls, score: F64, right: NDArray[np.bool_]) -> "Calibration":
        """Fitted to outcomes, drawn towards leaving scores as they are; too few leave them exactly so."""
        if len(score) < _ENOUGH:
            return cls()
        odds = log_odds(score)
        design = np.stack([odds, np.ones_like(odds)], axis=1)
        prior = np.array([1.0, 0.0])
        coefficients = prior.copy()
        for _ in range(_ROUNDS):
            said = expit(design @ coefficients)
            slope = design.T @ (said - right) + _RIDGE * (coefficients - prior)
            bend = (design * (said * (1 - said))[:, None]).T @ design + _RIDGE * np.eye(2)
            coefficients = coefficients - np.linalg.solve(bend, slope)
        return cls(max(float(coefficients[0]), 0.05), float(coefficients[1]))

    def of(self, score: F64) -> F64:
        """The probabilities of scores."""
        return np.asarray(expit(log_odds(score) * self.slope + self.shift), np.float64)


def log_odds(score: F64) -> F64:
    """Log-odds of scores, kept away from certainty."""
    kept = np.clip(score, 1e-5, 1 - 1e-5)
    return np.log(kept / (1 - kept))
