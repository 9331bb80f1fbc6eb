"""What orders, price lists and bookings are in memory: tables of typed columns that grow at the end.

Rows never move and never leave, so a row number names an order line for ever, in the log as in the index.
Quantities and unit prices are scaled by SCALE, amounts are minor units; UNKNOWN stands for a number that the
document does not give, which is something else than zero.
"""

from typing import ClassVar, Final, Self

import numpy as np

from services.matcher.keys import DIGITS, I32, I64, U8, U64

SCALE: Final = 1_000_000
"""Quantities and unit prices are integers of 10⁻⁶."""

LIMIT: Final = 4 * 10**15
"""The largest scaled number that is compared; beyond it a number counts as unknown."""

UNKNOWN: Final = -1

Column = np.ndarray[tuple[int, ...], np.dtype[np.generic]]
Spec = tuple[type[np.generic], tuple[int, ...]]


class Table:
    """Columns of one length, each readable as an attribute; `append` is the only way to add rows."""

    specs: ClassVar[dict[str, Spec]]

    def __init__(self) -> None:
        self.count = 0
        self._store: dict[str, Column] = {
            name: np.zeros((0, *shape), dtype) for name, (dtype, shape) in self.specs.items()
        }
        self._show()

    def append(self, **columns: Column) -> I64:
        """Add rows; gives their row numbers (k,) int64. Every column must be there."""
        added = len(next(iter(columns.values())))
        self._reserve(self.count + added)
        for name in self.specs:
            self._store[name][self.count : self.count + added] = columns[name]
        rows = np.arange(self.count, self.count + added)
        self.count += added
        self._show()
        return rows

    def _reserve(self, needed: int) -> None:
        for name, held in self._store.items():
            if len(held) < needed:
                room = max(needed, len(held) + len(held) // 2, 64) if self.count else needed
                larger = np.zeros((room, *held.shape[1:]), held.dtype)
                larger[: self.count] = held[: self.count]
                self._store[name] = larger

    def _show(self) -> None:
        for name, held in self._store.items():
            setattr(self, name, held[: self.count])

    def columns(self) -> dict[str, Column]:
        """The columns by name, for a snapshot."""
        return {name: held[: self.count] for name, held in self._store.items()}

    @classmethod
    def of(cls, columns: dict[str, Column]) -> Self:
        """A table with these columns."""
        table = cls()
        table.append(**columns)
        return table

    @property
    def nbytes(self) -> int:
        """Bytes of the rows."""
        return sum(held[: self.count].nbytes for held in self._store.values())


class Orders(Table):
    """Orders: whose, when, the digits of the number, and where the lines are."""

    owner: U64
    number: U64
    day: I32
    digits: U8
    digit_count: I64
    first_line: I64
    line_count: I64
    specs: ClassVar[dict[str, Spec]] = {
        "owner": (np.uint64, ()),
        "number": (np.uint64, ()),
        "day": (np.int32, ()),
        "digits": (np.uint8, (DIGITS,)),
        "digit_count": (np.int64, ()),
        "first_line": (np.int64, ()),
        "line_count": (np.int64, ()),
    }


class OrderLines(Table):
    """Order lines: what was ordered, received and invoiced, at what price.

    `void` lines take no invoice; where a newer version of the order has the line, `moved` is its row.
    """

    order: I64
    number: U64
    item: I64
    unit: I32
    price: I64
    quantity: I64
    received: I64
    invoiced: I64
    moved: I64
    void: U8
    specs: ClassVar[dict[str, Spec]] = {
        "order": (np.int64, ()),
        "number": (np.uint64, ()),
        "item": (np.int64, ()),
        "unit": (np.int32, ()),
        "price": (np.int64, ()),
        "quantity": (np.int64, ()),
        "received": (np.int64, ()),
        "invoiced": (np.int64, ()),
        "moved": (np.int64, ()),
        "void": (np.uint8, ()),
    }


class Items(Table):
    """What can be bought of a seller: article, GTIN, pieces in a pack (0 unknown), signature of the name."""

    scope: U64
    article: U64
    gtin: U64
    pack: I64
    signature: U64
    specs: ClassVar[dict[str, Spec]] = {
        "scope": (np.uint64, ()),
        "article": (np.uint64, ()),
        "gtin": (np.uint64, ()),
        "pack": (np.int64, ()),
        "signature": (np.uint64, (4,)),
    }


class Prices(Table):
    """Rows of net price lists; days are inclusive ordinals."""

    item: I64
    unit: I32
    price: I64
    first_day: I32
    last_day: I32
    void: U8
    specs: ClassVar[dict[str, Spec]] = {
        "item": (np.int64, ()),
        "unit": (np.int32, ()),
        "price": (np.int64, ()),
        "first_day": (np.int32, ()),
        "last_day": (np.int32, ()),
        "void": (np.uint8, ()),
    }


class Bookings(Table):
    """Which invoice took how much of which order line, and gave how much back."""

    invoice: U64
    line: I64
    item: I64
    price: I64
    quantity: I64
    returned: I64
    specs: ClassVar[dict[str, Spec]] = {
        "invoice": (np.uint64, ()),
        "line": (np.int64, ()),
        "item": (np.int64, ()),
        "price": (np.int64, ()),
        "quantity": (np.int64, ()),
        "returned": (np.int64, ()),
    }
