"""The strings beside the books: what orders, lines, prices and contracts are called, and their codings."""

import json
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from schemas.order import Codes
from services.matcher.columns import Spec, Table
from services.matcher.index import Index
from services.matcher.keys import I64, U64


class Texts:
    """Strings by number, each once."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self.all: list[str] = list(texts)
        self._numbers = {text: number for number, text in enumerate(self.all)}

    def __getitem__(self, number: int) -> str:
        return self.all[number]

    def number(self, text: str) -> int:
        """The number of a string, a new one where it is not known."""
        number = self._numbers.setdefault(text, len(self.all))
        if number == len(self.all):
            self.all.append(text)
        return number

    def numbers(self, texts: Sequence[str]) -> I64:
        """The numbers of many strings: (n,) int64."""
        return np.array([self.number(text) for text in texts], np.int64)

    def coding(self, number: int) -> Codes:
        """The coding behind the number of its text."""
        return tuple((dimension, code) for dimension, code in json.loads(self.all[number]))


def coding_text(codes: Codes) -> str:
    """A coding as a string that `Texts.coding` reads."""
    return json.dumps(codes, ensure_ascii=False)


class OrderNames(Table):
    """Numbers of orders, beside `Books.orders`."""

    number: I64
    specs: ClassVar[dict[str, Spec]] = {"number": (np.int64, ())}


class LineNames(Table):
    """Line numbers and codings as texts, beside `Books.lines`."""

    id: I64
    codes: I64
    specs: ClassVar[dict[str, Spec]] = {"id": (np.int64, ()), "codes": (np.int64, ())}


class PriceNames(Table):
    """Contract, item and coding as texts, beside `Books.prices`."""

    contract: I64
    label: I64
    codes: I64
    specs: ClassVar[dict[str, Spec]] = {
        "contract": (np.int64, ()),
        "label": (np.int64, ()),
        "codes": (np.int64, ()),
    }


class Contracts(Table):
    """Contracts: their key within buyer and seller, and which price rows are theirs."""

    key: U64
    first_price: I64
    price_count: I64
    specs: ClassVar[dict[str, Spec]] = {
        "key": (np.uint64, ()),
        "first_price": (np.int64, ()),
        "price_count": (np.int64, ()),
    }


class Names:
    """All tables of names, and the contracts by their key."""

    def __init__(self) -> None:
        self.texts = Texts()
        self.orders = OrderNames()
        self.lines = LineNames()
        self.prices = PriceNames()
        self.contracts = Contracts()
        self.contract_by_key = Index()
