"""Documents out of the rows of a sheet: rows under one number are one document, its head said once.

A format is a table of columns: which field a column fills, how its cell is read, whether it belongs to the
document or to the row. Every bad cell is a finding; a sheet with findings gives no documents at all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from schemas.invoice import Finding
from schemas.party import DANISH_CVR, GLN, ORGANISATION_NUMBER
from services.invoice_ingest.formats.sheet import CODE, Row, Sheet, bad_row, columns_wrong, shown
from services.invoice_ingest.walking import Record
from services.invoice_ingest.walking.values import day_of, decimal_of

MOST = 1000
"""Findings of one file that are told in full."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, the field it fills (`price.net` lies in `price`), how its cell is read."""

    name: str
    field: str
    read: Callable[[str], object] = str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a kind of file. The first of `head` is the number under which rows belong together.

    Columns in `needed` must be there though their cells may be empty.
    """

    head: tuple[Column, ...]
    body: tuple[Column, ...]
    rows_field: str
    needed: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All columns by name."""
        return tuple(column.name for column in (*self.head, *self.body))

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there."""
        filled = (column.name for column in (*self.head, *self.body) if column.required)
        return (*filled, *self.needed)


@dataclass(slots=True)
class _Document:
    """A document that grows while its rows are read."""

    first: Row
    record: Record
    rows: list[tuple[Row, Record]] = field(default_factory=list)


def records_of(sheet: Sheet, layout: Layout) -> tuple[list[Record], list[tuple[Row, Record]], list[Finding]]:
    """A record for each document, each row with its record, and everything that is wrong."""
    findings = [*columns_wrong(sheet, layout.names, layout.required), *sheet.findings]
    if not sheet.rows and not findings:
        findings.append(bad_row(1, None, "no rows follow the column names", "send the file with its rows"))
    documents: dict[str, _Document] = {}
    for row in sheet.rows:
        number = row.cells.get(layout.head[0].name, "")
        known = documents.get(number)
        if known is None:
            known = documents[number] = _Document(row, _read(row, layout.head, findings))
        else:
            _compare(known.first, row, layout.head, findings)
        record = _read(row, layout.body, findings)
        record["codes"] = _codes(row)
        known.rows.append((row, record))
    for document in documents.values():
        document.record[layout.rows_field] = [record for _, record in document.rows]
    everything = [pair for document in documents.values() for pair in document.rows]
    return [document.record for document in documents.values()], everything, findings


def capped(findings: list[Finding]) -> list[Finding]:
    """The first thousand findings, and how many more there are."""
    if len(findings) <= MOST:
        return findings
    more = f"{len(findings) - MOST} more rows or cells are bad"
    return [*findings[:MOST], bad_row(1, None, more, "correct these first and send the file again")]


def _read(row: Row, columns: tuple[Column, ...], findings: list[Finding]) -> Record:
    record: Record = {}
    for column in columns:
        cell = row.cells.get(column.name, "")
        if cell:
            try:
                _set(record, column.field, column.read(cell))
            except ValueError as error:
                message = f"{shown(cell)} {error}"
                findings.append(bad_row(row.line, column.name, message, HOW[column.read], value=cell))
        elif column.required and column.name in row.cells:
            findings.append(bad_row(row.line, column.name, "the cell is empty", "fill it in"))
    return record


def _set(record: Record, field: str, value: object) -> None:
    outer, _, inner = field.rpartition(".")
    if outer:
        cast(Record, record.setdefault(outer, {}))[inner] = value
    elif isinstance(value, dict):
        cast(Record, record.setdefault(field, {})).update(value)
    else:
        record[field] = value


def _compare(first: Row, row: Row, columns: tuple[Column, ...], findings: list[Finding]) -> None:
    """What is said of the whole document on a later row is what the first row says."""
    for column in columns:
        cell, before = row.cells.get(column.name, ""), first.cells.get(column.name, "")
        if cell and cell != before:
            message = f"{shown(cell)} contradicts {shown(before)} on line {first.line}"
            findings.append(bad_row(row.line, column.name, message, "say the same on both", value=cell))


def _codes(row: Row) -> list[tuple[str, str]]:
    return [
        (name.removeprefix(CODE), cell) for name, cell in row.cells.items() if name.startswith(CODE) and cell
    ]


def amount(cell: str) -> Decimal:
    """A number with a decimal point or a decimal comma."""
    return decimal_of(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)


day = day_of


def party(cell: str) -> Record:
    """The field of a party that this identifier fills: legal number, VAT number or another id.

    >>> party("550000-0012")
    {'legal_id': {'value': '5500000012', 'scheme': '0007'}}
    """
    scheme, colon, value = cell.partition(":")
    if colon and value.strip():
        return {"ids": [{"value": value.strip(), "scheme": scheme.strip()}]}
    plain = re.sub(r"[\s-]", "", cell).upper()
    if re.fullmatch(r"[0-9]{10}", plain):
        return {"legal_id": {"value": plain, "scheme": ORGANISATION_NUMBER}}
    if re.fullmatch(r"SE[0-9]{12}", plain):
        return {"vat_id": plain}
    if re.fullmatch(r"(DK)?[0-9]{8}", plain):
        return {"legal_id": {"value": plain, "scheme": DANISH_CVR}}
    if re.fullmatch(r"[0-9]{13}", plain):
        return {"ids": [{"value": plain, "scheme": GLN}]}
    raise ValueError("is no organisation number, VAT number, CVR, GLN or scheme:value")


def gtin(cell: str) -> Record:
    """A GTIN of 8, 12, 13 or 14 digits."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", cell):
        raise ValueError("is no GTIN of 8, 12, 13 or 14 digits")
    return {"value": cell, "scheme": "0160"}


def classes(cell: str) -> list[Record]:
    """Classes with their lists, `TST:44121600 STI:30197630`."""
    pairs = [word.partition(":") for word in cell.split()]
    if not all(name and code for name, _, code in pairs):
        raise ValueError("is no list and class, such as TST:44121600")
    return [{"code": code, "list_id": name} for name, _, code in pairs]


HOW: dict[Callable[[str], object], str] = {
    amount: "write digits and a decimal point or comma: 1234,50",
    day: "write it as 2026-11-21",
    party: "write an organisation number, a VAT number, a CVR number, a GLN or scheme:value",
    gtin: "write the digits alone",
    classes: "write list and class: TST:44121600",
}
"""What to write in a cell that cannot be read, by what reads it."""
ITEM = (
    Column("item_description", "item.description"),
    Column("seller_item_id", "item.seller_id"),
    Column("buyer_item_id", "item.buyer_id"),
    Column("gtin", "item.standard_id", gtin),
    Column("classification", "item.classifications", classes),
    Column("unit", "unit"),
    Column("base_quantity", "price.base_quantity", amount),
    Column("base_unit", "price.base_unit"),
)
PARTIES = (
    Column("buyer_id", "buyer", party, required=True),
    Column("supplier_id", "seller", party, required=True),
    Column("buyer_name", "buyer.name"),
    Column("supplier_name", "seller.name"),
)
