"""Which order lines each invoice line may belong to, found in tiers from certain to vague.

First the lines of the orders that the invoice or the line names. Lines that find the same article there, or
much the same text at much the same price, look no further. The others are held against order lines of the
same buyer and seller: those with the article, those whose item has a similar name, those with the same unit
price. Nothing here depends on what was already invoiced, so candidates can be found for a whole batch at
once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matcher.batch import FIELDS, Batch
from services.matcher.books import Books, item_keys, price_keys
from services.matcher.columns import UNKNOWN
from services.matcher.index import firsts, ranges
from services.matcher.keys import I64, U8, Bools, joined, likeness, word_keys
from services.matcher.packs import in_order_unit
from services.matcher.references import (
    ANOTHER,
    EXACT,
    UNRESOLVED,
    LineReferences,
    Named,
    line_references,
    named_orders,
)
from services.matcher.scoring import age_levels, price_levels, text_levels

NEWEST: Final = 48
"""Order lines of one article, or at one price, that are looked at."""

_PER_TEXT_ITEM: Final = 12
_TEXT_ITEMS: Final = 6
_RARE_WORDS: Final = 3
_ITEMS_PER_WORD: Final = 120
_LIKE: Final = 500
"""Texts less alike than this (in thousandths) are no reason to look at a pair."""

_SURE: Final = 600
"""An item whose name is this like the text is taken for what was bought, if nothing better is known."""

_VERY_LIKE: Final = 800
_ONE_ORDER_LINE: Final = 32


_LIKE_ENOUGH: Final = 3
"""The worst level of likeness at which a fee may be on an order."""

_REFERENCE, _LINE, _ARTICLE, _PRICE, _UNIT, _TEXT, _AGE = map(
    FIELDS.index, ("reference", "line", "article", "price", "unit", "text", "age")
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs (k,) sorted by line, then order line, with the evidence that budgets do not change.

    `quantity` and `price` are the invoice line's in the unit of the order line; the columns of `levels`
    (k, fields) for quantity and siblings are still 0.
    """

    line: I64
    row: I64
    quantity: I64
    price: I64
    levels: U8


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of a batch, and each line's item, from its numbers or else its text, -1 unknown (n,)."""

    pairs: Candidates
    item: I64


@dataclass(frozen=True, slots=True)
class _Names:
    by_invoice: Named
    lost: Bools
    by_line: LineReferences


def candidates(batch: Batch, books: Books) -> Found:
    """All pairs worth weighing, and what is bought on each line."""
    known = books.known_items(batch.scope[batch.invoice], batch.article, batch.gtin)
    names = _Names(*named_orders(batch, books), line_references(batch, books))
    near_line, near_row, good = _of_named(batch, books, known, names)
    numbered, nameless = np.flatnonzero(~good & (known >= 0)), np.flatnonzero(~good & (known < 0))
    text_line, text_item, alike = _items_by_text(batch, books, nameless)
    tiers = [
        (near_line, near_row),
        _by_item(batch, books, numbered, known[numbered], NEWEST),
        _by_item(batch, books, text_line, text_item, _PER_TEXT_ITEM),
        _by_price(batch, books, nameless),
    ]
    line, row = _unique(*(np.concatenate(column) for column in zip(*tiers, strict=True)))
    alive = books.lines.void[row] == 0
    pairs = _evidence(batch, books, line[alive], row[alive], known, names)
    best = firsts(text_line)
    sure = best[alike[best] >= _SURE]
    item = known.copy()
    item[text_line[sure]] = text_item[sure]
    return Found(pairs, item)


def _unique(line: I64, row: I64) -> tuple[I64, I64]:
    both = np.sort(line << _ONE_ORDER_LINE | row)
    both = both[firsts(both)]
    return both >> _ONE_ORDER_LINE, both & ((1 << _ONE_ORDER_LINE) - 1)


def _of_named(batch: Batch, books: Books, known: I64, names: _Names) -> tuple[I64, I64, Bools]:
    """Plausible pairs with the lines of the named orders; and which lines (n,) need look no further."""
    named, lines = names.by_invoice, names.by_line
    own = np.zeros(batch.lines, np.bool_)
    own[lines.named.whom] = True
    start = np.searchsorted(batch.invoice, named.whom)
    which, line = ranges(start, np.searchsorted(batch.invoice, named.whom, side="right"))
    which, line = which[~own[line]], line[~own[line]]
    line = np.concatenate([line, lines.named.whom])
    order = np.concatenate([named.order[which], lines.named.order])
    exact = np.concatenate([named.level[which], lines.named.level]) == EXACT
    first = books.orders.first_line[order]
    which, row = ranges(first, first + books.orders.line_count[order])
    return _plausible(batch, books, known, lines, (line[which], row, exact[which]))


