"""The columnar memory of the matcher: orders, items, price lists and bookings, with the keys that find them.

Arrays only: no strings, no events. `owner` is the key of buyer and seller (orders and bookings hold within
it), `scope` the key within which articles and price lists hold; from events both are the same.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matcher.columns import LIMIT, UNKNOWN, Bookings, Items, OrderLines, Orders, Prices
from services.matcher.index import Index
from services.matcher.keys import I32, I64, U8, U32, U64, Bools, joined, mixed, word_keys

_ITEM_SALT: Final = np.uint64(0x51ED270B)
_PRICE_SALT: Final = np.uint64(0xA24BAED4963EE407)


@dataclass(frozen=True, slots=True)
class Room:
    """What is left to invoice of what was ordered, and of what was received: (k,) int64 each.

    An order line without a quantity has room for LIMIT, and counts as not `bounded`.
    """

    left: I64
    received: I64

    def at(self, places: I64) -> "Room":
        """The room at some places, as a copy."""
        return Room(self.left[places], self.received[places])

    def less(self, taken: I64) -> "Room":
        """The room after something was taken."""
        return Room(self.left - taken, self.received - taken)

    @property
    def bounded(self) -> Bools:
        """Where the order names a quantity: (k,) bool."""
        return self.left < LIMIT // 2


class Books:
    """All that an invoice is held against. Rows are added and quantities booked; nothing is ever removed."""

    def __init__(self) -> None:
        self.orders = Orders()
        self.lines = OrderLines()
        self.items = Items()
        self.prices = Prices()
        self.bookings = Bookings()
        self.order_by_number = Index()
        self.order_by_owner = Index()
        self.line_by_item = Index()
        self.line_by_price = Index()
        self.item_by_article = Index()
        self.item_by_gtin = Index()
        self.item_by_word = Index()
        self.price_by_item = Index()
        self.booking_by_invoice = Index()
        self.booking_by_item = Index()

    def add_items(self, scope: U64, article: U64, gtin: U64, pack: I64, signature: U64, letters: U32) -> I64:
        """Take in new items; gives their rows. `letters` (k, width) are those of their names."""
        rows = self.items.append(scope=scope, article=article, gtin=gtin, pack=pack, signature=signature)
        self._index_items(rows)
        named, words = word_keys(letters)
        self.item_by_word.add(joined(scope[named], words), rows[named])
        return rows

    def also_known(self, rows: I64, article: U64, gtin: U64) -> None:
        """Items that turned out to have an article number or a GTIN too; keys of 0 say nothing new."""
        new_article = (self.items.article[rows] == 0) & (article != 0)
        new_gtin = (self.items.gtin[rows] == 0) & (gtin != 0)
        self.items.article[rows[new_article]] = article[new_article]
        self.items.gtin[rows[new_gtin]] = gtin[new_gtin]
        scope = self.items.scope[rows]
        self.item_by_article.add(joined(scope, np.where(new_article, article, 0)), rows)
        self.item_by_gtin.add(joined(scope, np.where(new_gtin, gtin, 0)), rows)

    def known_items(self, scope: U64, article: U64, gtin: U64) -> I64:
        """The item of each article number, else of each GTIN, else -1: (n,) int64."""
        by_article = self.item_by_article.newest(joined(scope, article))
        by_gtin = self.item_by_gtin.newest(joined(scope, gtin))
        return np.where(by_article >= 0, by_article, by_gtin)

    def add_orders(self, owner: U64, number: U64, day: I32, digits: U8, digit_count: I64, lines: I64) -> I64:
        """Take in orders whose `lines` (k,) order lines are added next, in this order; gives their rows."""
        first = self.lines.count + np.cumsum(lines) - lines
        rows = self.orders.append(
            owner=owner,
            number=number,
            day=day,
            digits=digits,
            digit_count=digit_count,
            first_line=first,
            line_count=lines,
        )
        self._index_orders(rows)
        return rows

    def add_lines(
        self, order: I64, number: U64, item: I64, unit: I32, price: I64, quantity: I64, invoiced: I64
    ) -> I64:
        """Take in order lines; what is not said of their receipt counts as received. Gives their rows."""
        rows = self.lines.append(
            order=order,
            number=number,
            item=item,
            unit=unit,
            price=price,
            quantity=quantity,
            received=quantity.copy(),
            invoiced=invoiced,
            moved=np.full(len(order), -1, np.int64),
            void=np.zeros(len(order), np.uint8),
        )
        self._index_lines(rows)
        return rows

    def add_prices(self, item: I64, unit: I32, price: I64, first_day: I32, last_day: I32) -> I64:
        """Take in rows of price lists; gives their rows."""
        void = np.zeros(len(item), np.uint8)
        rows = self.prices.append(
            item=item, unit=unit, price=price, first_day=first_day, last_day=last_day, void=void
        )
        self.price_by_item.add(item_keys(item), rows)
        return rows

    def book(self, invoice: U64, line: I64, item: I64, price: I64, quantity: I64) -> I64:
        """Book quantities of invoice lines on order lines; gives the bookings' rows."""
        returned = np.zeros(len(line), np.int64)
        rows = self.bookings.append(
            invoice=invoice, line=line, item=item, price=price, quantity=quantity, returned=returned
        )
        np.add.at(self.lines.invoiced, self.current(line), quantity)
        self._index_bookings(rows)
        return rows

    def give_back(self, booking: I64, quantity: I64) -> None:
        """Credit bookings: their order lines may be invoiced again."""
        np.add.at(self.bookings.returned, booking, quantity)
        np.subtract.at(self.lines.invoiced, self.current(self.bookings.line[booking]), quantity)

    def current(self, rows: I64) -> I64:
        """The rows of order lines (k,) int64 in the newest version of their orders."""
        rows = rows.copy()
        moved = self.lines.moved[rows]
        while (moved >= 0).any():
            rows = np.where(moved >= 0, moved, rows)
            moved = self.lines.moved[rows]
        return rows

    def replace_lines(self, old: I64, new: I64) -> None:
        """Order lines that a newer version of the order has too: what was invoiced moves along."""
        np.add.at(self.lines.invoiced, new, self.lines.invoiced[old])
        self.lines.moved[old] = new

    def room(self, rows: I64) -> "Room":
        """What may still be invoiced on order lines (k,)."""
        left = self._less_invoiced(self.lines.quantity[rows], rows)
        return Room(left, self._less_invoiced(self.lines.received[rows], rows))

    def _less_invoiced(self, of: I64, rows: I64) -> I64:
        return np.where(of == UNKNOWN, LIMIT, of - self.lines.invoiced[rows])

    def reindex(self) -> None:
        """Make all keys anew from the tables, but for the words of the items (see `State.restore`)."""
        self._index_orders(np.arange(self.orders.count))
        self._index_lines(np.arange(self.lines.count))
        self._index_items(np.arange(self.items.count))
        self.price_by_item.add(item_keys(self.prices.item), np.arange(self.prices.count))
        self._index_bookings(np.arange(self.bookings.count))

    def _index_orders(self, rows: I64) -> None:
        owner = self.orders.owner[rows]
        self.order_by_number.add(joined(owner, self.orders.number[rows]), rows)
        self.order_by_owner.add(owner, rows)

    def _index_lines(self, rows: I64) -> None:
        owner = self.orders.owner[self.lines.order[rows]]
        price = self.lines.price[rows]
        self.line_by_item.add(joined(owner, item_keys(self.lines.item[rows])), rows)
        self.line_by_price.add(joined(owner, price_keys(price)), rows)

    def _index_items(self, rows: I64) -> None:
        scope = self.items.scope[rows]
        self.item_by_article.add(joined(scope, self.items.article[rows]), rows)
        self.item_by_gtin.add(joined(scope, self.items.gtin[rows]), rows)

    def _index_bookings(self, rows: I64) -> None:
        owner = self.orders.owner[self.lines.order[self.bookings.line[rows]]]
        self.booking_by_invoice.add(joined(owner, self.bookings.invoice[rows]), rows)
        self.booking_by_item.add(joined(owner, item_keys(self.bookings.item[rows])), rows)

    @property
    def nbytes(self) -> int:
        """Bytes of the tables and their keys."""
        return sum(part.nbytes for part in vars(self).values())


def item_keys(item: I64) -> U64:
    """Keys of item rows (n,) uint64; 0 for -1."""
    known = np.where(item >= 0, item + 1, 0).astype(np.uint64)
    return mixed(known * _ITEM_SALT)


def price_keys(price: I64) -> U64:
    """Keys of unit prices (n,) uint64, to the hundredth; 0 where unknown or zero."""
    hundredths = np.where(price > 0, (price + 5_000) // 10_000, 0).astype(np.uint64)
    return np.where(hundredths == 0, np.uint64(0), mixed(hundredths ^ _PRICE_SALT))
