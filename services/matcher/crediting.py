"""What a credit gives back: to which booking of an earlier invoice, and how much of it.

A credit note that names the invoice it credits is held against what that invoice booked; another one against
the bookings of the same article. A line gives back to one booking, the one that agrees best, the latest of
equals, and never more than that booking took. Credits are few, so they are settled one by one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matcher.books import Books, item_keys
from services.matcher.changes import Booked
from services.matcher.columns import UNKNOWN
from services.matcher.keys import U64, joined, likeness
from services.matcher.packs import converted

MOST: Final = 1_000
"""Newest bookings of an invoice or an article that are looked at."""

_ALIKE: Final = 800
_TOLERANCE: Final = 200
"""A price within a 200th is the same."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A line that gives back: whose it is, the keys of the invoices it names, and what it says."""

    owner: int
    invoices: Sequence[int]
    item: int
    signature: U64
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Return:
    """The booking that gets a quantity back, its order line, and the price at which it was booked."""

    booking: int
    line: int
    item: int
    price: int
    quantity: int


@dataclass(frozen=True, slots=True)
class _Open:
    booking: int
    booked: Booked
    left: int


class Bookings:
    """The bookings in the books, and those of the batch at hand that are not in the books yet."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._new: list[tuple[int, Booked]] = []
        self._by_owner: defaultdict[int, list[int]] = defaultdict(list)
        self._returned: defaultdict[int, int] = defaultdict(int)

    def add(self, owner: int, invoice: int, booked: Sequence[Booked]) -> None:
        """Take in what an invoice of the batch books; the order of the calls is that of the booking rows."""
        for each in booked:
            self._by_owner[owner].append(len(self._new))
            self._new.append((invoice, each))

    def give_back(self, credit: Credit) -> Return | None:
        """The best agreeing booking and what it gets back, which is noted; None where none agrees."""
        of_invoice = self._open(credit, by_invoice=True) if credit.invoices else []
        choices = of_invoice or self._open(credit, by_invoice=False)
        best = max(choices, key=lambda open_: self._agreement(credit, open_, bool(of_invoice)), default=None)
        if best is None or self._agreement(credit, best, bool(of_invoice))[0] == 0:
            return None
        quantity = best.left if credit.quantity == UNKNOWN else min(self._in_unit(credit, best), best.left)
        self._returned[best.booking] += quantity
        line = int(self._books.current(np.array([best.booked.line]))[0])
        return Return(best.booking, line, best.booked.item, best.booked.price, quantity)

    def _open(self, credit: Credit, *, by_invoice: bool) -> list[_Open]:
        """The bookings of the named invoices, or of the item, that have not been given back."""
        held, index = self._books.bookings, self._books.booking_by_item
        keys = item_keys(np.array([credit.item], np.int64))
        if by_invoice:
            index, keys = self._books.booking_by_invoice, np.array(credit.invoices, np.uint64)
        _, rows = index.rows(joined(np.full(len(keys), credit.owner, np.uint64), keys), MOST)
        found = [
            (
                row,
                Booked(
                    int(held.line[row]), int(held.item[row]), int(held.price[row]), int(held.quantity[row])
                ),
            )
            for row in rows.tolist()
        ]
        for place in self._by_owner.get(credit.owner, ()):
            invoice, booked = self._new[place]
            if (invoice in credit.invoices) if by_invoice else booked.item == credit.item:
                found.append((held.count + place, booked))
        return [_Open(row, booked, left) for row, booked in found if (left := self._left(row, booked)) > 0]

    def _left(self, row: int, booked: Booked) -> int:
        before = int(self._books.bookings.returned[row]) if row < self._books.bookings.count else 0
        return booked.quantity - before - self._returned[row]

    def _agreement(self, credit: Credit, open_: _Open, named: bool) -> tuple[int, bool, int]:
        """How well a booking agrees: by item, text, or (named invoices only) price; 0 is not at all."""
        price = open_.booked.price
        near = UNKNOWN not in (price, credit.price) and abs(price - credit.price) * _TOLERANCE <= price
        item = credit.item >= 0 and credit.item == open_.booked.item
        signature = self._books.items.signature[open_.booked.item][None]
        alike = int(likeness(credit.signature[None], signature)[0]) >= _ALIKE
        level = 3 if item else 2 if alike else 1 if named and near else 0
        return 2 * level + near if level else 0, open_.left == credit.quantity, open_.booking

    def _in_unit(self, credit: Credit, open_: _Open) -> int:
        one = [
            np.array([number], np.int64) for number in (credit.quantity, credit.price, open_.booked.price, 0)
        ]
        return int(converted(*one)[0][0]) if min(credit.price, open_.booked.price) > 0 else credit.quantity
