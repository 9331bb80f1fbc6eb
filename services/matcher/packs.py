"""An invoice line's quantity and price in the unit of the order line: pieces in packs, packs in pieces.

Where the pieces in a pack are known, they are used; otherwise the ratio of the two prices tells, if it is the
size of an ordinary pack. Units that are the same are never converted.
"""

from typing import Final

import numpy as np

from services.matcher.batch import Batch
from services.matcher.books import Books
from services.matcher.columns import LIMIT, SCALE, UNKNOWN
from services.matcher.keys import I32, I64, Bools

_SIZES: Final = """
2 3 4 5 6 8 9 10 12 15 16 18 20 24 25 30 36 40 48 50 60 72 75 80 96 100 120 125 144 150 160 180
200 240 250 300 360 400 480 500 600 750 800 1000
"""
ORDINARY: Final = np.array([int(size) for size in _SIZES.split()])
"""Sizes of packs that a ratio of prices may be taken for."""

_HUNDREDTH: Final = 10_000


def in_order_unit(batch: Batch, books: Books, line: I64, row: I64) -> tuple[I64, I64]:
    """Quantity and unit price (k,) int64 of each pair's invoice line in its order line's unit.

    A line without a quantity gets that which its amount buys at the ordered price.
    """
    quantity, price = batch.quantity[line].copy(), batch.price[line].copy()
    ordered = books.lines.price[row]
    unit, other = batch.unit[line], books.lines.unit[row]
    pairs = np.flatnonzero((unit != other) & (price > 0) & (ordered > 0))
    if len(pairs):
        pack = books.items.pack[books.lines.item[row[pairs]]]
        quantity[pairs], price[pairs] = converted(quantity[pairs], price[pairs], ordered[pairs], pack)
    bought = np.flatnonzero((quantity == UNKNOWN) & (batch.amount[line] >= 0) & (ordered > 0))
    amount = np.minimum(batch.amount[line[bought]], LIMIT // 1000) * SCALE
    quantity[bought] = np.minimum(amount // np.maximum(ordered[bought] // _HUNDREDTH, 1), LIMIT)
    return quantity, price


def in_listed_unit(price: I64, unit: I32, row: I64, books: Books) -> I64:
    """Unit prices (n,) int64 in the unit of the price list rows (-1 none) that they are held against."""
    price = price.copy()
    rows = np.flatnonzero((row >= 0) & (price > 0) & (unit != UNKNOWN))
    listed = row[rows]
    other = (books.prices.unit[listed] != UNKNOWN) & (books.prices.unit[listed] != unit[rows])
    rows, listed = rows[other], listed[other]
    pack = books.items.pack[books.prices.item[listed]]
    none = np.full(len(rows), UNKNOWN, np.int64)
    price[rows] = converted(none, price[rows], books.prices.price[listed], pack)[1]
    return price


def converted(quantity: I64, price: I64, ordered: I64, pack: I64) -> tuple[I64, I64]:
    """Quantity and price, columns (k,) int64, in the unit of the ordered price where a pack explains it.

    `pack` is the known number of pieces, 0 where it is not known; UNKNOWN quantities stay so.
    """
    up, down = ordered * 2 > price * 3, price * 2 > ordered * 3
    larger, smaller = np.maximum(price, ordered), np.minimum(price, ordered)
    pack = np.where(pack > 1, pack, _told_by_prices(larger, smaller))
    up, down = up & (pack > 1), down & (pack > 1)
    known = quantity != UNKNOWN
    quantity = np.where(known & up, quantity // np.maximum(pack, 1), quantity)
    quantity = np.where(known & down, quantity * np.maximum(pack, 1), quantity)
    price = np.where(up, price * pack, np.where(down, price // np.maximum(pack, 1), price))
    return quantity, price


def _told_by_prices(larger: I64, smaller: I64) -> I64:
    """The ordinary pack (k,) int64 whose price is the larger one when a piece costs the smaller, or 0."""
    ratio = (larger + smaller // 2) // np.maximum(smaller, 1)
    place = np.minimum(np.searchsorted(ORDINARY, ratio), len(ORDINARY) - 1)
    rounding = np.where(ratio < 2_000, ratio * (_HUNDREDTH // 2), 0)
    explains: Bools = (ORDINARY[place] == ratio) & (
        np.abs(larger - ratio * smaller) <= larger // 200 + rounding
    )
    return np.where(explains, ratio, 0)
