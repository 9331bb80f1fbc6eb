"""Orders as CSV, one row per order line (docs/csv.md)."""

from schemas.invoice import Finding
from schemas.order import Order
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
from services.invoice_ingest.formats.sheet import Row, Sheet, bad_row, shown
from services.invoice_ingest.walking import Record

NAME = "orders-csv"
LAYOUT = Layout(
    head=(
        Column("order_number", "number", required=True),
        *PARTIES,
        Column("issue_date", "issue_date", day),
        Column("currency", "currency"),
        Column("buyer_reference", "buyer_reference"),
        Column("contract_number", "contract"),
        Column("accounting_cost", "accounting_cost"),
    ),
    body=(
        Column("line_id", "id", required=True),
        Column("item_name", "item.name", required=True),
        *ITEM,
        Column("quantity", "quantity", amount),
        Column("net_price", "price.net", amount),
        Column("net_amount", "net_amount", amount),
        Column("line_accounting_cost", "accounting_cost"),
    ),
    rows_field="lines",
)


def parse(sheet: Sheet) -> tuple[list[Order], list[Finding]]:
    """The orders of a sheet, or everything that is wrong with it; never some of both."""
    records, rows, findings = records_of(sheet, LAYOUT)
    findings.extend(_repeated(rows))
    if findings:
        return [], capped(findings)
    return [Order.model_validate(record) for record in records], []


def _repeated(rows: list[tuple[Row, Record]]) -> list[Finding]:
    """An order's line numbers are its own."""
    seen: set[tuple[str, str]] = set()
    findings: list[Finding] = []
    for row, _ in rows:
        line_id = row.cells.get("line_id", "")
        key = (row.cells.get("order_number", ""), line_id)
        if line_id and key in seen:
            message = f"the order has a line {shown(line_id)} already"
            findings.append(
                bad_row(row.line, "line_id", message, "give each line a number of its own", value=line_id)
            )
        seen.add(key)
    return findings
