"""The routing guarantee: how sure to be, so that errors among released lines stay under a target.

Outcomes of the last weeks are put in order of score, best first. Released shares are tried from the smallest
that could pass upwards (fixed-sequence testing: within a sequence each test has the full confidence, and the
first failure ends it, so trying many costs nothing); two sequences share the risk. A share passes when the
exact binomial (Clopper-Pearson) upper bound of its error stays under the target. When none passes, nothing is
released.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from services.coder.features import F64, I64

CONFIDENCE = 0.95
_STEPS = 200
_SEQUENCES = ((0.0, 0.7), (0.5, 0.3))
"""(share to begin with, part of the risk): one chance error among the surest must not end everything."""


@dataclass(frozen=True)
class Outcomes:
    """Suggestions whose truth is known: `score` (n,) float64 and `right` (n,) bool, in any order."""

    score: F64
    right: NDArray[np.bool_]

    @classmethod
    def none(cls) -> "Outcomes":
        """Nothing is known."""
        return cls(np.zeros(0), np.zeros(0, bool))

    def bounded(self, target_error: float, confidence: float = CONFIDENCE) -> float:
        """The lowest score at which the error is under the target, with confidence; inf: release none."""
        score, errors = self._cumulated()
        shares = np.arange(1, _STEPS + 1) / _STEPS
        sizes = _whole_ties(np.unique(np.ceil(shares * len(score)).astype(np.int64)), score)
        kept = 0
        for start, part in _SEQUENCES:
            level = 1 - (1 - confidence) * part
            size = sizes[sizes >= start * len(score)]
            size = size[upper_bound(np.zeros_like(size), size, level) <= target_error]
            failed = np.flatnonzero(upper_bound(errors[size], size, level) > target_error)
            passed = size[: failed[0]] if len(failed) else size
            kept = max(kept, int(passed.max(initial=0)))
        return float(score[kept - 1]) if kept else float("inf")

    def empirical(self, target_error: float) -> float:
        """The lowest score at which the error so far was under the target; inf: release none."""
        score, errors = self._cumulated()
        size = _whole_ties(np.arange(1, len(score) + 1), score)
        fine = size[errors[size] <= target_error * size]
        return float(score[fine[-1] - 1]) if len(fine) else float("inf")

    def _cumulated(self) -> tuple[F64, I64]:
        """Scores from the highest, and the errors among the best 0, 1, 2, … of them."""
        order = np.argsort(-self.score, kind="stable")
        return self.score[order], np.r_[0, np.cumsum(~self.right[order])].astype(np.int64)


def upper_bound(errors: I64, size: I64, confidence: float) -> F64:
    """Clopper-Pearson upper bound of an error rate, one-sided: (n,) float64, 1 where all were wrong."""
    rest = np.maximum(size - errors, 1)
    return np.where(size > errors, beta.ppf(confidence, errors + 1, rest), 1.0)


def _whole_ties(size: I64, score: F64) -> I64:
    """Sizes widened so that equal scores are released together; each once."""
    if not len(score):
        return size[:0]
    return np.unique(np.searchsorted(-score, -score[size - 1], side="right"))
