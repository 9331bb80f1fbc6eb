"""The chance that a candidate is right, from all that speaks for and against it: one binary model.

It learns from candidates as they stood before their outcome was known, so it knows how far evidence can be
trusted. With too little history for that, the back-off estimate of memory stands, capped while there is
little of it.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE
from threadpoolctl import ThreadpoolController

from services.coder.candidates import Candidates
from services.coder.features import F64, LIVE_LEVELS

_ENOUGH = 1_000
TREES_IN_FILES = "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor"


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def _one_thread() -> AbstractContextManager[object]:
    """OpenMP threads wait for each other by spinning: on a busy machine two are far slower than one."""
    limited: AbstractContextManager[object] = _controller().limit(limits=1, user_api="openmp")
    return limited


@dataclass(frozen=True)
class Reranker:
    """Trees, or none; `digest` names what they were fitted on."""

    trees: HistGradientBoostingClassifier | None = None
    digest: str = ""

    @classmethod
    def train(cls, features: NDArray[np.float32], right: NDArray[np.bool_]) -> "Reranker":
        """Fitted to candidates (C, FEATURES) and whether each was right; without trees when there are few."""
        if len(right) < _ENOUGH or right.all() or not right.any():
            return cls()
        trees = HistGradientBoostingClassifier(
            max_iter=100,
            learning_rate=0.12,
            max_leaf_nodes=31,
            min_samples_leaf=40,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        )
        with _one_thread():
            trees.fit(features, right)
        digest = blake2b(np.ascontiguousarray(features).data, digest_size=16)
        digest.update(right.tobytes())
        return cls(trees, digest.hexdigest())

    def sound(self) -> bool:
        """Whether trees that came from a file can be walked: no node leads out of its tree, or back.

        scikit-learn walks them unchecked, which is why skops wants this type trusted by name.
        """
        if self.trees is None:
            return True
        walked = [tree for round_ in self.trees._predictors for tree in round_]
        return bool(walked) and all(_walkable(tree.nodes, self.trees.n_features_in_) for tree in walked)

    def scores(self, candidates: Candidates) -> F64:
        """(C,) float64, the chance that each candidate is right."""
        if self.trees is None or not len(candidates.row):
            return _cautious(candidates)
        with _one_thread():
            return np.asarray(self.trees.predict_proba(candidates.features)[:, 1], np.float64)


def _cautious(candidates: Candidates) -> F64:
    """The back-off estimate, capped while lines are few: three of three from a supplier is no certainty."""
    often = candidates.count[:, : len(LIVE_LEVELS)].max(axis=1, initial=0)
    return np.asarray(np.minimum(candidates.prior, (often + 1) / (often + 2)), np.float64)


def _walkable(nodes: NDArray[np.void], features: int) -> bool:
    """Whether every inner node asks for a feature that there is and leads on to later nodes of its tree."""
    if nodes.dtype != PREDICTOR_RECORD_DTYPE or nodes.ndim != 1 or not len(nodes):
        return False
    place = np.arange(len(nodes))
    onwards = [(nodes[side] > place) & (nodes[side] < len(nodes)) for side in ("left", "right")]
    asks = (nodes["feature_idx"] >= 0) & (nodes["feature_idx"] < features) & (nodes["is_categorical"] == 0)
    return bool(((nodes["is_leaf"] == 1) | (onwards[0] & onwards[1] & asks)).all())
