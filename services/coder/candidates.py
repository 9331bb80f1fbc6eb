"""The codes that may be right for each line, and what speaks for each: the reranker's feature matrix.

Memory proposes the heaviest codes of every level, the linear model its best three; a back-off estimate from
the coarsest level to the finest keeps the six likeliest of a line. All arrays are flat over candidates,
and every number of a line comes from that line alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.coder.features import F64, I64, LEVELS, LIVE_LEVELS, Cases
from services.coder.linear import Linear
from services.coder.memory import Sums, View, log_amount, weight_of

F32 = NDArray[np.float32]

MOST = 6
_OF_LIVE, _OF_COARSE, _OF_LINEAR = 6, 3, 3
_SHRINKAGE = 1.0
_NOTHING = -1.0  # not NaN: scikit-learn 1.9 cannot bin a column without any value
_SUPPLIER_UNIT = [level.name for level in LEVELS].index("supplier+unit")
_SUPPLIER = [level.name for level in LEVELS].index("supplier")


@dataclass(frozen=True)
class Candidates:
    """C candidates of n lines, in the order of the lines and the likeliest first.

    row       (C,) int64, the line
    code      (C,) int64, number of the code in the view
    rank      (C,) int64, place among the line's candidates, from 0
    prior     (C,) float64, back-off estimate of the probability
    features  (C, FEATURES) float32, -1 where there is no evidence
    count     (C, levels) int64, earlier outcomes with this code under the line's key
    total     (C, levels) int64, earlier outcomes with any code
    """

    row: I64
    code: I64
    rank: I64
    prior: F64
    features: F32
    count: I64
    total: I64


def candidates_of(cases: Cases, view: View, linear: Linear) -> Candidates:
    """The candidates of every line; a line of which nothing is known has none."""
    words = linear.probabilities(cases, view.codes)
    row, code = _proposed(cases, view, words.best(_OF_LINEAR))
    with_code = view.look(cases.keys[row], code[:, None])
    with_any = view.look(cases.keys, np.zeros((len(cases), 1), np.int64))
    prior = _prior(with_code, with_any, row, cases.day)
    said = words.of(row, code)
    order = np.lexsort((view.order[code], -np.maximum(prior, said / 2), row))
    order = order[_rank(row[order]) < MOST]
    row, code, prior, said = row[order], code[order], prior[order], said[order]
    with_code, with_any = with_code.at(order), with_any.at(row)
    rank = _rank(row)
    features = _features(cases, row, rank, prior, said, with_code, with_any)
    return Candidates(row, code, rank, prior, features, with_code.times, with_any.times)


def _proposed(cases: Cases, view: View, from_words: I64) -> tuple[I64, I64]:
    """(row, code) of everything proposed, each pair once, sorted."""
    proposals = [from_words]
    for number in range(len(LEVELS)):
        most = _OF_LIVE if number < len(LIVE_LEVELS) else _OF_COARSE
        proposals.append(view.best(cases.keys[:, number], most))
    table = np.concatenate(proposals, axis=1)
    pairs = np.unique((np.arange(len(cases))[:, None] << 20 | table)[table > 0])
    return pairs >> 20, pairs & ((1 << 20) - 1)


def _prior(with_code: Sums, with_any: Sums, row: I64, day: I64) -> F64:
    """(C,) the share of the code, level by level from the coarsest, each shrunk towards the one before."""
    today = weight_of(day)
    totals = (with_any.weight / today[:, None])[row]
    hits = with_code.weight / today[row, None]
    share = np.zeros(len(row))
    for number in reversed(range(len(LEVELS))):
        share = (hits[:, number] + _SHRINKAGE * share) / (totals[:, number] + _SHRINKAGE)
    return share


def _rank(row: I64) -> I64:
    """Place of each candidate within its line; `row` is sorted."""
    return np.arange(len(row)) - np.searchsorted(row, row)


def _features(
    cases: Cases, row: I64, rank: I64, prior: F64, said: F64, with_code: Sums, with_any: Sums
) -> F32:
    """The feature matrix; `with_code` and `with_any` have a column for every level."""
    day = cases.day[row, None]
    today = weight_of(day)
    hits, totals = with_code.weight / today, with_any.weight / today
    with np.errstate(invalid="ignore"):
        share = np.where(with_any.times > 0, hits / totals, _NOTHING)
    age = np.where(with_code.times > 0, day - with_code.last, _NOTHING)
    behind = np.where(with_code.times > 0, with_any.last - with_code.last, _NOTHING)
    line = [
        prior,
        _lead(prior, row),
        _lead(np.maximum(share[:, _SUPPLIER_UNIT], 0), row),
        said,
        _lead(said, row),
        rank.astype(np.float64),
        np.bincount(row, minlength=len(cases))[row].astype(np.float64),
        log_amount(cases.amount)[row],
        (cases.amount < 0)[row].astype(np.float64),
        _unlike(cases, row, with_code, _SUPPLIER),
        _unlike(cases, row, with_code, len(LEVELS) - 1),
        totals[:, :_SUPPLIER].max(axis=1, initial=0.0),
    ]
    columns = [
        np.log1p(hits),
        share,
        age,
        behind[:, : _SUPPLIER + 1],
        np.log1p(totals),
        np.stack(line, axis=1),
    ]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _lead(score: F64, row: I64) -> F64:
    """How far each candidate is ahead of the best other one of its line (negative: behind)."""
    if not len(row):
        return score
    first = np.r_[True, row[1:] != row[:-1]]
    line = np.cumsum(first) - 1
    best = np.maximum.reduceat(score, np.flatnonzero(first))[line]
    is_best = score == best
    alone = np.bincount(line, weights=is_best)[line] == 1
    second = np.maximum.reduceat(np.where(is_best & alone, 0.0, score), np.flatnonzero(first))[line]
    other: F64 = np.where(is_best & alone, second, best)
    return score - other


def _unlike(cases: Cases, row: I64, with_code: Sums, level: int) -> F64:
    """How many deviations the amount lies from what this code usually has; -1 where never used."""
    count = np.maximum(with_code.times[:, level], 1)
    mean = with_code.amount[:, level] / count
    spread = np.sqrt(np.maximum(with_code.amount_square[:, level] / count - mean * mean, 0.0)) + 0.1
    far = np.abs(log_amount(cases.amount)[row] - mean) / spread
    return np.asarray(np.where(with_code.times[:, level] > 0, far, _NOTHING), np.float64)
