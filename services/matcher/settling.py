"""The engine: columns of invoice lines in; the order line, verdicts and probability of each out.

Candidates and the evidence that never changes are found for the whole batch at once. What depends on
quantities left is settled in waves: an invoice comes one wave after the last earlier invoice that shares a
candidate order line with it. So every invoice meets exactly the quantities that the invoices before it left,
whether they came in the same batch or in an earlier one, and invoices that have nothing to do with each
other share a wave.
"""

from itertools import pairwise
from typing import Final

import numpy as np

from services.matcher.assignment import assign
from services.matcher.batch import FIELDS, Batch, Outcome
from services.matcher.books import Books, Room
from services.matcher.candidates import Candidates, Found, candidates
from services.matcher.columns import UNKNOWN
from services.matcher.compliance import Tolerances, against_contract, against_order, valid_prices
from services.matcher.index import firsts
from services.matcher.keys import I64, U8
from services.matcher.packs import in_listed_unit
from services.matcher.scoring import (
    MOST_DYNAMIC,
    THRESHOLD,
    posteriors,
    quantity_levels,
    score_of,
    sibling_levels,
    weight_of,
)

_QUANTITY: Final = FIELDS.index("quantity")
_SIBLINGS: Final = FIELDS.index("siblings")


class Taken:
    """Quantities booked or given back on order lines since the books were made up."""

    def __init__(self) -> None:
        self._rows: I64 = np.zeros(0, np.int64)
        self._quantities: I64 = np.zeros(0, np.int64)

    def add(self, rows: I64, quantities: I64) -> None:
        """Book more; negative quantities are given back."""
        rows, place = np.unique(np.concatenate([self._rows, rows]), return_inverse=True)
        total = np.zeros(len(rows), np.int64)
        np.add.at(total, place, np.concatenate([self._quantities, quantities]))
        self._rows, self._quantities = rows, total

    def of(self, rows: I64) -> I64:
        """What was booked on each order line (k,) int64."""
        if len(self._rows) == 0:
            return np.zeros(len(rows), np.int64)
        place = np.minimum(np.searchsorted(self._rows, rows), len(self._rows) - 1)
        return np.where(self._rows[place] == rows, self._quantities[place], 0)


def settle(batch: Batch, books: Books, taken: Taken, tolerances: Tolerances) -> Outcome:
    """The outcome of every line of a batch; the books are read, never changed.

    `taken` says what was booked since the books were made up, and takes in what this batch books.
    """
    found = candidates(batch, books)
    pairs, score = _worth_it(found.pairs)
    rows, slot = np.unique(pairs.row, return_inverse=True)
    settling = _Settling(batch, books, tolerances, books.room(rows).less(taken.of(rows)))
    wave = waves(batch.invoice[pairs.line], slot)
    turn = np.argsort(wave, kind="stable")
    for start, stop in pairwise(np.append(firsts(wave[turn]), len(turn)).tolist()):
        chosen = turn[start:stop]
        settling.settle(_some(pairs, chosen), score[chosen], slot[chosen])
    outcome = settling.outcome
    linked = outcome.line >= 0
    taken.add(outcome.line[linked], outcome.quantity[linked])
    _hold_against_contracts(outcome, batch, books, found, tolerances)
    return outcome


def waves(invoice: I64, slot: I64) -> I64:
    """The wave of each pair (k,): one after the last earlier invoice that shares an order line."""
    both = np.unique(slot << 32 | invoice)
    shared = (both[1:] >> 32) == (both[:-1] >> 32)
    earlier, later = both[:-1][shared] & 0xFFFFFFFF, both[1:][shared] & 0xFFFFFFFF
    wave = np.zeros(int(invoice.max(initial=-1)) + 1, np.int64)
    while len(later):
        longer = wave.copy()
        np.maximum.at(longer, later, wave[earlier] + 1)
        if np.array_equal(longer, wave):
            break
        wave = longer
    return wave[invoice]


def _worth_it(pairs: Candidates) -> tuple[Candidates, I64]:
    """The pairs that can still become a link, and their scores so far."""
    score = score_of(pairs.levels)
    kept = np.flatnonzero(score + MOST_DYNAMIC >= THRESHOLD)
    return _some(pairs, kept), score[kept]


def _some(pairs: Candidates, kept: I64) -> Candidates:
    return Candidates(
        pairs.line[kept], pairs.row[kept], pairs.quantity[kept], pairs.price[kept], pairs.levels[kept]
    )


