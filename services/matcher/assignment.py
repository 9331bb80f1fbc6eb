"""Who gets what: each invoice line one order line at most, each order line no more than what is left of it.

Rounds of proposals: every open line asks for its best order line; an order line accepts the best askers while
its budget lasts. Who is refused asks elsewhere, or comes back at a penalty and then takes more than is left,
which is how a seller's over-invoicing shows. Invoices that share no order line never influence each other, so
any number of them are settled in the same rounds.
"""

from typing import Final

import numpy as np

from services.matcher.index import firsts
from services.matcher.keys import I64, Bools
from services.matcher.scoring import OVER_PENALTY, THRESHOLD

_ROUNDS: Final = 64
_NEVER: Final = 1 << 40


def assign(line: I64, slot: I64, score: I64, need: I64, left: I64, slack: int, lines: int) -> I64:
    """The pair that each line gets, or -1: (lines,) int64. `left` (slots,) is reduced by what was taken.

    line    (k,) int64, ascending; equal lines have their slots in the order in which ties are to be broken
    slot    (k,) int64, the order line as a place in `left`
    score   (k,) int64; need (k,) int64, the quantity that the pair would take
    slack   how much more than what is left still fits
    """
    chosen = np.full(lines, -1, np.int64)
    score = score.copy()
    refused = np.zeros(len(line), np.bool_)
    live = np.flatnonzero(score >= THRESHOLD)
    for _ in range(_ROUNDS):
        if len(live) == 0:
            break
        asking = _best_of(line[live], score[live], live)
        accepted = _accepted(asking, slot, score, need, left + slack, refused)
        chosen[line[asking[accepted]]] = asking[accepted]
        np.subtract.at(left, slot[asking[accepted]], need[asking[accepted]])
        turned_down = asking[~accepted]
        score[turned_down] -= np.where(refused[turned_down], _NEVER, OVER_PENALTY)
        refused[turned_down] = True
        live = live[(chosen[line[live]] < 0) & (score[live] >= THRESHOLD - OVER_PENALTY * refused[live])]
    return chosen


def _best_of(line: I64, score: I64, pairs: I64) -> I64:
    """The best pair of each line, the first of equals."""
    starts = firsts(line)
    best = np.repeat(np.maximum.reduceat(score, starts), np.diff(np.append(starts, len(line))))
    top = np.flatnonzero(score == best)
    return pairs[top[firsts(line[top])]]


def _accepted(asking: I64, slot: I64, score: I64, need: I64, left: I64, refused: Bools) -> Bools:
    """Which askers (k,) their order lines accept, the best first while the budget lasts."""
    order = np.lexsort((asking, -score[asking], slot[asking]))
    pairs = asking[order]
    starts = firsts(slot[pairs])
    sizes = np.diff(np.append(starts, len(pairs)))
    taken = np.cumsum(need[pairs])
    before = np.repeat(taken[starts] - need[pairs[starts]], sizes)
    is_first = np.zeros(len(pairs), np.bool_)
    is_first[starts] = True
    fits = (taken - before <= left[slot[pairs]]) | (refused[pairs] & is_first)
    accepted = np.zeros(len(asking), np.bool_)
    accepted[order] = fits
    return accepted
