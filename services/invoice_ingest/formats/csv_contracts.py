"""Contracts with their price lists as CSV, one row per item (docs/csv.md)."""

from schemas.invoice import Finding
from schemas.order import Contract
from services.invoice_ingest.formats.csv_documents import (
    ITEM,
    PARTIES,
    Column,
    Layout,
    amount,
    capped,
    day,
    records_of,
)
from services.invoice_ingest.formats.sheet import Row, Sheet, bad_row

NAME = "contracts-csv"
NEEDED_TOGETHER = ("item_name", "net_price")
LAYOUT = Layout(
    head=(
        Column("contract_number", "number", required=True),
        *PARTIES,
        Column("title", "title"),
        Column("currency", "currency"),
        Column("valid_from", "valid_from", day),
        Column("valid_to", "valid_to", day),
    ),
    body=(
        Column("item_name", "item.name"),
        *ITEM,
        Column("net_price", "price.net", amount),
        Column("item_valid_from", "valid_from", day),
        Column("item_valid_to", "valid_to", day),
    ),
    rows_field="items",
    needed=NEEDED_TOGETHER,
)


def parse(sheet: Sheet) -> tuple[list[Contract], list[Finding]]:
    """The contracts of a sheet, or everything that is wrong with it; never some of both."""
    records, rows, findings = records_of(sheet, LAYOUT)
    findings.extend(finding for row, _ in rows for finding in _half_priced(row))
    if findings:
        return [], capped(findings)
    for record in records:
        items = record["items"]
        assert isinstance(items, list)
        record["items"] = [item for item in items if "item" in item]
    return [Contract.model_validate(record) for record in records], []


def _half_priced(row: Row) -> list[Finding]:
    """An item needs a price and a price an item; a contract without a price list has neither."""
    head = {column.name for column in LAYOUT.head}
    if not any(cell for name, cell in row.cells.items() if name not in head):
        return []
    return [
        bad_row(row.line, name, "the cell is empty", "give both the name and the price of the item")
        for name in NEEDED_TOGETHER
        if row.cells.get(name) == ""
    ]
