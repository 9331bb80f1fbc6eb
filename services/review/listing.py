"""The queue as SQL over the short rows of `review_queue`; nothing here opens a request."""

from datetime import date, datetime
from decimal import Decimal
from sqlite3 import Connection
from uuid import UUID

from schemas.coding import ReviewReason
from services.review.queue import PAGE, URGENCY, Filter, Order, Queue, SupplierCount, Waiting

COLUMNS = (
    "invoice_id, revision, key, supplier_id, supplier, number, issue_date, due_date, total, currency,"
    " reasons, lines, uncertain, since"
)
ORDERS = {
    Order.GAIN: "min(urgency, 2), gain DESC, supplier, key, due_date IS NULL, due_date, since, invoice_id",
    Order.DUE: "due_date IS NULL, due_date, urgency, since, invoice_id",
    Order.AGE: "since, invoice_id",
}
"""`min(urgency, 2)`: only duplicates and deviations go before the gain."""

CHOSEN = "(?1 IS NULL OR supplier_id = ?1) AND (?2 IS NULL OR instr(reasons, ?2) > 0)"

Row = tuple[str, int, str, str, str, str, str | None, str | None, str, str, str, int, int, str]


def insert(connection: Connection, entry: Waiting) -> None:
    """Put an invoice into the queue, or replace it there; it has waited since it first came."""
    connection.execute(
        "INSERT INTO review_queue VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (invoice_id) DO UPDATE SET revision = excluded.revision, reasons = excluded.reasons,"
        " urgency = excluded.urgency, lines = excluded.lines, uncertain = excluded.uncertain",
        (
            *(str(entry.invoice_id), entry.revision, entry.key, entry.supplier_id, entry.supplier),
            *(entry.number, _iso(entry.issue_date), _iso(entry.due_date), str(entry.total), entry.currency),
            *(" ".join(entry.reasons), entry.urgency, entry.lines, entry.uncertain, entry.since.isoformat()),
        ),
    )


def revision(connection: Connection, invoice_id: str) -> int | None:
    """The revision that waits, None where none does."""
    row = connection.execute(
        "SELECT revision FROM review_queue WHERE invoice_id = ?", (invoice_id,)
    ).fetchone()
    return None if row is None else int(row[0])


def remove(connection: Connection, invoice_id: str) -> None:
    """Take an invoice out of the queue, if it is there."""
    connection.execute("DELETE FROM review_queue WHERE invoice_id = ?", (invoice_id,))


def queue(connection: Connection, wanted: Filter) -> Queue:
    """A page of the queue, with the counts that stand around it."""
    chosen = (wanted.supplier_id, wanted.reason)
    rows: list[Row] = connection.execute(
        f"SELECT {COLUMNS} FROM (SELECT *, sum(uncertain) OVER (PARTITION BY key) AS gain FROM review_queue)"  # noqa: S608 - constants of this file; values are bound
        f" WHERE {CHOSEN} ORDER BY {ORDERS[wanted.order]} LIMIT ?3 OFFSET ?4",
        (*chosen, PAGE, wanted.offset),
    ).fetchall()
    matching = connection.execute(
        f"SELECT count(*) FROM review_queue WHERE {CHOSEN}",  # noqa: S608 - as above
        chosen,
    ).fetchone()
    waiting, uncertain = connection.execute(
        "SELECT count(*), coalesce(sum(uncertain), 0) FROM review_queue"
    ).fetchone()
    return Queue(
        shown=tuple(_waiting(row) for row in rows),
        matching=matching[0],
        waiting=waiting,
        uncertain=uncertain,
        suppliers=_suppliers(connection),
        reasons=_reasons(connection),
    )


def alike(connection: Connection, key: str) -> int:
    """Uncertain lines that wait under the key `buyer|supplier`."""
    row = connection.execute("SELECT coalesce(sum(uncertain), 0) FROM review_queue WHERE key = ?", (key,))
    return int(row.fetchone()[0])


def size(connection: Connection) -> int:
    """How many invoices wait."""
    return int(connection.execute("SELECT count(*) FROM review_queue").fetchone()[0])


def _suppliers(connection: Connection) -> tuple[SupplierCount, ...]:
    rows = connection.execute(
        "SELECT supplier_id, min(supplier), count(*) FROM review_queue GROUP BY supplier_id"
    ).fetchall()
    counts = [SupplierCount(*row) for row in rows]
    return tuple(sorted(counts, key=lambda count: (count.supplier.casefold(), count.supplier_id)))


def _reasons(connection: Connection) -> tuple[tuple[ReviewReason, int], ...]:
    counts = connection.execute("SELECT reasons, count(*) FROM review_queue GROUP BY reasons").fetchall()
    totals = [(reason, sum(n for reasons, n in counts if reason in reasons.split())) for reason in URGENCY]
    return tuple((reason, total) for reason, total in totals if total)


def _waiting(row: Row) -> Waiting:
    return Waiting(
        invoice_id=UUID(row[0]),
        revision=row[1],
        key=row[2],
        supplier_id=row[3],
        supplier=row[4],
        number=row[5],
        issue_date=_date(row[6]),
        due_date=_date(row[7]),
        total=Decimal(row[8]),
        currency=row[9],
        reasons=tuple(ReviewReason(reason) for reason in row[10].split()),
        lines=row[11],
        uncertain=row[12],
        since=datetime.fromisoformat(row[13]),
    )


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)
