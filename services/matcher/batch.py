"""What the engine reads and gives: the lines of a batch of invoices, and the outcome of each, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from services.matcher.keys import I32, I64, U8, U32, U64, Bools

PARTIAL: Final = 1
OVER_QUANTITY: Final = 2
PRICE_DEVIATION: Final = 4
CONTRACT_PRICE_EXCEEDED: Final = 8
OFF_CONTRACT: Final = 16
NOT_ORDERED: Final = 32
FEE: Final = 64
UNDELIVERED: Final = 128

FIELDS: Final = ("reference", "line", "article", "price", "quantity", "unit", "text", "age", "siblings")
"""The evidence of a pair, one small level each; the order of the columns of `Outcome.levels`."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines (n) of m invoices in the order in which they are to be settled; `invoice` is ascending.

    Quantities and prices are scaled (columns.SCALE), amounts are minor units, UNKNOWN where not given. Only
    lines that take a quantity belong here; what gives back goes through `crediting`.
    """

    owner: U64
    scope: U64
    day: I32
    order_text: Sequence[str]
    other_text: Sequence[str]
    invoice: I64
    line_text: Sequence[str]
    article: U64
    gtin: U64
    letters: U32
    signature: U64
    quantity: I64
    unit: I32
    price: I64
    amount: I64
    fee: Bools

    @property
    def lines(self) -> int:
        """n."""
        return len(self.invoice)


@dataclass(frozen=True, slots=True)
class Outcome:
    """For each line (n): the order line or -1, what to book there in its unit, and what is to be said.

    `probability` is the chance that the link is right, or that there is no order where none is linked.
    """

    line: I64
    quantity: I64
    price: I64
    item: I64
    price_row: I64
    verdicts: U8
    probability: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    levels: U8

    @classmethod
    def empty(cls, lines: int) -> "Outcome":
        """Nothing linked, nothing said."""
        return cls(
            line=np.full(lines, -1, np.int64),
            quantity=np.zeros(lines, np.int64),
            price=np.full(lines, -1, np.int64),
            item=np.full(lines, -1, np.int64),
            price_row=np.full(lines, -1, np.int64),
            verdicts=np.zeros(lines, np.uint8),
            probability=np.ones(lines, np.float64),
            levels=np.zeros((lines, len(FIELDS)), np.uint8),
        )
