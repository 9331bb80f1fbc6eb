"""The formats that are read: a module each, asked in this order; the first that claims a document reads it.

To add one: a module with `claims` and `parse` here, a line in the table, a golden document in `tests/golden`.
"""

from collections.abc import Sequence
from typing import Protocol

from lxml.etree import _Element

from schemas.invoice import Finding, Invoice
from schemas.order import Contract, Order
from services.invoice_ingest.formats import (
    cii,
    csv_contracts,
    csv_orders,
    oioubl,
    svefaktura,
    ubl_catalogue,
    ubl_delivery,
    ubl_invoice,
    ubl_notice,
    ubl_order,
    ubl_order_answer,
)
from services.invoice_ingest.formats.csv_documents import Layout
from services.invoice_ingest.formats.sheet import Sheet
from services.invoice_ingest.notes import Notes
from services.invoice_ingest.papers import Paper


class Format(Protocol):
    """What a module of this package offers for XML documents."""

    def claims(self, root: _Element) -> str | None:
        """The name of the format if this module reads such a document, else None."""
        ...

    def parse(self, root: _Element, name: str, notes: Notes) -> Invoice | Paper:
        """What the document says. Total: what cannot be read becomes a finding in the notes."""
        ...


class SheetFormat(Protocol):
    """What a module of this package offers for CSV files."""

    NAME: str
    LAYOUT: Layout

    def parse(self, sheet: Sheet) -> tuple[Sequence[Order | Contract], list[Finding]]:
        """The documents of the file, or everything that is wrong with it."""
        ...


FORMATS: tuple[Format, ...] = (
    ubl_invoice,
    svefaktura,
    oioubl,
    cii,
    ubl_order,
    ubl_order_answer,
    ubl_delivery,
    ubl_catalogue,
    ubl_notice,
)
SHEET_FORMATS: tuple[SheetFormat, ...] = (csv_orders, csv_contracts)
COLUMNS = frozenset(name for known in SHEET_FORMATS for name in known.LAYOUT.names)


def format_of(root: _Element) -> tuple[Format, str] | None:
    """The module that reads this document and the name of its format; None where none does."""
    for candidate in FORMATS:
        name = candidate.claims(root)
        if name is not None:
            return candidate, name
    return None


def sheet_format_of(sheet: Sheet) -> SheetFormat:
    """The module that knows most of a CSV file's columns; of equals the one whose number column is there."""

    def fit(candidate: SheetFormat) -> tuple[int, bool]:
        names = candidate.LAYOUT.names
        return sum(name in names for name in sheet.columns), names[0] in sheet.columns

    return max(SHEET_FORMATS, key=fit)
