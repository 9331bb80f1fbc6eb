"""Which orders an invoice names, however its reference is written.

A reference that is an order number is found by its key. Otherwise the words of the reference, and
neighbouring words together, are held against the numbers of the same buyer's orders with the same seller:
the digits alone, the last digits, one digit wrong, lost, doubled or swapped with its neighbour. Other texts
(the buyer reference) count only where they hold a whole order number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from services.matcher.batch import Batch
from services.matcher.books import Books
from services.matcher.index import firsts
from services.matcher.keys import DIGITS, I64, U8, U64, Bools, digits_of, identifier_keys, joined

EXACT: Final = 1
BY_DIGITS: Final = 2
ONE_EDIT: Final = 3
ANOTHER: Final = 4
UNRESOLVED: Final = 5

MOST_ORDERS: Final = 4096
"""Newest orders of a buyer with a seller that are compared digit by digit."""

_FEWEST_DIGITS: Final = 4
_WORD: Final = re.compile(r"[^\s,;:/()]+")
_WITH_LINE: Final = re.compile(r"^(.*\d)\s*[/\s:;#-]\s*(\d{1,4})$")


Found = tuple[I64, I64, U8]
"""Who names which order at which level, three columns."""


@dataclass(frozen=True, slots=True)
class Named:
    """Orders by whom they are named: (k,) whom, order row, level; sorted by whom, then order."""

    whom: I64
    order: I64
    level: U8

    def levels(self, whom: I64, order: I64) -> U8:
        """The level at which each (whom, order) is named, 0 where it is not."""
        if len(self.whom) == 0:
            return np.zeros(len(whom), np.uint8)
        mine, asked = self.whom << 32 | self.order, whom << 32 | order
        place = np.minimum(np.searchsorted(mine, asked), len(mine) - 1)
        return np.where(mine[place] == asked, self.level[place], 0).astype(np.uint8)

    def best(self, count: int) -> U8:
        """The best level of anything that each of `count` names, 0 where nothing."""
        best = np.zeros(count, np.uint8)
        order = np.argsort(-self.level.astype(np.int64), kind="stable")
        best[self.whom[order]] = self.level[order]
        return best


@dataclass(frozen=True, slots=True)
class LineReferences:
    """What the references of the lines say: key of the order line's number (n,), 0 none, and whole orders."""

    number: U64
    named: Named


def named_orders(batch: Batch, books: Books) -> tuple[Named, Bools]:
    """The orders that each invoice names; and which invoices (m,) have a reference to none of ours."""
    whole = books.order_by_number.newest(joined(batch.owner, identifier_keys(batch.order_text)))
    invoice = np.flatnonzero(whole >= 0)
    exact = (invoice, whole[invoice], _level(EXACT, len(invoice)))
    whom, words = _words(np.flatnonzero(whole < 0), batch.order_text)
    inside = _by_number(whom, words, batch.owner, books)
    open_ = np.flatnonzero(~np.isin(whom, inside[0]))
    near = _near(whom[open_], [words[place] for place in open_.tolist()], batch.owner, books)
    settled = np.zeros(len(batch.owner), np.bool_)
    for part in (exact, inside, near):
        settled[part[0]] = True
    elsewhere = _by_number(*_words(np.flatnonzero(~settled), batch.other_text), batch.owner, books)
    found = _gathered([exact, inside, near, elsewhere])
    lost = np.zeros(len(batch.owner), np.bool_)
    lost[whom] = True
    lost[found.whom] = False
    return found, lost


def line_references(batch: Batch, books: Books) -> LineReferences:
    """Order line numbers and orders that the lines name themselves, as `10` or `4500012345/10`."""
    texts = np.array(batch.line_text, dtype=np.str_)
    keys = identifier_keys(batch.line_text)
    plain = np.strings.isdigit(texts) & (np.strings.str_len(texts) <= _FEWEST_DIGITS)
    whom, orders, numbers = _split(np.flatnonzero((keys != 0) & ~plain), batch.line_text)
    found = books.order_by_number.newest(joined(batch.owner[batch.invoice[whom]], identifier_keys(orders)))
    hit = found >= 0
    keys[whom[hit]] = identifier_keys(numbers)[hit]
    return LineReferences(keys, _gathered([(whom[hit], found[hit], _level(EXACT, int(hit.sum())))]))


