"""What waits for a person and what was decided, in SQLite.

The functions work on the connection they are given and commit nothing, so that a caller can put them into a
transaction of its own. `SqliteReviewStore` is the same on a connection of its own, a transaction a call, safe
to use from several threads.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from sqlite3 import Connection
from threading import Lock
from typing import Protocol, Self
from uuid import UUID

from schemas.coding import InvoiceCoded, ReviewRequested
from schemas.errors import Unavailable
from schemas.review import ReviewDecided
from services.review import listing, tables
from services.review.queue import Filter, Queue, waiting


class Outcome(StrEnum):
    """What became of a decision."""

    RECORDED = "recorded"
    REPEATED = "repeated"
    """The very same decision was recorded before."""
    STALE = "stale"
    """A newer revision waits: the person saw older suggestions."""
    SETTLED = "settled"
    """Somebody else decided it, or it was released meanwhile."""
    UNKNOWN = "unknown"
    """No such invoice waits."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of a submitted decision: for how many waiting lines it will be used."""

    waiting_lines: int
    outcome: Outcome = Outcome.RECORDED


@dataclass(frozen=True, slots=True)
class Released:
    """An invoice that waited and was coded without a decision made here, with the last request for it."""

    coded: InvoiceCoded
    request: ReviewRequested


Settled = ReviewDecided | Released
Case = ReviewRequested | Settled
"""What is known of one invoice: the request while it waits, then what settled it."""


class ReviewStore(Protocol):
    """What the pages and the worker need of a store."""

    def put(self, requests: Sequence[ReviewRequested]) -> None:
        """Let these wait: a newer revision replaces an older one, a settled invoice stays settled."""

    def settle(self, events: Sequence[InvoiceCoded]) -> None:
        """Take what was coded out of the queue."""

    def waiting(self, wanted: Filter) -> Queue:
        """A page of the queue."""

    def get(self, invoice_id: UUID) -> Case | None:
        """What is known of an invoice, None where it never waited."""

    def decide(self, decision: ReviewDecided, *, publish: bool) -> Outcome:
        """Record a decision if it is one of the current revision; `publish` leaves it for the relay too."""

    def alike(self, key: str) -> int:
        """Uncertain lines that wait under the key `buyer|supplier`."""

    def size(self) -> int:
        """How many invoices wait."""

    def outbox(self, limit: int) -> Sequence[ReviewDecided]:
        """Recorded decisions that are not published yet, oldest first."""

    def mark_published(self, decisions: Sequence[ReviewDecided], now: datetime) -> None:
        """Take these out of the outbox."""


def put(connection: Connection, requests: Sequence[ReviewRequested]) -> None:
    """Let these wait: a newer revision replaces an older one, a settled invoice stays settled."""
    for request in requests:
        invoice_id = str(request.invoice_id)
        if not _settled(connection, invoice_id) and _newer(connection, request):
            listing.insert(connection, waiting(request))
            connection.execute(
                "INSERT OR REPLACE INTO review_request VALUES (?, ?)", (invoice_id, request.to_json())
            )


def settle(connection: Connection, events: Sequence[InvoiceCoded]) -> None:
    """Take what was coded out of the queue; the coding is kept where no decision of ours says it already."""
    for event in events:
        invoice_id = str(event.invoice_id)
        waited = listing.revision(connection, invoice_id) is not None
        connection.execute(
            "INSERT OR IGNORE INTO review_settled VALUES (?, ?)",
            (invoice_id, event.to_json() if waited else None),
        )
        listing.remove(connection, invoice_id)


def decide(connection: Connection, decision: ReviewDecided, *, publish: bool) -> Outcome:
    """Record a decision where its revision still waits; else say why not, and change nothing."""
    invoice_id = str(decision.invoice_id)
    earlier = _decision(connection, invoice_id)
    if earlier is not None:
        return Outcome.REPEATED if _same(earlier, decision) else Outcome.SETTLED
    if _settled(connection, invoice_id):
        return Outcome.SETTLED
    current = listing.revision(connection, invoice_id)
    if current is None:
        return Outcome.UNKNOWN
    if current != decision.revision:
        return Outcome.STALE
    _record(connection, decision, publish=publish)
    return Outcome.RECORDED


def get(connection: Connection, invoice_id: UUID) -> Case | None:
    """What is known of an invoice, None where it never waited."""
    decision = _decision(connection, str(invoice_id))
    if decision is not None:
        return decision
    row = _one(connection, "SELECT event FROM review_request WHERE invoice_id = ?", str(invoice_id))
    if row is None:
        return None
    request = ReviewRequested.model_validate_json(row[0])
    row = _one(connection, "SELECT event FROM review_settled WHERE invoice_id = ?", str(invoice_id))
    return request if row is None else Released(InvoiceCoded.model_validate_json(row[0]), request)