def _plausible(
    batch: Batch, books: Books, known: I64, lines: LineReferences, pairs: tuple[I64, I64, Bools]
) -> tuple[I64, I64, Bools]:
    line, row, exact = pairs
    same = (known[line] >= 0) & (known[line] == books.lines.item[row])
    near = price_levels(batch.price[line], books.lines.price[row])
    numbered = (lines.number[line] != 0) & (lines.number[line] == books.lines.number[row])
    texts = np.flatnonzero(known[line] < 0)
    alike = np.zeros(len(line), np.int64)
    alike[texts] = likeness(batch.signature[line[texts]], books.items.signature[books.lines.item[row[texts]]])
    kept = same | numbered | ((near > 0) & (near <= 2)) | (alike >= _LIKE)
    good = exact & (same | ((alike >= _VERY_LIKE) & (near > 0) & (near <= 3)))
    settled = np.zeros(batch.lines, np.bool_)
    settled[line[good]] = True
    kept &= good | ~settled[line]
    return line[kept], row[kept], settled


def _by_item(batch: Batch, books: Books, line: I64, item: I64, most: int) -> tuple[I64, I64]:
    owner = batch.owner[batch.invoice[line]]
    which, row = books.line_by_item.rows(joined(owner, item_keys(item)), most)
    return line[which], row


def _by_price(batch: Batch, books: Books, line: I64) -> tuple[I64, I64]:
    owner = batch.owner[batch.invoice[line]]
    which, row = books.line_by_price.rows(joined(owner, price_keys(batch.price[line])), NEWEST)
    return line[which], row


def _items_by_text(batch: Batch, books: Books, rows: I64) -> tuple[I64, I64, I64]:
    """The seller's items whose names are most like the texts: (line, item, likeness), best first.

    Equal ones are ordered by their numbers, not by their rows: orders and contracts may come in any order.
    """
    line, item = _sharing_rare_words(batch, books, rows)
    alike = likeness(batch.signature[line], books.items.signature[item])
    kept = np.flatnonzero(alike >= _LIKE)
    number = np.where(books.items.article[item] != 0, books.items.article[item], books.items.gtin[item])
    order = kept[np.lexsort((number[kept], -alike[kept], line[kept]))]
    starts = firsts(line[order])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    order = order[rank < _TEXT_ITEMS]
    return line[order], item[order], alike[order]


def _sharing_rare_words(batch: Batch, books: Books, rows: I64) -> tuple[I64, I64]:
    text, words = word_keys(batch.letters[rows])
    keys = joined(batch.scope[batch.invoice[rows[text]]], words)
    count = books.item_by_word.counts(keys)
    order = np.lexsort((keys, count, text))
    order = order[count[order] > 0]
    starts = firsts(text[order])
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    rare = order[rank < _RARE_WORDS]
    which, item = books.item_by_word.rows(keys[rare], _ITEMS_PER_WORD)
    return _unique(rows[text[rare[which]]], item)


def _evidence(batch: Batch, books: Books, line: I64, row: I64, known: I64, names: _Names) -> Candidates:
    order, item = books.lines.order[row], books.lines.item[row]
    quantity, price = in_order_unit(batch, books, line, row)
    levels = np.zeros((len(line), len(FIELDS)), np.uint8)
    levels[:, _REFERENCE] = _reference_levels(batch, line, order, names)
    number = names.by_line.number[line]
    levels[:, _LINE] = np.where(number == 0, 0, np.where(number == books.lines.number[row], 1, 2))
    levels[:, _ARTICLE] = np.where(known[line] < 0, 0, np.where(known[line] == item, 1, 2))
    levels[:, _PRICE] = price_levels(price, books.lines.price[row])
    unit, ordered = batch.unit[line], books.lines.unit[row]
    levels[:, _UNIT] = np.where((unit == UNKNOWN) | (ordered == UNKNOWN), 0, np.where(unit == ordered, 1, 2))
    texts = np.flatnonzero((levels[:, _ARTICLE] != 1) & batch.signature[line].any(1))
    levels[texts, _TEXT] = text_levels(
        likeness(batch.signature[line[texts]], books.items.signature[item[texts]])
    )
    levels[:, _AGE] = age_levels(batch.day[batch.invoice[line]], books.orders.day[order])
    unordinary = batch.fee[line] & (levels[:, _ARTICLE] != 1)
    unordinary &= (levels[:, _TEXT] == 0) | (levels[:, _TEXT] > _LIKE_ENOUGH)
    kept = ~unordinary
    return Candidates(line[kept], row[kept], quantity[kept], price[kept], levels[kept])


def _reference_levels(batch: Batch, line: I64, order: I64, names: _Names) -> U8:
    """How each pair's order is named: by the line if it names any, else by the invoice."""
    invoice = batch.invoice[line]
    own = names.by_line.named.best(batch.lines)[line]
    level = np.where(
        own > 0, names.by_line.named.levels(line, order), names.by_invoice.levels(invoice, order)
    )
    best = np.where(own > 0, own, names.by_invoice.best(len(batch.owner))[invoice])
    otherwise = np.where(best == EXACT, ANOTHER, np.where(names.lost[invoice], UNRESOLVED, 0))
    return np.where(level > 0, level, otherwise).astype(np.uint8)
