"""What happened to the matcher's memory, as data: the records of the changelog.

Numbers are scaled integers as in `columns`, days are proleptic ordinals, UNKNOWN is -1. Order line and
booking rows are row numbers of the tables: the changelog of a partition is applied in its order, so they are
the same whenever it is read.
"""

from typing import NamedTuple
from uuid import UUID

from schemas.base import Frozen
from schemas.order import Codes


class What(NamedTuple):
    """How an item is written: the seller's article number, GTIN and name, each "" where absent."""

    article: str
    gtin: str
    name: str


class OrderedLine(NamedTuple):
    """A line of an order."""

    id: str
    what: What
    unit: int
    price: int
    quantity: int
    codes: Codes


class OrderRegistered(Frozen):
    """An order, or a new version of it; `key` is its `buyer|supplier`."""

    event_id: UUID
    key: str
    number: str
    day: int
    lines: tuple[OrderedLine, ...]


class PricedItem(NamedTuple):
    """A row of a price list, valid from the first to the last day."""

    label: str
    what: What
    unit: int
    price: int
    first_day: int
    last_day: int
    codes: Codes


class ContractRegistered(Frozen):
    """A contract with its price list, or a new version of it."""

    event_id: UUID
    key: str
    number: str
    items: tuple[PricedItem, ...]


class OrderClosed(Frozen):
    """A seller refused an order (`whole`) or some of its lines: they take no more invoices."""

    event_id: UUID
    key: str
    number: str
    closed: tuple[str, ...]
    whole: bool = False


Document = OrderRegistered | ContractRegistered | OrderClosed


class Booked(NamedTuple):
    """A quantity taken of an order line by an invoice line, at a price in the order line's unit."""

    line: int
    item: int
    price: int
    quantity: int


class GivenBack(NamedTuple):
    """A quantity given back to an earlier booking."""

    booking: int
    quantity: int


class InvoiceSettled(Frozen):
    """An invoice was held against the books. `header` is the digest by which a duplicate is known, or ""."""

    invoice_id: UUID
    key: str
    number: str
    header: str
    booked: tuple[Booked, ...] = ()
    returned: tuple[GivenBack, ...] = ()


class Change(Frozen):
    """What a batch changed, in the order in which it is applied."""

    documents: tuple[Document, ...] = ()
    invoices: tuple[InvoiceSettled, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        return not (self.documents or self.invoices)

    def to_json(self) -> bytes:
        """The change as UTF-8 JSON, as in the changelog."""
        return self.model_dump_json(exclude_defaults=True).encode()