def _split(rows: I64, texts: Sequence[str]) -> tuple[I64, list[str], list[str]]:
    """What each reference may mean: the line, the order's number, and the number of its line or nothing."""
    meanings: list[tuple[int, str, str]] = []
    for row in rows.tolist():
        text = texts[row].strip()
        meanings.append((row, text, ""))
        split = _WITH_LINE.match(text)
        if split:
            meanings.append((row, split[1], split[2]))
    place = np.array([row for row, _, _ in meanings], np.int64)
    return place, [order for _, order, _ in meanings], [number for _, _, number in meanings]


def _words(rows: I64, texts: Sequence[str]) -> tuple[I64, list[str]]:
    """What may be an order number in the texts of some rows: (whose (k,), words (k,))."""
    whom: list[int] = []
    words: list[str] = []
    for row in rows.tolist():
        found = _WORD.findall(texts[row])
        found += [first + second for first, second in pairwise(found)]
        kept = [word for word in found if sum(map(str.isdigit, word)) >= _FEWEST_DIGITS]
        whom += [row] * len(kept)
        words += kept
    return np.array(whom, np.int64), words


def _by_number(whom: I64, words: Sequence[str], owner: U64, books: Books) -> Found:
    order = books.order_by_number.newest(joined(owner[whom], identifier_keys(words)))
    hit = order >= 0
    return whom[hit], order[hit], _level(EXACT, int(hit.sum()))


def _near(whom: I64, words: Sequence[str], owner: U64, books: Books) -> Found:
    """Orders of the same buyer and seller whose digits are those of a word, or nearly."""
    digits, count = digits_of(words)
    word, order = books.order_by_owner.rows(owner[whom], MOST_ORDERS)
    level = likeness_of_digits(
        digits[word], count[word], books.orders.digits[order], books.orders.digit_count[order]
    )
    hit = level > 0
    return whom[word[hit]], order[hit], level[hit]


def likeness_of_digits(left: U8, left_count: I64, right: U8, right_count: I64) -> U8:
    """How near two columns of digits (k, DIGITS) are: BY_DIGITS, ONE_EDIT or 0, as (k,) uint8.

    BY_DIGITS: the same, or one is the end of the other with five digits or more.
    """
    start = _agreeing(left, right)
    end = _agreeing(_right_aligned(left, left_count), _right_aligned(right, right_count))
    shorter, longer = np.minimum(left_count, right_count), np.maximum(left_count, right_count)
    ending = (end >= shorter) & (shorter >= _FEWEST_DIGITS + 1)
    ending |= (end >= shorter) & (shorter == longer)
    touching = (longer - shorter <= 1) & (start + end >= longer - 1) & (longer > _FEWEST_DIGITS)
    swapped = _swapped(left, right, start) & (left_count == right_count) & (start + end == longer - 2)
    near = np.where(touching | swapped, ONE_EDIT, 0)
    return np.where(ending, BY_DIGITS, near).astype(np.uint8)


def _agreeing(left: U8, right: U8) -> I64:
    """How many leading places agree: (k,) int64, the places that neither uses not counted."""
    same = (left == right) & (left > 0)
    return np.where(same.all(1), DIGITS, np.argmin(same, axis=1)).astype(np.int64)


def _right_aligned(digits: U8, count: I64) -> U8:
    """The digits backwards: the last one first."""
    place = count[:, None] - 1 - np.arange(DIGITS)
    taken = np.take_along_axis(digits, np.maximum(place, 0), axis=1)
    return np.where(place >= 0, taken, 0).astype(np.uint8)


def _swapped(left: U8, right: U8, start: I64) -> Bools:
    at = np.minimum(start, DIGITS - 2)
    row = np.arange(len(left))
    crosswise = (left[row, at] == right[row, at + 1]) & (left[row, at + 1] == right[row, at])
    return np.asarray(crosswise & (left[row, at] > 0), np.bool_)


def _level(level: int, count: int) -> U8:
    return np.full(count, level, np.uint8)


def _gathered(parts: Sequence[Found]) -> Named:
    """The parts as one, each order named once by each, at its best level."""
    whom, order, level = (np.concatenate(column) for column in zip(*parts, strict=True))
    sorting = np.lexsort((level, order, whom))
    whom, order, level = whom[sorting], order[sorting], level[sorting]
    kept = firsts(whom << 32 | order)
    return Named(whom[kept], order[kept], level[kept])
