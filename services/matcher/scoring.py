"""How much each observation speaks for a link: small levels of evidence and their weight in log-odds.

A pair of an invoice line and an order line has one level per field (batch.FIELDS): 0 where nothing is known,
then from the best agreement to the worst. Its score is the sum of the levels' weights, and a line without
any order scores 0. Weights are whole hundredths of a nat, so that a sum is exact in whatever order it is
made, and probabilities come from a table, so that a row's numbers never depend on the rows beside it.

The weights were fitted by conditional logit over each line's candidates and "no order", on generated
municipal purchases of other seeds than those reported, with the levels of a field held in order from the best
to the worst, then rounded.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.matcher.batch import FIELDS
from services.matcher.columns import UNKNOWN
from services.matcher.keys import I32, I64, U8, Bools

F64 = NDArray[np.float64]

WEIGHTS: Final[dict[str, tuple[int, ...]]] = {
    # nothing, exact, by digits, one edit away, the invoice names another order, it names none of ours
    "reference": (0, 420, 320, 310, 150, -240),
    # unknown, the same number, another number
    "line": (0, 330, -280),
    # unknown, the same, another
    "article": (0, 280, -410),
    # unknown, within 0.1 %, 2 %, 10 %, 30 %, further away
    "price": (0, 40, -80, -90, -120, -730),
    # unknown, all that was received, all that was ordered, less, more, nothing is left
    "quantity": (0, 170, -120, -120, -260, -480),
    # unknown, the same, another
    "unit": (0, 5, -5),
    # not compared, nearly equal, very like, like, somewhat like, unlike
    "text": (0, 330, 320, 310, 240, -180),
    # unknown, up to two weeks, six weeks, four months, older, ordered after the invoice
    "age": (0, 70, 40, -70, -180, -190),
    # a single line, few of the other lines are on this order, some, most, nearly all
    "siblings": (0, -290, 110, 360, 400),
}

THRESHOLD: Final = 205
"""A link needs this score."""

OVER_PENALTY: Final = 150
"""What it costs a pair to take more than what is left."""

_PER_NAT: Final = 100
_FURTHEST: Final = 4000
_ODDS: Final = np.exp(-np.arange(_FURTHEST + 1) / _PER_NAT)
_TABLE: Final = np.zeros((len(FIELDS), 8), np.int64)
for _row, _field in enumerate(FIELDS):
    _TABLE[_row, : len(WEIGHTS[_field])] = WEIGHTS[_field]

MOST_DYNAMIC: Final = max(WEIGHTS["quantity"]) + max(WEIGHTS["siblings"])
"""What budgets and siblings can add to a score at most."""


def weight_of(field: str, level: U8) -> I64:
    """The weights (k,) int64 of one field's levels (k,)."""
    return np.asarray(_TABLE[FIELDS.index(field)][level], np.int64)


def score_of(levels: U8) -> I64:
    """The scores (k,) int64 of pairs with levels (k, fields)."""
    return np.asarray(sum(_TABLE[row][levels[:, row]] for row in range(levels.shape[1])), np.int64)


def price_levels(price: I64, other: I64) -> U8:
    """How near two columns of unit prices are."""
    apart, scale = np.abs(price - other), np.maximum(other, 1)
    level = np.ones(len(price), np.uint8)
    for thousandths in (1, 20, 100, 300):
        level += apart * 1000 > scale * thousandths
    return np.where((price == UNKNOWN) | (other == UNKNOWN), 0, level).astype(np.uint8)


def quantity_levels(quantity: I64, outstanding: I64, remaining: I64, known: Bools, slack: int) -> U8:
    """How a quantity fits what was received and what was ordered and not yet invoiced."""
    level = np.where(quantity > remaining, 4, 3)
    level = np.where(np.abs(quantity - remaining) <= slack, 2, level)
    level = np.where(np.abs(quantity - outstanding) <= slack, 1, level)
    level = np.where(remaining <= 0, 5, level)
    return np.where(known, level, 0).astype(np.uint8)


def text_levels(thousandths: I64) -> U8:
    """How alike two texts are, from their likeness."""
    return np.asarray(5 - np.searchsorted((500, 650, 800, 930), thousandths, side="right"), np.uint8)


def age_levels(invoiced: I32, ordered: I32) -> U8:
    """How long before the day of the invoice something was ordered; a day of 0 is unknown."""
    days = invoiced - ordered
    level = np.where(days < 0, 5, 1 + np.searchsorted((14, 45, 120), days))
    return np.where((invoiced == 0) | (ordered == 0), 0, level).astype(np.uint8)


def sibling_levels(share: F64, others: I64) -> U8:
    """How large a share of the invoice's other lines lies on the same order."""
    level = 1 + np.searchsorted((0.3, 0.6, 0.85), share)
    return np.where(others < 1, 0, level).astype(np.uint8)


def posteriors(line: I64, score: I64, lines: int) -> tuple[F64, F64]:
    """The chance of each pair (k,), and the chance that a line (lines,) has no order at all.

    The pairs of a line, and "no order" with THRESHOLD as its score, exclude each other.
    """
    top = np.full(lines, THRESHOLD, np.int64)
    np.maximum.at(top, line, score)
    odds = _ODDS[np.minimum(top[line] - score, _FURTHEST)]
    none = _ODDS[np.minimum(top - THRESHOLD, _FURTHEST)]
    total = none + np.bincount(line, odds, lines)
    return odds / total[line], none / total
