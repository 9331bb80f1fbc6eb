"""The coder's model: an immutable bundle over dimensions that suggests codes, and its file.

Coarse knowledge, the linear model, the reranker and the thresholds change only when another model is
promoted; what is learnt since lives in a partition's own memory and is laid over the model's at every
question.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from skops import io as skops_io
from skops.io.exceptions import UntrustedTypesFoundException

from schemas.errors import SettingsError
from services.coder.calibration import Calibration
from services.coder.features import Cases
from services.coder.history import History
from services.coder.linear import Linear
from services.coder.memory import Memory
from services.coder.reranking import TREES_IN_FILES, Reranker
from services.coder.suggesting import DimensionModel, Suggested
from services.coder.thresholds import Outcomes
from services.coder.training import Trainer

FORMAT = "kontera-coder-model-1"
TARGET_ERROR = 0.02

_NONE: Mapping[str, DimensionModel] = MappingProxyType({})
_NO_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Model:
    """What predicts each dimension; `until` is the last day (since 1970-01-01) of the history it knows."""

    by_dimension: Mapping[str, DimensionModel] = field(default_factory=lambda: _NONE)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: _NO_NAMES)
    target_error: float = TARGET_ERROR
    until: int = -1

    @classmethod
    def empty(cls) -> "Model":
        """Knows nothing: no suggestion but what a live memory gives, and nothing is ever certain."""
        return cls()

    @classmethod
    def train(
        cls, history: History, dimensions: Sequence[str], target_error: float = TARGET_ERROR
    ) -> "Model":
        """Fitted to history in those of the dimensions that it has codes for."""
        taught = [dimension for dimension in dimensions if any(history.labels.get(dimension, ()))]
        return cls(
            {name: Trainer.over(history.cases, history.labels[name]).model() for name in taught},
            {name: history.names.get(name, {}) for name in taught},
            target_error,
            int(history.cases.day.max(initial=-1)),
        )

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions it was trained on."""
        return tuple(self.by_dimension)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits of the content; `empty` for a model without any."""
        if not self.by_dimension:
            return "empty"
        digest = blake2b(repr((self.target_error, self.until, _plain(self.names))).encode(), digest_size=6)
        for name, model in self.by_dimension.items():
            for part in (
                name.encode(),
                model.memory.to_bytes(),
                *_linear_bytes(model),
                model.reranker.digest.encode(),
            ):
                digest.update(part)
            digest.update(repr(model.calibration).encode())
            digest.update(model.outcomes.score.tobytes() + model.outcomes.right.tobytes())
        return digest.hexdigest()

    @cached_property
    def thresholds(self) -> Mapping[str, float]:
        """The score from which each dimension is certain; inf where nothing is released."""
        return {name: model.outcomes.bounded(self.target_error) for name, model in self.by_dimension.items()}

    def suggest(self, dimension: str, cases: Cases, live: Memory | None = None, k: int = 3) -> Suggested:
        """The k best codes of every line in a dimension, with what was learnt since laid over."""
        model = self.by_dimension.get(dimension) or DimensionModel.empty()
        return model.suggest(cases, self.thresholds.get(dimension, float("inf")), live, k)

    def name(self, dimension: str, code: str) -> str | None:
        """What history calls a code, where it gave a name."""
        return self.names.get(dimension, {}).get(code)

    def save(self, path: Path) -> None:
        """Write the model to a file: whole, or not at all."""
        content = {
            "format": FORMAT,
            "target_error": self.target_error,
            "until": self.until,
            "names": _plain(self.names),
            "dimensions": {name: _packed(model) for name, model in self.by_dimension.items()},
        }
        beside = path.with_name(path.name + ".part")
        beside.write_bytes(skops_io.dumps(content, compression=zipfile.ZIP_DEFLATED, compresslevel=3))
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """The model in a file; SettingsError when it is missing, damaged, foreign, or holds unknown types."""
        try:
            content = skops_io.load(path, trusted=[TREES_IN_FILES])
            if not isinstance(content, dict) or content.get("format") != FORMAT:
                raise _foreign(path, f"it is not of the format {FORMAT}")
            return cls(
                {name: _unpacked(packed) for name, packed in content["dimensions"].items()},
                content["names"],
                float(content["target_error"]),
                int(content["until"]),
            )
        except UntrustedTypesFoundException as error:
            raise _foreign(path, "it holds types that a model has no use for") from error
        except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _foreign(path, f"it cannot be read ({error})") from error


def _foreign(path: Path, why: str) -> SettingsError:
    return SettingsError(
        f"no model file: {why}", place=str(path), remedy="train one with `kontera train --history FILE.csv`"
    )


def _plain(names: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {dimension: dict(codes) for dimension, codes in names.items()}


def _linear_bytes(model: DimensionModel) -> tuple[bytes, ...]:
    linear = model.linear
    return "\x1f".join(linear.codes).encode(), linear.weights.tobytes(), linear.bias.tobytes()


class _Packed(TypedDict):
    """One dimension in arrays, texts, and scikit-learn's own trees: what a file holds of it."""

    memory: NDArray[np.uint8]
    linear_codes: list[str]
    linear_weights: NDArray[np.float32]
    linear_bias: NDArray[np.float32]
    trees: HistGradientBoostingClassifier | None
    digest: str
    slope: float
    shift: float
    score: NDArray[np.float64]
    right: NDArray[np.bool_]


def _packed(model: DimensionModel) -> _Packed:
    return _Packed(
        memory=np.frombuffer(model.memory.to_bytes(), np.uint8),
        linear_codes=list(model.linear.codes),
        linear_weights=model.linear.weights,
        linear_bias=model.linear.bias,
        trees=model.reranker.trees,
        digest=model.reranker.digest,
        slope=model.calibration.slope,
        shift=model.calibration.shift,
        score=model.outcomes.score,
        right=model.outcomes.right,
    )


def _unpacked(packed: _Packed) -> DimensionModel:
    """The model of a dimension; ValueError where its trees would lead out of themselves."""
    reranker = Reranker(packed["trees"], packed["digest"])
    if not reranker.sound():
        raise ValueError("its trees are damaged")
    return DimensionModel(
        Memory.from_bytes(packed["memory"].tobytes()),
        Linear(tuple(packed["linear_codes"]), packed["linear_weights"], packed["linear_bias"]),
        reranker,
        Calibration(packed["slope"], packed["shift"]),
        Outcomes(packed["score"], packed["right"]),
    )
