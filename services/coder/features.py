"""Columnar lines to predict or to learn, and the hashed keys under which memory knows them.

One reading serves ledger rows and invoice lines alike. A key stands for one level of detail, from "this
supplier, this unit, this article" down to "this buyer"; levels that contain the supplier are *live* (a
decision acts on the very next line), the others come with the model file.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = tuple[str, ...]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]

KEY_BITS = 44
"""A key leaves 20 bits beside it for the number of a code; of a million, two meet with a chance of 3 %."""


class Case(NamedTuple):
    """One line to predict or to learn; `""` is unknown, `day` counts from 1970-01-01."""

    tenant: str = ""
    supplier: str = ""
    supplier_name: str = ""
    unit: str = ""
    unit_text: str = ""
    article: str = ""
    category: str = ""
    text: str = ""
    amount: float = 0.0
    day: int = 0


class Level(NamedTuple):
    """A level of detail: its name, the parts of its key, and the words that tell an accountant what it is."""

    name: str
    parts: tuple[str, ...]
    phrase: str


LIVE_LEVELS = (
    Level(
        "supplier+unit+item", ("supplier", "unit", "item"), "from this supplier to this unit for this article"
    ),
    Level("supplier+item", ("supplier", "item"), "from this supplier for this article"),
    Level(
        "supplier+unit+amount",
        ("supplier", "unit", "amount"),
        "from this supplier to this unit of this amount",
    ),
    Level("supplier+amount", ("supplier", "amount"), "from this supplier of this amount"),
    Level("supplier+words", ("supplier", "words"), "from this supplier with these words"),
    Level(
        "supplier+unit+band",
        ("supplier", "unit", "band"),
        "from this supplier to this unit of about this amount",
    ),
    Level("supplier+unit", ("supplier", "unit"), "from this supplier to this unit"),
    Level("supplier+band", ("supplier", "band"), "from this supplier of about this amount"),
    Level("supplier", ("supplier",), "from this supplier"),
)
COARSE_LEVELS = (
    Level("unit+words", ("unit", "words"), "to this unit with these words"),
    Level("words", ("words",), "with these words"),
    Level("unit+category", ("unit", "category"), "to this unit in this category"),
    Level("category", ("category",), "in this category"),
    Level("unit+amount", ("unit", "amount"), "to this unit of this amount"),
    Level("unit", ("unit",), "to this unit"),
    Level("tenant", (), "of this buyer"),
)
LEVELS = (*LIVE_LEVELS, *COARSE_LEVELS)


@dataclass(frozen=True)
class Cases:
    """Lines in columns of equal length; the keys are made once, when first asked for."""

    tenant: Column
    supplier: Column
    supplier_name: Column
    unit: Column
    unit_text: Column
    article: Column
    category: Column
    text: Column
    amount: F64
    day: I64

    @classmethod
    def of(cls, rows: Iterable[Case]) -> "Cases":
        """The rows as columns, in their order."""
        columns: list[Column] = list(zip(*rows, strict=True)) or [()] * len(Case._fields)
        return cls.from_columns(columns[:8], np.array(columns[8], np.float64), np.array(columns[9], np.int64))

    @classmethod
    def from_columns(cls, texts: Sequence[Column], amount: F64, day: I64) -> "Cases":
        """The eight text columns in the order of the fields, amounts and days."""
        tenant, supplier, name, unit, unit_text, article, category, text = texts
        return cls(tenant, supplier, name, unit, unit_text, article, category, text, amount, day)

    def __len__(self) -> int:
        return len(self.tenant)

    def take(self, rows: I64) -> "Cases":
        """The cases at `rows`, in that order."""
        chosen = rows.tolist()
        texts = [tuple(map(column.__getitem__, chosen)) for column in self.texts]
        return self.from_columns(texts, self.amount[rows], self.day[rows])

    @property
    def texts(self) -> tuple[Column, ...]:
        """The eight text columns, in the order of the fields."""
        return (
            self.tenant,
            self.supplier,
            self.supplier_name,
            self.unit,
            self.unit_text,
            self.article,
            self.category,
            self.text,
        )

    @cached_property
    def keys(self) -> U64:
        """(n, levels) uint64 below 2**44: each line's key at every level; 0 where it has none."""
        parts = _parts(self)
        return np.stack([_key(number, level, parts) for number, level in enumerate(LEVELS)], axis=1)


def _parts(cases: Cases) -> dict[str, U64]:
    """The hashed parts of keys, (n,) uint64 each; 0 where unknown."""
    # a code says all: history has the unit's name beside it, an invoice's buyer reference has not
    unit = hashed([code or text for code, text in zip(cases.unit, cases.unit_text, strict=True)])
    item = [article or text for article, text in zip(cases.article, cases.text, strict=True)]
    cents = np.floor(cases.amount * 100 + 0.5).astype(np.int64)
    return {
        "tenant": hashed(cases.tenant),
        "supplier": np.where(
            hashed(cases.supplier) == 0, hashed(cases.supplier_name), hashed(cases.supplier)
        ),
        "unit": unit,
        "item": hashed(item),
        "words": hashed(cases.text, wordy),
        "category": hashed(cases.category),
        "amount": _scrambled(cents.view(np.uint64) + np.uint64(1)),
        "band": _scrambled(bands(cases.amount).view(np.uint64)),
    }


def bands(amount: F64) -> I64:
    """Bands of amounts, (n,) int64 above 0: three to a doubling, credits apart."""
    size: I64 = np.floor(np.log2(np.maximum(np.abs(amount), 0.01)) * 3).astype(np.int64) + 100
    credit: I64 = (amount < 0).astype(np.int64)
    return size * 2 + credit


def _key(number: int, level: Level, parts: dict[str, U64]) -> U64:
    """(n,) keys of one level: tenant, level and every part mixed; 0 where a part is unknown."""
    key = _scrambled(parts["tenant"] + np.uint64(number + 1))
    known = np.ones(len(key), bool)
    for name in level.parts:
        known &= parts[name] != 0
        key = _scrambled(key ^ parts[name]) + np.uint64(1)
    short = _scrambled(key) >> np.uint64(64 - KEY_BITS)
    return np.where(known, np.maximum(short, np.uint64(1)), np.uint64(0))


def hashed(column: Sequence[str], form: Callable[[str], str] | None = None) -> U64:
    """(n,) uint64, equal for texts of equal form (letters of any case, single spaces); 0 for no text."""
    form = form or plain
    known = {text: _hash(form(text)) for text in set(column)}
    return np.fromiter(map(known.__getitem__, column), np.uint64, len(column))


def plain(text: str) -> str:
    """The text in small letters with single spaces."""
    return " ".join(text.casefold().split())


def wordy(text: str) -> str:
    """The words of two letters and more, in order: numbers and dates do not tell texts apart.

    >>> wordy("Hyra kv 3, lokal 12B (faktura 88121)")
    'hyra kv lokal faktura'
    """
    return " ".join(re.findall(r"[^\W\d_]{2,}", text.casefold()))


def _hash(text: str) -> int:
    return (
        int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
        if text
        else 0
    )


def _scrambled(values: U64) -> U64:
    """Every bit of the result depends on every bit of the value (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
