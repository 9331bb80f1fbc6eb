"""From outcomes in order of time to what predicts one dimension.

History is replayed week by week: each week's candidates are gathered from what was known before it, then
the week is learnt. So the reranker sees evidence as it will see it in service, and the outcomes from which
calibration and thresholds are chosen are honest predictions of the last eight weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from services.coder.calibration import Calibration
from services.coder.features import I64, Cases
from services.coder.linear import Linear
from services.coder.memory import Memory
from services.coder.reranking import Reranker
from services.coder.suggesting import DimensionModel
from services.coder.thresholds import Outcomes

OUTCOME_DAYS = 56
EXAMPLE_DAYS = 182
_MOST_EXAMPLES = 35_000


def week_of(day: I64) -> I64:
    """The number of the ISO week that each day lies in, counted from that of 1970-01-01, a Thursday."""
    return (day + 3) // 7


@dataclass(frozen=True)
class Example:
    """One week's lines as they were weighed before their outcome was known.

    features (C, FEATURES) float32 and right (C,) bool of their candidates; score (n,) float64 and hit (n,)
    bool of the best suggestion of each line that has one; lines: how many there were; by_trees: whether a
    fitted reranker scored them
    """

    week: int
    features: NDArray[np.float32]
    right: NDArray[np.bool_]
    outcomes: Outcomes
    lines: int
    by_trees: bool


@dataclass
class Trainer:
    """Learns one dimension week by week. `model()` is what it would predict with now."""

    cases: list[Cases] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory.empty)
    linear: Linear = field(default_factory=Linear.empty)
    reranker: Reranker = field(default_factory=Reranker)
    examples: list[Example] = field(default_factory=list)

    @classmethod
    def over(cls, cases: Cases, codes: Sequence[str]) -> "Trainer":
        """A trainer that has learnt these outcomes, in order of date, and is fitted to them."""
        trainer = cls()
        order = np.argsort(cases.day, kind="stable")
        order = order[np.array([codes[row] != "" for row in order.tolist()], bool)]
        week = week_of(cases.day[order])
        for start, end, task in _plan(week):
            if task == "fit":
                trainer.fit()
            part = order[start:end]
            if len(part):
                trainer.learn(cases.take(part), [codes[row] for row in part.tolist()], weigh=task != "note")
        trainer.fit()
        return trainer

    def model(self) -> DimensionModel:
        """What predicts now, with calibration and thresholds from the outcomes of the last eight weeks."""
        since = self.examples[-1].week - OUTCOME_DAYS // 7 if self.examples else 0
        alike = [
            example for example in self.examples if example.by_trees == (self.reranker.trees is not None)
        ]
        recent = [example.outcomes for example in alike if example.week > since]
        outcomes = Outcomes.none()
        if recent:
            outcomes = Outcomes(
                np.concatenate([part.score for part in recent]),
                np.concatenate([part.right for part in recent]),
            )
        calibration = Calibration.fitted(outcomes.score, outcomes.right)
        return DimensionModel(self.memory, self.linear, self.reranker, calibration, outcomes)

    def learn(self, cases: Cases, codes: Sequence[str], *, weigh: bool = True) -> None:
        """Take a week's outcomes in; with `weigh`, first note how it would have been predicted."""
        if weigh:
            self.examples.append(self._example(cases, codes))
            self._forget()
        self.memory = self.memory.learn(cases, codes)
        self.cases.append(cases)
        self.codes.extend(codes)

    def fit(self) -> None:
        """Refit the linear model and the reranker to what is known."""
        self.linear = Linear.train(joined(self.cases), self.codes)
        if self.examples:
            self.reranker = Reranker.train(
                np.concatenate([example.features for example in self.examples]),
                np.concatenate([example.right for example in self.examples]),
            )

    def _example(self, cases: Cases, codes: Sequence[str]) -> Example:
        now = DimensionModel(self.memory, self.linear, self.reranker, Calibration(), Outcomes.none())
        found, score, view = now.weigh(cases)
        number = {code: place for place, code in enumerate(view.codes, start=1)}
        truth = np.array([number.get(code, -1) for code in codes], np.int64)
        right = found.code == truth[found.row]
        best = np.lexsort((found.rank, -score, found.row))
        best = best[np.r_[True, np.diff(found.row[best]) > 0]] if len(best) else best
        outcomes = Outcomes(score[best], right[best])
        week = int(week_of(cases.day).max(initial=0))
        return Example(week, found.features, right, outcomes, len(cases), self.reranker.trees is not None)

    def _forget(self) -> None:
        """Keep the examples of the last half year, and no more than memory has room for."""
        since = self.examples[-1].week - EXAMPLE_DAYS // 7
        kept: list[Example] = []
        lines = 0
        for example in reversed(self.examples):
            lines += example.lines
            if example.week < since or (kept and lines > _MOST_EXAMPLES):
                break
            kept.append(example)
        self.examples = kept[::-1]


def joined(parts: Sequence[Cases]) -> Cases:
    """All cases in one, in their order."""
    if not parts:
        return Cases.of(())
    texts = [tuple(chain.from_iterable(part.texts[number] for part in parts)) for number in range(8)]
    amount, day = (
        np.concatenate([part.amount for part in parts]),
        np.concatenate([part.day for part in parts]),
    )
    return Cases.from_columns(texts, amount, day)


def _plan(week: I64) -> list[tuple[int, int, str]]:
    """(start, end, task) of the parts of a history in order of weeks.

    The oldest part is only noted; then weeks are weighed; the last eight, or a third, after a first fit.
    """
    if not len(week):
        return []
    first, last = int(week[0]), int(week[-1]) + 1
    judged = max(last - OUTCOME_DAYS // 7, first + (last - first) * 2 // 3)
    weighed = max(judged - EXAMPLE_DAYS // 7, first + (judged - first) // 4)
    starts = [first, *range(weighed, last)] if weighed > first else list(range(first, last))
    edges = np.searchsorted(week, [*starts, last]).tolist()
    plan: list[tuple[int, int, str]] = []
    for number, (start, end) in zip(starts, pairwise(edges), strict=True):
        task = "fit" if number in (weighed, judged) else "weigh"
        plan.append((start, end, "note" if number < weighed else task))
    return plan
