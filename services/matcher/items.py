"""Which item a document's line means, and new items where it is none of the known ones.

An item is known by the seller's article number, else by its GTIN; one without either goes by its whole name.
A line that names both ties them together. Lines are taken one after the other, so it makes no difference how
documents were batched when they came.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.matcher.books import Books
from services.matcher.changes import What
from services.matcher.keys import I64, U64, Bools, joined, letters_of, signatures_of
from services.matcher.reading import item_columns


def items_of(books: Books, whats: Sequence[What], scope: U64) -> I64:
    """The rows of the items (n,) int64; new items, and new numbers of known ones, are taken in."""
    article, gtin = item_columns(whats)
    scoped_article, scoped_gtin = joined(scope, article), joined(scope, gtin)
    items = books.item_by_article.newest(scoped_article)
    unclear = np.flatnonzero((items < 0) | _has_news(books, items, gtin))
    found = items[unclear], books.item_by_gtin.newest(scoped_gtin[unclear])
    taking = _Taking(books)
    keys = scoped_article[unclear], scoped_gtin[unclear]
    columns = [column.tolist() for column in (unclear, *keys, *found)]
    items[unclear] = [taking.item_of(_Line(*line)) for line in zip(*columns, strict=True)]
    _add(books, [whats[row] for row in taking.new], scope[taking.new], article[taking.new], gtin[taking.new])
    for_articles = np.array(list(taking.articles.items()), np.int64).reshape(-1, 2).T
    for_gtins = np.array(list(taking.gtins.items()), np.int64).reshape(-1, 2).T
    books.also_known(for_articles[0], article[for_articles[1]], np.zeros(len(for_articles[1]), np.uint64))
    books.also_known(for_gtins[0], np.zeros(len(for_gtins[1]), np.uint64), gtin[for_gtins[1]])
    return items


def _has_news(books: Books, items: I64, gtin: U64) -> Bools:
    """Which lines tell a GTIN that the item of their article did not have."""
    known = np.flatnonzero(items >= 0)
    news = np.zeros(len(items), np.bool_)
    news[known] = (books.items.gtin[items[known]] == 0) & (gtin[known] != 0)
    return news


def _add(books: Books, whats: Sequence[What], scope: U64, article: U64, gtin: U64) -> None:
    letters = letters_of([what.name for what in whats])
    books.add_items(
        scope=scope,
        article=article,
        gtin=gtin,
        pack=np.zeros(len(whats), np.int64),
        signature=signatures_of(letters),
        letters=letters,
    )


class _Line(NamedTuple):
    """A line's row, its scoped keys (0 none), and the items that the books know by them (-1 none)."""

    row: int
    article: int
    gtin: int
    by_article: int
    by_gtin: int


class _Taking:
    """What lines tell, one after the other: `new` items, and numbers of known items, by the lines' rows."""

    def __init__(self, books: Books) -> None:
        self.new: list[int] = []
        self.articles: dict[int, int] = {}
        self.gtins: dict[int, int] = {}
        self._books = books
        self._by_article: dict[int, int] = {}
        self._by_gtin: dict[int, int] = {}
        self._with_article: set[int] = set()
        self._with_gtin: set[int] = set()

    def item_of(self, line: _Line) -> int:
        """The item of the next line; among several with the same number the newest."""
        item = max(line.by_article, self._by_article.get(line.article, -1))
        if item < 0:
            item = max(line.by_gtin, self._by_gtin.get(line.gtin, -1))
        is_new = item < 0
        if is_new:
            item = self._books.items.count + len(self.new)
            self.new.append(line.row)
        if line.article and not self._has(item, self._with_article, self._books.items.article):
            self._with_article.add(item)
            self._by_article[line.article] = max(item, self._by_article.get(line.article, -1))
            self.articles |= {} if is_new else {item: line.row}
        if line.gtin and not self._has(item, self._with_gtin, self._books.items.gtin):
            self._with_gtin.add(item)
            self._by_gtin[line.gtin] = max(item, self._by_gtin.get(line.gtin, -1))
            self.gtins |= {} if is_new else {item: line.row}
        return item

    @staticmethod
    def _has(item: int, told: set[int], held: U64) -> bool:
        return item in told or (item < len(held) and held[item] != 0)
