"""The product's matching engine behind the protocol of the shared yardstick `match_bench.py`.

    python $KONTERA_SHARED/tools/match_bench.py quality --engines "" \\
        --adapter benchmarks/match_adapter.py:Kontera

Only columns are translated here: their names, their scales (the yardstick has thousandths of a unit and
ten-thousandths of a krona, Kontera 10⁻⁶ of both) and the keys that ingestion makes. Candidates, evidence,
budgets and verdicts are those of `services.matcher.settling.settle`.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypedDict, cast

import numpy as np
from numpy.typing import NDArray

from services.matcher import batch as said
from services.matcher.batch import Batch
from services.matcher.books import Books
from services.matcher.compliance import Tolerances, fees
from services.matcher.keys import (
    I64,
    U64,
    digits_of,
    identifier_keys,
    joined,
    letters_of,
    mixed,
    signatures_of,
)
from services.matcher.settling import Taken, settle

_QUANTITY: Final = 1_000
_PRICE: Final = 100

_VERDICTS: Final = (
    (said.PARTIAL, 1 << 1),
    (said.OVER_QUANTITY, 1 << 2),
    (said.PRICE_DEVIATION, 1 << 3),
    (said.OFF_CONTRACT, 1 << 6),
    (said.CONTRACT_PRICE_EXCEEDED, 1 << 7),
    (said.FEE, 1 << 8),
    (said.UNDELIVERED, 1 << 9),
)
"""Our verdicts and the yardstick's bits for the same."""

Columns = Mapping[str, "NDArray[np.int64] | list[str]"]


class Answer(TypedDict):
    """What the yardstick reads."""

    ol: I64
    flags: NDArray[np.uint32]
    item: I64
    p: NDArray[np.float64]


class Kontera:
    """An engine of the yardstick: build the books, settle batches, forget, take in more orders."""

    name = "kontera"
    max_batch_lines = None

    def build(self, world: Columns) -> None:
        """Take in articles, price lists and orders."""
        self._books = Books()
        self._numbers = identifier_keys([str(number) for number in range(1 << 12)])
        self._add_articles(world)
        self._books.add_prices(
            item=_ints(world, "pi_art"),
            unit=np.full(len(world["pi_art"]), -1, np.int32),
            price=_ints(world, "pi_price") * _PRICE,
            first_day=_ints(world, "pi_from").astype(np.int32),
            last_day=_ints(world, "pi_to").astype(np.int32),
        )
        self.add_orders(world)
        self._at_first = self._books.lines.invoiced.copy()

    def _add_articles(self, world: Columns) -> None:
        letters = letters_of(_texts(world, "art_text"))
        self._books.add_items(
            scope=_sellers(_ints(world, "art_sup")),
            article=identifier_keys(_texts(world, "art_no")),
            gtin=identifier_keys(_texts(world, "art_gtin")),
            pack=_ints(world, "art_pack"),
            signature=signatures_of(letters),
            letters=letters,
        )

    def add_orders(self, world: Columns) -> None:
        """Take in orders with their lines."""
        numbers = [number.decode() for number in cast("list[bytes]", np.asarray(world["ord_no"]).tolist())]
        digits, count = digits_of(numbers)
        lines = np.diff(_ints(world, "ol_ptr"))
        orders = self._books.add_orders(
            owner=_owners(_ints(world, "ord_org"), _ints(world, "ord_sup")),
            number=identifier_keys(numbers),
            day=_ints(world, "ord_day").astype(np.int32),
            digits=digits,
            digit_count=count,
            lines=lines,
        )
        rows = self._books.add_lines(
            order=orders[_ints(world, "ol_order")],
            number=self._numbers[_ints(world, "ol_no")],
            item=_ints(world, "ol_art"),
            unit=_ints(world, "ol_unit").astype(np.int32),
            price=_ints(world, "ol_price") * _PRICE,
            quantity=_ints(world, "ol_qty") * _QUANTITY,
            invoiced=_ints(world, "ol_inv") * _QUANTITY,
        )
        self._books.lines.received[rows] = _ints(world, "ol_del") * _QUANTITY

    def match(self, columns: Columns) -> Answer:
        """Settle a batch and book it."""
        batch = _batch(columns)
        outcome = settle(batch, self._books, Taken(), Tolerances(price_thousandths=5, quantity=_QUANTITY))
        linked = outcome.line >= 0
        np.add.at(self._books.lines.invoiced, outcome.line[linked], outcome.quantity[linked])
        flags = np.zeros(batch.lines, np.uint32)
        for ours, theirs in _VERDICTS:
            flags |= np.where(outcome.verdicts & ours, theirs, 0).astype(np.uint32)
        return Answer(ol=outcome.line, flags=flags, item=outcome.price_row, p=outcome.probability)

    def reset(self) -> None:
        """Forget what was booked."""
        self._books.lines.invoiced[: len(self._at_first)] = self._at_first

    def nbytes(self) -> int:
        """Bytes of the books."""
        return self._books.nbytes

    def close(self) -> None:
        """Nothing is open."""


def _batch(columns: Columns) -> Batch:
    owner = _owners(_ints(columns, "inv_org"), _ints(columns, "inv_sup"))
    texts = _texts(columns, "il_text")
    letters = letters_of(texts)
    price = _ints(columns, "il_price") * _PRICE
    return Batch(
        owner=owner,
        scope=_sellers(_ints(columns, "inv_sup")),
        day=_ints(columns, "inv_day").astype(np.int32),
        order_text=_texts(columns, "inv_ref"),
        other_text=_texts(columns, "inv_bref"),
        invoice=_ints(columns, "il_inv"),
        line_text=_texts(columns, "il_lref"),
        article=identifier_keys(_texts(columns, "il_art")),
        gtin=identifier_keys(_texts(columns, "il_gtin")),
        letters=letters,
        signature=signatures_of(letters),
        quantity=_ints(columns, "il_qty") * _QUANTITY,
        unit=_ints(columns, "il_unit").astype(np.int32),
        price=price,
        amount=np.full(len(price), -1, np.int64),
        fee=fees(texts, letters),
    )


def _ints(columns: Columns, name: str) -> I64:
    return np.asarray(columns[name]).astype(np.int64)


def _texts(columns: Columns, name: str) -> Sequence[str]:
    return cast("list[str]", columns[name])


def _sellers(seller: I64) -> U64:
    return mixed((seller + 1).astype(np.uint64))


def _owners(buyer: I64, seller: I64) -> U64:
    return joined(mixed((buyer + 1_000_003).astype(np.uint64)), _sellers(seller))