def outbox(connection: Connection, limit: int) -> tuple[ReviewDecided, ...]:
    """Recorded decisions that are not published yet, oldest first."""
    rows = connection.execute(
        "SELECT decision.event FROM review_outbox JOIN review_decision AS decision USING (invoice_id)"
        " WHERE published_at IS NULL ORDER BY sequence LIMIT ?",
        (limit,),
    )
    return tuple(ReviewDecided.model_validate_json(event) for (event,) in rows)


def mark_published(connection: Connection, decisions: Sequence[ReviewDecided], now: datetime) -> None:
    """Take these out of the outbox."""
    connection.executemany(
        "UPDATE review_outbox SET published_at = ? WHERE invoice_id = ? AND revision = ?",
        [(now.isoformat(), str(decision.invoice_id), decision.revision) for decision in decisions],
    )


def _record(connection: Connection, decision: ReviewDecided, *, publish: bool) -> None:
    invoice_id = str(decision.invoice_id)
    connection.execute(
        "INSERT INTO review_decision VALUES (?, ?, ?, ?, ?)",
        (
            invoice_id,
            decision.revision,
            decision.decided_by,
            decision.occurred_at.isoformat(),
            decision.to_json(),
        ),
    )
    if publish:
        connection.execute(
            "INSERT INTO review_outbox (invoice_id, revision) VALUES (?, ?)", (invoice_id, decision.revision)
        )
    listing.remove(connection, invoice_id)
    connection.execute("DELETE FROM review_request WHERE invoice_id = ?", (invoice_id,))


def _same(earlier: ReviewDecided, later: ReviewDecided) -> bool:
    """A form sent twice, and not two people: the same rows by the same hand on the same revision."""
    return (earlier.revision, earlier.decided_by, earlier.rows) == (
        later.revision,
        later.decided_by,
        later.rows,
    )


def _newer(connection: Connection, request: ReviewRequested) -> bool:
    current = listing.revision(connection, str(request.invoice_id))
    return current is None or current < request.revision


def _settled(connection: Connection, invoice_id: str) -> bool:
    query = (
        "SELECT 1 FROM review_decision WHERE invoice_id = ?1"
        " UNION ALL SELECT 1 FROM review_settled WHERE invoice_id = ?1"
    )
    return _one(connection, query, invoice_id) is not None


def _decision(connection: Connection, invoice_id: str) -> ReviewDecided | None:
    row = _one(connection, "SELECT event FROM review_decision WHERE invoice_id = ?", invoice_id)
    return None if row is None else ReviewDecided.model_validate_json(row[0])


def _one(connection: Connection, query: str, invoice_id: str) -> tuple[bytes, ...] | None:
    row: tuple[bytes, ...] | None = connection.execute(query, (invoice_id,)).fetchone()
    return row


@contextmanager
def _available() -> Iterator[None]:
    """Unavailable where the file is locked for long, the disk is full, and the like: try again later."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(
            f"the review database refuses ({error})",
            remedy="see to the disk and to who else has the file open",
        ) from error


class SqliteReviewStore:
    """The store on a SQLite connection of its own; each call is one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = Lock()

    @classmethod
    def open(cls, path: Path) -> Self:
        """The store in this file, which is made where it is missing; other processes may use it too."""
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        store = cls(connection)
        with store._transaction():
            tables.create(connection)
        return store

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """All or nothing; the write lock is taken at once, so a version check holds until the commit."""
        with self._lock, _available(), self._begun("BEGIN IMMEDIATE"):
            yield self._connection
            self._connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One moment's view of all tables."""
        with self._lock, _available(), self._begun("BEGIN"):
            yield self._connection

    @contextmanager
    def _begun(self, begin: str) -> Iterator[None]:
        """A transaction that is rolled back unless it was committed, a failed commit included."""
        self._connection.execute(begin)
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def put(self, requests: Sequence[ReviewRequested]) -> None:
        """See `put`."""
        with self._transaction() as connection:
            put(connection, requests)

    def settle(self, events: Sequence[InvoiceCoded]) -> None:
        """See `settle`."""
        with self._transaction() as connection:
            settle(connection, events)

    def waiting(self, wanted: Filter) -> Queue:
        """See `listing.queue`."""
        with self._reading() as connection:
            return listing.queue(connection, wanted)

    def get(self, invoice_id: UUID) -> Case | None:
        """See `get`."""
        with self._reading() as connection:
            return get(connection, invoice_id)

    def decide(self, decision: ReviewDecided, *, publish: bool) -> Outcome:
        """See `decide`."""
        with self._transaction() as connection:
            return decide(connection, decision, publish=publish)

    def alike(self, key: str) -> int:
        """See `listing.alike`."""
        with self._reading() as connection:
            return listing.alike(connection, key)

    def size(self) -> int:
        """See `listing.size`."""
        with self._reading() as connection:
            return listing.size(connection)

    def outbox(self, limit: int) -> Sequence[ReviewDecided]:
        """See `outbox`."""
        with self._reading() as connection:
            return outbox(connection, limit)

    def mark_published(self, decisions: Sequence[ReviewDecided], now: datetime) -> None:
        """See `mark_published`."""
        with self._transaction() as connection:
            mark_published(connection, decisions, now)
