"""What the coder is given to code with: the model of the day, the accountants' rules, and the policy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from schemas.coding import Source
from services.coder.features import F64, I64, LIVE_LEVELS, Cases
from services.coder.memory import Memory
from services.coder.model import Model
from services.coder.policy import Policy
from services.coder.rules import CodingRule, RuleBook
from services.coder.suggesting import DimensionModel, Suggested
from services.coder.voices import Charts, Voice


@dataclass(frozen=True)
class Knowledge:
    """Model, rules and policy; immutable, so that what is reckoned of them is reckoned once."""

    model: Model
    rules: tuple[CodingRule, ...] = ()
    policy: Policy = field(default_factory=Policy)

    @cached_property
    def book(self) -> RuleBook:
        """The rules, arranged for use."""
        return RuleBook(self.rules)

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """The score from which the model is certain, by dimension: so that its outcomes keep the target."""
        target = self.policy.target_error
        return {name: model.outcomes.bounded(target) for name, model in self.model.by_dimension.items()}

    @cached_property
    def charts(self) -> Charts:
        """The codes that the model has seen in use, by dimension."""
        return {name: frozenset(model.memory.codes) for name, model in self.model.by_dimension.items()}

    def opinions(self, dimension: str, cases: Cases, live: Memory) -> Iterator[list[Voice]]:
        """What the model says of every case, best first, in one call; `live` is what was learnt since."""
        model = self.model.by_dimension.get(dimension) or DimensionModel.empty()
        said = model.suggest(cases, self.thresholds.get(dimension, float("inf")), live)
        seen = said.count[:, :, : len(LIVE_LEVELS)].max(axis=2, initial=0)
        measured = model.reranker.trees is not None
        chance = said.probability if measured else _modest(said.probability, seen)
        likely = chance[:, 0] >= self.policy.least_probability
        certain = (said.certain & likely & (seen[:, 0] >= self.policy.least_evidence)).tolist()
        return self._voices(dimension, said, chance, certain)

    def _voices(
        self, dimension: str, said: Suggested, chance: F64, certain: list[bool]
    ) -> Iterator[list[Voice]]:
        for row, (codes, chances) in enumerate(zip(said.codes.tolist(), chance.tolist(), strict=True)):
            yield [
                Voice(
                    code=code,
                    probability=chances[rank],
                    source=Source.MODEL,
                    reasons=said.reasons(row, rank),
                    certain=rank == 0 and certain[row],
                    name=self.model.name(dimension, code),
                )
                for rank, code in enumerate(codes)
                if code
            ]


def _modest(probability: F64, seen: I64) -> F64:
    """Probabilities no higher than so many outcomes can carry, by Laplace's rule of succession.

    Without a reranker nothing has measured how far memory can be trusted, and its nested levels take one and
    the same outcome for several.
    """
    return np.minimum(probability, np.floor((seen + 1) / (seen + 2) * 1e4 + 0.5) / 1e4)
