"""What a model says of lines in one dimension: the best codes, their chances, and the evidence in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.coder.calibration import Calibration
from services.coder.candidates import Candidates, candidates_of
from services.coder.features import F64, I64, LEVELS, LIVE_LEVELS, Cases
from services.coder.linear import Linear
from services.coder.memory import Memory, View
from services.coder.reranking import Reranker
from services.coder.thresholds import Outcomes

_AT_ONCE = 4_000
_TOLD = 2


@dataclass(frozen=True)
class Suggested:
    """Suggestions for n lines, best first.

    codes        (n, k) str, "" where there is no more to suggest
    probability  (n, k) float64, calibrated, four decimals; 0 where there is none
    certain      (n,) bool, the best one clears the threshold for release
    score        (n,) float64, what thresholds are compared with; -1 where there is no suggestion
    count        (n, k, levels) int64, earlier outcomes with the code under each of the line's keys
    total        (n, levels) int64, earlier outcomes under each key
    """

    codes: NDArray[np.object_]
    probability: F64
    certain: NDArray[np.bool_]
    score: F64
    count: I64
    total: I64

    def __len__(self) -> int:
        return len(self.codes)

    def reasons(self, row: int, rank: int = 0) -> tuple[str, ...]:
        """What speaks for a suggestion and the strongest thing against it; empty without one."""
        if not self.codes[row, rank]:
            return ()
        hits, total = self.count[row, rank], self.total[row]
        told = [_phrase(level, hits, total) for level in np.flatnonzero(hits)[:_TOLD].tolist()]
        if not told:
            told = ["the words of the line resemble earlier lines with this code"]
        against = np.flatnonzero((total > 0) & (hits < total))
        if len(against) and against[0] < np.flatnonzero(np.r_[hits, 1])[0]:
            told.append("but " + _phrase(int(against[0]), hits, total))
        elif not total[: len(LIVE_LEVELS)].any():
            told.append("no earlier line from this supplier")
        return tuple(told)


def _phrase(level: int, hits: I64, total: I64) -> str:
    lines = "line" if total[level] == 1 else "lines"
    return f"{hits[level]} of {total[level]} earlier {lines} {LEVELS[level].phrase}"


@dataclass(frozen=True)
class DimensionModel:
    """Everything that predicts one dimension; immutable."""

    memory: Memory
    linear: Linear
    reranker: Reranker
    calibration: Calibration
    outcomes: Outcomes

    @classmethod
    def empty(cls) -> "DimensionModel":
        """Knows nothing: suggests only what a live memory adds, and is never certain."""
        return cls(Memory.empty(), Linear.empty(), Reranker(), Calibration(), Outcomes.none())

    def weigh(self, cases: Cases, live: Memory | None = None) -> tuple[Candidates, F64, View]:
        """The candidates of every line, each one's score, and the view that numbers their codes."""
        view = View(self.memory, live)
        found = candidates_of(cases, view, self.linear)
        return found, self.reranker.scores(found), view

    def suggest(self, cases: Cases, threshold: float, live: Memory | None = None, k: int = 3) -> Suggested:
        """The k best codes of every line; certain from `threshold` on."""
        starts = range(0, max(len(cases), 1), _AT_ONCE)
        parts = [np.arange(start, min(start + _AT_ONCE, len(cases))) for start in starts]
        said = [
            self._part(cases.take(part) if len(parts) > 1 else cases, threshold, live, k) for part in parts
        ]
        return said[0] if len(said) == 1 else joined(said)

    def _part(self, cases: Cases, threshold: float, live: Memory | None, k: int) -> Suggested:
        found, score, view = self.weigh(cases, live)
        order = np.lexsort((found.rank, -score, found.row))
        row, score = found.row[order], score[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        shown = place < k
        order, row, place, score = order[shown], row[shown], place[shown], score[shown]
        n = len(cases)
        codes = np.full((n, k), "", object)
        codes[row, place] = np.array(["", *view.codes], object)[found.code[order]]
        probability, best = np.zeros((n, k)), np.full(n, -1.0)
        probability[row, place] = np.floor(self.calibration.of(score) * 1e4 + 0.5) / 1e4
        best[row[place == 0]] = score[place == 0]
        count, total = np.zeros((n, k, len(LEVELS)), np.int64), np.zeros((n, len(LEVELS)), np.int64)
        count[row, place] = found.count[order]
        total[row] = found.total[order]
        return Suggested(codes, probability, best >= threshold, best, count, total)


def joined(parts: list[Suggested]) -> Suggested:
    """All suggestions in one, in their order."""
    return Suggested(
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.probability for part in parts]),
        np.concatenate([part.certain for part in parts]),
        np.concatenate([part.score for part in parts]),
        np.concatenate([part.count for part in parts]),
        np.concatenate([part.total for part in parts]),
    )