class _Settling:
    """Settles one wave after the other; the room on order lines and the outcome take each of them in."""

    def __init__(self, batch: Batch, books: Books, tolerances: Tolerances, room: Room) -> None:
        self.outcome = Outcome.empty(batch.lines)
        self._batch = batch
        self._books = books
        self._tolerances = tolerances
        self._room = room
        self._others = np.bincount(batch.invoice[~batch.fee], minlength=len(batch.owner)) - 1

    def settle(self, pairs: Candidates, score: I64, slot: I64) -> None:
        """Weigh, assign and book the pairs of one wave; `slot` is each order line's place in the room."""
        starts = firsts(pairs.line)
        lines = pairs.line[starts]
        local = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(pairs.line))))
        room = self._room.at(slot)
        score = self._weighed(pairs, local, score, room)
        chance, none = posteriors(local, score, len(lines))
        self.outcome.probability[lines] = none
        rest = np.where(room.bounded, np.maximum(room.left, 0), 0)
        need = np.where(pairs.quantity == UNKNOWN, rest, pairs.quantity)
        got = assign(local, slot, score, need, self._room.left.copy(), self._tolerances.quantity, len(lines))
        got = got[got >= 0]
        self.outcome.probability[pairs.line[got]] = chance[got]
        self._book(_some(pairs, got), slot[got], need[got])

    def _weighed(self, pairs: Candidates, local: I64, score: I64, room: Room) -> I64:
        """The whole scores, with the levels of the pairs filled in for quantity and siblings."""
        known = (pairs.quantity != UNKNOWN) & room.bounded
        levels = quantity_levels(pairs.quantity, room.received, room.left, known, self._tolerances.quantity)
        score = score + weight_of("quantity", levels)
        pairs.levels[:, _QUANTITY] = levels
        pairs.levels[:, _SIBLINGS] = self._siblings(pairs, local, score)
        return score + weight_of("siblings", pairs.levels[:, _SIBLINGS])

    def _siblings(self, pairs: Candidates, local: I64, score: I64) -> U8:
        """The level of each pair for the share of the invoice's other lines that seem to be on its order."""
        chance, _ = posteriors(local, score, int(local[-1]) + 1)
        invoice = self._batch.invoice[pairs.line]
        _, group = np.unique(invoice << 32 | self._books.lines.order[pairs.row], return_inverse=True)
        _, mine = np.unique(local << 32 | group, return_inverse=True)
        on_order = np.bincount(group, chance)[group] - np.bincount(mine, chance)[mine]
        others = self._others[invoice]
        return sibling_levels(on_order / np.maximum(others, 1), others)

    def _book(self, pairs: Candidates, slot: I64, need: I64) -> None:
        """Take in the pairs that became links; of lines on the same order line the first comes first."""
        line, outcome = pairs.line, self.outcome
        room = self._room.at(slot).less(_before(slot, need))
        outcome.line[line], outcome.quantity[line] = pairs.row, need
        outcome.price[line], outcome.levels[line] = pairs.price, pairs.levels
        outcome.verdicts[line] = against_order(
            need, pairs.price, pairs.row, room, self._books, self._tolerances
        )
        np.subtract.at(self._room.left, slot, need)
        np.subtract.at(self._room.received, slot, need)


def _before(slot: I64, need: I64) -> I64:
    """What the rows before take of each row's order line: (k,) int64."""
    order = np.argsort(slot, kind="stable")
    starts = firsts(slot[order])
    sizes = np.diff(np.append(starts, len(order)))
    total = np.cumsum(need[order]) - need[order]
    before = np.zeros(len(slot), np.int64)
    before[order] = total - np.repeat(total[starts], sizes)
    return before


def _hold_against_contracts(
    outcome: Outcome, batch: Batch, books: Books, found: Found, tolerances: Tolerances
) -> None:
    """Fill in the item and the price list row of each line, and what they say."""
    linked = np.flatnonzero(outcome.line >= 0)
    price, unit = batch.price.copy(), batch.unit.copy()
    outcome.item[:] = found.item
    outcome.item[linked] = books.lines.item[outcome.line[linked]]
    price[linked] = outcome.price[linked]
    unit[linked] = books.lines.unit[outcome.line[linked]]
    outcome.price_row[:] = valid_prices(books, outcome.item, batch.day[batch.invoice])
    price = in_listed_unit(price, unit, outcome.price_row, books)
    ordered = outcome.line >= 0
    outcome.verdicts[:] |= against_contract(price, outcome.price_row, batch.fee, ordered, books, tolerances)
